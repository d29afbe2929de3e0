/* page_privacy: the privacy label: who is protected, how strongly, and what is left of the budget. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/words.h"

enum { DIGITS = 4 };

static void open_fact(struct hush_buffer *out, const char *name)
{
	hush_buffer_format(out, "<tr><th scope=\"row\">%s</th><td>", name);
}

static void close_fact(struct hush_buffer *out)
{
	hush_buffer_text(out, "</td></tr>\n");
}

static void put_loss(const struct hush_plan_account *account, struct hush_buffer *out)
{
	open_fact(out, "Privacy loss of this release");
	hush_buffer_text(out, "epsilon ");
	hush_figures_rational(out, &account->epsilon_at_delta, DIGITS);
	if (hush_rational_is_zero(&account->delta)) {
		hush_buffer_text(out, ", delta 0 (pure differential privacy)");
	} else {
		hush_buffer_text(out, " with delta ");
		hush_words_chance(&account->delta, out);
	}
	if (account->kind != HUSH_ACCOUNT_PURE && !hush_rational_is_zero(&account->charge.rho)) {
		hush_buffer_text(out, "; rho ");
		hush_figures_rational(out, &account->charge.rho, DIGITS);
		hush_buffer_text(out, " (zero-concentrated differential privacy)");
	}
	close_fact(out);
}

/* Whole percents of the budget, rounded up. */
static void put_share(const struct hush_rational *spent, const struct hush_rational *budget, struct hush_buffer *out)
{
	mpq_t share;
	mpz_t percent;

	mpq_init(share);
	mpz_init(percent);
	mpq_div(share, spent->q, budget->q);
	mpz_mul_ui(mpq_numref(share), mpq_numref(share), 100);
	mpz_cdiv_q(percent, mpq_numref(share), mpq_denref(share));
	hush_buffer_text(out, " (");
	hush_figures_count(out, mpz_fits_ulong_p(percent) ? mpz_get_ui(percent) : 0);
	hush_buffer_text(out, " %)");
	mpz_clear(percent);
	mpq_clear(share);
}

static void put_budget(const struct hush_release *release, uint32_t index, struct hush_buffer *out)
{
	const char *window = hush_window_name(release->spec->window);
	const char *amount = hush_words_by_epsilon(release->plan, index) ? "epsilon" : "rho";
	struct hush_rational budget;
	struct hush_rational spent;

	hush_rational_init(&budget);
	hush_rational_init(&spent);
	hush_buffer_format(out, "<tr><th scope=\"row\">Budget of each %s</th><td>", window);
	if (hush_rational_parse(&budget, release->accounts[index].budget_text) &&
	    hush_rational_parse(&spent, release->accounts[index].spent_text)) {
		hush_buffer_format(out, "%s ", amount);
		hush_figures_rational(out, &budget, DIGITS);
		hush_buffer_text(out, " in all; used so far, this release included: ");
		hush_figures_rational(out, &spent, DIGITS);
		if (!hush_rational_is_zero(&budget)) {
			put_share(&spent, &budget, out);
		}
		if (hush_rational_compare(&budget, &spent) > 0) {
			mpq_sub(budget.q, budget.q, spent.q);
			hush_buffer_text(out, "; left: ");
			hush_rational_decimal(&budget, DIGITS, HUSH_DOWN, out);
		} else {
			hush_buffer_text(out, "; left: none");
		}
		hush_buffer_text(out, ". ");
		hush_words_odds_so_far(release->plan, index, &spent, out);
	}
	close_fact(out);
	hush_rational_clear(&budget);
	hush_rational_clear(&spent);
}

static void put_windows(const struct hush_release *release, uint32_t index, struct hush_buffer *out)
{
	const struct hush_plan_account *account = &release->plan->accounts[index];
	const char *window = hush_window_name(release->spec->window);

	open_fact(out, "Charged to");
	hush_figures_count(out, account->window_count);
	hush_buffer_format(out, " %s%s, from the one that begins on ", window, account->window_count == 1 ? "" : "s");
	hush_figures_day(out, account->first_window);
	if (account->window_count > 1) {
		hush_buffer_format(out, ". Each %s is protected by itself; for someone recorded in all of them, taken together, the %s "
		                        "above may be up to ",
		                   window,
		                   hush_words_by_epsilon(release->plan, index) &&
		                           !hush_counts_exactly(account->kind, release->spec)
		                       ? "epsilon"
		                       : "rho");
		hush_figures_count(out, hush_words_all_windows(release->plan, index));
		hush_buffer_text(out, " times as large");
	}
	hush_buffer_text(out, ".");
	close_fact(out);
}

static void put_noise(const struct hush_release *release, uint32_t account, struct hush_buffer *out)
{
	const struct hush_plan *plan = release->plan;
	bool first = true;

	open_fact(out, "Noise");
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account != account) {
			continue;
		}
		hush_buffer_text(out, first ? "" : "<br>");
		hush_page_wrap(out, "", release->spec->tables[i].title, ": ");
		hush_words_mechanism(&plan->tables[i], out);
		hush_page_wrap(out, ", standard deviation ", plan->tables[i].std_dev, "");
		first = false;
	}
	close_fact(out);
}

static void put_label(const struct hush_release *release, uint32_t index, struct hush_buffer *out)
{
	const struct hush_plan_account *account = &release->plan->accounts[index];

	hush_buffer_text(out, "<div class=\"label\">\n<h3>Privacy facts: ");
	hush_page_wrap(out, "", account->name, "</h3>\n<table>\n<caption class=\"soft\">");
	hush_page_wrap(out, "Account \xE2\x80\x9C", account->name, "\xE2\x80\x9D of the privacy ledger, kind ");
	hush_page_wrap(out, "", hush_account_kind_name(account->kind), "</caption>\n<tbody>\n");
	open_fact(out, "What is hidden (the unit)");
	hush_page_say(release, hush_words_unit, index, out);
	close_fact(out);
	put_loss(account, out);
	open_fact(out, "What that means");
	hush_page_say(release, hush_words_odds, index, out);
	close_fact(out);
	put_budget(release, index, out);
	put_windows(release, index, out);
	put_noise(release, index, out);
	hush_buffer_text(out, "</tbody>\n</table>\n</div>\n");
}

void hush_page_privacy(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_plan *plan = release->plan;
	bool any = false;

	hush_page_section(out, "privacy", "How people are protected");
	hush_buffer_text(out, "<p>This release gives <em>differential privacy</em>: a mathematical promise about what anyone can learn, "
	                      "whatever else they know and however much they compute.</p>\n");
	for (uint32_t i = 0; i < plan->account_count; i++) {
		put_label(release, i, out);
	}
	hush_buffer_text(out, "<p class=\"soft\">Every release about the same period adds to the loss. A ledger that only grows keeps "
	                      "the sum, and refuses a release that would exceed the budget.</p>\n");
	for (uint32_t i = 0; i < plan->table_count; i++) {
		struct hush_buffer text;

		hush_buffer_init(&text, 64 * 1024);
		if (hush_words_no_guarantee(plan, i, &text) && !text.failed) {
			hush_buffer_text(out, any ? "" : "<h3>What these tables do not protect</h3>\n<ul>\n");
			hush_page_wrap(out, "<li>", text.bytes, "</li>\n");
			any = true;
		}
		out->failed = out->failed || text.failed;
		hush_buffer_release(&text);
	}
	hush_buffer_text(out, any ? "</ul>\n</section>\n" : "</section>\n");
}
