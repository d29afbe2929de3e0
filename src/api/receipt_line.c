/* receipt_line: see receipt_line.h. */
#include "api/receipt_line.h"

#include <string.h>

#include "api/balance.h"
#include "base/memory.h"

enum { LINE_LIMIT = 64 * 1024, DIGITS = 4 };

/* The charges of one release, gathered account by account. */
struct gathering {
	struct hush_ledger *ledger;
	const char *release;
	struct hush_buffer *out;
	char account[96]; /* the one whose windows are being counted; "" before the first */
	enum hush_window window;
	hush_day first;
	uint32_t windows;
};

static void put_windows(struct gathering *gathering)
{
	char day[HUSH_DAY_TEXT];

	if (gathering->account[0]) {
		hush_day_format(gathering->first, day);
		hush_buffer_format(gathering->out, " (%u %s%s from %s)", gathering->windows, hush_window_name(gathering->window),
		                   gathering->windows == 1 ? "" : "s", day);
	}
}

static hush_status put_amount(struct gathering *gathering, const struct hush_ledger_entry *entry, hush_error *err)
{
	const struct hush_account_terms *terms = hush_ledger_account_named(gathering->ledger, entry->account);
	struct hush_rational amount;
	bool by_epsilon = terms && hush_charge_by_epsilon(terms, entry->epsilon);
	hush_status status = HUSH_OK;

	hush_rational_init(&amount);
	if (!terms || !hush_rational_parse(&amount, by_epsilon ? entry->epsilon : entry->rho)) {
		status = hush_fail_bug(err, "a charge that was checked");
	} else {
		hush_buffer_format(gathering->out, "%s %s %s ", gathering->account[0] ? "," : " charged", entry->account,
		                   hush_amount_name(by_epsilon));
		hush_rational_decimal(&amount, DIGITS, HUSH_UP, gathering->out);
		if (by_epsilon && strcmp(entry->delta, "0") != 0 && hush_rational_parse(&amount, entry->delta)) {
			hush_buffer_text(gathering->out, " at delta ");
			hush_rational_decimal(&amount, DIGITS, HUSH_UP, gathering->out);
		}
		gathering->window = terms->window;
	}
	hush_rational_clear(&amount);
	return status;
}

static hush_status gather(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct gathering *gathering = context;

	if (strcmp(entry->release, gathering->release) != 0) {
		return HUSH_OK;
	}
	if (strcmp(entry->account, gathering->account) != 0) {
		put_windows(gathering);
		HUSH_TRY(put_amount(gathering, entry, err));
		memccpy(gathering->account, entry->account, '\0', sizeof gathering->account);
		gathering->first = entry->window;
		gathering->windows = 0;
	}
	gathering->windows++;
	return HUSH_OK;
}

static hush_status put_line(struct hush_ledger *ledger, const char *release, const struct hush_record *record,
                            struct hush_buffer *out, hush_error *err)
{
	struct gathering gathering = {.ledger = ledger, .release = release, .out = out};

	hush_buffer_format(out, "%s: %s", record->day, release);
	HUSH_TRY(hush_ledger_walk(ledger, gather, &gathering, err));
	put_windows(&gathering);
	hush_buffer_format(out, "; ledger %s, entry %llu, head %s", hush_ledger_id(ledger),
	                   (unsigned long long)record->sequence, record->head);
	if (record->caught_up) {
		hush_buffer_format(out, ", brought in from another copy where it is entry %llu, head %s",
		                   (unsigned long long)record->origin_sequence, record->origin_head);
	}
	return hush_buffer_check(out, err);
}

hush_status hush_receipt_put_plain(struct hush_ledger *ledger, const char *release, struct hush_buffer *out, hush_error *err)
{
	struct hush_record record;

	HUSH_TRY(hush_ledger_record(ledger, release, &record, err));
	hush_buffer_text(out, "Receipt    ");
	HUSH_TRY(put_line(ledger, release, &record, out, err));
	hush_buffer_byte(out, '\n');
	if (record.supersedes[0]) {
		hush_buffer_format(out, "Supersedes %s, which stays published and charged; this release is charged besides\n",
		                   record.supersedes);
	}
	if (record.superseded_by[0]) {
		hush_buffer_format(out, "Superseded by %s, which was charged besides\n", record.superseded_by);
	}
	return hush_buffer_check(out, err);
}

hush_status hush_receipt_put_json(struct hush_ledger *ledger, const char *release, struct hush_json_writer *json,
                                  hush_error *err)
{
	struct hush_record record;
	struct hush_buffer line;
	hush_status status;

	HUSH_TRY(hush_ledger_record(ledger, release, &record, err));
	hush_buffer_init(&line, LINE_LIMIT);
	status = put_line(ledger, release, &record, &line, err);
	if (status == HUSH_OK) {
		hush_json_put_string(json, "receipt", line.bytes);
		hush_json_put_u64(json, "entry", record.sequence);
		hush_json_put_string(json, "head", record.head);
		hush_json_put_string(json, "supersedes", record.supersedes[0] ? record.supersedes : NULL);
		hush_json_put_string(json, "superseded_by", record.superseded_by[0] ? record.superseded_by : NULL);
	}
	hush_buffer_release(&line);
	return status;
}
