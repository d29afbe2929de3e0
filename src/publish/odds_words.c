/* odds_words: see odds_words.h. */
#include "publish/odds_words.h"

#include "publish/figures.h"
#include "publish/words.h"

static const struct hush_messages *messages_of(const struct hush_plan *plan)
{
	return hush_messages_in(plan->spec->language);
}

void hush_words_chance(const struct hush_messages *messages, const struct hush_rational *chance, struct hush_buffer *out)
{
	mpz_t one_in;
	uint64_t unit = 1;

	mpz_init(one_in);
	mpz_fdiv_q(one_in, mpq_denref(chance->q), mpq_numref(chance->q));
	if (mpz_sizeinbase(one_in, 2) < 62 && mpz_cmp_ui(one_in, 1) > 0) {
		uint64_t count = mpz_get_ui(one_in);

		/* What is not 1 in a whole number is shown as 1 in one of three digits, rounded down: never too small a chance. */
		while (mpz_cmp_ui(mpq_numref(chance->q), 1) != 0 && count / unit >= 1000) {
			unit *= 10;
		}
		hush_say(out, messages->chance, hush_figure_of_count(count / unit * unit).text, NULL);
	} else {
		hush_figures_rational(out, chance, 3);
	}
	mpz_clear(one_in);
}

/* ", except with probability 1 in 1,000,000,000" */
static void put_exception(const struct hush_messages *m, const struct hush_rational *chance, struct hush_buffer *out)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 4096);
	hush_words_chance(m, chance, &text);
	if (text.failed) {
		out->failed = true;
	} else {
		hush_say(out, m->odds_except, text.bytes, NULL);
	}
	hush_buffer_release(&text);
}

/* "at most 73.2 %" */
static void put_sure(const struct hush_messages *m, const char *percent, struct hush_buffer *out)
{
	hush_say(out, hush_odds_are_nearly_sure(percent) ? m->sure_nearly : m->sure_at_most, percent, NULL);
}

void hush_words_odds(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_plan_account *about = &plan->accounts[account];
	char percent[16];
	struct hush_buffer sure;

	hush_account_odds_percent(about, percent);
	hush_buffer_init(&sure, 4096);
	put_sure(m, percent, &sure);
	if (sure.failed) {
		out->failed = true;
	} else if (about->entity == HUSH_ENTITY_DECLARED) {
		const struct hush_source *source = &plan->spec->sources[about->source];

		hush_say(out, m->odds_declared, hush_figure_of_count(source->at_most).text, m->records[hush_words_records(source)],
		         m->window[plan->spec->window], sure.bytes, NULL);
	} else {
		hush_say(out, m->odds_entity, m->entity[about->entity], m->given_window[plan->spec->window], sure.bytes, NULL);
	}
	hush_buffer_release(&sure);
	if (!hush_rational_is_zero(&about->delta)) {
		put_exception(m, &about->delta, out);
	}
	hush_buffer_byte(out, '.');
}

/* A sentence about an amount in what the account counts, or in rho: how sure one could become of `what`, which may be NULL. */
static void put_odds_of(const struct hush_plan *plan, const struct hush_plan_account *about, bool by_epsilon,
                        const struct hush_rational *amount, const struct hush_rational *thresholds, const char *message,
                        const char *what, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	struct hush_rational delta;
	struct hush_buffer sure;
	char percent[16];

	hush_rational_init(&delta);
	mpq_sub(delta.q, about->delta.q, about->thresholds.q); /* of the noise */

	if (by_epsilon) {
		hush_even_odds_percent(amount, percent);
	} else {
		hush_rho_odds_percent(amount, &delta, percent);
	}
	mpq_add(delta.q, delta.q, thresholds->q);
	hush_buffer_init(&sure, 4096);
	put_sure(m, percent, &sure);
	if (sure.failed) {
		out->failed = true;
	} else {
		hush_say(out, message, sure.bytes, what, NULL);
	}
	hush_buffer_release(&sure);
	if (!by_epsilon) {
		put_exception(m, &delta, out);
	}
	hush_rational_clear(&delta);
	hush_buffer_byte(out, '.');
}

void hush_words_odds_so_far(const struct hush_plan *plan, uint32_t account, const struct hush_rational *spent,
                            const struct hush_rational *thresholds, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_plan_account *about = &plan->accounts[account];
	const char *window = m->that_window[plan->spec->window];

	if (hush_counts_exactly(about->kind, plan->spec)) {
		return;
	}
	if (hush_rational_compare(spent, hush_account_charged(plan, about)) == 0) {
		/* The bound for one release may be sharper than the one for sums: two numbers for the same would be a riddle. */
		hush_say(out, m->odds_no_other, window, NULL);
		return;
	}
	put_odds_of(plan, about, hush_words_by_epsilon(plan, account), spent, thresholds, m->odds_so_far, window, out);
}

void hush_words_odds_all_windows(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out)
{
	const struct hush_plan_account *about = &plan->accounts[account];
	bool by_epsilon = hush_words_by_epsilon(plan, account) && !hush_counts_exactly(about->kind, plan->spec);
	struct hush_rational amount;
	struct hush_rational factor;

	if (hush_words_windows_unhidden(plan, account)) {
		hush_say(out, messages_of(plan)->odds_all_windows_none, messages_of(plan)->one_window[plan->spec->window], NULL);
		return;
	}
	hush_rational_init(&amount);
	hush_rational_init(&factor);
	hush_rational_set_u64(&factor, hush_words_all_windows(plan, account), 1);
	mpq_mul(amount.q, factor.q, by_epsilon ? about->charge.epsilon.q : about->charge.rho.q);
	hush_rational_set_u64(&factor, about->window_count, 1);
	mpq_mul(factor.q, factor.q, about->thresholds.q); /* each window has cells of its own, whose thresholds can fail */
	put_odds_of(plan, about, by_epsilon, &amount, &factor, messages_of(plan)->odds_all_windows, NULL, out);
	hush_rational_clear(&factor);
	hush_rational_clear(&amount);
}
