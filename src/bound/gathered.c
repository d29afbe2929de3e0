/* gathered: see gathered.h. */
#include "bound/gathered.h"

#include "base/memory.h"

enum {
	WORDS = 1 << 18, /* of memory, about: a partition of ten million rows' offers, and it stays near the processor */
	LEAST = 1024     /* offers, however many tables there are */
};

bool hush_gathered_open(struct hush_gathered *gathered, const struct hush_offer_shape *shape)
{
	uint32_t room = WORDS / (shape->table_count + 3);

	*gathered = (struct hush_gathered){.shape = shape, .room = room < LEAST ? LEAST : room};
	gathered->units = hush_calloc(gathered->room, sizeof *gathered->units);
	gathered->counts = shape->counted ? hush_calloc(gathered->room, sizeof *gathered->counts) : NULL;
	gathered->cells = hush_calloc((size_t)gathered->room * shape->table_count, sizeof *gathered->cells);
	gathered->order = hush_calloc(gathered->room, sizeof *gathered->order);
	return gathered->units && (gathered->counts || !shape->counted) && gathered->cells && gathered->order;
}

static void close_array(uint32_t *array, size_t count)
{
	hush_free_wiped(array, count * sizeof *array);
}

void hush_gathered_close(struct hush_gathered *gathered)
{
	if (gathered->shape) {
		close_array(gathered->units, gathered->room);
		close_array(gathered->counts, gathered->room);
		close_array(gathered->cells, (size_t)gathered->room * gathered->shape->table_count);
		close_array(gathered->order, gathered->room);
		close_array(gathered->ends, gathered->ends_room);
	}
	*gathered = (struct hush_gathered){0};
}

static bool make_ends(struct hush_gathered *gathered, uint32_t units)
{
	if (units == 0) {
		return true; /* before the first, there is no array */
	}
	if (units > gathered->ends_room) {
		const size_t room = 2 * (size_t)units;

		close_array(gathered->ends, gathered->ends_room);
		gathered->ends = hush_malloc(room * sizeof *gathered->ends);
		gathered->ends_room = gathered->ends ? room : 0;
		if (!gathered->ends) {
			return false;
		}
	}
	memset(gathered->ends, 0, units * sizeof *gathered->ends);
	return true;
}

/* By counting: how many each unit has, hence where they begin; each offer then moves its unit's mark on to where they end. */
bool hush_gathered_sort(struct hush_gathered *gathered, uint32_t units)
{
	uint32_t sum = 0;

	if (!make_ends(gathered, units)) {
		return false;
	}
	for (uint32_t i = 0; i < gathered->count; i++) {
		gathered->ends[gathered->units[i]]++;
	}
	for (uint32_t unit = 0; unit < units; unit++) {
		uint32_t count = gathered->ends[unit];

		gathered->ends[unit] = sum;
		sum += count;
	}
	for (uint32_t i = 0; i < gathered->count; i++) {
		gathered->order[gathered->ends[gathered->units[i]]++] = i;
	}
	return true;
}
