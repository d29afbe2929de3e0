/*
 * chart_words: what a drawing shows, in words: for those who don't see it, and for everyone in a hurry.
 *
 * Nothing is claimed that the noise alone could have made: what stands highest is said to be clear or not, and a difference
 * between halves is only named when its own range leaves zero out.
 */
#ifndef HUSH_PUBLISH_CHART_WORDS_H
#define HUSH_PUBLISH_CHART_WORDS_H

#include "publish/chart.h"
#include "publish/messages.h"

/* The noise of the points: each is a sum of `cells` cells of a table of this law. NULL: they have no noise in common. */
struct hush_point_law {
	const struct hush_plan_table *law;
	uint64_t cells;
};

/* No two points differ by more than noise: their ranges overlap, or those of their own noise where they have some in common. */
bool hush_points_alike(const struct hush_point_law *law, const struct hush_point *points, uint32_t count);

/* Highest, lowest, and how sure that is; how many can't be told from zero. Plain text; all points have the same half width. */
void hush_describe_points(const struct hush_messages *m, const struct hush_point_law *law, const struct hush_point *points,
                          uint32_t count, struct hush_buffer *out);

/* How the second half of a series differs from the first; each point is a sum of `cells` cells of the table. */
void hush_describe_trend(const struct hush_messages *m, const struct hush_plan_table *law, uint64_t cells,
                         const struct hush_point *points, uint32_t count, struct hush_buffer *out);

#endif
