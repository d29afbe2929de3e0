/*
 * exact_table: values about no vehicle, published as they are, by dimension: cameras per agency, camera-days per site.
 *
 * They come from the spec or from a public file that it names, never from records.
 */
#ifndef HUSH_SPEC_EXACT_TABLE_H
#define HUSH_SPEC_EXACT_TABLE_H

#include <stdint.h>

struct hush_exact_table {
	char *name;
	char *title; /* defaults to the name */
	char *why;   /* why it needs no protection */
	uint32_t *by; /* dimensions */
	uint32_t by_count;
	uint64_t cells;
	char **columns; /* unique, and different from the names of the dimensions */
	uint32_t column_count;
	char **values; /* [cell * column_count + column]: text as published; NULL: not recorded */
};

#endif
