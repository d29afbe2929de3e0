/*
 * count: from records to the exact limited tables.  This is where one scan can be followed from its record to its
 * cells:
 *
 *   hush_count      every source in turn
 *   count_source      first all threads read its files; then, partition by partition, they limit its units
 *   drop_repeats      of a unit's records with one key, where the source declares one, one goes on; the others end here
 *   count_records       for some records: into which cells of which tables do they fall? Each becomes an offer of its unit,
 *                       put with all others of that unit into one partition
 *   limit_units         partition by partition (parts.c): of each unit's offers, the limiter keeps what the limits let through
 *   total_units         what every unit of it kept, added up by cell
 *   amount_count        the same for sums, means and quantiles, whose values have partitions of their own
 *   found_count         the same for tables whose values no list names: what is kept of them waits in exact->found, by text
 *
 * Which tables and cells a record falls into depends on the record alone, and what a unit keeps on that unit's records
 * alone; bound/limiter.proof.md builds on both.  Threads, partitions and the order of everything are accidents: sums
 * saturate, so that they do not depend on the order of their terms.
 */
#include "aggregate/count.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "aggregate/amount_count.h"
#include "aggregate/cell.h"
#include "aggregate/found_count.h"
#include "aggregate/partial.h"
#include "aggregate/parts.h"
#include "aggregate/repeat_count.h"
#include "aggregate/shares.h"
#include "base/checked.h"
#include "base/memory.h"
#include "base/threads.h"
#include "bound/limiter.h"
#include "bound/partitions.h"
#include "bound/spill.h"
#include "bound/totals.h"
#include "read/inputs.h"
#include "read/pieces.h"
#include "read/record.h"
#include "spec/resolved.h"

/* One source while it is counted, shared by all workers. */
struct counting {
	const struct hush_spec *spec;
	const struct hush_source *source;
	uint32_t threads;
	uint64_t memory;
	struct hush_limiting limiting;
	struct hush_reading *reading;
	struct hush_partitions *partitions; /* NULL for a declared source: counts go straight to the cells */
	atomic_uint next_partition;
	struct hush_repeat_count repeats;   /* records that wait for all others of their key, where the source has one */
	bool own_totals; /* every worker adds to a partial result of its own, which are merged at the end */
	struct hush_exact_tables *exact;
	struct counted_table *tables; /* by limiting.offers.tables */
	struct hush_amount_count amounts;
	struct hush_found_count found;
	struct worker *workers;
};

/* A table of the source, as count_records needs it. */
struct counted_table {
	struct hush_cell_rule rule;
	bool once; /* a vehicle counts once in a cell */
};

/* How much a row of this count is in the table. */
static inline uint64_t counts_as(const struct counted_table *table, uint64_t count)
{
	return table->once && count > 0 ? 1 : count;
}

struct worker {
	struct counting *counting;
	struct hush_tally_part part;
	struct hush_partition_writer writer;
	struct hush_partition_reader reader;
	struct hush_repeat_worker repeats;
	struct hush_limiter *limiter;
	struct hush_totals *totals; /* by offers.tables: of the partial result, or the release's own cells */
	struct hush_partial partial;
	uint32_t *cells;            /* of some records: [record * tables + by offers.tables] */
	uint64_t *offered;          /* for the tally: by offers.tables */
	uint64_t *cut;
	uint64_t units;
	struct hush_amount_worker amounts;
	struct hush_found_worker found;
	hush_error err; /* of a visit that stopped the reading */
};

/* -- first: rows become offers, or counts of a declared source ------------------------------------------------------- */

/* Into which cell of each table the records fall. */
static void find_cells(struct worker *worker, const struct hush_record *records, uint32_t count, bool *counted)
{
	const struct counting *counting = worker->counting;
	const uint32_t tables = counting->limiting.offers.table_count;

	for (uint32_t i = 0; i < tables; i++) {
		const struct counted_table *table = &counting->tables[i];
		uint32_t *cells = worker->cells + i;
		uint64_t offered = 0;

		for (uint32_t k = 0; k < count; k++, cells += tables) {
			uint64_t cell;

			if (!hush_cell_find(&table->rule, records[k].values, &cell)) {
				*cells = HUSH_NO_CELL;
				continue;
			}
			counted[k] = true;
			*cells = (uint32_t)cell; /* HUSH_MAX_CELLS is below 2^32 */
			offered += counts_as(table, records[k].count);
		}
		worker->offered[i] += offered; /* at most 2^31 a row: 2^33 rows away from wrapping */
	}
}

/* Of a declared source: straight to the cells. */
static void add_counts(struct worker *worker, const struct hush_record *records, uint32_t count)
{
	const struct counting *counting = worker->counting;
	const uint32_t tables = counting->limiting.offers.table_count;

	for (uint32_t i = 0; i < tables; i++) {
		for (uint32_t k = 0; k < count; k++) {
			uint32_t cell = worker->cells[k * tables + i];

			if (cell != HUSH_NO_CELL) {
				hush_totals_add(&worker->totals[i], cell, counts_as(&counting->tables[i], records[k].count));
			}
		}
	}
}

/* The records that fell into some table become offers. */
static hush_status put_offers(struct worker *worker, const struct hush_record *records, uint32_t count, const bool *counted)
{
	const struct counting *counting = worker->counting;
	const struct hush_offer_shape shape = counting->limiting.offers; /* a copy, which no byte that is written can change */
	uint64_t hashes[HUSH_RECORDS_MOST];

	for (uint32_t k = 0; k < count; k++) {
		hashes[k] = hush_offer_hash_of(&counting->limiting.hash, &shape, &records[k].unit);
		hush_partition_fetch(&worker->writer, hashes[k]);
	}
	for (uint32_t k = 0; k < count; k++) {
		const struct hush_unit_key *unit = &records[k].unit;
		unsigned char *room;

		if (counted[k] && records[k].count > 0) {
			HUSH_TRY(hush_partition_room(&worker->writer, hashes[k], hush_offer_size(&shape, unit), &room, &worker->err));
			(void)hush_offer_put(&shape, unit, (uint32_t)records[k].count, worker->cells + k * shape.table_count, room);
		}
	}
	return HUSH_OK;
}

static void count_records(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	struct worker *worker = context;
	const struct counting *counting = worker->counting;

	find_cells(worker, records, count, counted);
	for (uint32_t k = 0; k < count && *failed == HUSH_OK && counting->found.table_count > 0; k++) {
		*failed = hush_found_worker_put(&counting->found, &worker->found, &records[k], &counted[k], &worker->err);
	}
	if (counting->partitions && *failed == HUSH_OK) {
		*failed = put_offers(worker, records, count, counted);
	} else if (!counting->partitions) {
		add_counts(worker, records, count);
	}
	for (uint32_t k = 0; k < count && *failed == HUSH_OK && counting->amounts.table_count > 0; k++) {
		*failed = hush_amount_worker_put(&counting->amounts, &worker->amounts, &records[k], &counted[k], &worker->err);
	}
}

/* Whether the record falls into some cell of some table: only such records take part in what follows. */
static bool is_counted(const struct worker *worker, const struct hush_record *record)
{
	const struct counting *counting = worker->counting;
	uint64_t cell;

	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		if (hush_cell_find(&counting->tables[i].rule, record->values, &cell)) {
			return true;
		}
	}
	return hush_amount_count_takes(&counting->amounts, record) || hush_found_count_takes(&counting->found, record);
}

/* In place of count_records, where the source declares a key. */
static void keep_records(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	struct worker *worker = context;

	for (uint32_t k = 0; k < count && *failed == HUSH_OK; k++) {
		counted[k] = is_counted(worker, &records[k]);
		if (counted[k]) {
			*failed = hush_repeat_worker_put(&worker->counting->repeats, &worker->repeats, &records[k], &worker->err);
		}
	}
}

/* All records of this worker are counted. */
static hush_status finish_offers(struct worker *worker, hush_error *err)
{
	if (worker->counting->partitions) {
		HUSH_TRY(hush_partition_writer_finish(&worker->writer, err));
	}
	HUSH_TRY(hush_found_worker_finish(&worker->found, err));
	return hush_amount_worker_finish(&worker->amounts, err);
}

static hush_status read_all(struct worker *worker, hush_error *err)
{
	struct counting *counting = worker->counting;
	bool repeats = counting->repeats.partitions;

	if (repeats) {
		HUSH_TRY(hush_repeat_worker_begin(&counting->repeats, &worker->repeats, err));
	} else if (counting->partitions) {
		HUSH_TRY(hush_partition_writer_open(counting->partitions, &worker->writer, err));
	}
	HUSH_TRY(hush_reading_run(counting->reading, repeats ? keep_records : count_records, worker, &worker->part, err));
	if (repeats) {
		return hush_repeat_worker_finish(&worker->repeats, err);
	}
	return finish_offers(worker, err);
}

static hush_status read_records(void *context, hush_error *err)
{
	struct worker *worker = context;
	hush_status status = read_all(worker, err);

	if (status != HUSH_OK && worker->err.status != HUSH_OK && err) {
		*err = worker->err; /* says more than that a visit failed */
	}
	hush_partition_writer_close(&worker->writer);
	return status;
}

/* Where the source declares a key: what is left of the records that were kept, is counted. */
static hush_status drop_repeats(void *context, hush_error *err)
{
	struct worker *worker = context;
	struct counting *counting = worker->counting;
	hush_status status = hush_partition_writer_open(counting->partitions, &worker->writer, err);

	if (status == HUSH_OK) {
		status = hush_repeat_worker_drop(&counting->repeats, &worker->repeats, count_records, worker, err);
	}
	if (status == HUSH_OK) {
		status = finish_offers(worker, err);
	} else if (worker->err.status != HUSH_OK && err) {
		*err = worker->err;
	}
	hush_repeat_worker_close(&worker->repeats);
	hush_partition_writer_close(&worker->writer);
	return status;
}

/* -- then: what each unit keeps ---------------------------------------------------------------------------------------- */

static void begin_units(void *context, uint32_t partition)
{
	const struct worker *worker = context;

	hush_limiter_begin(worker->limiter, partition);
}

static hush_status take_units(void *context, const unsigned char *offers, size_t length, uint32_t mask, uint32_t part,
                              hush_error *err)
{
	const struct worker *worker = context;

	return length > 0 ? hush_limiter_take(worker->limiter, offers, length, mask, part, err)
	                  : hush_limiter_settle(worker->limiter, err);
}

static size_t units_memory(const void *context)
{
	const struct worker *worker = context;

	return hush_limiter_memory(worker->limiter);
}

static uint32_t units_count(const void *context)
{
	const struct worker *worker = context;

	return hush_limiter_units(worker->limiter);
}

static hush_status total_units(void *context, hush_error *err)
{
	struct worker *worker = context;

	(void)err;
	hush_limiter_total(worker->limiter, worker->totals);
	worker->units += hush_limiter_units(worker->limiter);
	for (uint32_t i = 0; i < worker->counting->limiting.offers.table_count; i++) {
		worker->cut[i] += hush_limiter_units_cut(worker->limiter, i);
	}
	return HUSH_OK;
}

static hush_status limit_units(void *context, hush_error *err)
{
	struct worker *worker = context;
	struct counting *counting = worker->counting;
	const struct hush_part_work work = {worker, begin_units, take_units, units_memory, units_count, total_units};
	hush_status status = hush_limiter_open(&counting->limiting, &worker->limiter, err);

	if (status == HUSH_OK) {
		status = hush_parts_run(counting->partitions, &counting->next_partition, &worker->reader,
		                        counting->memory / HUSH_SHARE_UNITS / counting->threads, &work, err);
	}
	hush_limiter_close(worker->limiter);
	hush_partition_reader_close(&worker->reader);
	return status;
}

static hush_status limit_amounts(void *context, hush_error *err)
{
	struct worker *worker = context;

	return hush_amount_worker_total(&worker->counting->amounts, &worker->amounts, err);
}

static hush_status limit_found(void *context, hush_error *err)
{
	struct worker *worker = context;

	return hush_found_worker_limit(&worker->counting->found, &worker->found, err);
}

/* -- one source -------------------------------------------------------------------------------------------------------- */

static hush_status open_partitions(struct counting *counting, uint32_t source, unsigned bits, const char *folder,
                                   const uint8_t limit_key[HUSH_LIMIT_KEY], hush_error *err)
{
	HUSH_TRY(hush_partitions_open(bits, hush_share_block(counting->memory, counting->threads, bits),
	                              counting->memory / HUSH_SHARE_HELD, folder, &counting->partitions, err));
	HUSH_TRY(hush_amount_count_open(&counting->limiting, source, limit_key, counting->memory, counting->threads, bits, folder,
	                                counting->exact, &counting->amounts, err));
	return hush_repeat_count_open(counting->spec, source, limit_key, counting->memory, counting->threads, bits, folder,
	                              &counting->repeats, err);
}

/* Cells of its own for every worker, or the release's own cells for all of them. */
static hush_status open_totals(struct counting *counting, uint32_t source, struct worker *worker, hush_error *err)
{
	if (counting->own_totals) {
		HUSH_TRY(hush_partial_open(&counting->limiting, source, &worker->partial, err));
	}
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		uint32_t table = counting->limiting.offers.tables[i];

		worker->totals[i] = counting->own_totals
		                        ? worker->partial.totals[i]
		                        : (struct hush_totals){counting->exact->tables[table], HUSH_EXACT_CAP, counting->threads > 1};
	}
	return HUSH_OK;
}

static hush_status open_tables(struct counting *counting, hush_error *err)
{
	counting->tables = hush_calloc(counting->limiting.offers.table_count, sizeof *counting->tables);
	if (!counting->tables) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		const struct hush_table *table = &counting->spec->tables[counting->limiting.offers.tables[i]];

		counting->tables[i] =
		    (struct counted_table){hush_cell_rule_of(counting->spec, table), table->measure == HUSH_MEASURE_VEHICLES};
	}
	return HUSH_OK;
}

static hush_status open_workers(struct counting *counting, uint32_t source, hush_error *err)
{
	uint32_t tables = counting->limiting.offers.table_count;

	counting->workers = hush_calloc(counting->threads, sizeof *counting->workers);
	if (!counting->workers) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < counting->threads; i++) {
		struct worker *worker = &counting->workers[i];

		worker->counting = counting;
		worker->totals = hush_calloc(tables, sizeof *worker->totals);
		worker->cells = hush_calloc((size_t)HUSH_RECORDS_MOST * tables, sizeof *worker->cells);
		worker->offered = hush_calloc(tables, sizeof *worker->offered);
		worker->cut = hush_calloc(tables, sizeof *worker->cut);
		if (!worker->totals || !worker->cells || !worker->offered || !worker->cut) {
			return hush_fail_memory(err);
		}
		HUSH_TRY(open_totals(counting, source, worker, err));
		HUSH_TRY(hush_amount_worker_open(&counting->amounts, &worker->amounts, err));
		HUSH_TRY(hush_found_worker_open(&counting->found, &worker->found, err));
	}
	return HUSH_OK;
}

static hush_status open_counting(struct counting *counting, uint32_t source, struct hush_inputs *inputs,
                                 const uint8_t limit_key[HUSH_LIMIT_KEY], const struct hush_count_effort *effort,
                                 hush_error *err)
{
	const unsigned bits = hush_count_effort_bits(effort, hush_inputs_bytes(inputs, source));
	const char *folder = hush_count_effort_folder(effort, counting->spec);
	uint64_t cells = 0;

	HUSH_TRY(hush_limiting_open(counting->spec, source, bits, limit_key, &counting->limiting, err));
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		cells += counting->exact->cells[counting->limiting.offers.tables[i]];
	}
	counting->own_totals =
	    counting->threads > 1 && cells * sizeof(uint64_t) * counting->threads <= counting->memory / HUSH_SHARE_TOTALS;
	if (counting->source->entity != HUSH_ENTITY_DECLARED) {
		HUSH_TRY(open_partitions(counting, source, bits, folder, limit_key, err));
	}
	HUSH_TRY(hush_found_count_open(&counting->limiting, source, limit_key, counting->memory, counting->threads, bits, folder,
	                               counting->exact->found, &counting->found, err));
	HUSH_TRY(hush_reading_open(inputs, counting->spec, source, &counting->limiting.units, effort->piece, &counting->reading, err));
	if (counting->threads > 1) { /* who asked for one thread gets one */
		hush_reading_read_ahead(counting->reading);
	}
	HUSH_TRY(open_tables(counting, err));
	return open_workers(counting, source, err);
}

static void close_counting(struct counting *counting)
{
	const size_t tables = counting->limiting.offers.table_count;

	for (uint32_t w = 0; counting->workers && w < counting->threads; w++) {
		struct worker *worker = &counting->workers[w];

		hush_partial_close(&worker->partial);
		hush_free(worker->totals);
		hush_free_wiped(worker->cells, HUSH_RECORDS_MOST * tables * sizeof *worker->cells);
		hush_free_wiped(worker->offered, tables * sizeof *worker->offered);
		hush_amount_worker_close(&counting->amounts, &worker->amounts);
		hush_found_worker_close(&counting->found, &worker->found);
		hush_repeat_worker_close(&worker->repeats);
		hush_free_wiped(worker->cut, tables * sizeof *worker->cut);
	}
	hush_free_wiped(counting->workers, counting->threads * sizeof *counting->workers);
	hush_free(counting->tables);
	hush_amount_count_close(&counting->amounts);
	hush_found_count_close(&counting->found);
	hush_reading_close(counting->reading);
	hush_partitions_close(counting->partitions);
	hush_repeat_count_close(&counting->repeats);
	hush_limiting_close(&counting->limiting);
	hush_wipe(counting, sizeof *counting);
}

/* Each partition was limited by one worker, so no unit is in two of the parts. */
static hush_status merge_totals(struct counting *counting, hush_error *err)
{
	struct hush_partial *whole = &counting->workers[0].partial;

	for (uint32_t w = 1; counting->own_totals && w < counting->threads; w++) {
		HUSH_TRY(hush_partial_merge(whole, &counting->workers[w].partial, err));
	}
	if (counting->own_totals) {
		hush_partial_add(whole, counting->exact);
	}
	return HUSH_OK;
}

static void tell(const struct counting *counting, uint32_t source, struct hush_tally *tally)
{
	for (uint32_t w = 0; w < counting->threads; w++) {
		const struct worker *worker = &counting->workers[w];

		hush_amount_worker_tell(&counting->amounts, &worker->amounts, tally);
		hush_found_worker_tell(&counting->found, &worker->found, tally);
		hush_reading_tell(counting->reading, &worker->part, &tally->sources[source]);
		tally->sources[source].units += worker->units;
		tally->sources[source].repeats += worker->repeats.dropped;
		for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
			tally->tables[counting->limiting.offers.tables[i]].offered += worker->offered[i];
			tally->tables[counting->limiting.offers.tables[i]].units_cut += worker->cut[i];
		}
	}
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		uint32_t table = counting->limiting.offers.tables[i];

		for (uint64_t cell = 0; cell < counting->exact->cells[table]; cell++) {
			tally->tables[table].kept = hush_add_sat(tally->tables[table].kept, counting->exact->tables[table][cell], UINT64_MAX);
		}
	}
}

static hush_status count_source(const struct hush_spec *spec, uint32_t source, struct hush_inputs *inputs,
                                const uint8_t limit_key[HUSH_LIMIT_KEY], const struct hush_count_effort *effort,
                                struct hush_tally *tally, struct hush_exact_tables *exact, hush_error *err)
{
	struct counting counting = {
	    .spec = spec,
	    .source = &spec->sources[source],
	    .threads = effort->asked.threads,
	    .memory = effort->memory,
	    .exact = exact,
	};
	hush_status status = open_counting(&counting, source, inputs, limit_key, effort, err);

	if (status == HUSH_OK) {
		status = hush_threads_run(read_records, counting.workers, sizeof *counting.workers, counting.threads, err);
	}
	if (status == HUSH_OK && counting.repeats.partitions) {
		status = hush_threads_run(drop_repeats, counting.workers, sizeof *counting.workers, counting.threads, err);
	}
	if (status == HUSH_OK && counting.partitions) {
		status = hush_threads_run(limit_units, counting.workers, sizeof *counting.workers, counting.threads, err);
	}
	if (status == HUSH_OK && counting.amounts.table_count > 0) {
		status = hush_threads_run(limit_amounts, counting.workers, sizeof *counting.workers, counting.threads, err);
	}
	if (status == HUSH_OK && counting.found.table_count > 0) {
		status = hush_threads_run(limit_found, counting.workers, sizeof *counting.workers, counting.threads, err);
	}
	if (status == HUSH_OK) {
		status = merge_totals(&counting, err);
	}
	if (status == HUSH_OK && tally) {
		tell(&counting, source, tally);
	}
	close_counting(&counting);
	return status;
}

hush_status hush_count_check(const hush_effort *effort, hush_error *err)
{
	struct hush_spill *spill = NULL;

	if (effort && effort->spill) {
		HUSH_TRY(hush_spill_open(effort->spill, &spill, err));
		hush_spill_close(spill);
	}
	return HUSH_OK;
}

hush_status hush_count(const struct hush_spec *spec, struct hush_inputs *inputs, const uint8_t limit_key[32],
                       const struct hush_count_effort *effort, struct hush_tally *tally, struct hush_exact_tables **exact,
                       hush_error *err)
{
	const struct hush_count_effort whole = hush_count_effort_complete(effort);
	struct hush_exact_tables *tables = NULL;
	hush_status status = hush_exact_make(spec, &tables, err);

	if (status == HUSH_OK && hush_spec_discovers(spec)) {
		status = hush_found_open(spec, whole.memory, whole.asked.threads, hush_count_effort_folder(&whole, spec), &tables->found, err);
	}
	for (uint32_t source = 0; status == HUSH_OK && source < spec->source_count; source++) {
		status = count_source(spec, source, inputs, limit_key, &whole, tally, tables, err);
	}
	if (status != HUSH_OK) {
		hush_exact_free(tables);
		return status;
	}
	*exact = tables;
	return HUSH_OK;
}
