/* published: see published.h. */
#include "api/published.h"

#include "api/answer.h"
#include "api/receipt_line.h"
#include "base/memory.h"
#include "spec/resolved.h"

static const char *const how_names[] = {
    [HUSH_PUBLISHED_NEW] = "published",
    [HUSH_PUBLISHED_CONTINUED] = "continued",
    [HUSH_PUBLISHED_RESTORED] = "restored",
    [HUSH_PUBLISHED_ALREADY] = "already-published",
    [HUSH_PUBLISHED_HELD] = "held",
    [HUSH_PUBLISHED_REHEARSED] = "rehearsed",
};

static void plain_headline(const struct hush_spec *spec, enum hush_published_how how, const char *reports,
                           struct hush_buffer *out)
{
	switch (how) {
	case HUSH_PUBLISHED_NEW:
		hush_buffer_format(out, "Published  %s/%s: %s\n", reports, spec->id, spec->title);
		break;
	case HUSH_PUBLISHED_CONTINUED:
		hush_buffer_format(out, "Published  %s/%s: %s (continued an interrupted run at no further charge)\n", reports,
		                   spec->id, spec->title);
		break;
	case HUSH_PUBLISHED_RESTORED:
		hush_buffer_format(out, "Restored   %s/%s from the bytes that the ledger keeps; nothing was charged and your "
		                        "files were not read\n",
		                   reports, spec->id);
		break;
	case HUSH_PUBLISHED_ALREADY:
		hush_buffer_format(out, "Already published  %s/%s: the bytes are the same, nothing was charged, and your files "
		                        "were not read; for a correction use a new id with \"supersedes\"\n",
		                   reports, spec->id);
		break;
	case HUSH_PUBLISHED_HELD:
		hush_buffer_format(out, "Held       %s: finished, charged and kept; nothing was published\n"
		                        "Look at it with hushcount ledger review, publish it with --resume %s\n",
		                   spec->id, spec->id);
		break;
	case HUSH_PUBLISHED_REHEARSED:
		hush_buffer_format(out, "Rehearsed  %s: the files were read, limited and counted; nothing was charged and "
		                        "nothing was written\n",
		                   spec->id);
		break;
	}
}

static void plain_account(const struct hush_spec *spec, const struct hush_plan_account *account,
                          const struct hush_balance *balance, bool charged, struct hush_buffer *out)
{
	bool by_epsilon = balance->known ? balance->by_epsilon : account->kind == HUSH_ACCOUNT_PURE;
	char first[HUSH_DAY_TEXT];

	hush_day_format(account->first_window, first);
	hush_buffer_format(out, "%s %s: %s ", charged ? "Cost      " : "Would cost", account->name, hush_amount_name(by_epsilon));
	hush_rational_decimal(hush_cost_amount(&account->charge, by_epsilon), 4, HUSH_UP, out);
	if (!hush_rational_is_zero(&account->delta)) {
		hush_buffer_text(out, " (epsilon ");
		hush_rational_decimal(&account->epsilon_at_delta, 4, HUSH_UP, out);
		hush_buffer_text(out, " at delta ");
		hush_rational_decimal(&account->delta, 4, HUSH_UP, out);
		hush_buffer_text(out, ")");
	}
	if (account->window_count == 1) {
		hush_buffer_format(out, " to the %s of %s\n", hush_window_name(spec->window), first);
	} else {
		hush_buffer_format(out, " to each of %u %ss from %s on\n", account->window_count, hush_window_name(spec->window),
		                   first);
	}
	if (balance->known) {
		hush_day_format(balance->fullest, first);
		hush_buffer_format(out, "Left       %s: %s ", account->name, hush_amount_name(by_epsilon));
		hush_rational_decimal(&balance->left, 4, HUSH_DOWN, out);
		hush_buffer_text(out, " of ");
		hush_rational_decimal(&balance->budget, 4, HUSH_DOWN, out);
		hush_buffer_format(out, " in the %s of %s%s\n", hush_window_name(spec->window), first,
		                   account->window_count == 1 ? "" : ", the fullest of them");
	}
}

static hush_status plain(const struct hush_session *session, const struct hush_balance *balances,
                         enum hush_published_how how, const char *reports, struct hush_buffer *out, hush_error *err)
{
	const struct hush_spec *spec = session->spec;
	const struct hush_plan *plan = session->plan;
	uint64_t cells = 0;

	plain_headline(spec, how, reports, out);
	for (uint32_t i = 0; i < spec->table_count; i++) {
		cells += spec->tables[i].cells;
	}
	hush_buffer_format(out, "Tables     %u, with %llu noisy values%s\n", spec->table_count, (unsigned long long)cells,
	                   hush_spec_discovers(spec) ? " of listed cells, and those of discovered values" : "");
	for (uint32_t i = 0; i < plan->account_count; i++) {
		plain_account(spec, &plan->accounts[i], &balances[i], how != HUSH_PUBLISHED_REHEARSED, out);
	}
	if (how != HUSH_PUBLISHED_REHEARSED) {
		HUSH_TRY(hush_receipt_put_plain(session->ledger, spec->id, out, err));
	}
	if (how != HUSH_PUBLISHED_REHEARSED && how != HUSH_PUBLISHED_HELD) {
		hush_buffer_format(out, "Open       %s/%s/index.html\n", reports, spec->id);
	}
	return HUSH_OK;
}

static void put_rational(struct hush_json_writer *writer, const char *key, const struct hush_rational *value,
                         struct hush_buffer *scratch)
{
	hush_buffer_clear(scratch);
	hush_rational_text(value, scratch);
	if (scratch->failed) {
		writer->out->failed = true;
	} else {
		hush_json_put_string(writer, key, scratch->bytes);
	}
}

static hush_status json(const struct hush_session *session, const struct hush_balance *balances,
                        enum hush_published_how how, const char *reports, bool printed, struct hush_buffer *out,
                        hush_error *err)
{
	struct hush_json_writer writer;
	struct hush_buffer scratch;
	hush_status status = HUSH_OK;

	hush_buffer_init(&scratch, 64 * 1024);
	hush_answer_begin(&writer, out, "hushcount.publish/1");
	hush_json_put_string(&writer, "result", how_names[how]);
	hush_json_put_string(&writer, "release", session->spec->id);
	if (how != HUSH_PUBLISHED_REHEARSED && how != HUSH_PUBLISHED_HELD) {
		hush_buffer_format(&scratch, "%s/%s", reports, session->spec->id);
		hush_json_put_string(&writer, "folder", scratch.bytes);
	}
	if (printed) {
		hush_buffer_text(&scratch, ".pdf");
		hush_json_put_string(&writer, "pdf", scratch.bytes);
	}
	if (how != HUSH_PUBLISHED_REHEARSED) {
		status = hush_receipt_put_json(session->ledger, session->spec->id, &writer, err);
	}
	hush_json_array(&writer, "accounts");
	for (uint32_t i = 0; i < session->plan->account_count; i++) {
		const struct hush_plan_account *account = &session->plan->accounts[i];

		hush_json_object(&writer, NULL);
		hush_json_put_string(&writer, "account", account->name);
		put_rational(&writer, "charge_epsilon", &account->charge.epsilon, &scratch);
		put_rational(&writer, "charge_rho", &account->charge.rho, &scratch);
		put_rational(&writer, "charge_delta", &account->charge.delta, &scratch);
		if (balances[i].known) {
			hush_json_put_string(&writer, "budget_in", hush_amount_name(balances[i].by_epsilon));
			put_rational(&writer, "budget", &balances[i].budget, &scratch);
			put_rational(&writer, "spent", &balances[i].spent, &scratch);
			put_rational(&writer, "left", &balances[i].left, &scratch);
		}
		hush_json_end(&writer);
	}
	hush_json_end(&writer);
	hush_json_end(&writer);
	hush_buffer_release(&scratch);
	return status;
}

hush_status hush_published_describe(struct hush_session *session, enum hush_published_how how, const char *reports,
                                    bool printed, hush_format format, struct hush_buffer *answer, hush_error *err)
{
	struct hush_balance *balances = NULL;
	hush_status status;

	if (session->ledger) {
		HUSH_TRY(hush_balances_read(session->ledger, session->plan, &balances, err));
	} else {
		HUSH_TRY(hush_balances_none(session->plan, &balances, err));
	}
	status = format == HUSH_FORMAT_JSON ? json(session, balances, how, reports, printed, answer, err)
	                                    : plain(session, balances, how, reports, answer, err);
	if (status == HUSH_OK && printed && format != HUSH_FORMAT_JSON) {
		hush_buffer_format(answer, "Print      %s/%s.pdf\n", reports, session->spec->id);
	}
	hush_balances_free(balances, session->plan->account_count);
	return status == HUSH_OK ? hush_buffer_check(answer, err) : status;
}

hush_status hush_resumed_describe(struct hush_ledger *ledger, const char *release, bool already, const char *reports,
                                  hush_format format, struct hush_buffer *answer, hush_error *err)
{
	struct hush_json_writer writer;
	struct hush_buffer folder;
	hush_status status;

	if (format == HUSH_FORMAT_PLAIN) {
		hush_buffer_format(answer, "%s  %s/%s: the bytes that the ledger keeps; nothing was charged and no files were read\n",
		                   already ? "Already published" : "Published", reports, release);
		HUSH_TRY(hush_receipt_put_plain(ledger, release, answer, err));
		hush_buffer_format(answer, "Open       %s/%s/index.html\n", reports, release);
		return hush_buffer_check(answer, err);
	}
	hush_answer_begin(&writer, answer, "hushcount.publish/1");
	hush_json_put_string(&writer, "result", already ? how_names[HUSH_PUBLISHED_ALREADY] : "resumed");
	hush_json_put_string(&writer, "release", release);
	hush_buffer_init(&folder, 16 * 1024);
	hush_buffer_format(&folder, "%s/%s", reports, release);
	status = hush_buffer_check(&folder, err);
	if (status == HUSH_OK) {
		hush_json_put_string(&writer, "folder", folder.bytes);
		status = hush_receipt_put_json(ledger, release, &writer, err);
	}
	hush_json_end(&writer);
	hush_buffer_release(&folder);
	return status == HUSH_OK ? hush_buffer_check(answer, err) : status;
}
