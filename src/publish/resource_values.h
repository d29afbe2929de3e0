/*
 * resource_values: the values of a table, typed, for formats that go column by column.
 *
 * Rows are loaded in groups, because computed tables are computed as they are loaded, each cell once.
 */
#ifndef HUSH_PUBLISH_RESOURCE_VALUES_H
#define HUSH_PUBLISH_RESOURCE_VALUES_H

#include <stdbool.h>

#include "publish/resource.h"

/* One value, in the member that the type of its column names. */
struct hush_value {
	bool given;       /* false only in columns that are optional */
	const char *text; /* TEXT, MONTH; as long as its group is loaded */
	int64_t integer;  /* INTEGER, YEAR; DATE: the day */
	double number;    /* DECIMAL: the double nearest to the CSV's decimal */
};

struct hush_resource_values;

/* `release` is needed as long as the values are. HUSH_E_MEMORY. */
hush_status hush_resource_values_open(const struct hush_release *release, const struct hush_resource *resource,
                                      struct hush_resource_values **values, hush_error *err);
void hush_resource_values_close(struct hush_resource_values *values); /* NULL is allowed */

/* The most rows that may be loaded at once. */
uint64_t hush_resource_values_group(const struct hush_resource_values *values);
hush_status hush_resource_values_load(struct hush_resource_values *values, uint64_t first, uint64_t rows, hush_error *err);

/* The type of column `place`. */
struct hush_column hush_resource_values_column(const struct hush_resource_values *values, uint32_t place);

/* The value of a loaded row. */
struct hush_value hush_resource_values_at(const struct hush_resource_values *values, uint32_t place, uint64_t row);

#endif
