/* cell_ranks: priorities made side by side are those of libsodium over the whole message, whatever the lengths of names. */
#include <check.h>

#include "base/crypto.h"
#include "bound/cell_ranks.h"
#include "fixture.h"

enum { MESSAGE = 512 };

static size_t put(unsigned char *to, const void *bytes, size_t length)
{
	for (int i = 0; i < 4; i++) {
		to[i] = (unsigned char)(length >> (8 * i));
	}
	memcpy(to + 4, bytes, length);
	return 4 + length;
}

/* The first half of a priority, from its definition. */
static uint64_t priority(const struct fixture *fixture, uint32_t who, uint32_t cell)
{
	const struct hush_names *sites = &fixture->dimensions[0].values;
	const struct hush_names *days = &fixture->dimensions[1].values;
	unsigned char message[MESSAGE];
	uint8_t out[HUSH_SIPHASH_BYTES];
	unsigned char key[64];
	size_t length = put(message, fixture->table.name, strlen(fixture->table.name));
	uint64_t first = 0;

	length += put(message + length, key, key_of(who, key));
	length += put(message + length, sites->names[cell / days->count], strlen(sites->names[cell / days->count]));
	length += put(message + length, days->names[cell % days->count], strlen(days->names[cell % days->count]));
	hush_siphash(test_key, message, length, out);
	for (int i = 0; i < 8; i++) {
		first = first << 8 | out[i];
	}
	return first;
}

/* Every way that this processor can go fills the lanes with the same words. */
static void compare_lanes(const struct hush_cell_names *names, const struct hush_sip *start, const uint32_t *cells, uint32_t count)
{
	struct hush_sip_lanes wanted;
	const unsigned words = hush_cell_lanes_at(0)(names, cells, count, start, &wanted);
	hush_cell_lanes_fill fill;

	for (unsigned way = 1; (fill = hush_cell_lanes_at(way)); way++) {
		struct hush_sip_lanes got;

		ck_assert_uint_eq(fill(names, cells, count, start, &got), words);
		for (unsigned w = 0; w < words; w++) {
			ck_assert_mem_eq(got.words[w], wanted.words[w], count * sizeof got.words[w][0]);
		}
	}
}

static void compare(struct fixture *fixture, uint64_t *state)
{
	const uint32_t all = fixture->dimensions[0].values.count * fixture->dimensions[1].values.count;
	struct hush_unit *unit = calloc(1, sizeof *unit);
	struct hush_limiting limiting;
	struct hush_cell_ranks ranks;
	struct hush_ranking ranking;

	ck_assert_int_eq(hush_limiting_open(&fixture->spec, 0, 0, test_key, &limiting, NULL), HUSH_OK);
	hush_cell_ranks_open(&limiting, 0, &ranks);
	ranking = hush_cell_ranks_ranking(&ranks);
	for (uint32_t round = 0; round < 2000; round++) {
		unsigned char exact[64 + HUSH_SIP_SLACK];
		const uint32_t who = dice(state, 1 << dice(state, 20));
		struct hush_unit_key key = unit_of(who, exact);
		const uint32_t count = 1 + dice(state, HUSH_KEPT_AT_ONCE);
		uint32_t cells[HUSH_KEPT_AT_ONCE];
		uint64_t made[HUSH_KEPT_AT_ONCE];

		unit->low = key.packed ? key.low : (uint64_t)key.exact_length << 8 | HUSH_OFFER_LONG;
		unit->high = key.packed ? key.high : (uintptr_t)key.exact;
		for (uint32_t i = 0; i < count; i++) {
			cells[i] = dice(state, all);
		}
		hush_cell_ranks_turn(&ranks, unit);
		ranking.firsts(ranking.context, cells, count, made);
		if (limiting.names[0].even) { /* keys of any length stand before the names */
			ck_assert(ranks.begun || count == 0);
			compare_lanes(&limiting.names[0], &ranks.start, cells, count);
		}
		for (uint32_t i = 0; i < count; i++) {
			ck_assert_uint_eq(made[i], priority(fixture, who, cells[i]));
		}
	}
	hush_limiting_close(&limiting);
	free(unit);
}

START_TEST(priorities_are_those_of_the_definition)
{
	static const size_t lengths[] = {2,  3,  4,  5,  6,  7,  8,  9,   10,  11,  12,  13,  14,  15,  16,
	                                 17, 18, 19, 57, 94, 105, 106, 107, 108, 109, 110, 111, 112, 124, 200};
	static char long_names[SITES][HUSH_MAX_NAME + 1];
	struct fixture fixture;
	uint64_t state = 5;

	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	fixture_make(&fixture, 3, 2); /* names of all lengths */
	compare(&fixture, &state);
	for (unsigned l = 0; l < sizeof lengths / sizeof *lengths; l++) { /* of one length, some too long for the lanes */
		const size_t length = lengths[l];

		fixture_make(&fixture, 3, 2);
		for (uint32_t d = 0; d < 2; d++) {
			const struct hush_names *names = &fixture.dimensions[d].values;

			for (uint32_t i = 0; i < names->count; i++) {
				if (d == 0) {
					names->names[i] = long_names[i];
				}
				memset(names->names[i], 'a', d == 0 ? length : 7);
				names->names[i][0] = (char)('a' + i);
				names->names[i][d == 0 ? length : 7] = '\0';
			}
		}
		compare(&fixture, &state);
		for (uint32_t d = 0; d < 2; d++) { /* of a dimension of one value, too */
			const uint32_t count = fixture.dimensions[d].values.count;

			fixture.dimensions[d].values.count = 1;
			compare(&fixture, &state);
			fixture.dimensions[d].values.count = count;
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ranks");
	TCase *tests = tcase_create("ranks");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, priorities_are_those_of_the_definition);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
