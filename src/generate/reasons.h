/*
 * reasons: why users say they search: twelve categories, a few spellings that make up most searches, and a long tail.
 *
 * The shares follow the published search log of one city: its three most frequent spellings are 54 % of the searches,
 * and its categories those named here. "investigation" says nothing, and is there as often as there.
 */
#ifndef HUSH_GENERATE_REASONS_H
#define HUSH_GENERATE_REASONS_H

#include <stdint.h>

#include "base/error.h"
#include "generate/alias.h"
#include "generate/outfile.h"

enum { HUSH_CATEGORIES = 12, HUSH_SPELLINGS = 132, HUSH_REASON_TEXT = 48 };

extern const char *const hush_categories[HUSH_CATEGORIES];

struct hush_reasons {
	char spelling[HUSH_SPELLINGS][HUSH_REASON_TEXT];
	uint8_t category[HUSH_SPELLINGS];
	struct hush_alias often;
};

/* HUSH_E_MEMORY. */
hush_status hush_reasons_make(struct hush_reasons *reasons, hush_error *err);
void hush_reasons_release(struct hush_reasons *reasons);

/* reasons.csv: every spelling and its category, as a mapping for a release spec. HUSH_E_CREATE, HUSH_E_IO,
 * HUSH_E_MEMORY. */
hush_status hush_reasons_write(const struct hush_reasons *reasons, struct hush_outfolder *folder, hush_error *err);

#endif
