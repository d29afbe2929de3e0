/*
 * parts: the readers of the spec's parts, in the order in which hush_spec_load runs them.
 *
 * Each fills its part of reading->spec.  A part may look at what the parts before it have filled, and at nothing else:
 * the period stands before the domains made of it, the dimensions before the sources that assign them, and all of them
 * before the tables.  A failure leaves a half-filled spec that hush_spec_free takes back.
 */
#ifndef HUSH_SPEC_PARTS_H
#define HUSH_SPEC_PARTS_H

#include "base/buffer.h"
#include "base/json_write.h"
#include "spec/reading.h"

hush_status hush_read_release(const struct hush_reading *r, const struct hush_json *node);
hush_status hush_read_served(const struct hush_reading *r, const struct hush_json *release); /* license url region formats */
hush_status hush_read_privacy(const struct hush_reading *r, const struct hush_json *node);
hush_status hush_read_dimensions(const struct hush_reading *r, const struct hush_json *node); /* NULL: none */
hush_status hush_read_sources(const struct hush_reading *r, const struct hush_json *node);
hush_status hush_read_tables(const struct hush_reading *r, const struct hush_json *node);

/* "share", "margin" or "typical" of a table; privacy.split must have been read. */
hush_status hush_read_ask(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table);

/* exact[] and withheld[] (NULL: none): scalars about no vehicle, and what is not published at all. */
hush_status hush_read_scalars(const struct hush_reading *r, const struct hush_json *exact,
                              const struct hush_json *withheld);

/* An identifier under "name" that no table and no other statistic before it has. `what` is fixed text. */
hush_status hush_read_new_name(const struct hush_reading *r, const struct hush_json *object, const char *what,
                               char **name);

/* One of exact[] that has dimensions; and whether an element is one. */
bool hush_is_exact_table(const struct hush_json *node);
hush_status hush_read_exact_table(const struct hush_reading *r, const struct hush_json *node,
                                  struct hush_exact_table *table);
void hush_exact_table_release(struct hush_exact_table *table);

/*
 * What of tables[] is computed from others; `tables` is the whole list, and everything else must have been read. Sets the
 * shares of tables whose part of the budget a quotient asks for.
 */
bool hush_is_quotient(const struct hush_json *table);
hush_status hush_read_quotients(const struct hush_reading *r, const struct hush_json *tables);
void hush_quotient_release(struct hush_quotient *quotient);

/* "of" of a ratio, of a share; "expected" and "share" of either, which set the shares of both its tables. */
hush_status hush_read_ratio_of(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient);
hush_status hush_read_share_of(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient);
hush_status hush_read_expected(const struct hush_reading *r, const struct hush_json *object, const struct hush_json *tables,
                               struct hush_quotient *quotient);
const struct hush_json *hush_table_node(const struct hush_json *tables, const char *name); /* as it is written; NULL: none */
bool hush_goes_by(const uint32_t *by, uint32_t count, uint32_t dimension);

/* "by" of a table; "where", filters by dimension. */
hush_status hush_read_by(const struct hush_reading *r, const struct hush_json *node, uint32_t **by, uint32_t *count);
hush_status hush_read_where(const struct hush_reading *r, const struct hush_json *node, struct hush_filter **where,
                            uint32_t *count);

/*
 * "of" of a sum, a mean or quantiles, and what it makes of the table's limits: `per_cell` comes in as the spec has it and goes out as
 * the most that one unit may add to a cell.
 */
hush_status hush_read_amount(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table);
hush_status hush_set_amount_limits(const struct hush_reading *r, const struct hush_json *limits, struct hush_table *table,
                                   uint64_t *per_cell);

/* "quantiles" in the "of" of a table of that measure. */
hush_status hush_read_quantile_list(const struct hush_reading *r, const struct hush_json *of, struct hush_table *table);

/*
 * Makes the last table, a mean just read, the table of its sums, and adds that of its counts behind it. `total` counts the
 * cells of the spec's tables.
 */
hush_status hush_split_mean(const struct hush_reading *r, const struct hush_json *object, uint64_t *total);

/* The same for quantiles: the last table gets a row for each, and the table that counts their values follows. */
hush_status hush_split_quantiles(const struct hush_reading *r, const struct hush_json *object, uint64_t *total);

/* Adds a table that counts the values which `first`, the last one, keeps, and divides the share of `first` between them. */
struct hush_value_count {
	struct hush_table *first;
	uint32_t first_parts;
	uint32_t count_parts;
	const char *ending; /* of the first one's name; NULL: it has its own */
};
hush_status hush_add_value_count(const struct hush_reading *r, const struct hush_json *object,
                                 const struct hush_value_count *of, uint64_t *total);
char *hush_with_ending(const char *name, const char *ending); /* NULL when memory is short */

/* "share" of a table or a quotient. */
hush_status hush_read_share(const struct hush_reading *r, const struct hush_json *node, struct hush_rational *share);

/* The mapping of a dimension: "map" of `object`, with "values" when the domain is given. Fills map, values, other,
 * blank. */
hush_status hush_read_map(const struct hush_reading *r, const struct hush_json *object,
                          struct hush_dimension *dimension);

/* "ages" of a dimension: the days of another one, by how long before the end of the period they are. */
hush_status hush_read_ages(const struct hush_reading *r, const struct hush_json *object, struct hush_dimension *dimension);

/* Whether a pattern of % codes names a whole date and at least an hour; NULL, or why not. */
const char *hush_time_format_fault(const char *format);

/* Whether stamps of the format mean the same instant in every time zone. */
bool hush_time_format_is_instant(const char *format);

/* Whether a cell of a table that counts vehicles can hold several windows. The table's `by` and `where` are filled. */
bool hush_table_many_windows(const struct hush_spec *spec, const struct hush_table *table);

/* Writes the public form of a checked spec. */
void hush_spec_put_public(const struct hush_spec *spec, struct hush_buffer *out);

/* Parts of it. A rational is a decimal when one of at most 40 characters is exact, a fraction otherwise. */
void hush_public_put_rational(struct hush_json_writer *w, const char *key, const struct hush_rational *value);
void hush_public_put_description(struct hush_json_writer *w, const char *description);
void hush_public_put_where(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_filter *where,
                           uint32_t count);
void hush_public_put_quotient(struct hush_json_writer *w, const struct hush_spec *spec,
                              const struct hush_quotient *quotient);
void hush_public_put_amount(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_table *table);
void hush_public_put_whole_share(struct hush_json_writer *w, const struct hush_table *first); /* its count's included */
/* The rule and the whole share of a mean, of which `sum` is the first half. */
void hush_public_put_mean(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_table *sum);
void hush_public_put_exact_table(struct hush_json_writer *w, const struct hush_spec *spec,
                                 const struct hush_exact_table *table);

#endif
