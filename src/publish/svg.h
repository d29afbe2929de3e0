/*
 * svg: two kinds of charts, drawn as inline SVG without script.
 *
 * Dots with intervals for categories, a line with a band for a series of times; both start from the same points.  Each chart is
 * drawn for a given width, so that its text keeps its size: a page holds a wide and a narrow drawing and shows one.
 * Colours come from the page's style, by class. Coordinates are integers (tenths of a pixel): same points, same bytes.
 */
#ifndef HUSH_PUBLISH_SVG_H
#define HUSH_PUBLISH_SVG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "publish/interval.h"

struct hush_point {
	char *label; /* plain text */
	struct hush_interval interval;
};

struct hush_chart {
	const char *id; /* unique in the page, [a-z0-9-]; "-w" or "-n" is added */
	const char *title;
	const char *description;
	const struct hush_point *points;
	uint32_t count; /* at least 1 */
};

enum hush_chart_width { HUSH_CHART_WIDE, HUSH_CHART_NARROW };

void hush_svg_dots(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out);
void hush_svg_series(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out);

/*
 * A span from `low` to the smallest multiple of *step not below `high`, and its ticks: multiples of the step from `first` on.
 * The low end is not rounded: a few numbers just below zero must not take half of the drawing.
 */
struct hush_scale {
	__int128 low;
	__int128 high;
	__int128 first;
	__int128 step; /* 1, 2 or 5 times a power of ten */
};
struct hush_scale hush_scale_over(__int128 low, __int128 high, unsigned steps);

#endif
