/*
 * loss_grid: the privacy loss of one draw, put on a grid of multiples of a step.
 *
 * For continuous laws, whose losses lie on no lattice, and for comparison with accountants that always use a grid.
 * Up: the result dominates the true distribution; down: it is dominated by it (see loss.h for what that is good for).
 */
#ifndef HUSH_PLAN_LOSS_GRID_H
#define HUSH_PLAN_LOSS_GRID_H

#include "plan/loss.h"

enum hush_grid_method {
	HUSH_GRID_BUCKETS_UP,   /* every loss rounded up to the grid */
	HUSH_GRID_BUCKETS_DOWN, /* every loss rounded down; what the tails drop is lost */
	HUSH_GRID_CONNECT_DOTS, /* Doroshenko et al. 2022: exact delta at grid points, above it between them; an upper end */
	/* Down too; of a Laplace, what lies around a point becomes one outcome: much nearer to the truth, see the proof note. */
	HUSH_GRID_MERGED_DOWN
};

/* Masses at (first + i) * step for i in 0..count-1, as enclosures, and the mass at infinity. */
struct hush_loss_grid {
	int64_t first;
	uint32_t count;
	struct hush_range *mass;
	struct hush_range infinite;
};

/*
 * One draw of `part` (part->count is ignored). `tail` is the mass that may be cut off in all, half of it at either end:
 * for the up methods what is cut off above goes into `infinite` and what is cut off below to the lowest point; for the
 * down methods what is cut off below is dropped. tail 0 keeps everything where the losses are bounded (Laplace) and is
 * refused where they are not. HUSH_E_SPEC when more than 2^20 grid points would be needed, HUSH_E_MEMORY.
 */
hush_status hush_loss_grid_make(const struct hush_loss_part *part, const struct hush_rational *step,
                                const struct hush_rational *tail, enum hush_grid_method method,
                                struct hush_loss_grid *grid, hush_error *err);

/*
 * The same for a discrete Gaussian that never leaves -bound..bound (the law conditioned on that), as some accountants
 * take it: outcomes that the other law cannot have are in `infinite`, whatever the method.
 */
hush_status hush_loss_grid_make_cut(const struct hush_loss_part *part, uint64_t bound, const struct hush_rational *step,
                                    enum hush_grid_method method, struct hush_loss_grid *grid, hush_error *err);
void hush_loss_grid_clear(struct hush_loss_grid *grid);

#endif
