/*
 * columns: the columns of a table, once, for every format that has columns.
 *
 * The CSV header, the Data Package, the CSVW metadata, Parquet and the page's description for search engines are all
 * written from these, so names, order and types are the same in each.
 */
#ifndef HUSH_PUBLISH_COLUMNS_H
#define HUSH_PUBLISH_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/spec.h"

enum hush_column_role {
	HUSH_COLUMN_CELL, /* a dimension: which cell the row is about */
	HUSH_COLUMN_ESTIMATE,
	HUSH_COLUMN_STD_DEV,
	HUSH_COLUMN_MOE95,
	HUSH_COLUMN_LOWER,
	HUSH_COLUMN_UPPER,
	HUSH_COLUMN_STATUS,
	HUSH_COLUMN_VALUE /* of an exact table */
};

enum hush_column_type {
	HUSH_TYPE_TEXT,
	HUSH_TYPE_DATE,  /* 2025-01-31 */
	HUSH_TYPE_MONTH, /* 2025-01 */
	HUSH_TYPE_YEAR,  /* 2025 */
	HUSH_TYPE_INTEGER,
	HUSH_TYPE_DECIMAL
};

struct hush_column {
	enum hush_column_role role;
	enum hush_column_type type;
	const char *name;
	const char *says;                       /* what a value means */
	const struct hush_dimension *dimension; /* of a CELL; NULL otherwise */
	bool optional;                          /* some rows may have none */
};

struct hush_column hush_column_of_dimension(const struct hush_dimension *dimension);

/*
 * A table that is counted: its dimensions in their order, then the six that every such table has, or the four of quantiles.
 * Others: resource.h.
 */
uint32_t hush_columns_count(const struct hush_table *table);
struct hush_column hush_column_at(const struct hush_spec *spec, const struct hush_table *table, uint32_t place);

#endif
