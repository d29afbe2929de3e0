/* time_format: whether a pattern of time stamps can be read back without guessing. */
#include <string.h>

#include "base/text.h"
#include "spec/parts.h"

enum { FORMAT_LIMIT = 64 };

static bool digit_or_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Fills seen[code] for every % code of the pattern. */
static const char *scan_codes(const char *format, bool seen[128])
{
	for (size_t i = 0; format[i]; i++) {
		unsigned char code;

		if ((unsigned char)format[i] >= 0x80 || (unsigned char)format[i] < 0x20) {
			return "a pattern is plain ASCII text";
		}
		if (format[i] != '%') {
			/* A literal Z or UTC would be skipped and the stamp read as local time. */
			if (digit_or_letter(format[i]) && format[i] != 'T') {
				return "letters and digits other than T cannot stand for themselves (%z reads an offset, Z and UTC)";
			}
			continue;
		}
		code = (unsigned char)format[++i];
		if (code == '\0' || !strchr("YmdHIMSpz", code)) {
			return "it knows %Y %m %d %H %I %M %S %p %z only";
		}
		if (seen[code]) {
			return "a code stands twice";
		}
		if (code == 'z' && format[i + 1]) {
			return "%z (an offset from UTC) stands at the end";
		}
		seen[code] = true;
	}
	return NULL;
}

const char *hush_time_format_fault(const char *format)
{
	bool seen[128] = {false};
	const char *fault;

	if (strcmp(format, "iso") == 0 || strcmp(format, "epoch") == 0 || strcmp(format, "epoch_ms") == 0) {
		return NULL;
	}
	if (!strchr(format, '%')) {
		return "there is no such format";
	}
	if (strlen(format) > FORMAT_LIMIT) {
		return "it is longer than 64 characters";
	}
	fault = scan_codes(format, seen);
	if (fault) {
		return fault;
	}
	if (!seen['Y'] || !seen['m'] || !seen['d']) {
		return "it needs %Y, %m and %d: a whole date";
	}
	if (seen['H'] == seen['I']) {
		return "it needs exactly one of %H (00 to 23) and %I (01 to 12)";
	}
	if (seen['I'] != seen['p']) {
		return "%I and %p (AM or PM) go together";
	}
	return seen['S'] && !seen['M'] ? "it has seconds without minutes" : NULL;
}

bool hush_time_format_is_instant(const char *format)
{
	return strcmp(format, "epoch") == 0 || strcmp(format, "epoch_ms") == 0 || strstr(format, "%z");
}
