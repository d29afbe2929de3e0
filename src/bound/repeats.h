/*
 * repeats: of a unit's records that are equal in the declared key, one counts ("dedupe").
 *
 * Records wait in partitions by a keyed hash of (unit, key).  When all are read, a hush_repeats looks through one
 * partition and keeps, for every (unit, key), the record whose content has the smallest keyed hash; those go on to be
 * counted and limited as if the others had not been there.  What is kept is a function of the unit's own records, so
 * sensitivities stay what they are: repeats.proof.md.  Keys are compared byte for byte; the hash only says where to look.
 *
 * The content is what counting can see of a record: its count, its values, and the fields that sums and means take.
 */
#ifndef HUSH_BOUND_REPEATS_H
#define HUSH_BOUND_REPEATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/error.h"
#include "bound/limiter.h"
#include "read/record.h"
#include "spec/spec.h"

/* How the records of one source are written down: follows from the spec, the limiting key, and a key drawn for this run. */
struct hush_repeat_shape {
	const struct hush_source *source;
	uint32_t *dimensions; /* those that its tables use */
	uint32_t dimension_count;
	uint32_t *amounts; /* its tables that take a field, by index in the spec */
	uint32_t amount_count;
	uint8_t rank_key[HUSH_SIPHASH_KEY];
	uint8_t place_key[HUSH_SIPHASH_KEY];
};

/* HUSH_E_MEMORY. */
hush_status hush_repeat_shape_open(const struct hush_spec *spec, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                   struct hush_repeat_shape *shape, hush_error *err);
void hush_repeat_shape_close(struct hush_repeat_shape *shape); /* wipes; a zeroed one is allowed */

/* A record that is being written down. Zeroed by the caller; each thread needs its own. */
struct hush_repeat {
	unsigned char *bytes;
	size_t length;
	size_t room;
	uint64_t hash; /* of its unit and key; the partition is (hash >> 1) >> shift, as that of offers is */
};

/* Writes a record down, in place of the one before. HUSH_E_MEMORY. */
hush_status hush_repeat_write(const struct hush_repeat_shape *shape, const struct hush_record *record,
                              struct hush_repeat *repeat, hush_error *err);
void hush_repeat_release(struct hush_repeat *repeat); /* wipes */

struct hush_repeats; /* those of one partition; each thread has its own */

hush_status hush_repeats_open(const struct hush_repeat_shape *shape, struct hush_repeats **repeats, hush_error *err);

/*
 * Takes whole records, as hush_repeat_write made them. Only those with (hash >> 32 & mask) == part: so a partition with
 * too many is looked through in parts. HUSH_E_MEMORY: some were taken, and it can only be cleared or closed.
 */
hush_status hush_repeats_take(struct hush_repeats *repeats, const unsigned char *bytes, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err);

uint64_t hush_repeats_kept(const struct hush_repeats *repeats);
uint64_t hush_repeats_dropped(const struct hush_repeats *repeats); /* taken, and not kept */
size_t hush_repeats_memory(const struct hush_repeats *repeats);    /* bytes that those take */

/* Visits every kept record, in no particular order; `fields` hold what hush_record_amount needs. The status that stopped a
 * visit. */
hush_status hush_repeats_visit(const struct hush_repeats *repeats, hush_record_visit visit, void *context);

void hush_repeats_clear(struct hush_repeats *repeats);
void hush_repeats_close(struct hush_repeats *repeats); /* wipes; NULL is allowed */

#endif
