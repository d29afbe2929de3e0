/* resource: see resource.h. */
#include "publish/resource.h"

#include <string.h>

#include "publish/about.h"
#include "publish/computed_csv.h"
#include "publish/computed_words.h"
#include "publish/release_json.h"
#include "publish/table_csv.h"
#include "publish/words.h"
#include "spec/quotient_words.h"

/* Of every computed table, after its dimensions. */
static const struct hush_column computed[] = {
    {HUSH_COLUMN_ESTIMATE, HUSH_TYPE_DECIMAL, "estimate",
     "computed from the noisy values of the tables; may be negative; never adjusted", NULL, true},
    {HUSH_COLUMN_STD_DEV, HUSH_TYPE_DECIMAL, "std_dev", "standard deviation of the noise in the estimate, to first order", NULL, true},
    {HUSH_COLUMN_MOE95, HUSH_TYPE_DECIMAL, "moe95", "distance to the farther end of the interval", NULL, true},
    {HUSH_COLUMN_LOWER, HUSH_TYPE_DECIMAL, "ci95_lower", hush_words_fieller, NULL, true},
    {HUSH_COLUMN_UPPER, HUSH_TYPE_DECIMAL, "ci95_upper", hush_words_fieller, NULL, true},
    {HUSH_COLUMN_STATUS, HUSH_TYPE_TEXT, "status",
     "published; or why the numbers are empty: too_noisy (by the rule of the spec), not_defined (the exact denominator is 0 or "
     "not recorded)",
     NULL, false},
};

enum {
	COMPUTED = sizeof computed / sizeof computed[0],
	INTEGER_DIGITS = 18, /* fit 64 bits */
	DECIMAL_LENGTH = 30,
	SENTENCE_LIMIT = 64 * 1024
};

uint32_t hush_resources_of_kind(const struct hush_spec *spec, enum hush_resource_kind kind)
{
	switch (kind) {
	case HUSH_RESOURCE_COUNTED: return spec->table_count;
	case HUSH_RESOURCE_COMPUTED: return spec->quotient_count;
	case HUSH_RESOURCE_EXACT: return spec->exact_table_count;
	case HUSH_RESOURCE_KINDS: break;
	}
	return 0;
}

uint32_t hush_resources_count(const struct hush_spec *spec)
{
	uint32_t count = 0;

	for (int kind = 0; kind < HUSH_RESOURCE_KINDS; kind++) {
		count += hush_resources_of_kind(spec, (enum hush_resource_kind)kind);
	}
	return count;
}

static struct hush_resource counted_at(const struct hush_spec *spec, uint32_t index)
{
	const struct hush_table *table = &spec->tables[index];

	return (struct hush_resource){.kind = HUSH_RESOURCE_COUNTED,
	                              .index = index,
	                              .name = table->name,
	                              .title = table->title,
	                              .by = table->by,
	                              .by_count = table->by_count,
	                              .rows = table->cells,
	                              .columns = hush_columns_count(table)};
}

static struct hush_resource computed_at(const struct hush_spec *spec, uint32_t index)
{
	const struct hush_quotient *quotient = &spec->quotients[index];

	return (struct hush_resource){.kind = HUSH_RESOURCE_COMPUTED,
	                              .index = index,
	                              .name = quotient->name,
	                              .title = quotient->title,
	                              .by = quotient->by,
	                              .by_count = quotient->by_count,
	                              .rows = quotient->cells,
	                              .columns = quotient->by_count + COMPUTED};
}

static struct hush_resource exact_at(const struct hush_spec *spec, uint32_t index)
{
	const struct hush_exact_table *table = &spec->exact_tables[index];

	return (struct hush_resource){.kind = HUSH_RESOURCE_EXACT,
	                              .index = index,
	                              .name = table->name,
	                              .title = table->title,
	                              .by = table->by,
	                              .by_count = table->by_count,
	                              .rows = table->cells,
	                              .columns = table->by_count + table->column_count};
}

struct hush_resource hush_resource_at(const struct hush_spec *spec, uint32_t place)
{
	if (place < spec->table_count) {
		return counted_at(spec, place);
	}
	place -= spec->table_count;
	return place < spec->quotient_count ? computed_at(spec, place) : exact_at(spec, place - spec->quotient_count);
}

static size_t digits_at(const char *text)
{
	return strspn(text, "0123456789");
}

/* What a published text is: a whole number or a decimal in its plain form, with no zero that would be lost; or just a text. */
static enum hush_column_type type_of_text(const char *text)
{
	const char *number = text + (text[0] == '-' ? 1 : 0);
	size_t whole = digits_at(number);
	size_t part;

	if (whole == 0 || (whole > 1 && number[0] == '0') || strlen(text) > DECIMAL_LENGTH) {
		return HUSH_TYPE_TEXT;
	}
	if (number[whole] == '\0') {
		return whole > INTEGER_DIGITS || strcmp(text, "-0") == 0 ? HUSH_TYPE_TEXT : HUSH_TYPE_INTEGER;
	}
	part = number[whole] == '.' ? digits_at(number + whole + 1) : 0;
	return part > 0 && number[whole + 1 + part] == '\0' ? HUSH_TYPE_DECIMAL : HUSH_TYPE_TEXT;
}

/* The narrowest type that all values of the column have; a text when there is none. */
static enum hush_column_type type_of_values(const struct hush_exact_table *table, uint32_t column)
{
	enum hush_column_type type = HUSH_TYPE_TEXT;
	bool any = false;

	for (uint64_t cell = 0; cell < table->cells; cell++) {
		const char *value = table->values[cell * table->column_count + column];
		enum hush_column_type found = value ? type_of_text(value) : type;

		if (value && found == HUSH_TYPE_TEXT) {
			return HUSH_TYPE_TEXT;
		}
		type = any && type != found ? HUSH_TYPE_DECIMAL : found;
		any = any || value;
	}
	return type;
}

static struct hush_column exact_column(const struct hush_exact_table *table, uint32_t column)
{
	return (struct hush_column){.role = HUSH_COLUMN_VALUE,
	                            .type = type_of_values(table, column),
	                            .name = table->columns[column],
	                            .says = "exact, without noise; empty where it was not recorded",
	                            .optional = true};
}

struct hush_column hush_resource_column(const struct hush_spec *spec, const struct hush_resource *resource, uint32_t place)
{
	if (place < resource->by_count) {
		return hush_column_of_dimension(&spec->dimensions[resource->by[place]]);
	}
	switch (resource->kind) {
	case HUSH_RESOURCE_COMPUTED: return computed[place - resource->by_count];
	case HUSH_RESOURCE_EXACT: return exact_column(&spec->exact_tables[resource->index], place - resource->by_count);
	case HUSH_RESOURCE_COUNTED:
	case HUSH_RESOURCE_KINDS: break;
	}
	return hush_column_at(spec, &spec->tables[resource->index], place);
}

void hush_resource_says(const struct hush_plan *plan, const struct hush_resource *resource, struct hush_buffer *out)
{
	switch (resource->kind) {
	case HUSH_RESOURCE_COUNTED: hush_words_counted(plan, resource->index, out); break;
	case HUSH_RESOURCE_COMPUTED: hush_quotient_say(plan->spec, &plan->spec->quotients[resource->index], out); break;
	case HUSH_RESOURCE_EXACT: hush_buffer_text(out, plan->spec->exact_tables[resource->index].why); break;
	case HUSH_RESOURCE_KINDS: break;
	}
}

void hush_resource_method(const struct hush_plan *plan, const struct hush_resource *resource, struct hush_buffer *out)
{
	switch (resource->kind) {
	case HUSH_RESOURCE_COUNTED: hush_about_law(&plan->tables[resource->index], out); break;
	case HUSH_RESOURCE_COMPUTED:
		hush_buffer_text(out, "computed from published noisy numbers: ");
		hush_resource_says(plan, resource, out);
		break;
	case HUSH_RESOURCE_EXACT: hush_buffer_text(out, "exact: no noise, no protection"); break;
	case HUSH_RESOURCE_KINDS: break;
	}
}

void hush_resource_put(struct hush_json_writer *json, const char *key, hush_resource_text write, const struct hush_plan *plan,
                       const struct hush_resource *resource)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	write(plan, resource, &text);
	hush_release_put_scratch(json, key, &text);
}

hush_status hush_resource_csv(const struct hush_release *release, const struct hush_resource *resource,
                              struct hush_buffer *out, hush_error *err)
{
	switch (resource->kind) {
	case HUSH_RESOURCE_COUNTED:
		HUSH_TRY(hush_table_csv_write(release->plan, release->noisy, resource->index, out, err));
		break;
	case HUSH_RESOURCE_COMPUTED: return hush_quotient_csv_write(release, resource->index, out, err);
	case HUSH_RESOURCE_EXACT: hush_exact_csv_write(release->spec, resource->index, out); break;
	case HUSH_RESOURCE_KINDS: return hush_fail_bug(err, "hush_resource_csv");
	}
	return hush_buffer_check(out, err);
}
