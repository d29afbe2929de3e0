/* words: see words.h. */
#include "publish/words.h"

#include <string.h>

#include "publish/amount_words.h"
#include "publish/figures.h"
#include "publish/labels.h"
#include "publish/odds_words.h"
#include "spec/windows_apart.h"

enum { LIST_LIMIT = 64 * 1024 };

static const struct hush_messages *messages_of(const struct hush_plan *plan)
{
	return hush_messages_in(plan->spec->language);
}

static const struct hush_source *source_of(const struct hush_plan *plan, uint32_t table)
{
	return &plan->spec->sources[plan->spec->tables[table].source];
}

static bool mentions(const struct hush_source *source, const char *one, const char *other)
{
	return strstr(source->name, one) || strstr(source->name, other);
}

enum hush_records hush_words_records(const struct hush_source *source)
{
	if (mentions(source, "search", "quer")) {
		return HUSH_SEARCHES;
	}
	if (mentions(source, "verif", "confirm")) {
		return HUSH_VERIFIED_HITS;
	}
	if (mentions(source, "hit", "alert")) {
		return HUSH_HITS;
	}
	return mentions(source, "scan", "read") ? HUSH_SCANS : HUSH_RECORDS;
}

bool hush_words_additive(const struct hush_table *table)
{
	return table->measure != HUSH_MEASURE_VEHICLES && table->measure != HUSH_MEASURE_QUANTILES;
}

void hush_words_short(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *source = source_of(plan, table);
	enum hush_window window = plan->spec->window;

	if (hush_words_is_amount(&plan->spec->tables[table])) {
		hush_amount_short(plan, table, out);
		return;
	}
	if (hush_words_additive(&plan->spec->tables[table])) {
		hush_buffer_text(out, m->counted[hush_words_records(source)]);
	} else if (plan->spec->tables[table].many_windows) {
		hush_say(out, m->entity_windows, m->entity[source->entity], m->windows[window], m->entities[source->entity],
		         m->window[window], NULL);
	} else {
		hush_say(out, m->different, m->entities[source->entity], NULL);
	}
}

typedef void (*writer)(const struct hush_plan *plan, uint32_t index, struct hush_buffer *out);

/* A message whose first text is one that `write` makes. */
static void say_around(struct hush_buffer *out, const char *message, writer write, const struct hush_plan *plan,
                       uint32_t index, const char *second, const char *third, const char *fourth)
{
	struct hush_buffer text;

	hush_buffer_init(&text, LIST_LIMIT);
	hush_buffer_text(&text, "");
	write(plan, index, &text);
	if (text.failed) {
		out->failed = true;
	} else {
		hush_say(out, message, text.bytes, second, third, fourth, NULL);
	}
	hush_buffer_release(&text);
}

/* "15 entries of “site”", "465 combinations of site and day". */
static void put_entries(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_table *shape = &plan->spec->tables[table];
	struct hush_buffer list;

	hush_buffer_init(&list, LIST_LIMIT);
	for (uint32_t k = 0; k < shape->by_count; k++) {
		hush_buffer_text(&list, k == 0 ? "" : k + 1 < shape->by_count ? ", " : m->and);
		hush_label_dimension(&plan->spec->dimensions[shape->by[k]], &list);
	}
	if (list.failed || !list.bytes) {
		out->failed = true;
	} else if (shape->discovers) {
		hush_say(out, shape->by_count == 1 ? m->entries_any : m->combinations_any, list.bytes, NULL);
	} else {
		hush_say(out, shape->by_count == 1 ? m->entries_of : m->combinations_of, hush_figure_of_count(shape->cells).text,
		         list.bytes, NULL);
	}
	hush_buffer_release(&list);
}

/* A message that ends in the entries of a table: fills them in as the text at `place`, 2 or 6. */
static void say_with_entries(struct hush_buffer *out, const char *message, const struct hush_plan *plan, uint32_t table,
                             const char *const texts[6], uint32_t place)
{
	struct hush_buffer entries;

	hush_buffer_init(&entries, LIST_LIMIT);
	put_entries(plan, table, &entries);
	if (entries.failed) {
		out->failed = true;
	} else if (place == 2) {
		hush_say(out, message, texts[0], texts[1], entries.bytes, texts[2], NULL);
	} else {
		hush_say(out, message, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], entries.bytes, NULL);
	}
	hush_buffer_release(&entries);
}

void hush_words_counted(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *source = source_of(plan, table);
	const struct hush_table *shape = &plan->spec->tables[table];
	const char *who = m->entity[source->entity];
	const char *window = m->window[plan->spec->window];

	if (hush_words_is_amount(shape)) {
		hush_amount_counted(plan, table, out);
		return;
	}
	if (source->entity == HUSH_ENTITY_DECLARED) {
		say_around(out, m->counted_declared, hush_words_short, plan, table, NULL, NULL, NULL);
	} else if (hush_words_additive(shape)) {
		say_around(out, m->counted_rows, hush_words_short, plan, table,
		           hush_figure_of_count(plan->tables[table].sensitivity.l1).text, who, window);
	} else if (shape->by_count == 0) {
		hush_words_short(plan, table, out);
	} else {
		struct hush_buffer name;

		hush_buffer_init(&name, LIST_LIMIT);
		hush_words_short(plan, table, &name);
		if (name.failed) {
			out->failed = true;
		} else {
			const char *texts[6] = {name.bytes, hush_figure_of_count(shape->limits.cells).text, window};

			say_with_entries(out, m->counted_entities, plan, table, texts, 2);
		}
		hush_buffer_release(&name);
	}
	if (shape->many_windows) {
		hush_say(out, m->counts_twice, who, m->windows[plan->spec->window], NULL);
	}
	hush_words_which(plan->spec, shape, out);
}

void hush_words_origin(const struct hush_messages *messages, const char *origin, struct hush_buffer *out)
{
	const char *const words[][2] = {{"policy", messages->limit_policy},
	                                {"synthetic", messages->limit_synthetic},
	                                {"earlier release", messages->limit_earlier},
	                                {"looked at data", messages->limit_looked}};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(origin, words[i][0]) == 0) {
			hush_say(out, messages->limit_origin, words[i][1], NULL);
		}
	}
}

void hush_words_limits(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *source = source_of(plan, table);
	const struct hush_table *shape = &plan->spec->tables[table];
	struct hush_figure cells = hush_figure_of_count(shape->limits.cells);
	struct hush_figure per_cell = hush_figure_of_count(shape->limits.per_cell);
	struct hush_figure all = hush_figure_of_count(plan->tables[table].sensitivity.l1);
	const char *who = m->entity[source->entity];
	const char *records = m->records[hush_words_records(source)];
	const char *window = m->window[plan->spec->window];

	if (hush_words_is_amount(shape)) {
		hush_amount_limits(plan, table, out);
		return;
	}
	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_say(out, m->limit_declared, records, source->name, hush_figure_of_count(source->at_most).text, window, NULL);
		return;
	}
	if (hush_words_additive(shape) && shape->by_count == 0) {
		hush_say(out, m->limit_rows_at_most, who, records, window, all.text, NULL);
	} else if (hush_words_additive(shape)) {
		const char *texts[6] = {who, records, window, all.text, per_cell.text, cells.text};

		say_with_entries(out, m->limit_rows, plan, table, texts, 6);
	} else if (shape->by_count == 0) {
		hush_say(out, m->limit_entities_once, who, window, NULL);
	} else {
		const char *texts[6] = {who, cells.text, window};

		say_with_entries(out, m->limit_entities, plan, table, texts, 2);
	}
	hush_words_origin(m, shape->limits.origin, out);
}

bool hush_words_limited_alike(const struct hush_plan *plan, uint32_t one, uint32_t other)
{
	const struct hush_table *a = &plan->spec->tables[one];
	const struct hush_table *b = &plan->spec->tables[other];

	if (source_of(plan, one)->entity != source_of(plan, other)->entity) {
		return false;
	}
	if (source_of(plan, one)->entity == HUSH_ENTITY_DECLARED) {
		return true; /* neither is limited */
	}
	if (a->limits.total == 1 && b->limits.total == 1) {
		return true; /* once is once, among whatever cells */
	}
	if (a->limits.cells != b->limits.cells || a->limits.per_cell != b->limits.per_cell || a->by_count != b->by_count) {
		return false;
	}
	for (uint32_t k = 0; k < a->by_count; k++) {
		if (a->by[k] != b->by[k]) {
			return false;
		}
	}
	return true;
}

void hush_words_left_out(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *source = source_of(plan, table);
	const struct hush_table *shape = &plan->spec->tables[table];

	if (hush_words_is_amount(shape)) {
		hush_amount_left_out(plan, table, out);
		return;
	}
	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_buffer_text(out, m->left_out_declared);
		return;
	}
	hush_say(out, hush_words_additive(shape) ? m->left_out_rows : m->left_out_entities, m->entity[source->entity],
	         m->entities[source->entity], NULL);
}

bool hush_words_has_total(const struct hush_table *table)
{
	return hush_words_additive(table) && !table->discovers;
}

/* The table's threshold, by cells that can hold several of the windows charged. */
static bool windows_unhidden(const struct hush_plan *plan, uint32_t table)
{
	const struct hush_plan_table *law = &plan->tables[table];

	return law->threshold && plan->accounts[law->account].window_count > 1 &&
	       !hush_table_windows_apart(plan->spec, &plan->spec->tables[table]);
}

bool hush_words_windows_unhidden(const struct hush_plan *plan, uint32_t account)
{
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account && windows_unhidden(plan, i)) {
			return true;
		}
	}
	return false;
}

/* What the chance above is not about: a value that is had in several windows, each of which is protected by itself. */
static void put_several_windows(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);

	if (plan->accounts[plan->tables[table].account].window_count > 1) {
		hush_say(out, windows_unhidden(plan, table) ? m->discovered_windows : m->discovered_windows_apart,
		         m->one_window[plan->spec->window], NULL);
	}
}

static void put_alone(const struct hush_plan *plan, uint32_t table, const char *chance, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *source = source_of(plan, table);
	const char *window = m->window[plan->spec->window];

	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_say(out, m->discovered_alone_declared, hush_figure_of_count(source->at_most).text,
		         m->records[hush_words_records(source)], window, chance, NULL);
	} else {
		hush_say(out, m->discovered_alone, m->entity[source->entity], window, chance, NULL);
	}
	put_several_windows(plan, table, out);
}

void hush_words_discovered(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_table *shape = &plan->spec->tables[table];
	const struct hush_dimension *dimension = &plan->spec->dimensions[shape->discovered];
	struct hush_buffer text;

	if (!shape->discovers) {
		return;
	}
	hush_buffer_init(&text, 4096);
	hush_label_dimension(dimension, &text);
	if (text.failed) {
		out->failed = true;
	} else {
		hush_say(out, shape->by_count == 1 ? messages_of(plan)->discovered : messages_of(plan)->discovered_any, text.bytes, hush_figure_of_count(plan->tables[table].threshold).text,
		         hush_figure_of_count(dimension->at_most).text, NULL);
	}
	hush_buffer_clear(&text);
	hush_words_chance(messages_of(plan), &plan->tables[table].cost.delta, &text);
	if (text.failed) {
		out->failed = true;
	} else {
		put_alone(plan, table, text.bytes, out);
	}
	hush_buffer_release(&text);
}

void hush_words_left_out_repeats(const struct hush_plan *plan, uint32_t source, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *from = &plan->spec->sources[source];
	struct hush_buffer key;

	hush_buffer_init(&key, LIST_LIMIT);
	for (uint32_t i = 0; i < from->key_column_count; i++) {
		hush_buffer_text(&key, i == 0 ? "" : i + 1 < from->key_column_count ? ", " : m->and);
		hush_buffer_text(&key, from->key_columns[i]);
	}
	if (key.failed) {
		out->failed = true;
	} else {
		hush_say(out, m->left_out_repeats, from->name, m->entity[from->entity], key.bytes, m->window[plan->spec->window], NULL);
	}
	hush_buffer_release(&key);
}

void hush_words_unit(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_plan_account *about = &plan->accounts[account];
	const char *window = m->one_window[plan->spec->window];

	if (about->entity == HUSH_ENTITY_DECLARED) {
		const struct hush_source *source = &plan->spec->sources[about->source];

		hush_say(out, m->unit_declared, hush_figure_of_count(source->at_most).text, m->records[hush_words_records(source)],
		         source->name, window, plan->spec->timezone, NULL);
	} else {
		hush_say(out, m->unit_entity, m->entity[about->entity], window, plan->spec->timezone, NULL);
	}
}

void hush_words_mechanism(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_plan_table *law = &plan->tables[table];
	const char *message = NULL;
	struct hush_buffer parameter;

	switch (law->mechanism) {
	case HUSH_DISCRETE_GAUSSIAN: message = m->gaussian; break;
	case HUSH_DISCRETE_LAPLACE: message = m->laplace; break;
	case HUSH_CORRELATED_GAUSSIAN: message = m->correlated; break;
	case HUSH_EXPONENTIAL: message = m->exponential; break;
	}
	hush_buffer_init(&parameter, 4096);
	hush_figures_rational(&parameter, &law->parameter, 6);
	if (parameter.failed || !message) {
		out->failed = true;
	} else {
		hush_say(out, message, parameter.bytes, NULL);
	}
	hush_buffer_release(&parameter);
}

const char *const *hush_words_not_covered(const struct hush_spec *spec)
{
	const struct hush_messages *m = hush_messages_in(spec->language);
	const char *const *all = m->not_covered_users;
	bool counted = false;

	for (uint32_t i = 0; i < spec->source_count; i++) {
		if (spec->sources[i].entity != HUSH_ENTITY_USER) {
			all = m->not_covered;
		}
	}

	/* The first is about records of several lines, the second about counts: without such, they would be a riddle. */
	for (uint32_t i = 0; i < spec->source_count; i++) {
		if (spec->sources[i].multiline) {
			return all;
		}
		counted = counted || spec->sources[i].count_count > 0;
	}
	return all + (counted ? 1 : 2);
}

const char *hush_words_unprotected(const struct hush_plan *plan, uint32_t table)
{
	const struct hush_source *source = source_of(plan, table);

	if (source->entity == HUSH_ENTITY_VEHICLE) {
		return hush_words_records(source) == HUSH_SEARCHES ? "user" : NULL;
	}
	return "vehicle";
}

bool hush_words_no_guarantee(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan);
	const struct hush_source *source = source_of(plan, table);
	const char *name = plan->spec->tables[table].name;

	if (!hush_words_unprotected(plan, table)) {
		return false;
	}
	switch (source->entity) {
	case HUSH_ENTITY_VEHICLE: hush_say(out, m->no_guarantee_user, name, NULL); break;
	case HUSH_ENTITY_USER: hush_say(out, m->no_guarantee_vehicle, name, NULL); break;
	case HUSH_ENTITY_DECLARED:
		hush_say(out, m->no_guarantee_declared, name, hush_figure_of_count(source->at_most).text,
		         m->records[hush_words_records(source)], m->window[plan->spec->window], NULL);
		break;
	}
	return true;
}

bool hush_words_by_epsilon(const struct hush_plan *plan, uint32_t account)
{
	return hush_counts_epsilon(plan->accounts[account].kind, plan->spec);
}

uint64_t hush_words_all_windows(const struct hush_plan *plan, uint32_t account)
{
	uint64_t windows = plan->accounts[account].window_count;
	bool apart = true;

	if (hush_words_by_epsilon(plan, account) && !hush_counts_exactly(plan->accounts[account].kind, plan->spec)) {
		return windows;
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account) {
			apart = apart && hush_table_windows_apart(plan->spec, &plan->spec->tables[i]);
		}
	}
	return apart ? windows : windows * windows;
}
