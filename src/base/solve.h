/*
 * solve: the root of a function of one variable, by Brent's method.
 *
 * The one wrapper of GSL.  A root found here is a proposal: whatever privacy depends on is certified afterwards with
 * exact or directed arithmetic (base/bignum.h).
 */
#ifndef HUSH_BASE_SOLVE_H
#define HUSH_BASE_SOLVE_H

#include <stdbool.h>

typedef double (*hush_solve_function)(double x, void *context);

/*
 * Finds x in [low, high] with f(x) near 0, in at most 200 steps. False, with *root untouched, when f does not change sign
 * between the ends, is not finite where it is asked, or memory is short.
 */
bool hush_solve_root(hush_solve_function f, void *context, double low, double high, double *root);

#endif
