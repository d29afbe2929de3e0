/*
 * inversion: the discrete Laplace and Gaussian laws by inversion of a table, in a time that tells nothing of the draw
 * (inversion.proof.md).
 *
 * The second implementation of both laws, which shares no step with the rejection samplers (laplace.h, gaussian.h).  A law
 * is prepared once: a table of P[|X| <= k], k = 0, 1, .., each to 256 bits, certified to lie in [entry, entry + 1) units
 * of 2^-256.  A draw compares one uniform number of 256 bits with every entry, always the whole table and without a branch,
 * and puts a fair sign on the count.  When the number meets an entry, which no program will see at 256 bits, more
 * bits are drawn and more digits computed until the question is decided: the law is exact.
 *
 * For callers who cannot draw before they touch the data.  A draw costs time proportional to the table, which is about 178
 * entries per unit of scale, or 19 per unit of sigma; so the range is that of small scales.
 */
#ifndef HUSH_NOISE_INVERSION_H
#define HUSH_NOISE_INVERSION_H

#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "random/bits.h"

/* Limbs of an entry, and bits of a limb. The law is the same for each; the exact-law tests compile with a few bits. */
#ifndef HUSH_INVERSION_LIMBS
#define HUSH_INVERSION_LIMBS 4
#endif
#ifndef HUSH_INVERSION_LIMB_BITS
#define HUSH_INVERSION_LIMB_BITS 64
#endif

enum {
	HUSH_INVERSION_BITS = HUSH_INVERSION_LIMBS * HUSH_INVERSION_LIMB_BITS,
	HUSH_INVERSION_ENTRIES = 1 << 15,      /* no table is longer */
	HUSH_INVERSION_SCALE_MOST = 180,       /* scales from 2^-20 to this, ... */
	HUSH_INVERSION_VARIANCE_MOST = 3000000 /* ... sigma^2 from 2^-40 to this: sigma to 1732 */
};

enum hush_inversion_law { HUSH_INVERSION_LAPLACE, HUSH_INVERSION_GAUSSIAN };

struct hush_inversion {
	enum hush_inversion_law kind;
	struct hush_rational parameter;               /* the scale, or sigma^2 */
	uint64_t (*table)[HUSH_INVERSION_LIMBS]; /* [entries], the least limb first; non-decreasing; the last is all ones */
	uint32_t entries;
};

/*
 * `parameter` is the scale of the Laplace, sigma^2 of the Gaussian. HUSH_E_SPEC with the accepted range; HUSH_E_MEMORY;
 * HUSH_E_BUG when the table cannot be certified, which the range excludes.  Cleared with hush_inversion_clear.
 */
hush_status hush_inversion_prepare(enum hush_inversion_law kind, const struct hush_rational *parameter,
                                   struct hush_inversion *law, hush_error *err);
void hush_inversion_clear(struct hush_inversion *law);

/* One draw. Above the table it is exact too, and clamped to [-2^62, 2^62] like every draw. */
int64_t hush_inversion_draw(const struct hush_inversion *law, struct hush_bits *bits);

#endif
