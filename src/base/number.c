/* number: see number.h. */
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>

bool hush_parse_u64(const char *text, size_t length, uint64_t max, uint64_t *value)
{
	uint64_t sum = 0;

	if (length == 0) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(text[i] - '0'), &sum)) {
			return false;
		}
	}
	if (sum > max) {
		return false;
	}
	*value = sum;
	return true;
}

bool hush_parse_u64_saturating(const char *text, size_t length, uint64_t cap, uint64_t *value)
{
	uint64_t sum = 0;
	bool over = false;

	if (length == 0) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		over = over || __builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
		       __builtin_add_overflow(sum, (uint64_t)(text[i] - '0'), &sum);
	}
	*value = over || sum > cap ? cap : sum;
	return true;
}

bool hush_parse_fixed(const char *text, size_t length, unsigned places, int64_t *value)
{
	size_t i = length && text[0] == '-' ? 1 : 0;
	bool negative = i == 1;
	bool remainder = false;
	bool point = false;
	size_t digits = 0;
	unsigned decimals = 0;
	int64_t sum = 0;

	for (; i < length; i++) {
		if (text[i] == '.' && !point && digits) {
			point = true;
			digits = 0;
			continue;
		}
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		digits++;
		if (point && decimals == places) {
			remainder = remainder || text[i] != '0';
			continue;
		}
		decimals += point ? 1 : 0;
		if (__builtin_mul_overflow(sum, (int64_t)10, &sum) || __builtin_add_overflow(sum, (int64_t)(text[i] - '0'), &sum)) {
			return false;
		}
	}
	if (digits == 0) {
		return false;
	}
	for (; decimals < places; decimals++) {
		if (__builtin_mul_overflow(sum, (int64_t)10, &sum)) {
			return false;
		}
	}
	/* Floor: cutting digits of a negative number would move it up, so step down once. */
	if (negative && (__builtin_sub_overflow((int64_t)0, sum, &sum) ||
	                 __builtin_sub_overflow(sum, remainder ? (int64_t)1 : (int64_t)0, &sum))) {
		return false;
	}
	*value = sum;
	return true;
}

void hush_format_i64(int64_t value, char text[HUSH_INTEGER_TEXT])
{
	snprintf(text, HUSH_INTEGER_TEXT, "%" PRId64, value);
}

void hush_format_u64(uint64_t value, char text[HUSH_INTEGER_TEXT])
{
	snprintf(text, HUSH_INTEGER_TEXT, "%" PRIu64, value);
}
