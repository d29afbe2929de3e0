/* cell_names: see cell_names.h. */
#include "bound/cell_names.h"

#include <string.h>

#include "base/memory.h"

enum {
	COUNT_BYTES = 4,
	SHIFTED_MOST = 1 << 18 /* words of a domain's shifted names: two megabytes, for some ten thousand values */
};

/* Words of a counted name: as many as its bytes fill, and the one behind them. */
static uint64_t words_of(size_t length)
{
	return (COUNT_BYTES + length + 7) / 8 + 1;
}

/* Where they are few, the names are kept as they are needed behind any number of bytes. */
static hush_status open_shifted(struct hush_value_names *made, hush_error *err)
{
	uint32_t longest = 0;
	uint32_t shortest = UINT32_MAX;
	uint64_t *shifted;

	for (uint32_t i = 0; i < made->values; i++) {
		longest = made->lengths[i] > longest ? made->lengths[i] : longest;
		shortest = made->lengths[i] < shortest ? made->lengths[i] : shortest;
	}
	made->even = longest == shortest ? longest : 0;
	made->width = (longest + 7) / 8 + 1;
	if (longest / 8 >= HUSH_SIP_WORDS || 8 * made->width * made->values > SHIFTED_MOST) {
		return HUSH_OK;
	}
	shifted = hush_calloc(8 * made->width * made->values, sizeof *shifted);
	if (!shifted) {
		return hush_fail_memory(err);
	}
	for (uint32_t bytes = 0; bytes < 8; bytes++) {
		for (uint32_t i = 0; i < made->values; i++) {
			uint64_t room[HUSH_SIP_WORDS + 1];
			const size_t count = (bytes + made->lengths[i]) / 8 + 1;

			memcpy(shifted + (bytes * made->values + i) * made->width, hush_value_names_behind(made, i, bytes, room),
			       count * sizeof *shifted);
		}
	}
	made->shifted = shifted; /* only now: until here they were made from the plain ones */
	return HUSH_OK;
}

static hush_status open_values(const struct hush_names *names, struct hush_value_names *made, hush_error *err)
{
	uint64_t size = 0;

	made->names = names;
	made->values = names->count;
	made->inverse = names->count > 1 ? UINT64_MAX / names->count + 1 : 0;
	made->lengths = hush_calloc(names->count, sizeof *made->lengths);
	made->starts = hush_calloc(names->count, sizeof *made->starts);
	if (!made->lengths || !made->starts) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < names->count; i++) {
		made->lengths[i] = COUNT_BYTES + (uint32_t)strlen(names->names[i]);
		made->starts[i] = size;
		size += words_of(strlen(names->names[i]));
	}
	made->words = hush_calloc(size, sizeof *made->words);
	if (!made->words) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < names->count; i++) {
		const uint32_t length = made->lengths[i] - COUNT_BYTES;
		uint64_t *words = made->words + made->starts[i];

		words[0] = length; /* counted in four bytes, the lowest first */
		for (uint32_t at = 0; at < length; at++) {
			words[(COUNT_BYTES + at) / 8] |= (uint64_t)(unsigned char)names->names[i][at] << (COUNT_BYTES + at) % 8 * 8;
		}
	}
	return open_shifted(made, err);
}

/* A cell of a table by nothing has no name, which is no length to make use of. */
static void look_for_even(struct hush_cell_names *names)
{
	uint64_t before = 0;

	names->even = names->count > 0;
	for (uint32_t k = 0; k < names->count; k++) {
		struct hush_value_names *dimension = &names->dimensions[k];

		dimension->before = before;
		before += dimension->even;
		names->even = names->even && dimension->even > 0 && dimension->shifted;
	}
}

hush_status hush_cell_names_open(const struct hush_spec *spec, const struct hush_table *table,
                                 struct hush_cell_names *names, hush_error *err)
{
	struct hush_cell_names made = {.count = table->by_count};
	hush_status status = HUSH_OK;

	made.dimensions = hush_calloc(table->by_count, sizeof *made.dimensions);
	if (!made.dimensions) {
		return hush_fail_memory(err);
	}
	for (uint32_t k = 0; status == HUSH_OK && k < table->by_count; k++) {
		status = open_values(&spec->dimensions[table->by[k]].values, &made.dimensions[k], err);
	}
	if (status != HUSH_OK) {
		hush_cell_names_close(&made);
		return status;
	}
	look_for_even(&made);
	*names = made;
	return HUSH_OK;
}

void hush_cell_names_close(struct hush_cell_names *names)
{
	for (uint32_t k = 0; k < names->count; k++) {
		hush_free(names->dimensions[k].lengths);
		hush_free(names->dimensions[k].starts);
		hush_free(names->dimensions[k].words);
		hush_free(names->dimensions[k].shifted);
	}
	hush_free(names->dimensions);
	*names = (struct hush_cell_names){0};
}

int hush_cell_names_compare(const struct hush_cell_names *names, uint32_t a, uint32_t b)
{
	int order = 0;

	/* From the last dimension, which varies fastest, to the first: the first one that differs decides. */
	for (uint32_t k = names->count; k-- > 0;) {
		const struct hush_value_names *dimension = &names->dimensions[k];
		int here = strcmp(dimension->names->names[a % dimension->values], dimension->names->names[b % dimension->values]);

		order = here ? here : order;
		a /= dimension->values;
		b /= dimension->values;
	}
	return order;
}
