/* ledger_show: see ledger_show.h. */
#include "api/ledger_show.h"

#include <string.h>

#include "api/account_view.h"
#include "api/answer.h"
#include "api/balance.h"
#include "base/memory.h"
#include "base/text.h"

enum { DELTA_DIGITS = 12 };

static const char *const state_names[] = {
    [HUSH_RELEASE_NONE] = "none",           [HUSH_RELEASE_RESERVED] = "reserved",   [HUSH_RELEASE_STAGED] = "staged",
    [HUSH_RELEASE_PUBLISHED] = "published", [HUSH_RELEASE_CANCELLED] = "cancelled",
};

/* Which published release names which other one in "supersedes". */
struct successors {
	struct successor {
		char *old;
		char *new;
	} *items;
	uint32_t count;
};

static void successors_free(struct successors *successors)
{
	for (uint32_t i = 0; i < successors->count; i++) {
		hush_free(successors->items[i].old);
		hush_free(successors->items[i].new);
	}
	hush_free(successors->items);
}

static hush_status note_successor(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct successors *successors = context;
	struct successor *last = successors->count ? &successors->items[successors->count - 1] : NULL;
	struct successor *grown;

	if (!entry->supersedes[0] || entry->state != HUSH_RELEASE_PUBLISHED ||
	    (last && strcmp(last->new, entry->release) == 0)) { /* one visit for each of its windows */
		return HUSH_OK;
	}
	grown = hush_reallocarray(successors->items, (size_t)successors->count + 1, sizeof *grown);
	if (!grown) {
		return hush_fail_memory(err);
	}
	successors->items = grown;
	last = &grown[successors->count++];
	*last = (struct successor){hush_strdup(entry->supersedes), hush_strdup(entry->release)};
	return last->old && last->new ? HUSH_OK : hush_fail_memory(err);
}

/* One line per release, however many accounts and windows it was charged to. */
struct release_lines {
	struct hush_buffer *out;
	struct successors successors;
	uint64_t last_sequence;
};

static hush_status put_release(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct release_lines *lines = context;

	(void)err;
	if (entry->sequence == lines->last_sequence) {
		return HUSH_OK;
	}
	lines->last_sequence = entry->sequence;
	hush_buffer_format(lines->out, "  %llu  %s  %s  %s  ", (unsigned long long)entry->sequence, entry->day,
	                   state_names[entry->state], entry->release);
	hush_text_put_shown(entry->reason, lines->out);
	if (entry->who[0]) { /* version 0.1 kept any character */
		hush_buffer_text(lines->out, "  (");
		hush_text_put_shown(entry->who, lines->out);
		hush_buffer_byte(lines->out, ')');
	}
	if (entry->caught_up) {
		hush_buffer_text(lines->out, "  brought in from another copy");
	}
	if (entry->supersedes[0]) {
		hush_buffer_format(lines->out, "  supersedes %s", entry->supersedes);
	}
	for (uint32_t i = 0; i < lines->successors.count; i++) {
		if (strcmp(lines->successors.items[i].old, entry->release) == 0) {
			hush_buffer_format(lines->out, "  superseded by %s", lines->successors.items[i].new);
		}
	}
	hush_buffer_text(lines->out, "\n");
	return HUSH_OK;
}

static hush_status put_releases(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err)
{
	struct release_lines lines = {.out = out};
	hush_status status = hush_ledger_walk(ledger, note_successor, &lines.successors, err);

	hush_buffer_text(out, "\nReleases\n");
	if (status == HUSH_OK) {
		status = hush_ledger_walk(ledger, put_release, &lines, err);
	}
	if (status == HUSH_OK && lines.last_sequence == 0) {
		hush_buffer_text(out, "  none yet\n");
	}
	successors_free(&lines.successors);
	return status;
}

static hush_status describe_plain(struct hush_ledger *ledger, const char *path, struct hush_buffer *out, hush_error *err)
{
	hush_buffer_format(out, "Ledger %s (%s)\n\nAccounts\n", path, hush_ledger_id(ledger));
	for (uint32_t i = 0; i < hush_ledger_account_count(ledger); i++) {
		HUSH_TRY(hush_account_put_plain(ledger, hush_ledger_account(ledger, i), out, err));
	}
	return put_releases(ledger, out, err);
}

static void put_exact(struct hush_json_writer *writer, const char *key, const struct hush_rational *value)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 64 * 1024);
	hush_rational_text(value, &text);
	if (text.failed) {
		writer->out->failed = true;
	} else {
		hush_json_put_string(writer, key, text.bytes);
	}
	hush_buffer_release(&text);
}

/* A decimal, as people write it: what is rounded is rounded up. */
static void put_delta(struct hush_json_writer *writer, const struct hush_rational *delta)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 256);
	hush_rational_decimal(delta, DELTA_DIGITS, HUSH_UP, &text);
	if (text.failed) {
		writer->out->failed = true;
	} else {
		hush_json_put_string(writer, "delta", text.bytes);
	}
	hush_buffer_release(&text);
}

/* Where discovered values of several windows meet one threshold, there is no epsilon, delta and odds for all of them. */
static void json_worst(struct hush_json_writer *writer, const struct hush_worst_case *worst)
{
	put_exact(writer, hush_amount_name(!worst->in_rho), &worst->amount);
	if (worst->unhidden) {
		hush_json_put_bool(writer, "discovered_over_windows", true);
		hush_json_put_string(writer, "epsilon", NULL);
		hush_json_put_string(writer, "delta", NULL);
		hush_json_put_string(writer, "even_odds_percent", NULL);
		return;
	}
	if (worst->in_rho) {
		put_exact(writer, "epsilon", &worst->epsilon);
		put_delta(writer, &worst->delta);
	}
	hush_json_put_string(writer, "even_odds_percent", worst->percent);
}

static void json_view(struct hush_json_writer *writer, const struct hush_account_view *view)
{
	char day[HUSH_DAY_TEXT];

	hush_json_put_string(writer, "counts_in", hush_amount_name(view->by_epsilon));
	hush_json_array(writer, "windows");
	for (uint32_t i = 0; i < view->window_count; i++) {
		hush_day_format(view->windows[i].first, day);
		hush_json_object(writer, NULL);
		hush_json_put_string(writer, "window", day);
		put_exact(writer, "spent", &view->windows[i].spent);
		put_exact(writer, "left", &view->windows[i].left);
		if (hush_terms_pay_thresholds(view->terms)) {
			put_exact(writer, "delta_spent", &view->windows[i].delta_spent);
			put_exact(writer, "delta_left", &view->windows[i].delta_left);
		}
		hush_json_put_u64(writer, "more_like_last", view->windows[i].like_last);
		hush_json_end(writer);
	}
	hush_json_end(writer);
	hush_day_format(view->untouched, day);
	hush_json_put_string(writer, "whole_budget_from", view->window_count ? day : NULL);
	hush_json_put_string(writer, "last_release", view->last[0] ? view->last : NULL);
	hush_json_array(writer, "years_as_charged");
	for (uint32_t i = 0; i < view->year_count; i++) {
		hush_json_object(writer, NULL);
		hush_json_put_i64(writer, "year", view->years[i].year);
		json_worst(writer, &view->years[i].charged);
		hush_json_end(writer);
	}
	hush_json_end(writer);
	if (view->terms->kind != HUSH_ACCOUNT_ONE_OFF) {
		hush_json_object(writer, "year_all_spent");
		json_worst(writer, &view->all_spent);
		hush_json_end(writer);
	}
}

void hush_account_put_json(struct hush_json_writer *writer, const struct hush_account_terms *terms)
{
	hush_json_put_string(writer, "account", terms->name);
	hush_json_put_string(writer, "kind", hush_account_kind_name(terms->kind));
	hush_json_put_string(writer, "window", hush_window_name(terms->window));
	hush_json_put_string(writer, "timezone", terms->timezone);
	hush_json_put_string(writer, "budget_epsilon", terms->epsilon[0] ? terms->epsilon : NULL);
	hush_json_put_string(writer, "budget_delta", terms->delta[0] ? terms->delta : NULL);
	hush_json_put_string(writer, "budget_rho", terms->rho[0] ? terms->rho : NULL);
}

void hush_charge_put_json(struct hush_json_writer *writer, const struct hush_ledger_entry *entry)
{
	char window[HUSH_DAY_TEXT];

	hush_day_format(entry->window, window);
	hush_json_put_u64(writer, "sequence", entry->sequence);
	hush_json_put_string(writer, "release", entry->release);
	hush_json_put_string(writer, "state", state_names[entry->state]);
	hush_json_put_string(writer, "day", entry->day);
	hush_json_put_string(writer, "reason", entry->reason);
	hush_json_put_string(writer, "who", entry->who);
	hush_json_put_string(writer, "made_by", entry->made_by);
	hush_json_put_string(writer, "supersedes", entry->supersedes[0] ? entry->supersedes : NULL);
	hush_json_put_bool(writer, "brought_in", entry->caught_up);
	hush_json_put_string(writer, "account", entry->account);
	hush_json_put_string(writer, "window", window);
	hush_json_put_string(writer, "epsilon", entry->epsilon);
	hush_json_put_string(writer, "rho", entry->rho);
	hush_json_put_string(writer, "delta", entry->delta);
}

static hush_status json_member(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct hush_json_writer *writer = context;

	(void)err;
	hush_json_object(writer, NULL);
	hush_charge_put_json(writer, entry);
	hush_json_end(writer);
	return HUSH_OK;
}

static hush_status json_account(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                                struct hush_json_writer *writer, hush_error *err)
{
	struct hush_account_view view;

	HUSH_TRY(hush_account_view_make(ledger, terms, &view, err));
	hush_json_object(writer, NULL);
	hush_account_put_json(writer, terms);
	json_view(writer, &view);
	hush_json_end(writer);
	hush_account_view_free(&view);
	return HUSH_OK;
}

static hush_status describe_json(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err)
{
	struct hush_json_writer writer;

	hush_answer_begin(&writer, out, "hushcount.ledger/1");
	hush_json_put_string(&writer, "ledger", hush_ledger_id(ledger));
	hush_json_array(&writer, "accounts");
	for (uint32_t i = 0; i < hush_ledger_account_count(ledger); i++) {
		HUSH_TRY(json_account(ledger, hush_ledger_account(ledger, i), &writer, err));
	}
	hush_json_end(&writer);
	hush_json_array(&writer, "charges");
	HUSH_TRY(hush_ledger_walk(ledger, json_member, &writer, err));
	hush_json_end(&writer);
	hush_json_end(&writer);
	return HUSH_OK;
}

hush_status hush_ledger_describe(struct hush_ledger *ledger, const char *path, hush_format format, struct hush_buffer *out,
                                 hush_error *err)
{
	HUSH_TRY(format == HUSH_FORMAT_JSON ? describe_json(ledger, out, err) : describe_plain(ledger, path, out, err));
	return hush_buffer_check(out, err);
}
