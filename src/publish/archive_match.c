/* archive_match: which totals of two releases may stand side by side (see archive.h). */
#include "publish/archive.h"

#include <string.h>

#include "publish/amount_words.h"
#include "publish/words.h"

static bool same_values(const struct hush_names *one, const struct hush_names *other)
{
	if (one->count != other->count) {
		return false;
	}
	for (uint32_t i = 0; i < one->count; i++) {
		if (strcmp(one->names[i], other->names[i]) != 0) {
			return false;
		}
	}
	return true;
}

/* Times differ from period to period; what they are cut into must not. Places must be the same ones. */
static bool same_dimension(const struct hush_dimension *one, const struct hush_dimension *other)
{
	if (strcmp(one->name, other->name) != 0 || one->kind != other->kind) {
		return false;
	}
	return one->kind == HUSH_DIMENSION_TIME ? one->part == other->part : same_values(&one->values, &other->values);
}

static bool same_filter(const struct hush_spec *spec, const struct hush_filter *one, const struct hush_spec *other_spec,
                        const struct hush_filter *other)
{
	const struct hush_dimension *a = &spec->dimensions[one->dimension];
	const struct hush_dimension *b = &other_spec->dimensions[other->dimension];

	if (!same_dimension(a, b) || one->value_count != other->value_count) {
		return false;
	}
	for (uint32_t i = 0; i < one->value_count; i++) {
		if (strcmp(a->values.names[one->values[i]], b->values.names[other->values[i]]) != 0) {
			return false;
		}
	}
	return true;
}

static bool same_shape(const struct hush_spec *spec, const struct hush_table *table, const struct hush_spec *other_spec,
                       const struct hush_table *other)
{
	if (table->by_count != other->by_count || table->where_count != other->where_count) {
		return false;
	}
	for (uint32_t k = 0; k < table->by_count; k++) {
		if (!same_dimension(&spec->dimensions[table->by[k]], &other_spec->dimensions[other->by[k]])) {
			return false;
		}
	}
	for (uint32_t i = 0; i < table->where_count; i++) {
		if (!same_filter(spec, &table->where[i], other_spec, &other->where[i])) {
			return false;
		}
	}
	return true;
}

static bool same_texts(char *const *one, uint32_t count, char *const *other, uint32_t other_count)
{
	if (count != other_count) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(one[i], other[i]) != 0) {
			return false;
		}
	}
	return true;
}

static bool same_source(const struct hush_source *one, const struct hush_source *other)
{
	return strcmp(one->name, other->name) == 0 && one->entity == other->entity && one->form == other->form &&
	       one->at_most == other->at_most &&
	       same_texts(one->entity_columns, one->entity_column_count, other->entity_columns, other->entity_column_count) &&
	       same_texts(one->key_columns, one->key_column_count, other->key_columns, other->key_column_count);
}

bool hush_archive_comparable(const struct hush_release *one, uint32_t table, const struct hush_release *other,
                             uint32_t other_table)
{
	const struct hush_table *a = &one->spec->tables[table];
	const struct hush_table *b = &other->spec->tables[other_table];
	const struct hush_sensitivity *limit = &one->plan->tables[table].sensitivity;
	const struct hush_sensitivity *other_limit = &other->plan->tables[other_table].sensitivity;

	return strcmp(one->spec->publisher, other->spec->publisher) == 0 && strcmp(a->name, b->name) == 0 && a->measure == b->measure &&
	       !hush_words_is_amount(a) && a->stock == b->stock && (hush_words_has_total(a) || (a->cells == 1 && !a->discovers)) &&
	       one->spec->window == other->spec->window && limit->l0 == other_limit->l0 && limit->linf == other_limit->linf &&
	       limit->l1 == other_limit->l1 && same_source(&one->spec->sources[a->source], &other->spec->sources[b->source]) &&
	       same_shape(one->spec, a, other->spec, b) && ((b->cells == 1 && !b->discovers) || hush_words_has_total(b));
}
