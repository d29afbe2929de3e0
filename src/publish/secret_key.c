/*
 * secret_key: secret keys in minisign's file format, made, written and read.
 *
 *     "Ed" | "Sc", or two zero bytes | "B2" | salt 32 | work 8 | memory 8 | id 8, key 64, checksum 32
 *
 * With "Sc" the last 104 bytes are XORed with as many bytes of scrypt of the passphrase; work and memory are its limits.
 */
#include "publish/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum {
	ID = 8,
	SECRET_DERIVATION = 2,
	SECRET_CHECK = 4,
	SECRET_SALT = 6,
	SECRET_WORK = 38,
	SECRET_MEMORY = 46,
	SECRET_ID = 54,
	SECRET_KEY = 62,
	SECRET_SUM = 126,
	SECRET_BYTES = 158,
	SECRET_TEXT = 212,
	SECRET_COVERED = SECRET_BYTES - SECRET_ID,
	PASSPHRASE = 1024
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

static void put_le64(uint8_t *to, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++) {
		to[i] = (uint8_t)(value >> (8 * i));
	}
}

static uint64_t get_le64(const uint8_t *from)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++) {
		value |= (uint64_t)from[i] << (8 * i);
	}
	return value;
}

/* XORs id, key and checksum with what scrypt makes of the passphrase, by the salt and limits in the key itself. */
static hush_status cover(uint8_t bytes[SECRET_BYTES], const char *passphrase, hush_error *err)
{
	uint8_t stream[SECRET_COVERED];
	hush_status status;

	hush_lock_memory(stream, sizeof stream);
	status = hush_scrypt(passphrase, bytes + SECRET_SALT, get_le64(bytes + SECRET_WORK), get_le64(bytes + SECRET_MEMORY),
	                     stream, sizeof stream, err);
	for (unsigned i = 0; status == HUSH_OK && i < SECRET_COVERED; i++) {
		bytes[SECRET_ID + i] ^= stream[i];
	}
	hush_unlock_memory(stream, sizeof stream);
	return status;
}

/* As minisign does it: with as much work as the machine has memory for, down to a floor. */
static hush_status protect(uint8_t bytes[SECRET_BYTES], const char *passphrase, hush_error *err)
{
	uint64_t work = HUSH_SCRYPT_MOST_WORK;
	uint64_t memory = HUSH_SCRYPT_MOST_MEMORY;
	hush_status status;

	memcpy(bytes + SECRET_DERIVATION, "Sc", 2);
	hush_system_random(bytes + SECRET_SALT, HUSH_SCRYPT_SALT);
	do {
		put_le64(bytes + SECRET_WORK, work);
		put_le64(bytes + SECRET_MEMORY, memory);
		status = cover(bytes, passphrase, err);
		work /= 2;
		memory /= 2;
	} while (status == HUSH_E_MEMORY && memory >= HUSH_SCRYPT_LEAST_MEMORY);
	return status;
}

/* `passphrase` NULL: the key is not protected. */
static hush_status write_secret(const char *path, const struct hush_secret_key *key, const char *passphrase, hush_error *err)
{
	uint8_t bytes[SECRET_BYTES] = {'E', 'd', 0, 0, 'B', '2'};
	char text[SECRET_TEXT + 1];
	struct hush_buffer file;
	hush_status status = HUSH_OK;

	hush_lock_memory(bytes, sizeof bytes);
	hush_lock_memory(text, sizeof text);
	hush_buffer_init(&file, HUSH_KEY_FILE_LIMIT);
	memcpy(bytes + SECRET_ID, key->public_key.id, ID);
	memcpy(bytes + SECRET_KEY, key->secret, HUSH_SIGN_SECRET);
	checksum(bytes, bytes + SECRET_SUM);
	if (passphrase) {
		status = protect(bytes, passphrase, err);
	}
	if (status == HUSH_OK) {
		hush_base64(bytes, sizeof bytes, text);
		hush_buffer_format(&file, "%sminisign %s\n%s\n", HUSH_KEY_COMMENT,
		                   passphrase ? "encrypted secret key" : "secret key, without a password", text);
		status = hush_buffer_check(&file, err);
	}
	if (status == HUSH_OK) {
		status = hush_file_write_whole(path, 0600, file.bytes, file.length, err);
	}
	hush_buffer_release_wiped(&file);
	hush_unlock_memory(text, sizeof text);
	hush_unlock_memory(bytes, sizeof bytes);
	return status;
}

static hush_status sync_folder_of(const char *path, hush_error *err)
{
	char *folder = hush_path_folder(path);
	hush_status status = folder ? hush_folder_sync(folder, err) : hush_fail_memory(err);

	hush_free(folder);
	return status;
}

hush_status hush_minisign_write_public(const char *path, const struct hush_public_key *key, hush_error *err)
{
	char text[64];
	char id[17];
	struct hush_buffer file;
	hush_status status;

	hush_minisign_public_text(key, text);
	hush_minisign_key_id(key, id);
	hush_buffer_init(&file, HUSH_KEY_FILE_LIMIT);
	hush_buffer_format(&file, "%sminisign public key %s\n%s\n", HUSH_KEY_COMMENT, id, text);
	status = hush_buffer_check(&file, err);
	if (status == HUSH_OK) {
		status = hush_file_write_whole(path, 0644, file.bytes, file.length, err);
	}
	hush_buffer_release(&file);
	return status == HUSH_OK ? sync_folder_of(path, err) : status;
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

/* Asks once, or twice and compares. `to` is in locked memory. */
static hush_status ask(const hush_passphrase *passphrase, const char *path, bool twice, char to[PASSPHRASE], hush_error *err)
{
	char again[PASSPHRASE];
	char prompt[300];
	hush_status status;

	snprintf(prompt, sizeof prompt, twice ? "New passphrase for %.200s: " : "Passphrase of %.200s: ", path);
	HUSH_TRY(passphrase->ask(passphrase->context, prompt, to, PASSPHRASE, err));
	to[PASSPHRASE - 1] = '\0';
	if (!twice) {
		return HUSH_OK;
	}
	if (to[0] == '\0') {
		hush_fail(err, HUSH_E_PERMISSION, "the passphrase is empty");
		hush_hint(err, "choose several words, or make a key without a passphrase");
		return HUSH_E_PERMISSION;
	}
	hush_lock_memory(again, sizeof again);
	status = passphrase->ask(passphrase->context, "The same passphrase again: ", again, sizeof again, err);
	again[PASSPHRASE - 1] = '\0';
	if (status == HUSH_OK && strcmp(to, again) != 0) {
		status = hush_fail(err, HUSH_E_PERMISSION, "the two passphrases differ");
	}
	hush_unlock_memory(again, sizeof again);
	return status;
}

static hush_status write_pair(const char *secret_path, const char *public_path, const struct hush_secret_key *key,
                              const char *passphrase, hush_error *err)
{
	HUSH_TRY(write_secret(secret_path, key, passphrase, err));
	HUSH_TRY(sync_folder_of(secret_path, err));
	return hush_minisign_write_public(public_path, &key->public_key, err);
}

hush_status hush_minisign_generate_with(const char *secret_path, const char *public_path, const hush_passphrase *passphrase,
                                        struct hush_public_key *public_key, hush_error *err)
{
	bool protected = passphrase && passphrase->ask;
	char words[PASSPHRASE];
	struct hush_secret_key *key;
	hush_status status = HUSH_OK;

	HUSH_TRY(must_be_new(secret_path, err));
	HUSH_TRY(must_be_new(public_path, err));
	key = new_secret();
	if (!key) {
		return hush_fail_memory(err);
	}
	hush_lock_memory(words, sizeof words);
	if (protected) {
		status = ask(passphrase, secret_path, true, words, err);
	}
	if (status == HUSH_OK) {
		hush_system_random(key->public_key.id, ID);
		hush_sign_keypair(key->public_key.key, key->secret);
		status = write_pair(secret_path, public_path, key, protected ? words : NULL, err);
	}
	if (status == HUSH_OK) {
		*public_key = key->public_key;
	}
	hush_unlock_memory(words, sizeof words);
	hush_minisign_free_secret(key);
	return status;
}

hush_status hush_minisign_generate(const char *secret_path, const char *public_path, struct hush_public_key *public_key,
                                   hush_error *err)
{
	return hush_minisign_generate_with(secret_path, public_path, NULL, public_key, err);
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

/* Takes the passphrase off the bytes. */
static hush_status uncover(const char *path, const hush_passphrase *passphrase, uint8_t bytes[SECRET_BYTES], hush_error *err)
{
	char words[PASSPHRASE];
	hush_status status;

	if (get_le64(bytes + SECRET_WORK) > HUSH_SCRYPT_MOST_WORK || get_le64(bytes + SECRET_MEMORY) > HUSH_SCRYPT_MOST_MEMORY) {
		return key_fault(path, "the secret key asks for more work than any that is made today", err);
	}
	if (!passphrase || !passphrase->ask) {
		hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "the secret key is protected by a passphrase, and nobody can be asked");
		hush_hint(err, "run it on a terminal, or name a key without a passphrase");
		return HUSH_E_PERMISSION;
	}
	hush_lock_memory(words, sizeof words);
	status = ask(passphrase, path, false, words, err);
	if (status == HUSH_OK) {
		status = cover(bytes, words, err);
	}
	hush_unlock_memory(words, sizeof words);
	return status;
}

/* From the bytes of a secret key, no longer covered, to a key that is seen to work. */
static hush_status take_key(const char *path, const uint8_t bytes[SECRET_BYTES], bool covered, struct hush_secret_key *key,
                            hush_error *err)
{
	static const char probe[] = "hushcount key check";
	uint8_t sum[HUSH_BLAKE2B_256_BYTES];
	uint8_t signature[HUSH_SIGNATURE];

	/* minisign leaves the checksum of a key without a password at zero. */
	checksum(bytes, sum);
	if ((covered || !all_zero(bytes + SECRET_SUM, sizeof sum)) &&
	    !hush_equal_constant_time(sum, bytes + SECRET_SUM, sizeof sum)) {
		if (!covered) {
			return key_fault(path, "the secret key file is damaged", err);
		}
		hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "wrong passphrase, or the secret key file is damaged");
		hush_hint(err, "run the same command again; nothing was charged");
		return HUSH_E_PERMISSION;
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

static hush_status take_secret(const char *path, const hush_passphrase *passphrase, uint8_t bytes[SECRET_BYTES],
                               struct hush_secret_key *key, hush_error *err)
{
	bool covered = memcmp(bytes + SECRET_DERIVATION, "Sc", 2) == 0;

	if (memcmp(bytes, "Ed", 2) != 0 || memcmp(bytes + SECRET_CHECK, "B2", 2) != 0 ||
	    (!covered && !all_zero(bytes + SECRET_DERIVATION, 2))) {
		return key_fault(path, "this is not a minisign secret key", err);
	}
	if (covered) {
		HUSH_TRY(uncover(path, passphrase, bytes, err));
	}
	return take_key(path, bytes, covered, key, err);
}

static hush_status parse_secret(const char *path, const hush_passphrase *passphrase, const char *text, size_t length,
                                struct hush_secret_key *key, hush_error *err)
{
	uint8_t bytes[SECRET_BYTES];
	const char *line;
	size_t line_length;
	size_t decoded = 0;
	hush_status status;

	hush_lock_memory(bytes, sizeof bytes);
	if (!hush_key_line(text, length, &line, &line_length) ||
	    !hush_unbase64(line, line_length, bytes, sizeof bytes, &decoded) || decoded != sizeof bytes) {
		status = key_fault(path, "this is not a minisign secret key", err);
	} else {
		status = take_secret(path, passphrase, bytes, key, err);
	}
	hush_unlock_memory(bytes, sizeof bytes);
	return status;
}

hush_status hush_minisign_load_secret_with(const char *path, const hush_passphrase *passphrase,
                                           struct hush_secret_key **key, hush_error *err)
{
	char text[HUSH_KEY_FILE_LIMIT];
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
	do {
		length = pread(file, text, sizeof text, 0); /* a small plain file comes in one piece */
	} while (length < 0 && errno == EINTR);
	status = length < 0 ? hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the secret key file")
	                    : parse_secret(path, passphrase, text, (size_t)length, made, err);
	close(file);
	hush_unlock_memory(text, sizeof text);
	if (status != HUSH_OK) {
		hush_minisign_free_secret(made);
		return status;
	}
	*key = made;
	return HUSH_OK;
}

hush_status hush_minisign_load_secret(const char *path, struct hush_secret_key **key, hush_error *err)
{
	return hush_minisign_load_secret_with(path, NULL, key, err);
}
