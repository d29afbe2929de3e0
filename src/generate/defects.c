/* defects: see defects.h. */
#include "generate/defects.h"

#include <string.h>

/* Of 100,000 rows. Misreads: readers are said to be right about 95 times in 100. */
static const struct rate {
	const char *name;
	uint32_t some;
	uint32_t every;
} rates[HUSH_DEFECTS] = {
	[HUSH_DEFECT_MISREAD] = {"misread", 300, 5000},
	[HUSH_DEFECT_RESPELLED] = {"respelled", 250, 2000},
	[HUSH_DEFECT_PLATE_BLANK] = {"plate_blank", 200, 500},
	[HUSH_DEFECT_PLATE_NA] = {"plate_na", 0, 300},
	[HUSH_DEFECT_PLATE_REDACTED] = {"plate_redacted", 0, 300},
	[HUSH_DEFECT_PLATE_STARS] = {"plate_stars", 0, 200},
	[HUSH_DEFECT_STATE_BLANK] = {"state_blank", 50, 1000},
	[HUSH_DEFECT_STATE_NA] = {"state_na", 0, 500},
	[HUSH_DEFECT_SITE_NA] = {"site_na", 0, 1000},
	[HUSH_DEFECT_PADDED] = {"padded_time", 0, 1000},
	[HUSH_DEFECT_LINE_BREAK] = {"line_break", 0, 100},
	[HUSH_DEFECT_LATE] = {"late", 0, 200},
	[HUSH_DEFECT_SHORT] = {"field_missing", 0, 50},
	[HUSH_DEFECT_LONG] = {"field_too_many", 0, 50},
	[HUSH_DEFECT_STRAY_QUOTE] = {"stray_quote", 0, 20},
	[HUSH_DEFECT_HEADER_AGAIN] = {"header_again", 0, 0},
	[HUSH_DEFECT_OLD_CLOCK] = {"old_clock", 0, 0},
	[HUSH_DEFECT_AGAIN] = {"read_twice", 200, 2000},
};

struct hush_defect_rates hush_defect_rates_of(enum hush_generate_defects wanted)
{
	struct hush_defect_rates made = {.every = wanted == HUSH_DEFECTS_ALL,
									 .one_stray_quote = wanted == HUSH_DEFECTS_SOME};
	uint32_t sum = 0;

	if (wanted == HUSH_DEFECTS_NONE) {
		return made;
	}
	for (uint32_t i = 0; i < HUSH_DEFECT_ROW_KINDS; i++) {
		sum += made.every ? rates[i].every : rates[i].some;
		made.end[i] = sum;
	}
	made.again = made.every ? rates[HUSH_DEFECT_AGAIN].every : rates[HUSH_DEFECT_AGAIN].some;
	return made;
}

/* One character read as another of its set; the sets are those that a national traffic database folds. */
static void misread(char *plate, uint32_t random)
{
	static const char *const sets[] = {"D0QO", "1I", "5S", "YV", "8B3", "Z2", "FE", "CG", "MNWH"};
	size_t length = strlen(plate);

	for (size_t i = 0; i < length; i++) {
		char *at = &plate[(random + i) % length];

		for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
			const char *found = strchr(sets[set], *at);

			if (found) {
				size_t size = strlen(sets[set]);
				size_t step = 1 + (random >> 8) % (size - 1);

				*at = sets[set][((size_t)(found - sets[set]) + step) % size];
				return;
			}
		}
	}
}

static void respell(char *plate, bool blanks)
{
	char *to = plate;

	for (const char *from = plate; *from; from++) {
		if (*from >= 'A' && *from <= 'Z') {
			*to++ = (char)(*from - 'A' + 'a');
		} else if (*from != '-') {
			*to++ = *from;
		} else if (blanks) {
			*to++ = ' ';
		}
	}
	*to = '\0';
}

void hush_stray_quote(char *plate)
{
	size_t length = strlen(plate);

	memmove(plate + 4, plate + 3, length - 3 + 1);
	plate[3] = '"';
}

void hush_defect_plate(enum hush_defect defect, uint32_t random, char *plate)
{
	switch (defect) {
	case HUSH_DEFECT_MISREAD: misread(plate, random); break;
	case HUSH_DEFECT_RESPELLED: respell(plate, random & 1); break;
	case HUSH_DEFECT_PLATE_BLANK: plate[0] = '\0'; break;
	case HUSH_DEFECT_PLATE_NA: memcpy(plate, "NA", 3); break;
	case HUSH_DEFECT_PLATE_REDACTED: memcpy(plate, " REDACTED", 10); break;
	case HUSH_DEFECT_PLATE_STARS: memcpy(plate, "***", 4); break;
	case HUSH_DEFECT_STRAY_QUOTE: hush_stray_quote(plate); break;
	default: break;
	}
}

const char *hush_defect_name(enum hush_defect defect)
{
	return rates[defect].name;
}
