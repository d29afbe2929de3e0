/*
 * lookup: see lookup.h.
 *
 * Rows only search, they never insert, but names that were discovered come from rows: the hash is keyed, anew for every
 * lookup, so that nobody can make a file that floods it.  The first and the last eight bytes of a name (overlapping in short
 * ones) and its length are hashed; up to 16 bytes they are the whole name, so one comparison of each decides.  Of longer
 * names the middle is hashed too.
 */
#include "read/lookup.h"

#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"

enum { WHOLE = 16 };

/* The ends of a text; with the length they are the text itself up to WHOLE bytes. */
struct ends {
	uint64_t first;
	uint64_t last;
};

struct hush_lookup_name {
	struct ends ends;
	uint64_t length;
};

static inline __attribute__((always_inline)) uint64_t load(const char *bytes, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, bytes, size);
	return value;
}

static inline __attribute__((always_inline)) struct ends ends_of(const char *bytes, size_t length)
{
	if (length >= 8) {
		return (struct ends){load(bytes, 8), load(bytes + length - 8, 8)};
	}
	if (length >= 4) {
		return (struct ends){load(bytes, 4), load(bytes + length - 4, 4)};
	}
	if (length == 0) {
		return (struct ends){0, 0};
	}
	return (struct ends){(uint64_t)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[length / 2],
	                     (unsigned char)bytes[length - 1]};
}

/* Both halves of a long product together: every bit of both factors moves the low bits too. */
static uint64_t folded(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint32_t hash(const uint64_t key[2], struct ends ends, const char *bytes, size_t length)
{
	uint64_t middle = length;

	for (size_t at = 8; at + 8 < length; at += 8) {
		middle = folded(middle ^ key[1], load(bytes + at, 8) ^ key[0]);
	}
	return (uint32_t)folded(ends.first ^ key[0] ^ middle, ends.last ^ key[1]);
}

hush_status hush_lookup_open(const struct hush_names *names, struct hush_lookup *lookup, hush_error *err)
{
	struct hush_lookup made = {.names = names};
	uint32_t size = 16;

	while (size / 4 < names->count) { /* names->count is at most 2^28 */
		size *= 2;
	}
	hush_system_random(made.key, sizeof made.key);
	made.mask = size - 1;
	made.places = hush_calloc(size, sizeof *made.places);
	made.ends = hush_calloc(names->count, sizeof *made.ends);
	if (!made.places || !made.ends) {
		hush_lookup_close(&made);
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < names->count; i++) {
		size_t length = strlen(names->names[i]);
		struct ends ends = ends_of(names->names[i], length);
		uint32_t at = hash(made.key, ends, names->names[i], length) & made.mask;

		while (made.places[at]) {
			at = (at + 1) & made.mask;
		}
		made.places[at] = i + 1;
		made.ends[i] = (struct hush_lookup_name){ends, length};
	}
	*lookup = made;
	return HUSH_OK;
}

void hush_lookup_close(struct hush_lookup *lookup)
{
	hush_free(lookup->places);
	hush_free(lookup->ends);
	*lookup = (struct hush_lookup){0};
}

uint32_t hush_lookup_find(const struct hush_lookup *lookup, const char *bytes, size_t length)
{
	struct ends ends = ends_of(bytes, length);
	uint32_t place;

	for (uint32_t at = hash(lookup->key, ends, bytes, length) & lookup->mask; (place = lookup->places[at]) != 0;
	     at = (at + 1) & lookup->mask) {
		const struct hush_lookup_name *name = &lookup->ends[place - 1];

		if (name->ends.first == ends.first && name->ends.last == ends.last && name->length == length &&
		    (length <= WHOLE || memcmp(bytes, lookup->names->names[place - 1], length) == 0)) {
			return place - 1;
		}
	}
	return HUSH_NONE;
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
