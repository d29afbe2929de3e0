/*
 * strangers: how many of some releases were charged to which other ledgers.
 */
#ifndef HUSH_API_STRANGERS_H
#define HUSH_API_STRANGERS_H

#include <stdint.h>

#include "base/crypto.h"
#include "base/error.h"

struct hush_stranger {
	char ledger_id[HUSH_SHA256_HEX];
	uint32_t releases;
};

struct hush_strangers {
	struct hush_stranger *items; /* one per ledger, in the order in which they were met */
	uint32_t count;
};

/* One more release of that ledger. */
hush_status hush_strangers_add(struct hush_strangers *strangers, const char *ledger_id, hush_error *err);
uint32_t hush_strangers_releases(const struct hush_strangers *strangers); /* of all of them */
void hush_strangers_free(struct hush_strangers *strangers);

#endif
