/* margin: see margin.h. */
#include "plan/margin.h"

#include <math.h>
#include <string.h>

#include "plan/calibrate.h"

enum { NAMED = 3, TRIES = 16 };

static bool is_margin(const struct hush_plan *plan, uint32_t account, uint32_t table)
{
	return plan->tables[table].account == account && plan->spec->tables[table].ask == HUSH_ASK_MARGIN;
}

/* A margin `factor` times as wide. The half cell comes from the noise being whole numbers. */
static bool widen(uint64_t within, double factor, uint64_t *wider)
{
	double target = ceil(((double)within + 0.5) * factor - 0.5);

	if (!(target < 0x1p53)) {
		return false;
	}
	*wider = (uint64_t)target;
	return true;
}

/* What the account's margins cost when all are `factor` times as wide. False when that leaves the range of margins. */
static bool cost_widened(const struct hush_plan *plan, uint32_t account, double factor, struct hush_rational *paid)
{
	bool counts_epsilon = hush_counts_epsilon(plan->accounts[account].kind, plan->spec);
	struct hush_plan_table made;
	bool good = true;

	mpq_set_ui(paid->q, 0, 1);
	for (uint32_t i = 0; i < plan->table_count && good; i++) {
		uint64_t wider;

		if (!is_margin(plan, account, i)) {
			continue;
		}
		memset(&made, 0, sizeof made);
		made.sensitivity = plan->tables[i].sensitivity;
		hush_rational_init(&made.parameter);
		hush_cost_init(&made.cost);
		good = widen(plan->spec->tables[i].within, factor, &wider) &&
		       hush_calibrate_margin(&plan->spec->tables[i], counts_epsilon, wider, &made, NULL) == HUSH_OK;
		if (good) {
			mpq_add(paid->q, paid->q, counts_epsilon ? made.cost.epsilon.q : made.cost.rho.q);
		}
		hush_cost_clear(&made.cost);
		hush_rational_clear(&made.parameter);
	}
	return good;
}

/* The factor is tried, not derived: what it costs is computed like any other margin. */
static bool find_factor(const struct hush_plan *plan, uint32_t account, const struct hush_rational *paid, double *factor)
{
	bool counts_epsilon = hush_counts_epsilon(plan->accounts[account].kind, plan->spec);
	const struct hush_cost *ceiling = &plan->accounts[account].ceiling;
	const struct hush_rational *limit = counts_epsilon ? &ceiling->epsilon : &ceiling->rho;
	double ratio = hush_rational_double(paid, HUSH_UP) / hush_rational_double(limit, HUSH_DOWN);
	double next = (counts_epsilon ? ratio : sqrt(ratio)) * 1.001;
	struct hush_rational cost;
	bool found = false;

	hush_rational_init(&cost);
	for (int i = 0; i < TRIES && !found && cost_widened(plan, account, next, &cost); i++) {
		found = hush_rational_compare(&cost, limit) < 0;
		if (found) {
			*factor = next;
		}
		next *= 1.05;
	}
	hush_rational_clear(&cost);
	return found;
}

static void put_names(const struct hush_plan *plan, uint32_t account, double factor, struct hush_buffer *out)
{
	uint32_t named = 0;

	for (uint32_t i = 0; i < plan->table_count; i++) {
		const struct hush_table *table = &plan->spec->tables[i];
		uint64_t wider;

		if (!is_margin(plan, account, i)) {
			continue;
		}
		if (named == NAMED) {
			hush_buffer_text(out, ", and others");
			return;
		}
		hush_buffer_text(out, named++ ? ", " : "");
		if (factor > 0 && widen(table->within, factor, &wider)) {
			hush_buffer_format(out, "\"%s\" within %llu", table->name, (unsigned long long)wider);
		} else {
			hush_buffer_format(out, "\"%s\"", table->name);
		}
	}
}

/* "epsilon 1.71 (with delta 1e-9)": the guarantee whose ceiling is at least `paid`. */
static void put_guarantee(const struct hush_plan *plan, const struct hush_rational *paid, struct hush_buffer *out)
{
	const struct hush_guarantee *guarantee = &plan->spec->guarantee;
	struct hush_rational epsilon;

	if (guarantee->kind != HUSH_GUARANTEE_APPROXIMATE) {
		hush_buffer_text(out, guarantee->kind == HUSH_GUARANTEE_PURE ? "epsilon " : "rho ");
		hush_rational_decimal(paid, 4, HUSH_UP, out);
		return;
	}
	hush_rational_init(&epsilon);
	hush_zcdp_epsilon(paid, &guarantee->delta, &epsilon, NULL);
	hush_buffer_text(out, "epsilon ");
	hush_rational_decimal(&epsilon, 4, HUSH_UP, out);
	hush_buffer_text(out, " at delta ");
	hush_rational_decimal(&guarantee->delta, 3, HUSH_DOWN, out);
	hush_rational_clear(&epsilon);
}

static bool any_share(const struct hush_plan *plan, uint32_t account)
{
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account && plan->spec->tables[i].ask == HUSH_ASK_SHARE) {
			return true;
		}
	}
	return false;
}

hush_status hush_margins_refused(const struct hush_plan *plan, uint32_t account, const struct hush_rational *paid,
                                 hush_error *err)
{
	const struct hush_plan_account *made = &plan->accounts[account];
	bool shares = any_share(plan, account);
	bool counts_epsilon = hush_counts_epsilon(made->kind, plan->spec);
	double factor = 0;
	struct hush_buffer names;
	struct hush_buffer fitting;
	struct hush_buffer guarantee;
	struct hush_buffer ceiling;

	hush_buffer_init(&names, 4096);
	hush_buffer_init(&fitting, 4096);
	hush_buffer_init(&guarantee, 4096);
	hush_buffer_init(&ceiling, 4096);
	put_names(plan, account, 0, &names);
	put_guarantee(plan, paid, &guarantee);
	hush_rational_decimal(counts_epsilon ? &made->ceiling.epsilon : &made->ceiling.rho, 4, HUSH_DOWN, &ceiling);
	if (find_factor(plan, account, paid, &factor)) {
		put_names(plan, account, factor, &fitting);
	}
	if (names.failed || fitting.failed || guarantee.failed || ceiling.failed) {
		hush_fail_memory(err);
	} else {
		hush_fail_at(err, HUSH_E_SPEC, plan->spec->path, 0, 0, "the margins of %s cost %s the guarantee's %s %s%s",
		             names.bytes, hush_rational_compare(paid, counts_epsilon ? &made->ceiling.epsilon : &made->ceiling.rho)
		                 > 0 ? "more than" : "all of", counts_epsilon ? "epsilon" : "rho", ceiling.bytes,
		             shares ? ", which other tables share too" : "");
		hush_hint(err, "%s %s would pay for them%s%s", shares ? "a guarantee above" : "a guarantee of", guarantee.bytes,
		          fitting.length ? "; with this one they fit at " : "", fitting.length ? fitting.bytes : "");
	}
	hush_buffer_release(&ceiling);
	hush_buffer_release(&guarantee);
	hush_buffer_release(&fitting);
	hush_buffer_release(&names);
	return err ? err->status : HUSH_E_SPEC;
}
