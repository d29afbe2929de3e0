/* vectors: distributions of the privacy loss and their composition. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "parts.h"
#include "plan/curve.h"
#include "plan/loss_grid.h"

enum { MOST_PARTS = 4096, DIGITS = 60, MOST_BITS = 220 };

/* --- parts --- */

bool vector_part(struct vector_case *c, struct hush_loss_part *part)
{
	const char *mech = vector_text(c, "mech");
	struct hush_rational *parameter;
	bool gaussian;

	if (!mech) {
		return false;
	}
	if (strcmp(mech, "discrete_gaussian") == 0) {
		part->law = HUSH_LOSS_DISCRETE_GAUSSIAN;
	} else if (strcmp(mech, "discrete_laplace") == 0) {
		part->law = HUSH_LOSS_DISCRETE_LAPLACE;
	} else if (strcmp(mech, "gaussian") == 0) {
		part->law = HUSH_LOSS_GAUSSIAN;
	} else if (strcmp(mech, "laplace") == 0) {
		part->law = HUSH_LOSS_LAPLACE;
	} else {
		return vector_refuse(c, "the mechanism \"%.60s\" is not known", mech);
	}
	gaussian = part->law == HUSH_LOSS_DISCRETE_GAUSSIAN || part->law == HUSH_LOSS_GAUSSIAN;
	parameter = gaussian ? vector_sigma_squared(c) : vector_number(c, "scale");
	part->shift = parameter ? vector_number_or(c, "sens", "1") : NULL;
	if (!part->shift || !vector_whole_or(c, "count", 1, &part->count)) {
		return false;
	}
	/* Numbers that are no decimals (ln, sqrt) have more digits than an exact loss takes. */
	if (mpq_sgn(parameter->q) > 0 && mpz_sizeinbase(mpq_denref(parameter->q), 2) > MOST_BITS) {
		hush_rational_round(parameter, DIGITS, HUSH_DOWN);
	}
	part->parameter = parameter;
	return true;
}

bool vector_parts(struct vector_case *c, struct hush_loss_part **parts, uint32_t *count)
{
	const struct hush_json *list = vector_list(c, "parts");
	uint32_t length = list ? hush_json_count(list) : 0;
	bool good = list != NULL;

	if (good && (length < 1 || length > MOST_PARTS)) {
		return vector_refuse(c, "parameter \"parts\" must have 1 to %d parts", MOST_PARTS);
	}
	*count = length;
	*parts = vector_memory(c, length, sizeof **parts);
	for (uint32_t i = 0; good && i < length; i++) {
		/* A part is read like a case of its own; what it takes from the pool becomes the case's. */
		struct vector_case part = *c;

		part.params = hush_json_at(list, i);
		part.used = 0;
		if (hush_json_kind(part.params) != HUSH_JSON_OBJECT) {
			return vector_refuse(c, "a part must be an object");
		}
		good = vector_part(&part, &(*parts)[i]) && vector_all_used(&part);
		c->pool = part.pool;
		memcpy(c->complaint, part.complaint, sizeof c->complaint);
	}
	return good;
}

/* The sum of count * shift^2/sigma^2 when all parts are Gaussian, else NULL. */
static struct hush_rational *gaussian_mu_squared(struct vector_case *c, const struct hush_loss_part *parts, uint32_t count)
{
	struct hush_rational *sum = vector_rational(c);
	struct hush_rational *term = vector_rational(c);
	struct hush_rational *times = vector_rational(c);

	for (uint32_t i = 0; i < count; i++) {
		if (parts[i].law != HUSH_LOSS_GAUSSIAN || mpq_sgn(parts[i].parameter->q) <= 0) {
			return NULL;
		}
		hush_rational_set_u64(times, parts[i].count, 1);
		mpq_mul(term->q, parts[i].shift->q, parts[i].shift->q);
		mpq_div(term->q, term->q, parts[i].parameter->q);
		mpq_mul(term->q, term->q, times->q);
		mpq_add(sum->q, sum->q, term->q);
	}
	return sum;
}

/* Numbers with more digits than a formula takes are rounded; here at 60 digits, away from the claim. */
static void shorten(struct hush_rational *value)
{
	if (mpq_sgn(value->q) > 0 && mpz_sizeinbase(mpq_denref(value->q), 2) > 60000) {
		hush_rational_round(value, DIGITS, HUSH_UP);
	}
}

bool vector_delta_of(struct vector_case *c, const struct hush_loss_part *parts, uint32_t count,
                     const struct hush_rational *epsilon, struct hush_range *delta)
{
	struct hush_rational *mu2 = gaussian_mu_squared(c, parts, count);
	struct hush_rational *one = vector_rational(c);
	hush_error err;

	if (!mu2) {
		return vector_ok(c, hush_loss_delta_of(parts, count, epsilon, delta, &err), &err);
	}
	shorten(mu2);
	mpq_set_ui(one->q, 1, 1);
	return vector_ok(c, hush_gaussian_delta(one, mu2, epsilon, delta, &err), &err);
}

/* Laplace noise only, at delta = 0: the sum of count * shift/scale. */
static bool pure_epsilon(struct vector_case *c, const struct hush_loss_part *parts, uint32_t count, struct hush_range *epsilon)
{
	struct hush_rational *sum = vector_rational(c);
	struct hush_rational *term = vector_rational(c);
	struct hush_rational *times = vector_rational(c);

	for (uint32_t i = 0; i < count; i++) {
		if ((parts[i].law != HUSH_LOSS_LAPLACE && parts[i].law != HUSH_LOSS_DISCRETE_LAPLACE) ||
		    mpq_sgn(parts[i].parameter->q) <= 0) {
			return vector_refuse(c, "refused: delta = 0 holds for Laplace noise only");
		}
		hush_rational_set_u64(times, parts[i].count, 1);
		mpq_div(term->q, parts[i].shift->q, parts[i].parameter->q);
		mpq_mul(term->q, term->q, times->q);
		mpq_add(sum->q, sum->q, term->q);
	}
	hush_range_set_rational(epsilon, sum);
	return true;
}

bool vector_epsilon_of(struct vector_case *c, const struct hush_loss_part *parts, uint32_t count,
                       const struct hush_rational *delta, struct hush_range *epsilon)
{
	struct hush_rational *mu2 = gaussian_mu_squared(c, parts, count);
	struct hush_rational *one = vector_rational(c);
	hush_error err;

	if (hush_rational_is_zero(delta)) {
		return pure_epsilon(c, parts, count, epsilon);
	}
	if (!mu2) {
		return vector_ok(c, hush_loss_epsilon_of(parts, count, delta, epsilon, &err), &err);
	}
	shorten(mu2);
	mpq_set_ui(one->q, 1, 1);
	return vector_ok(c, hush_gaussian_epsilon(one, mu2, delta, epsilon, &err), &err);
}

static bool pld_compose_delta(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *eps = vector_number(c, "eps");
	struct hush_range *delta = vector_range(c);
	struct hush_loss_part *parts;
	uint32_t count = 0;

	if (!eps || !vector_parts(c, &parts, &count) || !vector_delta_of(c, parts, count, eps, delta)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

static bool pld_compose_eps(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *delta = vector_number(c, "delta");
	struct hush_range *eps = vector_range(c);
	struct hush_loss_part *parts;
	uint32_t count = 0;

	if (!delta || !vector_parts(c, &parts, &count) || !vector_epsilon_of(c, parts, count, delta, eps)) {
		return false;
	}
	vector_give(answer, "", eps);
	return true;
}

/* --- one draw on a grid --- */

static bool read_method(struct vector_case *c, enum hush_grid_method *method)
{
	const char *name = vector_text(c, "method");

	if (!name) {
		return false;
	}
	if (strcmp(name, "privacy_buckets_up") == 0) {
		*method = HUSH_GRID_BUCKETS_UP;
	} else if (strcmp(name, "privacy_buckets_down") == 0) {
		*method = HUSH_GRID_BUCKETS_DOWN;
	} else if (strcmp(name, "connect_dots") == 0) {
		*method = HUSH_GRID_CONNECT_DOTS;
	} else {
		return vector_refuse(c, "the method \"%.60s\" is not known", name);
	}
	return true;
}

/* e^log_mass_truncation, by default e^-50; nothing is cut off where the losses are bounded. */
static struct hush_rational *read_tail(struct vector_case *c, enum hush_loss_law law)
{
	struct hush_rational *tail = vector_number_or(c, "log_mass_truncation", "-50");
	mpfr_t power;

	if (!tail) {
		return NULL;
	}
	mpfr_init2(power, 256);
	mpfr_set_q(power, tail->q, MPFR_RNDN);
	mpfr_exp(power, power, MPFR_RNDN);
	mpq_set_ui(tail->q, 0, 1);
	if ((law == HUSH_LOSS_GAUSSIAN || law == HUSH_LOSS_DISCRETE_GAUSSIAN) && mpfr_number_p(power) &&
	    mpfr_get_exp(power) > -16000 && mpfr_get_exp(power) < 64) {
		hush_rational_set_mpfr(tail, power);
	}
	mpfr_clear(power);
	return tail;
}

static bool pld_pmf(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *step = vector_number(c, "grid");
	struct hush_loss_part part = {.count = 1};
	struct hush_loss_grid grid;
	struct hush_rational *tail;
	enum hush_grid_method method = HUSH_GRID_BUCKETS_UP;
	uint64_t bound = 0;
	hush_error err;

	if (!step || !vector_part(c, &part) || !read_method(c, &method)) {
		return false;
	}
	if (vector_has(c, "truncation")) {
		if (!vector_whole(c, "truncation", &bound) ||
		    !vector_ok(c, hush_loss_grid_make_cut(&part, bound, step, method, &grid, &err), &err)) {
			return false;
		}
	} else {
		tail = read_tail(c, part.law);
		if (!tail || !vector_ok(c, hush_loss_grid_make(&part, step, tail, method, &grid, &err), &err)) {
			return false;
		}
	}
	answer->sparse = true;
	for (uint32_t i = 0; i < grid.count; i++) {
		char path[48];

		if (!mpfr_zero_p(grid.mass[i].high)) {
			snprintf(path, sizeof path, ".pmf.%" PRId64, grid.first + (int64_t)i);
			vector_give(answer, path, &grid.mass[i]);
		}
	}
	vector_give(answer, ".infinity_mass", &grid.infinite);
	hush_loss_grid_clear(&grid);
	return true;
}

const struct vector_kind vector_loss_kinds[] = {
	{"pld_compose_delta", pld_compose_delta},
	{"pld_compose_delta_interval", pld_compose_delta},
	{"pld_compose_eps", pld_compose_eps},
	{"pld_pmf", pld_pmf},
	{NULL, NULL},
};
