/*
 * known_chance: chance and time that are always the same. scripts/aarch64 loads them before the libraries of two builds of
 * the tool: whatever these then write has to be the same, noise, keys and ledger included. Never for a release.
 */
#include <stddef.h>
#include <stdint.h>
#include <time.h>

void randombytes_buf(void *bytes, size_t length); /* libsodium's, in whose place it stands */

/* SplitMix64, of which each byte takes a step. */
void randombytes_buf(void *bytes, size_t length)
{
	static uint64_t state;

	for (size_t i = 0; i < length; i++) {
		uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
		((unsigned char *)bytes)[i] = (unsigned char)(z >> 56);
	}
}

time_t time(time_t *now)
{
	const time_t fixed = 1772366400; /* noon of 2026-03-01, in UTC */

	if (now) {
		*now = fixed;
	}
	return fixed;
}
