/*
 * found_offer: a record of a value that no list names, on its way from the reader to the limits, or from there to the sums.
 *
 * The value stands in it as its text, so nobody needs to know all values that there are.  On the first way it goes with the
 * others of its unit; on the second it has no unit, and goes with the others of its text.
 */
#ifndef HUSH_BOUND_FOUND_OFFER_H
#define HUSH_BOUND_FOUND_OFFER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hush_found_offer {
	const unsigned char *unit; /* its exact key */
	const char *text;          /* not NUL-terminated */
	uint32_t unit_length;      /* 0: of no unit any more */
	uint32_t text_length;
	uint32_t table; /* of the spec */
	uint32_t place; /* the cell among those of the table's other dimensions: 0..hush_discovered_row-1 */
	uint32_t count;
};

static inline size_t hush_found_offer_size(const struct hush_found_offer *offer)
{
	return 5 * sizeof(uint32_t) + (size_t)offer->unit_length + offer->text_length;
}

static inline void hush_found_offer_put(const struct hush_found_offer *offer, unsigned char *out)
{
	const uint32_t words[5] = {offer->unit_length, offer->text_length, offer->table, offer->place, offer->count};

	memcpy(out, words, sizeof words);
	out += sizeof words;
	if (offer->unit_length > 0) {
		memcpy(out, offer->unit, offer->unit_length);
	}
	memcpy(out + offer->unit_length, offer->text, offer->text_length);
}

/* Reads an offer, whose key and text stay where they are; returns where the next one begins. */
static inline const unsigned char *hush_found_offer_read(const unsigned char *at, struct hush_found_offer *offer)
{
	uint32_t words[5];

	memcpy(words, at, sizeof words);
	offer->unit_length = words[0];
	offer->text_length = words[1];
	offer->table = words[2];
	offer->place = words[3];
	offer->count = words[4];
	offer->unit = at + sizeof words;
	offer->text = (const char *)offer->unit + offer->unit_length;
	return offer->unit + offer->unit_length + offer->text_length;
}

#endif
