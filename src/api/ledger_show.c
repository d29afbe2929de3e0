/* ledger_show: see ledger_show.h. */
#include "api/ledger_show.h"

#include <string.h>

#include "api/answer.h"
#include "api/balance.h"
#include "base/memory.h"

enum { WINDOWS_SHOWN = 24 };

static const char *const state_names[] = {
    [HUSH_RELEASE_NONE] = "none",           [HUSH_RELEASE_RESERVED] = "reserved",   [HUSH_RELEASE_STAGED] = "staged",
    [HUSH_RELEASE_PUBLISHED] = "published", [HUSH_RELEASE_CANCELLED] = "cancelled",
};

/* The windows of one account that any release was charged to, ascending. */
struct windows {
	const char *account;
	hush_day *days;
	uint32_t count;
};

static hush_status collect_window(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct windows *windows = context;
	uint32_t at = windows->count;
	hush_day *grown;

	if (strcmp(entry->account, windows->account) != 0) {
		return HUSH_OK;
	}
	while (at > 0 && windows->days[at - 1] > entry->window) {
		at--;
	}
	if (at > 0 && windows->days[at - 1] == entry->window) {
		return HUSH_OK;
	}
	grown = hush_reallocarray(windows->days, windows->count + 1, sizeof *grown);
	if (!grown) {
		return hush_fail_memory(err);
	}
	memmove(grown + at + 1, grown + at, (windows->count - at) * sizeof *grown);
	grown[at] = entry->window;
	windows->days = grown;
	windows->count++;
	return HUSH_OK;
}

/* How often a window fits into a year: the most windows in which one entity can be seen. */
static uint32_t windows_a_year(enum hush_window window)
{
	switch (window) {
	case HUSH_WINDOW_DAY: return 366;
	case HUSH_WINDOW_WEEK: return 54;
	case HUSH_WINDOW_MONTH: return 12;
	case HUSH_WINDOW_QUARTER: return 4;
	case HUSH_WINDOW_YEAR: return 1;
	}
	return 366;
}

static void put_decimal(struct hush_buffer *out, const struct hush_rational *value, enum hush_side side)
{
	hush_rational_decimal(value, 4, side, out);
}

/*
 * The worst case of an entity seen in every window of a year, were every window's budget spent: k times the budget when
 * the windows are measured separately.  In zCDP the sum is turned into (epsilon, delta) at 1e-9.
 */
static hush_status put_year(const struct hush_account_terms *terms, const struct hush_rational *budget, bool by_epsilon,
                            struct hush_buffer *out, hush_error *err)
{
	uint32_t windows = windows_a_year(terms->window);
	struct hush_rational total;
	struct hush_rational delta;
	struct hush_rational epsilon;
	struct hush_rational count;
	hush_status status = HUSH_OK;

	hush_rational_init(&total);
	hush_rational_init(&delta);
	hush_rational_init(&epsilon);
	hush_rational_init(&count);
	hush_rational_set_u64(&count, windows, 1);
	hush_rational_set_u64(&delta, 1, 1000000000);
	mpq_mul(total.q, budget->q, count.q);
	hush_buffer_format(out, "    seen in every %s of a year, all budgets spent: at most %s ", hush_window_name(terms->window),
	                   hush_amount_name(by_epsilon));
	put_decimal(out, &total, HUSH_UP);
	if (!by_epsilon) {
		status = hush_zcdp_epsilon(&total, &delta, &epsilon, err);
		if (status == HUSH_OK) {
			hush_buffer_text(out, ", that is epsilon ");
			put_decimal(out, &epsilon, HUSH_UP);
			hush_buffer_text(out, " except with probability 1e-9");
		}
		hush_buffer_format(out, ";\n    where several %ss add into the same cells of one release, count k*k in place of k",
		                   hush_window_name(terms->window));
	}
	hush_buffer_text(out, "\n");
	hush_rational_clear(&total);
	hush_rational_clear(&delta);
	hush_rational_clear(&epsilon);
	hush_rational_clear(&count);
	return status;
}

static hush_status put_window(struct hush_ledger *ledger, const struct hush_account_terms *terms, hush_day window,
                              const struct hush_rational *budget, bool by_epsilon, struct hush_buffer *out,
                              hush_error *err)
{
	struct hush_cost spent;
	struct hush_rational left;
	char day[HUSH_DAY_TEXT];
	hush_status status;

	hush_cost_init(&spent);
	hush_rational_init(&left);
	status = hush_ledger_spent(ledger, terms->name, window, &spent, err);
	if (status == HUSH_OK) {
		mpq_sub(left.q, budget->q, hush_cost_amount(&spent, by_epsilon)->q);
		hush_day_format(window, day);
		hush_buffer_format(out, "    %s of %s   spent ", hush_window_name(terms->window), day);
		put_decimal(out, hush_cost_amount(&spent, by_epsilon), HUSH_UP);
		hush_buffer_text(out, "   left ");
		put_decimal(out, &left, HUSH_DOWN);
		hush_buffer_text(out, "\n");
	}
	hush_rational_clear(&left);
	hush_cost_clear(&spent);
	return status;
}

static hush_status put_account(struct hush_ledger *ledger, const struct hush_account_terms *terms, struct hush_buffer *out,
                               hush_error *err)
{
	struct windows windows = {.account = terms->name};
	struct hush_rational budget;
	bool by_epsilon = hush_terms_by_epsilon(terms);
	hush_status status = HUSH_OK;
	uint32_t first;

	hush_rational_init(&budget);
	if (!hush_rational_parse(&budget, by_epsilon ? terms->epsilon : terms->rho)) {
		status = hush_fail_bug(err, "the budget text of an account");
	}
	if (status == HUSH_OK) {
		hush_buffer_format(out, "  %s: kind %s, one budget per %s (%s): %s ", terms->name,
		                   hush_account_kind_name(terms->kind), hush_window_name(terms->window), terms->timezone,
		                   hush_amount_name(by_epsilon));
		put_decimal(out, &budget, HUSH_DOWN);
		hush_buffer_text(out, "\n");
		status = hush_ledger_walk(ledger, collect_window, &windows, err);
	}
	first = windows.count > WINDOWS_SHOWN ? windows.count - WINDOWS_SHOWN : 0;
	if (status == HUSH_OK && first) {
		hush_buffer_format(out, "    (%u earlier %ss charged; see ledger export)\n", first, hush_window_name(terms->window));
	}
	for (uint32_t i = first; i < windows.count && status == HUSH_OK; i++) {
		status = put_window(ledger, terms, windows.days[i], &budget, by_epsilon, out, err);
	}
	if (status == HUSH_OK && windows.count == 0) {
		hush_buffer_format(out, "    nothing charged yet: every %s has its whole budget left\n",
		                   hush_window_name(terms->window));
	}
	if (status == HUSH_OK) {
		status = put_year(terms, &budget, by_epsilon, out, err);
	}
	hush_free(windows.days);
	hush_rational_clear(&budget);
	return status;
}

/* One line per release, however many accounts and windows it was charged to. */
struct release_lines {
	struct hush_buffer *out;
	uint64_t last_sequence;
};

static hush_status put_release(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct release_lines *lines = context;

	(void)err;
	if (entry->sequence != lines->last_sequence) {
		hush_buffer_format(lines->out, "  %llu  %s  %s  %s  %s\n", (unsigned long long)entry->sequence, entry->day,
		                   state_names[entry->state], entry->release, entry->reason);
		lines->last_sequence = entry->sequence;
	}
	return HUSH_OK;
}

static hush_status describe_plain(struct hush_ledger *ledger, const char *path, struct hush_buffer *out, hush_error *err)
{
	struct release_lines lines = {.out = out};

	hush_buffer_format(out, "Ledger %s (%s)\n\nAccounts\n", path, hush_ledger_id(ledger));
	for (uint32_t i = 0; i < hush_ledger_account_count(ledger); i++) {
		HUSH_TRY(put_account(ledger, hush_ledger_account(ledger, i), out, err));
	}
	hush_buffer_text(out, "\nReleases\n");
	HUSH_TRY(hush_ledger_walk(ledger, put_release, &lines, err));
	if (lines.last_sequence == 0) {
		hush_buffer_text(out, "  none yet\n");
	}
	return HUSH_OK;
}

static void json_account(struct hush_json_writer *writer, const struct hush_account_terms *terms)
{
	hush_json_put_string(writer, "account", terms->name);
	hush_json_put_string(writer, "kind", hush_account_kind_name(terms->kind));
	hush_json_put_string(writer, "window", hush_window_name(terms->window));
	hush_json_put_string(writer, "timezone", terms->timezone);
	hush_json_put_string(writer, "budget_epsilon", terms->epsilon[0] ? terms->epsilon : NULL);
	hush_json_put_string(writer, "budget_delta", terms->delta[0] ? terms->delta : NULL);
	hush_json_put_string(writer, "budget_rho", terms->rho[0] ? terms->rho : NULL);
}

static void json_charge(struct hush_json_writer *writer, const struct hush_ledger_entry *entry)
{
	char window[HUSH_DAY_TEXT];

	hush_day_format(entry->window, window);
	hush_json_put_u64(writer, "sequence", entry->sequence);
	hush_json_put_string(writer, "release", entry->release);
	hush_json_put_string(writer, "state", state_names[entry->state]);
	hush_json_put_string(writer, "day", entry->day);
	hush_json_put_string(writer, "reason", entry->reason);
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
	json_charge(writer, entry);
	hush_json_end(writer);
	return HUSH_OK;
}

static hush_status describe_json(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err)
{
	struct hush_json_writer writer;

	hush_answer_begin(&writer, out, "hushcount.ledger/1");
	hush_json_put_string(&writer, "ledger", hush_ledger_id(ledger));
	hush_json_array(&writer, "accounts");
	for (uint32_t i = 0; i < hush_ledger_account_count(ledger); i++) {
		hush_json_object(&writer, NULL);
		json_account(&writer, hush_ledger_account(ledger, i));
		hush_json_end(&writer);
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

/* The writer indents over lines; JSON lines want one line, so its line feeds and the blanks after them are dropped. */
static void put_line(struct hush_buffer *out, const struct hush_buffer *object)
{
	for (size_t i = 0; i < object->length; i++) {
		if (object->bytes[i] != '\n') {
			hush_buffer_byte(out, (unsigned char)object->bytes[i]);
			continue;
		}
		while (i + 1 < object->length && object->bytes[i + 1] == ' ') {
			i++;
		}
	}
	hush_buffer_byte(out, '\n');
}

static hush_status line_charge(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct hush_buffer object;
	struct hush_json_writer writer;
	hush_status status;

	hush_buffer_init(&object, HUSH_ANSWER_LIMIT);
	hush_json_begin(&writer, &object);
	hush_json_object(&writer, NULL);
	hush_json_put_string(&writer, "item", "charge");
	json_charge(&writer, entry);
	hush_json_end(&writer);
	status = hush_buffer_check(&object, err);
	if (status == HUSH_OK) {
		put_line(context, &object);
	}
	hush_buffer_release(&object);
	return status;
}

hush_status hush_ledger_lines(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err)
{
	struct hush_buffer object;
	struct hush_json_writer writer;

	hush_buffer_init(&object, HUSH_ANSWER_LIMIT);
	for (uint32_t i = 0; i < hush_ledger_account_count(ledger); i++) {
		hush_buffer_clear(&object);
		hush_json_begin(&writer, &object);
		hush_json_object(&writer, NULL);
		hush_json_put_string(&writer, "item", "account");
		hush_json_put_string(&writer, "ledger", hush_ledger_id(ledger));
		json_account(&writer, hush_ledger_account(ledger, i));
		hush_json_end(&writer);
		put_line(out, &object);
	}
	hush_buffer_release(&object);
	HUSH_TRY(hush_ledger_walk(ledger, line_charge, out, err));
	return hush_buffer_check(out, err);
}
