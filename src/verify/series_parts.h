/* series_parts: what a series remembers of its releases. Private to series*.c. */
#ifndef HUSH_VERIFY_SERIES_PARTS_H
#define HUSH_VERIFY_SERIES_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/civil.h"
#include "base/crypto.h"
#include "plan/plan.h"
#include "publish/minisign.h"

struct hush_member_account {
	char *name;
	char *budget; /* exact text */
	enum hush_account_kind kind;
	bool by_epsilon;
	struct hush_rational charge; /* of this release, to each of its windows */
	struct hush_rational spent;  /* after it, in the fullest of them */
	hush_day first_window;
	hush_day past_windows; /* the day after the last window */
};

struct hush_member {
	char *folder;
	char *id;
	char *ledger;
	char *head;
	char *supersedes; /* or NULL */
	uint64_t sequence;
	bool names_previous; /* this format of statement says which release came before */
	char *previous;      /* or NULL: none did */
	char *previous_head;
	uint64_t previous_sequence;
	char digest[HUSH_SHA256_HEX]; /* of SHA256SUMS */
	enum hush_window window;
	int week_start;
	char *timezone;
	struct hush_public_key key;
	struct hush_member_account *accounts;
	uint32_t account_count;
};

struct hush_series {
	struct hush_member *members; /* sorted by ledger, then sequence */
	uint32_t count;
	uint32_t left_out;
};

#endif
