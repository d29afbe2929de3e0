/*
 * paths: the shipped step of 16 bits and the two paths of each sampler, against each other on the same random bits.
 *
 * law_bits, law_steps and law_exps prove the law one bit, one coin at a time.  Here: a coin that looks at 16 bits at
 * once decides as the infinite string of bits says, also when the first slices tie; and the path over integers of fixed
 * size draws the very numbers of the GMP path, bit for bit.  And every refusal of a parameter.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "noise/gaussian.h"
#include "noise/keep.h"
#include "noise/laplace.h"
#include "seeded_bits.h"

/* A source that hands out a written list of words, slice by slice from the top, then the last one for ever. */
struct script {
	struct hush_bits_pool pool;
	const uint64_t *words;
	size_t count;
	size_t used; /* words */
};

static void refill_script(struct hush_bits_pool *pool)
{
	struct script *script = (struct script *)pool;
	uint64_t word = script->words[script->used < script->count ? script->used : script->count - 1];

	for (unsigned i = 0; i < HUSH_BITS_PER_WORD; i++) {
		pool->slices[i] = (uint16_t)(word >> (HUSH_BITS_SLICE * i));
	}
	pool->left = HUSH_BITS_PER_WORD;
	script->used++;
}

static struct hush_bits scripted(struct script *script, const uint64_t *words, size_t count)
{
	script->pool.left = 0;
	script->pool.keep = UINT32_MAX;
	script->words = words;
	script->count = count;
	script->used = 0;
	return (struct hush_bits){&script->pool, refill_script, NULL};
}

static size_t slices_used(const struct script *script)
{
	return script->used * HUSH_BITS_PER_WORD - script->pool.left;
}

enum { WORDS = 3, SLICES = WORDS * HUSH_BITS_PER_WORD };

static uint64_t slice_of(const uint64_t words[WORDS], size_t at)
{
	return words[at / HUSH_BITS_PER_WORD] >> (48 - 16 * (at % HUSH_BITS_PER_WORD)) & 0xffff;
}

/* Whether 0.s0s1s2000... (base 2^16) < n/d, and how many slices that takes. */
static bool below(const uint64_t words[WORDS], hush_u128 n, hush_u128 d, size_t *needed)
{
	mpz_t u, scaled, next, d_z;
	bool is_below = false;

	mpz_inits(u, scaled, next, d_z, NULL);
	mpz_import(scaled, 1, -1, sizeof n, 0, 0, &n);
	mpz_import(d_z, 1, -1, sizeof d, 0, 0, &d);
	for (*needed = 1; *needed <= SLICES; ++*needed) {
		mpz_mul_2exp(u, u, 16);
		mpz_add_ui(u, u, slice_of(words, *needed - 1));
		mpz_mul_2exp(scaled, scaled, 16);
		/* All numbers that begin with u are in [u, u + 1): decided when n/d is outside the open interval. */
		mpz_mul(next, u, d_z);
		if (mpz_cmp(next, scaled) >= 0) {
			break;
		}
		mpz_add(next, next, d_z);
		if (mpz_cmp(next, scaled) <= 0) {
			is_below = true;
			break;
		}
	}
	mpz_clears(u, scaled, next, d_z, NULL);
	return is_below;
}

static void expect_decision(const uint64_t words[WORDS], hush_u128 n, hush_u128 d)
{
	struct script script;
	struct hush_bits bits;
	size_t needed;
	bool wanted = below(words, n, d, &needed);
	mpz_t n_z, d_z;

	bits = scripted(&script, words, WORDS);
	ck_assert_int_eq(hush_bernoulli(&bits, n, d), wanted);
	ck_assert_uint_eq(slices_used(&script), needed);
	mpz_inits(n_z, d_z, NULL);
	mpz_import(n_z, 1, -1, sizeof n, 0, 0, &n);
	mpz_import(d_z, 1, -1, sizeof d, 0, 0, &d);
	bits = scripted(&script, words, WORDS);
	ck_assert_int_eq(hush_bernoulli_z(&bits, n_z, d_z), wanted);
	ck_assert_uint_eq(slices_used(&script), needed);
	mpz_clears(n_z, d_z, NULL);
}

/* The first words of n/d in base 2^64: the string that ties for ever. */
static void tie(uint64_t words[WORDS], hush_u128 n, hush_u128 d)
{
	mpz_t rest, d_z, word;

	mpz_inits(rest, d_z, word, NULL);
	mpz_import(rest, 1, -1, sizeof n, 0, 0, &n);
	mpz_import(d_z, 1, -1, sizeof d, 0, 0, &d);
	for (int i = 0; i < WORDS; i++) {
		mpz_mul_2exp(rest, rest, 64);
		mpz_fdiv_qr(word, rest, rest, d_z);
		words[i] = mpz_get_ui(word);
	}
	mpz_clears(rest, d_z, word, NULL);
}

START_TEST(ties_are_decided_by_the_next_slices)
{
	static const uint64_t pairs[][2] = {
		{1, 2}, {2385, 4096}, {1, 3}, {2, 3}, {5, 7}, {1, 1000}, {999, 1000},
		{1, 9223372036854775807}, {9223372036854775806, 9223372036854775807},
		{4611686018427387905, 9223372036854775783}, {2385, 4095}, {6148914691236517203, 9223372036854775807},
		{70368744177662, 70368744177663}, {70368744177663, 70368744177664}, {1, 70368744177665}, /* about the narrow limit */
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		for (unsigned shift = 0; shift <= 46; shift += 23) {
			hush_u128 n = (hush_u128)pairs[i][0] << shift, d = (hush_u128)pairs[i][1] << shift;
			uint64_t words[WORDS];

			for (size_t at = 0; at < SLICES; at++) {
				uint64_t unit = (uint64_t)1 << (48 - 16 * (at % HUSH_BITS_PER_WORD));

				tie(words, n, d);
				if (slice_of(words, at) < 0xffff) {
					words[at / HUSH_BITS_PER_WORD] += unit;
					expect_decision(words, n, d);
				}
				tie(words, n, d);
				if (slice_of(words, at) > 0) {
					words[at / HUSH_BITS_PER_WORD] -= unit;
					expect_decision(words, n, d);
				}
			}
		}
	}
}
END_TEST

START_TEST(coins_decide_as_the_whole_string_does)
{
	struct seeded_pool memory;
	struct hush_bits bits;

	seeded_bits(&bits, &memory, 4);
	for (int i = 0; i < 20000; i++) {
		uint64_t d = hush_bits_take(&bits, 63) >> hush_bits_take(&bits, 5);
		uint64_t words[WORDS];

		d += d == 0;
		for (int w = 0; w < WORDS; w++) {
			words[w] = hush_bits_word(&bits);
		}
		expect_decision(words, hush_bits_word(&bits) % (d + 1), d);
	}
}
END_TEST

/* Zero and sure coins, and the ends of the uniform. */
START_TEST(edges_are_right)
{
	/* Of the products 7u, those whose low 16 bits are below 2^16 mod 7 = 2 are thrown away: u = 0 and u = 28087. */
	static const uint64_t zeros[] = {0}, ones[] = {UINT64_MAX}, retry[] = {(uint64_t)28087 << 32 | (uint64_t)37450 << 16};
	struct script script;
	struct hush_bits bits = scripted(&script, zeros, 1);

	ck_assert(!hush_bernoulli(&bits, 0, 5));
	ck_assert(hush_bernoulli(&bits, 5, 5));
	ck_assert_uint_eq(hush_uniform(&bits, 16), 0);
	bits = scripted(&script, ones, 1);
	ck_assert(!hush_bernoulli(&bits, 0, 5));
	ck_assert(hush_bernoulli(&bits, 5, 5));
	ck_assert(!hush_bernoulli(&bits, 4, 5));
	ck_assert_uint_eq(hush_uniform(&bits, (uint64_t)1 << 63), ((uint64_t)1 << 63) - 1);
	ck_assert_uint_eq(hush_uniform(&bits, UINT64_MAX), UINT64_MAX - 1);
	ck_assert_uint_eq(hush_uniform(&bits, 8), 7);
	ck_assert_uint_eq(hush_uniform(&bits, 10), 9);
	ck_assert_uint_eq(hush_uniform(&bits, 1000), 999);
	ck_assert_uint_eq(hush_uniform(&bits, 16777217), 16777216);
	ck_assert_uint_eq(hush_uniform(&bits, 1), 0);
	bits = scripted(&script, retry, 1);
	ck_assert_uint_eq(hush_uniform(&bits, 7), 4);
	ck_assert_uint_eq(slices_used(&script), 3);
}
END_TEST

START_TEST(keeping_refuses_what_is_no_probability)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational p;
	hush_error err;
	bool kept = true;

	seeded_bits(&bits, &memory, 1);
	hush_rational_init(&p);
	ck_assert_int_eq(hush_keep_draw(&p, &bits, &kept, &err), HUSH_OK);
	ck_assert(!kept);
	mpq_set_si(p.q, 1, 1);
	ck_assert_int_eq(hush_keep_draw(&p, &bits, &kept, &err), HUSH_OK);
	ck_assert(kept);
	memory.words = 0;
	memory.pool.left = 0;
	mpq_set_si(p.q, -1, 1000000);
	ck_assert_int_eq(hush_keep_draw(&p, &bits, &kept, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "0 to 1"));
	mpq_set_si(p.q, 1000001, 1000000);
	ck_assert_int_eq(hush_keep_draw(&p, &bits, &kept, &err), HUSH_E_SPEC);
	mpq_set_si(p.q, 1, 1);
	mpz_mul_2exp(mpq_denref(p.q), mpq_denref(p.q), HUSH_KEEP_BITS); /* one bit too many */
	ck_assert_int_eq(hush_keep_draw(&p, &bits, &kept, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "65536"));
	ck_assert(kept);                    /* untouched */
	ck_assert_uint_eq(memory.words, 0); /* nothing drawn */
	mpz_fdiv_q_2exp(mpq_denref(p.q), mpq_denref(p.q), 1);
	ck_assert_int_eq(hush_keep_draw(&p, &bits, &kept, NULL), HUSH_OK);
	ck_assert(!kept);
	hush_rational_clear(&p);
}
END_TEST

static const char *const parameters[] = {
	"1/1048576", "1/1000", "2385/4096", "1", "2.385", "7/2", "20", "142.8", "285.5715", "1e3", "3217/64", "1e6",
	"123456789.5",
	"1e8", "1e12", "1/3", "1e15", "4093/64", "65521/128", "65521/16384", "1/65535", "4294967291/4294967279",
	"4294967311/4294967357",
};

/*
 * (Where a coin of the path over integers of fixed size is split because its denominator would not fit, the two paths use
 * their bits differently and only their laws agree; law_steps walks those.  None of these parameters does so.)
 */
START_TEST(both_paths_draw_the_same_laplace)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_laplace law;
	int64_t draws[3000];

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, parameters[_i]));
	ck_assert_int_eq(hush_laplace_prepare(&r, &law, NULL), HUSH_OK);
	ck_assert(law.small);
	seeded_bits(&bits, &memory, (uint64_t)_i);
	for (int i = 0; i < 3000; i++) {
		draws[i] = hush_laplace_draw(&law, &bits);
	}
	law.small = false;
	seeded_bits(&bits, &memory, (uint64_t)_i);
	for (int i = 0; i < 3000; i++) {
		ck_assert_int_eq(hush_laplace_draw(&law, &bits), draws[i]);
	}
	hush_laplace_clear(&law);
	hush_rational_clear(&r);
}
END_TEST

START_TEST(both_paths_draw_the_same_gaussian)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_gaussian law;
	int64_t draws[3000];

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, parameters[_i]));
	ck_assert_int_eq(hush_gaussian_prepare(&r, &law, NULL), HUSH_OK);
	seeded_bits(&bits, &memory, (uint64_t)_i);
	for (int i = 0; i < 3000; i++) {
		draws[i] = hush_gaussian_draw(&law, &bits);
	}
	law.small = false;
	seeded_bits(&bits, &memory, (uint64_t)_i);
	for (int i = 0; i < 3000; i++) {
		ck_assert_int_eq(hush_gaussian_draw(&law, &bits), draws[i]);
	}
	hush_gaussian_clear(&law);
	hush_rational_clear(&r);
}
END_TEST

/*
 * A proposal so far out that its place does not fit in a word: sigma^2 = 2^-40 makes the stride 2^40, and the words
 * are written so that the proposal is 2^24.
 */
struct far {
	struct hush_bits_pool pool;
	uint64_t used;
};

static void refill_far(struct hush_bits_pool *pool)
{
	struct far *far = (struct far *)pool;
	uint64_t at = far->used++;
	const uint64_t heads = (uint64_t)1 << 24;

	/* One refill per take: sign, coin e^-0, then for each e^-1 a run that ends at 3; then only tails and "positive". */
	if (at < 2) {
		pool->words[0] = 0;
	} else if (at < 2 + heads) {
		pool->words[0] = 0x4000400040004000U;
	} else {
		pool->words[0] = at == 2 + heads + 2 ? 0 : UINT64_MAX;
	}
	pool->left = HUSH_BITS_PER_WORD; /* `keep` is 0: the rest is thrown away */
}

START_TEST(a_far_proposal_is_judged_exactly)
{
	struct far far = {0};
	struct hush_bits bits = {&far.pool, refill_far, NULL};
	struct hush_rational r;
	struct hush_gaussian law;
	uint64_t used;

	hush_rational_init(&r);
	hush_rational_set_u64(&r, 1, (uint64_t)1 << 40);
	ck_assert_int_eq(hush_gaussian_prepare(&r, &law, NULL), HUSH_OK);
	ck_assert(law.small);
	ck_assert_uint_eq(law.stride, (uint64_t)1 << 40);
	ck_assert_int_eq(hush_gaussian_draw(&law, &bits), 0); /* refused: the coin of e^-1 is tails; the next try gives 0 */
	used = far.used;
	ck_assert_uint_ge(used, (uint64_t)1 << 24);
	far.used = 0;
	law.small = false;
	ck_assert_int_eq(hush_gaussian_draw(&law, &bits), 0);
	ck_assert_uint_eq(far.used, used);
	hush_gaussian_clear(&law);
	hush_rational_clear(&r);
}
END_TEST

START_TEST(draws_are_clamped)
{
	const int64_t most = (int64_t)1 << 62;
	mpz_t z;

	ck_assert_int_eq(hush_noise_clamp(0, false), 0);
	ck_assert_int_eq(hush_noise_clamp((hush_u128)most - 1, true), 1 - most);
	ck_assert_int_eq(hush_noise_clamp((hush_u128)most, false), most);
	ck_assert_int_eq(hush_noise_clamp((hush_u128)most + 1, false), most);
	ck_assert_int_eq(hush_noise_clamp(((hush_u128)1 << 64) + 5, true), -most);
	mpz_init_set_ui(z, (uint64_t)most - 1);
	ck_assert_int_eq(hush_noise_clamp_z(z, true), 1 - most);
	mpz_add_ui(z, z, 2);
	ck_assert_int_eq(hush_noise_clamp_z(z, true), -most);
	mpz_mul_2exp(z, z, 70);
	mpz_add_ui(z, z, 3);
	ck_assert_int_eq(hush_noise_clamp_z(z, false), most);
	mpz_clear(z);
}
END_TEST

START_TEST(absurd_parameters_are_refused)
{
	static const struct {
		const char *text;
		bool laplace, gaussian; /* accepted? */
	} cases[] = {
		{"0", false, false},
		{"1/1048576", true, true},
		{"1/1048577", false, true},
		{"1/1099511627776", false, true},
		{"1/1099511627777", false, false},
		{"1152921504606846976", true, true},
		{"1152921504606846977", false, true},
		{"2305843009213693953/2", false, true},
		{"1329227995784915872903807060280344576", false, true},
		{"1329227995784915872903807060280344577", false, false},
		/* 2^256 - 1 and 2^256 below the line */
		{"115792089237316195423570985008687907853269984665640564039457584007913129639934/"
	     "115792089237316195423570985008687907853269984665640564039457584007913129639935",
	     true, true},
		{"115792089237316195423570985008687907853269984665640564039457584007913129639935/"
	     "115792089237316195423570985008687907853269984665640564039457584007913129639936",
	     false, false},
	};
	struct hush_rational r;
	struct hush_laplace laplace;
	struct hush_gaussian gaussian;
	struct seeded_pool memory;
	struct hush_bits bits;
	hush_error err;

	seeded_bits(&bits, &memory, 1);
	hush_rational_init(&r);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert(hush_rational_parse(&r, cases[i].text));
		err.message[0] = '\0';
		if (hush_laplace_prepare(&r, &laplace, &err) == HUSH_OK) {
			ck_assert(cases[i].laplace);
			hush_laplace_draw(&laplace, &bits);
			hush_laplace_clear(&laplace);
		} else {
			ck_assert(!cases[i].laplace);
			ck_assert_int_eq(err.status, HUSH_E_SPEC);
			ck_assert_ptr_nonnull(strstr(err.message, "accepted"));
			ck_assert(err.hint[0]);
		}
		if (hush_gaussian_prepare(&r, &gaussian, &err) == HUSH_OK) {
			ck_assert(cases[i].gaussian);
			hush_gaussian_draw(&gaussian, &bits);
			hush_gaussian_clear(&gaussian);
		} else {
			ck_assert(!cases[i].gaussian);
			ck_assert_int_eq(err.status, HUSH_E_SPEC);
		}
	}
	mpq_set_si(r.q, -1, 2);
	ck_assert_int_eq(hush_laplace_prepare(&r, &laplace, &err), HUSH_E_SPEC);
	ck_assert_int_eq(hush_gaussian_prepare(&r, &gaussian, &err), HUSH_E_SPEC);
	ck_assert_int_eq(hush_gaussian_prepare(&r, &gaussian, NULL), HUSH_E_SPEC);
	hush_rational_clear(&r);
}
END_TEST

int main(void)
{
	const int count = (int)(sizeof parameters / sizeof parameters[0]);
	Suite *suite = suite_create("paths");
	TCase *tcase = tcase_create("paths");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_test(tcase, ties_are_decided_by_the_next_slices);
	tcase_add_test(tcase, coins_decide_as_the_whole_string_does);
	tcase_add_test(tcase, edges_are_right);
	tcase_add_test(tcase, keeping_refuses_what_is_no_probability);
	tcase_add_loop_test(tcase, both_paths_draw_the_same_laplace, 0, count);
	tcase_add_loop_test(tcase, both_paths_draw_the_same_gaussian, 0, count);
	tcase_add_test(tcase, a_far_proposal_is_judged_exactly);
	tcase_add_test(tcase, draws_are_clamped);
	tcase_add_test(tcase, absurd_parameters_are_refused);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
