/* vectors: the least noise that keeps a composition within (epsilon, delta), by halving on certified upper ends. */
#include "base/memory.h"
#include "parts.h"
#include "plan/curve.h"
#include "plan/plan.h"

enum {
	HALVINGS = 60,
	FIRST_BITS = 120,
	EXACT_POINTS = 1 << 19,
	COARSE_POINTS = 1 << 12,
	MOST_QUERIES = 1 << 20
};

/* Draws of one noise whose parameter is looked for. */
struct search {
	struct vector_case *c;
	enum hush_loss_law law;
	const struct hush_rational *shift;
	uint64_t count;
	const struct hush_rational *epsilon;
	const struct hush_rational *delta;
	uint32_t points;
	bool failed; /* there is a complaint */
};

/* The certified upper end of delta at this parameter. */
static bool delta_at(struct search *s, const struct hush_rational *parameter, struct hush_range *delta)
{
	struct hush_loss_part part = {.law = s->law, .parameter = parameter, .shift = s->shift, .count = s->count};
	struct hush_loss_effort effort = {.bits = FIRST_BITS, .points = s->points};
	struct hush_loss *loss = NULL;
	long power = 0;
	hush_error err;

	/* Enough bits for a delta far below 2^-120. */
	mpfr_set_q(delta->low, s->delta->q, MPFR_RNDN);
	power = -mpfr_get_exp(delta->low);
	while ((long)effort.bits < power + FIRST_BITS / 2 && effort.bits < 3000) {
		effort.bits += 128;
	}
	s->failed = !vector_ok(s->c, hush_loss_make(&part, 1, &effort, &loss, &err), &err);
	if (s->failed) {
		return false;
	}
	hush_loss_delta(loss, s->epsilon, delta);
	hush_loss_free(loss);
	return true;
}

static bool holds_at(struct search *s, const struct hush_rational *parameter)
{
	struct hush_range delta;
	bool holds;

	hush_range_init(&delta);
	holds = delta_at(s, parameter, &delta) && mpfr_cmp_q(delta.high, s->delta->q) <= 0;
	hush_range_clear(&delta);
	return holds;
}

/* The least parameter to `width`, above what fails and not above what holds; both ends are first moved out by doubling. */
static bool least_parameter(struct search *s, const struct hush_rational *width, struct hush_rational *fails,
                            struct hush_rational *holds)
{
	struct hush_rational *middle = vector_rational(s->c);
	struct hush_rational *gap = vector_rational(s->c);
	bool moved = false;

	for (unsigned i = 0; i < HALVINGS && !s->failed && !holds_at(s, holds); i++) {
		hush_rational_set(fails, holds);
		mpq_mul_2exp(holds->q, holds->q, 1);
		moved = true;
	}
	for (unsigned i = 0; i < HALVINGS && !s->failed && !moved && holds_at(s, fails); i++) {
		hush_rational_set(holds, fails);
		mpq_div_2exp(fails->q, fails->q, 1);
	}
	for (unsigned i = 0; i < HALVINGS && !s->failed; i++) {
		mpq_sub(gap->q, holds->q, fails->q);
		if (hush_rational_compare(gap, width) <= 0) {
			break;
		}
		mpq_add(middle->q, holds->q, fails->q);
		mpq_div_2exp(middle->q, middle->q, 1);
		hush_rational_set(holds_at(s, middle) ? holds : fails, middle);
	}
	return !s->failed;
}

/* What the case's tolerance asks for, an eighth of it; and never finer than 1e-9 of `about`. */
static void search_width(struct vector_case *c, const char *path, const struct hush_rational *about, struct hush_rational *width)
{
	struct hush_rational *finest = vector_rational(c);

	if (!vector_slack(c, path, width)) {
		mpq_set_ui(width->q, 0, 1);
	}
	mpq_div_2exp(width->q, width->q, 3);
	mpq_set_ui(finest->q, 1, 1000000000);
	mpq_mul(finest->q, finest->q, about->q);
	if (hush_rational_compare(width, finest) < 0) {
		hush_rational_set(width, finest);
	}
}

/* a proposal as a rational of few digits */
static void set_near(struct hush_rational *value, const struct hush_rational *from)
{
	hush_rational_set(value, from);
	if (mpq_sgn(value->q) > 0) {
		hush_rational_round(value, 6, HUSH_UP);
	}
}

/* --- one noise, k times --- */

static bool read_target(struct vector_case *c, struct search *s)
{
	struct hush_rational *shift = vector_number(c, "sens");
	struct hush_rational *eps = shift ? vector_number(c, "eps") : NULL;
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;

	if (!delta || !vector_whole_or(c, "k", 1, &s->count)) {
		return false;
	}
	if (mpq_sgn(shift->q) <= 0 || mpq_sgn(eps->q) <= 0 || mpq_sgn(delta->q) < 0 || mpq_cmp_ui(delta->q, 1, 1) >= 0 ||
	    s->count < 1 || s->count > MOST_QUERIES) {
		return vector_refuse(c, "refused: sens and eps must be above 0, delta at least 0 and below 1, k 1 to 2^20");
	}
	s->c = c;
	s->shift = shift;
	s->epsilon = eps;
	s->delta = delta;
	return true;
}

/* The least scale; exact at delta = 0. */
static struct hush_rational *least_scale(struct search *s, const char *path, bool inverse)
{
	struct hush_rational *scale = vector_rational(s->c); /* k sens/eps: enough without any delta */
	struct hush_rational *fails = vector_rational(s->c);
	struct hush_rational *width = vector_rational(s->c);
	struct hush_rational *times = vector_rational(s->c);

	hush_rational_set_u64(times, s->count, 1);
	mpq_mul(scale->q, s->shift->q, times->q);
	mpq_div(scale->q, scale->q, s->epsilon->q);
	if (hush_rational_is_zero(s->delta)) {
		return scale;
	}
	set_near(fails, scale);
	mpq_div_2exp(fails->q, fails->q, 1);
	set_near(scale, scale);
	search_width(s->c, path, scale, width);
	if (inverse) {
		/* width/scale^2 of the scale is that of 1/scale: at the greatest scale, by two digits finer */
		mpq_set_ui(width->q, 1, 1000000);
		mpq_mul(width->q, width->q, scale->q);
	}
	return least_parameter(s, width, fails, scale) ? scale : NULL;
}

static bool pld_laplace_scale(struct vector_case *c, struct vector_answer *answer)
{
	struct search s = {.law = HUSH_LOSS_LAPLACE, .points = COARSE_POINTS};
	struct hush_rational *scale = read_target(c, &s) ? least_scale(&s, "", false) : NULL;

	if (!scale) {
		return false;
	}
	vector_give_exact(answer, "", scale);
	return true;
}

/* The greatest 1/scale. */
static bool pld_dlaplace_param(struct vector_case *c, struct vector_answer *answer)
{
	struct search s = {.law = HUSH_LOSS_DISCRETE_LAPLACE, .points = EXACT_POINTS};
	struct hush_rational *scale = read_target(c, &s) ? least_scale(&s, "", true) : NULL;

	if (!scale) {
		return false;
	}
	mpq_inv(scale->q, scale->q);
	vector_give_exact(answer, "", scale);
	return true;
}

/*
 * Kairouz, Oh and Viswanath, Theorem 3.3: the least (k - 2i) eps, i up to k/2, with 1 - (1 - delta)^k (1 - d_i) at most the
 * total, d_i being what k answers by randomised response, a discrete Laplace of scale 1/eps against 1, have at (k - 2i) eps.
 */
static bool optimal_homogeneous_composition_eps(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;
	struct hush_rational *total = delta ? vector_number(c, "total_delta") : NULL;
	struct hush_rational *scale = vector_rational(c);
	struct hush_rational *one = vector_rational(c);
	struct hush_rational *at = vector_rational(c);
	struct hush_rational *allowed = vector_rational(c); /* 1 - (1 - total)/(1 - delta)^k: what d_i may be */
	struct hush_loss_effort effort = {.bits = 1000, .points = EXACT_POINTS};
	struct hush_loss_part part = {.law = HUSH_LOSS_DISCRETE_LAPLACE, .parameter = scale, .shift = one};
	struct hush_range *reached = vector_range(c);
	struct hush_loss *loss = NULL;
	uint64_t k = 0;
	hush_error err;

	if (!total || !vector_whole(c, "k", &k)) {
		return false;
	}
	if (k < 1 || k > 4096 || mpq_sgn(eps->q) <= 0 || mpq_sgn(delta->q) < 0 || mpq_cmp_ui(delta->q, 1, 1) >= 0) {
		return vector_refuse(c, "refused: k must lie in 1 to 4096, eps above 0, delta in 0 to 1");
	}
	mpq_set_ui(one->q, 1, 1);
	mpq_sub(allowed->q, one->q, delta->q);
	mpz_pow_ui(mpq_numref(allowed->q), mpq_numref(allowed->q), k);
	mpz_pow_ui(mpq_denref(allowed->q), mpq_denref(allowed->q), k);
	mpq_sub(at->q, one->q, total->q);
	mpq_div(allowed->q, at->q, allowed->q);
	mpq_sub(allowed->q, one->q, allowed->q);
	if (mpq_sgn(allowed->q) < 0) {
		return vector_refuse(c, "refused: the deltas alone pass total_delta");
	}
	mpq_inv(scale->q, eps->q);
	part.count = k;
	if (!vector_ok(c, hush_loss_make(&part, 1, &effort, &loss, &err), &err)) {
		return false;
	}
	for (uint64_t i = k / 2;; i--) {
		hush_rational_set_u64(at, k - 2 * i, 1);
		mpq_mul(at->q, at->q, eps->q);
		hush_loss_delta(loss, at, reached);
		/* At i = 0 no loss is above: delta is 0. */
		if (i == 0 || mpfr_cmp_q(reached->high, allowed->q) <= 0) {
			break;
		}
	}
	hush_loss_free(loss);
	vector_give_exact(answer, "", at);
	return true;
}

/* --- which noise for a cell --- */

/* 2 q/(1 - q)^2, q = e^(-1/scale), rounded up by the library to 12 digits */
static bool give_laplace(struct vector_case *c, struct search *s, struct vector_answer *answer)
{
	struct hush_rational *scale;
	struct hush_rational *variance = vector_rational(c);
	hush_error err;

	s->law = HUSH_LOSS_DISCRETE_LAPLACE;
	s->points = EXACT_POINTS;
	scale = least_scale(s, "discrete_laplace_pld", true);
	if (!scale || !vector_ok(c, hush_law_variance(HUSH_DISCRETE_LAPLACE, scale, variance, &err), &err)) {
		return false;
	}
	vector_give_exact(answer, ".discrete_laplace_pld", variance);
	return true;
}

/*
 * The discrete Gaussian's least sigma^2 is close to the continuous one's: it is looked for from there on, in steps that
 * grow, and then by halving.
 */
static bool give_gaussian(struct vector_case *c, struct search *s, const struct hush_range *analytic,
                          struct vector_answer *answer)
{
	struct hush_rational *sigma2 = vector_rational(c);
	struct hush_rational *fails = vector_rational(c);
	struct hush_rational *width = vector_rational(c);

	s->law = HUSH_LOSS_DISCRETE_GAUSSIAN;
	s->points = EXACT_POINTS;
	hush_rational_set_mpfr(fails, analytic->high);
	set_near(fails, fails);
	search_width(c, "discrete_gaussian_exact_sigma2", fails, width);
	hush_rational_set(sigma2, fails);
	mpq_sub(fails->q, fails->q, width->q);
	mpq_add(sigma2->q, sigma2->q, width->q);
	/* Outwards by 2, 4, 8 .. widths, not by doubling the number. */
	for (unsigned i = 0; i < HALVINGS && !s->failed && !holds_at(s, sigma2); i++) {
		hush_rational_set(fails, sigma2);
		mpq_mul_2exp(width->q, width->q, 1);
		mpq_add(sigma2->q, sigma2->q, width->q);
	}
	search_width(c, "discrete_gaussian_exact_sigma2", fails, width);
	if (s->failed || !least_parameter(s, width, fails, sigma2)) {
		return false;
	}
	vector_give_exact(answer, ".discrete_gaussian_exact_sigma2", sigma2);
	return true;
}

static bool cell_variance_choice(struct vector_case *c, struct vector_answer *answer)
{
	struct search s = {.c = c};
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;
	struct hush_rational *l2 = delta ? vector_l2_squared(c) : NULL;
	struct hush_rational *rho = vector_rational(c);
	struct hush_range *sigma = vector_range(c);
	hush_error err;

	if (!l2 || !vector_whole(c, "l0", &s.count)) {
		return false;
	}
	if (s.count < 1 || s.count > 4096) {
		return vector_refuse(c, "refused: l0 must lie in 1 to 4096");
	}
	s.shift = vector_number(c, "linf");
	s.epsilon = eps;
	s.delta = delta;
	if (!s.shift || !vector_ok(c, hush_gaussian_sigma(eps, delta, l2, sigma, &err), &err) ||
	    !vector_ok(c, hush_zcdp_rho(eps, delta, rho, &err), &err)) {
		return false;
	}
	hush_range_mul(sigma, sigma, sigma);
	vector_give(answer, ".analytic_gaussian", sigma);
	mpq_div(rho->q, l2->q, rho->q);
	mpq_div_2exp(rho->q, rho->q, 1);
	vector_give_exact(answer, ".discrete_gaussian_zcdp", rho);
	return give_laplace(c, &s, answer) && give_gaussian(c, &s, sigma, answer);
}

const struct vector_kind vector_calibrate_kinds[] = {
	{"pld_laplace_scale", pld_laplace_scale},
	{"pld_dlaplace_param", pld_dlaplace_param},
	{"optimal_homogeneous_composition_eps", optimal_homogeneous_composition_eps},
	{"cell_variance_choice", cell_variance_choice},
	{NULL, NULL},
};
