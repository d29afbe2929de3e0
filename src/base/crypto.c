/* crypto: see crypto.h. */
#include "base/crypto.h"

#include <sodium.h>
#include <string.h>

_Static_assert(HUSH_SHA256_BYTES == crypto_hash_sha256_BYTES, "SHA-256 size");
_Static_assert(HUSH_SIPHASH_KEY == crypto_shorthash_siphashx24_KEYBYTES, "SipHash key size");
_Static_assert(HUSH_SIPHASH_BYTES == crypto_shorthash_siphashx24_BYTES, "SipHash size");
_Static_assert(HUSH_HMAC_BYTES == crypto_auth_hmacsha256_BYTES, "HMAC size");
_Static_assert(HUSH_BLAKE2B_BYTES == crypto_generichash_blake2b_BYTES_MAX, "BLAKE2b size");
_Static_assert(HUSH_SIGN_SEED == crypto_sign_SEEDBYTES, "Ed25519 seed size");
_Static_assert(HUSH_SIGN_PUBLIC == crypto_sign_PUBLICKEYBYTES, "Ed25519 public key size");
_Static_assert(HUSH_SIGN_SECRET == crypto_sign_SECRETKEYBYTES, "Ed25519 secret key size");
_Static_assert(HUSH_SIGNATURE == crypto_sign_BYTES, "Ed25519 signature size");
_Static_assert(HUSH_CHACHA_KEY == crypto_stream_chacha20_KEYBYTES, "ChaCha20 key size");
_Static_assert(HUSH_SCRYPT_SALT == crypto_pwhash_scryptsalsa208sha256_SALTBYTES, "scrypt salt size");
_Static_assert(crypto_stream_chacha20_NONCEBYTES == 8, "ChaCha20 nonce size");

hush_status hush_crypto_start(hush_error *err)
{
	if (sodium_init() < 0) {
		hush_fail(err, HUSH_E_BUG, "the cryptographic library cannot start");
		hush_hint(err, "the system's source of random numbers may be missing (/dev/urandom)");
		return HUSH_E_BUG;
	}
	return HUSH_OK;
}

void hush_sha256(const void *bytes, size_t length, uint8_t digest[HUSH_SHA256_BYTES])
{
	crypto_hash_sha256(digest, bytes, length);
}

void hush_sha256_hex(const void *bytes, size_t length, char hex[HUSH_SHA256_HEX])
{
	uint8_t digest[HUSH_SHA256_BYTES];

	hush_sha256(bytes, length, digest);
	hush_hex(digest, sizeof digest, hex);
}

void hush_sha512(const void *bytes, size_t length, uint8_t digest[HUSH_SHA512_BYTES])
{
	crypto_hash_sha512(digest, bytes, length);
}

void hush_siphash(const uint8_t key[HUSH_SIPHASH_KEY], const void *bytes, size_t length, uint8_t out[HUSH_SIPHASH_BYTES])
{
	crypto_shorthash_siphashx24(out, bytes, length, key);
}

void hush_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[HUSH_HMAC_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_length);
	crypto_auth_hmacsha256_update(&state, bytes, length);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof state);
}

/* A key of a size that BLAKE2b cannot take is a mistake of the caller; going on would leave `out` unset, so this stops. */
static void blake2b(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t *out, size_t out_length)
{
	if (crypto_generichash_blake2b(out, out_length, bytes, length, key, key_length) != 0) {
		sodium_misuse();
	}
}

void hush_blake2b(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[HUSH_BLAKE2B_BYTES])
{
	blake2b(key, key_length, bytes, length, out, HUSH_BLAKE2B_BYTES);
}

void hush_blake2b_256(const void *key, size_t key_length, const void *bytes, size_t length,
                      uint8_t out[HUSH_BLAKE2B_256_BYTES])
{
	blake2b(key, key_length, bytes, length, out, HUSH_BLAKE2B_256_BYTES);
}

hush_status hush_scrypt(const char *passphrase, const uint8_t salt[HUSH_SCRYPT_SALT], uint64_t work, uint64_t memory,
                        uint8_t *out, size_t length, hush_error *err)
{
	/* It fails for want of memory, and for limits that it does not take. */
	if (crypto_pwhash_scryptsalsa208sha256(out, length, passphrase, strlen(passphrase), salt, work, (size_t)memory) != 0) {
		return hush_fail_memory(err);
	}
	return HUSH_OK;
}

void hush_system_random(void *bytes, size_t length)
{
	randombytes_buf(bytes, length);
}

void hush_chacha20_over(const uint8_t key[HUSH_CHACHA_KEY], uint64_t nonce, uint64_t block, const uint8_t *text, uint8_t *out,
                        size_t length)
{
	uint8_t nonce_bytes[crypto_stream_chacha20_NONCEBYTES];

	for (unsigned i = 0; i < sizeof nonce_bytes; i++) {
		nonce_bytes[i] = (uint8_t)(nonce >> (8 * i));
	}
	if (length) {
		crypto_stream_chacha20_xor_ic(out, text, length, nonce_bytes, block, key);
	}
}

void hush_chacha20(const uint8_t key[HUSH_CHACHA_KEY], uint64_t nonce, uint64_t block, uint8_t *out, size_t length)
{
	if (length) {
		memset(out, 0, length);
	}
	hush_chacha20_over(key, nonce, block, out, out, length);
}

void hush_sign_keypair(uint8_t public_key[HUSH_SIGN_PUBLIC], uint8_t secret_key[HUSH_SIGN_SECRET])
{
	crypto_sign_keypair(public_key, secret_key);
}

void hush_sign(const uint8_t secret_key[HUSH_SIGN_SECRET], const void *bytes, size_t length, uint8_t signature[HUSH_SIGNATURE])
{
	crypto_sign_detached(signature, NULL, bytes, length, secret_key);
}

bool hush_sign_verify(const uint8_t public_key[HUSH_SIGN_PUBLIC], const void *bytes, size_t length,
                      const uint8_t signature[HUSH_SIGNATURE])
{
	return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}

bool hush_equal_constant_time(const void *a, const void *b, size_t length)
{
	return sodium_memcmp(a, b, length) == 0;
}

void hush_hex(const void *bytes, size_t length, char *hex)
{
	sodium_bin2hex(hex, 2 * length + 1, bytes, length);
}

static int nibble(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool hush_unhex(const char *hex, void *bytes, size_t length)
{
	uint8_t *out = bytes;

	/* Looks at everything before the first write, so that a refusal leaves `bytes` as it was. */
	for (size_t i = 0; i < 2 * length; i++) {
		if (nibble(hex[i]) < 0) {
			return false;
		}
	}
	if (hex[2 * length] != '\0') {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		out[i] = (uint8_t)(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
	}
	return true;
}

void hush_base64(const void *bytes, size_t length, char *text)
{
	sodium_bin2base64(text, 4 * ((length + 2) / 3) + 1, bytes, length, sodium_base64_VARIANT_ORIGINAL);
}

/* libsodium refuses missing padding, foreign characters and spare bits that are not zero; what follows the padding is
 * refused here. */
bool hush_unbase64(const char *text, size_t text_length, void *bytes, size_t room, size_t *length)
{
	const char *end = NULL;
	size_t decoded = 0;

	if (sodium_base642bin(bytes, room, text, text_length, NULL, &decoded, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    end != text + text_length || text_length != 4 * ((decoded + 2) / 3)) {
		return false;
	}
	*length = decoded;
	return true;
}

void hush_lock_memory(void *memory, size_t size)
{
	(void)sodium_mlock(memory, size);
}

void hush_unlock_memory(void *memory, size_t size)
{
	(void)sodium_munlock(memory, size);
}
