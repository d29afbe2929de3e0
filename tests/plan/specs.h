/* A spec built by hand: what the plan reads of it, and nothing else. */
#ifndef HUSH_TESTS_PLAN_SPECS_H
#define HUSH_TESTS_PLAN_SPECS_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "plan/plan.h"
#include "rational.h"

enum { MAX_TEST_TABLES = 300 };

struct spec_kit {
	struct hush_spec spec;
	struct hush_source sources[4]; /* 0 vehicle, 1 vehicle, 2 user, 3 declared (3 scans) */
	struct hush_table tables[MAX_TEST_TABLES];
	char names[MAX_TEST_TABLES][16];
	struct hush_account_choice choices[3];
};

/* January 2025, monthly windows; every account has the kind. */
static inline void kit_init(struct spec_kit *kit, enum hush_account_kind kind)
{
	static char texts[4][8] = {"lot", "street", "audit", "counter"};
	static char path[] = "spec.json", id[] = "test-2025-01", title[] = "A test", zone[] = "America/Los_Angeles";
	static const char *const accounts[] = {"vehicle", "user", "declared:counter"};

	memset(kit, 0, sizeof *kit);
	for (int i = 0; i < 4; i++) {
		kit->sources[i].name = texts[i];
		kit->sources[i].entity = i < 2 ? HUSH_ENTITY_VEHICLE : i == 2 ? HUSH_ENTITY_USER : HUSH_ENTITY_DECLARED;
	}
	kit->sources[3].at_most = 3;
	kit->spec.path = path;
	kit->spec.id = id;
	kit->spec.title = title;
	kit->spec.timezone = zone;
	kit->spec.from = hush_day_from_civil(2025, 1, 1);
	kit->spec.to = hush_day_from_civil(2025, 2, 1);
	kit->spec.window = HUSH_WINDOW_MONTH;
	kit->spec.sources = kit->sources;
	kit->spec.source_count = 4;
	kit->spec.tables = kit->tables;
	hush_rational_init(&kit->spec.guarantee.epsilon);
	hush_rational_init(&kit->spec.guarantee.delta);
	hush_rational_init(&kit->spec.guarantee.rho);
	for (int i = 0; i < 3; i++) {
		kit->choices[i] = (struct hush_account_choice){.name = accounts[i], .kind = kind};
	}
}

/* NULL leaves a part out; the kind follows from what is given. */
static inline void kit_guarantee(struct spec_kit *kit, const char *epsilon, const char *delta, const char *rho)
{
	struct hush_guarantee *guarantee = &kit->spec.guarantee;

	guarantee->kind = rho ? HUSH_GUARANTEE_RHO : delta ? HUSH_GUARANTEE_APPROXIMATE : HUSH_GUARANTEE_PURE;
	rational_from(&guarantee->epsilon, epsilon ? epsilon : "0");
	rational_from(&guarantee->delta, delta ? delta : "0");
	rational_from(&guarantee->rho, rho ? rho : "0");
}

static inline struct hush_table *kit_table(struct spec_kit *kit, uint32_t source, uint32_t cells, uint32_t per_cell)
{
	uint32_t index = kit->spec.table_count++;
	struct hush_table *table = &kit->tables[index];

	snprintf(kit->names[index], sizeof kit->names[index], "t%u", index);
	table->name = kit->names[index];
	table->source = source;
	table->limits.cells = cells;
	table->limits.per_cell = per_cell;
	table->limits.total = (uint64_t)cells * per_cell;
	table->cells = 1000 + index; /* too many for correlated noise: tests/plan/correlated.c */
	hush_rational_init(&table->share);
	hush_rational_init(&table->confidence);
	return table;
}

static inline struct hush_table *kit_share(struct spec_kit *kit, uint32_t source, uint32_t cells, uint32_t per_cell,
                                           const char *share)
{
	struct hush_table *table = kit_table(kit, source, cells, per_cell);

	table->ask = HUSH_ASK_SHARE;
	rational_from(&table->share, share);
	return table;
}

static inline struct hush_table *kit_margin(struct spec_kit *kit, uint32_t source, uint32_t cells, uint32_t per_cell,
                                            uint64_t within, const char *confidence)
{
	struct hush_table *table = kit_table(kit, source, cells, per_cell);

	table->ask = HUSH_ASK_MARGIN;
	table->within = within;
	rational_from(&table->confidence, confidence);
	return table;
}

static inline void kit_clear(struct spec_kit *kit)
{
	for (uint32_t i = 0; i < kit->spec.table_count; i++) {
		hush_rational_clear(&kit->tables[i].share);
		hush_rational_clear(&kit->tables[i].confidence);
	}
	hush_rational_clear(&kit->spec.guarantee.epsilon);
	hush_rational_clear(&kit->spec.guarantee.delta);
	hush_rational_clear(&kit->spec.guarantee.rho);
}

static inline hush_status kit_try(struct spec_kit *kit, struct hush_plan **plan, hush_error *err)
{
	return hush_plan_make(&kit->spec, kit->choices, 3, plan, err);
}

static inline struct hush_plan *kit_plan(struct spec_kit *kit)
{
	struct hush_plan *plan = NULL;
	hush_error err = {0};

	ck_assert_msg(kit_try(kit, &plan, &err) == HUSH_OK, "%s (%s)", err.message, err.hint);
	return plan;
}

static inline void expect_rational(const struct hush_rational *seen, const char *expected)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 1 << 16);
	hush_rational_text(seen, &text);
	ck_assert_str_eq(text.bytes, expected);
	hush_buffer_release(&text);
}

#endif
