/* plate: see plate.h. */
#include "read/plate.h"

#include <string.h>

#include "base/text.h"

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool hush_says_nothing(const char *bytes, size_t length)
{
	static const char *const words[] = {"NA", "N/A", "NULL", "UNKNOWN", "REDACTED"};
	size_t stars = 0;
	char first = length ? upper(bytes[0]) : '*';

	if (first != '*' && first != '[' && first != '(' && first != '<' && first != 'N' && first != 'U' && first != 'R') {
		return false; /* nearly every plate */
	}
	if (length > 2 && ((first == '[' && bytes[length - 1] == ']') || (first == '(' && bytes[length - 1] == ')') ||
	                   (first == '<' && bytes[length - 1] == '>'))) {
		bytes++;
		length -= 2;
	}
	while (stars < length && bytes[stars] == '*') {
		stars++;
	}
	if (stars == length) {
		return true;
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t at = 0;

		while (at < length && words[i][at] && upper(bytes[at]) == words[i][at]) {
			at++;
		}
		if (at == length && words[i][at] == '\0') {
			return true;
		}
	}
	return false;
}

static char lookalike(char c)
{
	switch (c) {
	case 'O':
	case 'D':
	case 'Q': return '0';
	case 'I':
	case 'L': return '1';
	case 'Z': return '2';
	case 'S': return '5';
	case 'G': return '6';
	case 'B': return '8';
	default: return c;
	}
}

/*
 * Reads the character at bytes[0]: a separator gives 0 and is dropped, an ASCII or full-width character gives its ASCII
 * form, and any other character gives -1.  *width is how many bytes it takes.
 */
static int plate_character(const unsigned char *bytes, size_t left, size_t *width)
{
	unsigned c = bytes[0];

	*width = 1;
	if (c < 0x80) {
		return c == ' ' || c == '\t' || c == '-' || c == '.' ? 0 : (int)c;
	}
	*width = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
	if (*width > left) {
		*width = left;
		return -1;
	}
	if (*width == 2) {
		unsigned code = (c & 0x1FU) << 6 | (bytes[1] & 0x3FU);

		return code == 0xA0 || code == 0xAD || code == 0xB7 ? 0 : -1; /* no-break space, soft hyphen, middle dot */
	}
	if (*width == 3) {
		unsigned code = (c & 0x0FU) << 12 | (bytes[1] & 0x3FU) << 6 | (bytes[2] & 0x3FU);

		if ((code >= 0x2000 && code <= 0x200D) || code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF) {
			return 0; /* wide, narrow and invisible blanks */
		}
		if ((code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0x2022 || code == 0x2027 || code == 0x30FB ||
		    code == 0xFF65) {
			return 0; /* hyphens, dashes, minus; dots in the middle of the line */
		}
		if (code >= 0xFF01 && code <= 0xFF5E) {
			unsigned plain = code - 0xFF01 + 0x21;

			return plain == '-' || plain == '.' ? 0 : (int)plain;
		}
	}
	return -1;
}

static size_t fold(const char *bytes, size_t length, char *out)
{
	size_t made = 0;
	size_t width;

	for (size_t at = 0; at < length; at += width) {
		int c = plate_character((const unsigned char *)bytes + at, length - at, &width);

		if (c < 0) {
			memcpy(out + made, bytes + at, width);
			made += width;
		} else if (c > 0) {
			out[made++] = upper((char)c);
		}
	}
	return made;
}

size_t hush_plate_canonical(enum hush_form form, const char *bytes, size_t length, char *out)
{
	size_t made;

	hush_trim(&bytes, &length);
	if (length == 0 || hush_says_nothing(bytes, length)) {
		return 0;
	}
	if (form == HUSH_FORM_EXACT) {
		memcpy(out, bytes, length);
		return length;
	}
	made = fold(bytes, length, out);
	/* "N-A" or a full-width word of that kind names nobody either, so that canonical forms stay canonical. */
	if (hush_says_nothing(out, made)) {
		return 0;
	}
	for (size_t i = 0; form == HUSH_FORM_LOOKALIKE && i < made; i++) {
		out[i] = lookalike(out[i]);
	}
	return made;
}
