/* siphash: the inline function against libsodium's, whole and piece by piece. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/siphash.h"

enum { LONGEST = 200 };

START_TEST(equals_libsodium_however_it_is_cut)
{
	unsigned char message[LONGEST + HUSH_SIP_SLACK];
	uint8_t key[HUSH_SIPHASH_KEY];

	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	hush_system_random(message, sizeof message);
	hush_system_random(key, sizeof key);
	for (size_t length = 0; length <= LONGEST; length++) {
		uint8_t wanted[HUSH_SIPHASH_BYTES];

		hush_siphash(key, message, length, wanted);
		for (size_t cut = 0; cut <= length; cut++) {
			for (size_t second = cut; second <= length; second += 1 + (length - cut) / 5) {
				struct hush_sip sip = hush_sip_start(key);
				uint64_t halves[2];

				hush_sip_put(&sip, message, cut);
				hush_sip_put(&sip, message + cut, second - cut);
				hush_sip_put(&sip, message + second, length - second);
				halves[0] = htole64(hush_sip_first(&sip));
				halves[1] = htole64(hush_sip_second(&sip));
				if (memcmp(halves, wanted, sizeof wanted) != 0) {
					ck_abort_msg("length %zu, cut at %zu and %zu", length, cut, second);
				}
			}
		}
	}
}
END_TEST

/* Every way that this processor can go gives what one message after the other gives. */
START_TEST(lanes_equal_single_messages)
{
	struct hush_sip_lanes lanes;
	uint8_t key[HUSH_SIPHASH_KEY];
	hush_sip_firsts way;
	unsigned index = 0;

	hush_system_random(key, sizeof key);
	hush_system_random(&lanes, sizeof lanes);
	for (; (way = hush_sip_firsts_at(index)) != NULL; index++) {
		for (unsigned words = 1; words <= HUSH_SIP_WORDS; words++) {
			struct hush_sip start = hush_sip_start(key);
			uint64_t firsts[HUSH_SIP_LANES];

			hush_sip_put(&start, "a start of sixteen bytes and slack", 16);
			way(&start, &lanes, words, firsts);
			for (unsigned lane = 0; lane < HUSH_SIP_LANES; lane++) {
				struct hush_sip sip = start;

				for (unsigned w = 0; w + 1 < words; w++) {
					hush_sip_take(&sip, lanes.words[w][lane]);
				}
				sip.tail = lanes.words[words - 1][lane]; /* the length is a part of it */
				sip.length = 0;
				ck_assert_uint_eq(firsts[lane], hush_sip_first(&sip));
			}
		}
	}
	ck_assert_uint_gt(index, 0);
}
END_TEST

START_TEST(words_equal_bytes)
{
	enum { WORDS = 5 };
	const uint64_t words[WORDS] = {UINT64_C(0x0706050403020100), UINT64_C(0xFF0E0D0C0B0A0908), 0x1110, 0, 0};
	unsigned char bytes[8 * WORDS + HUSH_SIP_SLACK] = {0};
	uint8_t key[HUSH_SIPHASH_KEY] = {9};

	for (unsigned i = 0; i < 8 * WORDS; i++) {
		bytes[i] = (unsigned char)(words[i / 8] >> i % 8 * 8);
	}
	for (size_t before = 0; before < 16; before++) {
		struct hush_sip of_words = hush_sip_start(key);
		struct hush_sip of_bytes;

		hush_sip_put(&of_words, bytes, before);
		of_bytes = of_words;
		hush_sip_put_words(&of_words, words, 18);
		hush_sip_put(&of_bytes, bytes, 18);
		ck_assert_uint_eq(hush_sip_first(&of_words), hush_sip_first(&of_bytes));
	}
}
END_TEST

START_TEST(halves_order_like_bytes)
{
	static const uint8_t low[8] = {1, 0, 0, 0, 0, 0, 0, 255};
	static const uint8_t high[8] = {1, 0, 0, 0, 0, 0, 1, 0};
	uint64_t a;
	uint64_t b;

	memcpy(&a, low, sizeof a);
	memcpy(&b, high, sizeof b);
	ck_assert_uint_lt(hush_sip_order(le64toh(a)), hush_sip_order(le64toh(b)));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("siphash");
	TCase *tests = tcase_create("siphash");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, equals_libsodium_however_it_is_cut);
	tcase_add_test(tests, lanes_equal_single_messages);
	tcase_add_test(tests, words_equal_bytes);
	tcase_add_test(tests, halves_order_like_bytes);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
