/* continuous_threshold: thresholds of continuous noise, for comparison with other tools (see threshold.h). */
#include "plan/accept.h"
#include "plan/any_of.h"
#include "plan/refine.h"
#include "plan/threshold.h"

enum {
	/*
	 * The quantile of a Gaussian is looked for as a distance from -2^8, which is further out than any that accepted
	 * questions have, from 2^-20 to 2^9.
	 */
	FAR = 256,
	DISTANCE_LEAST = -20,
	DISTANCE_GREATEST = 9
};

/* Each cell's share of delta. */
struct share {
	const struct hush_rational *delta;
	uint64_t l0;
};

static void set_share(const struct share *share, struct hush_range *p)
{
	hush_range_set_rational(p, share->delta);
	hush_each_of(p, share->l0);
}

struct point {
	mpfr_srcptr distance;
	const struct share *share;
};

/* Q(z) - share: falls as z grows. */
static void excess(const void *input, struct hush_range *value)
{
	const struct point *point = input;
	struct hush_range work;

	hush_range_init_like(&work, value);
	hush_range_set_number(value, point->distance);
	hush_range_add_i64(value, -FAR);
	hush_range_upper_tail(value);
	set_share(point->share, &work);
	hush_range_sub(value, value, &work);
	hush_range_clear(&work);
}

static int far_enough(const mpfr_t x, const void *input)
{
	struct hush_rational zero;
	struct point point = {x, input};
	int answer;

	hush_rational_init(&zero);
	answer = hush_range_decide(excess, &point, &zero);
	hush_rational_clear(&zero);
	return answer;
}

hush_status hush_gaussian_threshold(const struct hush_rational *sigma, const struct hush_rational *delta, uint64_t l0,
                                    const struct hush_rational *linf, struct hush_range *tau, hush_error *err)
{
	struct share share = {delta, l0};
	struct hush_range z;
	struct hush_range work;

	HUSH_TRY(hush_accept_size("sigma", sigma, err));
	HUSH_TRY(hush_accept_delta(delta, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", l0, err));
	HUSH_TRY(hush_accept_size("what a unit adds to a cell", linf, err));
	hush_range_init_like(&z, tau);
	hush_range_init_like(&work, tau);
	hush_range_root(far_enough, &share, DISTANCE_LEAST, DISTANCE_GREATEST, &z);
	hush_range_add_i64(&z, -FAR);
	hush_range_set_rational(&work, sigma);
	hush_range_mul(&z, &z, &work);
	hush_range_set_rational(&work, linf);
	hush_range_add(tau, &z, &work);
	hush_range_clear(&work);
	hush_range_clear(&z);
	return HUSH_OK;
}

struct laplace {
	struct hush_rational scale; /* l0 linf / epsilon */
	struct share share;         /* when a threshold is asked */
	struct hush_rational above; /* tau - linf, when a delta is asked */
	uint64_t l0;
};

static void set_scale(struct laplace *laplace, const struct hush_rational *epsilon, uint64_t l0,
                      const struct hush_rational *linf)
{
	hush_rational_set_u64(&laplace->scale, l0, 1);
	mpq_mul(laplace->scale.q, laplace->scale.q, linf->q);
	mpq_div(laplace->scale.q, laplace->scale.q, epsilon->q);
}

/*
 * t with P[X > t] = p, over the scale: -ln(2p), or ln(2(1-p)) when p is above 1/2; falls with p, and the two agree at 1/2.
 * So each end comes from the other end of p, by the formula of the side it lies on.
 */
static void laplace_quantile(const void *input, struct hush_range *t)
{
	const struct share *share = input;
	struct hush_range p;
	struct hush_range rest; /* 1 - p */

	hush_range_init_like(&p, t);
	hush_range_init_like(&rest, t);
	set_share(share, &p);
	hush_range_set(&rest, &p);
	hush_range_neg(&rest);
	hush_range_add_i64(&rest, 1);
	hush_range_scale(&p, 1);
	hush_range_scale(&rest, 1);
	if (mpfr_cmp_ui(p.low, 1) <= 0) {
		mpfr_log(t->high, p.low, MPFR_RNDD);
		mpfr_neg(t->high, t->high, MPFR_RNDU);
	} else {
		mpfr_log(t->high, rest.high, MPFR_RNDU);
	}
	if (mpfr_cmp_ui(p.high, 1) <= 0) {
		mpfr_log(t->low, p.high, MPFR_RNDU);
		mpfr_neg(t->low, t->low, MPFR_RNDD);
	} else {
		mpfr_log(t->low, rest.low, MPFR_RNDD);
	}
	hush_range_clear(&rest);
	hush_range_clear(&p);
}

hush_status hush_laplace_threshold(const struct hush_rational *epsilon, const struct hush_rational *delta, uint64_t l0,
                                   const struct hush_rational *linf, struct hush_range *tau, hush_error *err)
{
	struct laplace laplace = {.share = {delta, l0}};
	struct hush_range quantile;
	struct hush_range work;

	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	HUSH_TRY(hush_accept_delta(delta, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", l0, err));
	HUSH_TRY(hush_accept_size("what a unit adds to a cell", linf, err));
	hush_rational_init(&laplace.scale);
	hush_range_init_precise(&quantile, 2 * mpfr_get_prec(tau->low));
	hush_range_init_like(&work, &quantile);
	set_scale(&laplace, epsilon, l0, linf);
	laplace_quantile(&laplace.share, &quantile);
	hush_range_set_rational(&work, &laplace.scale);
	hush_range_mul(&quantile, &quantile, &work);
	hush_range_set_rational(&work, linf);
	hush_range_add(tau, &quantile, &work);
	hush_range_clear(&work);
	hush_range_clear(&quantile);
	hush_rational_clear(&laplace.scale);
	return HUSH_OK;
}

/* P[X > t] = e^(-t/b)/2 for t >= 0, else 1 - e^(t/b)/2; then any of l0. */
static void laplace_delta(const void *input, struct hush_range *delta)
{
	const struct laplace *laplace = input;
	struct hush_rational x;

	hush_rational_init(&x);
	mpq_div(x.q, laplace->above.q, laplace->scale.q);
	mpq_abs(x.q, x.q);
	mpq_neg(x.q, x.q);
	hush_range_exp(delta, &x);
	hush_range_scale(delta, -1);
	if (mpq_sgn(laplace->above.q) < 0) {
		hush_range_neg(delta);
		hush_range_add_i64(delta, 1);
	}
	hush_any_of(delta, laplace->l0);
	hush_rational_clear(&x);
}

hush_status hush_laplace_threshold_delta(const struct hush_rational *epsilon, const struct hush_rational *tau, uint64_t l0,
                                         const struct hush_rational *linf, struct hush_range *delta, hush_error *err)
{
	struct laplace laplace = {.l0 = l0};

	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	HUSH_TRY(hush_accept_signed("tau", tau, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", l0, err));
	HUSH_TRY(hush_accept_size("what a unit adds to a cell", linf, err));
	hush_rational_init(&laplace.scale);
	hush_rational_init(&laplace.above);
	set_scale(&laplace, epsilon, l0, linf);
	mpq_sub(laplace.above.q, tau->q, linf->q);
	hush_range_refine(laplace_delta, &laplace, delta);
	hush_rational_clear(&laplace.above);
	hush_rational_clear(&laplace.scale);
	return HUSH_OK;
}
