/* bits: see bits.h. */
#include "random/bits.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void hush_bits_more(struct hush_bits *bits)
{
	static const char message[] = "hushcount: the source of random bits is exhausted; stopping\n";

	bits->refill(bits->pool);
	if (bits->pool->left == 0 || bits->pool->left % HUSH_BITS_PER_WORD != 0 ||
	    bits->pool->left > HUSH_BITS_WORDS * HUSH_BITS_PER_WORD) {
		(void)!write(STDERR_FILENO, message, sizeof message - 1);
		abort();
	}
}

void hush_bits_close(struct hush_bits *bits)
{
	if (bits->pool && bits->close) {
		bits->close(bits->pool);
	}
	memset(bits, 0, sizeof *bits);
}
