/*
 * catch_up: brings an older copy of a ledger forward from what was published since.
 *
 * A laptop is lost, and the newest backup does not know the last releases.  Their folders do: each states its noise, from
 * which its charge follows, and where it stood in the lost file.  The entries made here say so, so that the record shows what
 * was charged when, and what was brought in later.  What the lost file knew besides (who asked for a release, releases that
 * were staged and not published) is lost.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "ledger/chain.h"
#include "ledger/claim_weigh.h"
#include "ledger/reservation.h"
#include "ledger/reserve.h"
#include "ledger/stage.h"

/* More entries than any ledger has. */
enum { LOST_LIMIT = 100000 };

/* What is held back stays so: whether anyone signed it off is one of the things that are lost. */
static hush_status append_end(struct hush_ledger *ledger, const char *filed_as, const struct hush_claim *claim, bool hold,
                              const char *who, hush_error *err)
{
	char digest[HUSH_SHA256_HEX];

	hush_sha256_hex(claim->bytes, claim->length, digest);
	HUSH_TRY(hush_stage_append(ledger, filed_as, hold, claim->bytes, claim->length, digest, err));
	return hold ? HUSH_OK : hush_last_append(ledger, filed_as, HUSH_ENTRY_PUBLISHED, who, err);
}

/* The end of a release that this copy reserved. */
static hush_status append_rest(struct hush_ledger *ledger, const struct hush_claim *claim, bool hold, const char *who,
                               hush_error *err)
{
	struct hush_entry reserved = {0};
	struct hush_reservation reservation;
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_find(ledger, claim->release, HUSH_ENTRY_RESERVED, &reserved, &found, err));
	if (!found) {
		return hush_fail_bug(err, "a reservation that was weighed a moment ago");
	}
	status = hush_reservation_read(reserved.payload, &reservation, err);
	hush_entry_release(&reserved);
	HUSH_TRY(status);
	hold = hold || reservation.hold;
	hush_reservation_release(&reservation);
	return append_end(ledger, claim->release, claim, hold, who, err);
}

/*
 * The chain goes on at least from where the release stood in the other copy: no release of this one is ever given a place
 * before it, or the place of a release that is lost, and whoever lines releases up by their places finds no contradiction.
 */
static hush_status append_lost(struct hush_ledger *ledger, const struct hush_claim *claim, const char *day, hush_error *err)
{
	struct hush_buffer payload;
	hush_status status = HUSH_OK;
	uint64_t last = ledger->pending ? ledger->pending : ledger->sequence;

	if (claim->sequence > last && claim->sequence - last > LOST_LIMIT) {
		return hush_fail(err, HUSH_E_LEDGER, "the release \"%s\" stands more than %d entries after the end of this ledger",
		                 claim->release, LOST_LIMIT);
	}
	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_field_put(&payload, "day", day);
	while (++last < claim->sequence && status == HUSH_OK) {
		status = hush_chain_append(ledger, HUSH_ENTRY_LOST, NULL, &payload, err);
	}
	hush_buffer_release(&payload);
	return status;
}

/* The charges as they will be kept, read back, each of an account that is there and of the same terms and unit. */
static hush_status take_charges(struct hush_ledger *ledger, const struct hush_plan *plan, const char *text,
                                struct hush_fields *fields, struct hush_charges *charges, hush_error *err)
{
	hush_status status;

	HUSH_TRY(hush_fields_read(text, fields, err));
	status = hush_charges_take(fields, true, charges, err);
	for (uint32_t i = 0; i < charges->count && status == HUSH_OK; i++) {
		status = hush_charge_admissible(ledger, plan, i, &charges->items[i], err);
	}
	return status;
}

static hush_status append_reserved(struct hush_ledger *ledger, const char *filed_as, const struct hush_claim *claim,
                                   bool hold, const char *who, const struct hush_buffer *plan_part, hush_error *err)
{
	const struct hush_reservation_origin origin = {
	    .sequence = claim->sequence, .head = claim->head, .day = claim->day, .version = claim->version};
	const struct hush_reserve_terms terms = {
	    .who = who, .hold = hold, .beside = claim->others, .beside_count = claim->other_count};
	const struct hush_spec *spec = claim->plan->spec;
	struct hush_buffer payload;
	char salt[HUSH_CHAIN_SALT];
	char day[HUSH_DAY_TEXT];
	hush_status status;

	HUSH_TRY(hush_chain_today(spec->timezone, day, err));
	HUSH_TRY(append_lost(ledger, claim, day, err));
	HUSH_TRY(hush_chain_salt(ledger, salt, err));
	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_reservation_put(spec, salt, &terms, day, &origin, &payload);
	hush_buffer_put(&payload, plan_part->bytes, plan_part->length);
	status = hush_chain_append(ledger, HUSH_ENTRY_RESERVED, filed_as, &payload, err);
	hush_buffer_release(&payload);
	return status;
}

/* All entries of a release that this copy never reserved. */
static hush_status append_all(struct hush_ledger *ledger, const char *filed_as, const struct hush_claim *claim, bool hold,
                              const char *who, hush_error *err)
{
	struct hush_fields fields = {0};
	struct hush_charges charges = {0};
	struct hush_buffer plan_part;
	hush_status status;

	hush_buffer_init(&plan_part, HUSH_PAYLOAD_LIMIT / 2);
	status = hush_charges_of_plan(claim->plan, &plan_part, err);
	if (status == HUSH_OK) {
		status = take_charges(ledger, claim->plan, plan_part.bytes, &fields, &charges, err);
	}
	if (status == HUSH_OK) {
		status = append_reserved(ledger, filed_as, claim, hold, who, &plan_part, err);
	}
	if (status == HUSH_OK) {
		status = hush_charges_insert(ledger, claim->plan->spec, &charges, err);
	}
	if (status == HUSH_OK) {
		status = append_end(ledger, filed_as, claim, hold, who, err);
	}
	hush_charges_release(&charges);
	hush_fields_release(&fields);
	hush_buffer_release(&plan_part);
	return status;
}

/* Under its id where that is free, else under a name that says which of several answers it is. */
static hush_status append_foreign(struct hush_ledger *ledger, const struct hush_claim *claim, bool hold, const char *who,
                                  hush_error *err)
{
	struct hush_entry last = {0};
	struct hush_buffer name;
	bool used = false;
	hush_status status;

	HUSH_TRY(hush_chain_last(ledger, claim->release, UINT64_MAX, &last, &used, err));
	hush_entry_release(&last);
	hush_buffer_init(&name, 256);
	if (used) {
		hush_claim_twin_name(claim, &name);
	} else {
		hush_buffer_text(&name, claim->release);
	}
	status = hush_buffer_check(&name, err);
	if (status == HUSH_OK) {
		status = append_all(ledger, name.bytes, claim, hold, who, err);
	}
	hush_buffer_release(&name);
	return status;
}

static hush_status bring_in(struct hush_ledger *ledger, const struct hush_claim *claim, bool hold, const char *who,
                            bool *brought, hush_error *err)
{
	enum hush_claim_verdict verdict = HUSH_CLAIM_HOLDS;

	HUSH_TRY(hush_claim_weigh(ledger, claim, &verdict, err));
	*brought = false;
	switch (verdict) {
	case HUSH_CLAIM_HOLDS:
	case HUSH_CLAIM_CAUGHT_UP:
	case HUSH_CLAIM_HELD: return HUSH_OK;
	case HUSH_CLAIM_OTHER_LEDGER:
		return hush_fail(err, HUSH_E_USAGE, "the release \"%s\" belongs to another ledger", claim->release);
	case HUSH_CLAIM_OTHER_CHARGE: return hush_claim_refuse(ledger, claim, verdict, claim->release, err);
	case HUSH_CLAIM_UNFINISHED: HUSH_TRY(append_rest(ledger, claim, hold, who, err)); break;
	case HUSH_CLAIM_AHEAD:
	case HUSH_CLAIM_FORKED:
	case HUSH_CLAIM_CANCELLED:
	case HUSH_CLAIM_OTHER_ANSWER: HUSH_TRY(append_foreign(ledger, claim, hold, who, err)); break;
	}
	*brought = true;
	return hush_chain_commit(ledger, err);
}

hush_status hush_ledger_catch_up(struct hush_ledger *ledger, const struct hush_claim *claim, const char *who, bool hold,
                                 bool *brought, hush_error *err)
{
	const char *kept = who ? who : "";
	bool done = false;
	hush_status status;

	HUSH_TRY(hush_chain_check_who(kept, err));
	if (!claim->plan || !claim->bytes) {
		return hush_fail_bug(err, "a claim without its release");
	}
	for (uint32_t i = 0; i < claim->other_count; i++) {
		HUSH_TRY(hush_ledger_check_other(ledger, claim->others[i], err));
	}
	HUSH_TRY(hush_chain_write(ledger, err));
	status = bring_in(ledger, claim, hold, kept, &done, err);
	hush_chain_leave(ledger);
	if (status == HUSH_OK) {
		*brought = done;
	}
	return status;
}
