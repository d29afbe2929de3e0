/*
 * bench-scans: writes made-up scans for `scripts/bench scan`, the same bytes for the same arguments.
 *
 *     bench-scans ROWS VEHICLES SITES [--one-plate] [--quoted] >scans.csv
 *
 * Columns plate,scanned_at,site,agency,hit; 52 bytes a row; in the order of time over the thirty days from 2025-01-01.
 * How often a vehicle is seen is lognormal; four of five of its scans are at one of its four home sites, and sites are as
 * busy as Zipf's law says.  Plates are of a pattern that no state issues.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 30, DAY_SECONDS = 86400, HOMES = 4, BUFFER = 1 << 20, LINE = 128 };

static uint64_t state = 20250101;

static uint64_t draw(void) /* splitmix64 */
{
	uint64_t x = state += UINT64_C(0x9E3779B97F4A7C15);

	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return x ^ x >> 31;
}

static uint32_t below(uint32_t bound)
{
	return (uint32_t)((draw() >> 32) * bound >> 32);
}

static double uniform(void)
{
	return ((double)(draw() >> 11) + 0.5) * 0x1p-53;
}

/* Walker's alias method: an index with a chance in proportion to its weight, in constant time. */
struct alias {
	uint32_t count;
	uint32_t *other;
	double *keep;
};

static void *need(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory) {
		fputs("bench-scans: out of memory\n", stderr);
		exit(70);
	}
	return memory;
}

static struct alias alias_make(double *weights, uint32_t count)
{
	struct alias made = {count, need(count, sizeof *made.other), weights};
	uint32_t *small = need(count, sizeof *small);
	uint32_t *large = need(count, sizeof *large);
	uint32_t smalls = 0;
	uint32_t larges = 0;
	double sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		sum += weights[i];
	}
	for (uint32_t i = 0; i < count; i++) {
		weights[i] *= count / sum;
		*(weights[i] < 1 ? &small[smalls++] : &large[larges++]) = i;
	}
	while (smalls && larges) {
		uint32_t poor = small[--smalls];
		uint32_t rich = large[larges - 1];

		made.other[poor] = rich;
		weights[rich] -= 1 - weights[poor];
		if (weights[rich] < 1) {
			larges--;
			small[smalls++] = rich;
		}
	}
	while (smalls) {
		weights[small[--smalls]] = 1;
	}
	while (larges) {
		weights[large[--larges]] = 1;
	}
	free(small);
	free(large);
	return made;
}

static uint32_t alias_draw(const struct alias *alias)
{
	uint32_t at = below(alias->count);

	return uniform() < alias->keep[at] ? at : alias->other[at];
}

static void plate_of(uint32_t vehicle, char plate[8])
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	uint64_t rest = (uint64_t)vehicle * 48271991 % 60466176; /* 36^5 and the factor share no divisor */

	memcpy(plate, "QQ", 2);
	for (int i = 6; i > 1; i--, rest /= 36) {
		plate[i] = digits[rest % 36];
	}
	plate[7] = '\0';
}

static uint32_t site_of(uint32_t vehicle, const struct alias *sites)
{
	uint64_t kept;
	uint32_t site;
	uint32_t home = below(HOMES * 5 / 4);

	if (home >= HOMES) {
		return alias_draw(sites);
	}
	kept = state; /* a home is drawn from a stream of the vehicle's own */
	state = (uint64_t)vehicle * HOMES + home;
	site = alias_draw(sites);
	state = kept;
	return site;
}

int main(int argc, char **argv)
{
	bool one_plate = false;
	bool quoted = false;
	static char buffer[BUFFER + LINE];
	size_t used = 0;
	uint64_t rows = argc > 3 ? strtoull(argv[1], NULL, 10) : 0;
	uint32_t vehicles = argc > 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
	uint32_t sites = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
	double *weights;
	struct alias by_vehicle;
	struct alias by_site;

	for (int i = 4; i < argc; i++) {
		one_plate = one_plate || strcmp(argv[i], "--one-plate") == 0;
		quoted = quoted || strcmp(argv[i], "--quoted") == 0;
	}
	if (!rows || !vehicles || !sites) {
		fputs("usage: bench-scans ROWS VEHICLES SITES [--one-plate] [--quoted]\n", stderr);
		return 64;
	}
	weights = need(vehicles, sizeof *weights);
	for (uint32_t i = 0; i < vehicles; i++) {
		weights[i] = exp(sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()));
	}
	by_vehicle = alias_make(weights, vehicles);
	weights = need(sites, sizeof *weights);
	for (uint32_t i = 0; i < sites; i++) {
		weights[i] = 1 / pow(i + 1.0, 0.8);
	}
	by_site = alias_make(weights, sites);
	fputs(quoted ? "\"plate\",\"scanned_at\",\"site\",\"agency\",\"hit\"\n" : "plate,scanned_at,site,agency,hit\n", stdout);
	for (uint64_t row = 0; row < rows; row++) {
		uint64_t second = row * ((uint64_t)DAYS * DAY_SECONDS) / rows;
		uint32_t vehicle = one_plate ? 7 : alias_draw(&by_vehicle);
		uint32_t site = one_plate ? alias_draw(&by_site) : site_of(vehicle, &by_site);
		char plate[8];

		plate_of(vehicle, plate);
		used += (size_t)snprintf(buffer + used, LINE,
		                         quoted ? "\"%s\",\"2025-01-%02uT%02u:%02u:%02uZ\",\"site-%04u\",\"agency-%02u\",\"%u\"\n"
		                                : "%s,2025-01-%02uT%02u:%02u:%02uZ,site-%04u,agency-%02u,%u\n",
		                         plate, (unsigned)(second / DAY_SECONDS + 1), (unsigned)(second / 3600 % 24),
		                         (unsigned)(second / 60 % 60), (unsigned)(second % 60), site, site % 40,
		                         below(200) == 0);
		if (used >= BUFFER || row + 1 == rows) {
			if (fwrite(buffer, 1, used, stdout) != used) {
				fputs("bench-scans: cannot write\n", stderr);
				return 74;
			}
			used = 0;
		}
	}
	return 0;
}
