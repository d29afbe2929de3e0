/* read_dimension: the dimensions, each with its domain. */
#include <string.h>

#include "base/memory.h"
#include "spec/domain.h"
#include "spec/parts.h"

static const char *const dimension_keys[] = {"column", "values", "time", "map", "of", "bins", "ages",
                                             "discover", "at_most", "origin"};

enum { USUALLY_DISCOVERED = 1000 };

static const char *const part_names[] = {
	[HUSH_PART_HOUR] = "hour",       [HUSH_PART_HOUR_OF_DAY] = "hour_of_day",
	[HUSH_PART_WEEKDAY] = "weekday", [HUSH_PART_DAY] = "day",
	[HUSH_PART_WEEK] = "week",       [HUSH_PART_MONTH] = "month",
	[HUSH_PART_QUARTER] = "quarter", [HUSH_PART_YEAR] = "year",
};

const char *hush_time_part_name(enum hush_time_part part)
{
	return part_names[part];
}

static bool has(const struct hush_json *object, const char *key)
{
	return hush_json_get(object, key) != NULL;
}

static bool discovers(const struct hush_json *object)
{
	bool yes = false;

	return has(object, "discover") && (!hush_json_bool(hush_json_get(object, "discover"), &yes) || yes);
}

/* Refuses the keys of a list that do not go with this kind of dimension. */
static hush_status refuse_others(const struct hush_reading *r, const struct hush_json *object, const char *kind,
                                 const char *const *keys, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (has(object, keys[i])) {
			return hush_refuse(r, hush_json_get(object, keys[i]), NULL, "a dimension with \"%s\" cannot have \"%s\"",
			                   kind, keys[i]);
		}
	}
	return HUSH_OK;
}

static hush_status read_time(const struct hush_reading *r, const struct hush_json *object,
                             struct hush_dimension *dimension)
{
	static const char *const others[] = {"column", "values", "map", "of", "bins", "ages"};
	uint32_t part = 0;

	HUSH_TRY(refuse_others(r, object, "time", others, HUSH_COUNT_OF(others)));
	HUSH_TRY(hush_read_choice(r, hush_json_get(object, "time"), "a part of the time", part_names,
	                          HUSH_COUNT_OF(part_names), &part));
	dimension->kind = HUSH_DIMENSION_TIME;
	dimension->part = (enum hush_time_part)part;
	return hush_time_values(r->spec, dimension->part, &dimension->values, r->err);
}

static hush_status read_bins(const struct hush_reading *r, const struct hush_json *object,
                             struct hush_dimension *dimension)
{
	static const char *const others[] = {"values", "map", "of"};
	const struct hush_json *column;

	HUSH_TRY(refuse_others(r, object, "bins", others, HUSH_COUNT_OF(others)));
	HUSH_TRY(hush_read_member(r, object, "a dimension with \"bins\"", "column", &column));
	HUSH_TRY(hush_read_line(r, column, "\"column\"", &dimension->column));
	dimension->kind = HUSH_DIMENSION_BINS;
	return hush_read_bins(r, hush_json_get(object, "bins"), dimension);
}

static hush_status read_mapped(const struct hush_reading *r, const struct hush_json *object,
                               struct hush_dimension *dimension)
{
	static const char *const others[] = {"bins"};
	const struct hush_json *of = hush_json_get(object, "of");
	const struct hush_json *map = hush_json_get(object, "map");
	const char *base;

	HUSH_TRY(refuse_others(r, object, "map", others, HUSH_COUNT_OF(others)));
	if (has(object, "column") == (of != NULL)) {
		return hush_refuse(r, object, "\"column\" maps the text of a column, \"of\" the value of another dimension",
		                   "a mapped dimension needs exactly one of \"column\" and \"of\"");
	}
	if (of) {
		HUSH_TRY(hush_read_string(r, of, "\"of\"", &base));
		HUSH_TRY(hush_read_dimension_name(r, of, base, &dimension->base));
		if (r->spec->dimensions[dimension->base].at_most) {
			return hush_refuse(r, of, "map the column itself, with \"column\"",
			                   "a dimension whose values are discovered cannot be mapped: they are not known beforehand");
		}
		if (hush_json_get(map, "blank")) {
			return hush_refuse(r, hush_json_get(map, "blank"), "leave \"blank\" out",
			                   "the value of a dimension is never empty, so \"blank\" cannot happen");
		}
	} else {
		HUSH_TRY(hush_read_line(r, hush_json_get(object, "column"), "\"column\"", &dimension->column));
	}
	dimension->kind = HUSH_DIMENSION_MAP;
	return hush_read_map(r, object, dimension);
}

/*
 * A column whose values no list names.  How many of them are published at most is said here, because a page, a file and whoever
 * verifies them must know a bound beforehand; which ones is decided by noisy counts.
 */
static hush_status read_discovered(const struct hush_reading *r, const struct hush_json *object,
                                   struct hush_dimension *dimension)
{
	static const char *const others[] = {"values", "time", "map", "of", "bins", "ages", "origin"};
	const struct hush_json *node = hush_json_get(object, "discover");
	uint64_t at_most = USUALLY_DISCOVERED;
	bool yes;

	if (!hush_json_bool(node, &yes)) {
		return hush_refuse(r, node, "write \"discover\": true, or list the values", "\"discover\" must be true or false");
	}
	HUSH_TRY(refuse_others(r, object, "discover", others, HUSH_COUNT_OF(others)));
	HUSH_TRY(hush_read_member(r, object, "a dimension with \"discover\"", "column", &node));
	HUSH_TRY(hush_read_line(r, node, "\"column\"", &dimension->column));
	if (has(object, "at_most")) {
		HUSH_TRY(hush_read_count(r, hush_json_get(object, "at_most"), "\"at_most\"", 1, HUSH_MOST_DISCOVERED, &at_most));
	}
	dimension->kind = HUSH_DIMENSION_COLUMN;
	dimension->at_most = (uint32_t)at_most;
	return HUSH_OK;
}

static hush_status read_listed(const struct hush_reading *r, const struct hush_json *object,
                               struct hush_dimension *dimension)
{
	const struct hush_json *values;

	if (has(object, "of")) {
		return hush_refuse(r, hush_json_get(object, "of"), "add \"map\", which says how the values are mapped",
		                   "\"of\" needs \"map\" beside it");
	}
	if (!has(object, "values")) {
		return hush_refuse(r, object,
		                   has(object, "column")
		                       ? "list the values that may appear, from a public source, or name a file of them; or add "
		                         "\"discover\": true, when nobody knows them beforehand"
		                       : "give \"column\" and \"values\", or \"time\", \"map\" or \"bins\"",
		                   "this dimension lacks \"values\"");
	}
	values = hush_json_get(object, "values");
	if (has(object, "column")) {
		HUSH_TRY(hush_read_line(r, hush_json_get(object, "column"), "\"column\"", &dimension->column));
	}
	dimension->kind = dimension->column ? HUSH_DIMENSION_COLUMN : HUSH_DIMENSION_GIVEN;
	return hush_read_values(r, values, &dimension->values);
}

static hush_status read_dimension(const struct hush_reading *r, const struct hush_json *object,
                                  struct hush_dimension *dimension)
{
	const struct hush_json *origin = hush_json_get(object, "origin");

	HUSH_TRY(hush_read_description(r, object, &dimension->description));
	if (has(object, "at_most") && !discovers(object)) {
		return hush_refuse(r, hush_json_get(object, "at_most"), NULL, "\"at_most\" needs \"discover\": true beside it");
	}
	if (discovers(object)) {
		return read_discovered(r, object, dimension);
	}
	if (has(object, "time")) {
		HUSH_TRY(read_time(r, object, dimension));
	} else if (has(object, "ages")) {
		static const char *const others[] = {"column", "values", "map", "bins"};

		HUSH_TRY(refuse_others(r, object, "ages", others, HUSH_COUNT_OF(others)));
		HUSH_TRY(hush_read_ages(r, object, dimension));
	} else if (has(object, "map")) {
		HUSH_TRY(read_mapped(r, object, dimension));
	} else if (has(object, "bins")) {
		HUSH_TRY(read_bins(r, object, dimension));
	} else {
		HUSH_TRY(read_listed(r, object, dimension));
	}
	if (origin) {
		return hush_read_origin(r, origin, "\"origin\"", &dimension->origin);
	}
	if (dimension->kind != HUSH_DIMENSION_TIME) {
		dimension->origin = hush_strdup("policy");
		return dimension->origin ? HUSH_OK : hush_fail_memory(r->err);
	}
	return HUSH_OK;
}

/* Reads the i-th dimension as the next one of the spec. */
static hush_status add_dimension(const struct hush_reading *r, const struct hush_json *node, uint32_t i)
{
	struct hush_dimension *dimension = &r->spec->dimensions[r->spec->dimension_count];
	struct hush_dimension made = {.base = HUSH_NONE, .other = HUSH_NONE, .blank = HUSH_NONE};
	hush_status status;

	made.name = hush_strdup(hush_json_key(node, i));
	if (!made.name) {
		return hush_fail_memory(r->err);
	}
	status = read_dimension(r, hush_json_at(node, i), &made);
	/* Counted even when half made, so that hush_spec_free finds it. */
	*dimension = made;
	r->spec->dimension_count++;
	return status;
}

/* Whether all that this dimension is made of is read already. */
static bool ready(const struct hush_reading *r, const struct hush_json *object)
{
	const struct hush_json *of = hush_json_get(object, "of");

	return !of || !hush_json_string(of) || hush_find_dimension(r->spec, hush_json_string(of)) != HUSH_NONE;
}

/* The dimension that "of" names is a member of the spec, yet cannot come first: a circle. */
static hush_status refuse_rest(const struct hush_reading *r, const struct hush_json *node, uint32_t i)
{
	const struct hush_json *of = hush_json_get(hush_json_at(node, i), "of");
	uint32_t index;

	if (hush_json_get(node, hush_json_string(of))) {
		return hush_refuse(r, of, "a chain of mappings must start at a column or a part of the time",
		                   "this dimension is mapped from one that is mapped from it, or from one that is");
	}
	return hush_read_dimension_name(r, of, hush_json_string(of), &index);
}

/* A dimension becomes a column of the published table, beside the columns that every table has. */
static hush_status refuse_taken_name(const struct hush_reading *r, const struct hush_json *node, uint32_t index)
{
	static const char *const taken[] = {"estimate", "std_dev", "moe95", "ci95_lower", "ci95_upper", "status"};

	for (uint32_t i = 0; i < HUSH_COUNT_OF(taken); i++) {
		if (strcmp(hush_json_key(node, index), taken[i]) == 0) {
			return hush_refuse(r, hush_json_at(node, index), "choose another name for the dimension",
			                   "every published table has a column \"%s\" of its own", taken[i]);
		}
	}
	return HUSH_OK;
}

hush_status hush_read_dimensions(const struct hush_reading *r, const struct hush_json *node)
{
	bool done[HUSH_MAX_DIMENSIONS] = {false};
	uint32_t count;
	uint32_t before;

	if (!node) {
		return HUSH_OK;
	}
	if (hush_json_kind(node) != HUSH_JSON_OBJECT) {
		return hush_refuse(r, node, NULL, "\"dimensions\" must be an object in braces");
	}
	count = hush_json_count(node);
	if (count > HUSH_MAX_DIMENSIONS) {
		return hush_refuse(r, node, NULL, "a spec may have at most %d dimensions", HUSH_MAX_DIMENSIONS);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (hush_is_description(node, i)) {
			done[i] = true;
			continue;
		}
		HUSH_TRY(hush_read_key_name(r, node, i, "the name of a dimension"));
		HUSH_TRY(refuse_taken_name(r, node, i));
		HUSH_TRY(
			hush_read_object(r, hush_json_at(node, i), "a dimension", dimension_keys, HUSH_COUNT_OF(dimension_keys)));
	}
	r->spec->dimensions = hush_calloc(count, sizeof *r->spec->dimensions);
	if (!r->spec->dimensions) {
		return hush_fail_memory(r->err);
	}
	/* Each round takes the dimensions whose base is there: a mapping may be written before what it maps. */
	do {
		before = r->spec->dimension_count;
		for (uint32_t i = 0; i < count; i++) {
			if (!done[i] && ready(r, hush_json_at(node, i))) {
				HUSH_TRY(add_dimension(r, node, i));
				done[i] = true;
			}
		}
	} while (r->spec->dimension_count > before);
	for (uint32_t i = 0; i < count; i++) {
		if (!done[i]) {
			return refuse_rest(r, node, i);
		}
	}
	return HUSH_OK;
}
