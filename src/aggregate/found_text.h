/*
 * found_text: what a record says in a dimension whose values no list names.
 */
#ifndef HUSH_AGGREGATE_FOUND_TEXT_H
#define HUSH_AGGREGATE_FOUND_TEXT_H

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "read/record.h"

/*
 * The field, without its outer blanks; false where it could not stand in a list of values (hush_name_fault), and so is outside the
 * domain.  That depends on the record alone.
 */
static inline bool hush_found_text_of(const struct hush_record *record, uint32_t dimension, struct hush_field *field)
{
	char text[HUSH_MAX_NAME + 1];
	bool good;

	*field = record->fields[record->header->dimensions[dimension]];
	if (field->length == 0 || field->length > HUSH_MAX_NAME || memchr(field->bytes, '\0', field->length)) {
		return false;
	}
	memcpy(text, field->bytes, field->length);
	text[field->length] = '\0';
	good = hush_name_fault(text) == NULL;
	hush_wipe(text, field->length);
	return good;
}

#endif
