/*
 * read_ages: how old records are at the end of the period, in bins: a mapping of the days, made from their dates.
 *
 * The age of a record is the number of whole days from its day to the end of the period: 0 on the last day.  Every day has
 * a bin, for the last one is open, so no record is dropped for its age.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/number.h"
#include "spec/parts.h"

enum { AGES_LIMIT = 1000, NAME_ROOM = 64 };

/* "0 to 29 days", "30 days", "90 days and more". `next` is 0 for the last bin. */
static char *name_bin(uint64_t first, uint64_t next)
{
	char name[NAME_ROOM];

	if (!next) {
		snprintf(name, sizeof name, "%" PRIu64 " days and more", first);
	} else if (next == first + 1) {
		snprintf(name, sizeof name, "%" PRIu64 " day%s", first, first == 1 ? "" : "s");
	} else {
		snprintf(name, sizeof name, "%" PRIu64 " to %" PRIu64 " days", first, next - 1);
	}
	return hush_strdup(name);
}

static hush_status read_edges(const struct hush_reading *r, const struct hush_json *node, uint64_t *edges,
                              struct hush_dimension *dimension)
{
	uint32_t count = hush_json_count(node);
	uint64_t days = (uint64_t)(r->spec->to - r->spec->from);

	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(hush_read_count(r, hush_json_at(node, i), "an age", 0, UINT32_MAX, &edges[i]));
		if (i == 0 ? edges[i] != 0 : edges[i] <= edges[i - 1]) {
			return hush_refuse(r, hush_json_at(node, i), "write the first day of each bin: [0, 30, 90]",
			                   "ages start at 0 and rise, so that every record has one");
		}
		if (edges[i] >= days) {
			return hush_refuse(r, hush_json_at(node, i), "leave it out, or let the period start earlier",
			                   "the period has no day of this age");
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		dimension->values.names[i] = name_bin(edges[i], i + 1 < count ? edges[i + 1] : 0);
		if (!dimension->values.names[i]) {
			return hush_fail_memory(r->err);
		}
		dimension->values.count++;
	}
	return HUSH_OK;
}

/* One entry a day, in the order of the dates, which is that of their names. */
static hush_status map_days(const struct hush_reading *r, const struct hush_names *days, const uint64_t *edges,
                            struct hush_dimension *dimension)
{
	dimension->map = hush_calloc(days->count, sizeof *dimension->map);
	if (!dimension->map) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < days->count; i++) {
		uint64_t age = days->count - 1 - i;
		uint32_t bin = 0;

		while (bin + 1 < dimension->values.count && edges[bin + 1] <= age) {
			bin++;
		}
		dimension->map[i] = (struct hush_map_entry){hush_strdup(days->names[i]), bin};
		if (!dimension->map[i].from) {
			return hush_fail_memory(r->err);
		}
		dimension->map_count++;
	}
	return HUSH_OK;
}

hush_status hush_read_ages(const struct hush_reading *r, const struct hush_json *object, struct hush_dimension *dimension)
{
	const struct hush_json *node = hush_json_get(object, "ages");
	const struct hush_json *of = hush_json_get(object, "of");
	const struct hush_dimension *base;
	const char *name;
	uint64_t edges[AGES_LIMIT];

	if (!of) {
		return hush_refuse(r, object, "add \"of\", the name of a dimension {\"time\": \"day\"}", "\"ages\" needs \"of\" beside it");
	}
	HUSH_TRY(hush_read_string(r, of, "\"of\"", &name));
	HUSH_TRY(hush_read_dimension_name(r, of, name, &dimension->base));
	base = &r->spec->dimensions[dimension->base];
	if (base->kind != HUSH_DIMENSION_TIME || base->part != HUSH_PART_DAY) {
		return hush_refuse(r, of, "name a dimension {\"time\": \"day\"}", "ages are those of days");
	}
	HUSH_TRY(hush_read_list(r, node, "\"ages\"", 1, AGES_LIMIT));
	dimension->kind = HUSH_DIMENSION_MAP;
	dimension->values.names = hush_calloc(hush_json_count(node), sizeof *dimension->values.names);
	if (!dimension->values.names) {
		return hush_fail_memory(r->err);
	}
	HUSH_TRY(read_edges(r, node, edges, dimension));
	return map_days(r, &base->values, edges, dimension);
}
