/* contents: see contents.h. */
#include "verify/contents.h"

#include <string.h>

#include "base/crypto.h"
#include "publish/about.h"
#include "publish/sshsig.h"
#include "publish/sums.h"

enum { HEX = HUSH_SHA256_HEX - 1 };

/* One line of SHA256SUMS: 64 digits, two blanks, a name, a line feed. */
struct sums_line {
	const char *hex;
	const char *name;
	size_t name_length;
};

/* Reads the line at *at and moves on. False at anything else than a line. */
static bool next_line(const struct hush_bundle_file *sums, size_t *at, struct sums_line *line)
{
	const char *text = sums->bytes + *at;
	const char *end = memchr(text, '\n', sums->length - *at);
	size_t length = end ? (size_t)(end - text) : 0;

	if (!end || length <= HEX + 2 || memcmp(text + HEX, "  ", 2) != 0) {
		return false;
	}
	for (size_t i = 0; i < HEX; i++) {
		if (!strchr("0123456789abcdef", text[i]) || text[i] == '\0') {
			return false;
		}
	}
	*line = (struct sums_line){.hex = text, .name = text + HEX + 2, .name_length = length - HEX - 2};
	*at += length + 1;
	return true;
}

static bool named(const struct sums_line *line, const char *name)
{
	return strlen(name) == line->name_length && memcmp(line->name, name, line->name_length) == 0;
}

/* Both lists are sorted, so they are walked side by side. */
hush_status hush_contents_files(const struct hush_bundle *bundle, hush_error *err)
{
	const struct hush_bundle_file *sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
	struct sums_line line;
	size_t at = 0;

	if (!sums) {
		return hush_fail_at(err, HUSH_E_VERIFY, HUSH_SUMS_NAME, 0, 0, "the file is missing");
	}
	if (!hush_bundle_find(bundle, HUSH_SIGNATURE_NAME)) {
		return hush_fail_at(err, HUSH_E_VERIFY, HUSH_SIGNATURE_NAME, 0, 0, "the file is missing");
	}
	for (uint32_t i = 0; i < bundle->count; i++) {
		const struct hush_bundle_file *file = &bundle->files[i];

		if (hush_sums_own(file->name)) {
			continue;
		}
		if (at == sums->length) {
			return hush_fail_at(err, HUSH_E_VERIFY, file->name, 0, 0, "a file that SHA256SUMS does not list");
		}
		if (!next_line(sums, &at, &line)) {
			return hush_fail_at(err, HUSH_E_VERIFY, HUSH_SUMS_NAME, 0, 0, "not in the form of sha256sum");
		}
		if (!named(&line, file->name)) {
			return hush_fail_at(err, HUSH_E_VERIFY, file->name, 0, 0,
			                    "files and SHA256SUMS differ here: a file is missing, or one too many");
		}
	}
	if (at != sums->length) {
		return hush_fail_at(err, HUSH_E_VERIFY, HUSH_SUMS_NAME, 0, 0, "it lists a file that is missing");
	}
	return HUSH_OK;
}

hush_status hush_contents_digests(const struct hush_bundle *bundle, hush_error *err)
{
	const struct hush_bundle_file *sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
	struct sums_line line;
	size_t at = 0;

	for (uint32_t i = 0; sums && i < bundle->count; i++) {
		const struct hush_bundle_file *file = &bundle->files[i];
		char hex[HUSH_SHA256_HEX];

		if (hush_sums_own(file->name)) {
			continue;
		}
		hush_sha256_hex(file->bytes, file->length, hex);
		if (!next_line(sums, &at, &line) || memcmp(line.hex, hex, HEX) != 0) {
			return hush_fail_at(err, HUSH_E_VERIFY, file->name, 0, 0, "the digest is not the one in SHA256SUMS");
		}
	}
	return HUSH_OK;
}

/* 1-based line of the first byte that differs. */
static unsigned long first_difference(const struct hush_bundle_file *a, const struct hush_bundle_file *b)
{
	unsigned long line = 1;

	for (size_t i = 0; i < a->length && i < b->length && a->bytes[i] == b->bytes[i]; i++) {
		line += a->bytes[i] == '\n' ? 1 : 0;
	}
	return line;
}

enum kind { KIND_TABLE, KIND_STATEMENT, KIND_PAGE, KIND_METADATA };

static enum kind kind_of(const char *name)
{
	if (strcmp(name, "release.json") == 0) {
		return KIND_STATEMENT;
	}
	if (strcmp(name, "index.html") == 0) {
		return KIND_PAGE;
	}
	return strncmp(name, "tables/", 7) == 0 && strcmp(name, HUSH_PATH_CSVW) != 0 ? KIND_TABLE : KIND_METADATA;
}

static bool is_apart(const struct hush_contents_apart *apart, const char *name)
{
	if (strcmp(name, HUSH_SUMS_NAME) == 0) {
		return true; /* every line of it was compared with the files, and they are compared here */
	}
	switch (kind_of(name)) {
	case KIND_STATEMENT: return apart->statement;
	case KIND_PAGE: return apart->page;
	case KIND_METADATA: return apart->metadata;
	case KIND_TABLE: break;
	}
	return false;
}

static hush_status compare(const struct hush_bundle *bundle, const struct hush_bundle *made,
                           const struct hush_contents_apart *apart, hush_error *err)
{
	for (uint32_t i = 0; i < made->count; i++) {
		const struct hush_bundle_file *expected = &made->files[i];
		const struct hush_bundle_file *found = hush_bundle_find(bundle, expected->name);

		if (is_apart(apart, expected->name)) {
			continue;
		}
		if (!found) {
			return hush_fail_at(err, HUSH_E_VERIFY, expected->name, 0, 0, "the file is missing");
		}
		if (found->length != expected->length || memcmp(found->bytes, expected->bytes, found->length) != 0) {
			return hush_fail_at(err, HUSH_E_VERIFY, found->name, first_difference(found, expected), 0,
			                    "not what the statement and the tables give");
		}
	}
	return HUSH_OK;
}

/* No file beside those that are made anew, the signatures, and metadata that another version writes. */
static hush_status none_more(const struct hush_bundle *bundle, const struct hush_bundle *made, const struct hush_spec *spec,
                             const struct hush_contents_apart *apart, hush_error *err)
{
	for (uint32_t i = 0; i < bundle->count; i++) {
		const char *name = bundle->files[i].name;
		bool signature = strcmp(name, HUSH_SIGNATURE_NAME) == 0 ||
		                 (strcmp(name, HUSH_SSH_SIGNATURE_NAME) == 0 && spec->extras[HUSH_EXTRA_SSH_SIGNATURE]);
		bool other = apart->metadata && kind_of(name) == KIND_METADATA && !hush_sums_own(name);

		if (!hush_bundle_find(made, name) && !signature && !other) {
			return hush_fail_at(err, HUSH_E_VERIFY, name, 0, 0, "a file that no release of this spec has");
		}
	}
	return HUSH_OK;
}

hush_status hush_contents_compare(const struct hush_bundle *bundle, const struct hush_bundle *made, const struct hush_facts *facts,
                                  struct hush_contents_apart *apart, hush_error *err)
{
	const struct hush_formats now = hush_formats_now();
	const struct hush_formats *stated = &facts->release.formats;

	*apart = (struct hush_contents_apart){.statement = stated->statement != now.statement,
	                                      .page = stated->page != now.page,
	                                      .metadata = stated->metadata != now.metadata};
	HUSH_TRY(compare(bundle, made, apart, err));
	return none_more(bundle, made, facts->spec, apart, err);
}

hush_status hush_contents_render(const struct hush_bundle *bundle, const struct hush_facts *facts,
                                 struct hush_contents_apart *apart, hush_error *err)
{
	struct hush_bundle made = {0};
	hush_status status;

	HUSH_TRY(hush_release_files(&facts->release, &made, err));
	status = hush_contents_compare(bundle, &made, facts, apart, err);
	hush_bundle_free(&made);
	return status;
}

hush_status hush_contents_ssh(const struct hush_bundle *bundle, const struct hush_facts *facts, hush_error *err)
{
	const struct hush_bundle_file *sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
	const struct hush_bundle_file *signature = hush_bundle_find(bundle, HUSH_SSH_SIGNATURE_NAME);

	if (!sums || !signature) {
		return hush_fail_at(err, HUSH_E_VERIFY, HUSH_SSH_SIGNATURE_NAME, 0, 0, "the file is missing");
	}
	return hush_sshsig_verify(&facts->key, sums->bytes, sums->length, signature->bytes, signature->length, err);
}

hush_status hush_contents_signature(const struct hush_bundle *bundle, const struct hush_facts *facts,
                                    const struct hush_public_key *key, hush_error *err)
{
	const struct hush_bundle_file *sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
	const struct hush_bundle_file *signature = hush_bundle_find(bundle, HUSH_SIGNATURE_NAME);
	struct hush_buffer untrusted;
	struct hush_buffer trusted;
	hush_status status;

	if (!sums || !signature) {
		return hush_fail_at(err, HUSH_E_VERIFY, HUSH_SIGNATURE_NAME, 0, 0, "the file is missing");
	}
	hush_buffer_init(&untrusted, 4096);
	hush_buffer_init(&trusted, 4096);
	hush_sums_untrusted_comment(&facts->key, &untrusted);
	hush_sums_trusted_comment(&facts->release, &trusted);
	status = hush_buffer_check(&untrusted, err);
	if (status == HUSH_OK) {
		status = hush_buffer_check(&trusted, err);
	}
	if (status == HUSH_OK) {
		status = hush_minisign_verify(key, sums->bytes, sums->length, signature->bytes, signature->length,
		                              untrusted.bytes, trusted.bytes, err);
	}
	hush_buffer_release(&untrusted);
	hush_buffer_release(&trusted);
	return status;
}
