/* reasons: see reasons.h. */
#include "generate/reasons.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *const hush_categories[HUSH_CATEGORIES] = {
	"vehicle theft",      "property crime", "person crime", "investigation", "suspicious vehicle",  "system test",
	"missing or welfare", "drugs",          "traffic",      "warrant",       "assist other agency", "other",
};

/* The ways that are written often: category and share of all searches, in hundredths of a per cent. */
static const struct head {
	const char *spelling;
	uint8_t category;
	uint16_t share;
} heads[] = {
	{"property crime", 1, 1812},
	{"person crime", 2, 1791},
	{"investigation", 3, 1770},
	{"stolen vehicle", 0, 873},
	{"UEMV", 0, 766},
	{"suspicious vehicle", 4, 463},
	{"suspicious", 4, 381},
	{"best result", 5, 424},
	{"missing person", 6, 165},
	{"investigative", 3, 133},
	{"test", 5, 107},
	{"burglary", 1, 95},
	{"robbery", 2, 92},
	{"unlawful use of a vehicle", 0, 77},
	{"welfare check", 6, 65},
	{"theft", 1, 50},
	{"narcotics", 7, 70},
	{"hit and run", 8, 65},
	{"warrant", 9, 60},
	{"assist outside agency", 10, 60},
	{"atl", 11, 40},
	{"recovered stolen", 0, 30},
	{"assault", 2, 52},
	{"training", 5, 30},
	{"attempt to locate", 6, 20},
	{"case follow up", 3, 30},
	{"parking complaint", 11, 25},
};

enum { HEADS = sizeof heads / sizeof heads[0], WAYS = 8 };

/* A spelling written in another way; the ways follow each other in the tail. */
static void write_otherwise(const char *spelling, uint32_t way, char out[HUSH_REASON_TEXT])
{
	static const char *const before[WAYS] = {"", "", "", "poss ", "", "", "", "inv "};
	static const char *const after[WAYS] = {"", "", " investigation", "", " f/u", "+", ".", ""};
	size_t length;

	snprintf(out, HUSH_REASON_TEXT, "%s%s%s", before[way], spelling, after[way]);
	length = strlen(out);
	for (size_t i = 0; i < length; i++) {
		bool letter = out[i] >= 'a' && out[i] <= 'z';

		if (letter && (way == 1 || (way != 3 && way != 7 && i == 0))) {
			out[i] = (char)(out[i] - 'a' + 'A');
		}
	}
}

static bool taken(const struct hush_reasons *reasons, uint32_t count, const char *spelling)
{
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(reasons->spelling[i], spelling) == 0) {
			return true;
		}
	}
	return false;
}

/* The tail: each head in every other way, in turn, until there are as many spellings as there shall be. */
static uint32_t fill(struct hush_reasons *reasons, double weight[HUSH_SPELLINGS])
{
	uint32_t count = 0;
	double rest = 10000;
	double sum = 0;

	for (; count < HEADS; count++) {
		snprintf(reasons->spelling[count], HUSH_REASON_TEXT, "%s", heads[count].spelling);
		reasons->category[count] = heads[count].category;
		weight[count] = heads[count].share;
		rest -= heads[count].share;
	}
	for (uint32_t way = 0; way < WAYS; way++) {
		for (uint32_t of = 0; of < HEADS && count < HUSH_SPELLINGS; of++) {
			char spelling[HUSH_REASON_TEXT];

			write_otherwise(heads[of].spelling, way, spelling);
			if (!taken(reasons, count, spelling)) {
				memcpy(reasons->spelling[count], spelling, sizeof spelling);
				reasons->category[count] = heads[of].category;
				weight[count] = heads[of].share < 100 ? heads[of].share : 100;
				sum += weight[count];
				count++;
			}
		}
	}
	for (uint32_t i = HEADS; i < count; i++) {
		weight[i] *= rest / sum;
	}
	return count;
}

hush_status hush_reasons_make(struct hush_reasons *reasons, hush_error *err)
{
	double weight[HUSH_SPELLINGS] = {0};

	memset(reasons, 0, sizeof *reasons);
	if (fill(reasons, weight) != HUSH_SPELLINGS) {
		return hush_fail_bug(err, "hush_reasons_make");
	}
	return hush_alias_make(weight, HUSH_SPELLINGS, &reasons->often, err);
}

void hush_reasons_release(struct hush_reasons *reasons)
{
	hush_alias_release(&reasons->often);
}

hush_status hush_reasons_write(const struct hush_reasons *reasons, struct hush_outfolder *folder, hush_error *err)
{
	struct hush_outfile file = {.file = -1};

	HUSH_TRY(hush_outfile_open(folder, "reasons.csv", "reason,category\n", &file, err));
	for (uint32_t i = 0; i < HUSH_SPELLINGS; i++) {
		hush_outfile_format(&file, "%s,%s\n", reasons->spelling[i], hush_categories[reasons->category[i]]);
	}
	return hush_outfile_end(&file, err);
}
