/*
 * number: integers and decimals to and from text, whatever the process's locale says.
 */
#ifndef HUSH_BASE_NUMBER_H
#define HUSH_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HUSH_INTEGER_TEXT = 24 }; /* room for any 64-bit integer and its NUL */

/* Exactly [0-9]+, no sign, no blanks, value at most `max`. */
bool hush_parse_u64(const char *text, size_t length, uint64_t max, uint64_t *value);

/* Like hush_parse_u64, but a longer or larger run of digits gives `cap`: a saturating reading for counts. */
bool hush_parse_u64_saturating(const char *text, size_t length, uint64_t cap, uint64_t *value);

/*
 * [-]digits[.digits] on the grid of 10^-places: the largest grid value that is not above the number (floor), so the
 * reading is monotone.  False for any other text, or outside the range of int64_t.
 */
bool hush_parse_fixed(const char *text, size_t length, unsigned places, int64_t *value);

void hush_format_i64(int64_t value, char text[HUSH_INTEGER_TEXT]);
void hush_format_u64(uint64_t value, char text[HUSH_INTEGER_TEXT]);

#endif
