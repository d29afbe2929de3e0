/*
 * read_quotient: a ratio or a share: by which dimensions published tables are divided, and when the answer is too noisy to
 * be given. Which tables those are: read_quotient_of.
 *
 * All of it says what is done with noisy values; the one thing that reaches the noise is in read_expected.
 */
#include <string.h>

#include "base/memory.h"
#include "spec/parts.h"

enum { LEAST_LEAST = 3, LEAST_MOST = 1000000, LEAST_DEFAULT = 10 };

static const char *const names[] = {
    [HUSH_QUOTIENT_RATIO] = "ratio", [HUSH_QUOTIENT_SHARE] = "share", [HUSH_QUOTIENT_MEAN] = "mean"};

const char *hush_quotient_kind_name(enum hush_quotient_kind kind)
{
	return names[kind];
}

bool hush_is_quotient(const struct hush_json *table)
{
	const struct hush_json *node = hush_json_get(table, "measure");
	const char *measure = node ? hush_json_string(node) : NULL;

	return measure && (strcmp(measure, names[HUSH_QUOTIENT_RATIO]) == 0 || strcmp(measure, names[HUSH_QUOTIENT_SHARE]) == 0);
}

void hush_quotient_release(struct hush_quotient *quotient)
{
	for (uint32_t i = 0; i < quotient->part_count; i++) {
		hush_free(quotient->part[i].values);
	}
	hush_free(quotient->part);
	hush_free(quotient->by);
	hush_free(quotient->name);
	hush_free(quotient->title);
	hush_free(quotient->description);
	hush_rational_clear(&quotient->per);
	hush_rational_clear(&quotient->scale);
	hush_rational_clear(&quotient->low);
	hush_rational_clear(&quotient->high);
	hush_rational_clear(&quotient->least);
	hush_rational_clear(&quotient->expected);
}

const struct hush_json *hush_table_node(const struct hush_json *tables, const char *name)
{
	for (uint32_t i = 0; i < hush_json_count(tables); i++) {
		const struct hush_json *node = hush_json_get(hush_json_at(tables, i), "name");
		const char *found = node ? hush_json_string(node) : NULL;

		if (found && strcmp(found, name) == 0) {
			return hush_json_at(tables, i);
		}
	}
	return NULL;
}

bool hush_goes_by(const uint32_t *by, uint32_t count, uint32_t dimension)
{
	for (uint32_t i = 0; i < count; i++) {
		if (by[i] == dimension) {
			return true;
		}
	}
	return false;
}

/* --- by which dimensions --- */

/* Sums make sense where every record is counted in one cell only: not for distinct vehicles, seen here and there. */
static hush_status check_by(const struct hush_reading *r, const struct hush_json *object,
                            const struct hush_quotient *quotient, const char *name, const uint32_t *by, uint32_t by_count,
                            bool additive)
{
	for (uint32_t k = 0; k < quotient->by_count; k++) {
		if (!hush_goes_by(by, by_count, quotient->by[k])) {
			return hush_refuse(r, object, "say under \"by\" which dimensions both have",
			                   "the dimension \"%s\" is not in \"by\" of \"%s\"",
			                   r->spec->dimensions[quotient->by[k]].name, name);
		}
	}
	if (quotient->by_count != by_count && !additive) {
		return hush_refuse(r, object, "count the vehicles in a table of the wanted dimensions",
		                   "the vehicles of \"%s\" cannot be added up over the other dimensions: one may be in several cells",
		                   name);
	}
	return HUSH_OK;
}

/* Without "by": all of the first table's, less those that say what the part is. */
static hush_status default_by(const struct hush_reading *r, struct hush_quotient *quotient)
{
	const struct hush_table *above = &r->spec->tables[quotient->above];

	quotient->by = hush_calloc(above->by_count, sizeof *quotient->by);
	if (!quotient->by) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t k = 0; k < above->by_count; k++) {
		bool used = false;

		for (uint32_t i = 0; i < quotient->part_count; i++) {
			used = used || quotient->part[i].dimension == above->by[k];
		}
		if (!used) {
			quotient->by[quotient->by_count++] = above->by[k];
		}
	}
	return HUSH_OK;
}

static hush_status read_dimensions(const struct hush_reading *r, const struct hush_json *object,
                                   struct hush_quotient *quotient)
{
	const struct hush_json *by = hush_json_get(object, "by");
	const struct hush_table *above = &r->spec->tables[quotient->above];
	bool additive = above->measure != HUSH_MEASURE_VEHICLES;

	HUSH_TRY(by ? hush_read_by(r, by, &quotient->by, &quotient->by_count) : default_by(r, quotient));
	object = by ? by : object;
	for (uint32_t i = 0; i < quotient->part_count; i++) {
		if (hush_goes_by(quotient->by, quotient->by_count, quotient->part[i].dimension)) {
			return hush_refuse(r, object, "leave it out of \"by\"", "a dimension that says what the part is cannot divide it");
		}
	}
	HUSH_TRY(check_by(r, object, quotient, above->name, above->by, above->by_count, additive));
	if (quotient->below != HUSH_NONE) {
		const struct hush_table *below = &r->spec->tables[quotient->below];

		HUSH_TRY(check_by(r, object, quotient, below->name, below->by, below->by_count,
		                  below->measure != HUSH_MEASURE_VEHICLES));
	}
	if (quotient->exact != HUSH_NONE) {
		const struct hush_exact_table *exact = &r->spec->exact_tables[quotient->exact];

		HUSH_TRY(check_by(r, object, quotient, exact->name, exact->by, exact->by_count, true));
	}
	quotient->cells = 1;
	for (uint32_t k = 0; k < quotient->by_count; k++) {
		quotient->cells *= r->spec->dimensions[quotient->by[k]].values.count; /* divides the cells of a table */
	}
	return HUSH_OK;
}

/* --- the rule --- */

static hush_status read_rule(const struct hush_reading *r, const struct hush_json *node, struct hush_quotient *quotient)
{
	static const char *const keys[] = {"below"};
	const struct hush_json *below;

	hush_rational_set_u64(&quotient->least, LEAST_DEFAULT, 1);
	if (!node) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_read_object(r, node, "\"too_noisy\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"too_noisy\"", "below", &below));
	HUSH_TRY(hush_read_decimal(r, below, "too_noisy.below", &quotient->least));
	return mpq_cmp_ui(quotient->least.q, LEAST_LEAST, 1) < 0 || mpq_cmp_ui(quotient->least.q, LEAST_MOST, 1) > 0
	           ? hush_refuse(r, below, "10 is usual: a quotient is given where its denominator is 10 times its noise",
	                         "too_noisy.below must be from %d to %d", LEAST_LEAST, LEAST_MOST)
	           : HUSH_OK;
}

/* Files of adjusted tables are named so, and a quotient's file must not be taken for one. */
static hush_status read_name(const struct hush_reading *r, const struct hush_json *object, struct hush_quotient *quotient)
{
	static const char ending[] = ".adjusted";
	size_t length;

	HUSH_TRY(hush_read_new_name(r, object, "a ratio or share", &quotient->name));
	length = strlen(quotient->name);
	if (length >= sizeof ending - 1 && strcmp(quotient->name + length - (sizeof ending - 1), ending) == 0) {
		return hush_refuse(r, hush_json_get(object, "name"), "choose another name",
		                   "names that end in \".adjusted\" are kept for adjusted tables");
	}
	return HUSH_OK;
}

/* Only a numerator may be a sum; its grid goes into the scale, so that the answer is in the column's own unit. */
static hush_status check_measures(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient)
{
	const struct hush_table *above = &r->spec->tables[quotient->above];
	const struct hush_table *below = quotient->below == HUSH_NONE ? NULL : &r->spec->tables[quotient->below];
	bool sum = above->measure == HUSH_MEASURE_SUM && quotient->kind == HUSH_QUOTIENT_RATIO;

	if ((!sum && !hush_measure_is_counted(above->measure)) || (below && !hush_measure_is_counted(below->measure))) {
		return hush_refuse(r, of, "use a table of measure \"rows\" or \"vehicles\" there",
		                   "only the numerator of a ratio may be a sum, and none may be of a mean's sums");
	}
	hush_rational_set(&quotient->scale, &quotient->per);
	if (sum) {
		struct hush_rational step;

		hush_rational_init(&step);
		hush_rational_set_u64(&step, (uint64_t)above->amount.grid, 1000000);
		mpq_mul(quotient->scale.q, quotient->scale.q, step.q);
		hush_rational_clear(&step);
	}
	return HUSH_OK;
}

static hush_status read_quotient(const struct hush_reading *r, const struct hush_json *object,
                                 const struct hush_json *tables, struct hush_quotient *quotient)
{
	static const char *const keys[] = {"name", "title", "measure", "of", "by", "too_noisy", "expected", "share"};
	const struct hush_json *node;
	uint32_t kind = 0;

	HUSH_TRY(hush_read_object(r, object, "a ratio or share", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(read_name(r, object, quotient));
	node = hush_json_get(object, "title");
	if (node) {
		HUSH_TRY(hush_read_line(r, node, "the title of a table", &quotient->title));
	} else {
		quotient->title = hush_strdup(quotient->name);
		HUSH_TRY(quotient->title ? HUSH_OK : hush_fail_memory(r->err));
	}
	HUSH_TRY(hush_read_description(r, object, &quotient->description));
	HUSH_TRY(hush_read_choice(r, hush_json_get(object, "measure"), "\"measure\"", names, HUSH_QUOTIENT_MEAN, &kind));
	quotient->kind = (enum hush_quotient_kind)kind;
	HUSH_TRY(hush_read_member(r, object, "a ratio or share", "of", &node));
	HUSH_TRY(quotient->kind == HUSH_QUOTIENT_RATIO ? hush_read_ratio_of(r, node, quotient) : hush_read_share_of(r, node, quotient));
	HUSH_TRY(check_measures(r, node, quotient));
	HUSH_TRY(read_dimensions(r, object, quotient));
	HUSH_TRY(read_rule(r, hush_json_get(object, "too_noisy"), quotient));
	return hush_read_expected(r, object, tables, quotient);
}

static struct hush_quotient *new_quotient(struct hush_spec *spec)
{
	struct hush_quotient *quotient = &spec->quotients[spec->quotient_count++];

	quotient->below = HUSH_NONE;
	quotient->exact = HUSH_NONE;
	hush_rational_init(&quotient->per);
	hush_rational_init(&quotient->scale);
	hush_rational_init(&quotient->low);
	hush_rational_init(&quotient->high);
	hush_rational_init(&quotient->least);
	hush_rational_init(&quotient->expected);
	return quotient;
}

/* steps * grid, in the column's own unit */
static void set_steps(int64_t steps, int64_t grid, long divisor, struct hush_rational *value)
{
	mpz_set_si(mpq_numref(value->q), steps); /* long has 64 bits where this builds */
	mpz_mul_si(mpq_numref(value->q), mpq_numref(value->q), grid);
	mpz_set_si(mpq_denref(value->q), divisor * 1000000);
	mpq_canonicalize(value->q);
}

/* The quotient of a mean whose halves are the tables `index` and `index` + 1. */
static hush_status add_mean(const struct hush_reading *r, uint32_t index, const struct hush_json *tables)
{
	const struct hush_table *sum = &r->spec->tables[index];
	const struct hush_json *node = hush_table_node(tables, sum->amount.name);
	struct hush_quotient *quotient = new_quotient(r->spec);

	quotient->kind = HUSH_QUOTIENT_MEAN;
	quotient->above = index;
	quotient->below = index + 1;
	quotient->cells = sum->cells;
	quotient->name = hush_strdup(sum->amount.name);
	quotient->title = hush_strdup(sum->amount.title);
	quotient->by = hush_calloc(sum->by_count, sizeof *quotient->by);
	quotient->description = sum->description ? hush_strdup(sum->description) : NULL;
	if (!quotient->name || !quotient->title || (sum->description && !quotient->description) || !quotient->by) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t k = 0; k < sum->by_count; k++) {
		quotient->by[quotient->by_count++] = sum->by[k];
	}
	hush_rational_set_u64(&quotient->per, 1, 1);
	set_steps(1, sum->amount.grid, 2, &quotient->scale);
	set_steps(sum->amount.low, sum->amount.grid, 1, &quotient->low);
	set_steps(sum->amount.high, sum->amount.grid, 1, &quotient->high);
	return read_rule(r, node ? hush_json_get(node, "too_noisy") : NULL, quotient);
}

hush_status hush_read_quotients(const struct hush_reading *r, const struct hush_json *tables)
{
	struct hush_spec *spec = r->spec;

	spec->quotients = hush_calloc(hush_json_count(tables), sizeof *spec->quotients);
	if (!spec->quotients) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (spec->tables[i].measure == HUSH_MEASURE_MEAN_SUM) {
			HUSH_TRY(add_mean(r, i, tables));
		}
	}
	for (uint32_t i = 0; i < hush_json_count(tables); i++) {
		if (hush_is_quotient(hush_json_at(tables, i))) {
			HUSH_TRY(read_quotient(r, hush_json_at(tables, i), tables, new_quotient(spec)));
		}
	}
	return HUSH_OK;
}
