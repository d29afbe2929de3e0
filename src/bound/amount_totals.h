/*
 * amount_totals: the cells to which what units keep of their values is added. Several threads may add to the same ones.
 */
#ifndef HUSH_BOUND_AMOUNT_TOTALS_H
#define HUSH_BOUND_AMOUNT_TOTALS_H

#include <stdint.h>

/* Each is NULL where the table, or the one that it goes with, has no such cells. */
struct hush_amount_totals {
	int64_t *moved;    /* [cell] of SUM and MEAN_SUM; at most 2^20 of each unit either way */
	uint64_t *counted; /* [cell] of VALUE_COUNT */
	uint64_t *points;  /* [cell * hush_grid_points + point] of QUANTILES: how many kept values are this point of the grid */
};

#endif
