/* lookup: see lookup.h. The names are public and their number is fixed, so a plain hash (FNV-1a) cannot be flooded:
 * rows only search, they never insert. */
#include "read/lookup.h"

#include <string.h>

#include "base/memory.h"

static uint32_t hash(const char *bytes, size_t length)
{
	uint64_t state = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < length; i++) {
		state = (state ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
	}
	return (uint32_t)(state ^ state >> 32);
}

hush_status hush_lookup_open(const struct hush_names *names, struct hush_lookup *lookup, hush_error *err)
{
	uint32_t size = 16;
	uint32_t *slots;

	while (size < 2 * names->count) { /* names->count is at most HUSH_MAX_VALUES */
		size *= 2;
	}
	slots = hush_calloc(size, sizeof *slots);
	if (!slots) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < names->count; i++) {
		uint32_t at = hash(names->names[i], strlen(names->names[i])) & (size - 1);

		while (slots[at]) {
			at = (at + 1) & (size - 1);
		}
		slots[at] = i + 1;
	}
	*lookup = (struct hush_lookup){names, slots, size - 1};
	return HUSH_OK;
}

void hush_lookup_close(struct hush_lookup *lookup)
{
	hush_free(lookup->slots);
	*lookup = (struct hush_lookup){0};
}

/* strcmp of a counted text and a NUL-terminated one. */
static int compare(const char *bytes, size_t length, const char *name)
{
	size_t name_length = strlen(name);
	int order = memcmp(bytes, name, length < name_length ? length : name_length);

	if (order) {
		return order;
	}
	return length < name_length ? -1 : length > name_length;
}

uint32_t hush_lookup_find(const struct hush_lookup *lookup, const char *bytes, size_t length)
{
	uint32_t at = hash(bytes, length) & lookup->mask;

	for (; lookup->slots[at]; at = (at + 1) & lookup->mask) {
		if (compare(bytes, length, lookup->names->names[lookup->slots[at] - 1]) == 0) {
			return lookup->slots[at] - 1;
		}
	}
	return HUSH_NONE;
}

uint32_t hush_map_find(const struct hush_map_entry *entries, uint32_t count, const char *bytes, size_t length)
{
	uint32_t low = 0;
	uint32_t high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(bytes, length, entries[middle].from);

		if (order == 0) {
			return entries[middle].to;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return HUSH_NONE;
}
