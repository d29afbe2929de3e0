/* reasons: see reasons.h. */
#include "read/reasons.h"

#include <string.h>

#include "read/plate.h"

static bool nothing_in(const struct hush_field *fields, uint32_t column)
{
	return column != HUSH_NONE && hush_says_nothing(fields[column].bytes, fields[column].length);
}

enum hush_reason hush_why_no_time(const struct hush_source *source, const struct hush_field *stamp)
{
	if (stamp->length == strlen(source->time_column) && memcmp(stamp->bytes, source->time_column, stamp->length) == 0) {
		return HUSH_LEFT_HEADER; /* no stamp reads like the name of its column */
	}
	return hush_says_nothing(stamp->bytes, stamp->length) ? HUSH_LEFT_NO_TIME : HUSH_LEFT_TIME;
}

enum hush_reason hush_why_nobody(const struct hush_source *source, const struct hush_header *header,
                                 const struct hush_field *fields)
{
	for (uint32_t i = 0; i < source->entity_column_count; i++) {
		if (fields[header->entity[i]].length > 0 && nothing_in(fields, header->entity[i])) {
			return HUSH_LEFT_REDACTED;
		}
	}
	return HUSH_LEFT_ENTITY;
}

enum hush_reason hush_why_no_cell(const struct hush_spec *spec, const struct hush_header *header,
                                  const struct hush_field *fields)
{
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		if (nothing_in(fields, header->dimensions[d])) {
			return HUSH_LEFT_NO_VALUE;
		}
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (nothing_in(fields, header->amounts[t])) {
			return HUSH_LEFT_NO_VALUE;
		}
	}
	return HUSH_LEFT_DOMAIN;
}

