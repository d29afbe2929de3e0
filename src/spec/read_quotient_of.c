/* read_quotient_of: "of" of a ratio or a share: which tables are divided, and which of their cells. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "spec/parts.h"

enum { PER_LIMIT = 1000000000 };

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

hush_status hush_read_ratio_of(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient)
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
		if (!hush_goes_by(table->by, table->by_count, quotient->part[i].dimension)) {
			return hush_refuse(r, where, "name a dimension that the table is counted by",
			                   "\"where\" names a dimension that is not in \"by\" of the table \"%s\"", table->name);
		}
	}
	return quotient->part_count ? HUSH_OK
	                            : hush_refuse(r, where, "say which values are the part", "\"where\" is empty");
}

hush_status hush_read_share_of(const struct hush_reading *r, const struct hush_json *of, struct hush_quotient *quotient)
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
