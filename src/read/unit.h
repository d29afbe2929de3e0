/*
 * unit: the key of the unit that a row is of.
 */
#ifndef HUSH_READ_UNIT_H
#define HUSH_READ_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"
#include "spec/unit_key.h"

/* Memory of keys that do not fit into the packed form. Zeroed by the caller; each thread needs its own. */
struct hush_unit_room {
	unsigned char *bytes;
	size_t size;
};

/*
 * The key of the row with these fields: columns[i] is where the source's i-th entity column stands, `window` the number of
 * its window. The fields hold no NUL (a line with one is no row), and HUSH_FIELD_SLACK bytes must be readable
 * behind each. *named is false when some column names nobody.
 * HUSH_E_MEMORY.
 */
hush_status hush_unit_of(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *fields,
                         const uint32_t *columns, uint32_t window, struct hush_unit_room *room, struct hush_unit_key *key,
                         bool *named, hush_error *err);

void hush_unit_room_release(struct hush_unit_room *room); /* wipes */

#endif
