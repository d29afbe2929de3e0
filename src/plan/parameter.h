/*
 * parameter: which noise parameters are allowed, and the grid they are taken from.
 *
 * A parameter is sigma^2 of a discrete Gaussian or the scale of a discrete Laplace or of a choice.  Its range keeps every law below the
 * clamp of the noise (2^62) and every sum short; its grid keeps denominators small, so that the exact samplers stay
 * fast: below 2^15 the numbers with 16 significant bits, from there on the whole numbers.
 */
#ifndef HUSH_PLAN_PARAMETER_H
#define HUSH_PLAN_PARAMETER_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"

/* HUSH_E_SPEC when the parameter is outside the range of its mechanism; the message names the range. */
hush_status hush_parameter_check(enum hush_mechanism mechanism, const struct hush_rational *parameter, hush_error *err);

/* "2^-20 to 2^60" */
const char *hush_parameter_range(enum hush_mechanism mechanism);

/* The grid in ascending order, from 2^-20 to the upper end of the mechanism's range: values 0 .. size-1. */
uint64_t hush_grid_size(enum hush_mechanism mechanism);
void hush_grid_value(uint64_t index, struct hush_rational *value);

typedef hush_status (*hush_grid_test)(const struct hush_rational *value, void *context, bool *holds, hush_error *err);

/*
 * The least index whose value passes a test that, once it holds, holds for all larger values; hush_grid_size when none
 * does. Asks at most 64 times.
 */
hush_status hush_grid_least(enum hush_mechanism mechanism, hush_grid_test test, void *context, uint64_t *index,
                            hush_error *err);

/*
 * `at_least` itself where its denominator is small (16 bits, below a numerator of at most 32), else the least grid value that
 * is not below it. HUSH_E_SPEC outside the range.
 */
hush_status hush_grid_round_up(enum hush_mechanism mechanism, const struct hush_rational *at_least,
                               struct hush_rational *value, hush_error *err);

#endif
