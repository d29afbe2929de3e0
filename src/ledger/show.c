/* show: reading what the ledger holds: states, balances, all releases. */
#include <string.h>

#include "base/memory.h"
#include "ledger/budget.h"
#include "ledger/chain.h"
#include "ledger/replay.h"
#include "ledger/reservation.h"

static hush_status state_of(struct hush_ledger *ledger, const char *release, enum hush_release_state *state,
                            char digest[HUSH_SHA256_HEX], hush_error *err)
{
	struct hush_reservation reservation;
	struct hush_entry last = {0};
	struct hush_entry reserved = {0};
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_last(ledger, release, UINT64_MAX, &last, &found, err));
	*state = found ? hush_entry_state(last.kind) : HUSH_RELEASE_NONE;
	digest[0] = '\0';
	hush_entry_release(&last);
	if (!found) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_chain_find(ledger, release, HUSH_ENTRY_RESERVED, &reserved, &found, err));
	status = found ? hush_reservation_read(reserved.payload, &reservation, err) : HUSH_E_LEDGER;
	hush_entry_release(&reserved);
	if (status == HUSH_E_LEDGER) {
		return hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "the reservation of \"%s\" cannot be read", release);
	}
	HUSH_TRY(status);
	memcpy(digest, reservation.spec, HUSH_SHA256_HEX);
	hush_reservation_release(&reservation);
	return HUSH_OK;
}

hush_status hush_ledger_state(struct hush_ledger *ledger, const char *release, enum hush_release_state *state,
                              char digest[65], hush_error *err)
{
	enum hush_release_state found = HUSH_RELEASE_NONE;
	char spec[HUSH_SHA256_HEX];
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = state_of(ledger, release, &found, spec, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	if (status == HUSH_OK) {
		*state = found;
		memcpy(digest, spec, strlen(spec) + 1);
	}
	return status;
}

hush_status hush_ledger_spent(struct hush_ledger *ledger, const char *account, hush_day window, struct hush_cost *spent,
                              hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	if (hush_ledger_account_named(ledger, account)) {
		status = hush_budget_spent(ledger, account, window, spent, err);
	} else {
		status = hush_fail(err, HUSH_E_SPEC, "the ledger has no account \"%s\"", account);
	}
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

/* The rows of the walk, joined with what the reservation says. */
struct shown {
	char *release;
	char *payload;
	char *last; /* kind of the release's newest entry */
	char *account;
	char *window;
	char *epsilon;
	char *rho;
	char *delta;
};

static void release_shown(struct shown *shown)
{
	hush_free(shown->release);
	hush_free(shown->payload);
	hush_free(shown->last);
	hush_free(shown->account);
	hush_free(shown->window);
	hush_free(shown->epsilon);
	hush_free(shown->rho);
	hush_free(shown->delta);
}

static hush_status take_shown(struct hush_sql_statement *statement, struct shown *shown, hush_error *err)
{
	char **texts[] = {&shown->release, &shown->payload, &shown->last, &shown->account,
	                  &shown->window,  &shown->epsilon, &shown->rho,  &shown->delta};

	for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++) {
		HUSH_TRY(hush_sql_text(statement, i + 1, texts[i], err));
		if (!*texts[i]) {
			return hush_fail(err, HUSH_E_LEDGER, "a charge kept in the ledger cannot be read");
		}
	}
	return HUSH_OK;
}

static enum hush_release_state state_named(const char *kind)
{
	for (int i = HUSH_ENTRY_RESERVED; i <= HUSH_ENTRY_CANCELLED; i++) {
		if (strcmp(kind, hush_entry_kind_name((enum hush_entry_kind)i)) == 0) {
			return hush_entry_state((enum hush_entry_kind)i);
		}
	}
	return HUSH_RELEASE_NONE;
}

/* Each table's fields begin with `table` and `of_account`; `threshold` is among them only where values are discovered. */
static bool has_thresholds(const struct hush_fields *fields, const char *account)
{
	bool ours = false;

	for (uint32_t i = 0; i < fields->count; i++) {
		const struct hush_field *field = &fields->items[i];

		if (strcmp(field->name, "of_account") == 0) {
			ours = strcmp(field->value, account) == 0;
		} else if (ours && strcmp(field->name, "threshold") == 0) {
			return true;
		}
	}
	return false;
}

static hush_status visit_row(struct hush_sql_statement *statement, hush_ledger_visit visit, void *context,
                             hush_error *err)
{
	struct shown shown = {0};
	struct hush_reservation reservation = {0};
	struct hush_ledger_entry entry = {.sequence = (uint64_t)hush_sql_i64(statement, 0)};
	hush_status status = take_shown(statement, &shown, err);

	if (status == HUSH_OK) {
		status = hush_reservation_read(shown.payload, &reservation, err);
	}
	if (status == HUSH_OK) {
		entry.release = shown.release;
		entry.state = state_named(shown.last);
		entry.day = reservation.day;
		entry.reason = reservation.reason;
		entry.who = reservation.who;
		entry.supersedes = reservation.supersedes;
		entry.made_by = reservation.made_by;
		entry.windows_apart = reservation.windows_apart;
		entry.caught_up = reservation.caught_up;
		entry.account = shown.account;
		entry.thresholds = has_thresholds(&reservation.fields, shown.account);
		entry.epsilon = shown.epsilon;
		entry.rho = shown.rho;
		entry.delta = shown.delta;
		status = hush_day_parse(shown.window, strlen(shown.window), &entry.window)
		             ? visit(context, &entry, err)
		             : hush_fail(err, HUSH_E_LEDGER, "a charge kept in the ledger cannot be read");
	}
	hush_reservation_release(&reservation);
	release_shown(&shown);
	return status;
}

static hush_status walk(struct hush_ledger *ledger, hush_ledger_visit visit, void *context, hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT e.sequence, e.release, e.payload,"
	                          " (SELECT l.kind FROM entry AS l WHERE l.release = e.release ORDER BY l.sequence DESC LIMIT 1),"
	                          " h.account, h.window, h.epsilon, h.rho, h.delta"
	                          " FROM charge AS h JOIN entry AS e ON e.sequence = h.sequence"
	                          " ORDER BY h.sequence, h.position",
	                          &statement, err));
	while (hush_sql_next(statement, &status, err)) {
		status = visit_row(statement, visit, context, err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_ledger_walk(struct hush_ledger *ledger, hush_ledger_visit visit, void *context, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = walk(ledger, visit, context, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

static hush_status visit_item(struct hush_ledger *ledger, struct hush_sql_statement *statement,
                              hush_ledger_visit_item visit, void *context, hush_error *err)
{
	struct hush_entry entry = {0};
	hush_status status = hush_replay_row(ledger, statement, &entry, err);

	if (status == HUSH_OK) {
		status = visit(context,
		               &(struct hush_ledger_item){.sequence = entry.sequence,
		                                          .kind = hush_entry_kind_name(entry.kind),
		                                          .release = entry.release,
		                                          .payload = entry.payload,
		                                          .previous = entry.previous,
		                                          .digest = entry.digest},
		               err);
	}
	hush_entry_release(&entry);
	return status;
}

static hush_status walk_chain(struct hush_ledger *ledger, hush_ledger_visit_item visit, void *context, hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT sequence, kind, release, payload, previous, digest FROM entry ORDER BY sequence",
	                          &statement, err));
	while (hush_sql_next(statement, &status, err)) {
		status = visit_item(ledger, statement, visit, context, err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_ledger_walk_chain(struct hush_ledger *ledger, hush_ledger_visit_item visit, void *context,
                                   hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = walk_chain(ledger, visit, context, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}
