/* json_scan: see json_scan.h.  A recursive descent of bounded depth; every step forward keeps line and column. */
#include "base/json_scan.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"

#define GREATEST_INTEGER ((UINT64_C(1) << 53) - 1)

struct scan {
	const char *name;
	const char *text;
	size_t length;
	size_t at;
	uint32_t line;
	size_t line_start;
	unsigned depth;
	struct hush_json_places *places;
	hush_error *err;
};

static uint32_t column_of(const struct scan *scan, size_t at)
{
	size_t column = at - scan->line_start + 1;

	return column > UINT32_MAX ? UINT32_MAX : (uint32_t)column;
}

/* The byte at the scan's place, or -1 at the end. */
static int peek(const struct scan *scan)
{
	return scan->at < scan->length ? (unsigned char)scan->text[scan->at] : -1;
}

static hush_status refuse_at(struct scan *scan, size_t at, const char *what)
{
	return hush_fail_at(scan->err, HUSH_E_SPEC, scan->name, scan->line, column_of(scan, at), "%s", what);
}

/* Says what stands where `wanted` should: a broken JSON file is read by people who do not know JSON by heart. */
static hush_status refuse_here(struct scan *scan, const char *wanted)
{
	int c = peek(scan);

	if (c < 0) {
		hush_fail_at(scan->err, HUSH_E_SPEC, scan->name, scan->line, column_of(scan, scan->at),
		             "the text ends where %s should stand", wanted);
		return hush_hint(scan->err, "look for a missing closing bracket, brace or quote");
	}
	if (c > 0x20 && c < 0x7F) {
		return hush_fail_at(scan->err, HUSH_E_SPEC, scan->name, scan->line, column_of(scan, scan->at),
		                    "'%c' stands where %s should stand", c, wanted);
	}
	return hush_fail_at(scan->err, HUSH_E_SPEC, scan->name, scan->line, column_of(scan, scan->at),
	                    "the byte 0x%02X stands where %s should stand", (unsigned)c, wanted);
}

static void skip_blanks(struct scan *scan)
{
	for (; scan->at < scan->length; scan->at++) {
		char c = scan->text[scan->at];

		if (c == '\n') {
			scan->line++;
			scan->line_start = scan->at + 1;
		} else if (c != ' ' && c != '\t' && c != '\r') {
			return;
		}
	}
}

static hush_status add_place(struct scan *scan, enum hush_json_kind kind, uint32_t *index)
{
	struct hush_json_places *places = scan->places;

	if (places->count == places->room) {
		uint32_t room = places->room ? places->room * 2 : 64;
		struct hush_json_place *items;

		items = places->room > UINT32_MAX / 4 ? NULL : hush_reallocarray(places->items, room, sizeof *items);
		if (!items) {
			return hush_fail_memory(scan->err);
		}
		places->items = items;
		places->room = room;
	}
	*index = places->count++;
	places->items[*index] =
		(struct hush_json_place){.kind = kind, .line = scan->line, .column = column_of(scan, scan->at)};
	return HUSH_OK;
}

static bool four_hex(const struct scan *scan, size_t at, uint32_t *value)
{
	uint32_t sum = 0;

	if (scan->length - at < 4) {
		return false;
	}
	for (size_t i = at; i < at + 4; i++) {
		char c = scan->text[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		            : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                   : -1;

		if (digit < 0) {
			return false;
		}
		sum = sum * 16 + (uint32_t)digit;
	}
	*value = sum;
	return true;
}

/* At a backslash. */
static hush_status scan_escape(struct scan *scan)
{
	size_t start = scan->at;
	uint32_t code;
	uint32_t low;

	scan->at++;
	if (peek(scan) != 'u') {
		if (peek(scan) <= 0 || !strchr("\"\\/bfnrt", peek(scan))) {
			return refuse_at(scan, start, "there is no such escape; write a backslash as \\\\");
		}
		scan->at++;
		return HUSH_OK;
	}
	if (!four_hex(scan, scan->at + 1, &code)) {
		return refuse_at(scan, start, "\\u needs four hexadecimal digits");
	}
	scan->at += 5;
	if (code == 0) {
		return refuse_at(scan, start, "\\u0000 may not stand in a string");
	}
	if (code >= 0xDC00 && code <= 0xDFFF) {
		return refuse_at(scan, start, "this escape is the second half of a pair without its first");
	}
	if (code >= 0xD800 && code <= 0xDBFF) {
		if (scan->length - scan->at < 6 || memcmp(scan->text + scan->at, "\\u", 2) != 0 ||
		    !four_hex(scan, scan->at + 2, &low) || low < 0xDC00 || low > 0xDFFF) {
			return refuse_at(scan, start, "this escape is the first half of a pair without its second");
		}
		scan->at += 6;
	}
	return HUSH_OK;
}

/* At the opening quote. */
static hush_status scan_string(struct scan *scan)
{
	size_t start = scan->at;
	uint32_t code;
	size_t size;

	scan->at++;
	for (;;) {
		int c = peek(scan);

		if (c < 0 || c == '\n') {
			refuse_at(scan, start, "this string has no closing quote on its line");
			return hush_hint(scan->err, "look for a missing double quote");
		}
		if (c == '"') {
			scan->at++;
			return HUSH_OK;
		}
		if (c < 0x20) {
			return refuse_at(scan, scan->at, "a control character stands in a string; write a tab as \\t");
		}
		if (c == '\\') {
			HUSH_TRY(scan_escape(scan));
			continue;
		}
		size = hush_utf8_decode(scan->text + scan->at, scan->length - scan->at, &code);
		if (size == 0) {
			refuse_at(scan, scan->at, "these bytes are not UTF-8 text");
			return hush_hint(scan->err, "save the file as UTF-8");
		}
		scan->at += size;
	}
}

static size_t skip_digits(struct scan *scan)
{
	size_t start = scan->at;

	while (peek(scan) >= '0' && peek(scan) <= '9') {
		scan->at++;
	}
	return scan->at - start;
}

static hush_status scan_number(struct scan *scan, uint32_t index)
{
	struct hush_json_place *place = &scan->places->items[index];
	size_t start = scan->at;
	bool negative = peek(scan) == '-';
	bool whole = true;
	size_t digits_at;
	uint64_t value;

	scan->at += negative ? 1 : 0;
	digits_at = scan->at;
	if (skip_digits(scan) == 0) {
		return refuse_here(scan, "a digit");
	}
	if (scan->text[digits_at] == '0' && scan->at - digits_at > 1) {
		refuse_at(scan, start, "a number may not start with 0");
		return hush_hint(scan->err, "write 1, not 01; write codes with leading zeros as strings in quotes");
	}
	place->kind = HUSH_JSON_NUMBER;
	if (hush_parse_u64(scan->text + digits_at, scan->at - digits_at, GREATEST_INTEGER, &value)) {
		place->integer = negative ? -(int64_t)value : (int64_t)value;
	} else {
		whole = false;
	}
	if (peek(scan) == '.') {
		whole = false;
		scan->at++;
		if (skip_digits(scan) == 0) {
			return refuse_here(scan, "a digit after the point");
		}
	}
	if (peek(scan) == 'e' || peek(scan) == 'E') {
		whole = false;
		scan->at++;
		scan->at += peek(scan) == '+' || peek(scan) == '-' ? 1 : 0;
		if (skip_digits(scan) == 0) {
			return refuse_here(scan, "a digit of the exponent");
		}
	}
	if (scan->at - start > HUSH_JSON_NUMBER_TEXT) {
		return refuse_at(scan, start, "this number has too many digits");
	}
	place->kind = whole ? HUSH_JSON_INTEGER : HUSH_JSON_NUMBER;
	return HUSH_OK;
}

static hush_status scan_word(struct scan *scan, const char *word)
{
	size_t length = strlen(word);

	if (scan->length - scan->at < length || memcmp(scan->text + scan->at, word, length) != 0) {
		refuse_here(scan, "a value");
		return hush_hint(scan->err, "put text into double quotes; the only bare words are true, false and null");
	}
	scan->at += length;
	return HUSH_OK;
}

static hush_status scan_value(struct scan *scan, uint32_t *index);

static hush_status scan_member(struct scan *scan)
{
	uint32_t line = scan->line;
	uint32_t column = column_of(scan, scan->at);
	uint32_t index;

	if (peek(scan) != '"') {
		refuse_here(scan, "a key in double quotes");
		return hush_hint(scan->err, peek(scan) == '}' ? "take away the comma before the closing brace"
		                                              : "every key stands in double quotes, followed by a colon");
	}
	HUSH_TRY(scan_string(scan));
	skip_blanks(scan);
	if (peek(scan) != ':') {
		return refuse_here(scan, "a colon after the key");
	}
	scan->at++;
	skip_blanks(scan);
	HUSH_TRY(scan_value(scan, &index));
	scan->places->items[index].key_line = line;
	scan->places->items[index].key_column = column;
	return HUSH_OK;
}

static hush_status scan_element(struct scan *scan)
{
	uint32_t index;

	if (peek(scan) == ']') {
		refuse_here(scan, "a value");
		return hush_hint(scan->err, "take away the comma before the closing bracket");
	}
	return scan_value(scan, &index);
}

/* At the opening bracket or brace of the container with this index. */
static hush_status scan_container(struct scan *scan, uint32_t container, bool object)
{
	char closing = object ? '}' : ']';

	if (scan->depth == HUSH_JSON_DEPTH) {
		return refuse_at(scan, scan->at, "brackets are nested more than 64 deep");
	}
	scan->depth++;
	scan->at++;
	skip_blanks(scan);
	while (peek(scan) != closing || scan->places->items[container].count > 0) {
		HUSH_TRY(object ? scan_member(scan) : scan_element(scan));
		scan->places->items[container].count++;
		skip_blanks(scan);
		if (peek(scan) == closing) {
			break;
		}
		if (peek(scan) != ',') {
			refuse_here(scan, object ? "a comma or the closing brace" : "a comma or the closing bracket");
			return peek(scan) < 0 ? HUSH_E_SPEC
			                      : hush_hint(scan->err, "look for a missing comma just before this place");
		}
		scan->at++;
		skip_blanks(scan);
	}
	scan->at++;
	scan->depth--;
	return HUSH_OK;
}

static hush_status scan_value(struct scan *scan, uint32_t *index)
{
	int c = peek(scan);

	HUSH_TRY(add_place(scan, HUSH_JSON_NULL, index));
	switch (c) {
	case '{':
	case '[':
		scan->places->items[*index].kind = c == '{' ? HUSH_JSON_OBJECT : HUSH_JSON_ARRAY;
		return scan_container(scan, *index, c == '{');
	case '"': scan->places->items[*index].kind = HUSH_JSON_STRING; return scan_string(scan);
	case 't':
	case 'f': scan->places->items[*index].kind = HUSH_JSON_BOOL; return scan_word(scan, c == 't' ? "true" : "false");
	case 'n': return scan_word(scan, "null");
	default: break;
	}
	if (c == '-' || (c >= '0' && c <= '9')) {
		return scan_number(scan, *index);
	}
	refuse_here(scan, "a value");
	return c < 0 ? HUSH_E_SPEC : hush_hint(scan->err, "put text into double quotes");
}

hush_status hush_json_scan(const char *name, const char *text, size_t length, struct hush_json_places *places,
                           hush_error *err)
{
	struct scan scan = {.name = name, .text = text, .length = length, .line = 1, .places = places, .err = err};
	uint32_t root;

	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		refuse_at(&scan, 0, "the text starts with a byte-order mark");
		return hush_hint(err, "save the file as UTF-8 without byte-order mark");
	}
	if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
		refuse_at(&scan, 0, "the text is UTF-16");
		return hush_hint(err, "save the file as UTF-8");
	}
	skip_blanks(&scan);
	HUSH_TRY(scan_value(&scan, &root));
	skip_blanks(&scan);
	if (scan.at < length) {
		return refuse_here(&scan, "the end of the text");
	}
	return HUSH_OK;
}
