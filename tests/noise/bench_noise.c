/* bench_noise: draws per second of processor time of each sampler, with the shipped source of bits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "noise/gaussian.h"
#include "noise/laplace.h"

static const struct parameter {
	const char *text;
	uint32_t draws;
} parameters[] = {
	{"1/16", 2000000}, {"1", 2000000},    {"2.385", 2000000}, {"10", 2000000}, {"100", 2000000},
	{"1000", 2000000}, {"3217/4", 2000000}, {"1e5", 2000000},  {"1e15", 300000},
};

/* Seconds of this process on a processor: other load does not count. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void report(const char *law, const char *text, const char *path, double seconds, uint32_t draws, int64_t sum)
{
	printf("%-9s %-7s %-6s %8.2f million draws/s   (mean %+.3g)\n", law, text, path, draws / seconds / 1e6,
	       (double)sum / draws);
}

static void bench(const struct parameter *parameter, struct hush_bits *bits)
{
	struct hush_rational r, squared;
	struct hush_laplace laplace;
	struct hush_gaussian gaussian;
	double start;
	int64_t sum = 0;

	hush_rational_init(&r);
	hush_rational_init(&squared);
	if (!hush_rational_parse(&r, parameter->text)) {
		abort();
	}
	mpq_mul(squared.q, r.q, r.q);
	if (hush_laplace_prepare(&r, &laplace, NULL) || hush_gaussian_prepare(&squared, &gaussian, NULL)) {
		abort();
	}
	start = now();
	for (uint32_t i = 0; i < parameter->draws; i++) {
		sum += hush_laplace_draw(&laplace, bits);
	}
	report("laplace", parameter->text, laplace.small ? "64-bit" : "GMP", now() - start, parameter->draws, sum);
	sum = 0;
	start = now();
	for (uint32_t i = 0; i < parameter->draws; i++) {
		sum += hush_gaussian_draw(&gaussian, bits);
	}
	report("gaussian", parameter->text, gaussian.small ? "64-bit" : "GMP", now() - start, parameter->draws, sum);
	hush_laplace_clear(&laplace);
	hush_gaussian_clear(&gaussian);
	hush_rational_clear(&r);
	hush_rational_clear(&squared);
}

int main(void)
{
	struct hush_bits bits;

	if (hush_bits_secure(&bits, NULL)) {
		return EXIT_FAILURE;
	}
	printf("scale of the Laplace, sigma of the Gaussian\n");
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
		bench(&parameters[i], &bits);
	}
	hush_bits_close(&bits);
	return EXIT_SUCCESS;
}
