/* base/crypto against published vectors. */
#include "fixture.h"

static void is_hex(const uint8_t *bytes, size_t length, const char *hex)
{
	char text[200];

	hush_hex(bytes, length, text);
	ck_assert_str_eq(text, hex);
}

START_TEST(hashes)
{
	uint8_t key[64];
	uint8_t out[64];
	char hex[HUSH_SHA256_HEX];

	for (unsigned i = 0; i < sizeof key; i++) {
		key[i] = (uint8_t)i;
	}
	hush_sha256_hex("abc", 3, hex); /* FIPS 180-4 */
	ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hush_siphash(key, "", 0, out); /* vectors_sip128 of the reference implementation, first */
	is_hex(out, 16, "a3817f04ba25a8e66df67214c7550293");
	hush_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out); /* RFC 4231, case 2 */
	is_hex(out, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hush_blake2b(NULL, 0, "abc", 3, out); /* RFC 7693, appendix A */
	is_hex(out, 64,
	       "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
	       "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
	hush_blake2b(key, 64, "", 0, out); /* blake2b keyed test vectors, first */
	is_hex(out, 64,
	       "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
	       "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568");
	hush_blake2b_256(NULL, 0, "abc", 3, out);
	is_hex(out, 32, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}
END_TEST

START_TEST(chacha20)
{
	uint8_t key[32] = {0};
	uint8_t out[130];
	uint8_t part[60];

	hush_chacha20(key, 0, 0, out, 64); /* draft-agl-tls-chacha20poly1305, first vector */
	is_hex(out, 32, "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7");
	/* The nonce is little-endian, and blocks follow one another. */
	hush_chacha20(key, UINT64_C(1) << 56, 0, out, 64);
	is_hex(out, 16, "de9cba7bf3d69ef5e786dc63973f653a");
	hush_chacha20(key, 77, 5, out, sizeof out);
	hush_chacha20(key, 77, 6, part, sizeof part);
	ck_assert_mem_eq(out + 64, part, sizeof part);
}
END_TEST

START_TEST(texts)
{
	uint8_t bytes[8] = {0};
	char text[16];
	size_t length = 99;

	ck_assert(hush_unhex("00ff10", bytes, 3));
	ck_assert_uint_eq(bytes[1], 0xff);
	ck_assert(!hush_unhex("00FF10", bytes, 3));
	ck_assert(!hush_unhex("00ff1", bytes, 3));
	ck_assert(!hush_unhex("00ff100", bytes, 3));
	ck_assert(!hush_unhex("0 ff10", bytes, 3));
	hush_base64("fo", 2, text);
	ck_assert_str_eq(text, "Zm8=");
	ck_assert(hush_unbase64("Zm8=", 4, bytes, sizeof bytes, &length));
	ck_assert_uint_eq(length, 2);
	ck_assert(hush_unbase64("", 0, bytes, sizeof bytes, &length));
	ck_assert_uint_eq(length, 0);
	ck_assert(!hush_unbase64("Zm8", 3, bytes, sizeof bytes, &length));   /* no padding */
	ck_assert(!hush_unbase64("Zm9=", 4, bytes, sizeof bytes, &length));  /* spare bits */
	ck_assert(!hush_unbase64("Zm8=\n", 5, bytes, sizeof bytes, &length));
	ck_assert(!hush_unbase64("Zm8=Zm8=", 8, bytes, sizeof bytes, &length));
	ck_assert(!hush_unbase64("Zm-_", 4, bytes, sizeof bytes, &length));
	ck_assert(!hush_unbase64("AAAAAAAAAAAA", 12, bytes, sizeof bytes, &length)); /* no room */
}
END_TEST

START_TEST(signatures)
{
	uint8_t public_key[32];
	uint8_t secret[64];
	uint8_t signature[64];

	hush_sign_keypair(public_key, secret);
	ck_assert_mem_eq(secret + 32, public_key, 32);
	hush_sign(secret, "message", 7, signature);
	ck_assert(hush_sign_verify(public_key, "message", 7, signature));
	ck_assert(!hush_sign_verify(public_key, "massage", 7, signature));
	signature[63] = (uint8_t)(signature[63] ^ 0x10); /* S + a multiple of the order, or nonsense */
	ck_assert(!hush_sign_verify(public_key, "message", 7, signature));
}
END_TEST

START_TEST(guarded_memory)
{
	uint8_t secret[100];

	memset(secret, 7, sizeof secret);
	hush_lock_memory(secret, sizeof secret);
	hush_unlock_memory(secret, sizeof secret);
	for (unsigned i = 0; i < sizeof secret; i++) {
		ck_assert_uint_eq(secret[i], 0);
	}
	ck_assert(hush_equal_constant_time("abc", "abc", 3));
	ck_assert(!hush_equal_constant_time("abc", "abd", 3));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto");
	TCase *cases = tcase_create("crypto");

	tcase_add_test(cases, hashes);
	tcase_add_test(cases, chacha20);
	tcase_add_test(cases, texts);
	tcase_add_test(cases, signatures);
	tcase_add_test(cases, guarded_memory);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
