/*
 * chart_heat: a matrix of numbers as squares, and the odds of the privacy label as fields of squares.
 *
 * A square's area is its number, so that neither colour nor height has to be read.  The inner square is the lower end of the
 * range and the outline the upper one; where the lower end is not above zero there is only the outline, dashed.
 */
#include "publish/chart.h"

#include <stdio.h>

#include "publish/figures.h"
#include "publish/html.h"

enum { WIDE = 720, NARROW = 288, LABELS = 150, LABEL_ROW = 17, LARGEST = 26, LEGEND = 44, LEGEND_LINE = 28, AXIS = 24, LEAST_SIDE = 14 };

/* Whole square root, rounded down. */
static uint64_t root(unsigned __int128 value)
{
	uint64_t low = 0;
	uint64_t high = UINT32_MAX;

	while (low < high) {
		uint64_t middle = low + (high - low + 1) / 2;

		if ((unsigned __int128)middle * middle <= value) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}
	return low;
}

/* Side of a square, in tenths, when the largest number has the side `full`. */
static int64_t side_of(int64_t value, int64_t largest, int64_t full)
{
	return value <= 0 ? 0 : (int64_t)root((unsigned __int128)value * (unsigned __int128)(full * full) /
	                                       (unsigned __int128)largest);
}

struct frame {
	bool wide;
	int64_t pitch;      /* from column to column, in tenths */
	int64_t row_height; /* tenths */
	int64_t left;       /* of the first column, in tenths */
	int64_t right;      /* of the drawing, in tenths */
	int64_t full;       /* side of the largest square, in tenths */
	int64_t largest;    /* the number it stands for */
};

/* Height of the legend, in tenths. A narrow one may take two lines. */
static int64_t legend_of(const struct frame *frame)
{
	return (LEGEND + (frame->wide ? 0 : LEGEND_LINE)) * 10;
}

static void put_squares(const struct hush_heat *heat, const struct frame *frame, int layer, struct hush_buffer *out)
{
	static const char *const classes[] = {"o", "o f", "d"};

	hush_buffer_format(out, "<path class=\"%s\" d=\"", classes[layer]);
	for (uint32_t r = 0; r < heat->numbers->rows; r++) {
		int64_t y = legend_of(frame) + frame->row_height * r + frame->row_height - frame->pitch / 2;

		for (uint32_t c = 0; c < heat->numbers->columns; c++) {
			struct hush_interval interval = hush_marginal_at(heat->numbers, r, c);
			int64_t x = frame->left + frame->pitch * c + frame->pitch / 2;
			bool faint = hush_interval_is_faint(&interval);
			int64_t side = side_of(layer < 2 ? interval.estimate + interval.half : interval.estimate - interval.half,
			                       frame->largest, frame->full);

			if (layer < 2 && side < LEAST_SIDE) {
				side = LEAST_SIDE;
			}
			if (side > 0 && (layer == 2 || faint == (layer == 1))) {
				hush_svg_square(out, x, y, side);
			}
		}
	}
	hush_buffer_text(out, "\"/>\n");
}

/* Three numbers and their squares, one of them too small to be told from zero. */
static void put_legend(const struct hush_heat *heat, const struct frame *frame, struct hush_buffer *out)
{
	struct hush_scale scale = hush_scale_over(0, frame->largest, 4);
	int64_t samples[] = {0, (int64_t)scale.step, (int64_t)scale.step * 2};
	int64_t x = frame->wide ? frame->left : 0;
	int64_t y = 150;

	for (int i = 0; i < 3; i++) {
		struct hush_interval interval = {.estimate = samples[i], .half = heat->numbers->half};
		int64_t upper = side_of(interval.estimate + interval.half, frame->largest, frame->full);
		int64_t lower = side_of(interval.estimate - interval.half, frame->largest, frame->full);
		bool faint = hush_interval_is_faint(&interval);
		int64_t width;

		if (interval.estimate + interval.half > frame->largest) {
			break;
		}
		/* What has no room in the first line goes into a second. */
		width = frame->full + 100 + (hush_svg_room(0, samples[i]) + hush_svg_room(0, interval.half) + 4) * HUSH_SVG_CHARACTER * 10;
		if (x + width - 100 > frame->right && x > 0) {
			x = 0;
			y += LEGEND_LINE * 10;
		}
		hush_buffer_format(out, "<path class=\"%s\" d=\"", faint ? "o f" : "o");
		hush_svg_square(out, x + frame->full / 2, y, upper < LEAST_SIDE ? LEAST_SIDE : upper);
		hush_buffer_text(out, "\"/>");
		if (lower > 0) {
			hush_buffer_text(out, "<path class=\"d\" d=\"");
			hush_svg_square(out, x + frame->full / 2, y, lower);
			hush_buffer_text(out, "\"/>");
		}
		hush_svg_text(out, "m s", x + frame->full + 60, y + 45);
		hush_svg_range(out, &interval);
		hush_buffer_text(out, "</text>\n");
		x += width;
	}
}

static void put_column_labels(const struct hush_heat *heat, const struct frame *frame, struct hush_buffer *out)
{
	static const uint32_t steps[] = {1, 2, 3, 4, 6, 7, 12, 14, 24, 28};
	int64_t y = legend_of(frame) + frame->row_height * heat->numbers->rows + 170;
	int64_t longest = 1;
	uint32_t step = 1;

	for (uint32_t c = 0; c < heat->numbers->columns; c++) {
		int64_t length = 0;

		for (const char *at = heat->columns[c].short_label; *at; at++) {
			length += ((unsigned char)*at & 0xC0) != 0x80 ? 1 : 0;
		}
		longest = length > longest ? length : longest;
	}
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		step = steps[i];
		if (frame->pitch * step >= (longest + 1) * HUSH_SVG_CHARACTER * 10) {
			break;
		}
	}
	for (uint32_t c = 0; c < heat->numbers->columns; c += step) {
		if (step > 1 && frame->left + frame->pitch * c + longest * HUSH_SVG_CHARACTER * 10 > frame->right) {
			break;
		}
		hush_svg_text(out, step == 1 ? "m c" : "m s", frame->left + frame->pitch * c + (step == 1 ? frame->pitch / 2 : 20), y);
		hush_svg_cut(out, heat->columns[c].short_label, (size_t)(frame->pitch * step / (HUSH_SVG_CHARACTER * 10) + 1));
		hush_buffer_text(out, "</text>\n");
	}
}

void hush_chart_heat(const struct hush_heat *heat, enum hush_chart_width width, struct hush_buffer *out)
{
	const bool wide = width == HUSH_CHART_WIDE;
	struct frame frame = {.wide = wide, .left = wide ? LABELS * 10 : 0, .largest = 1};
	int64_t pixels = wide ? WIDE : NARROW;
	char id[64];

	for (uint32_t r = 0; r < heat->numbers->rows; r++) {
		for (uint32_t c = 0; c < heat->numbers->columns; c++) {
			struct hush_interval interval = hush_marginal_at(heat->numbers, r, c);

			frame.largest = interval.estimate + interval.half > frame.largest ? interval.estimate + interval.half : frame.largest;
		}
	}
	frame.pitch = (pixels * 10 - frame.left) / heat->numbers->columns;
	frame.pitch = frame.pitch > LARGEST * 10 ? LARGEST * 10 : frame.pitch;
	frame.row_height = frame.pitch + (wide ? 0 : LABEL_ROW * 10);
	if (wide && frame.row_height < LABEL_ROW * 10) {
		frame.row_height = LABEL_ROW * 10;
	}
	frame.full = frame.pitch - 10;
	frame.right = pixels * 10;
	snprintf(id, sizeof id, "%s-%s", heat->id, wide ? "w" : "n");
	hush_svg_open(out, wide ? "wide" : "narrow", id, heat->summary, pixels,
	              (legend_of(&frame) + frame.row_height * heat->numbers->rows) / 10 + AXIS, heat->title);
	put_legend(heat, &frame, out);
	for (uint32_t r = 0; r < heat->numbers->rows; r++) {
		int64_t y = legend_of(&frame) + frame.row_height * r;

		hush_svg_text(out, wide ? "e" : "s", wide ? frame.left - 80 : 0,
		              wide ? y + frame.row_height - frame.pitch / 2 + 45 : y + 130);
		hush_svg_cut(out, heat->rows[r].label, wide ? 19 : 34);
		hush_buffer_text(out, "</text>\n");
	}
	for (int layer = 0; layer < 3; layer++) {
		put_squares(heat, &frame, layer, out);
	}
	put_column_labels(heat, &frame, out);
	hush_buffer_text(out, "</svg>\n");
}

/* A hundred squares in rows of ten from the upper left corner on, `filled` of them filled. */
static void put_field(int64_t x, unsigned filled, struct hush_buffer *out)
{
	for (int layer = 0; layer < 2; layer++) {
		hush_buffer_format(out, "<path class=\"%s\" d=\"", layer == 0 ? "o" : "d");
		for (unsigned i = layer == 0 ? filled : 0; i < (layer == 0 ? 100 : filled); i++) {
			hush_svg_square(out, x + 60 + 110 * (i % 10), 60 + 110 * (i / 10), 80);
		}
		hush_buffer_text(out, "\"/>");
	}
}

void hush_chart_odds(const char *id, const char *title, const char *summary, unsigned after, struct hush_buffer *out)
{
	hush_svg_open(out, "odds", id, summary, 250, 112, title);
	put_field(0, 50, out);
	hush_buffer_text(out, "<path class=\"a\" d=\"M119 56h10m-4-4l4 4l-4 4\"/>");
	put_field(1380, after, out);
	hush_buffer_text(out, "</svg>\n");
}
