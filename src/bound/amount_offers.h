/*
 * amount_offers: values on their way from the reader to hush_amounts, in few bytes.
 *
 * A row's value for one table is one offer: the exact key of its unit, the table, the cell, and the value in steps of the
 * table's grid.  Like offers.h's they are put into partitions by hush_offer_hash_exact of the key, so that all offers of
 * a unit meet in one partition.
 */
#ifndef HUSH_BOUND_AMOUNT_OFFERS_H
#define HUSH_BOUND_AMOUNT_OFFERS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hush_amount_value {
	const unsigned char *unit;
	uint32_t unit_length;
	uint32_t table; /* of the spec */
	uint32_t cell;
	int64_t steps;
};

/* Bytes of an offer of a unit whose exact key has this length. */
static inline size_t hush_amount_offer_size(uint32_t unit_length)
{
	return 3 * sizeof(uint32_t) + sizeof(int64_t) + (size_t)unit_length;
}

static inline void hush_amount_offer_put(const struct hush_amount_value *value, unsigned char *out)
{
	const uint32_t words[3] = {value->unit_length, value->table, value->cell};

	memcpy(out, words, sizeof words);
	memcpy(out + sizeof words, &value->steps, sizeof value->steps);
	memcpy(out + sizeof words + sizeof value->steps, value->unit, value->unit_length);
}

/* Reads an offer, whose key stays where it is; returns where the next one begins. */
static inline const unsigned char *hush_amount_offer_read(const unsigned char *at, struct hush_amount_value *value)
{
	uint32_t words[3];

	memcpy(words, at, sizeof words);
	memcpy(&value->steps, at + sizeof words, sizeof value->steps);
	value->unit = at + sizeof words + sizeof value->steps;
	value->unit_length = words[0];
	value->table = words[1];
	value->cell = words[2];
	return value->unit + value->unit_length;
}

#endif
