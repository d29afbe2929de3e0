/*
 * tasks: the commands that are one call of one stage: check, init, plan, inspect, verify, generate.
 */
#include <hushcount/generate.h>
#include <hushcount/inspect.h>
#include <hushcount/plan.h>
#include <hushcount/spec.h>
#include <hushcount/verify.h>

#include "api/answer.h"
#include "api/balance.h"
#include "api/session.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "generate/generate.h"
#include "inspect/inspect.h"
#include "plan/describe.h"
#include "spec/describe.h"
#include "verify/verify.h"

hush_status hush_check_spec(const char *path, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_session session = {0};
	struct hush_buffer answer;
	hush_status status;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	status = hush_session_open(path, HUSH_LEDGER_UNUSED, &session, err);
	if (status == HUSH_OK) {
		hush_spec_describe(session.spec, format, &answer);
	}
	hush_session_close(&session);
	return hush_answer_finish(status, &answer, text, err);
}

hush_status hush_draft_spec(const char *path, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_buffer answer;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	return hush_answer_finish(hush_spec_draft(path, &answer, err), &answer, text, err);
}

/* Copies what the ledger says into the form that plan/ describes; plan/ itself does not know ledgers. */
static hush_status describe_plan(const struct hush_session *session, hush_format format, struct hush_buffer *answer,
                                 hush_error *err)
{
	const struct hush_plan *plan = session->plan;
	struct hush_plan_balance *shown = hush_calloc(plan->account_count, sizeof *shown);
	struct hush_balance *balances = NULL;
	hush_status status = HUSH_OK;

	if (!shown) {
		return hush_fail_memory(err);
	}
	if (session->ledger) {
		status = hush_balances_read(session->ledger, plan, &balances, err);
	}
	if (status == HUSH_OK) {
		for (uint32_t i = 0; balances && i < plan->account_count; i++) {
			shown[i].known = balances[i].known;
			shown[i].budget = balances[i].budget_text;
			shown[i].spent = balances[i].spent_text;
			shown[i].thresholds = balances[i].thresholds_text;
			shown[i].fits = hush_rational_compare(hush_cost_amount(&plan->accounts[i].charge, balances[i].by_epsilon),
			                                      &balances[i].left) <= 0 &&
			                (balances[i].by_epsilon ||
			                 hush_rational_compare(&plan->accounts[i].thresholds, &balances[i].thresholds_left) <= 0);
		}
		hush_plan_describe(plan, shown, format, answer);
	}
	hush_balances_free(balances, plan->account_count);
	hush_free(shown);
	return status;
}

hush_status hush_plan_spec(const char *path, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_session session = {0};
	struct hush_buffer answer;
	hush_status status;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	status = hush_session_open(path, HUSH_LEDGER_IF_PRESENT, &session, err);
	if (status == HUSH_OK) {
		status = hush_session_plan(&session, err);
	}
	if (status == HUSH_OK) {
		status = describe_plan(&session, format, &answer, err);
	}
	hush_session_close(&session);
	return hush_answer_finish(status, &answer, text, err);
}

hush_status hush_inspect_spec(const char *path, const hush_effort *effort, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_session session = {0};
	struct hush_buffer answer;
	hush_status status;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	status = hush_session_open(path, HUSH_LEDGER_UNUSED, &session, err);
	if (status == HUSH_OK) {
		status = hush_inspect(session.spec, effort, format, &answer, err);
	}
	hush_session_close(&session);
	return hush_answer_finish(status, &answer, text, err);
}

hush_status hush_verify_release(const char *folder, const char *key, hush_format format, char **text, hush_error *err)
{
	return hush_series_verify(NULL, folder, key, format, text, err);
}

hush_status hush_generate_scans(const hush_generate_options *options, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_buffer answer;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	return hush_answer_finish(hush_generate(options, format, &answer, err), &answer, text, err);
}
