/*
 * labels: the values of dimensions as people read them, in the language of the page.
 *
 * Files keep the values of the domain ("2025-01-31", "Monday"); the page turns dates, hours and weekdays into words.  What an
 * agency named itself stays as it is.
 */
#ifndef HUSH_PUBLISH_LABELS_H
#define HUSH_PUBLISH_LABELS_H

#include "spec/spec.h"
#include "publish/messages.h"

/* The name of a dimension, with blanks for underscores. */
void hush_label_dimension(const struct hush_dimension *dimension, struct hush_buffer *out);

/* Any name of a column, the same way: "camera_days" is read as "camera days". */
void hush_label_name(const char *name, struct hush_buffer *out);

/*
 * A value: "31 Jan" (with its year when the period has several), "31 Jan, 17:00", "17:00", "Monday", "January 2025",
 * "100 to under 150", else the value itself.  Short ones, for axes: "17", "Mon", "Jan 2025".
 */
enum hush_label_size { HUSH_LABEL_LONG, HUSH_LABEL_SHORT };
void hush_label_value(const struct hush_spec *spec, const struct hush_dimension *dimension, uint32_t value,
                      enum hush_label_size size, struct hush_buffer *out);

/* True for values that follow one another in time without coming round again: a line between them means something. */
bool hush_label_is_series(const struct hush_dimension *dimension);

/* "site: “Hill”, “Mobile 7”; outcome: “verified”": of long lists, how they begin. */
void hush_label_filters(const struct hush_spec *spec, const struct hush_filter *filters, uint32_t count, struct hush_buffer *out);

/* Values that may be sorted by their numbers: names of things, not times, ages, bins or what is made of times. */
bool hush_label_has_no_order(const struct hush_spec *spec, const struct hush_dimension *dimension);

/* Weeks, months, quarters or years (*window says which) of which the period holds some, the first or the last, in part. */
bool hush_label_is_cut(const struct hush_spec *spec, const struct hush_dimension *dimension, enum hush_window *window);

/* Dates and short names, which stay on one line: counted in characters, not bytes. */
bool hush_label_is_short(const char *label);

#endif
