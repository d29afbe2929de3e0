/*
 * loss: the exact distribution of the privacy loss of noise that is fixed in advance, and the (epsilon, delta) it gives.
 *
 * The loss of an outcome x is ln(P[x]/Q[x]), P and Q being the laws of a release with and without one unit.  Its
 * distribution under P gives delta(epsilon) = E[(1 - e^(epsilon - loss))+] for every epsilon at once (numerics 1.8), and the
 * loss of independent mechanisms adds, so distributions are convolved.  Losses of discrete noise lie on a lattice; masses
 * are integers times 2^-bits, once rounded up and once rounded down: every answer has two certified ends (loss.proof.md).
 *
 * Only for what was fixed in advance: spending decisions of a ledger are made in rho (docs/accounting.md).
 */
#ifndef HUSH_PLAN_LOSS_H
#define HUSH_PLAN_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/range.h"

/* The continuous laws are for comparison; nothing is ever drawn from them. */
enum hush_loss_law {
	HUSH_LOSS_DISCRETE_GAUSSIAN,
	HUSH_LOSS_DISCRETE_LAPLACE,
	HUSH_LOSS_GAUSSIAN,
	HUSH_LOSS_LAPLACE
};

/* `count` independent draws of one noise, each standing against a shift: L0 cells that a unit moves by Linf. */
struct hush_loss_part {
	enum hush_loss_law law;
	const struct hush_rational *parameter; /* sigma^2 of a Gaussian, scale of a Laplace; above 0 */
	const struct hush_rational *shift;     /* above 0; a whole number for the discrete laws */
	uint64_t count;                        /* at least 1 */
};

struct hush_loss; /* one composed distribution, both ends */

/* How much work may be spent. */
struct hush_loss_effort {
	unsigned bits;   /* masses are multiples of 2^-bits; 64 to 4096 */
	uint32_t points; /* at most so many lattice points are kept of a sum of different noises; coarser beyond that */
	uint32_t equal;  /* the same for equal draws by themselves, whose lattice is exact as long as it fits; 0: four times `points` */
	double deviation; /* about the standard deviation of all that will be joined, where it is known: the grid fits it; else 0 */
};

/* HUSH_E_SPEC when a part is out of range; the message names the range. */
hush_status hush_loss_check(const struct hush_loss_part *parts, uint32_t part_count, hush_error *err);

/*
 * Composes. HUSH_E_SPEC when a parameter is out of range or the work cannot be bounded by `effort` (the message says
 * which), HUSH_E_MEMORY. *loss is the caller's.
 */
hush_status hush_loss_make(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_loss_effort *effort,
                           struct hush_loss **loss, hush_error *err);
void hush_loss_free(struct hush_loss *loss); /* NULL is allowed */

/*
 * *total becomes the sum of *total, which may be NULL for nothing, and *loss; *loss is used up and becomes NULL, whatever
 * happens. Both must have been made with this effort.
 */
hush_status hush_loss_join(struct hush_loss **total, struct hush_loss **loss, const struct hush_loss_effort *effort,
                           hush_error *err);

/* delta(epsilon), epsilon of any sign. */
void hush_loss_delta(const struct hush_loss *loss, const struct hush_rational *epsilon, struct hush_range *delta);

/* The least epsilon >= 0 with delta(epsilon) <= delta; high is +infinity when that cannot be certified. */
void hush_loss_epsilon(const struct hush_loss *loss, const struct hush_rational *delta, struct hush_range *epsilon);

/*
 * Upper bounds that hold for every pair that the composed one dominates, so for every unit within its limits: P[loss > epsilon],
 * and an epsilon that the loss exceeds with at most that probability. Under the law with the unit.
 * The first is 1, the second answers false, when nothing certain can be said at this precision.
 */
void hush_loss_exceeds(const struct hush_loss *loss, const struct hush_rational *epsilon, struct hush_rational *probability);
bool hush_loss_quantile(const struct hush_loss *loss, const struct hush_rational *probability,
                        struct hush_rational *epsilon);

/*
 * The first two questions with the effort chosen and raised until the ends agree to about 10 digits, or the bounds of
 * loss_effort.c are reached (then the range is as good as it got).  Answers far below 1e-16 come out right; of a delta below
 * 2^-3064 only the upper end is said, by the conversion from rho.
 */
hush_status hush_loss_delta_of(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_rational *epsilon,
                               struct hush_range *delta, hush_error *err);
hush_status hush_loss_epsilon_of(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_rational *delta,
                                 struct hush_range *epsilon, hush_error *err);

#endif
