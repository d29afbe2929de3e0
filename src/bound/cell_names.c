/* cell_names: see cell_names.h. */
#include "bound/cell_names.h"

#include <string.h>

#include "base/memory.h"

enum { COUNT_BYTES = 4 };

static hush_status open_values(const struct hush_names *names, struct hush_value_names *made, hush_error *err)
{
	uint64_t size = 0;

	made->values = names->count;
	made->inverse = names->count > 1 ? UINT64_MAX / names->count + 1 : 0;
	made->starts = hush_calloc((size_t)names->count + 1, sizeof *made->starts);
	if (!made->starts) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < names->count; i++) {
		size += COUNT_BYTES + strlen(names->names[i]);
		made->starts[i + 1] = size;
	}
	made->bytes = hush_calloc(size + HUSH_SIP_SLACK, 1);
	if (!made->bytes) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < names->count; i++) {
		unsigned char *at = made->bytes + made->starts[i];
		size_t length = (size_t)(made->starts[i + 1] - made->starts[i]) - COUNT_BYTES;

		for (int b = 0; b < COUNT_BYTES; b++) {
			at[b] = (unsigned char)(length >> (8 * b));
		}
		memcpy(at + COUNT_BYTES, names->names[i], length);
	}
	return HUSH_OK;
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
	*names = made;
	return HUSH_OK;
}

void hush_cell_names_close(struct hush_cell_names *names)
{
	for (uint32_t k = 0; k < names->count; k++) {
		hush_free(names->dimensions[k].starts);
		hush_free(names->dimensions[k].bytes);
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
		const uint64_t *of_a = &dimension->starts[a % dimension->values];
		const uint64_t *of_b = &dimension->starts[b % dimension->values];
		size_t length_a = (size_t)(of_a[1] - of_a[0]) - COUNT_BYTES;
		size_t length_b = (size_t)(of_b[1] - of_b[0]) - COUNT_BYTES;
		int here = memcmp(dimension->bytes + of_a[0] + COUNT_BYTES, dimension->bytes + of_b[0] + COUNT_BYTES,
		                  length_a < length_b ? length_a : length_b);

		here = here ? here : (length_a > length_b) - (length_a < length_b);
		order = here ? here : order;
		a /= dimension->values;
		b /= dimension->values;
	}
	return order;
}
