/* svg: see svg.h. */
#include "publish/svg.h"

#include <string.h>

#include "publish/figures.h"
#include "publish/html.h"

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

int64_t hush_scale_place(const struct hush_scale *scale, __int128 value, int64_t from, int64_t to)
{
	return from + (int64_t)((value - scale->low) * (to - from) / (scale->high - scale->low));
}

void hush_svg_tenths(struct hush_buffer *out, int64_t tenths)
{
	uint64_t size = tenths < 0 ? -(uint64_t)tenths : (uint64_t)tenths;

	hush_buffer_format(out, "%s%llu", tenths < 0 ? "-" : "", (unsigned long long)(size / 10));
	if (size % 10) {
		hush_buffer_format(out, ".%llu", (unsigned long long)(size % 10));
	}
}

void hush_svg_attribute(struct hush_buffer *out, const char *name, int64_t tenths)
{
	hush_buffer_format(out, " %s=\"", name);
	hush_svg_tenths(out, tenths);
	hush_buffer_byte(out, '"');
}

void hush_svg_line(struct hush_buffer *out, const char *class, int64_t x1, int64_t y1, int64_t x2, int64_t y2)
{
	hush_buffer_format(out, "<line class=\"%s\"", class);
	hush_svg_attribute(out, "x1", x1);
	hush_svg_attribute(out, "y1", y1);
	hush_svg_attribute(out, "x2", x2);
	hush_svg_attribute(out, "y2", y2);
	hush_buffer_text(out, "/>");
}

void hush_svg_text(struct hush_buffer *out, const char *class, int64_t x, int64_t y)
{
	hush_buffer_format(out, "<text class=\"%s\"", class);
	hush_svg_attribute(out, "x", x);
	hush_svg_attribute(out, "y", y);
	hush_buffer_byte(out, '>');
}

void hush_svg_pair(struct hush_buffer *out, int64_t x, int64_t y)
{
	hush_svg_tenths(out, x);
	hush_buffer_byte(out, ',');
	hush_svg_tenths(out, y);
	hush_buffer_byte(out, ' ');
}

void hush_svg_square(struct hush_buffer *out, int64_t x, int64_t y, int64_t side)
{
	hush_buffer_byte(out, 'M');
	hush_svg_tenths(out, x - side / 2);
	hush_buffer_byte(out, ' ');
	hush_svg_tenths(out, y - side / 2);
	hush_buffer_byte(out, 'h');
	hush_svg_tenths(out, side);
	hush_buffer_byte(out, 'v');
	hush_svg_tenths(out, side);
	hush_buffer_byte(out, 'h');
	hush_svg_tenths(out, -side);
	hush_buffer_byte(out, 'z');
}

void hush_svg_cut(struct hush_buffer *out, const char *text, size_t room)
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

void hush_svg_range(struct hush_buffer *out, const struct hush_interval *interval)
{
	hush_figures_number(out, interval->estimate);
	hush_buffer_text(out, " \xC2\xB1 ");
	hush_figures_number(out, interval->half);
}

int64_t hush_svg_room(__int128 low, __int128 high)
{
	int64_t digits = 1;
	__int128 size = high > -low ? high : -low;

	for (; size >= 10; size /= 10) {
		digits++;
	}
	return digits + (digits - 1) / 3 + (low < 0 ? 1 : 0);
}

void hush_svg_tick(struct hush_buffer *out, __int128 tick)
{
	if (tick >= INT64_MIN && tick <= INT64_MAX) {
		hush_figures_number(out, (int64_t)tick);
	}
	hush_buffer_text(out, "</text>\n");
}

void hush_svg_tick_decimal(struct hush_buffer *out, __int128 tick, unsigned decimals, const char *unit)
{
	__int128 size = tick < 0 ? -tick : tick;
	__int128 power = 1;

	for (; decimals > 0 && size % 10 == 0; decimals--) {
		size /= 10;
	}
	for (unsigned i = 0; i < decimals; i++) {
		power *= 10;
	}
	if (size / power <= INT64_MAX) {
		hush_buffer_text(out, tick < 0 ? "\xE2\x88\x92" : "");
		hush_figures_count(out, (uint64_t)(size / power));
		if (decimals > 0) {
			hush_buffer_format(out, ".%0*llu", (int)decimals, (unsigned long long)(size % power));
		}
		hush_buffer_text(out, unit);
	}
	hush_buffer_text(out, "</text>\n");
}

void hush_svg_open(struct hush_buffer *out, const char *class, const char *id, const char *describedby, int64_t pixels,
                   int64_t height, const char *title)
{
	hush_buffer_format(out, "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%s\" aria-describedby=\"%s\"", class, id, describedby);
	hush_buffer_format(out, " viewBox=\"0 0 %lld %lld\" width=\"%lld\" height=\"%lld\"><title id=\"%s\">", (long long)pixels,
	                   (long long)height, (long long)pixels, (long long)height, id);
	hush_html_text(out, title);
	hush_buffer_text(out, "</title>\n");
}
