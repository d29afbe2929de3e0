/*
 * plate: the canonical form of an entity column, so that one vehicle is one unit however its plate was typed.
 *
 * exact      the field without outer blanks
 * plate      ASCII letters in upper case; blanks, hyphens and dots removed (typographic ones too); full-width letters
 *            and digits made plain
 * lookalike  plate, then each class of characters that readers confuse made one: 0ODQ, 1IL, 2Z, 5S, 8B, 6G
 *
 * Folding more merges cars, which costs a merged car up to twice; folding less splits one car into several units, which
 * multiplies its cost by their number.
 */
#ifndef HUSH_READ_PLATE_H
#define HUSH_READ_PLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "spec/spec.h"

/* Whether a field without outer blanks is empty or says that it is: NA, N/A, NULL, UNKNOWN or REDACTED in any case, or
 * nothing but asterisks; also in one pair of brackets: [redacted]. */
bool hush_says_nothing(const char *bytes, size_t length);

/*
 * Writes the canonical form of `bytes` (valid UTF-8) into `out`, which has room for `length` bytes, and returns its
 * length.  0 means that the row names no entity: nothing is left of the field, or it says so.
 */
size_t hush_plate_canonical(enum hush_form form, const char *bytes, size_t length, char *out);

#endif
