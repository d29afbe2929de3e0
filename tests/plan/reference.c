/*
 * Reference values: tests/plan/cases.json, each computed or copied as its "source" says.  A direction says on which side a
 * certified value may err.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/law.h"
#include "plan/plan.h"
#include "rational.h"

static struct hush_json_text *document;

static void setup(void)
{
	static char text[1 << 16];
	FILE *file = fopen(CASES, "rb");
	size_t length;
	hush_error err = {0};

	ck_assert_ptr_nonnull(file);
	length = fread(text, 1, sizeof text, file);
	fclose(file);
	ck_assert_msg(hush_json_parse("cases.json", text, length, &document, &err) == HUSH_OK, "%s", err.message);
}

static void teardown(void)
{
	hush_json_free(document);
}

static const char *text_of(const struct hush_json *node, const char *key)
{
	const char *text = hush_json_string(hush_json_get(node, key));

	ck_assert_msg(text, "no text \"%s\"", key);
	return text;
}

static uint64_t whole_of(const struct hush_json *node, const char *key)
{
	int64_t value = -1;

	ck_assert_msg(hush_json_integer(hush_json_get(node, key), &value) && value >= 0, "no integer \"%s\"", key);
	return (uint64_t)value;
}

static void param(const struct hush_json *one, const char *key, struct hush_rational *r)
{
	rational_from(r, text_of(hush_json_get(one, "params"), key));
}

static int side_of(const struct hush_json *one)
{
	const char *direction = text_of(one, "direction");

	return strcmp(direction, "not below expected") == 0 ? 1 : strcmp(direction, "not above expected") == 0 ? -1 : 0;
}

typedef void (*checker)(const struct hush_json *one);

/* Runs every case of a kind, and insists that there were `count` of them. */
static void run(const char *kind, unsigned count, checker check)
{
	const struct hush_json *root = hush_json_root(document);
	unsigned seen = 0;

	for (uint32_t i = 0; i < hush_json_count(root); i++) {
		const struct hush_json *one = hush_json_at(root, i);

		if (strcmp(text_of(one, "kind"), kind) == 0) {
			check(one);
			seen++;
		}
	}
	ck_assert_uint_eq(seen, count);
}

static struct hush_rational a;
static struct hush_rational b;
static struct hush_rational c;

/* epsilon(rho, delta) inverts delta(rho, epsilon), so the delta cases are checked through it. */
static void check_delta(const struct hush_json *one)
{
	struct hush_rational epsilon;
	struct hush_rational slack;

	hush_rational_init(&epsilon);
	hush_rational_init(&slack);
	param(one, "rho", &a);
	param(one, "eps", &epsilon);
	rational_from(&b, text_of(one, "expected"));
	/* At a delta a little above, no more epsilon is needed than the case's; a little below, no less. */
	rational_from(&slack, "1.000000001");
	mpq_mul(b.q, b.q, slack.q);
	ck_assert_int_eq(hush_zcdp_epsilon(&a, &b, &c, NULL), HUSH_OK);
	ck_assert_msg(hush_rational_compare(&c, &epsilon) <= 0, "%s above", text_of(one, "id"));
	mpq_div(b.q, b.q, slack.q);
	mpq_div(b.q, b.q, slack.q);
	ck_assert_int_eq(hush_zcdp_epsilon(&a, &b, &c, NULL), HUSH_OK);
	ck_assert_msg(hush_rational_compare(&c, &epsilon) > 0, "%s below", text_of(one, "id"));
	hush_rational_clear(&slack);
	hush_rational_clear(&epsilon);
}

static void check_epsilon(const struct hush_json *one)
{
	param(one, "rho", &a);
	param(one, "delta", &b);
	ck_assert_int_eq(hush_zcdp_epsilon(&a, &b, &c, NULL), HUSH_OK);
	expect_near(text_of(one, "id"), &c, text_of(one, "expected"), 1e-11, side_of(one));
}

static void check_rho(const struct hush_json *one)
{
	param(one, "eps", &a);
	param(one, "delta", &b);
	ck_assert_int_eq(hush_zcdp_rho(&a, &b, &c, NULL), HUSH_OK);
	expect_near(text_of(one, "id"), &c, text_of(one, "expected"), 1e-11, side_of(one));
}

static void check_gaussian_variance(const struct hush_json *one)
{
	param(one, "sigma2", &a);
	ck_assert_int_eq(hush_law_variance(HUSH_DISCRETE_GAUSSIAN, &a, &c, NULL), HUSH_OK);
	expect_near(text_of(one, "id"), &c, text_of(one, "expected"), 1e-11, 1);
}

static void check_laplace_variance(const struct hush_json *one)
{
	param(one, "scale", &a);
	ck_assert_int_eq(hush_law_variance(HUSH_DISCRETE_LAPLACE, &a, &c, NULL), HUSH_OK);
	expect_near(text_of(one, "id"), &c, text_of(one, "expected"), 1e-11, 1);
}

static void check_tail(const struct hush_json *one, enum hush_mechanism mechanism, const char *name)
{
	mpfr_t low;
	mpfr_t high;

	param(one, name, &a);
	mpfr_init2(low, 192);
	mpfr_init2(high, 192);
	hush_law_tail(mechanism, &a, whole_of(hush_json_get(one, "params"), "m"), low, high);
	ck_assert(mpfr_cmp(low, high) <= 0);
	hush_rational_set_mpfr(&b, low);
	hush_rational_set_mpfr(&c, high);
	/* The reference has 30 digits, the enclosure is tighter than that. */
	expect_near(text_of(one, "id"), &b, text_of(one, "expected"), 1e-28, 0);
	expect_near(text_of(one, "id"), &c, text_of(one, "expected"), 1e-28, 0);
	mpfr_clear(low);
	mpfr_clear(high);
}

static void check_gaussian_tail(const struct hush_json *one)
{
	check_tail(one, HUSH_DISCRETE_GAUSSIAN, "sigma2");
}

static void check_laplace_tail(const struct hush_json *one)
{
	check_tail(one, HUSH_DISCRETE_LAPLACE, "scale");
}

static void check_half_width(const struct hush_json *one, enum hush_mechanism mechanism, const char *name)
{
	uint64_t seen = 999;

	param(one, name, &a);
	param(one, "alpha", &b);
	mpq_set_ui(c.q, 1, 1);
	mpq_sub(c.q, c.q, b.q);
	ck_assert_int_eq(hush_law_half_width(mechanism, &a, &c, &seen, NULL), HUSH_OK);
	ck_assert_msg(seen == whole_of(one, "expected"), "%s: %llu", text_of(one, "id"), (unsigned long long)seen);
}

static void check_gaussian_half_width(const struct hush_json *one)
{
	check_half_width(one, HUSH_DISCRETE_GAUSSIAN, "sigma2");
}

static void check_laplace_half_width(const struct hush_json *one)
{
	check_half_width(one, HUSH_DISCRETE_LAPLACE, "scale");
}

static void check_l2(const struct hush_json *one)
{
	const struct hush_json *params = hush_json_get(one, "params");
	struct hush_limits limits = {.cells = (uint32_t)whole_of(params, "l0"),
	                             .per_cell = (uint32_t)whole_of(params, "linf"),
	                             .total = whole_of(params, "l1")};

	ck_assert_uint_eq(hush_sensitivity_of(&limits).l2_squared, whole_of(one, "expected"));
}

static void check_gaussian_rho(const struct hush_json *one)
{
	const struct hush_json *params = hush_json_get(one, "params");
	uint64_t l0 = whole_of(params, "l0");
	uint64_t linf = whole_of(params, "linf");
	struct hush_limits limits = {.cells = (uint32_t)l0, .per_cell = (uint32_t)linf, .total = l0 * linf};
	struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
	struct hush_cost cost;

	hush_cost_init(&cost);
	param(one, "sigma2", &a);
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_DISCRETE_GAUSSIAN, &a, &cost, NULL), HUSH_OK);
	rational_from(&b, text_of(one, "expected"));
	ck_assert_int_eq(hush_rational_compare(&cost.rho, &b), 0);
	ck_assert(hush_rational_is_zero(&cost.epsilon) && hush_rational_is_zero(&cost.delta));
	hush_cost_clear(&cost);
}

/* The tight value of one cell: ours is that, rounded up to 12 digits. */
static void check_laplace_rho(const struct hush_json *one)
{
	uint64_t shift = whole_of(hush_json_get(one, "params"), "sens");
	struct hush_limits limits = {.cells = 1, .per_cell = (uint32_t)shift, .total = shift};
	struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
	struct hush_cost cost;

	hush_cost_init(&cost);
	param(one, "scale", &a);
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_DISCRETE_LAPLACE, &a, &cost, NULL), HUSH_OK);
	rational_from(&b, text_of(one, "expected"));
	ck_assert_msg(hush_rational_compare(&cost.rho, &b) >= 0, "%s", text_of(one, "id"));
	hush_rational_set_u64(&b, shift, 1);
	mpq_div(b.q, b.q, a.q);
	ck_assert_int_eq(hush_rational_compare(&cost.epsilon, &b), 0);
	hush_cost_clear(&cost);
}

/* epsilon tanh(epsilon/2) itself: a cell of shift 1 at scale 1/epsilon. */
static void check_pure_to_zcdp(const struct hush_json *one)
{
	struct hush_limits limits = {.cells = 1, .per_cell = 1, .total = 1};
	struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
	struct hush_cost cost;

	hush_cost_init(&cost);
	param(one, "eps", &a);
	mpq_inv(a.q, a.q);
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_DISCRETE_LAPLACE, &a, &cost, NULL), HUSH_OK);
	expect_near(text_of(one, "id"), &cost.rho, text_of(one, "expected"), 1e-11, 1);
	hush_cost_clear(&cost);
}

static void check_filter(const struct hush_json *one)
{
	const struct hush_json *params = hush_json_get(one, "params");
	const struct hush_json *costs = hush_json_get(params, "costs");
	const struct hush_json *expected = hush_json_get(one, "expected");
	uint64_t accepted = 0;

	param(one, "budget", &a);
	mpq_set_ui(b.q, 0, 1);
	for (uint32_t i = 0; i < hush_json_count(costs); i++) {
		rational_from(&c, hush_json_string(hush_json_at(costs, i)));
		mpq_add(c.q, c.q, b.q);
		if (hush_rational_compare(&c, &a) <= 0) {
			hush_rational_set(&b, &c);
			accepted++;
		}
	}
	ck_assert_uint_eq(accepted, whole_of(expected, "accepted"));
	rational_from(&c, text_of(expected, "spent"));
	ck_assert_int_eq(hush_rational_compare(&b, &c), 0);
}

static const struct {
	const char *kind;
	unsigned count;
	checker check;
} kinds[] = {
	{"zcdp_delta", 8, check_delta},
	{"zcdp_eps", 5, check_epsilon},
	{"zcdp_rho", 3, check_rho},
	{"dgauss_variance", 4, check_gaussian_variance},
	{"dgauss_tail_ge", 4, check_gaussian_tail},
	{"dgauss_ci_halfwidth", 3, check_gaussian_half_width},
	{"dlaplace_variance", 2, check_laplace_variance},
	{"dlaplace_tail_ge", 3, check_laplace_tail},
	{"dlaplace_ci_halfwidth", 2, check_laplace_half_width},
	{"l2_squared_sensitivity", 4, check_l2},
	{"dgauss_rho", 2, check_gaussian_rho},
	{"dlaplace_zcdp", 2, check_laplace_rho},
	{"pure_to_zcdp", 3, check_pure_to_zcdp},
	{"zcdp_filter", 2, check_filter},
};

START_TEST(a_kind)
{
	hush_rational_init(&a);
	hush_rational_init(&b);
	hush_rational_init(&c);
	run(kinds[_i].kind, kinds[_i].count, kinds[_i].check);
	hush_rational_clear(&c);
	hush_rational_clear(&b);
	hush_rational_clear(&a);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reference");
	TCase *tests = tcase_create("reference");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_kind, 0, sizeof kinds / sizeof kinds[0]);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
