/* laws: the target laws in long double arithmetic, good to about 1e-16. Tests only. */
#ifndef HUSH_TESTS_LAWS_H
#define HUSH_TESTS_LAWS_H

#include <stdint.h>

long double laplace_mass(long double scale, int64_t x);
long double gaussian_norm(long double sigma_squared); /* sum over all y of e^(-y^2/(2 sigma^2)) */
long double gaussian_mass(long double sigma_squared, long double norm, int64_t x);

#endif
