/* sshsig: see sshsig.h. */
#include "publish/sshsig.h"

#include <string.h>

#include "base/crypto.h"

enum {
	BLOB_LIMIT = 1024,
	LINE = 70, /* as ssh-keygen breaks them */
	/* "ssh-ed25519" and its length, and the length of what follows. */
	TYPE_LENGTH = 11,
	KEY_BLOB = 4 + TYPE_LENGTH + 4 + HUSH_SIGN_PUBLIC,
	SIGNATURE_BLOB = 4 + TYPE_LENGTH + 4 + HUSH_SIGNATURE
};

static const char key_type[] = "ssh-ed25519";
static const char preamble[] = "SSHSIG";
static const char hash_name[] = "sha512";
static const char begin_line[] = "-----BEGIN SSH SIGNATURE-----\n";
static const char end_line[] = "-----END SSH SIGNATURE-----\n";

static void put_u32(struct hush_buffer *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8) {
		hush_buffer_byte(out, (unsigned char)(value >> shift));
	}
}

/* SSH's "string": a length of four bytes, the most significant first, then the bytes. */
static void put_string(struct hush_buffer *out, const void *bytes, size_t length)
{
	put_u32(out, (uint32_t)length);
	hush_buffer_put(out, bytes, length);
}

static void put_word(struct hush_buffer *out, const char *word)
{
	put_string(out, word, strlen(word));
}

static void put_key(struct hush_buffer *out, const struct hush_public_key *key)
{
	put_word(out, key_type);
	put_string(out, key->key, sizeof key->key);
}

/* What is signed: not the file but its digest, in a frame that no other use of the key produces. */
static void put_covered(struct hush_buffer *out, const void *bytes, size_t length)
{
	uint8_t digest[HUSH_SHA512_BYTES];

	hush_sha512(bytes, length, digest);
	hush_buffer_text(out, preamble);
	put_word(out, HUSH_SSH_NAMESPACE);
	put_word(out, "");
	put_word(out, hash_name);
	put_string(out, digest, sizeof digest);
}

static void put_armored(struct hush_buffer *out, const struct hush_buffer *blob)
{
	char text[4 * ((BLOB_LIMIT + 2) / 3) + 1];
	size_t length;

	if (blob->failed || blob->length > BLOB_LIMIT) {
		out->failed = true;
		return;
	}
	hush_base64(blob->bytes, blob->length, text);
	length = strlen(text);
	hush_buffer_text(out, begin_line);
	for (size_t i = 0; i < length; i += LINE) {
		hush_buffer_put(out, text + i, length - i < LINE ? length - i : LINE);
		hush_buffer_byte(out, '\n');
	}
	hush_buffer_text(out, end_line);
}

static void put_file(struct hush_buffer *out, const struct hush_public_key *key,
					 const uint8_t signature[HUSH_SIGNATURE])
{
	struct hush_buffer blob;

	hush_buffer_init(&blob, BLOB_LIMIT);
	hush_buffer_text(&blob, preamble);
	put_u32(&blob, 1);
	put_u32(&blob, KEY_BLOB);
	put_key(&blob, key);
	put_word(&blob, HUSH_SSH_NAMESPACE);
	put_word(&blob, "");
	put_word(&blob, hash_name);
	put_u32(&blob, SIGNATURE_BLOB);
	put_word(&blob, key_type);
	put_string(&blob, signature, HUSH_SIGNATURE);
	put_armored(out, &blob);
	hush_buffer_release(&blob);
}

hush_status hush_sshsig_sign(const struct hush_secret_key *key, const void *bytes, size_t length,
							 struct hush_buffer *out, hush_error *err)
{
	uint8_t signature[HUSH_SIGNATURE];
	struct hush_buffer covered;
	hush_status status;

	hush_buffer_init(&covered, BLOB_LIMIT);
	put_covered(&covered, bytes, length);
	status = hush_buffer_check(&covered, err);
	if (status == HUSH_OK) {
		hush_minisign_sign_bytes(key, covered.bytes, covered.length, signature);
		put_file(out, hush_minisign_public(key), signature);
		status = hush_buffer_check(out, err);
	}
	hush_buffer_release(&covered);
	return status;
}

/* The last bytes of the blob are the signature: the rest of the file is known beforehand. */
static bool take_signature(const char *file, size_t length, uint8_t signature[HUSH_SIGNATURE])
{
	char text[4 * ((BLOB_LIMIT + 2) / 3) + 1];
	uint8_t blob[BLOB_LIMIT];
	size_t used = 0;
	size_t decoded = 0;

	if (length < sizeof begin_line - 1 + sizeof end_line - 1 || length > sizeof text) {
		return false;
	}
	for (size_t i = sizeof begin_line - 1; i < length - (sizeof end_line - 1); i++) {
		if (file[i] != '\n') {
			text[used++] = file[i];
		}
	}
	if (!hush_unbase64(text, used, blob, sizeof blob, &decoded) || decoded < HUSH_SIGNATURE) {
		return false;
	}
	memcpy(signature, blob + decoded - HUSH_SIGNATURE, HUSH_SIGNATURE);
	return true;
}

hush_status hush_sshsig_verify(const struct hush_public_key *key, const void *bytes, size_t length, const char *file,
							   size_t file_length, hush_error *err)
{
	uint8_t signature[HUSH_SIGNATURE];
	struct hush_buffer scratch;
	hush_status status;
	bool good = take_signature(file, file_length, signature);

	hush_buffer_init(&scratch, 4 * BLOB_LIMIT);
	put_file(&scratch, key, good ? signature : (const uint8_t[HUSH_SIGNATURE]){0});
	status = hush_buffer_check(&scratch, err);
	good = good && status == HUSH_OK && scratch.length == file_length && memcmp(scratch.bytes, file, file_length) == 0;
	if (status == HUSH_OK && !good) {
		status =
			hush_fail(err, HUSH_E_VERIFY, "the SSH signature is not in the form that belongs to this release and key");
	}
	hush_buffer_clear(&scratch);
	if (status == HUSH_OK) {
		put_covered(&scratch, bytes, length);
		status = hush_buffer_check(&scratch, err);
	}
	if (status == HUSH_OK && !hush_sign_verify(key->key, scratch.bytes, scratch.length, signature)) {
		status = hush_fail(err, HUSH_E_VERIFY, "the SSH signature does not fit the signed file");
	}
	hush_buffer_release(&scratch);
	return status;
}

void hush_sshsig_public_text(const struct hush_public_key *key, struct hush_buffer *out)
{
	char text[4 * ((KEY_BLOB + 2) / 3) + 1];
	struct hush_buffer blob;

	hush_buffer_init(&blob, BLOB_LIMIT);
	put_key(&blob, key);
	if (blob.failed || blob.length != KEY_BLOB) {
		out->failed = true;
	} else {
		hush_base64(blob.bytes, blob.length, text);
		hush_buffer_format(out, "%s %s", key_type, text);
	}
	hush_buffer_release(&blob);
}
