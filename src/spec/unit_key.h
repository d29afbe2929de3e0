/*
 * unit_key: the exact key of a unit, packed into 16 bytes where it fits.
 *
 * The exact form is: for each entity column its canonical form, counted (4-byte length, bytes), then the first day of the
 * window (4 bytes, little-endian).  Two rows are of one unit exactly when these bytes are equal.
 *
 * The packed form says the same in fewer bytes: for each column its length in one byte and its bytes, then the number of
 * the window among the period's, in as few bytes as the period needs (none when it has one window), then zeros.
 *
 * The short form is a packed form in less still, for what most units are: one column of one to seven digits and capital
 * letters.  These are a number in base 37 (digits 1 to 10, letters 11 to 36, nothing 0; the first character counts ones), of
 * 37 bits; the number of the window stands above it, if that takes at most two bytes.  Below both stands a mark that no
 * other form begins with.
 *
 * Both can be read back (hush_unit_exact), so they are as exact: two packed keys are equal exactly when the exact forms
 * are.  A unit is packed, and short, whenever it can be, by its own key alone, so one unit never has two forms.  Which form
 * a unit has, and everything here, follows from the spec and from that unit's key.
 */
#ifndef HUSH_SPEC_UNIT_KEY_H
#define HUSH_SPEC_UNIT_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/spec.h"

enum {
	HUSH_UNIT_PACKED = 16,     /* bytes of the packed form */
	HUSH_UNIT_SHORT = 7,       /* characters of the short form, at most */
	HUSH_UNIT_SHORT_BYTES = 8, /* that it takes */
	/* The first of these; other forms begin with a length of at most 16, or are marked otherwise (bound/offers.h). */
	HUSH_UNIT_SHORT_MARK = 0xfe,
	HUSH_UNIT_TEXT_BITS = 37,  /* of its number; those of the window stand above */
	HUSH_UNIT_EXACT_ROOM = 128 /* enough for the exact form of any packed key */
};

struct hush_unit_shape {
	uint32_t columns;
	uint32_t window_bytes; /* 0, 1, 2 or 4 */
	hush_day from;
	uint32_t *windows; /* by day of the period: the number of its window */
	hush_day *firsts;  /* by number of the window: its first day */
	uint32_t window_count;
};

struct hush_unit_key {
	uint32_t packed;            /* bytes of the packed or short form that are used, 1..16; 0: only the exact form exists */
	uint64_t low;               /* its bytes 0 to 7, the first one lowest; 0 when there is none */
	uint64_t high;              /* its bytes 8 to 15 */
	const unsigned char *exact; /* when not packed */
	uint32_t exact_length;
};

/* HUSH_E_MEMORY. */
hush_status hush_unit_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_unit_shape *shape,
                                 hush_error *err);
void hush_unit_shape_close(struct hush_unit_shape *shape);

/* Whether units of this shape can have a short form at all. */
static inline bool hush_unit_may_be_short(const struct hush_unit_shape *shape)
{
	return shape->columns == 1 && shape->window_bytes <= 2;
}

/* Whether it is a short form that begins with these bytes. */
static inline bool hush_unit_is_short(uint64_t low)
{
	return (low & 0xff) == HUSH_UNIT_SHORT_MARK;
}

/* What a short form says, without its mark: below 2^(HUSH_UNIT_TEXT_BITS + bits of the window). */
static inline uint64_t hush_unit_number(uint64_t low)
{
	return low >> 8;
}

static inline uint64_t hush_unit_of_number(uint64_t number)
{
	return number << 8 | HUSH_UNIT_SHORT_MARK;
}

/* The number of one to seven digits and capital letters, zeros behind them: neighbours are put together, all side by side. */
static inline uint64_t hush_unit_text_number(uint64_t text)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	/* A digit's lower five bits are 16 to 25, a letter's 1 to 26. */
	uint64_t values = (text & each * 0x1f) + (text >> 6 & each) * 10 - (text >> 5 & each) * 15;

	values = (values & UINT64_C(0x00ff00ff00ff00ff)) + (values >> 8 & UINT64_C(0x00ff00ff00ff00ff)) * 37;
	values = (values & UINT64_C(0x0000ffff0000ffff)) + (values >> 16 & UINT64_C(0x0000ffff0000ffff)) * (37 * 37);
	return (values & UINT64_C(0xffffffff)) + (values >> 32) * (37 * 37 * 37 * 37);
}

/* Makes the short key of a text's number and a window. */
static inline void hush_unit_key_short(struct hush_unit_key *key, uint64_t number, uint32_t window)
{
	key->packed = HUSH_UNIT_SHORT_BYTES;
	key->low = hush_unit_of_number((uint64_t)window << HUSH_UNIT_TEXT_BITS | number);
	key->high = 0;
}

/* Writes the exact form of a packed or short key; returns its length. */
uint32_t hush_unit_exact(const struct hush_unit_shape *shape, uint64_t low, uint64_t high,
                         unsigned char exact[HUSH_UNIT_EXACT_ROOM]);

#endif
