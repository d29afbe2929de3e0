/* same_id: see same_id.h. */
#include "ledger/same_id.h"

#include <string.h>

#include "base/memory.h"
#include "ledger/receipt_make.h"
#include "ledger/reservation.h"
#include "spec/difference.h"

enum { DIFFERENCE_LIMIT = 2000 };

static hush_status fail_state(const char *release, const char *what, const char *hint, hush_error *err)
{
	hush_fail(err, HUSH_E_SPEC, "the release id \"%s\" %s", release, what);
	hush_hint(err, "%s", hint);
	return HUSH_E_SPEC;
}

/* The two specs compared, as far as the earlier one was kept. "" when there is nothing to say. */
static hush_status put_difference(const struct hush_reservation *reservation, const struct hush_spec *spec,
                                  struct hush_buffer *out, hush_error *err)
{
	if (!reservation->spec_text || !spec->public_json) {
		hush_buffer_text(out, "");
		return hush_buffer_check(out, err);
	}
	hush_buffer_text(out, ": ");
	return hush_spec_difference(reservation->spec_text, strlen(reservation->spec_text), spec->public_json,
	                            spec->public_json_length, out, err);
}

static hush_status other_spec(const struct hush_reservation *reservation, const struct hush_spec *spec, bool finished,
                              hush_error *err)
{
	struct hush_buffer difference;
	hush_status status;

	hush_buffer_init(&difference, DIFFERENCE_LIMIT);
	status = put_difference(reservation, spec, &difference, err);
	if (status == HUSH_OK) {
		status = hush_fail(err, HUSH_E_SPEC, "the release id \"%s\" was already used with a different spec%s", spec->id,
		                   difference.bytes);
		if (finished) {
			hush_hint(err, "one id has one answer for ever: give the corrected release a new id, and \"supersedes\": \"%s\"; "
			               "nothing was charged", spec->id);
		} else {
			hush_hint(err, "undo the change, or cancel the reservation (`hushcount ledger cancel`) and give the changed spec a "
			               "new id; nothing more was charged");
		}
	}
	hush_buffer_release(&difference);
	return status;
}

/* RESERVED: the same receipt again, when `receipt` is not NULL. */
static hush_status reserved_before(struct hush_ledger *ledger, const struct hush_spec *spec,
                                   const struct hush_entry *entry, const struct hush_buffer *plan_part, bool hold,
                                   struct hush_receipt **receipt, hush_error *err)
{
	struct hush_reservation reservation;
	hush_status status = hush_reservation_read(entry->payload, &reservation, err);

	if (status != HUSH_OK) {
		return status == HUSH_E_LEDGER
		           ? hush_fail(err, HUSH_E_LEDGER, "the reservation of \"%s\" cannot be read", spec->id)
		           : status;
	}
	if (strcmp(reservation.spec, spec->digest) != 0) {
		status = other_spec(&reservation, spec, false, err);
	} else if (strcmp(reservation.charges, plan_part->bytes) != 0) {
		/* Noise for this plan would not be what was charged for. */
		status = fail_state(spec->id, "was reserved with other noise, by another version of hushcount",
		                    "finish it with that version, or cancel it and use a new id", err);
	} else if (receipt) {
		status = hush_receipt_of_reservation(ledger, spec->id, reservation.spec, entry->sequence, entry->digest,
		                                     reservation.day, reservation.hold || hold, receipt, err);
	}
	hush_reservation_release(&reservation);
	return status;
}

static hush_status check_same(struct hush_ledger *ledger, const struct hush_spec *spec, hush_error *err)
{
	struct hush_reservation reservation;
	struct hush_entry entry = {0};
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_find(ledger, spec->id, HUSH_ENTRY_RESERVED, &entry, &found, err));
	if (!found) {
		return HUSH_OK;
	}
	status = hush_reservation_read(entry.payload, &reservation, err);
	if (status == HUSH_OK) {
		if (strcmp(reservation.spec, spec->digest) != 0) {
			status = other_spec(&reservation, spec, true, err);
		}
		hush_reservation_release(&reservation);
	}
	hush_entry_release(&entry);
	return status;
}

hush_status hush_ledger_check_spec(struct hush_ledger *ledger, const struct hush_spec *spec, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = check_same(ledger, spec, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

/* STAGED or PUBLISHED: nothing is charged any more, but the spec must still be the one that was reserved. */
static hush_status kept_before(struct hush_ledger *ledger, const struct hush_spec *spec, bool want_receipt,
                               hush_error *err)
{
	HUSH_TRY(check_same(ledger, spec, err));
	return want_receipt ? hush_fail_bug(err, "a reservation of a release that is already staged") : HUSH_OK;
}

static hush_status find_twin(struct hush_ledger *ledger, const char *release, bool *found, hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT 1 FROM entry WHERE release >= ?1 || '@' AND release < ?1 || 'A' LIMIT 1",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, release);
	status = hush_sql_step(statement, found, err);
	hush_sql_finish(statement);
	return status;
}

hush_status hush_same_id_look_for_twin(struct hush_ledger *ledger, const char *release, bool *found, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = find_twin(ledger, release, found, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

hush_status hush_same_id_check_twin(struct hush_ledger *ledger, const char *release, const char *hint, hush_error *err)
{
	bool found = false;

	HUSH_TRY(find_twin(ledger, release, &found, err));
	return found ? fail_state(release, "has another answer, brought in from another copy of this ledger", hint, err) : HUSH_OK;
}

static hush_status check_only_answer(struct hush_ledger *ledger, const char *release, hush_error *err)
{
	static const char hint[] = "give the release a new id; what was finished here stays charged and is kept, and is not published";
	struct hush_entry last = {0};
	bool found = false;
	hush_status status;

	if (strchr(release, '@')) {
		return fail_state(release, "is that of a second answer, brought in from another copy of this ledger",
		                  "it stays charged and is kept, and is not published from here; give the release a new id", err);
	}
	HUSH_TRY(hush_chain_last(ledger, release, UINT64_MAX, &last, &found, err));
	status = found && hush_entry_state(last.kind) == HUSH_RELEASE_STAGED ? hush_same_id_check_twin(ledger, release, hint, err)
	                                                                      : HUSH_OK;
	hush_entry_release(&last);
	return status;
}

hush_status hush_ledger_check_only_answer(struct hush_ledger *ledger, const char *release, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = check_only_answer(ledger, release, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

hush_status hush_same_id_look_up(struct hush_ledger *ledger, const struct hush_spec *spec,
                                 const struct hush_buffer *plan_part, bool hold, struct hush_receipt **receipt,
                                 bool *known, hush_error *err)
{
	struct hush_entry last = {0};
	bool found = false;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_chain_last(ledger, spec->id, UINT64_MAX, &last, &found, err));
	if (found && last.kind == HUSH_ENTRY_RESERVED) {
		status = hush_same_id_check_twin(ledger, spec->id, HUSH_TWIN_RESERVED, err);
		if (status == HUSH_OK) {
			status = reserved_before(ledger, spec, &last, plan_part, hold, receipt, err);
		}
	} else if (found && last.kind == HUSH_ENTRY_CANCELLED) {
		status = fail_state(spec->id, "was cancelled, and an id is used once", "give the release a new id", err);
	} else if (found) {
		status = kept_before(ledger, spec, receipt != NULL, err);
	}
	hush_entry_release(&last);
	if (status == HUSH_OK) {
		*known = found;
	}
	return status;
}
