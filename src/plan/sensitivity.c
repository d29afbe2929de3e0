/* sensitivity: how far one unit can move a table, from the limits that bound/ enforces (see plan.h). */
#include "plan/plan.h"

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * The most that |v|_2^2 can be over integers 0 <= v_i <= Linf with at most L0 of them not zero and sum at most L1.  The
 * square is convex, so the worst vector is an extreme point: q cells full, and the rest r in one more.  All integer;
 * the bounds of limits.h (2^20 cells, 2^20 each) keep it below 2^60.
 */
static uint64_t l2_squared(uint64_t l0, uint64_t linf, uint64_t l1)
{
	uint64_t full = least(l0, l1 / linf);
	uint64_t rest = full < l0 ? l1 - full * linf : 0;

	return full * linf * linf + rest * rest;
}

struct hush_limits hush_limits_in(const struct hush_limits *limits, uint64_t cells)
{
	struct hush_limits possible = *limits;

	possible.cells = (uint32_t)least(limits->cells, cells);
	return possible;
}

/* How many cells a table of discovered values has follows from the data, before and after the threshold. */
struct hush_limits hush_limits_of_table(const struct hush_table *table)
{
	return hush_limits_in(&table->limits, table->discovers ? UINT64_MAX : hush_table_places(table));
}

struct hush_sensitivity hush_sensitivity_of(const struct hush_limits *limits)
{
	struct hush_sensitivity made;

	made.l1 = least(limits->total, (uint64_t)limits->cells * limits->per_cell);
	made.l0 = least(limits->cells, made.l1);
	made.linf = least(limits->per_cell, made.l1);
	made.l2_squared = made.l1 ? l2_squared(made.l0, made.linf, made.l1) : 0;
	made.choices = 0;
	return made;
}

/*
 * A sum may move either way, and a unit may raise one cell while it lowers another: correlated noise, whose proof needs all
 * of them to move one way (correlated.proof.md), is kept from it by the 1, for which it is refused.  So it is from tables of
 * discovered values: their cells are not known, and a threshold needs independent noise.
 */
struct hush_sensitivity hush_sensitivity_of_table(const struct hush_table *table)
{
	struct hush_limits possible = hush_limits_of_table(table);
	struct hush_sensitivity made = hush_sensitivity_of(&possible);

	made.cells = hush_measure_is_counted(table->measure) && !table->discovers ? table->cells : 1;
	made.choices = table->quantile_count;
	return made;
}

bool hush_mechanism_fits(enum hush_mechanism mechanism, const struct hush_table *table)
{
	return (mechanism == HUSH_EXPONENTIAL) == (table->measure == HUSH_MEASURE_QUANTILES);
}
