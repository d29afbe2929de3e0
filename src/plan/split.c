/* split: see split.h.  Everything is checked before anything is written, so that a refusal leaves the outputs alone. */
#include "plan/split.h"

#include <inttypes.h>

enum {
	MOST_ITEMS = 65536,
	WEIGHT_POWER = 64, /* weights lie between 2^-64 and 2^64 */
	WEIGHT_BITS = 512,
	WORK_BITS = 256,
	ROOT_BITS = 30,
	EXACT_BITS = 512 /* longer common denominators are given up for short ones */
};

/* --- checks --- */

static hush_status check_count(uint32_t count, hush_error *err)
{
	return count >= 1 && count <= MOST_ITEMS
	           ? HUSH_OK
	           : hush_fail(err, HUSH_E_SPEC, "a budget is divided among 1 to %d parts, not %" PRIu32, MOST_ITEMS, count);
}

static hush_status check_weight(const struct hush_rational *weight, hush_error *err)
{
	struct hush_rational limit;
	bool good = mpq_sgn(weight->q) > 0 && mpz_sizeinbase(mpq_numref(weight->q), 2) <= WEIGHT_BITS &&
	            mpz_sizeinbase(mpq_denref(weight->q), 2) <= WEIGHT_BITS;

	hush_rational_init(&limit);
	hush_rational_set_u64(&limit, 1, 1);
	mpq_mul_2exp(limit.q, limit.q, WEIGHT_POWER);
	good = good && hush_rational_compare(weight, &limit) <= 0;
	mpq_inv(limit.q, limit.q);
	good = good && hush_rational_compare(weight, &limit) >= 0;
	hush_rational_clear(&limit);
	return good ? HUSH_OK
	            : hush_fail(err, HUSH_E_SPEC, "a weight must be from 2^-%d to 2^%d, as a fraction of at most %d bits",
	                        WEIGHT_POWER, WEIGHT_POWER, WEIGHT_BITS);
}

static hush_status check_rho(const struct hush_rational *rho, hush_error *err)
{
	struct hush_rational limit;
	bool good;

	hush_rational_init(&limit);
	good = hush_rational_parse(&limit, "1e-30") && hush_rational_compare(rho, &limit) >= 0;
	mpq_set_ui(limit.q, 1, 1);
	mpz_ui_pow_ui(mpq_numref(limit.q), 10, 30);
	good = good && hush_rational_compare(rho, &limit) <= 0;
	hush_rational_clear(&limit);
	return good ? HUSH_OK : hush_fail(err, HUSH_E_SPEC, "the rho to divide must be from 1e-30 to 1e30");
}

static hush_status check_items(enum hush_split_rule rule, bool counts_epsilon, const struct hush_split_item *items,
                               uint32_t count, hush_error *err)
{
	HUSH_TRY(check_count(count, err));
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(check_weight(items[i].share, err));
		if (items[i].d_squared) {
			HUSH_TRY(check_weight(items[i].d_squared, err));
		}
		if ((counts_epsilon ? items[i].sensitivity->l1 : items[i].sensitivity->l2_squared) == 0) {
			return hush_fail(err, HUSH_E_SPEC, "a sensitivity must be at least 1");
		}
		if (rule == HUSH_SPLIT_RELATIVE && items[i].typical == 0) {
			return hush_fail(err, HUSH_E_SPEC, "a typical count must be at least 1");
		}
	}
	return HUSH_OK;
}

/* --- the weights of the parts --- */

/* The value to ROOT_BITS significant bits, after a square or cube root. */
static void shorten(struct hush_rational *value, unsigned root)
{
	mpfr_t real;

	mpfr_init2(real, WORK_BITS);
	mpfr_set_q(real, value->q, MPFR_RNDN);
	if (root > 1) {
		mpfr_rootn_ui(real, real, root, MPFR_RNDN);
	}
	mpfr_prec_round(real, ROOT_BITS, MPFR_RNDN);
	hush_rational_set_mpfr(value, real);
	mpfr_clear(real);
}

/* D where epsilon is counted, D^2 where rho is. */
static void put_size(bool counts_epsilon, const struct hush_split_item *item, struct hush_rational *size)
{
	if (counts_epsilon) {
		hush_rational_set_u64(size, item->sensitivity->l1, 1);
	} else if (item->d_squared) {
		hush_rational_set(size, item->d_squared);
	} else {
		hush_rational_set_u64(size, item->sensitivity->l2_squared, 1);
	}
}

/* What the item's part is proportional to (split.proof.md). */
static void weigh(enum hush_split_rule rule, bool counts_epsilon, const struct hush_split_item *item,
                  struct hush_rational *weight)
{
	struct hush_rational factor;

	hush_rational_init(&factor);
	if (rule == HUSH_SPLIT_BUDGET) {
		hush_rational_set(weight, item->share);
	} else if (rule == HUSH_SPLIT_RELATIVE) {
		hush_rational_set_u64(&factor, 1, item->typical);
		if (!counts_epsilon) {
			mpq_mul(factor.q, factor.q, factor.q);
		}
		put_size(counts_epsilon, item, weight);
		mpq_mul(weight->q, weight->q, factor.q);
	} else {
		put_size(counts_epsilon, item, &factor);
		mpq_mul(weight->q, item->share->q, factor.q);
		if (counts_epsilon) {
			mpq_mul(weight->q, weight->q, factor.q);
		}
		shorten(weight, counts_epsilon ? 3 : 2);
	}
	hush_rational_clear(&factor);
}

static void add_up(const struct hush_rational *weights, uint32_t count, struct hush_rational *sum)
{
	mpq_set_ui(sum->q, 0, 1);
	for (uint32_t i = 0; i < count; i++) {
		mpq_add(sum->q, sum->q, weights[i].q);
	}
}

/* True when the weights' common denominator is longer than EXACT_BITS; stops looking there. */
static bool is_long(const struct hush_rational *weights, uint32_t count)
{
	bool found = false;
	mpz_t common;

	mpz_init_set_ui(common, 1);
	for (uint32_t i = 0; i < count && !found; i++) {
		mpz_lcm(common, common, mpq_denref(weights[i].q));
		found = mpz_sizeinbase(common, 2) > EXACT_BITS;
	}
	mpz_clear(common);
	return found;
}

hush_status hush_split(enum hush_split_rule rule, bool counts_epsilon, const struct hush_split_item *items, uint32_t count,
                       struct hush_rational *parts, hush_error *err)
{
	struct hush_rational sum;

	HUSH_TRY(check_items(rule, counts_epsilon, items, count, err));
	for (uint32_t i = 0; i < count; i++) {
		weigh(rule, counts_epsilon, &items[i], &parts[i]);
	}
	if (rule == HUSH_SPLIT_RELATIVE && is_long(parts, count)) {
		for (uint32_t i = 0; i < count; i++) {
			shorten(&parts[i], 1);
		}
	}
	hush_rational_init(&sum);
	add_up(parts, count, &sum);
	for (uint32_t i = 0; i < count; i++) {
		mpq_div(parts[i].q, parts[i].q, sum.q);
	}
	hush_rational_clear(&sum);
	return HUSH_OK;
}

/* --- levels --- */

/* The square root of an exact square, enclosed. */
static void enclose_root(const mpq_t square, struct hush_range *root)
{
	mpfr_set_q(root->low, square, MPFR_RNDD);
	mpfr_sqrt(root->low, root->low, MPFR_RNDD);
	mpfr_set_q(root->high, square, MPFR_RNDU);
	mpfr_sqrt(root->high, root->high, MPFR_RNDU);
}

hush_status hush_level_allocation(const uint64_t *l2_squared, const struct hush_rational *weights, uint32_t count,
                                  const struct hush_rational *rho, struct hush_range *sigma_squared,
                                  struct hush_range *weighted_total, hush_error *err)
{
	struct hush_rational square;
	struct hush_rational doubled;
	struct hush_range sum;

	HUSH_TRY(check_count(count, err));
	HUSH_TRY(check_rho(rho, err));
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(check_weight(&weights[i], err));
		if (l2_squared[i] == 0) {
			return hush_fail(err, HUSH_E_SPEC, "a sensitivity must be at least 1");
		}
	}
	hush_rational_init(&square);
	hush_rational_init(&doubled);
	hush_range_init(&sum);
	mpq_mul_2exp(doubled.q, rho->q, 1);
	/* sum = sum of D sqrt(w). Each level's own root waits in its place. */
	for (uint32_t i = 0; i < count; i++) {
		hush_rational_set_u64(&square, l2_squared[i], 1);
		mpq_mul(square.q, square.q, weights[i].q);
		enclose_root(square.q, &sigma_squared[i]);
		mpfr_add(sum.low, sum.low, sigma_squared[i].low, MPFR_RNDD);
		mpfr_add(sum.high, sum.high, sigma_squared[i].high, MPFR_RNDU);
	}
	/* sigma^2 = (D/sqrt(w)) sum/(2 rho), with D/sqrt(w) = D sqrt(w) / w. */
	for (uint32_t i = 0; i < count; i++) {
		struct hush_range *level = &sigma_squared[i];

		mpq_mul(square.q, doubled.q, weights[i].q);
		mpfr_mul(level->low, level->low, sum.low, MPFR_RNDD);
		mpfr_div_q(level->low, level->low, square.q, MPFR_RNDD);
		mpfr_mul(level->high, level->high, sum.high, MPFR_RNDU);
		mpfr_div_q(level->high, level->high, square.q, MPFR_RNDU);
	}
	mpfr_sqr(weighted_total->low, sum.low, MPFR_RNDD);
	mpfr_div_q(weighted_total->low, weighted_total->low, doubled.q, MPFR_RNDD);
	mpfr_sqr(weighted_total->high, sum.high, MPFR_RNDU);
	mpfr_div_q(weighted_total->high, weighted_total->high, doubled.q, MPFR_RNDU);
	hush_range_clear(&sum);
	hush_rational_clear(&doubled);
	hush_rational_clear(&square);
	return HUSH_OK;
}
