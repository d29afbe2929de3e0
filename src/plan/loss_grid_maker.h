/*
 * loss_grid_maker: what loss_grid.c offers to the two files that know the laws.
 *
 * A law is handed over piece by piece, as atoms (a mass at a known loss) and as cells (masses of P and Q between two
 * neighbouring points of the grid); the method decides where a piece goes.
 */
#ifndef HUSH_PLAN_LOSS_GRID_MAKER_H
#define HUSH_PLAN_LOSS_GRID_MAKER_H

#include <stdbool.h>

#include "plan/loss_grid.h"

enum { HUSH_GRID_MOST = 1 << 20 /* points */ };

struct hush_grid_maker {
	struct hush_loss_grid *grid;
	enum hush_grid_method method;
	const struct hush_loss_part *part;
	const struct hush_rational *step;
	mpfr_prec_t precision; /* of what is put: more than of the grid, for what is lost on the way */
	struct hush_range decay; /* e^-step */
	struct hush_range gap;   /* 1 - e^-step */
};

hush_status hush_grid_too_many(hush_error *err);

/* Points first..last, all masses 0. */
hush_status hush_grid_open(struct hush_grid_maker *maker, int64_t first, int64_t last, hush_error *err);
/* From the floor of the least to the ceiling of the greatest loss; and that for a Laplace, +-most = shift/scale. */
hush_status hush_grid_over(struct hush_grid_maker *maker, const struct hush_rational *least,
                           const struct hush_rational *greatest, hush_error *err);
hush_status hush_grid_over_laplace(struct hush_grid_maker *maker, struct hush_rational *most, hush_error *err);

/* Adds to a point, or to the mass at infinity; what is certainly not negative is cut at 0. */
#define HUSH_GRID_INFINITE INT64_MAX
void hush_grid_put(struct hush_grid_maker *maker, int64_t point, const struct hush_range *mass);
void hush_grid_place_atom(struct hush_grid_maker *maker, const struct hush_rational *loss, const struct hush_range *p);
/* Losses between `point` and the next one: P mass p, and Q mass times e^(loss of point) q. */
void hush_grid_place_cell(struct hush_grid_maker *maker, int64_t point, const struct hush_range *p,
                          const struct hush_range *q);

/* The laws. Each opens the grid and fills it. */
hush_status hush_grid_discrete_laplace(struct hush_grid_maker *maker, hush_error *err);
/* On |x| <= bound; `ends` says that the law is conditioned on that, else what lies beyond counts as cut off. */
hush_status hush_grid_discrete_gaussian(struct hush_grid_maker *maker, uint64_t bound, bool ends, hush_error *err);
/* A bound beyond which the law has at most `tail`. */
hush_status hush_grid_gaussian_bound(const struct hush_grid_maker *maker, const struct hush_rational *tail, uint64_t *bound,
                                     hush_error *err);
hush_status hush_grid_laplace(struct hush_grid_maker *maker, hush_error *err);
hush_status hush_grid_gaussian(struct hush_grid_maker *maker, const struct hush_rational *tail, hush_error *err);

#endif
