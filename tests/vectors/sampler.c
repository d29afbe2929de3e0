/* vectors: recorded draws replayed on the shipped samplers, and what an exponential coin's probability is. */
#include <string.h>

#include "../noise/trace.h"
#include "plan/curve.h"
#include "vectors.h"

/* What each sampler of the reference calls its parameter. */
static const char *parameter_name(const char *sampler)
{
	if (strcmp(sampler, "dlaplace") == 0) {
		return "scale";
	}
	if (strcmp(sampler, "dgauss") == 0) {
		return "sigma2";
	}
	if (strcmp(sampler, "uniform") == 0) {
		return "m";
	}
	return strcmp(sampler, "bernoulli") == 0 ? "p" : "x";
}

/* One of a draw's two numbers, as decimal text. */
static const char *draw_text(struct vector_case *c, const struct hush_json *node)
{
	char *text;

	if (node && hush_json_kind(node) == HUSH_JSON_STRING) {
		return hush_json_string(node);
	}
	if (!node || hush_json_kind(node) != HUSH_JSON_INTEGER) {
		vector_refuse(c, "a draw must be [modulus, value]");
		return NULL;
	}
	text = vector_memory(c, 32, 1);
	vector_text_of(c->document, node, text, 32);
	return text;
}

static bool sampler_trace(struct vector_case *c, struct vector_answer *answer)
{
	const char *sampler = vector_text(c, "sampler");
	const struct hush_json *list = sampler ? vector_list(c, "draws") : NULL;
	const char *name = sampler ? parameter_name(sampler) : "";
	struct hush_rational *parameter;
	struct hush_rational *drawn = vector_rational(c);
	struct hush_trace_draw *draws;
	uint32_t count = list ? hush_json_count(list) : 0;
	long long result = 0;

	if (!list) {
		return false;
	}
	/* Some recordings may name the parameter otherwise. */
	parameter = strcmp(name, "sigma2") == 0 ? vector_sigma_squared(c) : vector_number(c, name);
	if (!parameter) {
		return false;
	}
	draws = vector_memory(c, count, sizeof *draws);
	for (uint32_t i = 0; i < count; i++) {
		const struct hush_json *draw = hush_json_at(list, i);

		if (hush_json_kind(draw) != HUSH_JSON_ARRAY || hush_json_count(draw) != 2) {
			return vector_refuse(c, "a draw must be [modulus, value]");
		}
		draws[i].modulus = draw_text(c, hush_json_at(draw, 0));
		draws[i].value = draw_text(c, hush_json_at(draw, 1));
		if (!draws[i].modulus || !draws[i].value) {
			return false;
		}
	}
	if (!hush_trace_replay(sampler, parameter, draws, count, &result)) {
		return vector_refuse(c, "the sampler does not follow these draws to their end");
	}
	mpz_set_si(mpq_numref(drawn->q), (long)result);
	vector_give_exact(answer, "", drawn);
	return true;
}

/* e^-x, the law that the coin's tests compare every sampler with. */
static bool bernoulli_exp_prob(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *x = vector_number(c, "x");
	struct hush_range *probability = vector_range(c);

	if (!x) {
		return false;
	}
	if (mpq_sgn(x->q) < 0) {
		return vector_refuse(c, "refused: x must not be negative");
	}
	mpq_neg(x->q, x->q);
	hush_range_exp(probability, x);
	vector_give(answer, "", probability);
	return true;
}

const struct vector_kind vector_sampler_kinds[] = {
	{"sampler_trace", sampler_trace},
	{"bernoulli_exp_prob", bernoulli_exp_prob},
	{NULL, NULL},
};
