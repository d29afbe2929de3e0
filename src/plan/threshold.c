/* threshold: hidden cells of discrete noise (see threshold.h); the argument stands in threshold.proof.md. */
#include "plan/threshold.h"

#include "plan/accept.h"
#include "plan/any_of.h"
#include "plan/law.h"
#include "plan/parameter.h"
#include "plan/refine.h"

enum { TAU_POWER = 62 /* thresholds are at most 2^62 */ };

struct question {
	enum hush_mechanism mechanism;
	const struct hush_rational *parameter;
	mpz_t above; /* tau - linf: shown iff X >= above */
	uint64_t l0;
};

static void threshold_delta(const void *input, struct hush_range *delta)
{
	const struct question *question = input;

	hush_law_at_least(question->mechanism, question->parameter, question->above, delta);
	hush_any_of(delta, question->l0);
}

static hush_status check(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t l0, uint64_t linf,
                         hush_error *err)
{
	if (mechanism != HUSH_DISCRETE_GAUSSIAN && mechanism != HUSH_DISCRETE_LAPLACE) {
		return hush_fail(err, HUSH_E_SPEC, "a threshold needs independent noise: discrete Gaussian or discrete Laplace");
	}
	HUSH_TRY(hush_parameter_check(mechanism, parameter, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", l0, err));
	return hush_accept_whole("what a unit adds to a cell", linf, err);
}

static void question_init(struct question *question, enum hush_mechanism mechanism, const struct hush_rational *parameter,
                          uint64_t l0)
{
	question->mechanism = mechanism;
	question->parameter = parameter;
	question->l0 = l0;
	mpz_init(question->above);
}

static void ask_at(struct question *question, uint64_t tau, uint64_t linf)
{
	struct hush_rational whole;

	hush_rational_init(&whole);
	hush_rational_set_u64(&whole, tau, 1);
	mpz_set(question->above, mpq_numref(whole.q));
	hush_rational_set_u64(&whole, linf, 1);
	mpz_sub(question->above, question->above, mpq_numref(whole.q));
	hush_rational_clear(&whole);
}

hush_status hush_threshold_delta(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t tau,
                                 uint64_t l0, uint64_t linf, struct hush_range *delta, hush_error *err)
{
	struct question question;

	HUSH_TRY(check(mechanism, parameter, l0, linf, err));
	HUSH_TRY(hush_accept_tau(tau, err));
	question_init(&question, mechanism, parameter, l0);
	ask_at(&question, tau, linf);
	hush_range_refine(threshold_delta, &question, delta);
	mpz_clear(question.above);
	return HUSH_OK;
}

hush_status hush_threshold_least(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t l0,
                                 uint64_t linf, const struct hush_rational *delta, uint64_t *tau, hush_error *err)
{
	struct question question;
	uint64_t low = 1;
	uint64_t high = UINT64_C(1) << TAU_POWER;

	HUSH_TRY(check(mechanism, parameter, l0, linf, err));
	HUSH_TRY(hush_accept_delta(delta, err));
	question_init(&question, mechanism, parameter, l0);
	/* At `high` it always holds: noise is below 2^40 times its scale there, and delta not below 2^-16384. */
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		ask_at(&question, middle, linf);
		if (hush_range_decide(threshold_delta, &question, delta) > 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	mpz_clear(question.above);
	*tau = high;
	return HUSH_OK;
}
