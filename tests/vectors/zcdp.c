/* vectors: rho, what it converts to, and what costs which rho. */
#include <stdio.h>
#include <string.h>

#include "plan/curve.h"
#include "plan/plan.h"
#include "vectors.h"

static bool zcdp_delta(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *rho = vector_number(c, "rho");
	struct hush_rational *eps = rho ? vector_number(c, "eps") : NULL;
	struct hush_range *delta = vector_range(c);
	hush_error err;

	if (!eps || !vector_ok(c, hush_zcdp_delta(rho, eps, delta, &err), &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

enum { HALVINGS = 60, SHORT_DIGITS = 12 };

/*
 * The library's rounded answer, to 12 digits on its side, made sharper: the root of the certified formula is looked for
 * within a few units of the 12th digit of it, and an answer that is not there stays as it came.
 *
 * f(x) <= delta holds from the root on upwards (epsilon) or downwards (rho).
 */
struct sharper {
	const struct hush_rational *rho; /* one is NULL: the one that is looked for */
	const struct hush_rational *epsilon;
	const struct hush_rational *delta;
};

static bool meets(const struct sharper *s, const struct hush_rational *x)
{
	struct hush_range delta;
	bool good;

	hush_range_init(&delta);
	good = hush_zcdp_delta(s->rho ? s->rho : x, s->epsilon ? s->epsilon : x, &delta, NULL) == HUSH_OK &&
	       mpfr_cmp_q(delta.high, s->delta->q) <= 0;
	hush_range_clear(&delta);
	return good;
}

/* `answer` meets; what lies 3 units of its 12th digit nearer to the root does not, if the library is right. */
static void sharpen(const struct sharper *s, int toward, struct hush_rational *answer)
{
	struct hush_rational fails;
	struct hush_rational middle;

	hush_rational_init(&fails);
	hush_rational_init(&middle);
	/* 1 -+ 3e-11 covers 3 units of the 12th digit whatever the first digit is. */
	mpq_set_si(fails.q, toward * 3, 1);
	mpz_ui_pow_ui(mpq_denref(fails.q), 10, SHORT_DIGITS - 1);
	mpq_set_ui(middle.q, 1, 1);
	mpq_add(fails.q, fails.q, middle.q);
	mpq_mul(fails.q, fails.q, answer->q);
	if (meets(s, answer) && !meets(s, &fails)) {
		for (unsigned i = 0; i < HALVINGS; i++) {
			mpq_add(middle.q, fails.q, answer->q);
			mpq_div_2exp(middle.q, middle.q, 1);
			hush_rational_set(meets(s, &middle) ? answer : &fails, &middle);
		}
	}
	hush_rational_clear(&middle);
	hush_rational_clear(&fails);
}

static bool zcdp_eps(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *rho = vector_number(c, "rho");
	struct hush_rational *delta = rho ? vector_number(c, "delta") : NULL;
	struct hush_rational *eps = vector_rational(c);
	struct sharper s = {.rho = rho, .delta = delta};
	hush_error err;

	if (!delta || !vector_ok(c, hush_zcdp_epsilon(rho, delta, eps, &err), &err)) {
		return false;
	}
	sharpen(&s, -1, eps);
	vector_give_exact(answer, "", eps);
	return true;
}

static struct hush_rational *rho_of(struct vector_case *c)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;
	struct hush_rational *rho = vector_rational(c);
	struct sharper s = {.epsilon = eps, .delta = delta};
	hush_error err;

	if (!delta || !vector_ok(c, hush_zcdp_rho(eps, delta, rho, &err), &err)) {
		return NULL;
	}
	sharpen(&s, 1, rho);
	return rho;
}

static bool zcdp_rho(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *rho = rho_of(c);

	if (!rho) {
		return false;
	}
	vector_give_exact(answer, "", rho);
	return true;
}

/* sqrt(l2^2/(2 rho)) */
static bool zcdp_sigma(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *rho = rho_of(c);
	struct hush_rational *l2 = rho ? vector_l2_squared(c) : NULL;
	struct hush_range *sigma = vector_range(c);

	if (!l2) {
		return false;
	}
	mpq_div(l2->q, l2->q, rho->q);
	mpq_div_2exp(l2->q, l2->q, 1);
	hush_range_set_rational(sigma, l2);
	hush_range_sqrt(sigma);
	vector_give(answer, "", sigma);
	return true;
}

static bool check_delta(struct vector_case *c, const struct hush_rational *delta)
{
	return (mpq_sgn(delta->q) > 0 && mpq_cmp_ui(delta->q, 1, 1) < 0) ||
	       vector_refuse(c, "refused: delta must be above 0 and below 1");
}

/* rho + 2 sqrt(rho ln(1/delta)) */
static bool zcdp_eps_loose(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *rho = vector_number(c, "rho");
	struct hush_rational *delta = rho ? vector_number(c, "delta") : NULL;
	struct hush_range *size = vector_range(c);
	struct hush_range *work = vector_range(c);

	if (!delta || !check_delta(c, delta)) {
		return false;
	}
	if (mpq_sgn(rho->q) < 0) {
		return vector_refuse(c, "refused: rho must not be negative");
	}
	hush_range_set_rational(size, rho);
	hush_range_set_rational(work, delta);
	hush_range_log(work);
	hush_range_neg(work);
	hush_range_mul(work, work, size);
	hush_range_sqrt(work);
	hush_range_scale(work, 1);
	hush_range_add(work, work, size);
	vector_give(answer, "", work);
	return true;
}

/* --- Renyi orders --- */

/* rdp + ln(1 - 1/a) - (ln delta + ln a)/(a - 1), not below 0 */
static void of_order(const struct hush_rational *order, const struct hush_rational *rdp, const struct hush_rational *delta,
                     struct hush_range *eps)
{
	struct hush_rational less;
	struct hush_range work;

	hush_rational_init(&less);
	hush_range_init(&work);
	hush_range_set_rational(eps, delta);
	hush_range_log(eps);
	hush_range_set_rational(&work, order);
	hush_range_log(&work);
	hush_range_add(eps, eps, &work);
	mpq_set_ui(less.q, 1, 1);
	mpq_sub(less.q, order->q, less.q);
	hush_range_set_rational(&work, &less);
	hush_range_div(eps, eps, &work);
	mpq_div(less.q, less.q, order->q);
	hush_range_set_rational(&work, &less);
	hush_range_log(&work);
	hush_range_sub(eps, &work, eps);
	hush_range_set_rational(&work, rdp);
	hush_range_add(eps, eps, &work);
	if (mpfr_sgn(eps->low) < 0) {
		mpfr_set_zero(eps->low, 1);
	}
	if (mpfr_sgn(eps->high) < 0) {
		mpfr_set_zero(eps->high, 1);
	}
	hush_range_clear(&work);
	hush_rational_clear(&less);
}

/* "2..32", or a list; *orders is of the pool. */
static bool read_orders(struct vector_case *c, struct hush_rational ***orders, uint32_t *count)
{
	const struct hush_json *node = hush_json_get(c->params, "orders");
	long first = 0;
	long last = 0;
	int end = 0;

	if (node && hush_json_kind(node) == HUSH_JSON_STRING) {
		const char *text = vector_text(c, "orders");

		if (sscanf(text, "%9ld..%9ld%n", &first, &last, &end) != 2 || text[end] || first < 2 || last < first ||
		    last - first > 100000) {
			return vector_refuse(c, "parameter \"orders\" cannot be read");
		}
		*count = (uint32_t)(last - first + 1);
		*orders = vector_memory(c, *count, sizeof(struct hush_rational *));
		for (uint32_t i = 0; i < *count; i++) {
			(*orders)[i] = vector_rational(c);
			hush_rational_set_u64((*orders)[i], (uint64_t)first + i, 1);
		}
		return true;
	}
	node = vector_list(c, "orders");
	if (!node) {
		return false;
	}
	*count = hush_json_count(node);
	*orders = vector_memory(c, *count, sizeof(struct hush_rational *));
	for (uint32_t i = 0; i < *count; i++) {
		(*orders)[i] = vector_element(c, "orders", hush_json_at(node, i));
		if (!(*orders)[i]) {
			return false;
		}
		if (mpq_cmp_ui((*orders)[i]->q, 1, 1) <= 0) {
			return vector_refuse(c, "refused: orders must be above 1");
		}
	}
	return true;
}

static bool rdp_eps(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *delta = vector_number(c, "delta");
	const struct hush_json *list = delta && vector_has(c, "rdp") ? vector_list(c, "rdp") : NULL;
	struct hush_rational *rdp = delta && !list ? vector_number(c, "rdp_const") : NULL;
	struct hush_rational **orders;
	struct hush_range *least = vector_range(c);
	struct hush_range *eps = vector_range(c);
	uint32_t count = 0;

	if ((!rdp && !list) || !check_delta(c, delta) || !read_orders(c, &orders, &count)) {
		return false;
	}
	if (count == 0 || (list && hush_json_count(list) != count)) {
		return vector_refuse(c, "\"orders\" and \"rdp\" must be of one length");
	}
	for (uint32_t i = 0; i < count; i++) {
		if (list) {
			rdp = vector_element(c, "rdp", hush_json_at(list, i));
			if (!rdp) {
				return false;
			}
		}
		of_order(orders[i], rdp, delta, eps);
		if (i == 0) {
			hush_range_set(least, eps);
		} else {
			mpfr_min(least->low, least->low, eps->low, MPFR_RNDD);
			mpfr_min(least->high, least->high, eps->high, MPFR_RNDU);
		}
	}
	vector_give(answer, "", least);
	return true;
}

static bool laplace_rdp(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *scale = vector_number(c, "scale");
	struct hush_rational *sens = scale ? vector_number(c, "sens") : NULL;
	struct hush_rational *alpha = sens ? vector_number(c, "alpha") : NULL;
	struct hush_range *divergence = vector_range(c);
	hush_error err;

	if (!alpha || !vector_ok(c, hush_laplace_renyi(scale, sens, alpha, divergence, &err), &err)) {
		return false;
	}
	vector_give(answer, "", divergence);
	return true;
}

/* --- the rho of a mechanism --- */

typedef hush_status (*rho_function)(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err);

static bool of_epsilon(struct vector_case *c, rho_function function, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_range *rho = vector_range(c);
	hush_error err;

	if (!eps || !vector_ok(c, function(eps, rho, &err), &err)) {
		return false;
	}
	vector_give(answer, "", rho);
	return true;
}

static bool pure_to_zcdp(struct vector_case *c, struct vector_answer *answer)
{
	return of_epsilon(c, hush_pure_rho, answer);
}

static bool laplace_zcdp(struct vector_case *c, struct vector_answer *answer)
{
	return of_epsilon(c, hush_laplace_rho, answer);
}

static bool bounded_range_zcdp(struct vector_case *c, struct vector_answer *answer)
{
	return of_epsilon(c, hush_bounded_range_rho, answer);
}

static bool dlaplace_zcdp(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *scale = vector_number(c, "scale");
	struct hush_range *rho = vector_range(c);
	uint64_t shift = 0;
	hush_error err;

	if (!scale || !vector_whole(c, "sens", &shift) ||
	    !vector_ok(c, hush_discrete_laplace_rho(scale, shift, rho, &err), &err)) {
		return false;
	}
	vector_give(answer, "", rho);
	return true;
}

static bool read_limits(struct vector_case *c, struct hush_limits *limits)
{
	uint64_t l0 = 0;
	uint64_t linf = 0;

	if (!vector_whole(c, "l0", &l0) || !vector_whole(c, "linf", &linf) || !vector_whole_or(c, "l1", l0 * linf, &limits->total)) {
		return false;
	}
	if (l0 < 1 || linf < 1 || limits->total < 1 || l0 > 1 << 20 || linf > 1 << 20 || limits->total > UINT64_C(1) << 40) {
		return vector_refuse(c, "refused: l0 and linf must lie in 1 to 2^20, l1 in 1 to 2^40");
	}
	limits->cells = (uint32_t)l0;
	limits->per_cell = (uint32_t)linf;
	return true;
}

static bool l2_squared_sensitivity(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_limits limits = {.cells = 0};

	if (!read_limits(c, &limits)) {
		return false;
	}
	vector_give_whole(answer, "", hush_sensitivity_of(&limits).l2_squared);
	return true;
}

static bool dgauss_rho(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = vector_sigma_squared(c);
	struct hush_limits limits = {.cells = 0};
	struct hush_sensitivity sensitivity;
	struct hush_cost cost;
	hush_error err;
	bool good;

	if (!sigma2 || !read_limits(c, &limits)) {
		return false;
	}
	sensitivity = hush_sensitivity_of(&limits);
	sensitivity.cells = 0;
	hush_cost_init(&cost);
	good = vector_ok(c, hush_cost_of(&sensitivity, HUSH_DISCRETE_GAUSSIAN, sigma2, &cost, &err), &err);
	if (good) {
		vector_give_exact(answer, "", &cost.rho);
	}
	hush_cost_clear(&cost);
	return good;
}

/* A charge that does not fit is refused and costs nothing; later ones may still fit. */
static bool zcdp_filter(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *budget = vector_number(c, "budget");
	const struct hush_json *costs = budget ? vector_list(c, "costs") : NULL;
	struct hush_rational *after = vector_rational(c);
	uint64_t accepted = 0;
	struct hush_cost total;
	struct hush_cost one;
	bool good = costs != NULL;

	hush_cost_init(&total);
	hush_cost_init(&one);
	for (uint32_t i = 0; good && i < hush_json_count(costs); i++) {
		struct hush_rational *cost = vector_element(c, "costs", hush_json_at(costs, i));

		good = cost && (mpq_sgn(cost->q) >= 0 || vector_refuse(c, "refused: a cost must not be negative"));
		if (good) {
			mpq_add(after->q, total.rho.q, cost->q);
			if (hush_rational_compare(after, budget) <= 0) {
				hush_rational_set(&one.rho, cost);
				hush_cost_add(&total, &one);
				accepted++;
			}
		}
	}
	if (good) {
		vector_give_whole(answer, ".accepted", accepted);
		vector_give_exact(answer, ".spent", &total.rho);
	}
	hush_cost_clear(&one);
	hush_cost_clear(&total);
	return good;
}

const struct vector_kind vector_zcdp_kinds[] = {
	{"zcdp_delta", zcdp_delta},
	{"zcdp_eps", zcdp_eps},
	{"zcdp_rho", zcdp_rho},
	{"zcdp_sigma", zcdp_sigma},
	{"zcdp_eps_loose", zcdp_eps_loose},
	{"rdp_eps", rdp_eps},
	{"laplace_rdp", laplace_rdp},
	{"pure_to_zcdp", pure_to_zcdp},
	{"laplace_zcdp", laplace_zcdp},
	{"bounded_range_zcdp", bounded_range_zcdp},
	{"dlaplace_zcdp", dlaplace_zcdp},
	{"l2_squared_sensitivity", l2_squared_sensitivity},
	{"dgauss_rho", dgauss_rho},
	{"zcdp_filter", zcdp_filter},
	{NULL, NULL},
};
