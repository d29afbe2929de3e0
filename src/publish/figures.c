/* figures: see figures.h. */
#include "publish/figures.h"

#include <string.h>

#include "base/number.h"

void hush_figures_count(struct hush_buffer *out, uint64_t value)
{
	char text[HUSH_INTEGER_TEXT];
	size_t length;

	hush_format_u64(value, text);
	length = strlen(text);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0) {
			hush_buffer_byte(out, ',');
		}
		hush_buffer_byte(out, (unsigned char)text[i]);
	}
}

void hush_figures_number(struct hush_buffer *out, int64_t value)
{
	if (value < 0) {
		hush_buffer_text(out, "\xE2\x88\x92");
	}
	hush_figures_count(out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void hush_figures_rational(struct hush_buffer *out, const struct hush_rational *value, unsigned digits)
{
	if (hush_rational_is_zero(value)) {
		hush_buffer_byte(out, '0');
		return;
	}
	hush_rational_decimal(value, digits, HUSH_UP, out);
}

void hush_figures_day(struct hush_buffer *out, hush_day day)
{
	static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
	                                     "July",    "August",   "September", "October", "November", "December"};
	int year;
	int month;
	int day_of_month;

	hush_day_to_civil(day, &year, &month, &day_of_month);
	hush_buffer_format(out, "%d %s %d", day_of_month, months[month - 1], year);
}

static int64_t round_up_to(int64_t value, int64_t place)
{
	return (value + place - 1) / place * place;
}

struct hush_interval hush_figures_about(const struct hush_interval *interval)
{
	struct hush_interval about = *interval;
	int64_t place = 1;
	int64_t size;

	while (interval->half / place >= 100) {
		place *= 10;
	}
	if (place > 1) {
		size = interval->estimate < 0 ? -interval->estimate : interval->estimate;
		size = (size + place / 2) / place * place;
		about.estimate = interval->estimate < 0 ? -size : size;
		about.half = round_up_to(interval->half + place / 2, place);
	}
	return about;
}
