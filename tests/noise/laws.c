/* laws: see laws.h. */
#include "laws.h"

#include <math.h>

long double laplace_mass(long double scale, int64_t x)
{
	return tanhl(0.5L / scale) * expl(-fabsl((long double)x) / scale);
}

long double gaussian_norm(long double s2)
{
	long double sum = 0;

	if (s2 > 16) { /* Poisson summation converges at once */
		return sqrtl(2 * acosl(-1) * s2);
	}
	for (int y = 200; y > 0; y--) {
		sum += 2 * expl(-(long double)y * y / (2 * s2));
	}
	return sum + 1;
}

long double gaussian_mass(long double s2, long double norm, int64_t x)
{
	return expl(-(long double)x * (long double)x / (2 * s2)) / norm;
}
