/* page_privacy: the privacy label: who is protected, how strongly, and what is left of the budget. */
#include "publish/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish/chart.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/origins.h"
#include "publish/odds_words.h"
#include "publish/words.h"

enum { DIGITS = 4, MOST_DIGITS = 40, TEXT_LIMIT = 64 * 1024 };

static void open_fact(const struct hush_page *page, const char *message, const char *first)
{
	hush_buffer_text(page->out, "<tr><th scope=\"row\">");
	hush_say_html(page->out, message, first, NULL);
	hush_buffer_text(page->out, "</th><td>");
}

static void close_fact(const struct hush_page *page)
{
	hush_buffer_text(page->out, "</td></tr>\n");
}

/* An amount as text, rounded so that it is never shown better than it is. */
struct amount {
	char text[80];
};

static struct amount amount_with(const struct hush_page *page, const struct hush_rational *value, unsigned digits,
                                 enum hush_side side)
{
	struct amount amount = {"0"};
	struct hush_buffer text;

	if (hush_rational_is_zero(value)) {
		return amount;
	}
	hush_buffer_init(&text, sizeof amount.text);
	hush_rational_decimal(value, digits, side, &text);
	if (text.failed || text.length >= sizeof amount.text) {
		page->out->failed = true;
	} else {
		memcpy(amount.text, text.bytes, text.length + 1);
	}
	hush_buffer_release(&text);
	return amount;
}

static struct amount amount_of(const struct hush_page *page, const struct hush_rational *value, enum hush_side side)
{
	return amount_with(page, value, DIGITS, side);
}

static const char *amount_name(const struct hush_page *page, uint32_t account)
{
	return hush_words_by_epsilon(page->release->plan, account) ? "epsilon" : "rho";
}

static void put_loss(const struct hush_page *page, const struct hush_plan_account *account)
{
	open_fact(page, page->m->fact_loss, NULL);
	if (hush_rational_is_zero(&account->delta)) {
		hush_say_html(page->out, page->m->loss_pure, amount_of(page, &account->epsilon_at_delta, HUSH_UP).text, NULL);
	} else {
		struct hush_buffer chance;

		hush_buffer_init(&chance, TEXT_LIMIT);
		hush_words_chance(page->m, &account->delta, &chance);
		if (chance.failed) {
			page->out->failed = true;
		} else {
			hush_say_html(page->out, page->m->loss_delta, amount_of(page, &account->epsilon_at_delta, HUSH_UP).text,
			              chance.bytes, NULL);
		}
		hush_buffer_release(&chance);
	}
	if (account->kind != HUSH_ACCOUNT_PURE && !hush_rational_is_zero(&account->charge.rho)) {
		hush_say_html(page->out, page->m->loss_rho, amount_of(page, &account->charge.rho, HUSH_UP).text, NULL);
	}
	close_fact(page);
}

/* Where the release is about several windows: what someone in all of them risks is more than the picture shows. */
static void put_odds_together(const struct hush_page *page, uint32_t index)
{
	const enum hush_window window = page->release->spec->window;
	const uint64_t count = page->release->plan->accounts[index].window_count;

	if (count > 1) {
		hush_say_html(page->out, page->m->odds_together, page->m->one_window[window], hush_figure_of_count(count).text,
		              page->m->windows[window], NULL);
		hush_page_say(page, hush_words_odds_all_windows, index);
	}
}

/* The promise as a sentence and as a picture of a hundred cases. */
static void put_odds(const struct hush_page *page, uint32_t index)
{
	char percent[16];
	char id[32];
	char summary[40];
	struct hush_buffer text;
	unsigned after;

	hush_account_odds_percent(&page->release->plan->accounts[index], percent);
	/* "73.2" fills 74 squares: rounded against ourselves. */
	after = (unsigned)strtoul(percent, NULL, 10);
	after += strchr(percent, '.') && strcmp(strchr(percent, '.'), ".0") != 0 ? 1 : 0;
	after = after > 100 ? 100 : after;
	snprintf(percent, sizeof percent, "%u", after);
	snprintf(id, sizeof id, "o-%u", index + 1);
	snprintf(summary, sizeof summary, "%s-s", id);
	hush_buffer_init(&text, 4096);
	hush_say(&text, page->m->odds_picture, percent, NULL);
	open_fact(page, page->m->fact_meaning, NULL);
	hush_page_say(page, hush_words_odds, index);
	put_odds_together(page, index);
	if (text.failed) {
		page->out->failed = true;
	} else {
		hush_buffer_text(page->out, "<figure class=\"odds\">\n");
		hush_chart_odds(id, text.bytes, summary, after, page->out);
		hush_buffer_format(page->out, "<figcaption id=\"%s\">", summary);
		hush_say_html(page->out, page->m->odds_before, NULL);
		hush_buffer_text(page->out, " → ");
		hush_say_html(page->out, page->m->odds_after, percent, NULL);
		hush_buffer_text(page->out, "</figcaption>\n</figure>");
	}
	hush_buffer_release(&text);
	close_fact(page);
}

/* "25 %" of the budget, rounded up; "more than 99 %" where that would say all and something is left. */
static void put_share(const struct hush_page *page, const struct hush_rational *spent, const struct hush_rational *budget)
{
	mpq_t share;
	mpz_t percent;

	if (hush_rational_compare(spent, budget) >= 0) {
		hush_say_html(page->out, page->m->budget_share, "100", NULL);
		return;
	}
	mpq_init(share);
	mpz_init(percent);
	mpq_div(share, spent->q, budget->q);
	mpz_mul_ui(mpq_numref(share), mpq_numref(share), 100);
	mpz_cdiv_q(percent, mpq_numref(share), mpq_denref(share));
	if (mpz_cmp_ui(percent, 100) == 0) {
		hush_say_html(page->out, page->m->budget_share_nearly, NULL);
	} else {
		hush_say_html(page->out, page->m->budget_share, hush_figure_of_count(mpz_get_ui(percent)).text, NULL);
	}
	mpz_clear(percent);
	mpq_clear(share);
}

/*
 * Budget and what is spent of it, as decimals that stand in the order of the numbers: what is spent is rounded up and the
 * budget down, with as many digits as that takes; equal ones are shown equal, rounded up.
 */
static void put_spent(const struct hush_page *page, uint32_t index, const struct hush_rational *budget,
                      const struct hush_rational *spent)
{
	bool equal = hush_rational_compare(budget, spent) == 0;
	unsigned digits = DIGITS;
	struct amount of;
	struct amount used;
	struct hush_rational shown_budget;
	struct hush_rational shown_spent;
	bool in_order = false;

	hush_rational_init(&shown_budget);
	hush_rational_init(&shown_spent);
	for (; !in_order && !page->out->failed; digits += 2) {
		of = amount_with(page, budget, digits, equal ? HUSH_UP : HUSH_DOWN);
		used = amount_with(page, spent, digits, HUSH_UP);
		in_order = equal || digits >= MOST_DIGITS || hush_rational_compare(spent, budget) > 0 ||
		           !hush_rational_parse(&shown_budget, of.text) || !hush_rational_parse(&shown_spent, used.text) ||
		           hush_rational_compare(&shown_spent, &shown_budget) < 0;
	}
	hush_rational_clear(&shown_budget);
	hush_rational_clear(&shown_spent);
	if (!page->out->failed) {
		hush_say_html(page->out, page->m->budget_says, amount_name(page, index), of.text, used.text, NULL);
	}
}

static void put_balance(const struct hush_page *page, uint32_t index, struct hush_rational *budget,
                        const struct hush_rational *spent)
{
	put_spent(page, index, budget, spent);
	put_share(page, spent, budget);
	if (hush_rational_compare(budget, spent) > 0) {
		mpq_sub(budget->q, budget->q, spent->q);
		hush_say_html(page->out, page->m->budget_left, amount_of(page, budget, HUSH_DOWN).text, NULL);
	} else {
		hush_say_html(page->out, page->m->budget_none, NULL);
	}
}

static void put_budget(const struct hush_page *page, uint32_t index)
{
	const struct hush_plan_account *account = &page->release->plan->accounts[index];
	const struct hush_release_account *balance = &page->release->accounts[index];
	struct hush_rational budget;
	struct hush_rational spent;
	struct hush_rational thresholds;
	struct hush_buffer so_far;

	hush_rational_init(&thresholds);
	hush_rational_init(&budget);
	hush_rational_init(&spent);
	hush_buffer_init(&so_far, TEXT_LIMIT);
	open_fact(page, page->m->fact_budget, page->m->window[page->release->spec->window]);
	if (!balance->budget_text || !balance->spent_text) {
		bool by_epsilon = hush_words_by_epsilon(page->release->plan, index);

		hush_say_html(page->out, page->m->budget_unknown, amount_name(page, index),
		              amount_of(page, by_epsilon ? &account->charge.epsilon : &account->charge.rho, HUSH_UP).text, NULL);
	} else if (hush_rational_parse(&budget, balance->budget_text) && hush_rational_parse(&spent, balance->spent_text) &&
	           (!balance->thresholds_text || hush_rational_parse(&thresholds, balance->thresholds_text))) {
		put_balance(page, index, &budget, &spent);
		hush_words_odds_so_far(page->release->plan, index, &spent, &thresholds, &so_far);
		if (so_far.length > 0) {
			hush_page_wrap(page, " ", so_far.bytes, "");
		}
	}
	close_fact(page);
	page->out->failed = page->out->failed || so_far.failed;
	hush_buffer_release(&so_far);
	hush_rational_clear(&thresholds);
	hush_rational_clear(&budget);
	hush_rational_clear(&spent);
}

static void put_windows(const struct hush_page *page, uint32_t index)
{
	const struct hush_plan_account *account = &page->release->plan->accounts[index];
	const char *window = page->m->window[page->release->spec->window];
	bool epsilon = hush_words_by_epsilon(page->release->plan, index) && !hush_counts_exactly(account->kind, page->release->spec);
	struct hush_buffer first;

	open_fact(page, page->m->fact_charged, NULL);
	hush_buffer_init(&first, 256);
	hush_figures_day(&first, page->m, account->first_window);
	if (first.failed) {
		page->out->failed = true;
	} else if (account->window_count == 1) {
		hush_say_html(page->out, page->m->charged_one, window, first.bytes, NULL);
	} else {
		hush_say_html(page->out, page->m->charged_many, hush_figure_of_count(account->window_count).text,
		              page->m->windows[page->release->spec->window], first.bytes, NULL);
		hush_say_html(page->out, page->m->charged_worst, window, epsilon ? "epsilon" : "rho",
		              hush_figure_of_count(hush_words_all_windows(page->release->plan, index)).text, NULL);
	}
	hush_buffer_release(&first);
	close_fact(page);
}

/* Releases of other ledgers that the publisher has put beside this one: no sum here holds them. */
static void put_beside(const struct hush_page *page)
{
	const struct hush_release *release = page->release;
	struct hush_buffer list;

	if (release->other_count == 0) {
		return;
	}
	hush_buffer_init(&list, TEXT_LIMIT);
	for (uint32_t i = 0; i < release->other_count; i++) {
		hush_buffer_text(&list, i > 0 ? ", " : "");
		hush_buffer_text(&list, release->others[i]);
	}
	open_fact(page, page->m->fact_beside, NULL);
	if (list.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->beside_says, list.bytes, NULL);
	}
	close_fact(page);
	hush_buffer_release(&list);
}

/* Tables of values that no list names: what hides the rare ones, and how surely. */
static void put_discovered(const struct hush_page *page, uint32_t index)
{
	const struct hush_plan *plan = page->release->plan;
	struct hush_buffer chance;

	if (hush_rational_is_zero(&plan->accounts[index].thresholds)) {
		return;
	}
	open_fact(page, page->m->fact_discovered, NULL);
	for (uint32_t i = 0; i < plan->table_count; i++) {
		const struct hush_plan_table *table = &plan->tables[i];

		if (table->account == index && table->threshold) {
			hush_buffer_init(&chance, TEXT_LIMIT);
			hush_words_chance(page->m, &table->cost.delta, &chance);
			hush_say_html(page->out, page->m->discovered_says, plan->spec->tables[i].title,
			              hush_figure_of_count(table->threshold).text, chance.failed ? "" : chance.bytes, NULL);
			page->out->failed = page->out->failed || chance.failed;
			hush_buffer_release(&chance);
		}
	}
	close_fact(page);
}

/* A declared source's account is named by its source: "declared:bridge" becomes "bridge". */
static const char *account_title(const struct hush_page *page, const struct hush_plan_account *account)
{
	return account->entity == HUSH_ENTITY_DECLARED ? page->release->spec->sources[account->source].name
	                                               : page->m->entity[account->entity];
}

static void put_label(const struct hush_page *page, uint32_t index)
{
	const struct hush_plan_account *account = &page->release->plan->accounts[index];

	hush_buffer_text(page->out, "<div class=\"label\">\n<h3>");
	hush_say_html(page->out, page->m->facts_of, account_title(page, account), NULL);
	hush_buffer_text(page->out, "</h3>\n<table>\n<caption class=\"soft\">");
	hush_say_html(page->out, page->m->facts_caption, account->name, NULL);
	hush_buffer_text(page->out, "</caption>\n<tbody>\n");
	open_fact(page, page->m->fact_unit, NULL);
	hush_page_say(page, hush_words_unit, index);
	close_fact(page);
	put_odds(page, index);
	put_loss(page, account);
	put_discovered(page, index);
	put_budget(page, index);
	put_beside(page);
	put_windows(page, index);
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n");
}

/* What tables say about those whom they do not protect. */
static void put_unprotected(const struct hush_page *page)
{
	const struct hush_plan *plan = page->release->plan;

	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (hush_words_unprotected(plan, i)) {
			hush_buffer_format(page->out, "<h3>%s</h3>\n", page->m->not_protected);
			hush_page_unprotected(page, true);
			return;
		}
	}
}

/* What was chosen by looking at data is outside the promise. */
static void put_looked(const struct hush_page *page)
{
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	if (hush_origins_looked(page->release->spec, page->m, &text) && !text.failed) {
		hush_page_wrap(page, "<li>", text.bytes, "</li>\n");
	}
	page->out->failed = page->out->failed || text.failed;
	hush_buffer_release(&text);
}

void hush_page_privacy(const struct hush_page *page)
{
	hush_page_section(page, "privacy", page->m->privacy);
	hush_page_paragraph(page, NULL, page->m->privacy_says, NULL, NULL, NULL);
	for (uint32_t i = 0; i < page->release->plan->account_count; i++) {
		put_label(page, i);
	}
	hush_page_paragraph(page, "soft", page->m->ledger_sums, NULL, NULL, NULL);
	put_unprotected(page);
	hush_buffer_format(page->out, "<h3>%s</h3>\n<ul>\n", page->m->not_covered_title);
	put_looked(page);
	for (const char *const *line = hush_words_not_covered(page->release->spec); *line; line++) {
		hush_page_wrap(page, "<li>", *line, "</li>\n");
	}
	hush_buffer_text(page->out, "</ul>\n</section>\n");
}
