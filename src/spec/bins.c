/* bins: a numeric column cut at stated edges, on a grid of millionths so that no row's place depends on rounding. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "spec/domain.h"

enum { PLACES = 6, MILLION = 1000000, NAME_ROOM = 2 * HUSH_EDGE_TEXT + 4 };

void hush_edge_format(int64_t edge, char text[HUSH_EDGE_TEXT])
{
	uint64_t size = edge < 0 ? UINT64_C(0) - (uint64_t)edge : (uint64_t)edge;
	size_t length;

	snprintf(text, HUSH_EDGE_TEXT, "%s%" PRIu64 ".%06" PRIu64, edge < 0 ? "-" : "", size / MILLION, size % MILLION);
	length = strlen(text);
	while (text[length - 1] == '0') {
		length--;
	}
	text[text[length - 1] == '.' ? length - 1 : length] = '\0';
}

static hush_status read_edge(const struct hush_reading *r, const struct hush_json *node, int64_t *edge)
{
	const char *text = hush_json_string(node);
	char digits[HUSH_INTEGER_TEXT];
	const char *point;
	int64_t integer;

	if (!text && hush_json_integer(node, &integer)) {
		hush_format_i64(integer, digits);
		text = digits;
	}
	point = text ? strchr(text, '.') : NULL;
	if (!text || (point && strlen(point + 1) > PLACES) || !hush_parse_fixed(text, strlen(text), PLACES, edge)) {
		return hush_refuse(r, node, "write an integer, or a string such as \"0.5\" with at most six decimals",
		                   "this edge of a bin cannot be read");
	}
	return HUSH_OK;
}

hush_status hush_read_bins(const struct hush_reading *r, const struct hush_json *node, struct hush_dimension *dimension)
{
	struct hush_names *values = &dimension->values;
	char low[HUSH_EDGE_TEXT];
	char high[HUSH_EDGE_TEXT];
	char name[NAME_ROOM];
	uint32_t count;

	HUSH_TRY(hush_read_list(r, node, "\"bins\"", 2, HUSH_MAX_VALUES));
	count = hush_json_count(node);
	dimension->edges = hush_calloc(count, sizeof *dimension->edges);
	values->names = hush_calloc(count - 1, sizeof *values->names);
	if (!dimension->edges || !values->names) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(read_edge(r, hush_json_at(node, i), &dimension->edges[i]));
		if (i == 0) {
			continue;
		}
		if (dimension->edges[i] <= dimension->edges[i - 1]) {
			return hush_refuse(r, hush_json_at(node, i), "list the edges from the least to the greatest, each once",
			                   "this edge is not above the one before it");
		}
		hush_edge_format(dimension->edges[i - 1], low);
		hush_edge_format(dimension->edges[i], high);
		snprintf(name, sizeof name, "[%s,%s)", low, high);
		values->names[i - 1] = hush_strdup(name);
		if (!values->names[i - 1]) {
			return hush_fail_memory(r->err);
		}
		values->count = i;
	}
	return HUSH_OK;
}
