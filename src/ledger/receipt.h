/*
 * receipt: the proof that a charge is durable on disk.
 *
 * Only ledger/ makes receipts (ledger.c, after the commit of RESERVED).  noise/ draws nothing without one, and only for
 * the plan it was made for: "no charge, no noise" is a type, not a habit.
 */
#ifndef HUSH_LEDGER_RECEIPT_H
#define HUSH_LEDGER_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

struct hush_receipt; /* opaque; freed with hush_receipt_free */

const char *hush_receipt_release(const struct hush_receipt *receipt);     /* release id */
const char *hush_receipt_spec_digest(const struct hush_receipt *receipt); /* hex */
uint64_t hush_receipt_sequence(const struct hush_receipt *receipt);       /* number of the reservation in the ledger */
const char *hush_receipt_head(const struct hush_receipt *receipt);        /* chain head h of the reservation, hex */
const char *hush_receipt_ledger_id(const struct hush_receipt *receipt);   /* hex, public name of the ledger */
const char *hush_receipt_day(const struct hush_receipt *receipt);         /* publication day, "YYYY-MM-DD" */

/* Key of the limiting order: derived from the ledger's secret and the release id. Never published. */
const uint8_t *hush_receipt_limit_key(const struct hush_receipt *receipt); /* 32 bytes */

/* The finished release is to be kept back until somebody signs it off. */
bool hush_receipt_held(const struct hush_receipt *receipt);

/* True when this receipt pays for exactly this spec. */
bool hush_receipt_covers(const struct hush_receipt *receipt, const char *spec_digest);

void hush_receipt_free(struct hush_receipt *receipt); /* wipes the key; NULL is allowed */

#endif
