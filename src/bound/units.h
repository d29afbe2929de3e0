/*
 * units: the exact keys of the units of one source, numbered 0, 1, 2, .. in order of first sight.
 *
 * All tables of a source protect the same units, so they share one hush_units and keep their own counts by number.
 * Keys are compared byte for byte (design rule 6: units never merge or split by accident); the keyed hash only finds
 * the place to look, so its key may differ from run to run without changing any result.  A number is an accident of row
 * order: nothing that decides may depend on it, only on the key behind it.
 *
 * Memory grows with the units, never with the rows, and is wiped when closed.
 */
#ifndef HUSH_BOUND_UNITS_H
#define HUSH_BOUND_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_units;

hush_status hush_units_open(struct hush_units **units, hush_error *err);

/* The number of the unit with this key, which is added when it is new. Only HUSH_E_MEMORY can fail. */
hush_status hush_units_find(struct hush_units *units, const unsigned char *key, size_t length, uint32_t *unit,
                            hush_error *err);

/* The key of a number that hush_units_find gave. Belongs to `units` and stays where it is until they are closed. */
const unsigned char *hush_units_key(const struct hush_units *units, uint32_t unit, size_t *length);

uint32_t hush_units_count(const struct hush_units *units);

void hush_units_close(struct hush_units *units); /* wipes; NULL is allowed */

#endif
