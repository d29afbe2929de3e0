/*
 * anchor: where a release says it stands in its ledger, from its signature file alone.
 *
 * Cheap enough to be read from every release in a folder before each publication.  What it gives is what the signature covers,
 * by the key that the release names: evidence about a ledger, not about who signed.
 */
#ifndef HUSH_VERIFY_ANCHOR_H
#define HUSH_VERIFY_ANCHOR_H

#include <stdint.h>

#include "base/crypto.h"
#include "base/error.h"
#include "publish/bundle.h"
#include "publish/minisign.h"

enum { HUSH_ANCHOR_TEXT = 65 };

struct hush_anchor {
	char release[HUSH_ANCHOR_TEXT];
	char ledger_id[HUSH_ANCHOR_TEXT];
	char head[HUSH_SHA256_HEX];
	uint64_t sequence;
	struct hush_public_key key;
	struct hush_buffer sums; /* SHA256SUMS, which the signature covers */
};

/*
 * HUSH_E_NO_INPUT when the folder holds no signature file, so is no release; HUSH_E_VERIFY when the signature is none of
 * hushcount's or does not hold; HUSH_E_PERMISSION, HUSH_E_IO. On success the caller frees *anchor.
 */
hush_status hush_anchor_read(const char *folder, struct hush_anchor *anchor, hush_error *err);
/* The same of a release that was unpacked. */
hush_status hush_anchor_of_bundle(const struct hush_bundle *bundle, struct hush_anchor *anchor, hush_error *err);
void hush_anchor_free(struct hush_anchor *anchor);

#endif
