/*
 * figures: numbers and dates as people read them, in plain text.
 */
#ifndef HUSH_PUBLISH_FIGURES_H
#define HUSH_PUBLISH_FIGURES_H

#include <stdint.h>

#include "base/bignum.h"
#include "base/buffer.h"
#include "base/civil.h"
#include "publish/interval.h"

/* "12,345", with U+2212 as the minus sign. */
void hush_figures_number(struct hush_buffer *out, int64_t value);
void hush_figures_count(struct hush_buffer *out, uint64_t value);

/* A rational, at most `digits` significant digits, rounded up: a privacy loss is never shown too small. */
void hush_figures_rational(struct hush_buffer *out, const struct hush_rational *value, unsigned digits);

/* "4 January 2025". */
void hush_figures_day(struct hush_buffer *out, hush_day day);

/*
 * The number and its margin, rounded for prose: the margin up to two digits, the number to the same place. Rounding the
 * number moves it by half a place at most, which the rounded margin includes.
 */
struct hush_interval hush_figures_about(const struct hush_interval *interval);

#endif
