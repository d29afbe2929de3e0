/*
 * read_quotient: a ratio or a share: which published tables are divided, by which dimensions, and when the answer is too
 * noisy to be given.
 *
 * All of it says what is done with noisy values.  The one thing that reaches the noise is how a quotient that states what
 * it expects divides its share between its two tables, and that decides about accuracy only.
 */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "spec/domain.h"
#include "spec/parts.h"

enum { PER_LIMIT = 1000000000, LEAST_LEAST = 3, LEAST_MOST = 1000000, LEAST_DEFAULT = 10, PARTS = 1000, MOST_PARTS = 800 };

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

/* --- which tables --- */

static uint32_t find_table(const struct hush_spec *spec, const char *name)
{
	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (strcmp(spec->tables[i].name, name) == 0) {
			return i;
		}
	}
	return HUSH_NONE;
}

static hush_status refuse_table(const struct hush_reading *r, const struct hush_json *node, const char *name)
{
	const char *known[HUSH_MAX_TABLES];
	const char *nearest;

	for (uint32_t i = 0; i < r->spec->table_count; i++) {
		known[i] = r->spec->tables[i].name;
	}
	nearest = hush_nearest(name, known, r->spec->table_count);
	hush_json_fail(r->document, node, r->err, "there is no such table that is counted from records");
	return nearest ? hush_hint(r->err, "did you mean \"%s\"?", nearest)
	               : hush_hint(r->err, "name a table that is not itself a ratio, a share or a mean");
}

/* What its cells are is not known, and the values that stay hidden would be missing from every sum. */
static hush_status refuse_discovering(const struct hush_reading *r, const struct hush_json *node,
                                      const struct hush_table *table)
{
	return table->discovers ? hush_refuse(r, node, "list the values of the dimension",
	                                      "nothing can be computed from the table \"%s\": its values are discovered, and rare "
	                                      "ones are missing",
	                                      table->name)
	                        : HUSH_OK;
}

static hush_status read_table_name(const struct hush_reading *r, const struct hush_json *of, const char *key,
                                   uint32_t *table)
{
	const struct hush_json *node;
	const char *name;

	HUSH_TRY(hush_read_member(r, of, "\"of\"", key, &node));
	HUSH_TRY(hush_read_string(r, node, "the name of a table", &name));
	*table = find_table(r->spec, name);
	return *table == HUSH_NONE ? refuse_table(r, node, name) : refuse_discovering(r, node, &r->spec->tables[*table]);
}

static bool is_number(const char *text)
{
	struct hush_rational parsed;
	bool number;

	hush_rational_init(&parsed);
	number = strchr(text, '/') == NULL && hush_rational_parse(&parsed, text);
	hush_rational_clear(&parsed);
	return number;
}

/* A column of an exact table; all that stands in it must be a number that is not negative. */
static hush_status read_exact_column(const struct hush_reading *r, const struct hush_json *of,
                                     struct hush_quotient *quotient)
{
	const struct hush_exact_table *exact = &r->spec->exact_tables[quotient->exact];
	const struct hush_json *node = hush_json_get(of, "column");
	const char *name = exact->columns[0];

	if (!node && exact->column_count != 1) {
		return hush_refuse(r, of, "add \"column\"", "the exact table \"%s\" has several columns", exact->name);
	}
	if (node) {
		HUSH_TRY(hush_read_string(r, node, "\"column\"", &name));
	}
	quotient->exact_column = HUSH_NONE;
	for (uint32_t j = 0; j < exact->column_count; j++) {
		quotient->exact_column = strcmp(exact->columns[j], name) == 0 ? j : quotient->exact_column;
	}
	if (quotient->exact_column == HUSH_NONE) {
		return hush_refuse(r, node ? node : of, NULL, "the exact table \"%s\" has no such column", exact->name);
	}
	for (uint64_t cell = 0; cell < exact->cells; cell++) {
		const char *value = exact->values[cell * exact->column_count + quotient->exact_column];

		if (value && !is_number(value)) {
			return hush_refuse(r, node ? node : of, "leave what is not recorded empty",
			                   "a value of this column is not a decimal number of 0 or more");
		}
	}
	return HUSH_OK;
}

static hush_status read_denominator(const struct hush_reading *r, const struct hush_json *of,
                                    struct hush_quotient *quotient)
{
	const struct hush_json *node;
	const char *name;

	HUSH_TRY(hush_read_member(r, of, "\"of\"", "denominator", &node));
	HUSH_TRY(hush_read_string(r, node, "the name of a table", &name));
	for (uint32_t i = 0; i < r->spec->exact_table_count; i++) {
		if (strcmp(r->spec->exact_tables[i].name, name) == 0) {
			quotient->exact = i;
			return read_exact_column(r, of, quotient);
		}
	}
	if (hush_json_get(of, "column")) {
		return hush_refuse(r, hush_json_get(of, "column"), "leave it out", "\"column\" goes with an exact table");
	}
	quotient->below = find_table(r->spec, name);
	return quotient->below == HUSH_NONE ? refuse_table(r, node, name)
	                                    : refuse_discovering(r, node, &r->spec->tables[quotient->below]);
}

static hush_status read_ratio(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient)
{
	static const char *const keys[] = {"numerator", "denominator", "column", "per"};
	const struct hush_json *per = hush_json_get(of, "per");
	uint64_t many = 1;

	HUSH_TRY(hush_read_object(r, of, "\"of\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(read_table_name(r, of, "numerator", &quotient->above));
	HUSH_TRY(read_denominator(r, of, quotient));
	if (per) {
		HUSH_TRY(hush_read_count(r, per, "of.per", 1, PER_LIMIT, &many));
	}
	hush_rational_set_u64(&quotient->per, many, 1);
	return quotient->above == quotient->below
	           ? hush_refuse(r, of, "for a part of one table use the measure \"share\"",
	                         "a table cannot be divided by itself")
	           : HUSH_OK;
}

static bool has(const uint32_t *by, uint32_t count, uint32_t dimension)
{
	for (uint32_t i = 0; i < count; i++) {
		if (by[i] == dimension) {
			return true;
		}
	}
	return false;
}

/* The part as cells of the table: by dimensions that the table has. */
static hush_status read_part(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient)
{
	const struct hush_json *where;
	const struct hush_table *table;

	HUSH_TRY(read_table_name(r, of, "table", &quotient->above));
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "where", &where));
	HUSH_TRY(hush_read_where(r, where, &quotient->part, &quotient->part_count));
	table = &r->spec->tables[quotient->above];
	for (uint32_t i = 0; i < quotient->part_count; i++) {
		if (!has(table->by, table->by_count, quotient->part[i].dimension)) {
			return hush_refuse(r, where, "name a dimension that the table is counted by",
			                   "\"where\" names a dimension that is not in \"by\" of the table \"%s\"", table->name);
		}
	}
	return quotient->part_count ? HUSH_OK
	                            : hush_refuse(r, where, "say which values are the part", "\"where\" is empty");
}

static hush_status read_share_of(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient)
{
	static const char *const keys[] = {"part", "rest", "table", "where"};

	HUSH_TRY(hush_read_object(r, of, "\"of\"", keys, HUSH_COUNT_OF(keys)));
	hush_rational_set_u64(&quotient->per, 1, 1);
	if ((hush_json_get(of, "table") != NULL) == (hush_json_get(of, "part") != NULL) ||
	    (hush_json_get(of, "where") != NULL) == (hush_json_get(of, "rest") != NULL)) {
		return hush_refuse(r, of,
		                   "write {\"part\": \"one_table\", \"rest\": \"another\"}, or {\"table\": \"one_table\", \"where\": "
		                   "{\"dimension\": \"value\"}}",
		                   "a share is that of a part beside the rest, or of some cells of a table");
	}
	if (hush_json_get(of, "table")) {
		return read_part(r, of, quotient);
	}
	HUSH_TRY(read_table_name(r, of, "part", &quotient->above));
	HUSH_TRY(read_table_name(r, of, "rest", &quotient->below));
	return quotient->above == quotient->below
	           ? hush_refuse(r, of, "the rest is a table of what the part does not count", "part and rest are the same table")
	           : HUSH_OK;
}

/* --- by which dimensions --- */

/* Sums make sense where every record is counted in one cell only: not for distinct vehicles, seen here and there. */
static hush_status check_by(const struct hush_reading *r, const struct hush_json *object,
                            const struct hush_quotient *quotient, const char *name, const uint32_t *by, uint32_t by_count,
                            bool additive)
{
	for (uint32_t k = 0; k < quotient->by_count; k++) {
		if (!has(by, by_count, quotient->by[k])) {
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
		if (has(quotient->by, quotient->by_count, quotient->part[i].dimension)) {
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

/* --- the rule, and the budget --- */

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

static const struct hush_json *table_node(const struct hush_json *tables, const char *name)
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

/* size = floor(10^6 * how far one unit moves the table, as a distance) */
static void distance(const struct hush_table *table, mpz_t size)
{
	const struct hush_limits *limits = &table->limits;
	uint64_t cells = limits->cells < table->cells ? limits->cells : table->cells;

	mpz_set_ui(size, limits->per_cell);
	mpz_mul(size, size, size);
	mpz_mul_ui(size, size, limits->total == limits->per_cell ? 1 : cells); /* a declared source: all may fall into one */
	mpz_mul_ui(size, size, 1000000000000);
	mpz_sqrt(size, size);
}

/*
 * The variance of H/R is near (vH + r^2 vR)/R^2, and of H/(H + M) near ((1-r)^2 vH + r^2 vM)/(H + M)^2.  With v falling as
 * 1/rho, the least for a sum of rhos is where rho_H : rho_other = d_H : r d_other, or (1-r) d_H : r d_other, d being the
 * tables' sensitivities.  The other table keeps a fifth, for it is published too.
 */
static void divide_share(struct hush_table *above, struct hush_table *below, const struct hush_quotient *quotient,
                         const struct hush_rational *share)
{
	mpz_t x;
	mpz_t y;
	mpz_t rest;
	unsigned long part;
	struct hush_rational fraction;

	mpz_inits(x, y, rest, NULL);
	hush_rational_init(&fraction);
	distance(above, x);
	distance(below, y);
	mpz_set(rest, mpq_denref(quotient->expected.q));
	if (quotient->kind == HUSH_QUOTIENT_SHARE) {
		mpz_sub(rest, rest, mpq_numref(quotient->expected.q));
	}
	mpz_mul(x, x, rest);
	mpz_mul(y, y, mpq_numref(quotient->expected.q));
	mpz_add(y, y, x);
	mpz_mul_ui(x, x, PARTS);
	mpz_fdiv_q(x, x, y);
	part = mpz_get_ui(x);
	part = part < 1 ? 1 : part > MOST_PARTS ? MOST_PARTS : part;
	hush_rational_set_u64(&fraction, part, PARTS);
	mpq_mul(above->share.q, share->q, fraction.q);
	mpq_sub(below->share.q, share->q, above->share.q);
	hush_rational_clear(&fraction);
	mpz_clears(x, y, rest, NULL);
}

static hush_status check_asks_nothing(const struct hush_reading *r, const struct hush_json *tables,
                                      const struct hush_table *table)
{
	static const char *const asks[] = {"share", "margin", "typical"};
	const struct hush_json *node = table_node(tables, table->name);

	for (uint32_t i = 0; node && i < HUSH_COUNT_OF(asks); i++) {
		if (hush_json_get(node, asks[i])) {
			return hush_refuse(r, hush_json_get(node, asks[i]), "leave it out, or leave \"expected\" out there",
			                   "a table whose part of the budget a quotient with \"expected\" asks for has no \"%s\"", asks[i]);
		}
	}
	return HUSH_OK;
}

/* Two quotients that both divide the budget of one table would contradict each other. */
static bool divided_before(const struct hush_spec *spec, const struct hush_quotient *quotient)
{
	for (const struct hush_quotient *other = spec->quotients; other < quotient; other++) {
		if (!hush_rational_is_zero(&other->expected) &&
		    (other->above == quotient->above || other->above == quotient->below || other->below == quotient->above ||
		     other->below == quotient->below)) {
			return true;
		}
	}
	return false;
}

static hush_status read_expected(const struct hush_reading *r, const struct hush_json *object,
                                 const struct hush_json *tables, struct hush_quotient *quotient)
{
	const struct hush_json *node = hush_json_get(object, "expected");
	const struct hush_json *share_node = hush_json_get(object, "share");
	bool of_share = quotient->kind == HUSH_QUOTIENT_SHARE;
	struct hush_rational share;
	hush_status status = HUSH_OK;

	if (!node) {
		return share_node ? hush_refuse(r, share_node, "add \"expected\", or give the tables it is computed from their shares",
		                                "\"share\" of a quotient goes with \"expected\"")
		                  : HUSH_OK;
	}
	if (quotient->below == HUSH_NONE) {
		return hush_refuse(r, node, "leave it out", "\"expected\" divides a budget between two tables; here is one");
	}
	HUSH_TRY(hush_read_decimal(r, node, "\"expected\"", &quotient->expected));
	if (hush_rational_is_zero(&quotient->expected) || (of_share && mpq_cmp_ui(quotient->expected.q, 1, 1) >= 0)) {
		return hush_refuse(r, node, "\"0.002\" says that two in a thousand are expected",
		                   of_share ? "\"expected\" must be above 0 and below 1" : "\"expected\" must be above 0");
	}
	if (r->public_form) {
		return HUSH_OK; /* the tables hold their shares */
	}
	if (r->spec->split != HUSH_SPLIT_BUDGET) {
		return hush_refuse(r, node, "leave it out: the other splits know what the tables are for",
		                   "\"expected\" goes with \"split\": \"budget\"");
	}
	if (divided_before(r->spec, quotient)) {
		return hush_refuse(r, node, "leave \"expected\" out of one of them",
		                   "another quotient with \"expected\" divides the budget of the same table");
	}
	HUSH_TRY(check_asks_nothing(r, tables, &r->spec->tables[quotient->above]));
	HUSH_TRY(check_asks_nothing(r, tables, &r->spec->tables[quotient->below]));
	hush_rational_init(&share);
	hush_rational_set_u64(&share, 2, 1);
	if (share_node) {
		status = hush_read_share(r, share_node, &share);
	}
	if (status == HUSH_OK) {
		divide_share(&r->spec->tables[quotient->above], &r->spec->tables[quotient->below], quotient, &share);
	}
	hush_rational_clear(&share);
	return status;
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
	HUSH_TRY(quotient->kind == HUSH_QUOTIENT_RATIO ? read_ratio(r, node, quotient) : read_share_of(r, node, quotient));
	HUSH_TRY(check_measures(r, node, quotient));
	HUSH_TRY(read_dimensions(r, object, quotient));
	HUSH_TRY(read_rule(r, hush_json_get(object, "too_noisy"), quotient));
	return read_expected(r, object, tables, quotient);
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
	const struct hush_json *node = table_node(tables, sum->amount.name);
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
