/* minisign: see minisign.h. */
#include "publish/minisign.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"

enum {
	ID = 8,
	PUBLIC_BYTES = 2 + ID + HUSH_SIGN_PUBLIC, /* "Ed", id, key */
	PUBLIC_TEXT = 56,
	SIGNATURE_BYTES = 2 + ID + HUSH_SIGNATURE, /* "ED", id, signature */
	SIGNATURE_TEXT = 100,
	GLOBAL_TEXT = 88,
	/* Offsets in a secret key: "Ed", key derivation, "B2", salt and limits of the derivation, id, key, checksum. */
	SECRET_DERIVATION = 2,
	SECRET_CHECK = 4,
	SECRET_SALT = 6,
	SECRET_ID = 54,
	SECRET_KEY = 62,
	SECRET_SUM = 126,
	SECRET_BYTES = 158,
	SECRET_TEXT = 212,
	FILE_LIMIT = 4096,
	UNTRUSTED_LIMIT = 1000, /* minisign reads lines of at most 1024 and 8192 bytes, prefix and line feed included */
	TRUSTED_LIMIT = 8000
};

static const char untrusted_prefix[] = "untrusted comment: ";
static const char trusted_prefix[] = "trusted comment: ";

struct hush_secret_key {
	struct hush_public_key public_key;
	uint8_t secret[HUSH_SIGN_SECRET];
};

static struct hush_secret_key *new_secret(void)
{
	struct hush_secret_key *key = hush_calloc(1, sizeof *key);

	if (key) {
		hush_lock_memory(key, sizeof *key);
	}
	return key;
}

void hush_minisign_free_secret(struct hush_secret_key *key)
{
	if (key) {
		hush_unlock_memory(key, sizeof *key);
		hush_free(key);
	}
}

const struct hush_public_key *hush_minisign_public(const struct hush_secret_key *key)
{
	return &key->public_key;
}

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

/* The checksum covers algorithm, id and key. */
static void checksum(const uint8_t bytes[SECRET_BYTES], uint8_t sum[HUSH_BLAKE2B_256_BYTES])
{
	uint8_t covered[2 + ID + HUSH_SIGN_SECRET];

	hush_lock_memory(covered, sizeof covered);
	memcpy(covered, bytes, 2);
	memcpy(covered + 2, bytes + SECRET_ID, ID + HUSH_SIGN_SECRET);
	hush_blake2b_256(NULL, 0, covered, sizeof covered, sum);
	hush_unlock_memory(covered, sizeof covered);
}

static hush_status write_secret(const char *path, const struct hush_secret_key *key, hush_error *err)
{
	uint8_t bytes[SECRET_BYTES] = {'E', 'd', 0, 0, 'B', '2'};
	char text[SECRET_TEXT + 1];
	struct hush_buffer file;
	hush_status status;

	hush_lock_memory(bytes, sizeof bytes);
	hush_lock_memory(text, sizeof text);
	memcpy(bytes + SECRET_ID, key->public_key.id, ID);
	memcpy(bytes + SECRET_KEY, key->secret, HUSH_SIGN_SECRET);
	checksum(bytes, bytes + SECRET_SUM);
	hush_base64(bytes, sizeof bytes, text);
	hush_buffer_init(&file, FILE_LIMIT);
	hush_buffer_format(&file, "%sminisign secret key, without a password\n%s\n", untrusted_prefix, text);
	status = hush_buffer_check(&file, err);
	if (status == HUSH_OK) {
		status = hush_file_write_new(path, 0600, file.bytes, file.length, err);
	}
	hush_buffer_release_wiped(&file);
	hush_unlock_memory(text, sizeof text);
	hush_unlock_memory(bytes, sizeof bytes);
	return status;
}

static hush_status write_public(const char *path, const struct hush_public_key *key, hush_error *err)
{
	char text[64];
	char id[17];
	struct hush_buffer file;
	hush_status status;

	hush_minisign_public_text(key, text);
	hush_minisign_key_id(key, id);
	hush_buffer_init(&file, FILE_LIMIT);
	hush_buffer_format(&file, "%sminisign public key %s\n%s\n", untrusted_prefix, id, text);
	status = hush_buffer_check(&file, err);
	if (status == HUSH_OK) {
		status = hush_file_write_new(path, 0644, file.bytes, file.length, err);
	}
	hush_buffer_release(&file);
	return status;
}

static hush_status sync_folder_of(const char *path, hush_error *err)
{
	char *folder = hush_path_folder(path);
	hush_status status = folder ? hush_folder_sync(folder, err) : hush_fail_memory(err);

	hush_free(folder);
	return status;
}

static hush_status must_be_new(const char *path, hush_error *err)
{
	struct stat unused;

	if (lstat(path, &unused) == 0) {
		hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "the key file exists already");
		hush_hint(err, "keep it, or name another file; a lost key cannot be made again");
		return HUSH_E_CREATE;
	}
	return HUSH_OK;
}

hush_status hush_minisign_generate(const char *secret_path, const char *public_path, struct hush_public_key *public_key,
                                   hush_error *err)
{
	struct hush_secret_key *key;
	hush_status status;

	HUSH_TRY(must_be_new(secret_path, err));
	HUSH_TRY(must_be_new(public_path, err));
	key = new_secret();
	if (!key) {
		return hush_fail_memory(err);
	}
	hush_system_random(key->public_key.id, ID);
	hush_sign_keypair(key->public_key.key, key->secret);
	status = write_secret(secret_path, key, err);
	if (status == HUSH_OK) {
		status = write_public(public_path, &key->public_key, err);
		if (status == HUSH_OK) {
			status = sync_folder_of(public_path, err);
		}
		if (status == HUSH_OK) {
			status = sync_folder_of(secret_path, err);
		} else {
			unlink(secret_path); /* half a pair is of no use, and was made here a moment ago */
		}
	}
	if (status == HUSH_OK) {
		*public_key = key->public_key;
	}
	hush_minisign_free_secret(key);
	return status;
}

/* Finds the second line of a key file, without its end. False unless the first is a comment and nothing follows. */
static bool key_line(const char *text, size_t length, const char **line, size_t *line_length)
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

static hush_status key_fault(const char *path, const char *fault, hush_error *err)
{
	hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "%s", fault);
	hush_hint(err, "name a key file that `hushcount keygen` or `minisign -G -W` made");
	return HUSH_E_PERMISSION;
}

/* Opens a secret key file, and judges the mode of the very file it opened. */
static hush_status open_secret(const char *path, int *file, hush_error *err)
{
	int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat facts;

	if (opened < 0 && errno == ENOENT) {
		hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "the secret key file does not exist");
		hush_hint(err, "make one with `hushcount keygen`");
		return HUSH_E_NO_INPUT;
	}
	if (opened < 0) {
		return hush_fail_errno(err, HUSH_E_PERMISSION, errno, path, "cannot open the secret key file");
	}
	if (fstat(opened, &facts) != 0 || !S_ISREG(facts.st_mode)) {
		close(opened);
		return hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "the secret key is not a plain file");
	}
	if (facts.st_mode & 077) {
		close(opened);
		hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "group or others can reach the secret key file");
		hush_hint(err, "run: chmod 600 on it; if others could have read it, make a new key");
		return HUSH_E_PERMISSION;
	}
	*file = opened;
	return HUSH_OK;
}

static bool all_zero(const uint8_t *bytes, size_t length)
{
	uint8_t any = 0;

	for (size_t i = 0; i < length; i++) {
		any |= bytes[i];
	}
	return any == 0;
}

/* From the decoded bytes of a secret key file to a key that is seen to work. */
static hush_status take_secret(const char *path, const uint8_t bytes[SECRET_BYTES], struct hush_secret_key *key,
                               hush_error *err)
{
	static const char probe[] = "hushcount key check";
	uint8_t sum[HUSH_BLAKE2B_256_BYTES];
	uint8_t signature[HUSH_SIGNATURE];

	if (memcmp(bytes, "Ed", 2) != 0 || memcmp(bytes + SECRET_CHECK, "B2", 2) != 0) {
		return key_fault(path, "this is not a minisign secret key", err);
	}
	if (!all_zero(bytes + SECRET_DERIVATION, 2)) {
		hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "the secret key is protected by a password");
		hush_hint(err, "make a key with `hushcount keygen`, or take the password off with `minisign -C -W`");
		return HUSH_E_PERMISSION;
	}
	/* minisign leaves the checksum of a key without a password at zero. */
	checksum(bytes, sum);
	if (!all_zero(bytes + SECRET_SUM, sizeof sum) && !hush_equal_constant_time(sum, bytes + SECRET_SUM, sizeof sum)) {
		return key_fault(path, "the secret key file is damaged", err);
	}
	memcpy(key->public_key.id, bytes + SECRET_ID, ID);
	memcpy(key->secret, bytes + SECRET_KEY, HUSH_SIGN_SECRET);
	memcpy(key->public_key.key, key->secret + HUSH_SIGN_SEED, HUSH_SIGN_PUBLIC);
	/* A key whose halves do not belong together would give signatures that fail, or that betray the secret half. */
	hush_sign(key->secret, probe, sizeof probe, signature);
	if (!hush_sign_verify(key->public_key.key, probe, sizeof probe, signature)) {
		return key_fault(path, "the secret key file is damaged", err);
	}
	return HUSH_OK;
}

static hush_status parse_secret(const char *path, const char *text, size_t length, struct hush_secret_key *key,
                                hush_error *err)
{
	uint8_t bytes[SECRET_BYTES];
	const char *line;
	size_t line_length;
	size_t decoded = 0;
	hush_status status;

	hush_lock_memory(bytes, sizeof bytes);
	if (!key_line(text, length, &line, &line_length) ||
	    !hush_unbase64(line, line_length, bytes, sizeof bytes, &decoded) || decoded != sizeof bytes) {
		status = key_fault(path, "this is not a minisign secret key", err);
	} else {
		status = take_secret(path, bytes, key, err);
	}
	hush_unlock_memory(bytes, sizeof bytes);
	return status;
}

hush_status hush_minisign_load_secret(const char *path, struct hush_secret_key **key, hush_error *err)
{
	char text[FILE_LIMIT];
	struct hush_secret_key *made;
	ssize_t length;
	int file = -1;
	hush_status status;

	HUSH_TRY(open_secret(path, &file, err));
	made = new_secret();
	if (!made) {
		close(file);
		return hush_fail_memory(err);
	}
	hush_lock_memory(text, sizeof text);
	length = pread(file, text, sizeof text, 0); /* a small plain file comes in one piece */
	status = length < 0 ? hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the secret key file")
	                    : parse_secret(path, text, (size_t)length, made, err);
	close(file);
	hush_unlock_memory(text, sizeof text);
	if (status != HUSH_OK) {
		hush_minisign_free_secret(made);
		return status;
	}
	*key = made;
	return HUSH_OK;
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

hush_status hush_minisign_load_public(const char *path_or_text, struct hush_public_key *key, hush_error *err)
{
	struct hush_buffer file;
	const char *line;
	size_t length;
	bool good;

	if (parse_public(path_or_text, strlen(path_or_text), key)) {
		return HUSH_OK;
	}
	hush_buffer_init(&file, FILE_LIMIT);
	HUSH_TRY(hush_file_read(path_or_text, FILE_LIMIT, &file, err));
	good = file.length && key_line(file.bytes, file.length, &line, &length) && parse_public(line, length, key);
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
