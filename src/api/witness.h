/*
 * witness: one published release, read whole, and what the ledger makes of it.
 */
#ifndef HUSH_API_WITNESS_H
#define HUSH_API_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/error.h"
#include "ledger/claim.h"
#include "verify/judged.h"

struct hush_witness {
	struct hush_judged judged;
	struct hush_buffer packed;
	struct hush_claim claim; /* points into the two above: the struct stays where it is */
};

/* HUSH_E_VERIFY when the release does not hold by itself. On success the caller frees the witness. */
hush_status hush_witness_read(const char *folder, struct hush_witness *witness, hush_error *err);
/* The same of a packed release. */
hush_status hush_witness_unpack(const void *bytes, size_t length, struct hush_witness *witness, hush_error *err);
void hush_witness_free(struct hush_witness *witness);

/* What was found about one release. */
struct hush_finding {
	const char *folder;
	const char *verdict; /* "holds", "restored-copy", "unsound", "unknown-signer", ... */
	bool lost;           /* the ledger does not know it, and can be brought forward by it */
	bool held;           /* the ledger holds it back, and it is there all the same */
	bool foreign;        /* another ledger charged it: this one has nothing to say about it */
	char ledger_id[HUSH_SHA256_HEX]; /* of the ledger that charged it; "" when the release is unsound */
	uint64_t sequence;   /* of its reservation; 0 when the release is unsound */
	hush_error fault;    /* message "" when all is well; status HUSH_E_LEDGER, or HUSH_E_VERIFY about the release itself */
};

/* Weighs a release that was read. */
hush_status hush_witness_judge(struct hush_ledger *ledger, const struct hush_witness *witness,
                               const struct hush_public_key *trusted, struct hush_finding *finding, hush_error *err);

/*
 * Reads and weighs the release in `folder`. `trusted` (NULL: none) is believed besides the keys that the ledger pinned.
 * HUSH_OK with the finding, whatever it is.
 */
hush_status hush_witness_weigh(struct hush_ledger *ledger, const char *folder, const struct hush_public_key *trusted,
                               struct hush_finding *finding, hush_error *err);

#endif
