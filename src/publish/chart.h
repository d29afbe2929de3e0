/*
 * chart: the drawings of a page, as inline SVG without script.
 *
 * Each is drawn for a given width, so that its text keeps its size: a page holds a wide and a narrow drawing and shows one.
 * Uncertainty is part of every drawing, and what can't be told from zero looks different in shape, not in colour alone.
 */
#ifndef HUSH_PUBLISH_CHART_H
#define HUSH_PUBLISH_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/civil.h"
#include "publish/marginal.h"
#include "publish/svg.h"

struct hush_point {
	char *label;       /* plain text */
	char *short_label; /* for an axis */
	struct hush_interval interval;
};

/* Frees the labels and the array. */
void hush_points_free(struct hush_point *points, uint32_t count);

enum hush_chart_width { HUSH_CHART_WIDE, HUSH_CHART_NARROW };

struct hush_rates;

struct hush_chart {
	const char *id;        /* unique in the page, [a-z0-9-]; "-w" or "-n" is added */
	const char *title;     /* names the drawing */
	const char *summary;   /* id of the element that says in words what it shows */
	const char *unit;      /* what the numbers count, at the axis; "" for nothing */
	const struct hush_point *points;
	uint32_t count;        /* at least 1 */
	const struct hush_rates *rates; /* one per point, drawn in place of the points' intervals; NULL for counts */
	const struct hush_messages *m;  /* with rates */
	const uint32_t *order; /* which point each row shows; NULL: in their order */
	const hush_day *days;  /* a series of days: one per point, so that weekends and months can be marked; else NULL */
};

/* A row per point, its interval and its dot; the numbers stand beside it. */
void hush_chart_dots(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out);

/* The same on a scale where each step is ten times the last: for numbers of very different size. */
void hush_chart_steps(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out);

/* A line through the points, and its band. */
void hush_chart_series(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out);

/* A matrix of squares whose areas are the lower and the upper end of each number's range. */
struct hush_heat {
	const char *id;
	const char *title;
	const char *summary;
	const struct hush_marginal *numbers;
	const struct hush_point *rows;    /* labels only */
	const struct hush_point *columns; /* labels only */
};
void hush_chart_heat(const struct hush_heat *heat, enum hush_chart_width width, struct hush_buffer *out);

/*
 * One row of numbers as a small line with its band, on a scale given from outside; hollow squares where a number can't be
 * told from zero, a dashed line where none can.  `summary` is the id of the element that says in words what it shows.
 */
void hush_chart_multiple(const struct hush_marginal *numbers, uint32_t row, const struct hush_scale *scale, const char *id,
                         const char *title, const char *summary, struct hush_buffer *out);

/* Two fields of a hundred squares, with 50 and `after` of them filled. */
void hush_chart_odds(const char *id, const char *title, const char *summary, unsigned after, struct hush_buffer *out);

#endif
