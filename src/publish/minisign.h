/*
 * minisign: Ed25519 keys and signatures in minisign's formats, canonical byte for byte.
 *
 * The signature is the prehashed form ("ED": Ed25519 over BLAKE2b-512 of the file) with a global signature over
 * signature and trusted comment. Format: jedisct1/minisign, documentation "Signature format", "Key formats".
 */
#ifndef HUSH_PUBLISH_MINISIGN_H
#define HUSH_PUBLISH_MINISIGN_H

#include <stddef.h>
#include <stdint.h>

#include <hushcount/passphrase.h>

#include "base/buffer.h"
#include "base/error.h"

struct hush_public_key {
	uint8_t id[8];
	uint8_t key[32];
};

struct hush_secret_key; /* in locked memory */

/*
 * Makes a key pair and writes both files, the secret one with mode 0600 and first: where it stands without the public one,
 * writing was interrupted, or failed half-way. HUSH_E_CREATE when either exists. `passphrase`,
 * where it can be asked, protects the secret key as minisign does (scrypt); NULL: nothing does.
 */
hush_status hush_minisign_generate_with(const char *secret_path, const char *public_path, const hush_passphrase *passphrase,
                                        struct hush_public_key *public_key, hush_error *err);
hush_status hush_minisign_generate(const char *secret_path, const char *public_path, struct hush_public_key *public_key,
                                   hush_error *err);

/* Writes the public half again, where no file is. */
hush_status hush_minisign_write_public(const char *path, const struct hush_public_key *key, hush_error *err);

/*
 * Reads a secret key file; `passphrase` is asked when it has one. HUSH_E_PERMISSION when group or others may reach it, when
 * the passphrase is wrong or cannot be asked, and when it is damaged or no key; HUSH_E_NO_INPUT when it does not exist;
 * HUSH_E_MEMORY when the passphrase needs more than there is. The caller frees *key.
 */
hush_status hush_minisign_load_secret_with(const char *path, const hush_passphrase *passphrase,
                                           struct hush_secret_key **key, hush_error *err);
hush_status hush_minisign_load_secret(const char *path, struct hush_secret_key **key, hush_error *err);
void hush_minisign_free_secret(struct hush_secret_key *key);
const struct hush_public_key *hush_minisign_public(const struct hush_secret_key *key);

/* A bare Ed25519 signature, for another format of signature by the same key. */
void hush_minisign_sign_bytes(const struct hush_secret_key *key, const void *bytes, size_t length, uint8_t signature[64]);

/* The base64 line of a public key ("RW...") and nothing else: false for anything that is not one. */
bool hush_minisign_parse_public(const char *text, struct hush_public_key *key);

/* Reads a .pub file, or the base64 line itself. */
hush_status hush_minisign_load_public(const char *path_or_text, struct hush_public_key *key, hush_error *err);
void hush_minisign_public_text(const struct hush_public_key *key, char text[64]);    /* the base64 line */
void hush_minisign_key_id(const struct hush_public_key *key, char text[17]);         /* 16 upper-case hex digits */

/*
 * Appends the whole .minisig file for `bytes` to `out`. Comments are given without their "untrusted comment: " and
 * "trusted comment: ", as one printable line of at most 1000 and 8000 bytes (else HUSH_E_BUG).
 */
hush_status hush_minisign_sign(const struct hush_secret_key *key, const void *bytes, size_t length,
                               const char *untrusted_comment, const char *trusted_comment, struct hush_buffer *out,
                               hush_error *err);

/*
 * Checks a .minisig file over `bytes`. The comments must equal the expected ones byte for byte, and the file must be
 * exactly what hush_minisign_sign would write. HUSH_E_VERIFY otherwise.
 */
hush_status hush_minisign_verify(const struct hush_public_key *key, const void *bytes, size_t length,
                                 const char *signature_file, size_t signature_length, const char *untrusted_comment,
                                 const char *trusted_comment, hush_error *err);

#endif
