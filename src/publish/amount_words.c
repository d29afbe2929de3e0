/* amount_words: see amount_words.h. */
#include "publish/amount_words.h"

#include <stdio.h>

#include "base/civil.h"
#include "publish/figures.h"
#include "publish/labels.h"
#include "publish/messages.h"
#include "publish/words.h"

enum { NUMBER_ROOM = 64, TEXT_LIMIT = 64 * 1024 };

static const struct hush_messages *messages_of(const struct hush_spec *spec)
{
	return hush_messages_in(spec->language);
}

static const struct hush_table *shape_of(const struct hush_plan *plan, uint32_t table)
{
	return &plan->spec->tables[table];
}

static const char *who_of(const struct hush_plan *plan, uint32_t table)
{
	return messages_of(plan->spec)->entity[plan->spec->sources[shape_of(plan, table)->source].entity];
}

bool hush_words_is_amount(const struct hush_table *table)
{
	return table->amount.column != NULL;
}

/* A number of steps of the grid, or of half steps, in the unit of the column. At most 13 digits and 7 decimals. */
static const char *steps_text(int64_t steps, int64_t grid, unsigned divisor, char text[NUMBER_ROOM])
{
	struct hush_rational value;
	struct hush_buffer out;

	hush_rational_init(&value);
	hush_buffer_init(&out, NUMBER_ROOM);
	mpz_set_si(mpq_numref(value.q), steps); /* long has 64 bits where this builds */
	mpz_mul_si(mpq_numref(value.q), mpq_numref(value.q), grid);
	mpz_set_ui(mpq_denref(value.q), divisor * 1000000UL);
	mpq_canonicalize(value.q);
	hush_rational_decimal(&value, 24, HUSH_DOWN, &out);
	snprintf(text, NUMBER_ROOM, "%s", out.failed ? "?" : out.bytes);
	hush_buffer_release(&out);
	hush_rational_clear(&value);
	return text;
}

static const char *unit_of(const struct hush_messages *m, const struct hush_amount *amount)
{
	return m->age_units[amount->unit == 1 ? 0 : amount->unit == 60 ? 1 : amount->unit == 3600 ? 2 : 3];
}

void hush_amount_values(const struct hush_spec *spec, const struct hush_amount *amount, bool people, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(spec);
	struct hush_buffer column;
	char day[HUSH_DAY_TEXT];

	hush_buffer_init(&column, TEXT_LIMIT);
	if (people) {
		hush_label_name(amount->column, &column);
	} else {
		hush_buffer_text(&column, amount->column);
	}
	if (column.failed) {
		out->failed = true;
	} else if (amount->age == HUSH_AGE_SINCE) {
		hush_say(out, m->age_since, column.bytes, unit_of(m, amount), NULL);
	} else if (amount->age == HUSH_AGE_UNTIL) {
		hush_day_format(spec->to, day);
		hush_say(out, m->age_until, day, unit_of(m, amount), NULL);
	} else {
		hush_buffer_text(out, column.bytes);
	}
	hush_buffer_release(&column);
}

static void put_short(const struct hush_plan *plan, const struct hush_table *shape, const char *name, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan->spec);
	const struct hush_amount *amount = &shape->amount;
	char step[NUMBER_ROOM];
	char middle[NUMBER_ROOM];

	if (shape->measure == HUSH_MEASURE_VALUE_COUNT) {
		hush_say(out, m->mean_count_short, name, NULL);
	} else if (shape->measure == HUSH_MEASURE_QUANTILES) {
		hush_say(out, m->quantiles_short, name, NULL);
	} else if (shape->measure == HUSH_MEASURE_MEAN_SUM) {
		hush_say(out, m->mean_sum_short, name, steps_text(amount->low + amount->high, amount->grid, 2, middle),
		         steps_text(1, amount->grid, 2, step), NULL);
	} else {
		hush_say(out, m->sum_short, name, steps_text(1, amount->grid, 1, step), NULL);
	}
}

void hush_amount_short(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_table *shape = shape_of(plan, table);
	struct hush_buffer name;

	hush_buffer_init(&name, TEXT_LIMIT);
	hush_amount_values(plan->spec, &shape->amount, false, &name);
	if (name.failed) {
		out->failed = true;
	} else {
		put_short(plan, shape, name.bytes, out);
	}
	hush_buffer_release(&name);
}

/* Two texts that several sentences are made with. */
struct pieces {
	struct hush_buffer name;  /* hush_amount_short */
	struct hush_buffer clamp;
};

static bool make_pieces(const struct hush_plan *plan, uint32_t table, struct pieces *pieces)
{
	const struct hush_amount *amount = &shape_of(plan, table)->amount;
	char low[NUMBER_ROOM];
	char high[NUMBER_ROOM];

	hush_buffer_init(&pieces->name, TEXT_LIMIT);
	hush_buffer_init(&pieces->clamp, TEXT_LIMIT);
	hush_amount_short(plan, table, &pieces->name);
	hush_say(&pieces->clamp, messages_of(plan->spec)->clamp, steps_text(amount->low, amount->grid, 1, low),
	         steps_text(amount->high, amount->grid, 1, high), NULL);
	return !pieces->name.failed && !pieces->clamp.failed;
}

static void release_pieces(struct pieces *pieces)
{
	hush_buffer_release(&pieces->name);
	hush_buffer_release(&pieces->clamp);
}

void hush_amount_counted(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan->spec);
	const struct hush_table *shape = shape_of(plan, table);
	const char *window = m->window[plan->spec->window];
	struct pieces pieces;

	if (!make_pieces(plan, table, &pieces)) {
		out->failed = true;
	} else if (shape->amount.values) {
		hush_say(out, m->mean_counted, pieces.name.bytes, pieces.clamp.bytes,
		         hush_figure_of_count((uint64_t)shape->amount.values * shape->limits.cells).text, who_of(plan, table), window, NULL);
	} else {
		hush_say(out, m->sum_counted, pieces.name.bytes, pieces.clamp.bytes, who_of(plan, table), window, NULL);
	}
	release_pieces(&pieces);
	hush_words_stock(plan->spec, shape, out);
}

void hush_amount_limits(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_messages *m = messages_of(plan->spec);
	const struct hush_table *shape = shape_of(plan, table);
	const char *window = m->window[plan->spec->window];
	struct hush_figure cells = hush_figure_of_count(shape->limits.cells);
	struct pieces pieces;

	if (!make_pieces(plan, table, &pieces)) {
		out->failed = true;
	} else if (shape->amount.values) {
		hush_say(out, m->mean_limit, who_of(plan, table), cells.text, window, hush_figure_of_count(shape->amount.values).text,
		         pieces.clamp.bytes, NULL);
	} else {
		hush_say(out, m->sum_limit, who_of(plan, table), cells.text, window, pieces.clamp.bytes, NULL);
	}
	release_pieces(&pieces);
	hush_words_origin(m, shape->limits.origin, out);
}

void hush_amount_capped(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	const struct hush_table *shape = shape_of(plan, table);
	char step[NUMBER_ROOM];
	struct pieces pieces;

	if (!make_pieces(plan, table, &pieces)) {
		out->failed = true;
	} else {
		hush_say(out, messages_of(plan->spec)->capped, pieces.clamp.bytes, steps_text(1, shape->amount.grid, 1, step), NULL);
	}
	release_pieces(&pieces);
}

void hush_amount_left_out(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	struct hush_buffer column;

	hush_buffer_init(&column, TEXT_LIMIT);
	hush_label_name(shape_of(plan, table)->amount.column, &column);
	if (column.failed) {
		out->failed = true;
	} else {
		const struct hush_messages *m = messages_of(plan->spec);

		hush_say(out, shape_of(plan, table)->amount.age == HUSH_AGE_NONE ? m->amount_left_out : m->age_left_out,
		         who_of(plan, table), column.bytes, NULL);
	}
	hush_buffer_release(&column);
}

void hush_words_stock(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *out)
{
	char day[HUSH_DAY_TEXT];

	if (table->stock) {
		hush_day_format(spec->to, day);
		hush_say(out, messages_of(spec)->stock, day, NULL);
	}
}
