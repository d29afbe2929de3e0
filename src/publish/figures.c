/* figures: see figures.h. */
#include "publish/figures.h"

#include <string.h>

#include "base/number.h"

void hush_figures_count(struct hush_buffer *out, uint64_t value)
{
	hush_buffer_text(out, hush_figure_of_count(value).text);
}

void hush_figures_number(struct hush_buffer *out, int64_t value)
{
	hush_buffer_text(out, hush_figure_of(value).text);
}

void hush_figures_rational(struct hush_buffer *out, const struct hush_rational *value, unsigned digits)
{
	if (hush_rational_is_zero(value)) {
		hush_buffer_byte(out, '0');
		return;
	}
	hush_rational_decimal(value, digits, HUSH_UP, out);
}

struct hush_figure hush_figure_of_count(uint64_t value)
{
	struct hush_figure figure = {""};
	char digits[HUSH_INTEGER_TEXT];
	size_t at = 0;
	size_t length;

	hush_format_u64(value, digits);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0) {
			figure.text[at++] = ',';
		}
		figure.text[at++] = digits[i];
	}
	return figure;
}

struct hush_figure hush_figure_of(int64_t value)
{
	static const char minus[] = "\xE2\x88\x92";
	struct hush_figure figure = hush_figure_of_count(value < 0 ? -(uint64_t)value : (uint64_t)value);

	if (value < 0) {
		memmove(figure.text + sizeof minus - 1, figure.text, strlen(figure.text) + 1);
		memcpy(figure.text, minus, sizeof minus - 1);
	}
	return figure;
}

void hush_figures_day(struct hush_buffer *out, const struct hush_messages *messages, hush_day day)
{
	char years[HUSH_INTEGER_TEXT];
	char days[HUSH_INTEGER_TEXT];
	int year;
	int month;
	int day_of_month;

	hush_day_to_civil(day, &year, &month, &day_of_month);
	hush_format_i64(year, years);
	hush_format_i64(day_of_month, days);
	hush_say(out, messages->date, days, messages->months[month - 1], years, NULL);
}

/* A day's number, or a year. */
struct number {
	char text[HUSH_INTEGER_TEXT];
};

static struct number number_of(int value)
{
	struct number number;

	hush_format_i64(value, number.text);
	return number;
}

void hush_figures_period(struct hush_buffer *out, const struct hush_messages *messages, hush_day from, hush_day to)
{
	struct hush_buffer first;
	struct hush_buffer last;
	int years[2];
	int months[2];
	int days[2];

	hush_day_to_civil(from, &years[0], &months[0], &days[0]);
	hush_day_to_civil(to - 1, &years[1], &months[1], &days[1]);
	hush_buffer_init(&first, 256);
	hush_buffer_init(&last, 256);
	hush_figures_day(&first, messages, from);
	hush_figures_day(&last, messages, to - 1);
	if (first.failed || last.failed) {
		out->failed = true;
	} else if (to - from == 1) {
		hush_buffer_text(out, first.bytes);
	} else if (years[0] == years[1] && months[0] == months[1]) {
		hush_say(out, messages->days_of_month, number_of(days[0]).text, number_of(days[1]).text,
		         messages->months[months[0] - 1], number_of(years[0]).text, NULL);
	} else if (years[0] == years[1]) {
		hush_say(out, messages->days_of_year, number_of(days[0]).text, messages->months[months[0] - 1], number_of(days[1]).text,
		         messages->months[months[1] - 1], number_of(years[0]).text, NULL);
	} else {
		hush_say(out, messages->date_range, first.bytes, last.bytes, NULL);
	}
	hush_buffer_release(&first);
	hush_buffer_release(&last);
}

void hush_figures_capital(char *text)
{
	if (text[0] >= 'a' && text[0] <= 'z') {
		text[0] = (char)(text[0] - 'a' + 'A');
	}
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
	if (place == 1 && interval->half >= 50) {
		place = 10; /* units say nothing beside so much noise */
	}
	if (place > 1) {
		size = interval->estimate < 0 ? -interval->estimate : interval->estimate;
		size = (size + place / 2) / place * place;
		about.estimate = interval->estimate < 0 ? -size : size;
		about.half = round_up_to(interval->half + place / 2, place);
	}
	return about;
}
