/* anchor: see anchor.h. */
#include "verify/anchor.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "publish/sums.h"

enum { SIGNATURE_LIMIT = 16 * 1024, KEY_TEXT = 56 };

static hush_status unfit(hush_error *err)
{
	return hush_fail(err, HUSH_E_VERIFY, "the signature file is not one that hushcount writes");
}

/* The line that starts at *at, if it starts with `prefix`: the rest of it, as a string; *at is then the next line. */
static char *take_line(char **at, const char *prefix)
{
	char *line = *at;
	char *end = strchr(line, '\n');
	size_t length = strlen(prefix);

	if (!end || strncmp(line, prefix, length) != 0) {
		return NULL;
	}
	*end = '\0';
	*at = end + 1;
	return line + length;
}

/* The next word of the comment, which must follow `name`. */
static bool take_word(const char **at, const char *name, char *word, size_t room)
{
	size_t name_length = strlen(name);
	size_t length;

	if (strncmp(*at, name, name_length) != 0 || (*at)[name_length] != ' ') {
		return false;
	}
	*at += name_length + 1;
	length = strcspn(*at, " ");
	if (length == 0 || length >= room) {
		return false;
	}
	memcpy(word, *at, length);
	word[length] = '\0';
	*at += length + ((*at)[length] == ' ');
	return true;
}

static bool plain_hex(const char *text, size_t length)
{
	return strlen(text) == length && strspn(text, "0123456789abcdef") == length;
}

static bool parse_comment(const char *comment, struct hush_anchor *anchor)
{
	char number[24];

	return take_word(&comment, "hushcount release", anchor->release, sizeof anchor->release) &&
	       take_word(&comment, "ledger", anchor->ledger_id, sizeof anchor->ledger_id) &&
	       take_word(&comment, "sequence", number, sizeof number) &&
	       take_word(&comment, "head", anchor->head, sizeof anchor->head) && *comment == '\0' &&
	       hush_identifier_valid(anchor->release) && hush_parse_u64(number, strlen(number), INT64_MAX, &anchor->sequence) &&
	       plain_hex(anchor->head, HUSH_SHA256_HEX - 1) && plain_hex(anchor->ledger_id, strlen(anchor->ledger_id));
}

static bool parse_key(const char *untrusted, struct hush_anchor *anchor)
{
	size_t length = strlen(untrusted);

	/* The key itself, and nothing that could be taken for a path. */
	return length > KEY_TEXT && memcmp(untrusted + length - KEY_TEXT, "RW", 2) == 0 &&
	       hush_minisign_parse_public(untrusted + length - KEY_TEXT, &anchor->key);
}

/* Written again from its parts, the comment must be the same: one place has one text. */
static hush_status compare_comment(const char *trusted, const struct hush_anchor *anchor, hush_error *err)
{
	struct hush_buffer expected;
	hush_status status;

	hush_buffer_init(&expected, SIGNATURE_LIMIT);
	hush_sums_place_comment(&(struct hush_sums_place){.release = anchor->release,
	                                                  .ledger_id = anchor->ledger_id,
	                                                  .sequence = anchor->sequence,
	                                                  .head = anchor->head},
	                        &expected);
	status = hush_buffer_check(&expected, err);
	if (status == HUSH_OK && strcmp(expected.bytes, trusted) != 0) {
		status = unfit(err);
	}
	hush_buffer_release(&expected);
	return status;
}

/* The comments are taken out of a copy of the file, the signature is checked over the file as it is. */
static hush_status check_copy(const struct hush_buffer *sums, const struct hush_buffer *signature, char *copy,
                              struct hush_anchor *anchor, hush_error *err)
{
	char *at = copy;
	const char *untrusted = take_line(&at, "untrusted comment: ");
	const char *value = untrusted ? take_line(&at, "") : NULL;
	const char *trusted = value ? take_line(&at, "trusted comment: ") : NULL;

	if (!trusted || !parse_key(untrusted, anchor) || !parse_comment(trusted, anchor)) {
		return unfit(err);
	}
	HUSH_TRY(compare_comment(trusted, anchor, err));
	return hush_minisign_verify(&anchor->key, sums->bytes, sums->length, signature->bytes, signature->length, untrusted,
	                            trusted, err);
}

static hush_status check(const struct hush_buffer *sums, const struct hush_buffer *signature, struct hush_anchor *anchor,
                         hush_error *err)
{
	char *copy;
	hush_status status;

	if (signature->length == 0 || memchr(signature->bytes, '\0', signature->length)) {
		return unfit(err);
	}
	copy = hush_strdup(signature->bytes);
	status = copy ? check_copy(sums, signature, copy, anchor, err) : hush_fail_memory(err);
	hush_free(copy);
	return status;
}

/* `read` takes one of the two files from `from`. */
static hush_status take(hush_status (*read)(const void *from, const char *name, size_t limit, struct hush_buffer *out,
                                            hush_error *err),
                        const void *from, struct hush_anchor *anchor, hush_error *err)
{
	struct hush_anchor made = {0};
	struct hush_buffer signature;
	hush_status status;

	hush_buffer_init(&signature, SIGNATURE_LIMIT);
	hush_buffer_init(&made.sums, SIZE_MAX / 4);
	status = read(from, HUSH_SIGNATURE_NAME, SIGNATURE_LIMIT, &signature, err);
	if (status == HUSH_OK) {
		status = read(from, HUSH_SUMS_NAME, SIZE_MAX / 4, &made.sums, err);
		if (status == HUSH_E_NO_INPUT) {
			status = unfit(err);
		}
	}
	if (status == HUSH_OK) {
		status = check(&made.sums, &signature, &made, err);
	}
	hush_buffer_release(&signature);
	if (status != HUSH_OK) {
		hush_anchor_free(&made);
		return status;
	}
	*anchor = made;
	return HUSH_OK;
}

static hush_status read_file(const void *from, const char *name, size_t limit, struct hush_buffer *out, hush_error *err)
{
	char *path = hush_path_join(from, name);
	hush_status status = path ? hush_file_read(path, limit, out, err) : hush_fail_memory(err);

	hush_free(path);
	return status;
}

static hush_status copy_member(const void *from, const char *name, size_t limit, struct hush_buffer *out, hush_error *err)
{
	const struct hush_bundle_file *file = hush_bundle_find(from, name);

	if (!file) {
		return hush_fail(err, HUSH_E_NO_INPUT, "the release has no file %s", name);
	}
	if (file->length > limit) {
		return unfit(err);
	}
	hush_buffer_put(out, file->bytes, file->length);
	return hush_buffer_check(out, err);
}

hush_status hush_anchor_read(const char *folder, struct hush_anchor *anchor, hush_error *err)
{
	return take(read_file, folder, anchor, err);
}

hush_status hush_anchor_of_bundle(const struct hush_bundle *bundle, struct hush_anchor *anchor, hush_error *err)
{
	return take(copy_member, bundle, anchor, err);
}

void hush_anchor_free(struct hush_anchor *anchor)
{
	hush_buffer_release(&anchor->sums);
}
