/* minisign: see minisign.h. Secret keys are in secret_key.c. */
#include "publish/minisign.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "publish/secret_key.h"

enum {
	ID = 8,
	PUBLIC_BYTES = 2 + ID + HUSH_SIGN_PUBLIC, /* "Ed", id, key */
	PUBLIC_TEXT = 56,
	SIGNATURE_BYTES = 2 + ID + HUSH_SIGNATURE, /* "ED", id, signature */
	SIGNATURE_TEXT = 100,
	GLOBAL_TEXT = 88,
	UNTRUSTED_LIMIT = 1000, /* minisign reads lines of at most 1024 and 8192 bytes, prefix and line feed included */
	TRUSTED_LIMIT = 8000
};

static const char untrusted_prefix[] = HUSH_KEY_COMMENT;
static const char trusted_prefix[] = "trusted comment: ";

void hush_minisign_sign_bytes(const struct hush_secret_key *key, const void *bytes, size_t length, uint8_t signature[64])
{
	hush_sign(key->secret, bytes, length, signature);
}

void hush_minisign_public_text(const struct hush_public_key *key, char text[64])
{
	uint8_t bytes[PUBLIC_BYTES] = {'E', 'd'};

	memcpy(bytes + 2, key->id, ID);
	memcpy(bytes + 2 + ID, key->key, HUSH_SIGN_PUBLIC);
	hush_base64(bytes, sizeof bytes, text);
}

/* minisign shows the id as one little-endian number, so its bytes appear from last to first. */
void hush_minisign_key_id(const struct hush_public_key *key, char text[17])
{
	for (unsigned i = 0; i < ID; i++) {
		snprintf(text + 2 * i, 3, "%02X", key->id[ID - 1 - i]);
	}
}

/* Finds the second line of a key file, without its end. False unless the first is a comment and nothing follows. */
bool hush_key_line(const char *text, size_t length, const char **line, size_t *line_length)
{
	const char *start = memchr(text, '\n', length);
	size_t left;

	if (!start || length < sizeof untrusted_prefix - 1 || memcmp(text, untrusted_prefix, sizeof untrusted_prefix - 1) != 0) {
		return false;
	}
	start++;
	left = length - (size_t)(start - text);
	while (left && (start[left - 1] == '\n' || start[left - 1] == '\r')) {
		left--;
	}
	*line = start;
	*line_length = left;
	return true;
}

static bool parse_public(const char *text, size_t length, struct hush_public_key *key)
{
	uint8_t bytes[PUBLIC_BYTES];
	size_t decoded = 0;

	if (length != PUBLIC_TEXT || !hush_unbase64(text, length, bytes, sizeof bytes, &decoded) ||
	    decoded != sizeof bytes || memcmp(bytes, "Ed", 2) != 0) {
		return false;
	}
	memcpy(key->id, bytes + 2, ID);
	memcpy(key->key, bytes + 2 + ID, HUSH_SIGN_PUBLIC);
	return true;
}

bool hush_minisign_parse_public(const char *text, struct hush_public_key *key)
{
	return parse_public(text, strlen(text), key);
}

hush_status hush_minisign_load_public(const char *path_or_text, struct hush_public_key *key, hush_error *err)
{
	struct hush_buffer file;
	const char *line;
	size_t length;
	bool good;

	if (parse_public(path_or_text, strlen(path_or_text), key)) {
		return HUSH_OK;
	}
	hush_buffer_init(&file, HUSH_KEY_FILE_LIMIT);
	HUSH_TRY(hush_file_read(path_or_text, HUSH_KEY_FILE_LIMIT, &file, err));
	good = file.length && hush_key_line(file.bytes, file.length, &line, &length) && parse_public(line, length, key);
	hush_buffer_release(&file);
	if (!good) {
		hush_fail_at(err, HUSH_E_PERMISSION, path_or_text, 0, 0, "this is not a minisign public key");
		hush_hint(err, "give a .pub file, or its second line, which starts with RW");
		return HUSH_E_PERMISSION;
	}
	return HUSH_OK;
}

/* One line of printable bytes that minisign can read back. */
static bool comment_fits(const char *comment, size_t limit)
{
	size_t length = strlen(comment);

	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)comment[i] < 0x20 || comment[i] == 0x7f) {
			return false;
		}
	}
	return length <= limit;
}

/* The one way in which the parts of a signature are written. */
static void put_signature(const uint8_t signature[SIGNATURE_BYTES], const char *untrusted_comment,
                          const char *trusted_comment, const uint8_t global[HUSH_SIGNATURE], struct hush_buffer *out)
{
	char signature_text[SIGNATURE_TEXT + 1];
	char global_text[GLOBAL_TEXT + 1];

	hush_base64(signature, SIGNATURE_BYTES, signature_text);
	hush_base64(global, HUSH_SIGNATURE, global_text);
	hush_buffer_format(out, "%s%s\n%s\n%s%s\n%s\n", untrusted_prefix, untrusted_comment, signature_text, trusted_prefix,
	                   trusted_comment, global_text);
}

/* What the global signature covers: the signature itself (without algorithm and id) and the trusted comment. */
static hush_status globally_signed(const uint8_t signature[HUSH_SIGNATURE], const char *trusted_comment,
                                   struct hush_buffer *out, hush_error *err)
{
	hush_buffer_put(out, signature, HUSH_SIGNATURE);
	hush_buffer_text(out, trusted_comment);
	return hush_buffer_check(out, err);
}

hush_status hush_minisign_sign(const struct hush_secret_key *key, const void *bytes, size_t length,
                               const char *untrusted_comment, const char *trusted_comment, struct hush_buffer *out,
                               hush_error *err)
{
	uint8_t signature[SIGNATURE_BYTES] = {'E', 'D'};
	uint8_t global[HUSH_SIGNATURE];
	uint8_t digest[HUSH_BLAKE2B_BYTES];
	struct hush_buffer covered;
	hush_status status;

	if (!comment_fits(untrusted_comment, UNTRUSTED_LIMIT) || !comment_fits(trusted_comment, TRUSTED_LIMIT)) {
		return hush_fail_bug(err, "the comments of a signature");
	}
	memcpy(signature + 2, key->public_key.id, ID);
	hush_blake2b(NULL, 0, bytes, length, digest);
	hush_sign(key->secret, digest, sizeof digest, signature + 2 + ID);
	hush_buffer_init(&covered, HUSH_SIGNATURE + TRUSTED_LIMIT);
	status = globally_signed(signature + 2 + ID, trusted_comment, &covered, err);
	if (status == HUSH_OK) {
		hush_sign(key->secret, covered.bytes, covered.length, global);
		put_signature(signature, untrusted_comment, trusted_comment, global, out);
		status = hush_buffer_check(out, err);
	}
	hush_buffer_release(&covered);
	return status;
}

/*
 * Takes the two base64 lines out of a signature file. Only their places are looked at; that everything around them is
 * right is seen by writing the file again from its parts and comparing every byte.
 */
static bool signature_parts(const char *file, size_t length, const char *untrusted_comment, const char *trusted_comment,
                            uint8_t signature[SIGNATURE_BYTES], uint8_t global[HUSH_SIGNATURE])
{
	size_t first = sizeof untrusted_prefix - 1 + strlen(untrusted_comment) + 1;
	size_t second = first + SIGNATURE_TEXT + 1 + sizeof trusted_prefix - 1 + strlen(trusted_comment) + 1;
	size_t decoded = 0;

	return length == second + GLOBAL_TEXT + 1 &&
	       hush_unbase64(file + first, SIGNATURE_TEXT, signature, SIGNATURE_BYTES, &decoded) &&
	       decoded == SIGNATURE_BYTES && hush_unbase64(file + second, GLOBAL_TEXT, global, HUSH_SIGNATURE, &decoded) &&
	       decoded == HUSH_SIGNATURE;
}

static hush_status check_form(const char *file, size_t length, const char *untrusted_comment,
                              const char *trusted_comment, uint8_t signature[SIGNATURE_BYTES],
                              uint8_t global[HUSH_SIGNATURE], hush_error *err)
{
	struct hush_buffer again;
	hush_status status = HUSH_OK;
	bool same = signature_parts(file, length, untrusted_comment, trusted_comment, signature, global);

	if (same) {
		hush_buffer_init(&again, length);
		put_signature(signature, untrusted_comment, trusted_comment, global, &again);
		status = hush_buffer_check(&again, err);
		same = status == HUSH_OK && again.length == length && memcmp(again.bytes, file, length) == 0;
		hush_buffer_release(&again);
	}
	if (status == HUSH_OK && (!same || memcmp(signature, "ED", 2) != 0)) {
		return hush_fail(err, HUSH_E_VERIFY, "the signature file is not in the form that belongs to this release");
	}
	return status;
}

hush_status hush_minisign_verify(const struct hush_public_key *key, const void *bytes, size_t length,
                                 const char *signature_file, size_t signature_length, const char *untrusted_comment,
                                 const char *trusted_comment, hush_error *err)
{
	uint8_t signature[SIGNATURE_BYTES];
	uint8_t global[HUSH_SIGNATURE];
	uint8_t digest[HUSH_BLAKE2B_BYTES];
	struct hush_buffer covered;
	hush_status status;

	HUSH_TRY(check_form(signature_file, signature_length, untrusted_comment, trusted_comment, signature, global, err));
	if (memcmp(signature + 2, key->id, ID) != 0) {
		return hush_fail(err, HUSH_E_VERIFY, "the signature was made with another key");
	}
	hush_blake2b(NULL, 0, bytes, length, digest);
	if (!hush_sign_verify(key->key, digest, sizeof digest, signature + 2 + ID)) {
		return hush_fail(err, HUSH_E_VERIFY, "the signature does not fit the signed file");
	}
	hush_buffer_init(&covered, HUSH_SIGNATURE + strlen(trusted_comment));
	status = globally_signed(signature + 2 + ID, trusted_comment, &covered, err);
	if (status == HUSH_OK && !hush_sign_verify(key->key, covered.bytes, covered.length, global)) {
		status = hush_fail(err, HUSH_E_VERIFY, "the signature does not fit its trusted comment");
	}
	hush_buffer_release(&covered);
	return status;
}
