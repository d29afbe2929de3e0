/*
 * steps: what is checked of a release, from bytes to meaning, each step on the ground of those before it.
 *
 * The one list: `verify` reports on it step by step, and whoever needs a release that holds goes through it to the end. Who
 * signed is no step; see contents.h.
 */
#ifndef HUSH_VERIFY_STEPS_H
#define HUSH_VERIFY_STEPS_H

#include "verify/judged.h"
#include "verify/report.h"

enum hush_step_place {
	HUSH_STEP_FILES,
	HUSH_STEP_DIGESTS,
	HUSH_STEP_STATEMENT,
	HUSH_STEP_SPEC,
	HUSH_STEP_NOISE,
	HUSH_STEP_CHARGES,
	HUSH_STEP_MARGINS,
	HUSH_STEP_ACCOUNTS,
	HUSH_STEP_TABLES,
	HUSH_STEP_SCHEMAS,
	HUSH_STEP_CONTENTS,
	HUSH_STEPS
};

struct hush_step {
	const char *name;
	enum hush_faker faker;
	const char *says; /* what holds when it passes */
	hush_status (*check)(struct hush_judged *judged, hush_error *err);
};

extern const struct hush_step hush_steps[HUSH_STEPS];

#endif
