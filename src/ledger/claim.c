/* claim: see claim.h. */
#include "ledger/claim.h"

#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "ledger/chain.h"
#include "ledger/claim_weigh.h"
#include "ledger/replay.h"
#include "ledger/reservation.h"
#include "ledger/reserve.h"
#include "ledger/same_charge.h"
#include "ledger/same_id.h"
#include "ledger/stage.h"

bool hush_claim_fine(enum hush_claim_verdict verdict)
{
	return verdict <= HUSH_CLAIM_OTHER_LEDGER;
}

const char *hush_claim_verdict_name(enum hush_claim_verdict verdict)
{
	static const char *const names[] = {
	    [HUSH_CLAIM_HOLDS] = "holds",
	    [HUSH_CLAIM_CAUGHT_UP] = "caught-up",
	    [HUSH_CLAIM_OTHER_LEDGER] = "other-ledger",
	    [HUSH_CLAIM_AHEAD] = "restored-copy",
	    [HUSH_CLAIM_FORKED] = "fork",
	    [HUSH_CLAIM_UNFINISHED] = "restored-copy-unfinished",
	    [HUSH_CLAIM_CANCELLED] = "cancelled-but-published",
	    [HUSH_CLAIM_OTHER_ANSWER] = "second-answer",
	    [HUSH_CLAIM_OTHER_CHARGE] = "other-charge",
	    [HUSH_CLAIM_HELD] = "held-but-visible",
	};

	return names[verdict];
}

/* Does the claim's spec cost what the reservation charges? A claim without a plan does not say. */
static hush_status same_charge(const struct hush_claim *claim, const struct hush_reservation *reservation, bool *same,
                               hush_error *err)
{
	struct hush_buffer charges;
	hush_status status;

	*same = true;
	if (!claim->plan) {
		return HUSH_OK;
	}
	*same = strcmp(reservation->spec, claim->plan->spec->digest) == 0;
	hush_buffer_init(&charges, HUSH_PAYLOAD_LIMIT / 2);
	status = hush_charges_of_plan(claim->plan, &charges, err);
	if (status == HUSH_OK && *same) {
		status = hush_charge_covers(reservation->charges, charges.bytes, same, err);
	}
	hush_buffer_release(&charges);
	return status;
}

static bool same_bytes(const struct hush_fields *fields, const struct hush_claim *claim)
{
	char digest[HUSH_SHA256_HEX];
	const char *kept = hush_field_find(fields, "bytes");

	hush_sha256_hex(claim->bytes, claim->length, digest);
	return kept && strcmp(kept, digest) == 0;
}

/*
 * A packed release holds the list of its digests as it is, near its start (upper-case names come first), and no other release
 * has the same list.
 */
static hush_status same_sums(struct hush_ledger *ledger, uint64_t sequence, const struct hush_claim *claim, bool *same,
                             hush_error *err)
{
	struct hush_sql_statement *statement;
	const void *bytes;
	size_t length;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT bytes FROM vault WHERE sequence = ?1 AND part = 0", &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)sequence);
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK && row) {
		status = hush_sql_bytes(statement, 0, &bytes, &length, err);
	}
	if (status == HUSH_OK && row) {
		*same = memmem(bytes, length, claim->sums, claim->sums_length) != NULL;
	}
	hush_sql_finish(statement);
	return status;
}

/* Is the claim's release the one that is kept? True as long as none is. */
static hush_status same_answer(struct hush_ledger *ledger, const struct hush_claim *claim, const char *filed_as, bool *same,
                               hush_error *err)
{
	struct hush_entry staged = {0};
	struct hush_fields fields;
	bool found = false;
	hush_status status;

	*same = true;
	HUSH_TRY(hush_chain_find(ledger, filed_as, HUSH_ENTRY_STAGED, &staged, &found, err));
	if (!found) {
		return HUSH_OK;
	}
	status = hush_fields_read(staged.payload, &fields, err);
	if (status == HUSH_OK) {
		if (claim->bytes) {
			*same = same_bytes(&fields, claim);
		} else if (claim->sums) {
			status = same_sums(ledger, staged.sequence, claim, same, err);
		}
		hush_fields_release(&fields);
	}
	hush_entry_release(&staged);
	return status;
}

/* What is known when all entries that may be about the release were looked at. */
struct weighing {
	bool decided;
	bool cancelled;    /* its reservation is here, and cancelled */
	bool other_answer; /* its reservation is here, with other bytes */
	enum hush_claim_verdict verdict;
};

static void decide(struct weighing *weighing, enum hush_claim_verdict verdict)
{
	weighing->decided = true;
	weighing->verdict = verdict;
}

/* The reservation of the claim, made here or brought in. */
static hush_status weigh_found(struct hush_ledger *ledger, const struct hush_claim *claim, const char *filed_as,
                               const struct hush_reservation *reservation, struct weighing *weighing, hush_error *err)
{
	struct hush_entry last = {0};
	bool found = false;
	bool same = true;
	bool held = false;

	HUSH_TRY(same_charge(claim, reservation, &same, err));
	if (!same) {
		decide(weighing, HUSH_CLAIM_OTHER_CHARGE);
		return HUSH_OK;
	}
	HUSH_TRY(same_answer(ledger, claim, filed_as, &same, err));
	HUSH_TRY(hush_stage_held(ledger, filed_as, &held, err));
	HUSH_TRY(hush_chain_last(ledger, filed_as, UINT64_MAX, &last, &found, err));
	if (!same) {
		weighing->other_answer = true;
	} else if (found && last.kind == HUSH_ENTRY_CANCELLED) {
		weighing->cancelled = true; /* it can have been brought in besides */
	} else if (found && last.kind == HUSH_ENTRY_RESERVED) {
		decide(weighing, HUSH_CLAIM_UNFINISHED);
	} else if (held) {
		decide(weighing, HUSH_CLAIM_HELD);
	} else {
		decide(weighing, reservation->caught_up ? HUSH_CLAIM_CAUGHT_UP : HUSH_CLAIM_HOLDS);
	}
	hush_entry_release(&last);
	return HUSH_OK;
}

static hush_status weigh_entry(struct hush_ledger *ledger, const struct hush_claim *claim, const struct hush_entry *entry,
                               struct weighing *weighing, hush_error *err)
{
	struct hush_reservation reservation;
	hush_status status = HUSH_OK;
	bool own;
	bool brought;

	HUSH_TRY(hush_reservation_read(entry->payload, &reservation, err));
	own = !reservation.caught_up && entry->sequence == claim->sequence && strcmp(entry->digest, claim->head) == 0;
	brought = reservation.caught_up && reservation.origin.sequence == claim->sequence &&
	          strcmp(reservation.origin.head, claim->head) == 0;
	if (own || brought) {
		status = weigh_found(ledger, claim, entry->release, &reservation, weighing, err);
	}
	hush_reservation_release(&reservation);
	return status;
}

static hush_status weigh_row(struct hush_ledger *ledger, const struct hush_claim *claim,
                             struct hush_sql_statement *statement, struct weighing *weighing, hush_error *err)
{
	struct hush_entry entry = {0};
	hush_status status = hush_replay_row(ledger, statement, &entry, err);

	if (status == HUSH_OK) {
		status = weigh_entry(ledger, claim, &entry, weighing, err);
	}
	hush_entry_release(&entry);
	return status;
}

/* Reservations of the id, and of what was filed under "ID@..." when it was brought in. */
static hush_status weigh_entries(struct hush_ledger *ledger, const struct hush_claim *claim, struct weighing *weighing,
                                 hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT sequence, kind, release, payload, previous, digest FROM entry WHERE kind = 'reserved'"
	                          " AND (release = ?1 OR (release >= ?1 || '@' AND release < ?1 || 'A')) ORDER BY sequence",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, claim->release);
	while (!weighing->decided && hush_sql_next(statement, &status, err)) {
		status = weigh_row(ledger, claim, statement, weighing, err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_claim_weigh(struct hush_ledger *ledger, const struct hush_claim *claim, enum hush_claim_verdict *verdict,
                             hush_error *err)
{
	struct weighing weighing = {0};

	if (strcmp(claim->ledger_id, ledger->id) != 0) {
		*verdict = HUSH_CLAIM_OTHER_LEDGER;
		return HUSH_OK;
	}
	HUSH_TRY(weigh_entries(ledger, claim, &weighing, err));
	if (weighing.decided) {
		*verdict = weighing.verdict;
	} else if (weighing.other_answer) {
		*verdict = HUSH_CLAIM_OTHER_ANSWER;
	} else if (weighing.cancelled) {
		*verdict = HUSH_CLAIM_CANCELLED;
	} else {
		*verdict = claim->sequence > ledger->sequence ? HUSH_CLAIM_AHEAD : HUSH_CLAIM_FORKED;
	}
	return HUSH_OK;
}

void hush_claim_twin_name(const struct hush_claim *claim, struct hush_buffer *name)
{
	char digest[HUSH_SHA256_HEX];

	hush_sha256_hex(claim->bytes, claim->length, digest);
	hush_buffer_format(name, "%s@%.16s", claim->release, digest);
}

hush_status hush_ledger_weigh(struct hush_ledger *ledger, const struct hush_claim *claim, enum hush_claim_verdict *verdict,
                              hush_error *err)
{
	enum hush_claim_verdict found = HUSH_CLAIM_HOLDS;
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = hush_claim_weigh(ledger, claim, &found, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	if (status == HUSH_OK) {
		*verdict = found;
	}
	return status;
}

hush_status hush_claim_refuse(struct hush_ledger *ledger, const struct hush_claim *claim,
                              enum hush_claim_verdict verdict, const char *folder, hush_error *err)
{
	static const char restored[] = "find the newest copy of the ledger; if it is lost, bring this one forward with `hushcount "
	                               "ledger catch-up`";
	static const char altered[] = "keep both as they are, and find out which of them was changed";
	const char *what = "";
	const char *hint = altered;
	bool twin = false;

	switch (verdict) {
	case HUSH_CLAIM_AHEAD:
		hush_fail_at(err, HUSH_E_LEDGER, folder, 0, 0,
		             "the ledger ends at entry %llu and does not know this release, which it charged as entry %llu: an older "
		             "copy of the ledger was put back",
		             (unsigned long long)ledger->sequence, (unsigned long long)claim->sequence);
		hush_hint(err, "%s", restored);
		return HUSH_E_LEDGER;
	case HUSH_CLAIM_FORKED:
		hush_fail_at(err, HUSH_E_LEDGER, folder, 0, 0,
		             "the ledger's entry %llu is not the one that charged this release: two copies of the ledger were used, or "
		             "an older copy was put back and used",
		             (unsigned long long)claim->sequence);
		hush_hint(err, "stop using all copies but one, and bring that one forward with `hushcount ledger catch-up`");
		return HUSH_E_LEDGER;
	case HUSH_CLAIM_UNFINISHED:
		what = "the ledger reserved this release and does not know that it was finished: an older copy of the ledger was put back";
		hint = restored;
		break;
	case HUSH_CLAIM_CANCELLED:
		what = "the ledger cancelled this release, which was published all the same: two copies of the ledger were used";
		hint = "bring the charge back with `hushcount ledger catch-up`, and stop using the other copy";
		break;
	case HUSH_CLAIM_OTHER_ANSWER:
		what = "the ledger keeps another answer for this release: two copies of the ledger finished it, or one of the two was "
		       "changed";
		hint = "stop using all copies but one, and bring that one forward with `hushcount ledger catch-up`";
		break;
	case HUSH_CLAIM_OTHER_CHARGE: what = "the ledger keeps another charge for this release than its noise costs"; break;
	case HUSH_CLAIM_HELD:
		what = "the ledger holds this release back until it is signed off, and it is visible all the same: somebody copied it, "
		       "or an older copy of the ledger was put back";
		HUSH_TRY(hush_same_id_look_for_twin(ledger, claim->release, &twin, err));
		/* Of two answers to one id, none can be signed off. */
		hint = twin ? "take it out of the folder; who has seen it, has seen it"
		            : "sign it off with `hushcount publish --resume`, or take it out of the folder; who has seen it, has seen it";
		break;
	case HUSH_CLAIM_HOLDS:
	case HUSH_CLAIM_CAUGHT_UP:
	case HUSH_CLAIM_OTHER_LEDGER: return hush_fail_bug(err, "a claim that holds");
	}
	hush_fail_at(err, HUSH_E_LEDGER, folder, 0, 0, "%s", what);
	hush_hint(err, "%s", hint);
	return HUSH_E_LEDGER;
}
