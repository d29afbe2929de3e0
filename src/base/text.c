/* text: see text.h. */
#include "base/text.h"

#include <string.h>

enum { NAME_LIMIT = 200, IDENTIFIER_LIMIT = 64, WORD_LIMIT = 64 };

size_t hush_utf8_decode(const char *bytes, size_t length, uint32_t *code)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = length ? (unsigned char)bytes[0] : 0xFF;
	size_t size = first < 0x80             ? 1
	              : (first & 0xE0) == 0xC0 ? 2
	              : (first & 0xF0) == 0xE0 ? 3
	              : (first & 0xF8) == 0xF0 ? 4
	                                       : 0;
	uint32_t value;

	if (size == 0 || size > length) {
		return 0;
	}
	value = size == 1 ? first : first & (0x7Fu >> size);
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
			return 0;
		}
		value = (value << 6) | ((unsigned char)bytes[i] & 0x3Fu);
	}
	if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
		return 0;
	}
	*code = value;
	return size;
}

bool hush_utf8_valid(const char *bytes, size_t length)
{
	uint32_t code;
	size_t size;

	for (size_t i = 0; i < length; i += size) {
		size = hush_utf8_decode(bytes + i, length - i, &code);
		if (size == 0) {
			return false;
		}
	}
	return true;
}

static bool blank(uint32_t code)
{
	return code == ' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
	       code == 0x205F || code == 0x3000;
}

/* Characters that show nothing, or change how their neighbours are shown: two such names could look the same. */
static const char *character_fault(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) {
		return "it holds a control character";
	}
	if (code == 0x2028 || code == 0x2029) {
		return "it holds a line separator";
	}
	if (code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
	    (code >= 0x2066 && code <= 0x2069)) {
		return "it holds a character that turns the direction of text";
	}
	if (code == 0xAD || code == 0x34F || code == 0x115F || code == 0x1160 || code == 0x180E ||
	    (code >= 0x200B && code <= 0x200D) || (code >= 0x2060 && code <= 0x2065) ||
	    (code >= 0x206A && code <= 0x206F) || code == 0x3164 || code == 0xFEFF || code == 0xFFA0 ||
	    (code >= 0xFFF0 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE0FFF)) {
		return "it holds an invisible character";
	}
	if ((code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF)) {
		return "it holds a code that is no character";
	}
	return NULL;
}

/* Starts that spreadsheet programs take for a formula, the full-width forms included. */
static bool runs_in_spreadsheet(uint32_t code)
{
	return code == '=' || code == '+' || code == '-' || code == '@' || code == 0xFF1D || code == 0xFF0B ||
	       code == 0xFF0D || code == 0xFF20;
}

const char *hush_text_fault(const char *text)
{
	size_t length = strlen(text);
	uint32_t code = 0;
	size_t size;
	const char *fault;

	for (size_t i = 0; i < length; i += size) {
		size = hush_utf8_decode(text + i, length - i, &code);
		if (size == 0) {
			return "it is not valid UTF-8";
		}
		fault = character_fault(code);
		if (fault) {
			return fault;
		}
		if (i == 0 && blank(code)) {
			return "it starts with a blank";
		}
	}
	if (length == 0) {
		return "it is empty";
	}
	return blank(code) ? "it ends with a blank" : NULL;
}

void hush_text_put_shown(const char *text, struct hush_buffer *out)
{
	size_t length = strlen(text);
	uint32_t code = 0;

	for (size_t i = 0; i < length;) {
		size_t size = hush_utf8_decode(text + i, length - i, &code);

		if (size && !character_fault(code)) {
			hush_buffer_put(out, text + i, size);
		} else {
			hush_buffer_byte(out, '?');
		}
		i += size ? size : 1;
	}
}

const char *hush_name_fault(const char *name)
{
	const char *fault = hush_text_fault(name);
	uint32_t code = 0;

	if (fault) {
		return fault;
	}
	if (strlen(name) > NAME_LIMIT) {
		return "it is longer than 200 bytes";
	}
	(void)hush_utf8_decode(name, strlen(name), &code);
	return runs_in_spreadsheet(code) ? "it starts with a character that a spreadsheet would run as a formula (= + - @)"
	                                 : NULL;
}

bool hush_identifier_valid(const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length > IDENTIFIER_LIMIT || strstr(text, "..")) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		bool word = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');

		if (!word && (i == 0 || (text[i] != '_' && text[i] != '-' && text[i] != '.'))) {
			return false;
		}
	}
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static uint32_t least_of(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/*
 * Insertions, deletions, replacements and swaps of neighbours, blind to case; UINT32_MAX for words too long to compare.
 */
static uint32_t edit_distance(const char *a, const char *b)
{
	uint32_t rows[3][WORD_LIMIT + 1];
	size_t n = strlen(a);
	size_t m = strlen(b);

	if (n > WORD_LIMIT || m > WORD_LIMIT) {
		return UINT32_MAX;
	}
	for (size_t j = 0; j <= m; j++) {
		rows[0][j] = (uint32_t)j;
	}
	for (size_t i = 1; i <= n; i++) {
		uint32_t *row = rows[i % 3];
		const uint32_t *above = rows[(i + 2) % 3];
		const uint32_t *two_above = rows[(i + 1) % 3];

		row[0] = (uint32_t)i;
		for (size_t j = 1; j <= m; j++) {
			uint32_t differs = lower(a[i - 1]) != lower(b[j - 1]);

			row[j] = least_of(above[j - 1] + differs, least_of(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
				row[j] = least_of(row[j], two_above[j - 2] + 1);
			}
		}
	}
	return rows[n % 3][m];
}

const char *hush_nearest(const char *word, const char *const *candidates, uint32_t count)
{
	const char *nearest = NULL;
	uint32_t least = UINT32_MAX;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t distance = edit_distance(word, candidates[i]);

		if (distance < least) {
			least = distance;
			nearest = candidates[i];
		}
	}
	/* A third of the letters may be wrong, and never more than three. */
	return nearest && least <= 3 && least * 3 <= strlen(word) + 1 && least * 3 <= strlen(nearest) + 1 ? nearest : NULL;
}

void hush_trim(const char **bytes, size_t *length)
{
	while (*length && ((*bytes)[0] == ' ' || (*bytes)[0] == '\t')) {
		(*bytes)++;
		(*length)--;
	}
	while (*length && ((*bytes)[*length - 1] == ' ' || (*bytes)[*length - 1] == '\t')) {
		(*length)--;
	}
}
