/*
 * reserve: the life of a release id in the ledger, and its first step.
 *
 * The state of a release is its newest entry:
 *
 *                     reserve                 stage              published
 *     (no entry) ----------------> RESERVED ----------> STAGED -----------------> PUBLISHED
 *          |                          |                  | ^                         ^
 *          |                          | cancel   sign off| |(held: only after it)    |
 *          |                          v                  +-+                         |
 *          |                      CANCELLED                                          |
 *          +------------------------------------ catch up ---------------------------+
 *                                      (what was to be held back: to STAGED)
 *
 * Transition   function                    entries     durable before
 * reserve      hush_ledger_reserve[_on]    reserved    the receipt exists, and with it the first random bit
 * stage        hush_ledger_stage           staged      the first byte outside the ledger
 * sign off     hush_ledger_sign_off        signed      the first byte outside the ledger, of a release that was held back
 * published    hush_ledger_published       published   nothing: it only says that the folder was seen in place
 * cancel       hush_ledger_cancel          cancelled   the charge is free for others
 * catch up     hush_ledger_catch_up        all of them nothing: the release was published from another copy of this ledger
 *
 * Invariants, in every file that a crash can leave behind:
 *  (1) An id has at most one entry of each kind, in the order of the diagram (unique index, replay.c).
 *  (2) The charges of an id stand from RESERVED on, unless it is CANCELLED. No transition leads from STAGED or PUBLISHED
 *      to CANCELLED: what may have been seen stays charged.
 *  (3) In every window of every account, standing charges are at most the budget: balance, comparison and insert are
 *      one write transaction, and SQLite admits one writer. Only catching up charges without asking, for what it charges
 *      is published already; it can leave a window overspent, `ledger verify` says so, and nothing more fits there.
 *  (4) A receipt exists only for an id that is RESERVED, and only after the commit. All receipts for one id are equal:
 *      same sequence, head, day and key.
 *  (5) In RESERVED nothing was visible, so noise may be drawn again. From STAGED on the bytes are kept and only they
 *      may be published. Of two processes in RESERVED with the same id, one stages; the other is refused.
 *  (6) A release that this file reserved or staged to be held back is made visible, and becomes PUBLISHED, only after the
 *      entry `signed` is on the disk. Catching up leaves it held back, also where the lost copy knew of a signature. A
 *      folder that somebody copied past this rule is named by `ledger verify`, and publish refuses beside it.
 *  (7) Catching up is one transaction: reserved, staged and, unless held back, published are there together or not at all.
 *      What a release was in the copy that charged it, held back or signed, only that copy knew. A release whose id
 *      this copy of the ledger uses otherwise is filed under "ID@DIGEST", and then the id itself is never reserved,
 *      continued, staged, or made visible from STAGED: another answer to it was published. What is filed so is kept, and
 *      never made visible from here. Where the release stood further on than this file's end, entries `lost` fill the places
 *      between, so that no later reservation gets a place that the lost copy had given to something else.
 */
#include <string.h>

#include "base/memory.h"
#include "ledger/account.h"
#include "ledger/budget.h"
#include "ledger/chain.h"
#include "ledger/charge.h"
#include "ledger/receipt_make.h"
#include "ledger/reservation.h"
#include "ledger/reserve.h"
#include "ledger/same_id.h"

/* The key of the limiting order belongs to the ledger and the release id, so a redraw limits in the same way. */
static hush_status derive_key(const struct hush_ledger *ledger, const char *release, uint8_t key[HUSH_LIMIT_KEY],
                              hush_error *err)
{
	static const char label[] = "hushcount limiting order";
	struct hush_buffer message;
	uint8_t wide[HUSH_BLAKE2B_BYTES];
	hush_status status;

	hush_buffer_init(&message, 4096);
	hush_buffer_counted(&message, label, sizeof label - 1);
	hush_buffer_counted(&message, release, strlen(release));
	status = hush_buffer_check(&message, err);
	if (status == HUSH_OK) {
		hush_blake2b(ledger->secret, sizeof ledger->secret, message.bytes, message.length, wide);
		memcpy(key, wide, HUSH_LIMIT_KEY);
		hush_wipe(wide, sizeof wide);
	}
	hush_buffer_release(&message);
	return status;
}

hush_status hush_receipt_of_reservation(const struct hush_ledger *ledger, const char *release, const char *spec_digest,
                                        uint64_t sequence, const char *head, const char *day, bool hold,
                                        struct hush_receipt **receipt, hush_error *err)
{
	uint8_t key[HUSH_LIMIT_KEY];
	hush_status status = derive_key(ledger, release, key, err);

	if (status == HUSH_OK) {
		status = hush_receipt_make(&(struct hush_receipt_parts){.release = release,
		                                                        .spec_digest = spec_digest,
		                                                        .sequence = sequence,
		                                                        .head = head,
		                                                        .ledger_id = ledger->id,
		                                                        .day = day,
		                                                        .limit_key = key,
		                                                        .hold = hold},
		                           receipt, err);
	}
	hush_wipe(key, sizeof key);
	return status;
}

/* A release can take the place of one that the ledger knows as published. */
static hush_status check_supersedes(struct hush_ledger *ledger, const struct hush_spec *spec, hush_error *err)
{
	struct hush_entry entry = {0};
	bool found = false;

	if (!spec->supersedes) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_chain_find(ledger, spec->supersedes, HUSH_ENTRY_PUBLISHED, &entry, &found, err));
	hush_entry_release(&entry);
	if (!found) {
		hush_fail(err, HUSH_E_SPEC, "\"supersedes\" names \"%s\", which this ledger did not publish", spec->supersedes);
		hush_hint(err, "name a published release (see `hushcount ledger show`), or leave \"supersedes\" out");
		return HUSH_E_SPEC;
	}
	return HUSH_OK;
}

/* The part of the payload that follows from the plan. */
hush_status hush_charges_of_plan(const struct hush_plan *plan, struct hush_buffer *payload, hush_error *err)
{
	hush_status status = hush_charges_put(plan, payload, err);

	return status == HUSH_OK && plan->account_count == 0 ? hush_fail_bug(err, "a plan that charges nobody") : status;
}

static hush_status compare_unit(const char *payload, const struct hush_charge *charge, hush_error *err)
{
	struct hush_fields fields;
	struct hush_charges before = {0};
	hush_status status;

	HUSH_TRY(hush_fields_read(payload, &fields, err));
	while (fields.at < fields.count && strcmp(fields.items[fields.at].name, "account") != 0) {
		fields.at++;
	}
	status = hush_charges_take(&fields, false, &before, err);
	for (uint32_t i = 0; i < before.count && status == HUSH_OK; i++) {
		if (strcmp(before.items[i].account, charge->account) == 0 && strcmp(before.items[i].unit, charge->unit) != 0) {
			hush_fail(err, HUSH_E_SPEC, "the account \"%s\" protects another unit: %s, and this spec says: %s", charge->account,
			          before.items[i].unit, charge->unit);
			hush_hint(err, "charges of different units do not add up; keep the unit of the earlier releases, or open another "
			               "ledger and say so in public");
			status = HUSH_E_SPEC;
		}
	}
	hush_charges_release(&before);
	hush_fields_release(&fields);
	return status;
}

/*
 * An account's charges are about one and the same unit: twenty scans at once are not one scan, and a plate at one camera
 * is not a plate.  The first release that stands fixes the unit, the later ones must match it.
 */
static hush_status check_unit(struct hush_ledger *ledger, const struct hush_charge *charge, hush_error *err)
{
	struct hush_sql_statement *statement;
	char *payload = NULL;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT e.payload FROM charge AS h JOIN entry AS e ON e.sequence = h.sequence"
	                          " WHERE h.account = ?1 AND NOT EXISTS (SELECT 1 FROM entry AS c"
	                          " WHERE c.release = e.release AND c.kind = 'cancelled') ORDER BY e.sequence DESC LIMIT 1",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, charge->account);
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK && row) {
		status = hush_sql_text(statement, 0, &payload, err);
	}
	hush_sql_finish(statement);
	if (status == HUSH_OK && payload) {
		status = compare_unit(payload, charge, err);
	}
	hush_free(payload);
	return status;
}

hush_status hush_charge_admissible(struct hush_ledger *ledger, const struct hush_plan *plan, uint32_t account,
                                   const struct hush_charge *charge, hush_error *err)
{
	const struct hush_account_terms *terms = hush_ledger_account_named(ledger, charge->account);

	if (!terms) {
		hush_fail(err, HUSH_E_SPEC, "the ledger has no account \"%s\", which this release needs", charge->account);
		hush_hint(err, "open it once with `hushcount ledger init --add`");
		return HUSH_E_SPEC;
	}
	HUSH_TRY(hush_terms_match(terms, plan->spec, &plan->accounts[account], err));
	return check_unit(ledger, charge, err);
}

/* Reads back what would be kept, and weighs exactly that. */
static hush_status check_charges(struct hush_ledger *ledger, const struct hush_plan *plan, const char *payload,
                                 struct hush_fields *fields, struct hush_charges *charges, hush_error *err)
{
	hush_status status;

	HUSH_TRY(hush_fields_read(payload, fields, err));
	status = hush_charges_take(fields, true, charges, err);
	if (status == HUSH_E_LEDGER) {
		status = hush_fail_bug(err, "a plan that charges less than it costs");
	}
	for (uint32_t i = 0; i < charges->count && status == HUSH_OK; i++) {
		const struct hush_charge *charge = &charges->items[i];

		status = hush_charge_admissible(ledger, plan, i, charge, err);
		if (status == HUSH_OK) {
			status = hush_budget_admits(ledger, hush_ledger_account_named(ledger, charge->account), charge, err);
		}
	}
	return status;
}

hush_status hush_charges_insert(struct hush_ledger *ledger, const struct hush_spec *spec,
                                const struct hush_charges *charges, hush_error *err)
{
	int64_t position = 0;

	for (uint32_t i = 0; i < charges->count; i++) {
		const struct hush_charge *charge = &charges->items[i];
		hush_day window = charge->first_window;

		for (uint32_t k = 0; k < charge->window_count; k++) {
			struct hush_sql_statement *statement;
			char day[HUSH_DAY_TEXT];

			hush_day_format(window, day);
			HUSH_TRY(hush_sql_prepare(ledger->db,
			                          "INSERT INTO charge (sequence, position, account, window, epsilon, rho, delta)"
			                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			                          &statement, err));
			hush_sql_bind_i64(statement, 1, (int64_t)ledger->pending);
			hush_sql_bind_i64(statement, 2, position++);
			hush_sql_bind_text(statement, 3, charge->account);
			hush_sql_bind_text(statement, 4, day);
			hush_sql_bind_text(statement, 5, charge->epsilon);
			hush_sql_bind_text(statement, 6, charge->rho);
			hush_sql_bind_text(statement, 7, charge->delta);
			HUSH_TRY(hush_sql_finish_run(statement, err));
			window = hush_window_next(spec->window, spec->week_start, window);
		}
	}
	return HUSH_OK;
}

/* A new id: entry, charges, commit, receipt. */
static hush_status reserve_new(struct hush_ledger *ledger, const struct hush_spec *spec,
                               const struct hush_reserve_terms *terms, const struct hush_buffer *plan_part,
                               const struct hush_charges *charges, struct hush_receipt **receipt, hush_error *err)
{
	struct hush_receipt *made = NULL;
	struct hush_buffer payload;
	char salt[HUSH_CHAIN_SALT];
	char day[HUSH_DAY_TEXT];
	hush_status status;

	HUSH_TRY(hush_chain_today(spec->timezone, day, err));
	HUSH_TRY(hush_chain_salt(ledger, salt, err));
	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_reservation_put(spec, salt, terms, day, NULL, &payload);
	hush_buffer_put(&payload, plan_part->bytes, plan_part->length);
	status = hush_chain_append(ledger, HUSH_ENTRY_RESERVED, spec->id, &payload, err);
	hush_buffer_release(&payload);
	if (status == HUSH_OK) {
		status = hush_charges_insert(ledger, spec, charges, err);
	}
	/* Made before the commit, so that nothing that can fail stands behind it; handed out only after it. */
	if (status == HUSH_OK) {
		status = hush_receipt_of_reservation(ledger, spec->id, spec->digest, ledger->pending, ledger->pending_digest, day,
		                                     terms->hold, &made, err);
	}
	if (status == HUSH_OK) {
		status = hush_chain_commit(ledger, err);
	}
	if (status != HUSH_OK) {
		hush_receipt_free(made);
		return status;
	}
	*receipt = made;
	return HUSH_OK;
}

/* All that is asked of a release before it is charged; with `receipt`, also the charge. Inside a transaction. */
static hush_status judge(struct hush_ledger *ledger, const struct hush_plan *plan, const struct hush_reserve_terms *terms,
                         struct hush_receipt **receipt, hush_error *err)
{
	struct hush_fields fields = {0};
	struct hush_charges charges = {0};
	struct hush_buffer plan_part;
	bool known = false;
	hush_status status;

	hush_buffer_init(&plan_part, HUSH_PAYLOAD_LIMIT / 2);
	status = hush_charges_of_plan(plan, &plan_part, err);
	if (status == HUSH_OK) {
		status = hush_same_id_look_up(ledger, plan->spec, &plan_part, terms->hold, receipt, &known, err);
	}
	if (status == HUSH_OK && !known) {
		status = check_supersedes(ledger, plan->spec, err);
		if (status == HUSH_OK) {
			status = check_charges(ledger, plan, plan_part.bytes, &fields, &charges, err);
		}
		if (status == HUSH_OK && receipt) {
			status = reserve_new(ledger, plan->spec, terms, &plan_part, &charges, receipt, err);
		}
	}
	hush_charges_release(&charges);
	hush_fields_release(&fields);
	hush_buffer_release(&plan_part);
	return status;
}

hush_status hush_ledger_check(struct hush_ledger *ledger, const struct hush_plan *plan, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = judge(ledger, plan, &(struct hush_reserve_terms){0}, NULL, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

hush_status hush_ledger_reserve_on(struct hush_ledger *ledger, const struct hush_plan *plan,
                                   const struct hush_reserve_terms *terms, struct hush_receipt **receipt, hush_error *err)
{
	hush_status status;

	HUSH_TRY(hush_chain_check_who(terms->who ? terms->who : "", err));
	for (uint32_t i = 0; i < terms->beside_count; i++) {
		HUSH_TRY(hush_ledger_check_other(ledger, terms->beside[i], err));
	}
	HUSH_TRY(hush_chain_write(ledger, err));
	status = judge(ledger, plan, terms, receipt, err);
	hush_chain_leave(ledger); /* nothing is left to roll back after a commit */
	return status;
}

hush_status hush_ledger_reserve(struct hush_ledger *ledger, const struct hush_plan *plan, const char *who,
                                struct hush_receipt **receipt, hush_error *err)
{
	return hush_ledger_reserve_on(ledger, plan, &(struct hush_reserve_terms){.who = who}, receipt, err);
}
