/* suggest: see suggest.h. Optimal string alignment over three rows of a fixed width. */
#include "cli/suggest.h"

#include <string.h>

enum { WIDTH = 32 };

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned hush_suggest_distance(const char *typed, const char *known)
{
	unsigned rows[3][WIDTH + 1];
	size_t m = strlen(typed);
	size_t n = strlen(known);
	size_t changed;

	if (m >= WIDTH || n >= WIDTH) {
		return HUSH_SUGGEST_MAX + 1;
	}
	if (m >= 3 && strncmp(typed, known, m) == 0) {
		return 0;
	}
	for (unsigned j = 0; j <= n; j++) {
		rows[0][j] = j;
	}
	for (unsigned i = 1; i <= m; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3];
		const unsigned *above2 = rows[(i + 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= n; j++) {
			row[j] = above[j - 1] + (typed[i - 1] != known[j - 1]);
			row[j] = smaller(row[j], smaller(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && typed[i - 1] == known[j - 2] && typed[i - 2] == known[j - 1]) {
				row[j] = smaller(row[j], above2[j - 2] + 1);
			}
		}
	}
	changed = rows[m % 3][n];
	/* A word whose every letter changed is no likeness: two-letter words are all two edits apart. */
	return changed < (m > n ? m : n) ? (unsigned)changed : HUSH_SUGGEST_MAX + 1;
}
