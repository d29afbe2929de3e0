/* quotient_sums: see quotient_sums.h. */
#include "post/quotient_sums.h"

#include "base/memory.h"

enum { BY_LIMIT = 16 };

/* Which cell of a quotient the cells of a table belong to, walked in the order of the table. */
struct walk {
	const struct hush_spec *spec;
	const uint32_t *by;
	uint32_t by_count;
	uint64_t step[BY_LIMIT];  /* how far one value more moves the quotient's cell; 0 where it is summed over */
	uint32_t value[BY_LIMIT]; /* of the table's cell now */
	uint64_t place;
};

static void start_walk(struct walk *walk, const struct hush_spec *spec, const uint32_t *by, uint32_t by_count,
                       const struct hush_quotient *quotient)
{
	uint64_t step = 1;

	*walk = (struct walk){.spec = spec, .by = by, .by_count = by_count};
	for (uint32_t k = quotient->by_count; k-- > 0;) {
		for (uint32_t i = 0; i < by_count; i++) {
			walk->step[i] = by[i] == quotient->by[k] ? step : walk->step[i];
		}
		step *= spec->dimensions[quotient->by[k]].values.count;
	}
}

static void next_cell(struct walk *walk)
{
	for (uint32_t i = walk->by_count; i-- > 0;) {
		walk->place += walk->step[i];
		if (++walk->value[i] < walk->spec->dimensions[walk->by[i]].values.count) {
			return;
		}
		walk->place -= walk->step[i] * walk->value[i];
		walk->value[i] = 0;
	}
}

/* Whether the table's cell is of the part. */
static bool in_part(const struct walk *walk, const struct hush_quotient *quotient)
{
	for (uint32_t f = 0; f < quotient->part_count; f++) {
		const struct hush_filter *filter = &quotient->part[f];
		bool found = false;

		for (uint32_t i = 0; i < walk->by_count; i++) {
			for (uint32_t v = 0; walk->by[i] == filter->dimension && v < filter->value_count; v++) {
				found = found || filter->values[v] == walk->value[i];
			}
		}
		if (!found) {
			return false;
		}
	}
	return true;
}

static void add_table(const struct hush_spec *spec, const struct hush_noisy *noisy, uint32_t index,
                      const struct hush_quotient *quotient, hush_wide *sums)
{
	const struct hush_table *table = &spec->tables[index];
	struct walk walk;

	start_walk(&walk, spec, table->by, table->by_count, quotient);
	for (uint64_t cell = 0; cell < table->cells; cell++) {
		sums[walk.place] += noisy->tables[index][cell];
		next_cell(&walk);
	}
}

/* How many cells of the part one cell of the quotient holds: the same for all of them. */
static uint64_t part_cells(const struct hush_spec *spec, const struct hush_quotient *quotient, uint64_t whole)
{
	for (uint32_t f = 0; f < quotient->part_count; f++) {
		whole /= spec->dimensions[quotient->part[f].dimension].values.count;
		whole *= quotient->part[f].value_count;
	}
	return whole;
}

static void add_part(const struct hush_spec *spec, const struct hush_noisy *noisy, const struct hush_quotient *quotient,
                     hush_wide *sums)
{
	const struct hush_table *table = &spec->tables[quotient->above];
	struct walk walk;

	start_walk(&walk, spec, table->by, table->by_count, quotient);
	for (uint64_t cell = 0; cell < table->cells; cell++) {
		if (in_part(&walk, quotient)) {
			sums[walk.place] += noisy->tables[quotient->above][cell];
		}
		next_cell(&walk);
	}
}

static hush_status add_exact(const struct hush_spec *spec, const struct hush_quotient *quotient,
                             struct hush_quotient_sums *sums, hush_error *err)
{
	const struct hush_exact_table *table = &spec->exact_tables[quotient->exact];
	struct hush_rational value;
	struct walk walk;
	hush_status status = HUSH_OK;

	hush_rational_init(&value);
	start_walk(&walk, spec, table->by, table->by_count, quotient);
	for (uint64_t cell = 0; status == HUSH_OK && cell < table->cells; cell++) {
		const char *text = table->values[cell * table->column_count + quotient->exact_column];

		if (!text) {
			sums->recorded[walk.place] = false;
		} else if (hush_rational_parse(&value, text)) {
			mpq_add(sums->exact[walk.place].q, sums->exact[walk.place].q, value.q);
		} else {
			status = hush_fail_bug(err, "add_exact"); /* the spec was checked */
		}
		next_cell(&walk);
	}
	hush_rational_clear(&value);
	return status;
}

/* Of a sum of `a` cells and one of `b` cells that holds them: a * variance + a * (b - 1) * common variance. */
static void covariance_of(const struct hush_plan_table *law, uint64_t a, uint64_t b, struct hush_rational *to)
{
	struct hush_rational factor;

	hush_rational_init(&factor);
	hush_rational_set(to, &law->variance);
	if (law->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_rational_set_u64(&factor, b - 1, 1);
		mpq_mul(factor.q, factor.q, law->common_variance.q);
		mpq_add(to->q, to->q, factor.q);
	}
	hush_rational_set_u64(&factor, a, 1);
	mpq_mul(to->q, to->q, factor.q);
	hush_rational_clear(&factor);
}

static void set_variances(const struct hush_plan *plan, const struct hush_quotient *quotient,
                          struct hush_quotient_sums *sums)
{
	const struct hush_spec *spec = plan->spec;
	const struct hush_plan_table *above = &plan->tables[quotient->above];
	uint64_t count = spec->tables[quotient->above].cells / quotient->cells;
	uint64_t part = part_cells(spec, quotient, count);

	sums->laplace = above->mechanism == HUSH_DISCRETE_LAPLACE;
	covariance_of(above, part, part, &sums->variance_above);
	if (quotient->kind == HUSH_QUOTIENT_SHARE && quotient->below == HUSH_NONE) {
		covariance_of(above, count, count, &sums->variance_below);
		covariance_of(above, part, count, &sums->covariance);
	} else if (quotient->below != HUSH_NONE) {
		const struct hush_plan_table *below = &plan->tables[quotient->below];

		count = spec->tables[quotient->below].cells / quotient->cells;
		covariance_of(below, count, count, &sums->variance_below);
		sums->laplace = sums->laplace || below->mechanism == HUSH_DISCRETE_LAPLACE;
		if (quotient->kind == HUSH_QUOTIENT_SHARE) { /* the whole is part and rest: their noise is independent */
			mpq_add(sums->variance_below.q, sums->variance_below.q, sums->variance_above.q);
			hush_rational_set(&sums->covariance, &sums->variance_above);
		}
	}
}

void hush_quotient_sums_release(struct hush_quotient_sums *sums, uint64_t cells)
{
	for (uint64_t i = 0; sums->exact && i < cells; i++) {
		hush_rational_clear(&sums->exact[i]);
	}
	hush_free(sums->exact);
	hush_free(sums->recorded);
	hush_free(sums->above);
	hush_free(sums->below);
	hush_rational_clear(&sums->variance_above);
	hush_rational_clear(&sums->variance_below);
	hush_rational_clear(&sums->covariance);
}

static hush_status fill(const struct hush_plan *plan, const struct hush_noisy *noisy,
                        const struct hush_quotient *quotient, struct hush_quotient_sums *sums, hush_error *err)
{
	const struct hush_spec *spec = plan->spec;
	bool share = quotient->kind == HUSH_QUOTIENT_SHARE;

	if (quotient->part_count) {
		add_part(spec, noisy, quotient, sums->above);
		add_table(spec, noisy, quotient->above, quotient, sums->below);
		return HUSH_OK;
	}
	add_table(spec, noisy, quotient->above, quotient, sums->above);
	if (quotient->exact != HUSH_NONE) {
		return add_exact(spec, quotient, sums, err);
	}
	add_table(spec, noisy, quotient->below, quotient, sums->below);
	for (uint64_t cell = 0; share && cell < quotient->cells; cell++) {
		sums->below[cell] += sums->above[cell];
	}
	return HUSH_OK;
}

hush_status hush_quotient_sums_make(const struct hush_plan *plan, const struct hush_noisy *noisy,
                                    const struct hush_quotient *quotient, struct hush_quotient_sums *sums,
                                    hush_error *err)
{
	struct hush_quotient_sums made = {0};
	hush_status status = HUSH_OK;

	hush_rational_init(&made.variance_above);
	hush_rational_init(&made.variance_below);
	hush_rational_init(&made.covariance);
	made.above = hush_calloc((size_t)quotient->cells, sizeof *made.above);
	made.recorded = hush_calloc((size_t)quotient->cells, sizeof *made.recorded);
	if (quotient->exact != HUSH_NONE) {
		made.exact = hush_calloc((size_t)quotient->cells, sizeof *made.exact);
		for (uint64_t i = 0; made.exact && i < quotient->cells; i++) {
			hush_rational_init(&made.exact[i]);
		}
	} else {
		made.below = hush_calloc((size_t)quotient->cells, sizeof *made.below);
	}
	if (!made.above || !made.recorded || (!made.exact && !made.below)) {
		status = hush_fail_memory(err);
	}
	for (uint64_t i = 0; status == HUSH_OK && i < quotient->cells; i++) {
		made.recorded[i] = true;
	}
	if (status == HUSH_OK) {
		status = fill(plan, noisy, quotient, &made, err);
	}
	if (status != HUSH_OK) {
		hush_quotient_sums_release(&made, quotient->cells);
		return status;
	}
	set_variances(plan, quotient, &made);
	*sums = made;
	return HUSH_OK;
}
