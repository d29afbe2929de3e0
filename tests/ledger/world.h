/*
 * world: releases as claims, and copies of ledger files, for tests about what no single file can show.
 */
#ifndef TESTS_LEDGER_WORLD_H
#define TESTS_LEDGER_WORLD_H

#include <sys/stat.h>

#include "fixture.h"
#include "ledger/claim.h"

/* A published release as the outside sees it. */
struct published {
	struct fixture_plan *plan;
	char id[64];
	char ledger_id[40];
	char head[65];
	uint64_t sequence;
	char bytes[200];
	size_t length;
};

static inline struct hush_claim claim_of(const struct published *release)
{
	return (struct hush_claim){
	    .release = release->id,
	    .ledger_id = release->ledger_id,
	    .sequence = release->sequence,
	    .head = release->head,
	    .plan = &release->plan->plan,
	    .day = "2025-02-03",
	    .version = "0.0.1",
	    .bytes = release->bytes,
	    .length = release->length,
	};
}

/* What publish looks at: the signature, and what it covers. */
static inline struct hush_claim light_claim_of(const struct published *release)
{
	struct hush_claim claim = claim_of(release);

	claim.sums = release->bytes;
	claim.sums_length = release->length;
	claim.plan = NULL;
	claim.bytes = NULL;
	return claim;
}

/* Fills in what a reservation makes public. `nonce` stands for the noise: two answers differ in it. */
static inline void publish_as(struct published *release, const struct hush_receipt *receipt, struct fixture_plan *plan,
                              unsigned nonce)
{
	release->plan = plan;
	snprintf(release->id, sizeof release->id, "%s", hush_receipt_release(receipt));
	snprintf(release->ledger_id, sizeof release->ledger_id, "%s", hush_receipt_ledger_id(receipt));
	snprintf(release->head, sizeof release->head, "%s", hush_receipt_head(receipt));
	release->sequence = hush_receipt_sequence(receipt);
	release->length = (size_t)snprintf(release->bytes, sizeof release->bytes, "the release %s of %.16s with noise %u",
	                                   hush_receipt_release(receipt), hush_receipt_head(receipt), nonce);
}

/* The whole life of a release; the caller frees release->plan. */
static inline void publish_in(struct hush_ledger *ledger, const struct fixture_ask *ask, unsigned nonce,
                              struct published *release)
{
	struct fixture_plan *plan = fixture_plan(ask);
	struct hush_receipt *receipt = NULL;

	ck_holds(hush_ledger_reserve(ledger, &plan->plan, "an officer", &receipt, err));
	publish_as(release, receipt, plan, nonce);
	ck_holds(hush_ledger_stage(ledger, receipt, release->bytes, release->length, err));
	ck_holds(hush_ledger_published(ledger, ask->id, err));
	hush_receipt_free(receipt);
}

/* Both kinds of claim must find the same, as far as the light one can see. */
static inline enum hush_claim_verdict verdict_of(struct hush_ledger *ledger, const struct published *release)
{
	struct hush_claim claim = claim_of(release);
	struct hush_claim light = light_claim_of(release);
	enum hush_claim_verdict full = HUSH_CLAIM_OTHER_LEDGER;
	enum hush_claim_verdict seen = HUSH_CLAIM_OTHER_LEDGER;

	ck_holds(hush_ledger_weigh(ledger, &claim, &full, err));
	ck_holds(hush_ledger_weigh(ledger, &light, &seen, err));
	ck_assert(full == seen || full == HUSH_CLAIM_OTHER_CHARGE);
	return full;
}

static inline void copy_file(const char *from, const char *to)
{
	static char bytes[1 << 22];
	FILE *in = fopen(from, "rb");
	FILE *out = fopen(to, "wb");
	size_t length;

	ck_assert_ptr_nonnull(in);
	ck_assert_ptr_nonnull(out);
	length = fread(bytes, 1, sizeof bytes, in);
	ck_assert_uint_lt(length, sizeof bytes);
	ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
	ck_assert_int_eq(fclose(in), 0);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_int_eq(chmod(to, 0600), 0); /* a ledger that others can read is refused */
}

#endif
