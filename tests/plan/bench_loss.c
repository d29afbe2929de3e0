/* bench_loss: seconds of processor time of exact compositions, both ends certified. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "plan/loss.h"

static const struct composition {
	const char *name;
	enum hush_loss_law law;
	const char *parameter;
	const char *shift;
	uint64_t count;
	unsigned bits;
} compositions[] = {
	{"discrete Gaussian, 64-fold", HUSH_LOSS_DISCRETE_GAUSSIAN, "1142", "1", 64, 192},
	{"discrete Gaussian, 256-fold", HUSH_LOSS_DISCRETE_GAUSSIAN, "1142", "1", 256, 192},
	{"discrete Gaussian, 256-fold, 1000 bits", HUSH_LOSS_DISCRETE_GAUSSIAN, "1142", "1", 256, 1000},
	{"discrete Gaussian, 64-fold, sigma 316", HUSH_LOSS_DISCRETE_GAUSSIAN, "100000", "1", 64, 192},
	{"discrete Laplace, 10000-fold", HUSH_LOSS_DISCRETE_LAPLACE, "1000", "1", 10000, 192},
};

static void bench(const struct composition *composition)
{
	struct hush_loss_effort effort = {.bits = composition->bits, .points = 1 << 20};
	struct hush_rational parameter;
	struct hush_rational shift;
	struct hush_rational one;
	struct hush_range delta;
	struct hush_loss *loss = NULL;
	hush_error err = {0};
	clock_t start = clock();

	hush_rational_init(&parameter);
	hush_rational_init(&shift);
	hush_rational_init(&one);
	hush_range_init(&delta);
	if (!hush_rational_parse(&parameter, composition->parameter) || !hush_rational_parse(&shift, composition->shift)) {
		abort();
	}
	hush_rational_set_u64(&one, 1, 1);
	if (hush_loss_make(&(struct hush_loss_part){composition->law, &parameter, &shift, composition->count}, 1, &effort, &loss,
	                   &err) != HUSH_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	hush_loss_delta(loss, &one, &delta);
	mpfr_printf("%-40s %8.3f s   delta(1) in [%.12RDe, %.12RUe]\n", composition->name,
	            (double)(clock() - start) / CLOCKS_PER_SEC, delta.low, delta.high);
	hush_loss_free(loss);
	hush_range_clear(&delta);
	hush_rational_clear(&one);
	hush_rational_clear(&shift);
	hush_rational_clear(&parameter);
}

int main(void)
{
	for (size_t i = 0; i < sizeof compositions / sizeof compositions[0]; i++) {
		bench(&compositions[i]);
	}
	return EXIT_SUCCESS;
}
