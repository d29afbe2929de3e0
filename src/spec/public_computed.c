/* public_computed: the public form of what is computed from tables, and of exact tables; see public.c. */
#include "spec/domain.h"
#include "spec/parts.h"

static void put_by(struct hush_json_writer *w, const struct hush_spec *spec, const uint32_t *by, uint32_t count)
{
	hush_json_array(w, "by");
	for (uint32_t i = 0; i < count; i++) {
		hush_json_put_string(w, NULL, spec->dimensions[by[i]].name);
	}
	hush_json_end(w);
}

static void put_of(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_quotient *quotient)
{
	const char *above = spec->tables[quotient->above].name;

	hush_json_object(w, "of");
	if (quotient->kind == HUSH_QUOTIENT_RATIO) {
		hush_json_put_string(w, "numerator", above);
		if (quotient->exact != HUSH_NONE) {
			const struct hush_exact_table *exact = &spec->exact_tables[quotient->exact];

			hush_json_put_string(w, "denominator", exact->name);
			hush_json_put_string(w, "column", exact->columns[quotient->exact_column]);
		} else {
			hush_json_put_string(w, "denominator", spec->tables[quotient->below].name);
		}
		hush_public_put_rational(w, "per", &quotient->per);
	} else if (quotient->below != HUSH_NONE) {
		hush_json_put_string(w, "part", above);
		hush_json_put_string(w, "rest", spec->tables[quotient->below].name);
	} else {
		hush_json_put_string(w, "table", above);
		hush_public_put_where(w, spec, quotient->part, quotient->part_count);
	}
	hush_json_end(w);
}

void hush_public_put_quotient(struct hush_json_writer *w, const struct hush_spec *spec,
                              const struct hush_quotient *quotient)
{
	hush_json_object(w, NULL);
	hush_json_put_string(w, "name", quotient->name);
	hush_json_put_string(w, "title", quotient->title);
	hush_public_put_description(w, quotient->description);
	hush_json_put_string(w, "measure", hush_quotient_kind_name(quotient->kind));
	put_of(w, spec, quotient);
	put_by(w, spec, quotient->by, quotient->by_count);
	hush_json_object(w, "too_noisy");
	hush_public_put_rational(w, "below", &quotient->least);
	hush_json_end(w);
	if (!hush_rational_is_zero(&quotient->expected)) {
		hush_public_put_rational(w, "expected", &quotient->expected);
	}
	hush_json_end(w);
}

void hush_public_put_amount(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_table *table)
{
	const struct hush_amount *amount = &table->amount;
	char text[HUSH_EDGE_TEXT];

	hush_json_object(w, "of");
	if (amount->age == HUSH_AGE_NONE) {
		hush_json_put_string(w, "column", amount->column);
	} else {
		hush_json_put_string(w, amount->age == HUSH_AGE_SINCE ? "since" : "until", amount->age == HUSH_AGE_SINCE ? amount->column : "as_of");
		hush_json_put_string(w, "unit", hush_unit_name(amount->unit));
	}
	hush_json_array(w, "clamp");
	hush_edge_format(amount->low * amount->grid, text); /* below 2^20 steps of below 2^43 */
	hush_json_put_string(w, NULL, text);
	hush_edge_format(amount->high * amount->grid, text);
	hush_json_put_string(w, NULL, text);
	hush_json_end(w);
	hush_edge_format(amount->grid, text);
	hush_json_put_string(w, "grid", text);
	if (table->quantile_count) {
		const struct hush_names *names = &spec->dimensions[table->by[table->by_count - 1]].values;

		hush_json_array(w, "quantiles");
		for (uint32_t i = 0; i < names->count; i++) {
			hush_json_put_string(w, NULL, names->names[i]);
		}
		hush_json_end(w);
	}
	hush_json_end(w);
}

void hush_public_put_whole_share(struct hush_json_writer *w, const struct hush_table *first)
{
	struct hush_rational share;

	hush_rational_init(&share);
	mpq_add(share.q, first[0].share.q, first[1].share.q);
	hush_public_put_rational(w, "share", &share);
	hush_rational_clear(&share);
}

void hush_public_put_mean(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_table *sum)
{
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		const struct hush_quotient *quotient = &spec->quotients[i];

		if (quotient->kind == HUSH_QUOTIENT_MEAN && &spec->tables[quotient->above] == sum) {
			hush_json_object(w, "too_noisy");
			hush_public_put_rational(w, "below", &quotient->least);
			hush_json_end(w);
		}
	}
	hush_public_put_whole_share(w, sum);
}

void hush_public_put_exact_table(struct hush_json_writer *w, const struct hush_spec *spec,
                                 const struct hush_exact_table *table)
{
	hush_json_object(w, NULL);
	hush_json_put_string(w, "name", table->name);
	hush_json_put_string(w, "title", table->title);
	put_by(w, spec, table->by, table->by_count);
	hush_json_array(w, "columns");
	for (uint32_t j = 0; j < table->column_count; j++) {
		hush_json_put_string(w, NULL, table->columns[j]);
	}
	hush_json_end(w);
	hush_json_array(w, "rows");
	for (uint64_t i = 0; i < table->cells; i++) {
		hush_json_array(w, NULL);
		for (uint32_t j = 0; j < table->column_count; j++) {
			hush_json_put_string(w, NULL, table->values[i * table->column_count + j]);
		}
		hush_json_end(w);
	}
	hush_json_end(w);
	hush_json_put_string(w, "why", table->why);
	hush_json_end(w);
}
