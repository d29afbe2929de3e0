/*
 * one_off: see one_off.h.
 *
 * A plan for a given rho is made as in any account that counts rho; its exact epsilon says whether that rho was too much.
 * So one number is searched for, per choice of mechanisms, and every plan that is considered for taking was certified.
 */
#include "plan/one_off.h"

#include <math.h>

#include "plan/calibrate.h"
#include "plan/margin.h"
#include "plan/unknown.h"

enum {
	MOST_STEPS = 24,
	MOST_MIXED = 3 /* tables up to which every choice of mechanisms is tried */
};

/* Widths of the bracket around the best ln rho: to compare choices, and for the choice taken. */
static const double close_to_compare = 0x1p-8;
static const double close_enough = 0x1p-16;

struct search {
	struct hush_plan *plan;
	uint32_t account;
	uint64_t laplace; /* which of the sharing tables get Laplace noise */
	uint32_t shares;
	bool rough; /* compare choices by rough answers; the choice taken is certified by the full one */
};

/* Plans for rho = e^log_rho and says how far ln epsilon then lies above that of the ceiling. */
static hush_status excess_at(const struct search *search, double log_rho, double *excess, bool *fits, hush_error *err)
{
	const struct hush_plan_account *account = &search->plan->accounts[search->account];
	struct hush_rational rho;
	struct hush_rational epsilon;
	struct hush_rational delta;
	hush_status status;

	hush_rational_init(&rho);
	hush_rational_init(&epsilon);
	hush_rational_init(&delta);
	hush_unknown_noise_delta(search->plan->spec, account, &delta);
	hush_rational_set_double(&rho, exp(log_rho));
	status = hush_calibrate_shares(search->plan, search->account, false, &rho, search->laplace, err);
	if (status == HUSH_OK) {
		status = hush_tables_epsilon(search->plan->tables, search->plan->table_count, search->account,
		                             &delta, search->rough ? HUSH_EFFORT_ROUGH : HUSH_EFFORT_USUAL, &epsilon,
		                             err);
	}
	/* The comparison of exact rationals decides; the logarithm only leads to the next question. */
	*fits = status == HUSH_OK && hush_rational_compare(&epsilon, &account->ceiling.epsilon) <= 0;
	*excess = log(hush_rational_double(&epsilon, HUSH_UP)) - log(hush_rational_double(&account->ceiling.epsilon, HUSH_DOWN));
	hush_rational_clear(&delta);
	hush_rational_clear(&epsilon);
	hush_rational_clear(&rho);
	return status;
}

/* A rho that fits below one that does not. */
struct bracket {
	double low;
	double low_excess;
	double high;
	double high_excess;
	bool has_low;
	bool has_high;
};

static void narrow(struct bracket *bracket, double at, double excess, bool fits)
{
	if (fits) {
		/* Illinois: an end that stays is trusted less, so that both ends close in. */
		bracket->high_excess /= bracket->has_low ? 2 : 1;
		bracket->low = at;
		bracket->low_excess = excess;
		bracket->has_low = true;
	} else {
		bracket->low_excess /= bracket->has_high ? 2 : 1;
		bracket->high = at;
		bracket->high_excess = excess;
		bracket->has_high = true;
	}
}

/*
 * epsilon grows about like the square root of rho (Gaussian) up to in proportion to it (Laplace), so steps of twice and one
 * and a half times the excess find the other side soon.
 */
static hush_status find_bracket(const struct search *search, double start, struct bracket *bracket, hush_error *err)
{
	double at = log(start);

	for (int i = 0; i < MOST_STEPS && !(bracket->has_low && bracket->has_high); i++) {
		double excess = 0;
		bool fits = false;
		hush_status status = excess_at(search, at, &excess, &fits, err);

		if (status == HUSH_E_SPEC) {
			return HUSH_OK; /* a parameter out of range: what was found so far is all there is */
		}
		HUSH_TRY(status);
		narrow(bracket, at, excess, fits);
		if (fits) {
			at += fmin(fmax(-1.5 * excess, 0.02), 3);
		} else {
			at -= fmin(fmax(2.5 * excess, 0.02), 3);
		}
	}
	return HUSH_OK;
}

/* The greatest rho found that fits; *found is false when none does. */
static hush_status greatest_rho(const struct search *search, double start, double *log_rho, bool *found, hush_error *err)
{
	struct bracket bracket = {.has_low = false};
	const double close = search->rough && search->shares > 1 ? close_to_compare : close_enough;

	HUSH_TRY(find_bracket(search, start, &bracket, err));
	for (int i = 0; i < MOST_STEPS && bracket.has_low && bracket.has_high && bracket.high - bracket.low > close; i++) {
		double width = bracket.high - bracket.low;
		double part = -bracket.low_excess / (bracket.high_excess - bracket.low_excess);
		double at = bracket.low + width * fmin(fmax(part, 0.02), 0.98);
		double excess = 0;
		bool fits = false;

		HUSH_TRY(excess_at(search, at, &excess, &fits, err));
		narrow(&bracket, at, excess, fits);
	}
	*found = bracket.has_low;
	*log_rho = bracket.low;
	return HUSH_OK;
}

static bool shares_of(const struct search *search, uint32_t table)
{
	return search->plan->tables[table].account == search->account &&
	       search->plan->spec->tables[table].ask == HUSH_ASK_SHARE;
}

/*
 * How much noise a plan has, to compare plans: the logarithms of the variances, weighted by the shares, so that it does not
 * matter in what units a table counts.
 */
static hush_status noise_of(const struct search *search, double *noise, hush_error *err)
{
	struct hush_rational variance;
	struct hush_rational common;
	hush_status status = HUSH_OK;

	*noise = 0;
	hush_rational_init(&variance);
	hush_rational_init(&common);
	for (uint32_t i = 0; i < search->plan->table_count && status == HUSH_OK; i++) {
		if (shares_of(search, i)) {
			status = hush_table_variance(&search->plan->tables[i], &variance, &common, err);
			*noise += log(hush_rational_double(&variance, HUSH_UP)) *
			          hush_rational_double(&search->plan->spec->tables[i].share, HUSH_UP);
		}
	}
	hush_rational_clear(&common);
	hush_rational_clear(&variance);
	return status;
}

/* One choice of mechanisms; kept in *best when it has less noise. */
struct best {
	bool found;
	double noise;
	double log_rho;
	uint64_t laplace;
};

static hush_status consider(struct search *search, uint64_t laplace, double start, struct best *best, hush_error *err)
{
	double log_rho;
	double excess;
	double noise;
	bool found;
	bool fits;

	search->laplace = laplace;
	HUSH_TRY(greatest_rho(search, start, &log_rho, &found, err));
	if (!found) {
		return HUSH_OK;
	}
	HUSH_TRY(excess_at(search, log_rho, &excess, &fits, err));
	HUSH_TRY(noise_of(search, &noise, err));
	if (fits && (!best->found || noise < best->noise)) {
		*best = (struct best){.found = true, .noise = noise, .log_rho = log_rho, .laplace = laplace};
	}
	return HUSH_OK;
}

/* Gaussian noise where it is best for its rho, Laplace everywhere, and for few tables every choice between. */
static hush_status consider_all(struct search *search, double start, struct best *best, hush_error *err)
{
	if (search->shares > MOST_MIXED) {
		HUSH_TRY(consider(search, 0, start, best, err));
		return consider(search, UINT64_MAX, start, best, err);
	}
	for (uint64_t laplace = 0; laplace < UINT64_C(1) << search->shares; laplace++) {
		HUSH_TRY(consider(search, laplace, best->found ? exp(best->log_rho) : start, best, err));
	}
	return HUSH_OK;
}

static hush_status no_room(const struct hush_plan *plan, uint32_t account, hush_error *err)
{
	const struct hush_plan_account *made = &plan->accounts[account];

	hush_fail_at(err, HUSH_E_SPEC, plan->spec->path, 0, 0, "no noise in range keeps the tables about %s within the guarantee",
	             made->name);
	hush_hint(err, "raise epsilon or delta, or lower the limits of the tables");
	return HUSH_E_SPEC;
}

/* The margins alone must leave something where shares ask for it. */
static hush_status check_margins(const struct hush_plan *plan, uint32_t account, hush_error *err)
{
	struct hush_rational price;
	hush_status status;

	if (!hush_margins_any(plan, account)) {
		return HUSH_OK;
	}
	hush_rational_init(&price);
	status = hush_margins_price(plan, account, NULL, &price, err);
	if (status == HUSH_OK && !hush_margins_afford(plan, account, &price)) {
		status = hush_margins_refused(plan, account, &price, err);
	}
	hush_rational_clear(&price);
	return status;
}

/* The best choice of mechanisms, and then the greatest rho for it: the plan that is left behind is the one certified last. */
static hush_status search_shares(struct search *search, hush_error *err)
{
	const struct hush_cost *ceiling = &search->plan->accounts[search->account].ceiling;
	struct best rough = {.found = false};
	struct best sure = {.found = false};
	struct hush_rational rho;
	double excess;
	bool fits;
	hush_status status;

	hush_rational_init(&rho);
	status = hush_zcdp_rho(&ceiling->epsilon, &ceiling->delta, &rho, err);
	if (status == HUSH_OK) {
		search->rough = true;
		status = consider_all(search, hush_rational_double(&rho, HUSH_DOWN), &rough, err);
	}
	hush_rational_clear(&rho);
	HUSH_TRY(status);
	search->rough = false;
	if (rough.found) {
		HUSH_TRY(consider(search, rough.laplace, exp(rough.log_rho), &sure, err));
	}
	if (!sure.found) {
		return no_room(search->plan, search->account, err);
	}
	search->laplace = sure.laplace;
	return excess_at(search, sure.log_rho, &excess, &fits, err);
}

hush_status hush_calibrate_one_off(struct hush_plan *plan, uint32_t account, hush_error *err)
{
	struct search search = {.plan = plan, .account = account};
	struct hush_rational paid;
	hush_status status;

	for (uint32_t i = 0; i < plan->table_count; i++) {
		search.shares += shares_of(&search, i);
	}
	hush_rational_init(&paid);
	status = hush_calibrate_margins(plan, account, false, &paid, err);
	hush_rational_clear(&paid);
	HUSH_TRY(status);
	HUSH_TRY(check_margins(plan, account, err));
	return search.shares > 0 ? search_shares(&search, err) : HUSH_OK;
}
