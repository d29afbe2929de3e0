/*
 * unit_key: the exact key of a unit, packed into 16 bytes where it fits.
 *
 * The exact form is: for each entity column its canonical form, counted (4-byte length, bytes), then the first day of the
 * window (4 bytes, little-endian).  Two rows are of one unit exactly when these bytes are equal.
 *
 * The packed form says the same in fewer bytes: for each column its length in one byte and its bytes, then the number of
 * the window among the period's, in as few bytes as the period needs (none when it has one window), then zeros.  It can
 * be read back (hush_unit_exact), so it is as exact: two packed keys are equal exactly when the exact forms are.  Every
 * unit is packed or not by its own key alone, so one unit never has two forms.  Which form a unit has, and everything
 * here, follows from the spec and from that unit's key.
 */
#ifndef HUSH_SPEC_UNIT_KEY_H
#define HUSH_SPEC_UNIT_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/spec.h"

enum {
	HUSH_UNIT_PACKED = 16,     /* bytes of the packed form */
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
	uint32_t packed; /* bytes of the packed form that are used, 1..16; 0: only the exact form exists */
	uint64_t low;    /* the packed form's bytes 0 to 7, the first one lowest */
	uint64_t high;   /* its bytes 8 to 15 */
	const unsigned char *exact; /* when not packed */
	uint32_t exact_length;
};

/* HUSH_E_MEMORY. */
hush_status hush_unit_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_unit_shape *shape,
                                 hush_error *err);
void hush_unit_shape_close(struct hush_unit_shape *shape);

/* Writes the exact form of a packed key; returns its length. */
uint32_t hush_unit_exact(const struct hush_unit_shape *shape, uint64_t low, uint64_t high,
                         unsigned char exact[HUSH_UNIT_EXACT_ROOM]);

#endif
