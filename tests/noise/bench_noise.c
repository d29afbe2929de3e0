/*
 * bench_noise: draws per second of processor time of each sampler, in tables of 100,000 cells with the shipped source of
 * bits; and how the time of a draw goes with the size of what is drawn.
 *
 * Lines of the first part: law, parameter (scale or sigma), sampler, million draws per second; the best of the rounds, for
 * other load only takes away.  `scripts/bench noise` reads them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "noise/gaussian.h"
#include "noise/inversion.h"
#include "noise/laplace.h"

enum { CELLS = 100000, ROUNDS = 10, MILLION = 1000000 };

static int64_t cells[CELLS];

static struct sampler {
	struct hush_laplace laplace;
	struct hush_gaussian gaussian;
	struct hush_inversion table;
} sampler;

typedef int64_t (*draw_one)(struct hush_bits *bits);

static int64_t draw_laplace(struct hush_bits *bits)
{
	return hush_laplace_draw(&sampler.laplace, bits);
}

static int64_t draw_gaussian(struct hush_bits *bits)
{
	return hush_gaussian_draw(&sampler.gaussian, bits);
}

static int64_t draw_table(struct hush_bits *bits)
{
	return hush_inversion_draw(&sampler.table, bits);
}

static const char *const parameters[] = {
	"1/16",        "1",        "2.385",      "10",         "100",        "1000",       "3217/4",
	"4093/4096",   "4093/512", "4093/64",    "65521/65536", "65521/8192", "65521/1024", "65521/128",
	"1e5",         "1e15",
};

/* Seconds of this process on a processor: other load does not count. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The best round; a sampler that takes more than 0.2 s for a round is not asked for another. */
static void report(const char *law, const char *text, const char *name, draw_one draw, struct hush_bits *bits, int count)
{
	double best = 0;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now(), seconds;

		for (int i = 0; i < count; i++) {
			cells[i] = draw(bits);
		}
		seconds = now() - start;
		best = best == 0 || seconds < best ? seconds : best;
		if (seconds > 0.2) {
			break;
		}
	}
	printf("%-9s %-12s %-10s %9.3f\n", law, text, name, count / best / 1e6);
}

static void bench_table(const char *law, const char *text, enum hush_inversion_law kind, const struct hush_rational *r,
                        struct hush_bits *bits)
{
	if (hush_inversion_prepare(kind, r, &sampler.table, NULL) == HUSH_OK) {
		report(law, text, "inversion", draw_table, bits, sampler.table.entries > 2000 ? CELLS / 50 : CELLS);
		hush_inversion_clear(&sampler.table);
	}
}

static void bench(const char *text, struct hush_bits *bits)
{
	struct hush_rational r, squared;

	hush_rational_init(&r);
	hush_rational_init(&squared);
	if (!hush_rational_parse(&r, text)) {
		abort();
	}
	mpq_mul(squared.q, r.q, r.q);
	if (hush_laplace_prepare(&r, &sampler.laplace, NULL) || hush_gaussian_prepare(&squared, &sampler.gaussian, NULL)) {
		abort();
	}
	report("laplace", text, "rejection", draw_laplace, bits, CELLS);
	bench_table("laplace", text, HUSH_INVERSION_LAPLACE, &r, bits);
	report("gaussian", text, "rejection", draw_gaussian, bits, CELLS);
	bench_table("gaussian", text, HUSH_INVERSION_GAUSSIAN, &squared, bits);
	hush_laplace_clear(&sampler.laplace);
	hush_gaussian_clear(&sampler.gaussian);
	hush_rational_clear(&r);
	hush_rational_clear(&squared);
}

/* Ticks of a clock that runs evenly. */
static uint64_t ticks(void)
{
#if defined(__x86_64__)
	unsigned processor;

	return __builtin_ia32_rdtscp(&processor);
#else
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
#endif
}

static double sizes[MILLION], times[MILLION];

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/*
 * Pearson's correlation of |noise| and time.  Draws that took more than four times the median are left out: the process was
 * interrupted, or the pool of bits was refilled, which happens at the same draws whatever they return.
 */
static void correlate(const char *law, const char *name, draw_one draw, struct hush_bits *bits)
{
	static double sorted[MILLION];
	double sum_x = 0, sum_y = 0, xx = 0, yy = 0, xy = 0, median;
	int kept = 0;

	for (int i = 0; i < MILLION; i++) {
		uint64_t start = ticks();
		int64_t x = draw(bits);

		times[i] = sorted[i] = (double)(ticks() - start);
		sizes[i] = fabs((double)x);
	}
	qsort(sorted, MILLION, sizeof sorted[0], by_value);
	median = sorted[MILLION / 2];
	for (int i = 0; i < MILLION; i++) {
		if (times[i] <= 4 * median) {
			kept++;
			sum_x += sizes[i];
			sum_y += times[i];
		}
	}
	for (int i = 0; i < MILLION; i++) {
		double x = sizes[i] - sum_x / kept, y = times[i] - sum_y / kept;

		if (times[i] <= 4 * median) {
			xx += x * x;
			yy += y * y;
			xy += x * y;
		}
	}
	printf("%-9s %-12s %-10s %+9.5f   (%d of %d draws, median %.0f ticks)\n", law, "2.385", name, xy / sqrt(xx * yy), kept,
	       MILLION, median);
}

static void correlations(struct hush_bits *bits)
{
	struct hush_rational r, squared;

	hush_rational_init(&r);
	hush_rational_init(&squared);
	if (!hush_rational_parse(&r, "2.385")) {
		abort();
	}
	mpq_mul(squared.q, r.q, r.q);
	if (hush_laplace_prepare(&r, &sampler.laplace, NULL) || hush_gaussian_prepare(&squared, &sampler.gaussian, NULL)) {
		abort();
	}
	correlate("laplace", "rejection", draw_laplace, bits);
	correlate("gaussian", "rejection", draw_gaussian, bits);
	hush_laplace_clear(&sampler.laplace);
	hush_gaussian_clear(&sampler.gaussian);
	for (int kind = HUSH_INVERSION_LAPLACE; kind <= HUSH_INVERSION_GAUSSIAN; kind++) {
		if (hush_inversion_prepare((enum hush_inversion_law)kind, kind ? &squared : &r, &sampler.table, NULL)) {
			abort();
		}
		correlate(kind ? "gaussian" : "laplace", "inversion", draw_table, bits);
		hush_inversion_clear(&sampler.table);
	}
	hush_rational_clear(&r);
	hush_rational_clear(&squared);
}

int main(void)
{
	struct hush_bits bits;

	if (hush_bits_secure(&bits, NULL)) {
		return EXIT_FAILURE;
	}
	printf("# law, scale or sigma, sampler, million draws per second\n");
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
		bench(parameters[i], &bits);
	}
	printf("# law, scale or sigma, sampler, correlation of draw time with |noise| over %d draws\n", MILLION);
	correlations(&bits);
	hush_bits_close(&bits);
	return EXIT_SUCCESS;
}
