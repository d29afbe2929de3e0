/*
 * draft: the page that a release would have, with invented numbers, before anything is read or charged.
 */
#include <hushcount/plan.h>

#include "api/answer.h"
#include "api/balance.h"
#include "api/page_file.h"
#include "api/session.h"
#include "base/memory.h"
#include "noise/invented.h"
#include "publish/page.h"

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
		struct hush_buffer text;

		if (!balances[i].known) {
			continue;
		}
		mpq_add(balances[i].spent.q, balances[i].spent.q,
		        hush_cost_amount(&session->plan->accounts[i].charge, balances[i].by_epsilon)->q);
		hush_buffer_init(&text, 64 * 1024);
		hush_rational_text(&balances[i].spent, &text);
		accounts[i].spent_text = hush_buffer_take(&text, NULL);
		hush_buffer_release(&text);
		accounts[i].budget_text = hush_strdup(balances[i].budget_text);
		if (!accounts[i].spent_text || !accounts[i].budget_text) {
			status = hush_fail_memory(err);
		}
	}
	hush_balances_free(balances, session->plan->account_count);
	return status;
}

static hush_status write_page(const struct hush_session *session, const char *folder, hush_error *err)
{
	uint32_t count = session->plan->account_count;
	struct hush_release_account *accounts = hush_calloc(count, sizeof *accounts);
	struct hush_noisy *noisy = NULL;
	struct hush_buffer page;
	hush_status status = accounts ? add_up(session, accounts, err) : hush_fail_memory(err);

	hush_buffer_init(&page, SIZE_MAX / 2);
	if (status == HUSH_OK) {
		status = hush_noisy_invent(session->plan, &noisy, err);
	}
	if (status == HUSH_OK) {
		struct hush_release release = {.spec = session->spec, .plan = session->plan, .noisy = noisy, .accounts = accounts,
		                               .version = hush_version(), .formats = hush_formats_now(), .draft = true};

		status = hush_page_write(&release, &page, err);
	}
	if (status == HUSH_OK) {
		status = hush_page_file_write(folder, hush_page_draft_mark, &page, err);
	}
	for (uint32_t i = 0; accounts && i < count; i++) {
		hush_free(accounts[i].budget_text);
		hush_free(accounts[i].spent_text);
	}
	hush_free(accounts);
	hush_noisy_free(noisy);
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
	if (status != HUSH_OK) {
		hush_buffer_release(&answer);
		return status;
	}
	return hush_answer_give(&answer, text, err);
}
