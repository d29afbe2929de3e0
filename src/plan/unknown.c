/* unknown: see unknown.h. */
#include "plan/unknown.h"

#include "plan/law.h"
#include "plan/threshold.h"

enum { DIGITS = 12 };

static bool about(const struct hush_spec *spec, uint32_t table, const struct hush_plan_account *account)
{
	uint32_t source = spec->tables[table].source;

	return spec->sources[source].entity == account->entity &&
	       (account->entity != HUSH_ENTITY_DECLARED || source == account->source);
}

static uint32_t discovering(const struct hush_spec *spec, const struct hush_plan_account *account)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < spec->table_count; i++) {
		count += spec->tables[i].discovers && about(spec, i, account);
	}
	return count;
}

void hush_unknown_ceiling(const struct hush_spec *spec, const struct hush_plan_account *account, struct hush_rational *delta)
{
	mpq_set_ui(delta->q, 0, 1);
	if (discovering(spec, account)) {
		mpq_div_2exp(delta->q, spec->guarantee.delta.q, 1);
	}
}

void hush_unknown_noise_delta(const struct hush_spec *spec, const struct hush_plan_account *account,
                              struct hush_rational *delta)
{
	struct hush_rational thresholds;

	hush_rational_init(&thresholds);
	hush_unknown_ceiling(spec, account, &thresholds);
	mpq_sub(delta->q, spec->guarantee.delta.q, thresholds.q);
	hush_rational_clear(&thresholds);
}

hush_status hush_unknown_delta(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t threshold,
                               const struct hush_sensitivity *sensitivity, struct hush_rational *delta, hush_error *err)
{
	struct hush_range enclosed;
	struct hush_rational low;
	hush_status status;

	mpq_set_ui(delta->q, 0, 1);
	if (threshold == 0) {
		return HUSH_OK;
	}
	hush_range_init(&enclosed);
	hush_rational_init(&low);
	status = hush_threshold_delta(mechanism, parameter, threshold, sensitivity->l0, sensitivity->linf, &enclosed, err);
	if (status == HUSH_OK && !hush_range_rationals(&enclosed, DIGITS, &low, delta)) {
		status = hush_fail_bug(err, "the delta of a threshold");
	}
	hush_rational_clear(&low);
	hush_range_clear(&enclosed);
	return status;
}

/* The search knows its answer to be at most `most`; rounded up to 12 digits it may be more, and then a higher one is taken. */
static hush_status choose(struct hush_plan_table *table, const struct hush_rational *most, hush_error *err)
{
	struct hush_rational delta;
	hush_status status = hush_threshold_least(table->mechanism, &table->parameter, table->sensitivity.l0,
	                                          table->sensitivity.linf, most, &table->threshold, err);

	hush_rational_init(&delta);
	for (uint64_t step = 0; status == HUSH_OK; step = step ? 2 * step : 1) {
		table->threshold += step;
		status = hush_unknown_delta(table->mechanism, &table->parameter, table->threshold, &table->sensitivity, &delta, err);
		if (status == HUSH_OK && hush_rational_compare(&delta, most) <= 0) {
			break;
		}
	}
	hush_rational_clear(&delta);
	return status;
}

hush_status hush_unknown_choose(struct hush_plan *plan, uint32_t account, hush_error *err)
{
	struct hush_rational most;
	uint32_t count = discovering(plan->spec, &plan->accounts[account]);
	hush_status status = HUSH_OK;

	if (count == 0) {
		return HUSH_OK;
	}
	hush_rational_init(&most);
	hush_unknown_ceiling(plan->spec, &plan->accounts[account], &most);
	mpz_mul_ui(mpq_denref(most.q), mpq_denref(most.q), count);
	mpq_canonicalize(most.q);
	for (uint32_t i = 0; i < plan->table_count && status == HUSH_OK; i++) {
		if (plan->tables[i].account == account && plan->spec->tables[i].discovers) {
			status = choose(&plan->tables[i], &most, err);
		}
	}
	hush_rational_clear(&most);
	return status;
}

uint64_t hush_unknown_usual(const struct hush_plan_table *table)
{
	/* P[X < -q] <= 0.05 at the q with P[|X| > q] <= 0.1: both laws are symmetric. */
	return table->threshold + table->quantiles[1];
}
