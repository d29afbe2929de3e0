/* noisy: see noisy.h. */
#include "noise/noisy.h"

#include "base/memory.h"

void hush_noisy_free(struct hush_noisy *noisy)
{
	if (!noisy) {
		return;
	}
	for (uint32_t t = 0; noisy->tables && t < noisy->table_count; t++) {
		hush_free(noisy->tables[t]);
	}
	hush_free(noisy->tables);
	hush_free(noisy->cells);
	hush_free(noisy);
}
