/* chart_dots: rows of dots with their intervals, on an even scale or on one of tens. */
#include "publish/chart.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/rates.h"

enum { WIDE = 720, NARROW = 288, ROW = 28, ROW_NARROW = 46, LEAST_LABELS = 14, MOST_LABELS = 40, LINE = 13, EDGE = 24, BAR = 100, TICKS_ABOVE = 20 };

void hush_points_free(struct hush_point *points, uint32_t count)
{
	for (uint32_t i = 0; points && i < count; i++) {
		hush_free(points[i].label);
		hush_free(points[i].short_label);
	}
	hush_free(points);
}

/* The places of a drawing, in pixels or, where said, in tenths of them. */
struct frame {
	bool wide;
	int64_t pixels;
	int64_t row;
	int64_t above; /* from the top of a row to its marks */
	int64_t top;
	int64_t bottom;
	int64_t values; /* room for the numbers beside the rows */
	size_t label;   /* characters in a line of a row's name */
	int64_t left;   /* tenths */
	int64_t right;  /* tenths */
};

/* Where a row's marks lie. */
struct span {
	int64_t low;
	int64_t middle;
	int64_t high;
	bool faint;
	bool absent; /* a rate that is not given */
};

static struct span span_of(const struct hush_chart *chart, uint32_t i)
{
	const struct hush_interval *interval = &chart->points[i].interval;

	if (chart->rates) {
		const struct hush_rate *rate = &chart->rates->cells[i];

		return (struct span){rate->low, rate->estimate, rate->high, rate->faint, rate->status != HUSH_QUOTIENT_PUBLISHED};
	}
	return (struct span){interval->estimate - interval->half, interval->estimate, interval->estimate + interval->half,
	                     hush_interval_is_faint(interval), false};
}

/* The lowest and the highest end of all rows, and zero. */
static void find_ends(const struct hush_chart *chart, __int128 *low, __int128 *high)
{
	*low = 0;
	*high = 0;
	for (uint32_t i = 0; i < chart->count; i++) {
		struct span span = span_of(chart, i);

		if (!span.absent) {
			*low = span.low < *low ? span.low : *low;
			*high = span.high > *high ? span.high : *high;
		}
	}
}

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++) {
		count += ((unsigned char)*text & 0xC0) != 0x80 ? 1 : 0;
	}
	return count;
}

static const char *why_absent(const struct hush_messages *m, enum hush_quotient_status status)
{
	return status == HUSH_QUOTIENT_TOO_NOISY ? m->rate_noisy : m->rate_undefined;
}

/* The longest text beside a row, "12,345 ± 67" or "1.2 (0.9 to 1.5)", in characters. */
static int64_t range_room(const struct hush_chart *chart)
{
	int64_t room = 0;

	for (uint32_t i = 0; i < chart->count; i++) {
		struct span span = span_of(chart, i);
		int64_t length;

		if (chart->rates) {
			const struct hush_rate *rate = &chart->rates->cells[i];

			length = rate->status != HUSH_QUOTIENT_PUBLISHED
			             ? (int64_t)characters(why_absent(chart->m, rate->status))
			             : (int64_t)(strlen(rate->estimate_text) + strlen(rate->low_text) + strlen(rate->high_text)) + 6 +
			                   (chart->rates->percent ? 6 : 0);
		} else {
			length = hush_svg_room(span.middle < 0 ? span.middle : 0, span.middle) + hush_svg_room(0, span.high - span.middle) + 3;
		}
		room = length > room ? length : room;
	}
	return room;
}

/* Room at the right end of a narrow chart for half of the last tick's number. */
static int64_t edge_of(const struct hush_chart *chart)
{
	__int128 low;
	__int128 high;
	int64_t half;

	find_ends(chart, &low, &high);
	half = (hush_svg_room(0, high * 10) + (chart->rates && chart->rates->decimals ? 2 : 0)) * HUSH_SVG_CHARACTER / 2;
	return half > EDGE ? half : EDGE;
}

/* As wide as the longest name, within reason: what is longer is broken into two lines. */
static size_t label_room(const struct hush_chart *chart)
{
	size_t longest = LEAST_LABELS;

	for (uint32_t i = 0; i < chart->count; i++) {
		size_t length = characters(chart->points[i].label);

		longest = length > longest ? length : longest;
	}
	return longest < MOST_LABELS ? longest : MOST_LABELS;
}

static struct frame frame_of(const struct hush_chart *chart, enum hush_chart_width width)
{
	struct frame frame = {.wide = width == HUSH_CHART_WIDE, .top = chart->count > TICKS_ABOVE ? 26 : 8};
	int64_t lines = 1;

	frame.pixels = frame.wide ? WIDE : NARROW;
	frame.values = range_room(chart) * HUSH_SVG_CHARACTER;
	frame.label = frame.wide ? label_room(chart) : (size_t)((frame.pixels - frame.values) / HUSH_SVG_CHARACTER);
	for (uint32_t i = 0; i < chart->count; i++) {
		lines = characters(chart->points[i].label) > frame.label ? 2 : lines;
	}
	frame.row = frame.wide ? ROW + (lines - 1) * LINE / 2 : ROW_NARROW + (lines - 1) * LINE;
	frame.above = frame.wide ? frame.row / 2 : 32 + (lines - 1) * LINE;
	frame.bottom = frame.top + frame.row * chart->count;
	frame.left = (frame.wide ? (int64_t)frame.label * HUSH_SVG_CHARACTER + 20 : EDGE) * 10;
	frame.right = (frame.wide ? frame.pixels - frame.values - 16 : frame.pixels - edge_of(chart)) * 10;
	return frame;
}

static void open_chart(const struct hush_chart *chart, const struct frame *frame, struct hush_buffer *out)
{
	char id[64];

	snprintf(id, sizeof id, "%s-%s", chart->id, frame->wide ? "w" : "n");
	hush_svg_open(out, frame->wide ? "wide" : "narrow", id, chart->summary, frame->pixels, frame->bottom + (*chart->unit ? 44 : 24),
	              chart->title);
}

/* "12,345 ± 67", "1.2 (0.9 to 1.5)" or why there is none. */
static void put_numbers(const struct hush_chart *chart, uint32_t i, struct hush_buffer *out)
{
	if (!chart->rates) {
		hush_svg_range(out, &chart->points[i].interval);
		return;
	}
	if (chart->rates->cells[i].status != HUSH_QUOTIENT_PUBLISHED) {
		hush_buffer_text(out, why_absent(chart->m, chart->rates->cells[i].status));
		return;
	}
	hush_rate_estimate(chart->m, chart->rates, i, out);
	hush_buffer_text(out, " (");
	hush_rate_range(chart->m, chart->rates, i, out);
	hush_buffer_byte(out, ')');
}

/* A name in one line, or in two that part at a blank; what is longer than that is cut. */
static void put_name(const struct frame *frame, const char *name, int64_t y, struct hush_buffer *out)
{
	const char *class = frame->wide ? "e" : "s";
	int64_t x = frame->wide ? frame->left - 120 : 0;
	size_t length = 0;
	size_t blank = 0;
	char first[4 * MOST_LABELS + 1];

	for (size_t i = 0; name[i] && length <= frame->label; i++) {
		blank = name[i] == ' ' && i < sizeof first ? i : blank;
		length += ((unsigned char)name[i] & 0xC0) != 0x80 ? 1 : 0;
	}
	if (length <= frame->label || blank == 0) {
		hush_svg_text(out, class, x, y);
		hush_svg_cut(out, name, frame->label);
		hush_buffer_text(out, "</text>");
		return;
	}
	memcpy(first, name, blank);
	first[blank] = '\0';
	hush_svg_text(out, class, x, y - (frame->wide ? 65 : 130));
	hush_html_text(out, first);
	hush_buffer_text(out, "</text>");
	hush_svg_text(out, class, x, y + (frame->wide ? 65 : 0));
	hush_svg_cut(out, name + blank + 1, frame->label);
	hush_buffer_text(out, "</text>");
}

/* The row at a place, of point i: its name, its interval from `from` to `to`, its dot, its numbers. */
static void put_row(const struct hush_chart *chart, const struct frame *frame, uint32_t place, uint32_t i, int64_t from,
                    int64_t middle, int64_t to, struct hush_buffer *out)
{
	const struct hush_point *point = &chart->points[i];
	struct span span = span_of(chart, i);
	bool faint = span.faint || span.absent;
	int64_t y = (frame->top + frame->row * place + frame->above) * 10;
	int64_t line = frame->wide ? y + 45 : y - 150;

	put_name(frame, point->label, line, out);
	if (!span.absent) {
		hush_buffer_format(out, "<rect class=\"%s\"", faint ? "i f" : "i");
		hush_svg_attribute(out, "x", from);
		hush_svg_attribute(out, "y", y - BAR / 2);
		hush_svg_attribute(out, "width", to - from);
		hush_svg_attribute(out, "height", BAR);
		hush_buffer_format(out, "/><circle class=\"%s\" r=\"3.5\"", faint ? "d f" : "d");
		hush_svg_attribute(out, "cx", middle);
		hush_svg_attribute(out, "cy", y);
		hush_buffer_text(out, "/>");
	}
	hush_svg_text(out, faint ? "e m" : "e", frame->pixels * 10, line);
	put_numbers(chart, i, out);
	hush_buffer_text(out, "</text>\n");
}

static void put_tick_number(const struct hush_chart *chart, __int128 tick, struct hush_buffer *out)
{
	if (chart->rates) {
		hush_svg_tick_decimal(out, tick, chart->rates->decimals, chart->rates->percent ? " %" : "");
	} else {
		hush_svg_tick(out, tick);
	}
}

static void put_tick(const struct hush_chart *chart, const struct frame *frame, int64_t x, __int128 tick,
                     struct hush_buffer *out)
{
	hush_svg_line(out, tick == 0 ? "z" : "g", x, frame->top * 10, x, frame->bottom * 10);
	hush_svg_text(out, "m c", x, (frame->bottom + 18) * 10);
	put_tick_number(chart, tick, out);
	if (frame->top > 20) {
		hush_svg_text(out, "m c", x, (frame->top - 8) * 10);
		put_tick_number(chart, tick, out);
	}
}

static void close_chart(const struct hush_chart *chart, const struct frame *frame, struct hush_buffer *out)
{
	if (*chart->unit) {
		hush_svg_text(out, "m c", (frame->left + frame->right) / 2, (frame->bottom + 38) * 10);
		hush_html_text(out, chart->unit);
		hush_buffer_text(out, "</text>\n");
	}
	hush_buffer_text(out, "</svg>\n");
}

void hush_chart_dots(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out)
{
	struct frame frame = frame_of(chart, width);
	struct hush_scale scale;
	__int128 low;
	__int128 high;

	find_ends(chart, &low, &high);
	/* Few ticks where the room is narrow for their numbers. */
	scale = hush_scale_over(low, high, frame.wide && frame.right - frame.left >= 6 * 20 * edge_of(chart) ? 5 : 3);
	open_chart(chart, &frame, out);
	for (__int128 tick = scale.first; tick <= scale.high; tick += scale.step) {
		put_tick(chart, &frame, hush_scale_place(&scale, tick, frame.left, frame.right), tick, out);
	}
	for (uint32_t place = 0; place < chart->count; place++) {
		uint32_t i = chart->order ? chart->order[place] : place;
		struct span span = span_of(chart, i);

		put_row(chart, &frame, place, i, hush_scale_place(&scale, span.low, frame.left, frame.right),
		        hush_scale_place(&scale, span.middle, frame.left, frame.right),
		        hush_scale_place(&scale, span.high, frame.left, frame.right), out);
	}
	close_chart(chart, &frame, out);
}

/* Thousandths of the decimal logarithm, rounded down, without floating point: same numbers, same bytes, on any machine. */
static int64_t thousandths_of_log(int64_t value)
{
	/* 1000 * 2^k: the value's mantissa, squared again and again, gives the binary digits of its logarithm to base ten. */
	unsigned __int128 mantissa;
	const unsigned __int128 one = (unsigned __int128)1 << 56;
	int64_t log = 0;
	int64_t whole = 0;
	int64_t power = 1;

	if (value <= 1) {
		return 0;
	}
	while (value / power >= 10) {
		power *= 10;
		whole++;
	}
	mantissa = ((unsigned __int128)value << 56) / (unsigned __int128)power;
	for (int bit = 0; bit < 12; bit++) {
		unsigned __int128 half = mantissa >> 4;

		mantissa = half * half >> 48; /* 2 * (56 - 4) - 48 = 56 digits after the point */
		log *= 2;
		if (mantissa >= 10 * one) {
			mantissa /= 10;
			log++;
		}
	}
	return whole * 1000 + log * 1000 / 4096;
}

void hush_chart_steps(const struct hush_chart *chart, enum hush_chart_width width, struct hush_buffer *out)
{
	struct frame frame = frame_of(chart, width);
	int64_t decades = 1;
	int64_t power = 1;
	int64_t highest = 1;

	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;

		highest = interval->estimate + interval->half > highest ? interval->estimate + interval->half : highest;
	}
	while (decades < 18 && thousandths_of_log(highest) > decades * 1000) {
		decades++;
	}
	open_chart(chart, &frame, out);
	for (int64_t i = 0; i <= decades; i++) {
		/* A narrow chart has no room for every number: every other one, the last one among them. */
		if (frame.wide || decades < 4 || (decades - i) % (decades / 4 + 1) == 0) {
			put_tick(chart, &frame, frame.left + (frame.right - frame.left) * i / decades, power, out);
		}
		power *= i < decades ? 10 : 1;
	}
	for (uint32_t i = 0; i < chart->count; i++) {
		const struct hush_interval *interval = &chart->points[i].interval;
		const int64_t values[] = {interval->estimate - interval->half, interval->estimate,
		                          interval->estimate + interval->half};
		int64_t places[3];

		for (int k = 0; k < 3; k++) {
			places[k] = frame.left + (frame.right - frame.left) * thousandths_of_log(values[k]) / (decades * 1000);
		}
		put_row(chart, &frame, i, i, places[0], places[1], places[2], out);
	}
	close_chart(chart, &frame, out);
}
