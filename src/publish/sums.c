/* sums: see sums.h. */
#include "publish/sums.h"

#include <inttypes.h>
#include <string.h>

#include "base/crypto.h"
#include "publish/sshsig.h"

bool hush_sums_own(const char *name)
{
	return strcmp(name, HUSH_SUMS_NAME) == 0 || strcmp(name, HUSH_SIGNATURE_NAME) == 0 ||
	       strcmp(name, HUSH_SSH_SIGNATURE_NAME) == 0;
}

void hush_sums_write(const struct hush_bundle *bundle, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < bundle->count; i++) {
		const struct hush_bundle_file *file = &bundle->files[i];
		char hex[HUSH_SHA256_HEX];

		if (hush_sums_own(file->name)) {
			continue;
		}
		hush_sha256_hex(file->bytes, file->length, hex);
		hush_buffer_text(out, hex);
		hush_buffer_text(out, "  ");
		hush_buffer_text(out, file->name);
		hush_buffer_byte(out, '\n');
	}
}

void hush_sums_untrusted_comment(const struct hush_public_key *key, struct hush_buffer *out)
{
	char text[64];

	hush_minisign_public_text(key, text);
	hush_buffer_format(out, "signature from hushcount, verify with minisign -Vm SHA256SUMS -P %s", text);
}

void hush_sums_place_comment(const struct hush_sums_place *place, struct hush_buffer *out)
{
	hush_buffer_format(out, "hushcount release %s ledger %s sequence %" PRIu64 " head %s", place->release,
	                   place->ledger_id, place->sequence, place->head);
}

void hush_sums_trusted_comment(const struct hush_release *release, struct hush_buffer *out)
{
	hush_sums_place_comment(&(struct hush_sums_place){.release = release->spec->id,
	                                                  .ledger_id = release->ledger_id,
	                                                  .sequence = release->sequence,
	                                                  .head = release->head},
	                        out);
}
