/*
 * count: from records to the exact limited tables.  This is where one scan can be followed from its record to its
 * cells:
 *
 *   hush_count      every source in turn
 *   count_source      one pass over its files; the reader turns each row into a record and calls
 *   count_record        for one record: into which cells of which tables does it fall?
 *   count_into            one table: the unit's limiter decides what is kept
 *   total_source      what every unit kept, added up by cell
 *
 * Which tables and cells a record falls into depends on the record alone, and what a unit keeps on that unit's records
 * alone; bound/limiter.proof.md builds on both.
 */
#include "aggregate/count.h"

#include "base/checked.h"
#include "base/memory.h"
#include "bound/limiter.h"
#include "bound/units.h"
#include "read/inputs.h"
#include "read/record.h"

/* One source while it is read. */
struct counting {
	const struct hush_spec *spec;
	uint32_t source;
	bool declared;                  /* no units: counts go straight to the cells */
	struct hush_units *units;       /* shared by the tables of the source; NULL when declared */
	struct hush_limiter **limiters; /* by spec table; NULL where the table is another source's, or declared */
	struct hush_exact_tables *exact;
	struct hush_tally *tally; /* may be NULL */
	hush_error *err;
};

static bool passes(const struct hush_filter *filter, const uint32_t *values)
{
	uint32_t value = values[filter->dimension];
	uint32_t low = 0;
	uint32_t high = filter->value_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (filter->values[middle] < value) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < filter->value_count && filter->values[low] == value;
}

bool hush_table_cell(const struct hush_spec *spec, const struct hush_table *table, const uint32_t *values,
                     uint64_t *cell)
{
	uint64_t place = 0;

	for (uint32_t i = 0; i < table->where_count; i++) {
		if (!passes(&table->where[i], values)) {
			return false;
		}
	}
	for (uint32_t i = 0; i < table->by_count; i++) {
		uint32_t value = values[table->by[i]];

		if (value == HUSH_NONE) {
			return false;
		}
		place = place * spec->dimensions[table->by[i]].values.count + value;
	}
	*cell = place;
	return true;
}

/* One record in one cell of one table. `unit` is the record's number, found when the first table needs it. */
static hush_status count_into(struct counting *counting, uint32_t table, uint64_t cell,
                              const struct hush_record *record, uint32_t *unit)
{
	bool once = counting->spec->tables[table].measure == HUSH_MEASURE_VEHICLES;
	uint64_t count = once && record->count > 0 ? 1 : record->count;

	if (counting->tally) {
		counting->tally->tables[table].offered += count; /* at most 2^31 a row: 2^33 rows away from wrapping */
	}
	if (counting->declared) {
		uint64_t *sum = &counting->exact->tables[table][cell];

		*sum = hush_add_sat(*sum, count, HUSH_EXACT_CAP);
		return HUSH_OK;
	}
	if (*unit == HUSH_NONE) {
		HUSH_TRY(hush_units_find(counting->units, record->unit, record->unit_length, unit, counting->err));
	}
	return hush_limiter_offer(counting->limiters[table], *unit, cell, count, counting->err);
}

static enum hush_reason count_record(void *context, const struct hush_record *record, hush_status *failed)
{
	struct counting *counting = context;
	const struct hush_spec *spec = counting->spec;
	enum hush_reason outcome = HUSH_LEFT_DOMAIN;
	uint32_t unit = HUSH_NONE;
	uint64_t cell;

	for (uint32_t t = 0; t < spec->table_count; t++) {
		const struct hush_table *table = &spec->tables[t];

		if (table->source == counting->source && hush_table_cell(spec, table, record->values, &cell)) {
			hush_status status = count_into(counting, t, cell, record, &unit);

			if (status != HUSH_OK) {
				*failed = status;
				return HUSH_KEPT; /* the reading stops here */
			}
			outcome = HUSH_KEPT;
		}
	}
	return outcome;
}

/* Adds up by cell what every unit kept, and tells the tally. */
static void total_source(struct counting *counting)
{
	for (uint32_t t = 0; t < counting->spec->table_count; t++) {
		const struct hush_limiter *limiter = counting->limiters[t];

		if (limiter) {
			hush_limiter_total(limiter, counting->exact->tables[t], HUSH_EXACT_CAP);
		}
		if (counting->tally && counting->spec->tables[t].source == counting->source) {
			struct hush_tally_table *tally = &counting->tally->tables[t];

			tally->units_cut = limiter ? hush_limiter_units_cut(limiter) : 0;
			for (uint64_t cell = 0; cell < counting->exact->cells[t]; cell++) {
				tally->kept = hush_add_sat(tally->kept, counting->exact->tables[t][cell], UINT64_MAX);
			}
		}
	}
	if (counting->tally && counting->units) {
		counting->tally->sources[counting->source].units = hush_units_count(counting->units);
	}
}

/* Opens the units and one limiter per table; a declared source needs neither. */
static hush_status open_limiters(struct counting *counting, const uint8_t limit_key[HUSH_LIMIT_KEY])
{
	const struct hush_spec *spec = counting->spec;

	counting->limiters = hush_calloc(spec->table_count, sizeof(struct hush_limiter *));
	if (!counting->limiters) {
		return hush_fail_memory(counting->err);
	}
	if (counting->declared) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_units_open(&counting->units, counting->err));
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == counting->source) {
			HUSH_TRY(hush_limiter_open(spec, t, counting->units, limit_key, &counting->limiters[t], counting->err));
		}
	}
	return HUSH_OK;
}

static void close_limiters(struct counting *counting)
{
	for (uint32_t t = 0; counting->limiters && t < counting->spec->table_count; t++) {
		hush_limiter_close(counting->limiters[t]);
	}
	hush_free(counting->limiters);
	hush_units_close(counting->units);
}

static hush_status count_source(const struct hush_spec *spec, uint32_t source, struct hush_inputs *inputs,
                                const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_tally *tally,
                                struct hush_exact_tables *exact, hush_error *err)
{
	struct counting counting = {
	    .spec = spec,
	    .source = source,
	    .declared = spec->sources[source].entity == HUSH_ENTITY_DECLARED,
	    .exact = exact,
	    .tally = tally,
	    .err = err,
	};
	hush_status status = open_limiters(&counting, limit_key);

	if (status == HUSH_OK) {
		status = hush_inputs_read(inputs, spec, source, count_record, &counting, tally ? &tally->sources[source] : NULL,
		                          err);
	}
	if (status == HUSH_OK) {
		total_source(&counting);
	}
	close_limiters(&counting);
	return status;
}

hush_status hush_count(const struct hush_spec *spec, struct hush_inputs *inputs, const uint8_t limit_key[32],
                       struct hush_tally *tally, struct hush_exact_tables **exact, hush_error *err)
{
	struct hush_exact_tables *tables = NULL;
	hush_status status = hush_exact_make(spec, &tables, err);

	for (uint32_t source = 0; status == HUSH_OK && source < spec->source_count; source++) {
		status = count_source(spec, source, inputs, limit_key, tally, tables, err);
	}
	if (status != HUSH_OK) {
		hush_exact_free(tables);
		return status;
	}
	*exact = tables;
	return HUSH_OK;
}
