/*
 * computed_csv: the files of what is computed from noisy tables, and of exact tables.
 *
 * They stand in tables/ beside the tables that were counted, and verify makes them again from those.
 */
#ifndef HUSH_PUBLISH_COMPUTED_CSV_H
#define HUSH_PUBLISH_COMPUTED_CSV_H

#include "publish/release.h"

/* dimensions, then estimate, std_dev, moe95, ci95_lower, ci95_upper (empty unless published), status */
hush_status hush_quotient_csv_write(const struct hush_release *release, uint32_t quotient, struct hush_buffer *out,
                                    hush_error *err);

/* dimensions, then the columns of the table; what is not recorded is empty */
void hush_exact_csv_write(const struct hush_spec *spec, uint32_t table, struct hush_buffer *out);

/* Value, and its index, that dimension by[k] has in a cell of a table of these dimensions. */
const char *hush_cell_value(const struct hush_spec *spec, const uint32_t *by, uint32_t by_count, uint64_t cell, uint32_t k);
uint32_t hush_cell_place(const struct hush_spec *spec, const uint32_t *by, uint32_t by_count, uint64_t cell, uint32_t k);

#endif
