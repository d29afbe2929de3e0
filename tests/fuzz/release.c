/*
 * release: a bundle as the ledger keeps it, and the folder that it becomes, judged by verify.
 *
 * Input: a packed bundle.  What is not one is refused; what is one packs into the same bytes.  Its SHA256SUMS is made anew
 * before it is verified, so that what stands behind the digests is reached.
 */
#include "fuzz.h"

#include "../read/fixture.h"

#include <stdbool.h>

#include "base/crypto.h"
#include "publish/bundle.h"
#include "publish/sums.h"
#include "verify/verify.h"

enum { MOST = 1 << 20 };

/* The folders of a name, and the file; false for a name that another file stands in the way of. */
static bool put(const struct hush_bundle_file *file)
{
	char path[160];
	FILE *out;

	if (snprintf(path, sizeof path, "r/%s", file->name) >= (int)sizeof path) {
		return false;
	}
	for (char *slash = path + 1; (slash = strchr(slash + 1, '/')) != NULL;) {
		*slash = 0;
		(void)mkdir(path_of(path), 0700);
		*slash = '/';
	}
	out = fopen(path_of(path), "wb");
	if (!out) {
		return false;
	}
	MUST(fwrite(file->bytes, 1, file->length, out) == file->length);
	MUST(fclose(out) == 0);
	return true;
}

static void renew_sums(struct hush_bundle *bundle)
{
	struct hush_bundle_file *sums = (struct hush_bundle_file *)(size_t)hush_bundle_find(bundle, HUSH_SUMS_NAME);
	struct hush_buffer text;

	hush_buffer_init(&text, MOST);
	hush_sums_write(bundle, &text);
	if (sums) {
		free(sums->bytes);
		sums->bytes = hush_buffer_take(&text, &sums->length);
	}
	hush_buffer_release(&text);
}

static void verify(void)
{
	for (int format = 0; format < 2; format++) {
		struct hush_buffer out;
		hush_error err = {0};
		hush_status status;

		hush_buffer_init(&out, 16 * MOST);
		status = hush_verify_folder(path_of("r"), NULL, format ? HUSH_FORMAT_JSON : HUSH_FORMAT_PLAIN, NULL, &out, &err);
		MUST(status == HUSH_E_VERIFY || status == HUSH_E_SIGNER); /* no key is trusted here */
		MUST(out.length > 0 && err.message[0]);
		hush_buffer_release(&out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hush_bundle bundle = {0};
	struct hush_buffer again;
	bool written = true;

	if (size > MOST) {
		return 0;
	}
	if (folder[0] == 0) {
		make_folder();
		(void)atexit(remove_folder);
		MUST(hush_crypto_start(NULL) == HUSH_OK);
	}
	if (hush_bundle_unpack(data, size, &bundle, NULL) != HUSH_OK) {
		return 0;
	}
	hush_buffer_init(&again, 2 * MOST);
	MUST(hush_bundle_pack(&bundle, &again, NULL) == HUSH_OK);
	MUST(again.length == size && memcmp(again.bytes, data, size) == 0);
	hush_buffer_release(&again);

	renew_sums(&bundle);
	remove_tree(path_of("r"));
	MUST(mkdir(path_of("r"), 0700) == 0);
	for (uint32_t i = 0; i < bundle.count && written; i++) {
		written = put(&bundle.files[i]);
	}
	if (written && bundle.count > 0) {
		verify();
	}
	hush_bundle_free(&bundle);
	return 0;
}

#if defined(HUSH_FUZZERS)

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* Mostly changes one file and packs again: lengths that do not fit are refused at once. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	struct hush_bundle bundle = {0};
	struct hush_buffer packed;
	size_t made = 0;

	if (seed % 16 == 0 || hush_bundle_unpack(data, size, &bundle, NULL) != HUSH_OK || bundle.count == 0) {
		hush_bundle_free(&bundle);
		return LLVMFuzzerMutate(data, size, most);
	}
	hush_buffer_init(&packed, 2 * MOST);
	if (most > size) {
		struct hush_bundle_file *file = &bundle.files[seed / 16 % bundle.count];
		size_t room = file->length + (most - size < 4096 ? most - size : 4096);
		char *grown = realloc(file->bytes, room + 1);

		MUST(grown);
		file->bytes = grown;
		file->length = LLVMFuzzerMutate((uint8_t *)file->bytes, file->length, room);
	}
	if (hush_bundle_pack(&bundle, &packed, NULL) == HUSH_OK && packed.length <= most) {
		memcpy(data, packed.bytes, packed.length);
		made = packed.length;
	}
	hush_buffer_release(&packed);
	hush_bundle_free(&bundle);
	return made > 0 ? made : LLVMFuzzerMutate(data, size, most);
}

#endif
