/*
 * figures: numbers and dates as people read them, in plain text. `to` is the day after the last, as in a spec.
 */
#ifndef HUSH_PUBLISH_FIGURES_H
#define HUSH_PUBLISH_FIGURES_H

#include <stdint.h>

#include "base/bignum.h"
#include "base/buffer.h"
#include "base/civil.h"
#include "publish/interval.h"
#include "publish/messages.h"

/* Makes the first letter a capital, when it is an ASCII one. */
void hush_figures_capital(char *text);

/* A number as text, to fill into a message. */
struct hush_figure {
	char text[40];
};
struct hush_figure hush_figure_of(int64_t value);        /* "−12,345" */
struct hush_figure hush_figure_of_count(uint64_t value); /* "12,345" */

/* "12,345", with U+2212 as the minus sign. */
void hush_figures_number(struct hush_buffer *out, int64_t value);
void hush_figures_count(struct hush_buffer *out, uint64_t value);

/* A rational, at most `digits` significant digits, rounded up: a privacy loss is never shown too small. */
void hush_figures_rational(struct hush_buffer *out, const struct hush_rational *value, unsigned digits);

/* "4 January 2025", in the language of the messages; and from the first to the last day of a period. */
void hush_figures_day(struct hush_buffer *out, const struct hush_messages *messages, hush_day day);
void hush_figures_period(struct hush_buffer *out, const struct hush_messages *messages, hush_day from, hush_day to);

/*
 * The number and its margin, rounded for prose: the margin up to two digits, one from 50 to 99, the number to the same place.
 * Rounding the number moves it by half a place at most, which the rounded margin includes.
 */
struct hush_interval hush_figures_about(const struct hush_interval *interval);

#endif
