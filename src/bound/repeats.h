/*
 * repeats: of a unit's records that are equal in the declared key, one counts ("dedupe").
 *
 * Records wait in partitions by a keyed hash of (unit, key).  When all are read, a hush_repeats looks through one
 * partition and keeps, for every (unit, key), the record whose content has the smallest keyed hash; those go on to be
 * counted and limited as if the others had not been there.  What is kept is a function of the unit's own records, so
 * sensitivities stay what they are: repeats.proof.md.  Keys are compared byte for byte; the hash only says where to look.
 *
 * Here a record is two strings of bytes: its identity (unit and key), and its content (all that counting can see of it).
 */
#ifndef HUSH_BOUND_REPEATS_H
#define HUSH_BOUND_REPEATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/error.h"
#include "bound/limiting.h"

struct hush_repeat_keys {
	uint8_t rank[HUSH_SIPHASH_KEY];  /* from the limiting key */
	uint8_t place[HUSH_SIPHASH_KEY]; /* drawn for this run */
};

void hush_repeat_keys_make(const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_repeat_keys *keys);

/* A record that is being written down. Zeroed by the caller; each thread needs its own. */
struct hush_repeat {
	unsigned char *bytes;
	size_t length;
	size_t room;
	size_t identity; /* bytes of it, once its content has begun */
	uint64_t hash;   /* of the identity; the partition is (hash >> 1) >> shift, as that of offers is */
};

/* Begins a record, in place of the one before, whose identity and content take at most `size` bytes. HUSH_E_MEMORY. */
hush_status hush_repeat_begin(struct hush_repeat *repeat, size_t size, hush_error *err);

/* The parts, in little-endian order, so that a rank means the same on every machine. Counted bytes: their number, then they. */
enum { HUSH_REPEAT_U32 = 4, HUSH_REPEAT_U64 = 8 };
void hush_repeat_put_u32(struct hush_repeat *repeat, uint32_t value);
void hush_repeat_put_u64(struct hush_repeat *repeat, uint64_t value);
void hush_repeat_put_counted(struct hush_repeat *repeat, const void *bytes, size_t length);
uint32_t hush_repeat_get_u32(const unsigned char *at);
uint64_t hush_repeat_get_u64(const unsigned char *at);

void hush_repeat_content(struct hush_repeat *repeat); /* the identity is whole; the content follows */
void hush_repeat_end(const struct hush_repeat_keys *keys, struct hush_repeat *repeat); /* bytes, length and hash are set */
void hush_repeat_release(struct hush_repeat *repeat); /* wipes */

struct hush_repeats; /* those of one partition; each thread has its own */

hush_status hush_repeats_open(struct hush_repeats **repeats, hush_error *err);

/*
 * Takes whole records, as hush_repeat_end left them. Only those with (hash >> 32 & mask) == part: so a partition with
 * too many is looked through in parts. HUSH_E_MEMORY: some were taken, and it can only be cleared or closed.
 */
hush_status hush_repeats_take(struct hush_repeats *repeats, const unsigned char *bytes, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err);

uint64_t hush_repeats_kept(const struct hush_repeats *repeats);
uint64_t hush_repeats_dropped(const struct hush_repeats *repeats); /* taken, and not kept */
size_t hush_repeats_memory(const struct hush_repeats *repeats);    /* bytes that those take */

/* Visits every kept record, in no particular order. The status that stopped a visit. */
typedef hush_status (*hush_repeat_visit)(void *context, const unsigned char *identity, const unsigned char *content);
hush_status hush_repeats_visit(const struct hush_repeats *repeats, hush_repeat_visit visit, void *context);

void hush_repeats_clear(struct hush_repeats *repeats);
void hush_repeats_close(struct hush_repeats *repeats); /* wipes; NULL is allowed */

#endif
