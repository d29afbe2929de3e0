/* vectors: thresholds for unknown values, selection of unknown values, and the exponential mechanism. */
#include <stdio.h>
#include <string.h>

#include "plan/curve.h"
#include "plan/partition.h"
#include "plan/threshold.h"
#include "vectors.h"

enum { MOST_LIST = 100000 };

/* "rule": ">=" (the default) or ">", which is ">=" one later: *later is 0 or 1. */
static bool read_rule(struct vector_case *c, uint64_t *later)
{
	const char *rule = vector_has(c, "rule") ? vector_text(c, "rule") : ">=";

	if (!rule || (strcmp(rule, ">=") != 0 && strcmp(rule, ">") != 0)) {
		return vector_refuse(c, "parameter \"rule\" must be \">=\" or \">\"");
	}
	*later = rule[1] == '\0';
	return true;
}

/* --- thresholds of continuous noise --- */

/* sigma of (eps, noise_delta) first: its upper end. */
static bool gauss_threshold(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *noise = eps ? vector_number(c, "noise_delta") : NULL;
	struct hush_rational *delta = noise ? vector_number(c, "threshold_delta") : NULL;
	struct hush_rational *linf = delta ? vector_number(c, "linf") : NULL;
	struct hush_rational *l2 = linf ? vector_l2_squared(c) : NULL;
	struct hush_rational *size = vector_rational(c);
	struct hush_range *range = vector_range(c);
	uint64_t l0 = 0;
	hush_error err;

	if (!l2 || !vector_whole(c, "l0", &l0) || !vector_ok(c, hush_gaussian_sigma(eps, noise, l2, range, &err), &err)) {
		return false;
	}
	if (!mpfr_number_p(range->high)) {
		return vector_refuse(c, "no sigma was certified");
	}
	hush_rational_set_mpfr(size, range->high);
	if (!vector_ok(c, hush_gaussian_threshold(size, delta, l0, linf, range, &err), &err)) {
		return false;
	}
	vector_give(answer, "", range);
	return true;
}

static bool gauss_threshold_sigma(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma = vector_number(c, "sigma");
	struct hush_rational *delta = sigma ? vector_number(c, "threshold_delta") : NULL;
	struct hush_rational *linf = delta ? vector_number(c, "linf") : NULL;
	struct hush_range *tau = vector_range(c);
	uint64_t l0 = 0;
	hush_error err;

	if (!linf || !vector_whole(c, "l0", &l0) ||
	    !vector_ok(c, hush_gaussian_threshold(sigma, delta, l0, linf, tau, &err), &err)) {
		return false;
	}
	vector_give(answer, "", tau);
	return true;
}

static bool laplace_threshold(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;
	struct hush_rational *linf = delta ? vector_number(c, "linf") : NULL;
	struct hush_range *tau = vector_range(c);
	uint64_t l0 = 0;
	hush_error err;

	if (!linf || !vector_whole(c, "l0", &l0) ||
	    !vector_ok(c, hush_laplace_threshold(eps, delta, l0, linf, tau, &err), &err)) {
		return false;
	}
	vector_give(answer, "", tau);
	return true;
}

static bool laplace_threshold_delta(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *tau = eps ? vector_number(c, "threshold") : NULL;
	struct hush_rational *linf = tau ? vector_number(c, "linf") : NULL;
	struct hush_range *delta = vector_range(c);
	uint64_t l0 = 0;
	hush_error err;

	if (!linf || !vector_whole(c, "l0", &l0) ||
	    !vector_ok(c, hush_laplace_threshold_delta(eps, tau, l0, linf, delta, &err), &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

/* --- thresholds of discrete noise --- */

struct cells {
	const struct hush_rational *parameter;
	uint64_t l0;
	uint64_t linf;
	uint64_t later;
};

static bool read_cells(struct vector_case *c, enum hush_mechanism mechanism, struct cells *cells)
{
	cells->parameter = mechanism == HUSH_DISCRETE_GAUSSIAN ? vector_sigma_squared(c) : vector_number(c, "scale");
	return cells->parameter && vector_whole(c, "l0", &cells->l0) && vector_whole_or(c, "linf", 1, &cells->linf) &&
	       read_rule(c, &cells->later);
}

static bool threshold_delta(struct vector_case *c, enum hush_mechanism mechanism, struct vector_answer *answer)
{
	struct hush_range *delta = vector_range(c);
	struct cells cells;
	uint64_t tau = 0;
	hush_error err;

	if (!read_cells(c, mechanism, &cells) || !vector_whole(c, "tau", &tau) ||
	    !vector_ok(c, hush_threshold_delta(mechanism, cells.parameter, tau + cells.later, cells.l0, cells.linf, delta, &err),
	               &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

static bool dgauss_threshold_delta(struct vector_case *c, struct vector_answer *answer)
{
	return threshold_delta(c, HUSH_DISCRETE_GAUSSIAN, answer);
}

static bool dlaplace_threshold_delta(struct vector_case *c, struct vector_answer *answer)
{
	return threshold_delta(c, HUSH_DISCRETE_LAPLACE, answer);
}

static bool min_tau(struct vector_case *c, enum hush_mechanism mechanism, struct vector_answer *answer)
{
	struct hush_rational *delta = vector_number(c, "threshold_delta");
	struct hush_rational *tau = vector_rational(c);
	struct cells cells;
	uint64_t least = 0;
	hush_error err;

	if (!delta || !read_cells(c, mechanism, &cells) ||
	    !vector_ok(c, hush_threshold_least(mechanism, cells.parameter, cells.l0, cells.linf, delta, &least, &err), &err)) {
		return false;
	}
	mpz_set_ui(mpq_numref(tau->q), least);
	mpz_sub_ui(mpq_numref(tau->q), mpq_numref(tau->q), cells.later);
	vector_give_exact(answer, "", tau);
	return true;
}

static bool dgauss_min_tau(struct vector_case *c, struct vector_answer *answer)
{
	return min_tau(c, HUSH_DISCRETE_GAUSSIAN, answer);
}

static bool dlaplace_min_tau(struct vector_case *c, struct vector_answer *answer)
{
	return min_tau(c, HUSH_DISCRETE_LAPLACE, answer);
}

static bool gshm_delta(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma = vector_number(c, "sigma");
	struct hush_rational *tau = sigma ? vector_number(c, "tau_minus_1") : NULL;
	struct hush_rational *eps = tau ? vector_number(c, "eps") : NULL;
	struct hush_range *delta = vector_range(c);
	uint64_t l0 = 0;
	hush_error err;

	if (!eps || !vector_whole(c, "l0", &l0) ||
	    !vector_ok(c, hush_sparse_histogram_delta_gaussian(sigma, tau, l0, eps, delta, &err), &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

typedef hush_status (*histogram_function)(const struct hush_rational *sigma_squared, uint64_t tau, uint64_t l0,
                                          const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err);

static bool histogram(struct vector_case *c, histogram_function function, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = vector_sigma_squared(c);
	struct hush_rational *eps = sigma2 ? vector_number(c, "eps") : NULL;
	struct hush_range *delta = vector_range(c);
	uint64_t l0 = 0;
	uint64_t tau = 0;
	uint64_t later = 0;
	hush_error err;

	if (!eps || !vector_whole(c, "l0", &l0) || !vector_whole(c, "tau", &tau) || !read_rule(c, &later) ||
	    !vector_ok(c, function(sigma2, tau + later, l0, eps, delta, &err), &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

static bool discrete_gshm_delta(struct vector_case *c, struct vector_answer *answer)
{
	return histogram(c, hush_sparse_histogram_delta, answer);
}

static bool add_the_deltas(struct vector_case *c, struct vector_answer *answer)
{
	return histogram(c, hush_added_deltas, answer);
}

/* --- selection --- */

/* Values are the pool's: nothing of `partition` is cleared. */
static bool read_partition(struct vector_case *c, struct hush_partition *partition)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_rational *delta = eps ? vector_number(c, "delta") : NULL;

	if (!delta || !vector_whole_or(c, "l0", 1, &partition->l0) ||
	    !vector_whole_or(c, "pre_threshold", 1, &partition->pre_threshold)) {
		return false;
	}
	partition->epsilon = *eps;
	partition->delta = *delta;
	return true;
}

static bool partition_keep_prob(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_partition partition;
	struct hush_range *keep = vector_range(c);
	uint64_t n = 0;
	hush_error err;

	if (!read_partition(c, &partition) || !vector_whole(c, "n", &n) ||
	    !vector_ok(c, hush_partition_keep(&partition, n, keep, &err), &err)) {
		return false;
	}
	vector_give(answer, "", keep);
	return true;
}

static bool partition_crossovers(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_partition partition;
	uint64_t first = 0;
	uint64_t second = 0;
	hush_error err;

	if (!read_partition(c, &partition) ||
	    !vector_ok(c, hush_partition_crossings(&partition, &first, &second, &err), &err)) {
		return false;
	}
	vector_give_whole(answer, "[0]", first);
	vector_give_whole(answer, "[1]", second);
	return true;
}

static bool partition_keep_prob_rational(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *exp_eps = vector_number(c, "exp_eps");
	struct hush_rational *delta = exp_eps ? vector_number(c, "delta") : NULL;
	uint32_t count = hush_json_count(c->expected);
	struct hush_rational *keep;
	hush_error err;
	bool good;

	if (!delta) {
		return false;
	}
	if (count > MOST_LIST) {
		return vector_refuse(c, "too many values");
	}
	keep = vector_memory(c, count, sizeof *keep);
	for (uint32_t i = 0; i < count; i++) {
		hush_rational_init(&keep[i]);
	}
	good = vector_ok(c, hush_partition_exact(exp_eps, delta, keep, count, &err), &err);
	for (uint32_t i = 0; i < count; i++) {
		char path[32];

		snprintf(path, sizeof path, "[%u]", i);
		if (good) {
			vector_give_exact(answer, path, &keep[i]);
		}
		hush_rational_clear(&keep[i]);
	}
	return good;
}

/* --- the exponential mechanism --- */

static bool exp_mech_probs(struct vector_case *c, struct vector_answer *answer)
{
	bool lower = !vector_has(c, "scores_higher_better");
	const struct hush_json *list = vector_list(c, lower ? "scores_lower_better" : "scores_higher_better");
	struct hush_rational *eps = list ? vector_number(c, "eps") : NULL;
	struct hush_rational *sens = eps ? vector_number(c, "sens") : NULL;
	uint32_t count = list ? hush_json_count(list) : 0;
	struct hush_range *probability;
	int64_t *scores;
	hush_error err;
	bool good = true;

	if (!sens) {
		return false;
	}
	scores = vector_memory(c, count, sizeof *scores);
	probability = vector_memory(c, count, sizeof *probability);
	for (uint32_t i = 0; i < count; i++) {
		const struct hush_rational *score = vector_element(c, "scores", hush_json_at(list, i));

		if (!score) {
			return false;
		}
		if (mpz_cmp_ui(mpq_denref(score->q), 1) != 0 || mpz_sizeinbase(mpq_numref(score->q), 2) > 62) {
			return vector_refuse(c, "refused: scores must be whole numbers below 2^62");
		}
		scores[i] = lower ? mpz_get_si(mpq_numref(score->q)) : -mpz_get_si(mpq_numref(score->q));
	}
	for (uint32_t i = 0; i < count; i++) {
		hush_range_init(&probability[i]);
	}
	good = vector_ok(c, hush_exponential_probabilities(scores, count, eps, sens, probability, &err), &err);
	for (uint32_t i = 0; i < count; i++) {
		char path[32];

		snprintf(path, sizeof path, "[%u]", i);
		if (good) {
			vector_give(answer, path, &probability[i]);
		}
		hush_range_clear(&probability[i]);
	}
	return good;
}

const struct vector_kind vector_threshold_kinds[] = {
	{"gauss_threshold", gauss_threshold},
	{"gauss_threshold_sigma", gauss_threshold_sigma},
	{"laplace_threshold", laplace_threshold},
	{"laplace_threshold_delta", laplace_threshold_delta},
	{"dgauss_threshold_delta", dgauss_threshold_delta},
	{"dlaplace_threshold_delta", dlaplace_threshold_delta},
	{"dgauss_min_tau", dgauss_min_tau},
	{"dlaplace_min_tau", dlaplace_min_tau},
	{"gshm_delta", gshm_delta},
	{"discrete_gshm_delta", discrete_gshm_delta},
	{"add_the_deltas", add_the_deltas},
	{"partition_keep_prob", partition_keep_prob},
	{"partition_crossovers", partition_crossovers},
	{"partition_keep_prob_rational", partition_keep_prob_rational},
	{"exp_mech_probs", exp_mech_probs},
	{NULL, NULL},
};
