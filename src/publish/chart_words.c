/* chart_words: see chart_words.h. */
#include "publish/chart_words.h"

#include "publish/figures.h"

enum { TEXT_LIMIT = 4096 };

static void put_value(const struct hush_messages *m, const struct hush_point *point, struct hush_buffer *out)
{
	hush_say(out, m->word_value, point->label, hush_figure_of(point->interval.estimate).text,
	         hush_figure_of(point->interval.half).text, NULL);
}

static void put_extremes(const struct hush_messages *m, const struct hush_point *highest, const struct hush_point *lowest,
                         struct hush_buffer *out)
{
	struct hush_buffer high;
	struct hush_buffer low;

	hush_buffer_init(&high, TEXT_LIMIT);
	hush_buffer_init(&low, TEXT_LIMIT);
	put_value(m, highest, &high);
	put_value(m, lowest, &low);
	if (high.failed || low.failed) {
		out->failed = true;
	} else {
		hush_say(out, m->word_extremes, high.bytes, low.bytes, NULL);
	}
	hush_buffer_release(&high);
	hush_buffer_release(&low);
}

static int64_t spread(const struct hush_point *points, uint32_t count, uint32_t *highest, uint32_t *lowest)
{
	*highest = 0;
	*lowest = 0;
	for (uint32_t i = 1; i < count; i++) {
		*highest = points[i].interval.estimate > points[*highest].interval.estimate ? i : *highest;
		*lowest = points[i].interval.estimate < points[*lowest].interval.estimate ? i : *lowest;
	}
	return points[*highest].interval.estimate - points[*lowest].interval.estimate;
}

/*
 * How far two of the points must be apart to differ.  Their ranges must not overlap; where a part of the noise is the same in
 * both, it cancels, and only the ranges of their own noise must not: together twice z * sqrt(cells * own variance), which is the
 * half width of a difference between twice as many cells.
 */
static int64_t apart(const struct hush_point_law *law, const struct hush_point *one, const struct hush_point *other)
{
	if (!law || law->law->mechanism != HUSH_CORRELATED_GAUSSIAN) {
		return one->interval.half + other->interval.half;
	}
	return hush_interval_half_of_difference(law->law, 2 * law->cells);
}

bool hush_points_alike(const struct hush_point_law *law, const struct hush_point *points, uint32_t count)
{
	uint32_t highest;
	uint32_t lowest;
	int64_t width = spread(points, count, &highest, &lowest);

	return width <= apart(law, &points[highest], &points[lowest]);
}

void hush_describe_points(const struct hush_messages *m, const struct hush_point_law *law, const struct hush_point *points,
                          uint32_t count, struct hush_buffer *out)
{
	uint32_t highest;
	uint32_t lowest;
	uint32_t faint = 0;
	bool clear = true;

	(void)spread(points, count, &highest, &lowest);
	for (uint32_t i = 0; i < count; i++) {
		const struct hush_interval *interval = &points[i].interval;

		faint += hush_interval_is_faint(interval) ? 1 : 0;
		clear = clear && (i == highest || points[highest].interval.estimate - interval->estimate >
		                                      apart(law, &points[highest], &points[i]));
	}
	put_extremes(m, &points[highest], &points[lowest], out);
	hush_buffer_byte(out, ' ');
	hush_buffer_text(out, hush_points_alike(law, points, count) ? m->word_all_alike
	                      : clear                          ? m->word_top_clear
	                                                       : m->word_top_unclear);
	if (faint > 0) {
		hush_buffer_byte(out, ' ');
		hush_say(out, m->word_faint, hush_figure_of_count(faint).text, hush_figure_of_count(count).text, NULL);
	}
}

void hush_describe_trend(const struct hush_messages *m, const struct hush_plan_table *law, uint64_t cells,
                         const struct hush_point *points, uint32_t count, struct hush_buffer *out)
{
	uint32_t part = count / 2;
	struct hush_figure values = hush_figure_of_count(part);
	struct hush_interval change = {0};
	__int128 sum = 0;

	if (part == 0) {
		return;
	}
	for (uint32_t i = 0; i < part; i++) {
		sum += points[count - 1 - i].interval.estimate;
		sum -= points[i].interval.estimate;
	}
	change.half = hush_interval_half_of_difference(law, cells * part);
	if (sum > INT64_MAX / 2 || sum < INT64_MIN / 2) {
		return; /* no such number is meant */
	}
	change.estimate = (int64_t)sum;
	hush_buffer_byte(out, ' ');
	if (hush_interval_holds_zero(&change)) {
		hush_say(out, m->word_no_trend, values.text, NULL);
	} else {
		hush_say(out, change.estimate > 0 ? m->word_rise : m->word_fall,
		         hush_figure_of(change.estimate > 0 ? change.estimate : -change.estimate).text,
		         hush_figure_of(change.half).text, values.text, NULL);
	}
}
