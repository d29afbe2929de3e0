/* unit_key: see unit_key.h. */
#include "spec/unit_key.h"

#include <endian.h>
#include <string.h>

#include "base/memory.h"

hush_status hush_unit_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_unit_shape *shape,
                                 hush_error *err)
{
	uint32_t days = (uint32_t)(spec->to - spec->from);
	struct hush_unit_shape made = {.columns = spec->sources[source].entity_column_count, .from = spec->from};

	made.windows = hush_calloc(days, sizeof *made.windows);
	made.firsts = hush_calloc(days, sizeof *made.firsts);
	if (!made.windows || !made.firsts) {
		hush_unit_shape_close(&made);
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < days; i++) {
		hush_day first = hush_window_first(spec->window, spec->week_start, spec->from + (hush_day)i);

		if (made.window_count == 0 || made.firsts[made.window_count - 1] != first) {
			made.firsts[made.window_count++] = first;
		}
		made.windows[i] = made.window_count - 1;
	}
	made.window_bytes = made.window_count <= 1 ? 0 : made.window_count <= 256 ? 1 : made.window_count <= 65536 ? 2 : 4;
	*shape = made;
	return HUSH_OK;
}

void hush_unit_shape_close(struct hush_unit_shape *shape)
{
	hush_free(shape->windows);
	hush_free(shape->firsts);
	*shape = (struct hush_unit_shape){0};
}

static void put_u32(unsigned char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		to[i] = (unsigned char)(value >> (8 * i));
	}
}

/* The characters of a number in base 37, the first one lowest: halves of halves, none of which waits for another. */
static uint64_t text_of(uint64_t number)
{
	enum { TWO = 37 * 37, FOUR = TWO * TWO };
	static const char characters[] = {"\0" "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}; /* the first stands for nothing */
	const uint64_t halves[2] = {number % FOUR, number / FOUR};
	uint64_t text = 0;

	for (unsigned i = 0; i < 4; i++) {
		const uint64_t pair = i % 2 ? halves[i / 2] / TWO % TWO : halves[i / 2] % TWO;

		text |= (uint64_t)(unsigned char)characters[pair % 37] << 16 * i;
		text |= (uint64_t)(unsigned char)characters[pair / 37] << (16 * i + 8);
	}
	return text;
}

static uint32_t exact_of_short(const struct hush_unit_shape *shape, uint64_t low, unsigned char exact[HUSH_UNIT_EXACT_ROOM])
{
	const uint64_t number = hush_unit_number(low);
	const uint64_t text = text_of(number & ~(UINT64_MAX << HUSH_UNIT_TEXT_BITS));
	const uint32_t length = text ? 8 - (uint32_t)__builtin_clzll(text) / 8 : 0; /* nothing stands inside it */
	const uint64_t bytes = htole64(text);

	put_u32(exact, length);
	memcpy(exact + 4, &bytes, sizeof bytes);
	put_u32(exact + 4 + length, (uint32_t)shape->firsts[number >> HUSH_UNIT_TEXT_BITS]);
	return 4 + length + 4;
}

uint32_t hush_unit_exact(const struct hush_unit_shape *shape, uint64_t low, uint64_t high,
                         unsigned char exact[HUSH_UNIT_EXACT_ROOM])
{
	unsigned char packed[HUSH_UNIT_PACKED];
	uint32_t at = 0;
	uint32_t used = 0;
	uint32_t window = 0;

	if (hush_unit_is_short(low)) {
		return exact_of_short(shape, low, exact);
	}
	for (uint32_t i = 0; i < 8; i++) {
		packed[i] = (unsigned char)(low >> (8 * i));
		packed[8 + i] = (unsigned char)(high >> (8 * i));
	}
	for (uint32_t i = 0; i < shape->columns; i++) {
		uint32_t length = packed[at++];

		put_u32(exact + used, length);
		memcpy(exact + used + 4, packed + at, length);
		used += 4 + length;
		at += length;
	}
	for (uint32_t i = 0; i < shape->window_bytes; i++) {
		window |= (uint32_t)packed[at + i] << (8 * i);
	}
	put_u32(exact + used, (uint32_t)shape->firsts[window]);
	return used + 4;
}
