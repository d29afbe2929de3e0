/* svg: see svg.h. */
#include "publish/svg.h"

#include <string.h>

#include "publish/figures.h"
#include "publish/html.h"

enum {
	WIDE = 720,
	NARROW = 288,
	CHARACTER = 8, /* width that a character of 13 px text may need */
	DOT_ROW = 28,
	DOT_ROW_NARROW = 46,
	SERIES_HEIGHT = 280,
	SERIES_HEIGHT_NARROW = 240
};

struct hush_scale hush_scale_over(__int128 low, __int128 high, unsigned steps)
{
	static const int factors[] = {1, 2, 5};
	__int128 power = 1;
	struct hush_scale scale = {.low = low, .high = high, .step = 1};
	unsigned next = 0;

	while (scale.step * steps < high - low) {
		next++;
		if (next % 3 == 0) {
			power *= 10;
		}
		scale.step = power * factors[next % 3];
	}
	scale.first = low / scale.step * scale.step;
	if (scale.first < low) {
		scale.first += scale.step;
	}
	scale.high = high / scale.step * scale.step;
	if (scale.high < high) {
		scale.high += scale.step;
	}
	if (scale.high == low) {
		scale.high += scale.step;
	}
	return scale;
}

/* A scale over all intervals and zero. */
static struct hush_scale scale_of(const struct hush_chart *chart, unsigned steps)
{
	__int128 low = 0;
	__int128 high = 0;

	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		if (interval->estimate - interval->half < low) {
			low = interval->estimate - interval->half;
		}
		if (interval->estimate + interval->half > high) {
			high = interval->estimate + interval->half;
		}
	}
	return hush_scale_over(low, high, steps);
}

/* Where a value lies, in tenths of a pixel, between `from` and `to` (in tenths, in either order). */
static int64_t place(const struct hush_scale *scale, __int128 value, int64_t from, int64_t to)
{
	return from + (int64_t)((value - scale->low) * (to - from) / (scale->high - scale->low));
}

static void put_tenths(struct hush_buffer *out, int64_t tenths)
{
	uint64_t size = tenths < 0 ? -(uint64_t)tenths : (uint64_t)tenths;

	hush_buffer_format(out, "%s%llu", tenths < 0 ? "-" : "", (unsigned long long)(size / 10));
	if (size % 10) {
		hush_buffer_format(out, ".%llu", (unsigned long long)(size % 10));
	}
}

static void put_attribute(struct hush_buffer *out, const char *name, int64_t tenths)
{
	hush_buffer_format(out, " %s=\"", name);
	put_tenths(out, tenths);
	hush_buffer_byte(out, '"');
}

static void put_line(struct hush_buffer *out, const char *class, int64_t x1, int64_t y1, int64_t x2, int64_t y2)
{
	hush_buffer_format(out, "<line class=\"%s\"", class);
	put_attribute(out, "x1", x1);
	put_attribute(out, "y1", y1);
	put_attribute(out, "x2", x2);
	put_attribute(out, "y2", y2);
	hush_buffer_text(out, "/>");
}

static void open_text(struct hush_buffer *out, const char *class, int64_t x, int64_t y)
{
	hush_buffer_format(out, "<text class=\"%s\"", class);
	put_attribute(out, "x", x);
	put_attribute(out, "y", y);
	hush_buffer_byte(out, '>');
}

/* The text, cut to `room` characters with an ellipsis. */
static void put_cut(struct hush_buffer *out, const char *text, size_t room)
{
	size_t characters = 0;
	size_t keep = 0;
	char cut[512];

	for (size_t i = 0; text[i]; i++) {
		if (((unsigned char)text[i] & 0xC0) != 0x80) {
			characters++;
			if (characters == room) {
				keep = i;
			}
		}
	}
	if (characters <= room || keep >= sizeof cut) {
		hush_html_text(out, text);
		return;
	}
	memcpy(cut, text, keep);
	cut[keep] = '\0';
	hush_html_text(out, cut);
	hush_buffer_text(out, "\xE2\x80\xA6");
}

static void put_range(struct hush_buffer *out, const struct hush_interval *interval)
{
	hush_figures_number(out, interval->estimate);
	hush_buffer_text(out, " \xC2\xB1 ");
	hush_figures_number(out, interval->half);
}

/* How many characters a number of the scale takes at most. */
static int64_t number_room(__int128 low, __int128 high)
{
	int64_t digits = 1;
	__int128 size = high > -low ? high : -low;

	for (; size >= 10; size /= 10) {
		digits++;
	}
	return digits + (digits - 1) / 3 + (low < 0 ? 1 : 0);
}

/* A tick's number. Ticks lie a step beyond the values at most, so only absurd ones have none. */
static void put_tick(struct hush_buffer *out, __int128 tick)
{
	if (tick >= INT64_MIN && tick <= INT64_MAX) {
		hush_figures_number(out, (int64_t)tick);
	}
	hush_buffer_text(out, "</text>\n");
}

static void open_svg(const struct hush_chart *chart, enum hush_chart_width width, int64_t pixels, int64_t height,
                     struct hush_buffer *out)
{
	const char *suffix = width == HUSH_CHART_WIDE ? "w" : "n";

	hush_buffer_format(out,
	                   "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%s-%s-t %s-%s-d\" viewBox=\"0 0 %lld %lld\" "
	                   "width=\"%lld\" height=\"%lld\"><title id=\"%s-%s-t\">",
	                   width == HUSH_CHART_WIDE ? "wide" : "narrow", chart->id, suffix, chart->id, suffix,
	                   (long long)pixels, (long long)height, (long long)pixels, (long long)height, chart->id, suffix);
	hush_html_text(out, chart->title);
	hush_buffer_format(out, "</title><desc id=\"%s-%s-d\">", chart->id, suffix);
	hush_html_text(out, chart->description);
	hush_buffer_text(out, "</desc>\n");
}

/* One row of a dot chart. Hollow marks stand for numbers that can't be told from zero. */
static void put_dot(const struct hush_point *point, const struct hush_scale *scale, int64_t y, int64_t left,
                    int64_t right, struct hush_buffer *out)
{
	const struct hush_interval *interval = &point->interval;
	bool faint = hush_interval_holds_zero(interval);

	hush_buffer_text(out, "<g><title>");
	hush_html_text(out, point->label);
	hush_buffer_text(out, ": ");
	put_range(out, interval);
	hush_buffer_text(out, "</title>");
	put_line(out, faint ? "i f" : "i", place(scale, interval->estimate - interval->half, left, right), y,
	         place(scale, interval->estimate + interval->half, left, right), y);
	hush_buffer_format(out, "<circle class=\"%s\" r=\"4.5\"", faint ? "d f" : "d");
	put_attribute(out, "cx", place(scale, interval->estimate, left, right));
	put_attribute(out, "cy", y);
	hush_buffer_text(out, "/></g>\n");
}

/* The longest "12,345 ± 67" of the chart, in characters. */
static int64_t range_room(const struct hush_chart *chart)
{
	int64_t room = 0;

	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;
		int64_t length = number_room(interval->estimate < 0 ? interval->estimate : 0, interval->estimate) +
		                 number_room(0, interval->half) + 3;

		room = length > room ? length : room;
	}
	return room;
}

void hush_svg_dots(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out)
{
	const bool wide = width == HUSH_CHART_WIDE;
	const int64_t pixels = wide ? WIDE : NARROW;
	const int64_t row = wide ? DOT_ROW : DOT_ROW_NARROW;
	const int64_t top = 8;
	const int64_t bottom = top + row * chart->count;
	const int64_t values = range_room(chart) * CHARACTER;
	const int64_t edge = 24;
	const int64_t left = (wide ? 190 : edge) * 10;
	const int64_t right = (wide ? pixels - values - 16 : pixels - edge) * 10;
	struct hush_scale scale = scale_of(chart, wide ? 5 : 3);

	open_svg(chart, width, pixels, bottom + 26, out);
	for (__int128 tick = scale.first; tick <= scale.high; tick += scale.step) {
		int64_t x = place(&scale, tick, left, right);

		put_line(out, tick == 0 ? "z" : "g", x, top * 10, x, bottom * 10);
		open_text(out, "m c", x, (bottom + 18) * 10);
		put_tick(out, tick);
	}
	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_point *point = &chart->points[i];
		int64_t y = (top + row * i + (wide ? row / 2 : 32)) * 10;
		int64_t line = wide ? y + 45 : y - 150;
		bool faint = hush_interval_holds_zero(&point->interval);

		open_text(out, wide ? "e" : "s", wide ? left - 120 : 0, line);
		put_cut(out, point->label, wide ? 24 : (size_t)((pixels - values) / CHARACTER));
		hush_buffer_text(out, "</text>");
		put_dot(point, &scale, y, left, right, out);
		open_text(out, faint ? "e m" : "e", pixels * 10, line);
		put_range(out, &point->interval);
		hush_buffer_text(out, "</text>\n");
	}
	hush_buffer_text(out, "</svg>\n");
}

/* Where point `i` of a series stands. */
static int64_t series_x(const struct hush_chart *chart, uint32_t i, int64_t left, int64_t right)
{
	return chart->count == 1 ? (left + right) / 2 : left + (right - left) * i / (chart->count - 1);
}

static void put_pair(struct hush_buffer *out, int64_t x, int64_t y)
{
	put_tenths(out, x);
	hush_buffer_byte(out, ',');
	put_tenths(out, y);
	hush_buffer_byte(out, ' ');
}

static void put_band(const struct hush_chart *chart, const struct hush_scale *scale, int64_t left, int64_t right,
                     int64_t bottom, int64_t top, struct hush_buffer *out)
{
	hush_buffer_text(out, "<polygon class=\"b\" points=\"");
	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		put_pair(out, series_x(chart, i, left, right), place(scale, interval->estimate + interval->half, bottom, top));
	}
	for (uint32_t i = chart->count; i-- > 0;) {
		const struct hush_interval *interval = &chart->points[i].interval;

		put_pair(out, series_x(chart, i, left, right), place(scale, interval->estimate - interval->half, bottom, top));
	}
	hush_buffer_text(out, "\"/>\n<polyline class=\"l\" points=\"");
	for (uint32_t i = 0; i < chart->count; i++) {
		put_pair(out, series_x(chart, i, left, right), place(scale, chart->points[i].interval.estimate, bottom, top));
	}
	hush_buffer_text(out, "\"/>\n");
}

/* Labels of the first point, the last, and as many between as have room. */
static void put_time_labels(const struct hush_chart *chart, int64_t left, int64_t right, int64_t y,
                            struct hush_buffer *out)
{
	uint32_t room = (uint32_t)((right - left) / 10 / (int64_t)((strlen(chart->points[0].label) + 3) * CHARACTER));
	uint32_t gaps = room > 1 ? room - 1 : 1;
	uint32_t last = chart->count - 1;
	uint32_t before = UINT32_MAX;

	for (uint32_t k = 0; k <= gaps; k++) {
		uint32_t i = (uint32_t)((uint64_t)last * k / gaps);
		const char *class = i == 0 ? "m s" : i == last ? "m e" : "m c";
		int64_t x = series_x(chart, i, left, right);

		if (i == before) {
			continue;
		}
		put_line(out, "z", x, y - 200, x, y - 160);
		open_text(out, class, i == 0 ? x - 30 : i == last ? x + 30 : x, y);
		hush_html_text(out, chart->points[i].label);
		hush_buffer_text(out, "</text>\n");
		before = i;
	}
}

void hush_svg_series(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out)
{
	const bool wide = width == HUSH_CHART_WIDE;
	const int64_t pixels = wide ? WIDE : NARROW;
	const int64_t height = wide ? SERIES_HEIGHT : SERIES_HEIGHT_NARROW;
	struct hush_scale scale = scale_of(chart, 4);
	const int64_t left = (number_room(scale.low, scale.high) * CHARACTER + 12) * 10;
	const int64_t right = (pixels - 8) * 10;
	const int64_t top = 12 * 10;
	const int64_t bottom = (height - 34) * 10;

	open_svg(chart, width, pixels, height, out);
	for (__int128 tick = scale.first; tick <= scale.high; tick += scale.step) {
		int64_t y = place(&scale, tick, bottom, top);

		put_line(out, tick == 0 ? "z" : "g", left, y, right, y);
		open_text(out, "m e", left - 80, y + 45);
		put_tick(out, tick);
	}
	put_band(chart, &scale, left, right, bottom, top, out);
	for (uint32_t i = 0; i < chart->count && chart->count <= 62; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		hush_buffer_format(out, "<circle class=\"%s\" r=\"3\"", hush_interval_holds_zero(interval) ? "d f" : "d");
		put_attribute(out, "cx", series_x(chart, i, left, right));
		put_attribute(out, "cy", place(&scale, interval->estimate, bottom, top));
		hush_buffer_text(out, "><title>");
		hush_html_text(out, chart->points[i].label);
		hush_buffer_text(out, ": ");
		put_range(out, interval);
		hush_buffer_text(out, "</title></circle>\n");
	}
	put_time_labels(chart, left, right, (height - 12) * 10, out);
	hush_buffer_text(out, "</svg>\n");
}
