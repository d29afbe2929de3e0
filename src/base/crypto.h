/*
 * crypto: the few primitives of libsodium that several stages need.
 *
 * This is the only place where sodium.h is included.  Call hush_crypto_start once before anything else (every public
 * entry point does); it is safe to call again.
 */
#ifndef HUSH_BASE_CRYPTO_H
#define HUSH_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	HUSH_SHA256_BYTES = 32,
	HUSH_SHA256_HEX = 65, /* with NUL */
	HUSH_SHA512_BYTES = 64,
	HUSH_SIPHASH_KEY = 16,
	HUSH_SIPHASH_BYTES = 16,
	HUSH_HMAC_BYTES = 32,
	HUSH_BLAKE2B_BYTES = 64,
	HUSH_BLAKE2B_256_BYTES = 32,
	HUSH_SIGN_SEED = 32,
	HUSH_SIGN_PUBLIC = 32,
	HUSH_SIGN_SECRET = 64,
	HUSH_SIGNATURE = 64,
	HUSH_CHACHA_KEY = 32,
	HUSH_SCRYPT_SALT = 32
};

/* Limits of scrypt as libsodium counts them: what it calls sensitive, and the least memory that is of any use. */
#define HUSH_SCRYPT_MOST_WORK UINT64_C(33554432)
#define HUSH_SCRYPT_MOST_MEMORY UINT64_C(1073741824)
#define HUSH_SCRYPT_LEAST_MEMORY UINT64_C(16777216)

hush_status hush_crypto_start(hush_error *err);

void hush_sha256(const void *bytes, size_t length, uint8_t digest[HUSH_SHA256_BYTES]);
void hush_sha256_hex(const void *bytes, size_t length, char hex[HUSH_SHA256_HEX]); /* lower case */

void hush_sha512(const void *bytes, size_t length, uint8_t digest[HUSH_SHA512_BYTES]);

/* SipHash-2-4 with 128-bit output: a keyed pseudo-random function for limiting order and hash tables. */
void hush_siphash(const uint8_t key[HUSH_SIPHASH_KEY], const void *bytes, size_t length, uint8_t out[HUSH_SIPHASH_BYTES]);
void hush_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[HUSH_HMAC_BYTES]);

/* BLAKE2b-512; with a key (key_length 16..64) it is the key-derivation function of the ledger's secret. */
void hush_blake2b(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[HUSH_BLAKE2B_BYTES]);

/* BLAKE2b with 32 bytes of output (another function than the first half of BLAKE2b-512). */
void hush_blake2b_256(const void *key, size_t key_length, const void *bytes, size_t length,
                      uint8_t out[HUSH_BLAKE2B_256_BYTES]);

/* scrypt of a passphrase with libsodium's way of choosing parameters, as minisign has it. HUSH_E_MEMORY. */
hush_status hush_scrypt(const char *passphrase, const uint8_t salt[HUSH_SCRYPT_SALT], uint64_t work, uint64_t memory,
                        uint8_t *out, size_t length, hush_error *err);

/* Bytes from the operating system. */
void hush_system_random(void *bytes, size_t length);

/* ChaCha20 key stream (IETF variant is not used: 64-bit nonce, 64-bit block counter). */
void hush_chacha20(const uint8_t key[HUSH_CHACHA_KEY], uint64_t nonce, uint64_t block, uint8_t *out, size_t length);

/* The same stream laid over `text`, which `out` may be: encrypts, and decrypts again. No (key, nonce, block) may be used for two
 * texts. */
void hush_chacha20_over(const uint8_t key[HUSH_CHACHA_KEY], uint64_t nonce, uint64_t block, const uint8_t *text, uint8_t *out,
                        size_t length);

/* Ed25519. The secret form is libsodium's: seed, then public key. */
void hush_sign_keypair(uint8_t public_key[HUSH_SIGN_PUBLIC], uint8_t secret_key[HUSH_SIGN_SECRET]);
void hush_sign(const uint8_t secret_key[HUSH_SIGN_SECRET], const void *bytes, size_t length, uint8_t signature[HUSH_SIGNATURE]);
bool hush_sign_verify(const uint8_t public_key[HUSH_SIGN_PUBLIC], const void *bytes, size_t length,
                      const uint8_t signature[HUSH_SIGNATURE]);

bool hush_equal_constant_time(const void *a, const void *b, size_t length);
void hush_hex(const void *bytes, size_t length, char *hex); /* writes 2*length+1 chars, lower case */
bool hush_unhex(const char *hex, void *bytes, size_t length); /* exactly 2*length lower-case digits and NUL */

/* Standard base64 with padding; `text` must hold 4*((length+2)/3)+1. Decoding accepts the canonical form only;
 * after a refusal the contents of `bytes` mean nothing. */
void hush_base64(const void *bytes, size_t length, char *text);
bool hush_unbase64(const char *text, size_t text_length, void *bytes, size_t room, size_t *length);

/* Guards secrets from swap and core dumps where the system allows; failure is not fatal. */
void hush_lock_memory(void *memory, size_t size);
void hush_unlock_memory(void *memory, size_t size); /* also wipes */

#endif
