/* amount_count: see amount_count.h. */
#include "aggregate/amount_count.h"

#include "aggregate/parts.h"
#include "aggregate/shares.h"
#include "base/memory.h"
#include "bound/amount_offers.h"

/* -- opening and closing ------------------------------------------------------------------------------------------- */

static hush_status open_tables(const struct hush_spec *spec, uint32_t source, const struct hush_exact_tables *exact,
                               struct hush_amount_count *count, hush_error *err)
{
	count->tables = hush_calloc(spec->table_count, sizeof *count->tables);
	count->totals = hush_calloc(spec->table_count, sizeof *count->totals);
	if (!count->tables || !count->totals) {
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		count->totals[t] = (struct hush_amount_totals){exact->moved[t], exact->tables[t], exact->points[t]};
		if (spec->tables[t].source == source && hush_amounts_takes(spec, t)) {
			count->tables[count->table_count++] = (struct hush_amount_table){t, hush_cell_rule_of(spec, &spec->tables[t])};
		}
	}
	return HUSH_OK;
}

hush_status hush_amount_count_open(const struct hush_limiting *limiting, uint32_t source,
                                   const uint8_t limit_key[HUSH_LIMIT_KEY], uint64_t memory, uint32_t threads, unsigned bits,
                                   const char *folder, const struct hush_exact_tables *exact,
                                   struct hush_amount_count *count, hush_error *err)
{
	*count = (struct hush_amount_count){
	    .limiting = limiting, .limit_key = limit_key, .most = memory / HUSH_SHARE_UNITS / threads};
	HUSH_TRY(open_tables(limiting->spec, source, exact, count, err));
	if (count->table_count == 0) {
		return HUSH_OK;
	}
	return hush_partitions_open(bits, hush_share_block(memory, threads, bits), memory / HUSH_SHARE_HELD, folder,
	                            &count->partitions, err);
}

void hush_amount_count_close(struct hush_amount_count *count)
{
	hush_partitions_close(count->partitions);
	hush_free(count->totals);
	hush_free(count->tables);
}

hush_status hush_amount_worker_open(const struct hush_amount_count *count, struct hush_amount_worker *worker, hush_error *err)
{
	worker->offered = hush_calloc(count->table_count, sizeof *worker->offered);
	worker->cut = hush_calloc(count->table_count, sizeof *worker->cut);
	if (!worker->offered || !worker->cut) {
		return hush_fail_memory(err);
	}
	return count->partitions ? hush_partition_writer_open(count->partitions, &worker->writer, err) : HUSH_OK;
}

void hush_amount_worker_close(const struct hush_amount_count *count, struct hush_amount_worker *worker)
{
	hush_partition_writer_close(&worker->writer);
	hush_partition_reader_close(&worker->reader);
	hush_amounts_close(worker->amounts);
	hush_free_wiped(worker->offered, worker->offered ? count->table_count * sizeof *worker->offered : 0);
	hush_free_wiped(worker->cut, worker->cut ? count->table_count * sizeof *worker->cut : 0);
}

/* -- first: values become offers ----------------------------------------------------------------------------------- */

/* Whether the record has a value for the i-th table: in which cell, and in how many steps of its grid. */
static bool value_of(const struct hush_amount_count *count, uint32_t i, const struct hush_record *record, uint64_t *cell, int64_t *steps)
{
	return hush_cell_find(&count->tables[i].rule, record->values, cell) &&
	       hush_record_amount(count->limiting->spec, count->tables[i].table, record, steps);
}

hush_status hush_amount_worker_put(const struct hush_amount_count *count, struct hush_amount_worker *worker,
                                   const struct hush_record *record, bool *any, hush_error *err)
{
	unsigned char exact[HUSH_UNIT_EXACT_ROOM];
	struct hush_amount_value value = {.unit = record->unit.exact, .unit_length = record->unit.exact_length};
	uint64_t hash = 0;
	bool hashed = false;

	for (uint32_t i = 0; i < count->table_count; i++) {
		unsigned char *room;
		uint64_t cell;

		if (!value_of(count, i, record, &cell, &value.steps)) {
			continue;
		}
		if (!hashed) {
			if (record->unit.packed) {
				value.unit_length = hush_unit_exact(&count->limiting->units, record->unit.low, record->unit.high, exact);
				value.unit = exact;
			}
			hash = hush_offer_hash_exact(&count->limiting->hash, value.unit, value.unit_length);
			hashed = true;
		}
		*any = true;
		worker->offered[i]++;
		value.table = count->tables[i].table;
		value.cell = (uint32_t)cell; /* HUSH_MAX_CELLS is far below 2^32 */
		HUSH_TRY(hush_partition_room(&worker->writer, hash, hush_amount_offer_size(value.unit_length), &room, err));
		hush_amount_offer_put(&value, room);
	}
	return HUSH_OK;
}

bool hush_amount_count_takes(const struct hush_amount_count *count, const struct hush_record *record)
{
	for (uint32_t i = 0; i < count->table_count; i++) {
		uint64_t cell;
		int64_t steps;

		if (value_of(count, i, record, &cell, &steps)) {
			return true;
		}
	}
	return false;
}

hush_status hush_amount_worker_finish(struct hush_amount_worker *worker, hush_error *err)
{
	hush_status status = worker->writer.partitions ? hush_partition_writer_finish(&worker->writer, err) : HUSH_OK;

	hush_partition_writer_close(&worker->writer);
	return status;
}

/* -- then: what each unit keeps ------------------------------------------------------------------------------------ */

/* One worker's part of it. */
struct totalling {
	const struct hush_amount_count *count;
	struct hush_amount_worker *worker;
};

static void begin_units(void *context, uint32_t partition)
{
	const struct totalling *totalling = context;

	(void)partition;
	hush_amounts_clear(totalling->worker->amounts);
}

static hush_status take_units(void *context, const unsigned char *offers, size_t length, uint32_t mask, uint32_t part,
                              hush_error *err)
{
	const struct totalling *totalling = context;

	return length > 0 ? hush_amounts_take(totalling->worker->amounts, offers, length, mask, part, err) : HUSH_OK;
}

static size_t units_memory(const void *context)
{
	const struct totalling *totalling = context;

	return hush_amounts_memory(totalling->worker->amounts);
}

static uint32_t units_count(const void *context)
{
	const struct totalling *totalling = context;

	return hush_amounts_units(totalling->worker->amounts);
}

static hush_status total_units(void *context, hush_error *err)
{
	const struct totalling *totalling = context;
	const struct hush_amount_count *count = totalling->count;
	struct hush_amount_worker *worker = totalling->worker;

	HUSH_TRY(hush_amounts_total(worker->amounts, count->totals, err));
	for (uint32_t i = 0; i < count->table_count; i++) {
		worker->cut[i] += hush_amounts_units_cut(worker->amounts, count->tables[i].table);
	}
	return HUSH_OK;
}

hush_status hush_amount_worker_total(struct hush_amount_count *count, struct hush_amount_worker *worker, hush_error *err)
{
	struct totalling totalling = {count, worker};
	const struct hush_part_work work = {&totalling, begin_units, take_units, units_memory, units_count, total_units};

	if (!count->partitions) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_amounts_open(count->limiting->spec, count->limit_key, &count->limiting->hash, &worker->amounts, err));
	return hush_parts_run(count->partitions, &count->next_partition, &worker->reader, count->most, &work, err);
}

void hush_amount_worker_tell(const struct hush_amount_count *count, const struct hush_amount_worker *worker,
                             struct hush_tally *tally)
{
	for (uint32_t i = 0; i < count->table_count; i++) {
		uint32_t taker = count->tables[i].table;
		enum hush_measure measure = count->limiting->spec->tables[taker].measure;
		uint32_t first = measure == HUSH_MEASURE_VALUE_COUNT ? taker - 1 : taker;
		uint32_t last = measure == HUSH_MEASURE_MEAN_SUM ? taker + 1 : taker;

		for (uint32_t table = first; table <= last; table++) {
			tally->tables[table].offered += worker->offered[i];
			tally->tables[table].units_cut += worker->cut[i];
		}
	}
}
