/* tally: see tally.h. */
#include "read/tally.h"

#include <stddef.h>

const char *hush_reason_name(enum hush_reason reason)
{
	static const char *const names[HUSH_REASON_COUNT] = {
	    [HUSH_KEPT] = "kept",
	    [HUSH_LEFT_SPOILED] = "stray or unclosed quote",
	    [HUSH_LEFT_WIDTH] = "too few or too many fields",
	    [HUSH_LEFT_LONG] = "line too long",
	    [HUSH_LEFT_BYTES] = "not UTF-8 text",
	    [HUSH_LEFT_HEADER] = "the header line again",
	    [HUSH_LEFT_ENTITY] = "no plate or user",
	    [HUSH_LEFT_REDACTED] = "plate or user withheld (REDACTED, NA, *** and the like)",
	    [HUSH_LEFT_NO_TIME] = "no time given (empty, NA and the like)",
	    [HUSH_LEFT_TIME] = "no such time",
	    [HUSH_LEFT_PERIOD] = "outside the period",
	    [HUSH_LEFT_KEY] = "no key to tell repeated rows by (empty, NA and the like)",
	    [HUSH_LEFT_COUNT] = "no count that can be read",
	    [HUSH_LEFT_NO_VALUE] = "in no table, with a field empty (or NA and the like)",
	    [HUSH_LEFT_DOMAIN] = "in no table",
	};

	return reason < HUSH_REASON_COUNT && names[reason] ? names[reason] : "unknown";
}
