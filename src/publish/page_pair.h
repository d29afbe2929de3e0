/*
 * page_pair: two dimensions of a table in one drawing, and the matrix of its numbers.
 */
#ifndef HUSH_PUBLISH_PAGE_PAIR_H
#define HUSH_PUBLISH_PAGE_PAIR_H

#include "publish/chart.h"
#include "publish/page.h"

/* Draws the dimensions at two places of table->by, when they can be drawn; the numbers are summed over all others. */
hush_status hush_page_pair(const struct hush_page *page, uint32_t table, uint32_t row, uint32_t column, hush_error *err);

/* Labels of every value of a dimension, without numbers: freed with hush_points_free. */
hush_status hush_page_labels(const struct hush_spec *spec, const struct hush_dimension *dimension, struct hush_point **points,
                             hush_error *err);

/* "Scans counted by site and day"; HUSH_NONE for no other place. */
void hush_page_figure_title(const struct hush_page *page, uint32_t table, uint32_t one, uint32_t other, struct hush_buffer *out);

/* Opens a figure with its caption; the summary, plain text, gets the id "<id>-s". Ended by "</figure>". */
void hush_page_open_figure(const struct hush_page *page, uint32_t table, uint32_t one, uint32_t other, const char *title,
                           const char *id, const char *summary);

/*
 * " This period ..." under a drawing whose values do not hold equally many days: weekdays that the period does not have equally
 * often, weeks and months that it cuts. `other` may be NULL.
 */
void hush_page_uneven(const struct hush_page *page, const struct hush_dimension *one, const struct hush_dimension *other);

#endif
