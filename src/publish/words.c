/* words: see words.h. */
#include "publish/words.h"

#include <string.h>

#include "publish/figures.h"
#include "spec/windows_apart.h"

const char *const hush_words_not_covered[] = {
    "An owner with several plates: each plate is protected by itself.",
    "Misreads: a plate that was read wrongly counts as another vehicle, unless both readings have the same canonical form.",
    "Vehicles whose plates share one canonical form: they are limited as one, and the guarantee for each of them may be "
    "weaker: up to twice epsilon; up to twice rho where every count has Gaussian noise of its own, else up to four times rho.",
    "An operator who hides a release or keeps a second ledger: the budget bounds only what this ledger knows.",
    "Someone who can watch the computer while it works: the time and memory it takes.",
    "In sources that are already counted: counts that are not written in plain digits, since a thousands separator makes a "
    "count unreadable.",
    "Statistics about the same records that are published by other means.",
    "The agency that runs the tool: it holds the records and is trusted with them.",
    "A random number generator of the operating system that can be predicted.",
    NULL};

static const struct hush_source *source_of(const struct hush_plan *plan, uint32_t table)
{
	return &plan->spec->sources[plan->spec->tables[table].source];
}

static const char *window_of(const struct hush_plan *plan)
{
	return hush_window_name(plan->spec->window);
}

const char *hush_words_records(const struct hush_source *source)
{
	if (strstr(source->name, "search") || strstr(source->name, "quer")) {
		return "searches";
	}
	if (strstr(source->name, "hit") || strstr(source->name, "alert")) {
		return "hits";
	}
	if (strstr(source->name, "scan") || strstr(source->name, "read")) {
		return "scans";
	}
	return "records";
}

bool hush_words_additive(const struct hush_table *table)
{
	return table->measure == HUSH_MEASURE_ROWS;
}

void hush_words_short(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_source *source = source_of(plan, table);
	const char *who = hush_entity_name(source->entity);

	if (hush_words_additive(&plan->spec->tables[table])) {
		hush_buffer_format(out, "%s counted", hush_words_records(source));
	} else if (plan->spec->tables[table].many_windows) {
		hush_buffer_format(out, "%s-%ss", who, window_of(plan));
	} else {
		hush_buffer_format(out, "different %ss", who);
	}
}

void hush_words_counted(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_source *source = source_of(plan, table);
	const struct hush_table *shape = &plan->spec->tables[table];
	const char *who = hush_entity_name(source->entity);

	hush_words_short(plan, table, out);
	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_buffer_text(out, " by devices that know no plates, so not limited per vehicle");
	} else if (hush_words_additive(shape)) {
		hush_buffer_text(out, ", at most ");
		hush_figures_count(out, plan->tables[table].sensitivity.l1);
		hush_buffer_format(out, " per %s and %s", who, window_of(plan));
	} else {
		hush_buffer_text(out, ", each counted in at most ");
		hush_figures_count(out, shape->limits.cells);
		hush_buffer_format(out, " cell%s per %s", shape->limits.cells == 1 ? "" : "s", window_of(plan));
	}
	if (shape->many_windows) {
		hush_buffer_format(out, "; a %s recorded in two %ss counts twice", who, window_of(plan));
	}
}

void hush_words_limits(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_source *source = source_of(plan, table);
	const struct hush_table *shape = &plan->spec->tables[table];
	const char *records = hush_words_records(source);

	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_buffer_format(out, "Nothing is limited: the %s of source \"%s\" come without plates, as counts. ", records,
		                   source->name);
		hush_buffer_format(out, "The noise hides any ");
		hush_figures_count(out, source->at_most);
		hush_buffer_format(out, " of them per %s.", window_of(plan));
		return;
	}
	hush_buffer_format(out, "Each %s counts in at most ", hush_entity_name(source->entity));
	hush_figures_count(out, shape->limits.cells);
	hush_buffer_format(out, " cell%s of this table per %s", shape->limits.cells == 1 ? "" : "s", window_of(plan));
	if (hush_words_additive(shape)) {
		hush_buffer_text(out, ", with at most ");
		hush_figures_count(out, shape->limits.per_cell);
		hush_buffer_format(out, " of its %s in each", records);
	} else {
		hush_buffer_text(out, ", once in each");
	}
	hush_buffer_format(out, ". (The limits come from: %s.)", shape->limits.origin);
}

void hush_words_left_out(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_source *source = source_of(plan, table);
	const struct hush_table *shape = &plan->spec->tables[table];

	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_buffer_text(out, "Counts outside the listed values or the period are left out.");
		return;
	}
	hush_buffer_format(out, "What a %s has beyond these limits is left out, so ", hush_entity_name(source->entity));
	hush_buffer_text(out, hush_words_additive(shape) ? "the numbers may be far lower than the true totals, by an "
	                                                    "amount that the ranges do not cover, and compare only as limited counts. "
	                                                  : "a cell may miss some that were recorded in many cells. ");
	hush_buffer_text(out, "Records that cannot be read, that lack a plate or user, or that lie outside the listed values or "
	                      "the period are left out too.");
}

void hush_words_unit(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out)
{
	const struct hush_plan_account *about = &plan->accounts[account];
	const char *calendar = plan->spec->window == HUSH_WINDOW_DAY ? "one day" : "one calendar";

	if (about->entity == HUSH_ENTITY_DECLARED) {
		const struct hush_source *source = &plan->spec->sources[about->source];

		hush_buffer_text(out, "any ");
		hush_figures_count(out, source->at_most);
		hush_buffer_format(out, " %s of source \"%s\"", hush_words_records(source), source->name);
	} else {
		hush_buffer_format(out, "all records of one %s", hush_entity_name(about->entity));
	}
	hush_buffer_format(out, " within %s", calendar);
	if (plan->spec->window != HUSH_WINDOW_DAY) {
		hush_buffer_format(out, " %s", window_of(plan));
	}
	hush_buffer_format(out, " (%s time)", plan->spec->timezone);
}

void hush_words_chance(const struct hush_rational *chance, struct hush_buffer *out)
{
	if (mpz_cmp_ui(mpq_numref(chance->q), 1) == 0 && mpz_sizeinbase(mpq_denref(chance->q), 2) < 62) {
		hush_buffer_text(out, "1 in ");
		hush_figures_count(out, mpz_get_ui(mpq_denref(chance->q)));
		return;
	}
	hush_figures_rational(out, chance, 3);
}

void hush_words_odds(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out)
{
	const struct hush_plan_account *about = &plan->accounts[account];
	char percent[16];

	hush_account_odds_percent(about, percent);
	hush_buffer_text(out, "Someone who already knew everything else in the records, and gave it even chances (50 %) that ");
	if (about->entity == HUSH_ENTITY_DECLARED) {
		const struct hush_source *source = &plan->spec->sources[about->source];

		hush_buffer_text(out, "a given group of at most ");
		hush_figures_count(out, source->at_most);
		hush_buffer_format(out, " %s in one %s took place", hush_words_records(source), window_of(plan));
	} else {
		hush_buffer_format(out, "a given %s was recorded in a given %s", hush_entity_name(about->entity), window_of(plan));
	}
	hush_buffer_format(out, ", could become at most %s %% sure, from this release alone", percent);
	if (!hush_rational_is_zero(&about->delta)) {
		hush_buffer_text(out, ", except with probability ");
		hush_words_chance(&about->delta, out);
	}
	hush_buffer_byte(out, '.');
}

void hush_words_odds_so_far(const struct hush_plan *plan, uint32_t account, const struct hush_rational *spent,
                            struct hush_buffer *out)
{
	const struct hush_plan_account *about = &plan->accounts[account];
	char percent[16];

	if (hush_counts_exactly(about->kind, plan->spec)) {
		return;
	}
	if (hush_words_by_epsilon(plan, account)) {
		hush_even_odds_percent(spent, percent);
	} else {
		hush_rho_odds_percent(spent, &about->delta, percent);
	}
	hush_buffer_format(out, "From all releases charged to that %s so far, even odds could become at most %s %% sure",
	                   window_of(plan), percent);
	if (!hush_words_by_epsilon(plan, account)) {
		hush_buffer_text(out, ", except with probability ");
		hush_words_chance(&about->delta, out);
	}
	hush_buffer_byte(out, '.');
}

void hush_words_mechanism(const struct hush_plan_table *table, struct hush_buffer *out)
{
	switch (table->mechanism) {
	case HUSH_DISCRETE_GAUSSIAN: hush_buffer_text(out, "discrete Gaussian noise with \xCF\x83\xC2\xB2 = "); break;
	case HUSH_DISCRETE_LAPLACE: hush_buffer_text(out, "discrete Laplace noise with scale "); break;
	case HUSH_CORRELATED_GAUSSIAN:
		hush_buffer_text(out, "discrete Gaussian noise that is partly the same in all cells, with \xCF\x83\xC2\xB2 = ");
		break;
	}
	hush_figures_rational(out, &table->parameter, 6);
}

const char *hush_words_unprotected(const struct hush_plan *plan, uint32_t table)
{
	const struct hush_source *source = source_of(plan, table);

	if (source->entity == HUSH_ENTITY_VEHICLE) {
		return strcmp(hush_words_records(source), "searches") == 0 ? "user" : NULL;
	}
	return "vehicle";
}

bool hush_words_no_guarantee(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_source *source = source_of(plan, table);
	const char *name = plan->spec->tables[table].name;
	const char *who = hush_words_unprotected(plan, table);

	if (!who) {
		return false;
	}
	hush_buffer_format(out, "No guarantee for any %s from table \"%s\": ", who, name);
	switch (source->entity) {
	case HUSH_ENTITY_VEHICLE:
		hush_buffer_text(out, "it protects the vehicles that were searched for, not the users who searched.");
		break;
	case HUSH_ENTITY_USER:
		hush_buffer_text(out, "it protects the users, but their records speak of vehicles too.");
		break;
	case HUSH_ENTITY_DECLARED:
		hush_buffer_format(out, "its counts come without plates, so the promise is weaker: it hides any ");
		hush_figures_count(out, source->at_most);
		hush_buffer_format(out, " %s per %s, and not more of one vehicle if it has more.", hush_words_records(source),
		                   window_of(plan));
		break;
	}
	return true;
}

bool hush_words_by_epsilon(const struct hush_plan *plan, uint32_t account)
{
	return hush_counts_epsilon(plan->accounts[account].kind, plan->spec);
}

uint64_t hush_words_all_windows(const struct hush_plan *plan, uint32_t account)
{
	uint64_t windows = plan->accounts[account].window_count;
	bool apart = true;

	if (hush_words_by_epsilon(plan, account) && !hush_counts_exactly(plan->accounts[account].kind, plan->spec)) {
		return windows;
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account) {
			apart = apart && hush_table_windows_apart(plan->spec, &plan->spec->tables[i]);
		}
	}
	return apart ? windows : windows * windows;
}
