/* fields: see fields.h. */
#include "ledger/fields.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"

void hush_field_put(struct hush_buffer *payload, const char *name, const char *value)
{
	hush_buffer_text(payload, name);
	hush_buffer_byte(payload, ' ');
	for (; *value; value++) {
		if (*value == '\\' || *value == '\n') {
			hush_buffer_text(payload, *value == '\n' ? "\\n" : "\\\\");
		} else {
			hush_buffer_byte(payload, (unsigned char)*value);
		}
	}
	hush_buffer_byte(payload, '\n');
}

void hush_field_put_u64(struct hush_buffer *payload, const char *name, uint64_t value)
{
	char text[HUSH_INTEGER_TEXT];

	hush_format_u64(value, text);
	hush_field_put(payload, name, text);
}

/* Undoes the escapes of a value in place. */
static bool unescape(char *value)
{
	char *to = value;

	for (const char *from = value; *from; from++) {
		if (*from != '\\') {
			*to++ = *from;
		} else if (from[1] == 'n' || from[1] == '\\') {
			*to++ = from[1] == 'n' ? '\n' : '\\';
			from++;
		} else {
			return false;
		}
	}
	*to = '\0';
	return true;
}

/* Cuts one line into name and value. False when it is no field. */
static bool read_line(char *line, struct hush_field *field)
{
	size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz_");

	if (name == 0 || line[name] != ' ') {
		return false;
	}
	line[name] = '\0';
	field->name = line;
	field->value = line + name + 1;
	return unescape(line + name + 1);
}

static uint32_t count_lines(const char *text)
{
	uint32_t lines = 0;

	for (; *text; text++) {
		lines += *text == '\n';
	}
	return lines;
}

hush_status hush_fields_read(const char *payload, struct hush_fields *fields, hush_error *err)
{
	struct hush_fields made = {0};
	char *line;
	size_t length = strlen(payload);
	bool good = length == 0 || payload[length - 1] == '\n';

	made.text = hush_strndup(payload, length);
	made.items = hush_calloc((size_t)count_lines(payload) + 1, sizeof *made.items);
	if (!made.text || !made.items) {
		hush_fields_release(&made);
		return hush_fail_memory(err);
	}
	line = made.text;
	while (good && *line) {
		char *end = strchr(line, '\n');

		*end = '\0';
		good = read_line(line, &made.items[made.count]);
		made.count += good;
		line = end + 1;
	}
	if (!good) {
		hush_fields_release(&made);
		return hush_fail(err, HUSH_E_LEDGER, "an entry of the ledger is not in the form that hushcount writes");
	}
	*fields = made;
	return HUSH_OK;
}

void hush_fields_release(struct hush_fields *fields)
{
	hush_free(fields->text);
	hush_free(fields->items);
	*fields = (struct hush_fields){0};
}

const char *hush_field_take(struct hush_fields *fields, const char *name)
{
	if (fields->at >= fields->count || strcmp(fields->items[fields->at].name, name) != 0) {
		return NULL;
	}
	return fields->items[fields->at++].value;
}

const char *hush_field_find(const struct hush_fields *fields, const char *name)
{
	for (uint32_t i = 0; i < fields->count; i++) {
		if (strcmp(fields->items[i].name, name) == 0) {
			return fields->items[i].value;
		}
	}
	return NULL;
}
