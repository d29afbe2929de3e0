/*
 * reservation: what an entry `reserved` says besides its charges: which spec, who, why, for what time, by which tool.
 *
 *     spec | day | who | reason | supersedes | from | to | salt | made_by | hold | windows_apart | spec_text | origin | charges
 *
 * `spec` is its digest; a field `beside` for each other ledger that is put on record follows the origin. Entries that
 * version 0.1 wrote have nothing between `to` and the charges.
 */
#ifndef HUSH_LEDGER_RESERVATION_H
#define HUSH_LEDGER_RESERVATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "ledger/fields.h"
#include "ledger/ledger.h"
#include "spec/spec.h"

/* A release of another copy of this ledger that was brought in: where it stood there. */
struct hush_reservation_origin {
	uint64_t sequence;
	const char *head; /* 64 hex digits */
	const char *day;  /* of its publication */
	const char *version; /* of the tool that made it */
};

struct hush_reservation {
	struct hush_fields fields; /* the texts below live in it */
	const char *spec;          /* digest */
	const char *day;
	const char *who;
	const char *reason;
	const char *supersedes; /* "" for none */
	const char *made_by;    /* "" when not kept */
	const char *spec_text;  /* the spec's public form; NULL when it was not kept */
	bool hold;              /* to be kept back after STAGED until somebody signs it off */
	bool windows_apart;     /* no cell holds records of two windows; false also when it was not kept */
	bool caught_up;
	struct hush_reservation_origin origin; /* when caught_up */
	const char *charges;    /* the rest of the payload, for hush_charges_take; lives as long as the payload */
};

/* Puts everything but the charges. `salt` is hush_chain_salt's; `origin` NULL: a release of this ledger's own. */
void hush_reservation_put(const struct hush_spec *spec, const char *salt, const struct hush_reserve_terms *terms,
                          const char *day, const struct hush_reservation_origin *origin, struct hush_buffer *payload);

/* Reads a payload; `reservation` is released by the caller. HUSH_E_LEDGER when something is missing. */
hush_status hush_reservation_read(const char *payload, struct hush_reservation *reservation, hush_error *err);
void hush_reservation_release(struct hush_reservation *reservation);

#endif
