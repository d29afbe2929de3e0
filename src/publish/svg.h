/*
 * svg: what every chart is drawn with: scales with good ticks, lines, texts, squares.
 *
 * Coordinates are integers, in tenths of a pixel: same numbers, same bytes. Colours come from the page's style, by class.
 */
#ifndef HUSH_PUBLISH_SVG_H
#define HUSH_PUBLISH_SVG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "publish/interval.h"

/* Width that a character of 13 px text may need, in pixels. */
enum { HUSH_SVG_CHARACTER = 8 };

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

/* Where a value lies between `from` and `to`, which may be in either order. */
int64_t hush_scale_place(const struct hush_scale *scale, __int128 value, int64_t from, int64_t to);

/* Opens a drawing, in whole pixels: role img, named by its title (whose id is `id`), described by an element. */
void hush_svg_open(struct hush_buffer *out, const char *class, const char *id, const char *describedby, int64_t pixels,
                   int64_t height, const char *title);

void hush_svg_tenths(struct hush_buffer *out, int64_t tenths);
void hush_svg_attribute(struct hush_buffer *out, const char *name, int64_t tenths); /* with a blank before it */
void hush_svg_line(struct hush_buffer *out, const char *class, int64_t x1, int64_t y1, int64_t x2, int64_t y2);
void hush_svg_pair(struct hush_buffer *out, int64_t x, int64_t y);                  /* for a list of points */
void hush_svg_square(struct hush_buffer *out, int64_t x, int64_t y, int64_t side);  /* in a path, around its middle */

/* Opens a text; what follows is its content, to be ended by "</text>". */
void hush_svg_text(struct hush_buffer *out, const char *class, int64_t x, int64_t y);
void hush_svg_cut(struct hush_buffer *out, const char *text, size_t room); /* escaped, at most `room` characters */
void hush_svg_range(struct hush_buffer *out, const struct hush_interval *interval); /* "12,345 ± 67" */
void hush_svg_tick(struct hush_buffer *out, __int128 tick); /* and the text's end; only absurd ticks have no number */

/* The same in units of the last of `decimals`, zeros at the end left out: "1.5 %". */
void hush_svg_tick_decimal(struct hush_buffer *out, __int128 tick, unsigned decimals, const char *unit);

/* How many characters a number between the two takes at most. */
int64_t hush_svg_room(__int128 low, __int128 high);

#endif
