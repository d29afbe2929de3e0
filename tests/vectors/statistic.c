/* vectors: scores of quantiles, and intervals of ratios. */
#include <stdio.h>
#include <string.h>

#include "noise/choose.h"
#include "post/fieller.h"
#include "vectors.h"

enum { MOST_VALUES = 1 << 20, MOST_WHOLE = 1000000 };

/* --- quantile_scores --- */

/* The data, written out as a list, or as "first..last" of whole numbers. */
struct values {
	struct hush_rational **items;
	uint32_t count;
};

static bool read_list(struct vector_case *c, const char *name, struct values *values)
{
	const struct hush_json *list = vector_list(c, name);

	values->count = list ? hush_json_count(list) : 0;
	values->items = vector_memory(c, (size_t)values->count + 1, sizeof(*values->items));
	for (uint32_t i = 0; i < values->count; i++) {
		values->items[i] = vector_element(c, name, hush_json_at(list, i));
		if (!values->items[i]) {
			return false;
		}
	}
	return list != NULL;
}

static bool read_span(struct vector_case *c, const char *text, struct values *values)
{
	long long first = 0;
	long long last = 0;
	int end = 0;

	if (sscanf(text, "%lld..%lld%n", &first, &last, &end) != 2 || text[end] || last < first || last - first >= MOST_VALUES) {
		return vector_refuse(c, "parameter \"data\" is neither a list nor \"first..last\"");
	}
	values->count = (uint32_t)(last - first + 1);
	values->items = vector_memory(c, values->count, sizeof(*values->items));
	for (uint32_t i = 0; i < values->count; i++) {
		values->items[i] = vector_rational(c);
		mpq_set_si(values->items[i]->q, (long)(first + i), 1);
	}
	return true;
}

static bool read_quantile(struct vector_case *c, struct hush_quantile *quantile)
{
	struct hush_rational *alpha = vector_number(c, "alpha");

	if (!alpha) {
		return false;
	}
	if (mpq_sgn(alpha->q) < 0 || mpq_cmp_ui(alpha->q, 1, 1) > 0 || mpz_cmp_ui(mpq_denref(alpha->q), MOST_WHOLE) > 0) {
		return vector_refuse(c, "alpha must lie in 0..1, with a denominator of at most %d", MOST_WHOLE);
	}
	quantile->part = (uint32_t)mpz_get_ui(mpq_numref(alpha->q));
	quantile->whole = (uint32_t)mpz_get_ui(mpq_denref(alpha->q));
	return true;
}

/*
 * |(d - n) #(x < c) - n #(x > c)| (Smith 2011; OpenDP): the library's score of a point at which no value stands, for this one
 * leaves out those that do.  Counts are cut off at the limit of the data's size.
 */
static bool quantile_scores(struct vector_case *c, struct vector_answer *answer)
{
	const char *span = vector_has(c, "data") && hush_json_string(hush_json_get(c->params, "data")) ? vector_text(c, "data") : NULL;
	struct hush_quantile quantile = {0};
	struct values data = {0};
	struct values candidates = {0};
	uint64_t limit = 0;

	if (!(span ? read_span(c, span, &data) : read_list(c, "data", &data)) || !read_list(c, "candidates", &candidates) ||
	    !read_quantile(c, &quantile) || !vector_whole_or(c, "size_limit", MOST_VALUES, &limit)) {
		return false;
	}
	for (uint32_t i = 0; i < candidates.count; i++) {
		char path[24];
		uint64_t below = 0;
		uint64_t above = 0;

		for (uint32_t k = 0; k < data.count; k++) {
			int order = mpq_cmp(data.items[k]->q, candidates.items[i]->q);

			below += order < 0;
			above += order > 0;
		}
		below = below < limit ? below : limit;
		above = above < limit ? above : limit;
		snprintf(path, sizeof path, "[%u]", i);
		vector_give_whole(answer, path, hush_choose_score(&quantile, below, 0, below + above));
	}
	return true;
}

/* --- ratio_ci --- */

static bool ratio_ci(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *ratio = vector_rational(c);
	struct hush_rational *variance = vector_rational(c);
	struct hush_rational *low = vector_rational(c);
	struct hush_rational *high = vector_rational(c);
	struct hush_rational *z = vector_number(c, "z");
	const struct hush_fraction fraction = {.above = vector_number(c, "num"),
	                                       .below = vector_number(c, "den"),
	                                       .variance_above = vector_number(c, "var_num"),
	                                       .variance_below = vector_number(c, "var_den"),
	                                       .covariance = vector_number_or(c, "cov", "0")};

	if (!z || !fraction.above || !fraction.below || !fraction.variance_above || !fraction.variance_below ||
	    !fraction.covariance) {
		return false;
	}
	if (mpq_sgn(fraction.below->q) == 0) {
		return vector_refuse(c, "a ratio over 0");
	}
	mpq_div(ratio->q, fraction.above->q, fraction.below->q);
	hush_fraction_variance(&fraction, ratio, variance);
	mpq_mul(z->q, z->q, z->q);
	if (!hush_fieller_end(&fraction, z, -1, low) || !hush_fieller_end(&fraction, z, 1, high)) {
		return vector_refuse(c, "the denominator is not clear of 0, so that the interval has no two ends");
	}
	vector_give_exact(answer, ".ratio", ratio);
	vector_give_exact(answer, ".delta_var", variance);
	vector_give_exact(answer, ".fieller[0]", low);
	vector_give_exact(answer, ".fieller[1]", high);
	return true;
}

const struct vector_kind vector_statistic_kinds[] = {
	{"quantile_scores", quantile_scores},
	{"ratio_ci", ratio_ci},
	{NULL, NULL},
};
