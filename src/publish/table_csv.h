/*
 * table_csv: a table as CSV, the canonical form of the numbers.
 *
 * RFC 4180: one header row, comma, CRLF after every row (R, pandas, DuckDB and spreadsheets read it alike), a field in
 * quotes only when it holds a comma, a quote or a line end.  One row per cell of the domain, in cell order, zeros and
 * negative numbers included:
 *
 *     site,day,estimate,std_dev,moe95,ci95_lower,ci95_upper,status
 */
#ifndef HUSH_PUBLISH_TABLE_CSV_H
#define HUSH_PUBLISH_TABLE_CSV_H

#include <stdint.h>

#include "base/buffer.h"
#include "noise/noisy.h"
#include "plan/plan.h"
#include "post/rank.h"
#include "spec/spec.h"

/* The whole file of spec->tables[table]. For quantiles HUSH_E_SPEC, HUSH_E_MEMORY as in post/rank.h. */
hush_status hush_table_csv_write(const struct hush_plan *plan, const struct hush_noisy *noisy, uint32_t table,
                                 struct hush_buffer *out, hush_error *err);

/* Its parts: the header row; the dimension fields of one cell, each followed by a comma; the numbers and the row's end. */
void hush_table_csv_header(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *out);
void hush_table_csv_cell(const struct hush_spec *spec, const struct hush_table *table, uint64_t cell,
                         struct hush_buffer *out);
void hush_table_csv_numbers(const struct hush_plan_table *table, int64_t estimate, struct hush_buffer *out);
/* Those of a quantile: `steps` is what was chosen, on the grid of its table. */
void hush_table_csv_quantile(const struct hush_table *table, int64_t steps, const struct hush_rank *rank, struct hush_buffer *out);

/* A field, in quotes when it needs them. */
void hush_table_csv_field(const char *text, struct hush_buffer *out);

/* "tables/NAME.csv". */
void hush_table_csv_path(const struct hush_table *table, struct hush_buffer *out);

#endif
