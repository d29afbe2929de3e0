/*
 * fields: the payload of an entry, as lines of text "name value\n".
 *
 * One list of (name, value) pairs has exactly one text: names are of [a-z_], and in values a backslash is written as
 * two and a line feed as backslash and n.  Order counts, names may repeat.  The text is what the chain's digest covers.
 */
#ifndef HUSH_LEDGER_FIELDS_H
#define HUSH_LEDGER_FIELDS_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum { HUSH_PAYLOAD_LIMIT = 16 * 1024 * 1024 };

void hush_field_put(struct hush_buffer *payload, const char *name, const char *value);
void hush_field_put_u64(struct hush_buffer *payload, const char *name, uint64_t value);

struct hush_fields {
	char *text; /* holds names and values */
	struct hush_field {
		const char *name;
		const char *value;
	} *items;
	uint32_t count;
	uint32_t at; /* the next field that hush_field_take looks at */
};

/* HUSH_E_LEDGER for a text that hush_field_put did not write. Released by the caller. */
hush_status hush_fields_read(const char *payload, struct hush_fields *fields, hush_error *err);
void hush_fields_release(struct hush_fields *fields);

/* The value of the next field if it has this name, and moves on; else NULL and stays. */
const char *hush_field_take(struct hush_fields *fields, const char *name);

/* The value of the first field of this name, or NULL. */
const char *hush_field_find(const struct hush_fields *fields, const char *name);

#endif
