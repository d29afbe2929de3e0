/*
 * lookup: from a text to its index in a list of names.
 */
#ifndef HUSH_READ_LOOKUP_H
#define HUSH_READ_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "spec/spec.h"

struct hush_lookup {
	const struct hush_names *names; /* must outlive the lookup */
	uint32_t *places; /* by hash: index + 1; 0 is free */
	uint32_t mask;
	uint64_t key[2];  /* of the hash */
	struct hush_lookup_name *ends; /* by index: what names are compared by */
};

hush_status hush_lookup_open(const struct hush_names *names, struct hush_lookup *lookup, hush_error *err);
void hush_lookup_close(struct hush_lookup *lookup);

/* Index of the name equal to these bytes, or HUSH_NONE. */
uint32_t hush_lookup_find(const struct hush_lookup *lookup, const char *bytes, size_t length);

/* Index `to` of a mapping's entry whose `from` equals these bytes, or HUSH_NONE; the entries are sorted by strcmp. */
uint32_t hush_map_find(const struct hush_map_entry *entries, uint32_t count, const char *bytes, size_t length);

#endif
