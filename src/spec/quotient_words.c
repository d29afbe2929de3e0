/* quotient_words: see quotient_words.h. */
#include "spec/quotient_words.h"

static void put_part(const struct hush_spec *spec, const struct hush_quotient *quotient, struct hush_buffer *out)
{
	hush_buffer_text(out, "cells with ");
	for (uint32_t f = 0; f < quotient->part_count; f++) {
		const struct hush_filter *filter = &quotient->part[f];
		const struct hush_dimension *dimension = &spec->dimensions[filter->dimension];

		hush_buffer_format(out, "%s%s ", f ? " and " : "", dimension->name);
		for (uint32_t v = 0; v < filter->value_count; v++) {
			hush_buffer_format(out, "%s\"%s\"", v ? " or " : "", dimension->values.names[filter->values[v]]);
		}
	}
	hush_buffer_format(out, " as a share of all cells of %s", spec->tables[quotient->above].name);
}

const char *hush_age_words(const struct hush_amount *amount)
{
	return amount->age == HUSH_AGE_SINCE ? "the time since " : amount->age == HUSH_AGE_UNTIL ? "the age by " : "";
}

void hush_quotient_say(const struct hush_spec *spec, const struct hush_quotient *quotient, struct hush_buffer *out)
{
	const char *above = spec->tables[quotient->above].name;

	if (quotient->part_count) {
		put_part(spec, quotient, out);
	} else if (quotient->kind == HUSH_QUOTIENT_MEAN) {
		const struct hush_amount *amount = &spec->tables[quotient->above].amount;

		hush_buffer_format(out, "mean of %s%s, from %s and %s", hush_age_words(amount), amount->column, above,
		                   spec->tables[quotient->below].name);
	} else if (quotient->kind == HUSH_QUOTIENT_SHARE) {
		hush_buffer_format(out, "%s as a share of %s and %s together", above, above, spec->tables[quotient->below].name);
	} else {
		hush_buffer_format(out, "%s per ", above);
		if (mpq_cmp_ui(quotient->per.q, 1, 1) != 0) {
			hush_rational_text(&quotient->per, out);
			hush_buffer_text(out, " of ");
		}
		if (quotient->exact != HUSH_NONE) {
			const struct hush_exact_table *exact = &spec->exact_tables[quotient->exact];

			hush_buffer_format(out, "%s (exact, from %s)", exact->columns[quotient->exact_column], exact->name);
		} else {
			hush_buffer_text(out, spec->tables[quotient->below].name);
		}
	}
}

void hush_quotient_say_rule(const struct hush_quotient *quotient, struct hush_buffer *out)
{
	if (quotient->exact != HUSH_NONE) {
		hush_buffer_text(out, "Not defined where the exact denominator is 0 or not recorded.");
		return;
	}
	hush_buffer_text(out, "Too noisy to be given where the noisy denominator is below 2, or below ");
	hush_rational_decimal(&quotient->least, 12, HUSH_UP, out);
	hush_buffer_text(out, " standard deviations of the noise in it.");
}
