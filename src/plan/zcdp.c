/*
 * zcdp: between rho and (epsilon, delta), by Proposition 12 of Canonne, Kamath and Steinke (2020).
 *
 *     delta(rho, epsilon) = min over alpha > 1 of exp((alpha-1)(alpha rho - epsilon)) (1 - 1/alpha)^alpha / (alpha-1)
 *
 * Solved for epsilon or for rho, each alpha gives a valid answer, and the best one is the root of a monotone function:
 *     epsilon(alpha) = alpha rho + log1p(-1/alpha) - (ln delta + ln alpha)/(alpha-1)
 *     rho(alpha)     = (epsilon - log1p(-1/alpha) + (ln delta + ln alpha)/(alpha-1)) / alpha
 * So alpha may come from floating point: only these two formulas are evaluated with directed rounding.  With u = alpha-1 a
 * double between 2^-90 and 2^150, alpha is exact at the precision used and alpha-1 loses nothing.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/solve.h"
#include "plan/accept.h"
#include "plan/plan.h"

enum { PRECISION = 320, DIGITS = 12 };

static const double least_log_u = -60;
static const double greatest_log_u = 100;

struct question {
	double known;     /* rho when epsilon is asked, epsilon when rho is asked */
	double log_delta; /* below 0 */
};

/* d epsilon / d alpha = 0: u^2 rho + ln(1+u) + ln delta = 0, increasing in u. */
static double best_for_epsilon(double log_u, void *context)
{
	const struct question *question = context;
	double u = exp(log_u);

	return u * u * question->known + log1p(u) + question->log_delta;
}

/* d rho / d alpha = 0: alpha L/u^2 + L/u - epsilon + ln(u/alpha) = 0 with L = -(ln delta + ln alpha); decreasing in u. */
static double best_for_rho(double log_u, void *context)
{
	const struct question *question = context;
	double u = exp(log_u);
	double rest = -(question->log_delta + log1p(u));

	return (1 + u) * rest / u / u + rest / u - question->known + log_u - log1p(u);
}

/* alpha - 1: the best where the solver finds it; else the end of the range that is nearer to it, which is valid too. */
static double choose_u(hush_solve_function f, struct question *question)
{
	double log_u;

	if (!hush_solve_root(f, question, least_log_u, greatest_log_u, &log_u)) {
		log_u = fabs(f(least_log_u, question)) < fabs(f(greatest_log_u, question)) ? least_log_u : greatest_log_u;
	}
	return exp(log_u);
}

/* Both formulas are safe with log_ratio too large and slope too small. */
struct pieces {
	mpfr_t u;
	mpfr_t alpha;
	mpfr_t log_ratio; /* log1p(-1/alpha), rounded up */
	mpfr_t slope;     /* (ln delta + ln alpha)/(alpha-1), rounded down */
	mpfr_t work;
};

static void pieces_init(struct pieces *p, double u, const struct hush_rational *delta)
{
	mpfr_inits2(PRECISION, p->u, p->alpha, p->log_ratio, p->slope, p->work, (mpfr_ptr)NULL);
	mpfr_set_d(p->u, u, MPFR_RNDN);
	mpfr_add_ui(p->alpha, p->u, 1, MPFR_RNDN); /* exact, like the line before */
	mpfr_ui_div(p->log_ratio, 1, p->alpha, MPFR_RNDD);
	mpfr_neg(p->log_ratio, p->log_ratio, MPFR_RNDN);
	mpfr_log1p(p->log_ratio, p->log_ratio, MPFR_RNDU);
	mpfr_set_q(p->slope, delta->q, MPFR_RNDD);
	mpfr_log(p->slope, p->slope, MPFR_RNDD);
	mpfr_log(p->work, p->alpha, MPFR_RNDD);
	mpfr_add(p->slope, p->slope, p->work, MPFR_RNDD);
	mpfr_div(p->slope, p->slope, p->u, MPFR_RNDD);
}

static void pieces_clear(struct pieces *p)
{
	mpfr_clears(p->u, p->alpha, p->log_ratio, p->slope, p->work, (mpfr_ptr)NULL);
}

static double log_of(const struct hush_rational *r)
{
	mpfr_t value;
	double result;

	mpfr_init2(value, 64);
	mpfr_set_q(value, r->q, MPFR_RNDN);
	mpfr_log(value, value, MPFR_RNDN);
	result = mpfr_get_d(value, MPFR_RNDN);
	mpfr_clear(value);
	return result;
}

static hush_status check_delta(const struct hush_rational *delta, hush_error *err)
{
	if (mpq_sgn(delta->q) > 0 && mpq_cmp_ui(delta->q, 1, 1) < 0) {
		return HUSH_OK;
	}
	hush_fail(err, HUSH_E_SPEC, "delta must be above 0 and below 1");
	hush_hint(err, "delta bounds the chance that the promise fails; 1e-9 is a usual value");
	return HUSH_E_SPEC;
}

hush_status hush_zcdp_epsilon(const struct hush_rational *rho, const struct hush_rational *delta,
                              struct hush_rational *epsilon, hush_error *err)
{
	struct question question;
	struct pieces p;

	HUSH_TRY(check_delta(delta, err));
	if (mpq_sgn(rho->q) <= 0) {
		mpq_set_ui(epsilon->q, 0, 1);
		return HUSH_OK;
	}
	HUSH_TRY(hush_accept_size("rho", rho, err)); /* wider than what may be asked for: k windows may cost k^2 rho */
	question.known = mpq_get_d(rho->q);
	question.log_delta = log_of(delta);
	pieces_init(&p, choose_u(best_for_epsilon, &question), delta);
	mpfr_mul_q(p.work, p.alpha, rho->q, MPFR_RNDU);
	mpfr_add(p.work, p.work, p.log_ratio, MPFR_RNDU);
	mpfr_sub(p.work, p.work, p.slope, MPFR_RNDU);
	/* A promise with a smaller epsilon than 0 is one with 0. */
	if (mpfr_sgn(p.work) <= 0) {
		mpq_set_ui(epsilon->q, 0, 1);
	} else {
		hush_rational_set_mpfr(epsilon, p.work);
		hush_rational_round(epsilon, DIGITS, HUSH_UP);
	}
	pieces_clear(&p);
	return HUSH_OK;
}

hush_status hush_zcdp_rho(const struct hush_rational *epsilon, const struct hush_rational *delta, struct hush_rational *rho,
                          hush_error *err)
{
	struct question question;
	struct pieces p;
	bool found;

	HUSH_TRY(check_delta(delta, err));
	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	question.known = mpq_get_d(epsilon->q);
	question.log_delta = log_of(delta);
	pieces_init(&p, choose_u(best_for_rho, &question), delta);
	mpfr_set_q(p.work, epsilon->q, MPFR_RNDD);
	mpfr_sub(p.work, p.work, p.log_ratio, MPFR_RNDD);
	mpfr_add(p.work, p.work, p.slope, MPFR_RNDD);
	mpfr_div(p.work, p.work, p.alpha, MPFR_RNDD);
	found = mpfr_sgn(p.work) > 0;
	if (found) {
		hush_rational_set_mpfr(rho, p.work);
		hush_rational_round(rho, DIGITS, HUSH_DOWN);
	}
	pieces_clear(&p);
	if (!found) {
		hush_fail(err, HUSH_E_SPEC, "epsilon and delta are too small for any rho");
		hush_hint(err, "ask for an epsilon of at least 1e-6");
		return HUSH_E_SPEC;
	}
	return HUSH_OK;
}

void hush_even_odds_percent(const struct hush_rational *epsilon, char text[16])
{
	unsigned short tenths; /* 500 to 1000 */
	mpfr_t share;

	/* 1000/(1 + e^-epsilon), upwards. */
	mpfr_init2(share, PRECISION);
	mpfr_set_q(share, epsilon->q, MPFR_RNDU);
	mpfr_neg(share, share, MPFR_RNDN);
	mpfr_exp(share, share, MPFR_RNDD);
	mpfr_add_ui(share, share, 1, MPFR_RNDD);
	mpfr_ui_div(share, 1000, share, MPFR_RNDU);
	tenths = (unsigned short)mpfr_get_ui(share, MPFR_RNDU);
	mpfr_clear(share);
	snprintf(text, 16, "%d.%d", tenths / 10, tenths % 10);
}

bool hush_odds_are_nearly_sure(const char *percent)
{
	return strcmp(percent, "100.0") == 0;
}

/* rho + 2 sqrt(rho ln(1/delta)), every step upwards: ln(1/delta) as -ln(delta) with the logarithm rounded down. */
static void tail_epsilon(const struct hush_rational *rho, const struct hush_rational *delta, struct hush_rational *epsilon)
{
	mpfr_t value;
	mpfr_t root;

	mpfr_inits2(PRECISION, value, root, (mpfr_ptr)0);
	mpfr_set_q(value, rho->q, MPFR_RNDU);
	mpfr_set_q(root, delta->q, MPFR_RNDD);
	mpfr_log(root, root, MPFR_RNDD);
	mpfr_neg(root, root, MPFR_RNDN);
	mpfr_mul(root, root, value, MPFR_RNDU);
	mpfr_sqrt(root, root, MPFR_RNDU);
	mpfr_mul_2ui(root, root, 1, MPFR_RNDU);
	mpfr_add(root, root, value, MPFR_RNDU);
	mpfr_get_q(epsilon->q, root);
	mpfr_clears(value, root, (mpfr_ptr)0);
}

void hush_rho_odds_percent(const struct hush_rational *rho, const struct hush_rational *delta, char text[16])
{
	struct hush_rational epsilon;

	hush_rational_init(&epsilon);
	tail_epsilon(rho, delta, &epsilon);
	hush_even_odds_percent(&epsilon, text);
	hush_rational_clear(&epsilon);
}

void hush_account_odds_percent(const struct hush_plan_account *account, char text[16])
{
	struct hush_rational epsilon;
	struct hush_rational noise;

	if (hush_rational_is_zero(&account->delta)) {
		hush_even_odds_percent(&account->epsilon_at_delta, text);
		return;
	}
	hush_rational_init(&epsilon);
	hush_rational_init(&noise);
	mpq_sub(noise.q, account->delta.q, account->thresholds.q);
	tail_epsilon(&account->charge.rho, &noise, &epsilon);
	if (account->statement.exact && hush_rational_compare(&account->statement.sure, &epsilon) < 0) {
		hush_rational_set(&epsilon, &account->statement.sure);
	}
	hush_even_odds_percent(&epsilon, text);
	hush_rational_clear(&noise);
	hush_rational_clear(&epsilon);
}
