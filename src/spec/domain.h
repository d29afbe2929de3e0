/*
 * domain: lists of the values that a dimension can take, in their public order.
 */
#ifndef HUSH_SPEC_DOMAIN_H
#define HUSH_SPEC_DOMAIN_H

#include <stdint.h>

#include "base/csv.h"
#include "spec/reading.h"

/* Finds a name's index in O(log n). Sorted by name, equal names by index. The names stay with their owner. */
struct hush_name_index {
	struct hush_name_entry {
		const char *name;
		uint32_t at;
	} *items;
	uint32_t count;
};

hush_status hush_name_index_make(char *const *names, uint32_t count, struct hush_name_index *index, hush_error *err);
void hush_name_index_release(struct hush_name_index *index);
uint32_t hush_name_index_find(const struct hush_name_index *index, const char *name); /* HUSH_NONE when absent */

void hush_names_release(struct hush_names *names); /* wipes: they may come from records */

/* "values": a list of strings, or {file, column, separator}. Unique, each publishable (hush_name_fault). */
hush_status hush_read_values(const struct hush_reading *r, const struct hush_json *node, struct hush_names *values);

/* All values of a part of the time in the spec's period. */
hush_status hush_time_values(const struct hush_spec *spec, enum hush_time_part part, struct hush_names *values,
                             hush_error *err);

/* "bins": ascending edges of half-open intervals; values are named after them. */
hush_status hush_read_bins(const struct hush_reading *r, const struct hush_json *node,
                           struct hush_dimension *dimension);

/* An edge as text: "-0.5", "300". Room for any int64_t on the grid of 10^-6. */
enum { HUSH_EDGE_TEXT = 32 };
void hush_edge_format(int64_t edge, char text[HUSH_EDGE_TEXT]);

/* Reads a small file that the spec names at `node`; a missing file is refused where the spec names it. */
hush_status hush_read_small_file(const struct hush_reading *r, const struct hush_json *node, char separator,
                                 char **path, struct hush_csv_file *file);

/* Refuses, at the node that names it, a file with the header of records: its columns would be shown as they are. */
hush_status hush_refuse_records(const struct hush_reading *r, const struct hush_json *node, const struct hush_csv_file *file);

/* The column of a small file that the spec names at `node`. */
hush_status hush_read_small_column(const struct hush_reading *r, const struct hush_json *node, const char *what,
                                   const char *path, const struct hush_csv_file *file, uint32_t *column);

#endif
