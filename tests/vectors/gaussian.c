/* vectors: continuous Gaussian noise, and how levels share a budget. */
#include <stdio.h>

#include "plan/curve.h"
#include "plan/split.h"
#include "vectors.h"

static bool gauss_delta(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = vector_sigma_squared(c);
	struct hush_rational *eps = sigma2 ? vector_number(c, "eps") : NULL;
	struct hush_rational *l2 = eps ? vector_l2_squared(c) : NULL;
	struct hush_range *delta = vector_range(c);
	hush_error err;

	if (!l2 || !vector_ok(c, hush_gaussian_delta(sigma2, l2, eps, delta, &err), &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

static bool ln_gauss_delta(struct vector_case *c, struct vector_answer *answer)
{
	if (!gauss_delta(c, answer)) {
		return false;
	}
	hush_range_log(&answer->entries[0].range);
	return true;
}

static bool gauss_sigma(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;
	struct hush_rational *l2 = delta ? vector_l2_squared(c) : NULL;
	struct hush_range *sigma = vector_range(c);
	hush_error err;

	if (!l2 || !vector_ok(c, hush_gaussian_sigma(eps, delta, l2, sigma, &err), &err)) {
		return false;
	}
	vector_give(answer, "", sigma);
	return true;
}

static bool gauss_eps(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = vector_sigma_squared(c);
	struct hush_rational *delta = sigma2 ? vector_number(c, "delta") : NULL;
	struct hush_rational *l2 = delta ? vector_l2_squared(c) : NULL;
	struct hush_range *eps = vector_range(c);
	hush_error err;

	if (!l2 || !vector_ok(c, hush_gaussian_epsilon(sigma2, l2, delta, eps, &err), &err)) {
		return false;
	}
	vector_give(answer, "", eps);
	return true;
}

/* Lebeda 2024: (sqrt d + 1)^2/(4 mu^2) in all, (sqrt d + 1)/(4 mu^2) common, (d + sqrt d)/(4 mu^2) each; else d/mu^2. */
static bool correlated_gaussian_variance(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *d = vector_number(c, "d");
	struct hush_rational *mu = d ? vector_number(c, "mu") : NULL;
	struct hush_range *root = vector_range(c);
	struct hush_range *unit = vector_range(c); /* 1/(4 mu^2) */
	struct hush_range *size = vector_range(c);
	struct hush_range *work = vector_range(c);

	if (!mu) {
		return false;
	}
	if (mpq_sgn(d->q) <= 0 || mpq_sgn(mu->q) <= 0) {
		return vector_refuse(c, "d and mu must be above 0");
	}
	mpq_mul(mu->q, mu->q, mu->q);
	mpq_inv(mu->q, mu->q);
	hush_range_set_rational(unit, mu);
	hush_range_set_rational(size, d);
	hush_range_mul(work, unit, size);
	vector_give(answer, ".standard", work);
	hush_range_scale(unit, -2);
	hush_range_set(root, size);
	hush_range_sqrt(root);
	hush_range_add(work, size, root);
	hush_range_mul(work, work, unit);
	vector_give(answer, ".independent", work);
	hush_range_add_i64(root, 1);
	hush_range_mul(work, root, unit);
	vector_give(answer, ".common", work);
	hush_range_mul(work, work, root);
	vector_give(answer, ".per_query", work);
	return true;
}

/* The library takes whole squares: levels of fractional sensitivity are scaled up, and the variances down again. */
static bool level_allocation(struct vector_case *c, struct vector_answer *answer)
{
	const struct hush_json *l2 = vector_list(c, "l2");
	const struct hush_json *weights = l2 ? vector_list(c, "weights") : NULL;
	struct hush_rational *rho = weights ? vector_number(c, "rho") : NULL;
	uint32_t count = l2 ? hush_json_count(l2) : 0;
	struct hush_rational *scale = vector_rational(c);
	struct hush_rational **sizes;
	struct hush_rational *shares;
	struct hush_range *sigma2;
	struct hush_range *total = vector_range(c);
	struct hush_range *shrink = vector_range(c);
	uint64_t *squares;
	hush_error err;
	bool good = rho != NULL;

	if (good && (hush_json_count(weights) != count || count == 0 || count > 4096)) {
		return vector_refuse(c, "l2 and weights must be of one length, 1 to 4096");
	}
	if (!good) {
		return false;
	}
	sizes = vector_memory(c, count, sizeof(struct hush_rational *));
	squares = vector_memory(c, count, sizeof *squares);
	shares = vector_memory(c, count, sizeof *shares);
	sigma2 = vector_memory(c, count, sizeof *sigma2);
	mpq_set_ui(scale->q, 1, 1);
	for (uint32_t i = 0; i < count; i++) {
		sizes[i] = vector_element(c, "l2", hush_json_at(l2, i));
		if (!sizes[i]) {
			return false;
		}
		mpz_lcm(mpq_numref(scale->q), mpq_numref(scale->q), mpq_denref(sizes[i]->q));
	}
	for (uint32_t i = 0; i < count; i++) {
		mpq_mul(sizes[i]->q, sizes[i]->q, scale->q);
		mpz_mul(mpq_numref(sizes[i]->q), mpq_numref(sizes[i]->q), mpq_numref(sizes[i]->q));
		if (!mpz_fits_ulong_p(mpq_numref(sizes[i]->q))) {
			return vector_refuse(c, "a level's sensitivity has too many digits");
		}
		squares[i] = mpz_get_ui(mpq_numref(sizes[i]->q));
	}
	for (uint32_t i = 0; i < count; i++) {
		struct hush_rational *weight = vector_element(c, "weights", hush_json_at(weights, i));

		if (!weight) {
			return false;
		}
		sizes[i] = weight;
	}
	for (uint32_t i = 0; i < count; i++) {
		hush_rational_init(&shares[i]);
		hush_rational_set(&shares[i], sizes[i]);
		hush_range_init(&sigma2[i]);
	}
	good = vector_ok(c, hush_level_allocation(squares, shares, count, rho, sigma2, total, &err), &err);
	mpq_mul(scale->q, scale->q, scale->q);
	mpq_inv(scale->q, scale->q);
	hush_range_set_rational(shrink, scale);
	for (uint32_t i = 0; i < count; i++) {
		char path[32];

		snprintf(path, sizeof path, ".sigma2[%u]", i);
		hush_range_mul(&sigma2[i], &sigma2[i], shrink);
		if (good) {
			vector_give(answer, path, &sigma2[i]);
		}
		hush_range_clear(&sigma2[i]);
		hush_rational_clear(&shares[i]);
	}
	if (good) {
		hush_range_mul(total, total, shrink);
		vector_give(answer, ".weighted_total", total);
	}
	return good;
}

const struct vector_kind vector_gaussian_kinds[] = {
	{"gauss_delta", gauss_delta},
	{"ln_gauss_delta", ln_gauss_delta},
	{"gauss_sigma", gauss_sigma},
	{"gauss_eps", gauss_eps},
	{"correlated_gaussian_variance", correlated_gaussian_variance},
	{"level_allocation", level_allocation},
	{NULL, NULL},
};
