/* registry_words: the sentences that the registry entry and the checklist share; see registry.h. */
#include <string.h>

#include "publish/about.h"
#include "publish/computed_words.h"
#include "publish/figures.h"
#include "publish/registry.h"
#include "publish/words.h"
#include "spec/quotient_words.h"
#include "spec/resolved.h"

void hush_registry_unit(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		hush_buffer_format(out, "%sAccount %s protects ", i == 0 ? "" : " ", release->plan->accounts[i].name);
		hush_words_unit(release->plan, i, out);
		hush_buffer_byte(out, '.');
	}
	hush_buffer_text(out, " Neighbouring inputs differ by all records of one unit, added or removed.");
}

static void put_amount(const char *name, const struct hush_rational *amount, struct hush_buffer *out)
{
	if (!hush_rational_is_zero(amount)) {
		hush_buffer_format(out, ", %s = ", name);
		hush_rational_text(amount, out);
	}
}

void hush_registry_parameters(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		const struct hush_plan_account *account = &release->plan->accounts[i];
		const struct hush_release_account *balance = &release->accounts[i];

		hush_buffer_format(out, "%sAccount %s (%s), charged per %s for this release", i == 0 ? "" : " ", account->name,
						   hush_account_kind_name(account->kind), hush_window_name(release->spec->window));
		put_amount("epsilon", &account->charge.epsilon, out);
		put_amount("rho", &account->charge.rho, out);
		put_amount("delta", &account->charge.delta, out);
		hush_buffer_text(out, "; converted: epsilon = ");
		hush_rational_text(&account->epsilon_at_delta, out);
		hush_buffer_text(out, " at delta = ");
		hush_rational_text(&account->delta, out);
		hush_buffer_format(out, ". Budget of a %s: %s = %s, of which %s is spent after this release.",
						   hush_window_name(release->spec->window),
						   hush_words_by_epsilon(release->plan, i) ? "epsilon" : "rho", balance->budget_text,
						   balance->spent_text);
	}
}

void hush_registry_unprotected(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	bool any = false;

	for (uint32_t i = 0; i < spec->exact_count; i++) {
		hush_buffer_format(out, "%s%s = %s, exact (%s)", any ? "; " : "", spec->exact[i].title, spec->exact[i].value,
						   spec->exact[i].why);
		any = true;
	}
	for (uint32_t i = 0; i < spec->exact_table_count; i++) {
		const struct hush_exact_table *table = &spec->exact_tables[i];

		hush_buffer_format(out, "%stable %s, exact: ", any ? "; " : "", table->name);
		for (uint32_t j = 0; j < table->column_count; j++) {
			hush_buffer_format(out, "%s\"%s\"", j ? ", " : "", table->columns[j]);
		}
		hush_buffer_format(out, " (%s)", table->why);
		any = true;
	}
	hush_buffer_text(out, any ? ". " : "No statistic of the records is published without noise. ");
	hush_buffer_text(
		out, "The lists of sites and other values, the period and the limits are public and come from the spec.");
	if (hush_spec_discovers(spec)) {
		hush_buffer_text(out, " Values that no list names are protected: each is published by a threshold on its noisy count.");
	}
	for (uint32_t i = 0; i < release->plan->table_count; i++) {
		struct hush_buffer text;

		hush_buffer_init(&text, 64 * 1024);
		if (hush_words_no_guarantee(release->plan, i, &text) && !text.failed) {
			hush_buffer_format(out, " %s", text.bytes);
		}
		out->failed = out->failed || text.failed;
		hush_buffer_release(&text);
	}
}

void hush_registry_processing(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;

	hush_buffer_text(out, "None of the published counts: they are the noisy whole numbers, negative ones included. Totals and charts on "
	                      "the page are made of them.");
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		hush_buffer_format(out, "%s%s (", i == 0 ? " Computed from published numbers, at no further cost: " : "; ",
		                   spec->quotients[i].name);
		hush_quotient_say(spec, &spec->quotients[i], out);
		hush_buffer_byte(out, ')');
	}
	if (spec->quotient_count > 0) {
		hush_buffer_format(out, ". Each with %s.", hush_words_fieller);
	}
}

void hush_registry_mechanisms(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->table_count; i++) {
		const struct hush_plan_table *table = &release->plan->tables[i];

		hush_buffer_format(out, "%sTable %s: ", i == 0 ? "" : "; ", release->spec->tables[i].name);
		hush_about_law(table, out);
		hush_buffer_text(out, table->mechanism == HUSH_EXPONENTIAL ? ", 95 % margin in rank " : ", 95 % margin ");
		hush_figures_count(out, table->moe95);
		if (table->threshold) {
			hush_buffer_format(out, "; values of %s are not listed but discovered: shown is one with a noisy count of at least ",
			                   release->spec->dimensions[release->spec->tables[i].discovered].name);
			hush_figures_count(out, table->threshold);
			put_amount("delta", &table->cost.delta, out);
			hush_buffer_text(out, ", rarer ones may be missing");
		}
	}
	hush_buffer_text(out, ".");
}

void hush_registry_timing(const struct hush_release *release, struct hush_buffer *out)
{
	if (!hush_spec_discovers(release->spec)) {
		hush_buffer_text(out, "All noise is drawn in one batch, of a length that the spec fixes, before the records are opened, so its "
		                      "timing tells nothing about them.");
		return;
	}
	hush_buffer_text(out, "The noise of listed cells is drawn in one batch, of a length that the spec fixes, before the records are "
	                      "opened. That of values that no list names is drawn after the records are read, for every cell that has "
	                      "records, of values shown or not, and then for the other cells of those shown: how long it takes tells how "
	                      "many values and cells there are to whoever can watch the machine.");
}

void hush_registry_limits(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->table_count; i++) {
		hush_buffer_format(out, "%sTable %s: ", i == 0 ? "" : " ", release->spec->tables[i].name);
		hush_words_limits(release->plan, i, out);
	}
}

void hush_registry_composition(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_format(
		out,
		"The charges of all tables about one entity add up, and are charged in full to every %s that the "
		"period touches, even partly. A ledger adds up the charges of all releases and refuses what would "
		"pass the budget of any %s.",
		hush_window_name(release->spec->window), hush_window_name(release->spec->window));
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		const struct hush_plan_account *account = &release->plan->accounts[i];

		if (account->window_count > 1) {
			hush_buffer_format(
				out,
				" This release touches %u %ss: for someone in all of them account %s grows to at most %llu times "
				"its charge.",
				account->window_count, hush_window_name(release->spec->window), account->name,
				(unsigned long long)hush_words_all_windows(release->plan, i));
			if (hush_words_windows_unhidden(release->plan, i)) {
				hush_buffer_format(out,
				                   " That is without its delta: a threshold hides what is added in one %s, and a value that "
				                   "nobody else has may be published if it was recorded in more than one.",
				                   hush_window_name(release->spec->window));
			}
		}
	}
}
