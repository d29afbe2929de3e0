/*
 * keep: one exact coin of rational bias, by which a step of selection keeps a value or leaves it out (keep.proof.md).
 */
#ifndef HUSH_NOISE_KEEP_H
#define HUSH_NOISE_KEEP_H

#include <stdbool.h>

#include "base/bignum.h"
#include "base/error.h"
#include "random/bits.h"

enum { HUSH_KEEP_BITS = 65536 }; /* numerator and denominator of a probability are at most this wide */

/*
 * *kept is true with exactly this probability. HUSH_E_SPEC, with no bit drawn, when it is not between 0 and 1 or is too
 * wide.
 */
hush_status hush_keep_draw(const struct hush_rational *probability, struct hush_bits *bits, bool *kept, hush_error *err);

#endif
