/* margin_refusal: the sentence about margins that cost more than the guarantee (margin.h). */
#include <stdlib.h>

#include "base/memory.h"
#include "plan/margin.h"
#include "plan/unknown.h"

enum {
	NAMED = 3,            /* tables that a list names; the rest is counted */
	MOST_GUARANTEE = 100, /* epsilon or rho: no spec may ask for more (spec/read_privacy.c) */
	TEXT_LIMIT = 4096,
	DIGITS = 4
};

static bool counts_epsilon_in(const struct hush_plan *plan, uint32_t account)
{
	return hush_counts_epsilon(plan->accounts[account].kind, plan->spec);
}

/* --- guarantees --- */

/* The amount that a guarantee must name to have a ceiling of at least `price`; 0 when none is known. */
static void amount_for(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                       struct hush_rational *amount)
{
	const struct hush_guarantee *guarantee = &plan->spec->guarantee;

	struct hush_rational delta;

	hush_rational_init(&delta);
	hush_unknown_noise_delta(plan->spec, &plan->accounts[account], &delta);
	hush_rational_set(amount, price);
	if (guarantee->kind == HUSH_GUARANTEE_APPROXIMATE && !hush_counts_exactly(plan->accounts[account].kind, plan->spec) &&
	    hush_zcdp_epsilon(price, &delta, amount, NULL) != HUSH_OK) {
		mpq_set_ui(amount->q, 0, 1);
	}
	hush_rational_clear(&delta);
}

/* Whether a spec may ask for a guarantee that pays for this. */
static bool may_be_asked(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price)
{
	struct hush_rational amount;
	bool may;

	hush_rational_init(&amount);
	amount_for(plan, account, price, &amount);
	may = mpq_sgn(amount.q) > 0 && mpq_cmp_ui(amount.q, MOST_GUARANTEE, 1) <= 0;
	hush_rational_clear(&amount);
	return may;
}

/* " at delta 1e-9" */
static void put_delta(const struct hush_plan *plan, struct hush_buffer *out)
{
	hush_buffer_text(out, " at delta ");
	hush_rational_decimal(&plan->spec->guarantee.delta, DIGITS, HUSH_DOWN, out);
}

/* "epsilon 1.71 at delta 1e-9": the guarantee whose ceiling is at least `price`. */
static void put_guarantee(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                          struct hush_buffer *out)
{
	const struct hush_guarantee *guarantee = &plan->spec->guarantee;
	struct hush_rational amount;

	hush_rational_init(&amount);
	amount_for(plan, account, price, &amount);
	hush_buffer_text(out, guarantee->kind == HUSH_GUARANTEE_RHO ? "rho " : "epsilon ");
	hush_rational_decimal(&amount, DIGITS, HUSH_UP, out);
	if (guarantee->kind == HUSH_GUARANTEE_APPROXIMATE) {
		put_delta(plan, out);
	}
	hush_rational_clear(&amount);
}

/* --- what each margin costs --- */

/* Why a margin is refused. Where the dearest stand first, so do the graver reasons. */
enum verdict { NEVER, NOT_ALONE, NOT_TOGETHER, VERDICTS };

struct priced {
	uint32_t table;
	enum verdict verdict;
	struct hush_rational price; /* alone */
};

struct prices {
	struct priced *list; /* the dearest first */
	uint32_t count;
	bool *marked; /* by table: a choice among the margins */
};

static int dearest_first(const void *a, const void *b)
{
	const struct priced *x = a;
	const struct priced *y = b;
	int order = hush_rational_compare(&y->price, &x->price);

	return order ? order : (x->table > y->table) - (x->table < y->table);
}

static void prices_clear(struct prices *prices)
{
	for (uint32_t i = 0; i < prices->count; i++) {
		hush_rational_clear(&prices->list[i].price);
	}
	hush_free(prices->list);
	hush_free(prices->marked);
}

/* Marks those of the list from `first` to before `end`, and nothing else. */
static void mark(const struct prices *prices, uint32_t first, uint32_t end)
{
	for (uint32_t i = 0; i < prices->count; i++) {
		prices->marked[prices->list[i].table] = i >= first && i < end;
	}
}

static hush_status price_all(const struct hush_plan *plan, uint32_t account, struct prices *prices, hush_error *err)
{
	prices->list = hush_calloc(plan->table_count, sizeof *prices->list);
	prices->marked = hush_calloc(plan->table_count, sizeof *prices->marked);
	if (!prices->list || !prices->marked) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		struct priced *priced = &prices->list[prices->count];
		bool fits;

		if (!hush_margin_asked(plan, account, i)) {
			continue;
		}
		prices->count++;
		priced->table = i;
		hush_rational_init(&priced->price);
		mark(prices, prices->count - 1, prices->count);
		HUSH_TRY(hush_margins_price(plan, account, prices->marked, &priced->price, err));
		fits = hush_margins_afford(plan, account, &priced->price);
		priced->verdict = fits ? NOT_TOGETHER : may_be_asked(plan, account, &priced->price) ? NOT_ALONE : NEVER;
	}
	qsort(prices->list, prices->count, sizeof *prices->list, dearest_first);
	return HUSH_OK;
}

static void put_others(uint32_t others, struct hush_buffer *out)
{
	if (others > 0) {
		hush_buffer_format(out, ", and %u other%s", others, others == 1 ? "" : "s");
	}
}

/* The names of one verdict with their prices, after what the verdict means. */
static void put_verdict(const struct hush_plan *plan, const struct prices *prices, enum verdict verdict, const char *unit,
                        struct hush_buffer *out)
{
	static const char *const meanings[VERDICTS] = {[NEVER] = "; no guarantee allows so little noise as for ",
	                                               [NOT_ALONE] = "; too much even alone: ",
	                                               [NOT_TOGETHER] = "; too much together: "};
	uint32_t named = 0;
	uint32_t others = 0;

	for (uint32_t i = 0; i < prices->count; i++) {
		if (prices->list[i].verdict != verdict) {
			continue;
		}
		if (named == NAMED) {
			others++;
			continue;
		}
		/* After dearer ones, what would fit alone is only the rest of the list. */
		hush_buffer_text(out, named++ ? ", " : verdict == NOT_TOGETHER && i > 0 ? "; besides " : meanings[verdict]);
		hush_buffer_format(out, "\"%s\" (%s ", plan->spec->tables[prices->list[i].table].name, unit);
		hush_rational_decimal(&prices->list[i].price, DIGITS, HUSH_UP, out);
		hush_buffer_byte(out, ')');
	}
	put_others(others, out);
}

/* --- ways out --- */

/* The pieces of the sentence; those about ways out are empty when there is none. */
struct refusal {
	uint32_t count; /* margins */
	struct hush_buffer prices;
	struct hush_buffer amount;
	struct hush_buffer ceiling;
	struct hush_buffer guarantee; /* that would pay */
	struct hush_buffer wider;     /* margins that this one pays for */
	struct hush_buffer kept;      /* margins that it pays for as they are */
};

/* The cheapest margins that fit together as they are: as many as possible. */
static hush_status put_kept(const struct hush_plan *plan, uint32_t account, const struct prices *prices,
                            struct hush_buffer *out, hush_error *err)
{
	struct hush_rational price;
	uint32_t low = 1; /* all together do not fit */
	uint32_t high = prices->count;
	uint32_t named = 0;
	hush_status status = HUSH_OK;

	hush_rational_init(&price);
	while (low < high && status == HUSH_OK) {
		uint32_t middle = low + (high - low) / 2;

		mark(prices, middle, prices->count);
		status = hush_margins_price(plan, account, prices->marked, &price, err);
		if (hush_margins_afford(plan, account, &price)) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	hush_rational_clear(&price);
	for (uint32_t i = low; i < prices->count && named < NAMED; i++) {
		hush_buffer_format(out, "%s\"%s\"", named++ ? ", " : "", plan->spec->tables[prices->list[i].table].name);
	}
	put_others(prices->count - low - named, out);
	return status;
}

/*
 * Marks the margins to make wider: those too dear even alone where the others leave them a quarter of the ceiling or more,
 * else all.
 */
static hush_status mark_dear(const struct hush_plan *plan, uint32_t account, const struct prices *prices, hush_error *err)
{
	struct hush_rational rest;
	uint32_t dear = 0;
	hush_status status;

	while (dear < prices->count && prices->list[dear].verdict != NOT_TOGETHER) {
		dear++;
	}
	hush_rational_init(&rest);
	mark(prices, dear, prices->count);
	status = hush_margins_price(plan, account, prices->marked, &rest, err);
	mpq_mul_2exp(rest.q, rest.q, 2);
	mpq_sub(rest.q, rest.q, hush_margins_ceiling(plan, account)->q);
	mpq_sub(rest.q, rest.q, hush_margins_ceiling(plan, account)->q);
	mpq_sub(rest.q, rest.q, hush_margins_ceiling(plan, account)->q);
	mark(prices, 0, dear > 0 && mpq_sgn(rest.q) <= 0 ? dear : prices->count);
	hush_rational_clear(&rest);
	return status;
}

/* "\"a\" within 12, \"b\" within 31": all margins fit when these are so wide and the others stay. */
static hush_status put_wider(const struct hush_plan *plan, uint32_t account, const struct prices *prices,
                             const struct hush_rational *price, struct refusal *said, hush_error *err)
{
	struct hush_buffer *out = &said->wider;
	double factor = 0;
	uint32_t named = 0;
	uint32_t others = 0;

	HUSH_TRY(mark_dear(plan, account, prices, err));
	if (!hush_margins_factor(plan, account, prices->marked, price, &factor)) {
		return HUSH_OK;
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		uint64_t wider = 0;

		if (!prices->marked[i]) {
			continue;
		}
		if (named == NAMED || !hush_margin_wider(plan->spec->tables[i].within, factor, &wider)) {
			others++;
			continue;
		}
		hush_buffer_format(out, "%s\"%s\" within %llu", named++ ? ", " : "", plan->spec->tables[i].name,
		                   (unsigned long long)wider);
	}
	put_others(others, out);
	if (named + others < prices->count) {
		/* Which are those that are kept: no need to name them again. */
		hush_buffer_text(out, ", the others as they are");
		hush_buffer_clear(&said->kept);
	}
	return HUSH_OK;
}

/* --- the refusal --- */

static hush_status put_prices(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                              struct refusal *said, hush_error *err)
{
	const char *unit = counts_epsilon_in(plan, account) ? "epsilon" : "rho";
	struct prices prices = {.count = 0};
	hush_status status = price_all(plan, account, &prices, err);

	for (int verdict = 0; status == HUSH_OK && verdict < VERDICTS; verdict++) {
		put_verdict(plan, &prices, (enum verdict)verdict, unit, &said->prices);
	}
	if (status == HUSH_OK) {
		status = put_kept(plan, account, &prices, &said->kept, err);
	}
	if (status == HUSH_OK) {
		status = put_wider(plan, account, &prices, price, said, err);
	}
	said->count = prices.count;
	prices_clear(&prices);
	return status;
}

static void put_amounts(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                        struct refusal *said)
{
	hush_rational_decimal(price, DIGITS, HUSH_UP, &said->amount);
	hush_rational_decimal(hush_margins_ceiling(plan, account), DIGITS, HUSH_DOWN, &said->ceiling);
	if (hush_counts_exactly(plan->accounts[account].kind, plan->spec)) {
		put_delta(plan, &said->amount);
	}
	if (may_be_asked(plan, account, price)) {
		put_guarantee(plan, account, price, &said->guarantee);
	}
}

static hush_status say(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                       const struct refusal *said, hush_error *err)
{
	bool shares = hush_margins_share(plan, account);
	const char *unit = counts_epsilon_in(plan, account) ? "epsilon" : "rho";
	bool one = said->count == 1;
	bool over = hush_rational_compare(price, hush_margins_ceiling(plan, account)) > 0;

	hush_fail_at(err, HUSH_E_SPEC, plan->spec->path, 0, 0, "the margin%s %s %s, %s the guarantee's %s %s%s%s",
	             one ? " costs" : "s cost", unit, said->amount.bytes, over ? "more than" : "all of", unit,
	             said->ceiling.bytes, shares ? ", which other tables share too" : "", said->prices.bytes);
	hush_hint(err, "%s %s would pay for %s%s%s%s%s",
	          !said->guarantee.length ? "no guarantee that a spec may ask for"
	          : shares                ? "a guarantee above"
	                                  : "a guarantee of",
	          said->guarantee.length ? said->guarantee.bytes : "(at most 100)", one ? "it" : "all of them",
	          !said->wider.length ? "" : one ? "; with this one it fits at " : "; with this one they fit at ",
	          said->wider.length ? said->wider.bytes : "",
	          said->kept.length ? "; as they are, it pays for " : "", said->kept.length ? said->kept.bytes : "");
	return HUSH_E_SPEC;
}

hush_status hush_margins_refused(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                                 hush_error *err)
{
	struct refusal said = {.count = 0};
	struct hush_buffer *const buffers[] = {&said.prices,    &said.amount, &said.ceiling,
	                                       &said.guarantee, &said.wider,  &said.kept};
	hush_status status;

	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
		hush_buffer_init(buffers[i], TEXT_LIMIT);
	}
	status = put_prices(plan, account, price, &said, err);
	put_amounts(plan, account, price, &said);
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0] && status == HUSH_OK; i++) {
		status = hush_buffer_check(buffers[i], err);
	}
	if (status == HUSH_OK) {
		status = say(plan, account, price, &said, err);
	}
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
		hush_buffer_release(buffers[i]);
	}
	return status;
}
