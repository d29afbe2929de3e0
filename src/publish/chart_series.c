/* chart_series: a line through points in time with the band of their intervals, large or small. */
#include "publish/chart.h"

#include <stdio.h>
#include <string.h>

#include "publish/figures.h"
#include "publish/html.h"

enum { WIDE = 720, NARROW = 288, HEIGHT = 290, HEIGHT_NARROW = 250, MOST_DOTS = 62, SMALL = 156, SMALL_HEIGHT = 56, SMALL_SQUARE = 26 };

/* Where the points stand, in tenths. */
struct frame {
	int64_t left;
	int64_t right;
	int64_t top;
	int64_t bottom;
};

static int64_t x_of(const struct frame *frame, uint32_t i, uint32_t count)
{
	return count == 1 ? (frame->left + frame->right) / 2 : frame->left + (frame->right - frame->left) * i / (count - 1);
}

static int64_t y_of(const struct frame *frame, const struct hush_scale *scale, __int128 value)
{
	return hush_scale_place(scale, value, frame->bottom, frame->top);
}

/* Saturday and Sunday, behind everything else. */
static void put_weekends(const struct hush_chart *chart, const struct frame *frame, struct hush_buffer *out)
{
	int64_t step = chart->count > 1 ? (frame->right - frame->left) / (chart->count - 1) : 0;

	for (uint32_t i = 0; i < chart->count; i++) {
		if (hush_weekday(chart->days[i]) >= 5) {
			int64_t from = x_of(frame, i, chart->count) - step / 2;
			int64_t to = from + step;

			from = from < frame->left ? frame->left : from;
			to = to > frame->right ? frame->right : to;
			hush_buffer_text(out, "<rect class=\"k\"");
			hush_svg_attribute(out, "x", from);
			hush_svg_attribute(out, "y", frame->top);
			hush_svg_attribute(out, "width", to - from);
			hush_svg_attribute(out, "height", frame->bottom - frame->top);
			hush_buffer_text(out, "/>\n");
		}
	}
}

static void put_band(const struct hush_chart *chart, const struct frame *frame, const struct hush_scale *scale,
                     struct hush_buffer *out)
{
	hush_buffer_text(out, "<polygon class=\"b\" points=\"");
	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		hush_svg_pair(out, x_of(frame, i, chart->count), y_of(frame, scale, interval->estimate + interval->half));
	}
	for (uint32_t i = chart->count; i-- > 0;) {
		const struct hush_interval *interval = &chart->points[i].interval;

		hush_svg_pair(out, x_of(frame, i, chart->count), y_of(frame, scale, interval->estimate - interval->half));
	}
	hush_buffer_text(out, "\"/>\n<polyline class=\"l\" points=\"");
	for (uint32_t i = 0; i < chart->count; i++) {
		hush_svg_pair(out, x_of(frame, i, chart->count), y_of(frame, scale, chart->points[i].interval.estimate));
	}
	hush_buffer_text(out, "\"/>\n");
}

static void put_dots(const struct hush_chart *chart, const struct frame *frame, const struct hush_scale *scale,
                     struct hush_buffer *out)
{
	for (uint32_t i = 0; i < chart->count && chart->count <= MOST_DOTS; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		hush_buffer_format(out, "<circle class=\"%s\" r=\"3\"", hush_interval_is_faint(interval) ? "d f" : "d");
		hush_svg_attribute(out, "cx", x_of(frame, i, chart->count));
		hush_svg_attribute(out, "cy", y_of(frame, scale, interval->estimate));
		hush_buffer_text(out, "><title>");
		hush_html_text(out, chart->points[i].label);
		hush_buffer_text(out, ": ");
		hush_svg_range(out, interval);
		hush_buffer_text(out, "</title></circle>\n");
	}
}

static bool begins_month(const struct hush_chart *chart, uint32_t i)
{
	int year;
	int month;
	int day;

	hush_day_to_civil(chart->days[i], &year, &month, &day);
	return day == 1;
}

static void put_time_label(const struct hush_chart *chart, const struct frame *frame, uint32_t i, int64_t room, int64_t y,
                           struct hush_buffer *out)
{
	int64_t x = x_of(frame, i, chart->count);
	const char *class = x + room > frame->right + 80 ? "m e" : x - room < 0 ? "m s" : "m c";

	hush_svg_line(out, "z", x, frame->bottom, x, frame->bottom + 50);
	hush_svg_text(out, class, x, y);
	hush_html_text(out, chart->points[i].short_label);
	hush_buffer_text(out, "</text>\n");
}

/* As many labels as have room, at even steps: firsts of months, whole weeks, or 1, 2, 3, 4, 6, 12 values apart. */
static void put_time_labels(const struct hush_chart *chart, const struct frame *frame, int64_t y, struct hush_buffer *out)
{
	static const uint32_t steps[] = {1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48, 72, 168, 336, 720};
	bool months = chart->days && chart->count > MOST_DOTS;
	size_t longest = 1;
	uint32_t step = 1;
	int64_t last = INT64_MIN / 2;
	int64_t room;

	for (uint32_t i = 0; i < chart->count; i++) {
		size_t length = strlen(chart->points[i].short_label);

		longest = length > longest ? length : longest;
	}
	room = (int64_t)(longest + 2) * HUSH_SVG_CHARACTER * 10;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		step = steps[i];
		if (chart->days && step != 1 && step % 7 != 0) {
			continue;
		}
		if ((frame->right - frame->left) * step / (chart->count > 1 ? chart->count - 1 : 1) >= room) {
			break;
		}
	}
	for (uint32_t i = 0; i < chart->count; i++) {
		int64_t x = x_of(frame, i, chart->count);

		if ((months ? begins_month(chart, i) : i % step == 0) && x - last >= room) {
			put_time_label(chart, frame, i, room / 2, y, out);
			last = x;
		}
	}
}

void hush_chart_series(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out)
{
	const bool wide = width == HUSH_CHART_WIDE;
	const int64_t pixels = wide ? WIDE : NARROW;
	const int64_t height = wide ? HEIGHT : HEIGHT_NARROW;
	struct frame frame = {.right = (pixels - 8) * 10, .top = 280, .bottom = (height - 34) * 10};
	struct hush_scale scale;
	__int128 low = 0;
	__int128 high = 0;
	char id[64];

	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		low = interval->estimate - interval->half < low ? interval->estimate - interval->half : low;
		high = interval->estimate + interval->half > high ? interval->estimate + interval->half : high;
	}
	scale = hush_scale_over(low, high, 4);
	frame.left = (hush_svg_room(scale.low, scale.high) * HUSH_SVG_CHARACTER + 12) * 10;
	snprintf(id, sizeof id, "%s-%s", chart->id, wide ? "w" : "n");
	hush_svg_open(out, wide ? "wide" : "narrow", id, chart->summary, pixels, height, chart->title);
	if (chart->days && chart->count <= MOST_DOTS) {
		put_weekends(chart, &frame, out);
	}
	hush_svg_text(out, "m s", 0, 130);
	hush_html_text(out, chart->unit);
	hush_buffer_text(out, "</text>\n");
	for (__int128 tick = scale.first; tick <= scale.high; tick += scale.step) {
		int64_t y = y_of(&frame, &scale, tick);

		hush_svg_line(out, tick == 0 ? "z" : "g", frame.left, y, frame.right, y);
		hush_svg_text(out, "m e", frame.left - 80, y + 45);
		hush_svg_tick(out, tick);
	}
	put_band(chart, &frame, &scale, out);
	put_dots(chart, &frame, &scale, out);
	put_time_labels(chart, &frame, (height - 12) * 10, out);
	hush_buffer_text(out, "</svg>\n");
}

/* Hollow squares on a small line. */
static void put_faint(const struct hush_marginal *numbers, uint32_t row, const struct frame *frame,
                      const struct hush_scale *scale, struct hush_buffer *out)
{
	hush_buffer_text(out, "<path class=\"d f\" d=\"");
	for (uint32_t i = 0; i < numbers->columns; i++) {
		struct hush_interval interval = hush_marginal_at(numbers, row, i);

		if (hush_interval_is_faint(&interval)) {
			hush_svg_square(out, x_of(frame, i, numbers->columns), y_of(frame, scale, interval.estimate), SMALL_SQUARE);
		}
	}
	hush_buffer_text(out, "\"/>");
}

void hush_chart_multiple(const struct hush_marginal *numbers, uint32_t row, const struct hush_scale *scale, const char *id,
                         const char *title, const char *summary, struct hush_buffer *out)
{
	const struct frame frame = {.left = 20, .right = (SMALL - 2) * 10, .top = 20, .bottom = (SMALL_HEIGHT - 2) * 10};
	int64_t zero = y_of(&frame, scale, 0);
	uint32_t faint = hush_marginal_faint(numbers, row);

	hush_svg_open(out, "small", id, summary, SMALL, SMALL_HEIGHT, title);
	hush_svg_line(out, "z", frame.left, zero, frame.right, zero);
	hush_buffer_text(out, "<polygon class=\"b\" points=\"");
	for (uint32_t i = 0; i < numbers->columns; i++) {
		struct hush_interval interval = hush_marginal_at(numbers, row, i);

		hush_svg_pair(out, x_of(&frame, i, numbers->columns), y_of(&frame, scale, interval.estimate + interval.half));
	}
	for (uint32_t i = numbers->columns; i-- > 0;) {
		struct hush_interval interval = hush_marginal_at(numbers, row, i);

		hush_svg_pair(out, x_of(&frame, i, numbers->columns), y_of(&frame, scale, interval.estimate - interval.half));
	}
	hush_buffer_format(out, "\"/><polyline class=\"%s\" points=\"", faint == numbers->columns ? "l f" : "l");
	for (uint32_t i = 0; i < numbers->columns; i++) {
		hush_svg_pair(out, x_of(&frame, i, numbers->columns), y_of(&frame, scale, hush_marginal_at(numbers, row, i).estimate));
	}
	hush_buffer_text(out, "\"/>");
	if (faint > 0 && faint < numbers->columns) {
		put_faint(numbers, row, &frame, scale, out);
	}
	hush_buffer_text(out, "</svg>\n");
}
