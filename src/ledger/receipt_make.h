/*
 * receipt_make: how a receipt comes into being. Private to ledger/: it is called after the commit of RESERVED only.
 */
#ifndef HUSH_LEDGER_RECEIPT_MAKE_H
#define HUSH_LEDGER_RECEIPT_MAKE_H

#include "base/error.h"
#include "ledger/receipt.h"

enum { HUSH_LIMIT_KEY = 32 };

/* What stands in a receipt; everything is copied. */
struct hush_receipt_parts {
	const char *release;
	const char *spec_digest; /* 64 hex digits */
	uint64_t sequence;
	const char *head;      /* 64 hex digits */
	const char *ledger_id; /* 32 hex digits */
	const char *day;       /* "YYYY-MM-DD" */
	const uint8_t *limit_key;
	bool hold;
};

hush_status hush_receipt_make(const struct hush_receipt_parts *parts, struct hush_receipt **receipt, hush_error *err);

/* The receipt of a reservation that is durable, or will be when the open transaction is committed. In reserve.c. */
struct hush_ledger;
hush_status hush_receipt_of_reservation(const struct hush_ledger *ledger, const char *release, const char *spec_digest,
                                        uint64_t sequence, const char *head, const char *day, bool hold,
                                        struct hush_receipt **receipt, hush_error *err);

#endif
