/* Offers: what was put is what is read back, in the partition that the hash says, for every shape. */
#include <check.h>
#include <stdlib.h>

#include "bound/offers.h"
#include "fixture.h"

enum { TABLES = 3, ROOM = 256 };

/* A key of any form. */
static struct hush_unit_key draw_key(const struct hush_unit_shape *units, unsigned char exact[64], uint64_t *state)
{
	struct hush_unit_key key = {.exact = exact};

	switch (dice(state, 4)) {
	case 0: /* exact only */
		key.exact_length = dice(state, 64);
		for (uint32_t i = 0; i < key.exact_length; i++) {
			exact[i] = (unsigned char)dice(state, 256);
		}
		break;
	case 1: /* packed: its first byte is a length */
		key.packed = 1 + dice(state, HUSH_UNIT_PACKED);
		key.low = (draw(state) & ~UINT64_C(0xff)) | dice(state, HUSH_UNIT_PACKED);
		key.high = draw(state);
		if (key.packed <= 8) {
			key.high = 0;
			key.low = key.packed < 8 ? key.low & ((UINT64_C(1) << 8 * key.packed) - 1) : key.low;
		} else if (key.packed < 16) {
			key.high &= (UINT64_C(1) << 8 * (key.packed - 8)) - 1;
		}
		break;
	default: hush_unit_key_short(&key, draw(state) >> (64 - HUSH_UNIT_TEXT_BITS), dice(state, units->window_count)); break;
	}
	return key;
}

static uint32_t draw_cell(uint64_t cells, uint64_t *state)
{
	return dice(state, 5) == 0 ? HUSH_NO_CELL : dice(state, 3) == 0 ? (uint32_t)(cells - 1) : dice(state, (uint32_t)cells);
}

/* Reads the tail's cells like bound/gathered. */
static void compare_tail(const struct hush_offer_shape *shape, const unsigned char *tail, uint32_t count,
                         const uint32_t *cells)
{
	if (shape->counted) {
		ck_assert_mem_eq(tail, &count, sizeof count);
		tail += sizeof count;
	}
	for (uint32_t i = shape->head_cell; i < shape->table_count; i++) {
		uint32_t cell;
		uint16_t narrow;

		if (shape->narrow[i]) {
			memcpy(&narrow, tail, sizeof narrow);
			cell = narrow == UINT16_MAX ? HUSH_NO_CELL : narrow;
			tail += sizeof narrow;
		} else {
			memcpy(&cell, tail, sizeof cell);
			tail += sizeof cell;
		}
		ck_assert_uint_eq(cell, cells[i]);
	}
}

static void put_and_get(const struct hush_spec *spec, const struct hush_unit_shape *units, unsigned bits, uint64_t *state)
{
	struct hush_offer_shape shape;
	struct hush_offer_hash hash;

	hush_offer_hash_draw(&hash);
	ck_assert_int_eq(hush_offer_shape_open(spec, 0, units, bits, &shape, NULL), HUSH_OK);
	ck_assert_uint_le(shape.word_bytes, 8);
	for (int round = 0; round < 300; round++) {
		unsigned char exact[64];
		unsigned char room[ROOM];
		const struct hush_unit_key key = draw_key(units, exact, state);
		const uint64_t hashed = hush_offer_hash_of(&hash, &shape, &key);
		const uint32_t partition = (uint32_t)(hashed >> 1 >> (63 - bits));
		const uint32_t count = dice(state, INT32_MAX);
		uint32_t cells[TABLES] = {0};
		struct hush_offer offer;
		size_t size;

		for (uint32_t i = 0; i < spec->table_count; i++) {
			cells[i] = draw_cell(spec->tables[i].cells, state);
		}
		memset(room, round % 2 ? 0xff : 0, sizeof room);
		size = hush_offer_put(&shape, &key, count, cells, room);
		ck_assert_uint_eq(size, hush_offer_size(&shape, &key));
		memset(room + size, round % 3 ? 0xff : 0, sizeof room - size); /* what lies behind must not matter */
		ck_assert_uint_lt(partition, UINT32_C(1) << bits);
		offer = hush_offer_get(&hash, &shape, partition, room);
		ck_assert_uint_eq((offer.hash ^ hashed) & (UINT64_MAX >> bits), 0); /* of which more bits may be asked for */
		ck_assert_ptr_eq(offer.tail, room + size - shape.tail);
		if (key.packed) {
			ck_assert_ptr_null(offer.exact);
			ck_assert_uint_eq(offer.low, key.low);
			ck_assert_uint_eq(offer.high, key.high);
		} else {
			ck_assert_uint_eq(offer.low, (uint64_t)key.exact_length << 8 | HUSH_OFFER_LONG);
			ck_assert_mem_eq(offer.exact, key.exact, key.exact_length);
		}
		if (shape.head_cell) {
			ck_assert_uint_eq(offer.first, cells[0]);
		}
		compare_tail(&shape, offer.tail, count, cells);
	}
	hush_offer_shape_close(&shape);
}

START_TEST(what_was_put_is_read_back)
{
	static const unsigned bits[] = {0, 1, 3, 8, 11, 12};
	static const uint64_t cells[] = {1, 2, 254, 255, 30000, 0xffff, 0x10000, HUSH_MAX_CELLS};
	static const struct {
		uint32_t bytes;
		uint32_t count;
	} windows[] = {{0, 1}, {1, 2}, {1, 256}, {2, 257}, {2, 65536}};
	uint64_t state = 7;

	for (unsigned b = 0; b < sizeof bits / sizeof *bits; b++) {
		for (unsigned c = 0; c < sizeof cells / sizeof *cells; c++) {
			for (unsigned w = 0; w < sizeof windows / sizeof *windows; w++) {
				for (uint32_t tables = 0; tables <= TABLES; tables++) {
					struct hush_source source = {.count_count = (c + w) % 2};
					struct hush_table all[TABLES] = {{.cells = cells[c]}, {.cells = 7}, {.cells = 1 << 20}};
					struct hush_spec spec = {.sources = &source, .source_count = 1, .tables = all, .table_count = tables};
					struct hush_unit_shape units = {
						.columns = 1, .window_bytes = windows[w].bytes, .window_count = windows[w].count};

					put_and_get(&spec, &units, bits[b], &state);
				}
			}
		}
	}
}
END_TEST

/*
 * Numbers whose upper bits are all zero are spread over the partitions by the hash alone, those that share their lower bits never
 * share a partition.  Of 2^16 numbers over 2^4 partitions each has 4096 in the mean, with a standard deviation of 62: one with
 * less than half or more than twice that says that something is wrong.  Only a factor that lies within about 2^-33 of few
 * places can keep drawn numbers together; two hashes that both do are no chance (below 10^-15).
 */
static bool are_spread(const struct hush_offer_shape *shape, uint64_t *state)
{
	struct hush_offer_hash hash;
	uint32_t seen[16] = {0};
	bool spread = true;

	hush_offer_hash_draw(&hash);
	for (uint32_t i = 0; i < 65536; i++) {
		struct hush_unit_key key;

		hush_unit_key_short(&key, draw(state) >> (64 - shape->rest_bits), 0);
		seen[hush_offer_hash_of(&hash, shape, &key) >> 60]++;
	}
	for (unsigned i = 0; i < 16; i++) {
		spread = spread && seen[i] > 2048 && seen[i] < 8192;
	}
	return spread;
}

START_TEST(numbers_are_spread)
{
	struct hush_source source = {0};
	struct hush_table table = {.cells = 100};
	struct hush_spec spec = {.sources = &source, .source_count = 1, .tables = &table, .table_count = 1};
	struct hush_unit_shape units = {.columns = 1, .window_count = 1};
	struct hush_offer_shape shape;
	struct hush_offer_hash hash;
	uint32_t taken = 0;
	uint64_t state = 11;

	ck_assert_int_eq(hush_offer_shape_open(&spec, 0, &units, 4, &shape, NULL), HUSH_OK);
	ck_assert(are_spread(&shape, &state) || are_spread(&shape, &state));
	hush_offer_hash_draw(&hash);
	for (uint64_t upper = 0; upper < 16; upper++) {
		struct hush_unit_key key;

		hush_unit_key_short(&key, upper << shape.rest_bits | 12345, 0);
		taken |= UINT32_C(1) << (hush_offer_hash_of(&hash, &shape, &key) >> 60);
	}
	ck_assert_uint_eq(taken, 0xffff);
	hush_offer_shape_close(&shape);
}
END_TEST

/* More partitions than the hash has bits for beside those that cut partitions are refused. */
START_TEST(too_many_partitions)
{
	struct hush_source source = {0};
	struct hush_spec spec = {.sources = &source, .source_count = 1};
	struct hush_unit_shape units = {.columns = 1, .window_count = 1};
	struct hush_offer_shape shape;

	ck_assert_int_ne(hush_offer_shape_open(&spec, 0, &units, HUSH_OFFER_PARTITION_BITS + 1, &shape, NULL), HUSH_OK);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("offers");
	TCase *tests = tcase_create("offers");
	SRunner *runner = srunner_create(suite);
	int failed;

	if (hush_crypto_start(NULL) != HUSH_OK) {
		return 1;
	}
	tcase_add_test(tests, what_was_put_is_read_back);
	tcase_add_test(tests, numbers_are_spread);
	tcase_add_test(tests, too_many_partitions);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
