/*
 * loss_lattice: a distribution of the privacy loss on a lattice, as two sets of masses, one on either side of the truth.
 *
 * Point i has loss origin + i * step.  Invariants (loss.proof.md):
 *  up    there are masses not above `up`, and a mass not above `infinite` at +infinity, that sum to 1 and belong to a pair of
 *        laws that dominates the true pair: delta computed from `up` and `infinite` is never too small.  Moving a mass to a
 *        higher loss, splitting it between two points with both its P and its Q mass kept, adding to it: all keep this.
 *  down  the masses are part of a distribution that belongs to a pair dominated by the true one: losses rounded down, or
 *        outcomes merged.
 */
#ifndef HUSH_PLAN_LOSS_LATTICE_H
#define HUSH_PLAN_LOSS_LATTICE_H

#include "base/error.h"
#include "plan/loss.h"
#include "plan/masses.h"

struct hush_loss {
	struct hush_rational step; /* above 0 */
	struct hush_rational origin;
	struct hush_masses up;
	struct hush_masses down;  /* same count and limbs as `up` */
	mp_limb_t *infinite;      /* one mass */
	bool moved;                 /* some losses were put on another lattice than their own */
	struct hush_rational lower; /* the losses of `down` lie this much below those of `up` */
};

/* All masses zero. NULL when memory is short. Freed with hush_loss_free. */
struct hush_loss *hush_loss_new(size_t count, unsigned limbs);

/* One draw of a discrete law, every loss exact. HUSH_E_SPEC when it has more than `points` outcomes that count. */
hush_status hush_loss_draw(const struct hush_loss_part *part, unsigned limbs, uint32_t points, struct hush_loss **loss,
                           hush_error *err);

/* One draw of a continuous law, on a grid of `step`. */
hush_status hush_loss_draw_grid(const struct hush_loss_part *part, const struct hush_rational *step, unsigned limbs,
                                struct hush_loss **loss, hush_error *err);

/* Moves what is negligible at this precision: from above into `infinite`, from below into the lowest point kept. */
void hush_loss_trim(struct hush_loss *loss);

/* The sum of two independent losses; their steps must be equal. a and b may be the same. */
hush_status hush_loss_add(const struct hush_loss *a, const struct hush_loss *b, struct hush_loss **sum, hush_error *err);

/* The same losses on a lattice of step/factor. */
hush_status hush_loss_refine(struct hush_loss *loss, uint64_t factor, hush_error *err);

/*
 * The same losses on a lattice of that step from the same origin on: `up` by splitting; `down` by merging around the points of
 * the new lattice where the old one is at least three times as fine, else by rounding down.
 */
hush_status hush_loss_regrid(struct hush_loss *loss, const struct hush_rational *step, hush_error *err);

#endif
