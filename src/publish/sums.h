/*
 * sums: SHA256SUMS, in the form that `sha256sum -c` reads, and the comments of the signature over it.
 */
#ifndef HUSH_PUBLISH_SUMS_H
#define HUSH_PUBLISH_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "publish/bundle.h"
#include "publish/release.h"

#define HUSH_SUMS_NAME "SHA256SUMS"
#define HUSH_SIGNATURE_NAME "SHA256SUMS.minisig"

/* The list itself or a signature over it: what the list cannot hold. */
bool hush_sums_own(const char *name);

/* One line per file of the bundle, names ascending, the sums and the signatures themselves apart. */
void hush_sums_write(const struct hush_bundle *bundle, struct hush_buffer *out);

/* What the signature's trusted comment says: which release this is, and where its reservation stands in which ledger. */
struct hush_sums_place {
	const char *release;
	const char *ledger_id; /* hex */
	uint64_t sequence;
	const char *head; /* hex */
};
void hush_sums_place_comment(const struct hush_sums_place *place, struct hush_buffer *out);

/* The two comments that the signature carries; the trusted one is covered by it. NUL-terminated in the buffers. */
void hush_sums_untrusted_comment(const struct hush_public_key *key, struct hush_buffer *out);
void hush_sums_trusted_comment(const struct hush_release *release, struct hush_buffer *out);

#endif
