/*
 * draft: the page that a release would have, with invented numbers, before anything is read or charged.
 */
#include <hushcount/plan.h>

#include <stdio.h>

#include "api/answer.h"
#include "api/balance.h"
#include "api/page_file.h"
#include "api/session.h"
#include "base/memory.h"
#include "noise/invented.h"
#include "publish/page.h"
#include "spec/domain.h"
#include "spec/resolved.h"

enum { INVENTED = 5 /* values of a dimension that is discovered */ };

/* What would stand charged after this release; texts stay NULL where there is no account yet. */
static hush_status add_up(const struct hush_session *session, struct hush_release_account *accounts, hush_error *err)
{
	struct hush_balance *balances = NULL;
	hush_status status = HUSH_OK;

	if (!session->ledger) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_balances_read(session->ledger, session->plan, &balances, err));
	for (uint32_t i = 0; i < session->plan->account_count && status == HUSH_OK; i++) {
		if (!balances[i].known) {
			continue;
		}
		mpq_add(balances[i].spent.q, balances[i].spent.q,
		        hush_cost_amount(&session->plan->accounts[i].charge, balances[i].by_epsilon)->q);
		mpq_add(balances[i].thresholds.q, balances[i].thresholds.q, session->plan->accounts[i].thresholds.q);
		accounts[i].spent_text = hush_exact_text(&balances[i].spent);
		accounts[i].budget_text = hush_strdup(balances[i].budget_text);
		status = accounts[i].spent_text && accounts[i].budget_text ? HUSH_OK : hush_fail_memory(err);
		if (status == HUSH_OK && mpq_sgn(balances[i].thresholds.q) > 0) {
			accounts[i].thresholds_text = hush_exact_text(&balances[i].thresholds);
			status = accounts[i].thresholds_text ? HUSH_OK : hush_fail_memory(err);
		}
	}
	hush_balances_free(balances, session->plan->account_count);
	return status;
}

/* "agency 1" to "agency 5" stand in for values that nobody knows yet. */
static hush_status invent_names(const struct hush_dimension *dimension, struct hush_names *values, hush_error *err)
{
	uint32_t most = dimension->at_most < INVENTED ? dimension->at_most : INVENTED;

	values->names = hush_calloc(most, sizeof *values->names);
	if (!values->names) {
		return hush_fail_memory(err);
	}
	for (; values->count < most; values->count++) {
		char name[HUSH_MAX_NAME];

		snprintf(name, sizeof name, "%s %u", dimension->name, values->count + 1);
		values->names[values->count] = hush_strdup(name);
		if (!values->names[values->count]) {
			return hush_fail_memory(err);
		}
	}
	return HUSH_OK;
}

static hush_status invent_values(const struct hush_spec *spec, struct hush_spec **made, hush_error *err)
{
	struct hush_names values[HUSH_MAX_DIMENSIONS] = {{0}};
	hush_status status = HUSH_OK;

	for (uint32_t d = 0; d < spec->dimension_count && status == HUSH_OK; d++) {
		if (spec->dimensions[d].at_most) {
			status = invent_names(&spec->dimensions[d], &values[d], err);
		}
	}
	if (status == HUSH_OK) {
		status = hush_spec_resolve(spec, values, made, err);
	}
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		hush_names_release(&values[d]);
	}
	return status;
}

static hush_status write_page(const struct hush_session *session, const char *folder, hush_error *err)
{
	uint32_t count = session->plan->account_count;
	struct hush_release_account *accounts = hush_calloc(count, sizeof *accounts);
	struct hush_spec *spec = NULL;
	struct hush_plan plan = *session->plan;
	struct hush_noisy *noisy = NULL;
	struct hush_buffer page;
	hush_status status = accounts ? add_up(session, accounts, err) : hush_fail_memory(err);

	hush_buffer_init(&page, SIZE_MAX / 2);
	if (status == HUSH_OK) {
		status = invent_values(session->spec, &spec, err);
	}
	if (status == HUSH_OK) {
		plan.spec = spec;
		status = hush_noisy_invent(&plan, &noisy, err);
	}
	if (status == HUSH_OK) {
		struct hush_release release = {.spec = spec, .plan = &plan, .noisy = noisy, .accounts = accounts,
		                               .version = hush_version(), .formats = hush_formats_now(), .draft = true};

		status = hush_page_write(&release, &page, err);
	}
	if (status == HUSH_OK) {
		status = hush_page_file_write(folder, hush_page_draft_mark, &page, err);
	}
	for (uint32_t i = 0; accounts && i < count; i++) {
		hush_free(accounts[i].budget_text);
		hush_free(accounts[i].spent_text);
		hush_free(accounts[i].thresholds_text);
	}
	hush_free(accounts);
	hush_noisy_free(noisy);
	hush_spec_resolved_free(spec);
	hush_buffer_release(&page);
	return status;
}

static void answer_draft(const char *folder, hush_format format, struct hush_buffer *answer)
{
	struct hush_json_writer writer;

	if (format == HUSH_FORMAT_JSON) {
		hush_answer_begin(&writer, answer, "hushcount.draft/1");
		hush_json_put_string(&writer, "folder", folder);
		hush_json_end(&writer);
		return;
	}
	hush_buffer_format(answer,
	                   "Draft      %s/index.html: every number in it is invented; no record was read, nothing was charged\n",
	                   folder);
}

hush_status hush_plan_draft(const char *path, const char *folder, hush_format format, char **text, hush_error *err)
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
		status = write_page(&session, folder, err);
	}
	if (status == HUSH_OK) {
		answer_draft(folder, format, &answer);
	}
	hush_session_close(&session);
	return hush_answer_finish(status, &answer, text, err);
}
