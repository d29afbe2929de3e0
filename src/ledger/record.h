/*
 * record: where a release stands in the ledger, for those who file it.
 */
#ifndef HUSH_LEDGER_RECORD_H
#define HUSH_LEDGER_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/crypto.h"
#include "base/error.h"
#include "ledger/ledger.h"

enum { HUSH_RECORD_ID = 96 };

struct hush_record {
	uint64_t sequence;           /* of its reservation */
	char head[HUSH_SHA256_HEX];
	char day[HUSH_DAY_TEXT];
	char supersedes[HUSH_RECORD_ID];    /* "" for none */
	char superseded_by[HUSH_RECORD_ID]; /* the newest published release that names it; "" for none */
	bool caught_up;              /* brought in from another copy of the ledger, where it stood at: */
	uint64_t origin_sequence;
	char origin_head[HUSH_SHA256_HEX];
};

/* HUSH_E_USAGE when the ledger does not know the release. */
hush_status hush_ledger_record(struct hush_ledger *ledger, const char *release, struct hush_record *record,
                               hush_error *err);

#endif
