/*
 * count: from records to the exact limited tables.  This is where one scan can be followed from its record to its
 * cells:
 *
 *   hush_count      every source in turn
 *   count_source      first all threads read its files; then, partition by partition, they limit its units
 *   count_record        for one record: into which cells of which tables does it fall? It becomes an offer of its unit,
 *                       put with all others of that unit into one partition
 *   limit_partition     one partition: of each unit's offers, the limiter keeps what the limits let through
 *   hush_limiter_total  what every unit kept, added up by cell
 *   hush_amounts_total  the same for sums, means and quantiles, whose values go to bound/amounts while the files are read
 *
 * Which tables and cells a record falls into depends on the record alone, and what a unit keeps on that unit's records
 * alone; bound/limiter.proof.md builds on both.  Threads, partitions and the order of everything are accidents: sums
 * saturate, so that they do not depend on the order of their terms.
 */
#include "aggregate/count.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "aggregate/cell.h"
#include "base/checked.h"
#include "base/memory.h"
#include "base/threads.h"
#include "bound/amounts.h"
#include "bound/limiter.h"
#include "bound/partitions.h"
#include "bound/spill.h"
#include "bound/totals.h"
#include "read/inputs.h"
#include "read/pieces.h"
#include "read/record.h"

enum {
	/* Shares of the memory that counting may take; the rest is the reader's and everybody's. */
	HELD_SHARE = 8,    /* offers that wait in memory */
	BLOCKS_SHARE = 32, /* offers on their way to their partitions */
	UNITS_SHARE = 4,   /* units that are limited at the same time */
	TOTALS_SHARE = 8,  /* cells that each thread counts for itself */
	BLOCK_LEAST = 4096,
	BLOCK_MOST = 64 * 1024,
	FEW_UNITS = 64,    /* not worth splitting, whatever they take */
	MOST_SPLITS = 1 << 16,
	PARTITION_BITS = 8
};

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
	bool own_totals; /* every worker adds to cells of its own, which are added up at the end */
	struct hush_exact_tables *exact;
	struct counted_table *tables; /* by limiting.offers.tables */
	struct hush_amounts *amounts; /* NULL where no table of the source is of values */
	struct amount_table {
		uint32_t table;
		struct hush_cell_rule rule;
	} *amount_tables; /* those that take rows */
	uint32_t amount_count;
	struct worker *workers;
};

/* A table of the source, as count_record needs it. */
struct counted_table {
	struct hush_cell_rule rule;
	bool once; /* a vehicle counts once in a cell */
};

struct worker {
	struct counting *counting;
	struct hush_tally_part part;
	struct hush_partition_writer writer;
	struct hush_partition_reader reader;
	struct hush_limiter *limiter;
	struct hush_totals *totals; /* by offers.tables */
	uint32_t *cells;            /* of the record: by offers.tables */
	uint64_t *offered;          /* for the tally: by offers.tables */
	uint64_t *amounts_offered;  /* by amount_tables */
	uint64_t *cut;
	uint64_t units;
	hush_error err; /* of a visit that stopped the reading */
};

/* -- first: rows become offers, or counts of a declared source ------------------------------------------------------- */

static hush_status put_offer(struct worker *worker, const struct hush_record *record)
{
	const struct counting *counting = worker->counting;
	size_t size = hush_offer_size(&counting->limiting.offers, &record->unit);
	uint64_t hash = record->unit.packed
	                    ? hush_offer_hash_packed(&counting->limiting.hash, record->unit.low, record->unit.high)
	                    : hush_offer_hash_exact(&counting->limiting.hash, record->unit.exact, record->unit.exact_length);
	unsigned char *room;

	HUSH_TRY(hush_partition_room(&worker->writer, hash, size, &room, &worker->err));
	(void)hush_offer_put(&counting->limiting.offers, &record->unit, (uint32_t)record->count, worker->cells, room);
	return HUSH_OK;
}

/* The record's values, for the tables that it has one for. */
static hush_status put_amounts(struct worker *worker, const struct hush_record *record, bool *any)
{
	const struct counting *counting = worker->counting;
	unsigned char room[HUSH_UNIT_EXACT_ROOM];
	const unsigned char *unit = record->unit.exact;
	uint32_t length = record->unit.exact_length;

	if (counting->amount_count && record->unit.packed) {
		length = hush_unit_exact(&counting->limiting.units, record->unit.low, record->unit.high, room);
		unit = room;
	}
	for (uint32_t i = 0; i < counting->amount_count; i++) {
		const struct amount_table *table = &counting->amount_tables[i];
		uint64_t cell;
		int64_t steps;

		if (!hush_cell_find(&table->rule, record->values, &cell) ||
		    !hush_record_amount(counting->spec, table->table, record, &steps)) {
			continue;
		}
		*any = true;
		worker->amounts_offered[i]++;
		HUSH_TRY(hush_amounts_offer(counting->amounts, table->table, unit, length, cell, steps, &worker->err));
	}
	return HUSH_OK;
}

static enum hush_reason count_record(void *context, const struct hush_record *record, hush_status *failed)
{
	struct worker *worker = context;
	const struct counting *counting = worker->counting;
	bool any = false;

	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		const struct counted_table *table = &counting->tables[i];
		uint64_t count = table->once && record->count > 0 ? 1 : record->count;
		uint64_t cell;

		if (!hush_cell_find(&table->rule, record->values, &cell)) {
			worker->cells[i] = HUSH_NO_CELL;
			continue;
		}
		any = true;
		worker->cells[i] = (uint32_t)cell; /* HUSH_MAX_CELLS is far below 2^32 */
		worker->offered[i] += count;       /* at most 2^31 a row: 2^33 rows away from wrapping */
		if (!counting->partitions) {
			hush_totals_add(&worker->totals[i], cell, count);
		}
	}
	if (any && counting->partitions && record->count > 0) {
		*failed = put_offer(worker, record);
	}
	if (*failed == HUSH_OK && counting->amounts) {
		*failed = put_amounts(worker, record, &any);
	}
	return any ? HUSH_KEPT : HUSH_LEFT_DOMAIN;
}

static hush_status read_records(void *context, hush_error *err)
{
	struct worker *worker = context;
	struct counting *counting = worker->counting;
	hush_status status = HUSH_OK;

	if (counting->partitions) {
		HUSH_TRY(hush_partition_writer_open(counting->partitions, &worker->writer, err));
	}
	status = hush_reading_run(counting->reading, count_record, worker, &worker->part, err);
	if (status == HUSH_OK && counting->partitions) {
		status = hush_partition_writer_finish(&worker->writer, err);
	} else if (status != HUSH_OK && worker->err.status != HUSH_OK && err) {
		*err = worker->err; /* says more than that a visit failed */
	}
	hush_partition_writer_close(&worker->writer);
	return status;
}

/* -- then: what each unit keeps ---------------------------------------------------------------------------------------- */

/*
 * The units of one partition whose hash ends in `part` (see hush_limiter_take).  When they take more memory than there
 * is, they are done again in two halves: that costs time, and never more memory.
 */
static hush_status limit_partition(struct worker *worker, uint32_t partition, uint32_t mask, uint32_t part,
                                   hush_error *err)
{
	struct counting *counting = worker->counting;
	const uint64_t most = counting->memory / UNITS_SHARE / counting->threads;
	const unsigned char *offers;
	size_t length;

	hush_limiter_clear(worker->limiter);
	hush_partition_begin(counting->partitions, partition, &worker->reader);
	for (;;) {
		HUSH_TRY(hush_partition_next(counting->partitions, &worker->reader, &offers, &length, err));
		if (length == 0) {
			break;
		}
		HUSH_TRY(hush_limiter_take(worker->limiter, offers, length, mask, part, err));
		if (hush_limiter_memory(worker->limiter) > most && hush_limiter_units(worker->limiter) > FEW_UNITS &&
		    mask < MOST_SPLITS) {
			HUSH_TRY(limit_partition(worker, partition, 2 * mask + 1, part, err));
			return limit_partition(worker, partition, 2 * mask + 1, part | (mask + 1), err);
		}
	}
	hush_limiter_total(worker->limiter, worker->totals);
	worker->units += hush_limiter_units(worker->limiter);
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		worker->cut[i] += hush_limiter_units_cut(worker->limiter, i);
	}
	return HUSH_OK;
}

static hush_status limit_units(void *context, hush_error *err)
{
	struct worker *worker = context;
	struct counting *counting = worker->counting;
	uint32_t count = hush_partitions_count(counting->partitions);
	hush_status status = hush_limiter_open(&counting->limiting, &worker->limiter, err);
	uint32_t partition;

	while (status == HUSH_OK && (partition = atomic_fetch_add(&counting->next_partition, 1)) < count) {
		status = limit_partition(worker, partition, 0, 0, err);
		hush_partition_drop(counting->partitions, partition);
	}
	if (status != HUSH_OK) {
		atomic_store(&counting->next_partition, count); /* the others need not go on */
	}
	hush_limiter_close(worker->limiter);
	hush_partition_reader_close(&worker->reader);
	return status;
}

/* -- one source -------------------------------------------------------------------------------------------------------- */

/*
 * Where what does not fit is kept; NULL: nowhere.  Tried before a record is read, so that whether a folder can be used never
 * shows how many records there were: a folder that was asked for must be usable (hush_count_check), and where the spec's own is
 * not, everything stays in memory.
 */
static const char *spill_folder(const struct hush_spec *spec, const struct hush_count_effort *effort)
{
	const char *own = spec->folder && spec->folder[0] ? spec->folder : ".";
	struct hush_spill *spill = NULL;

	if (effort->asked.spill) {
		return effort->asked.spill;
	}
	if (hush_spill_open(own, &spill, NULL) != HUSH_OK) {
		return NULL;
	}
	hush_spill_close(spill);
	return own;
}

static hush_status open_partitions(struct counting *counting, const struct hush_count_effort *effort, hush_error *err)
{
	uint64_t block = counting->memory / BLOCKS_SHARE / counting->threads >> effort->partition_bits;

	block = block < BLOCK_LEAST ? BLOCK_LEAST : block > BLOCK_MOST ? BLOCK_MOST : block;
	return hush_partitions_open(effort->partition_bits, block, counting->memory / HELD_SHARE,
	                            spill_folder(counting->spec, effort), &counting->partitions, err);
}

/* Cells of its own for every worker, or the release's own cells for all of them. */
static hush_status open_totals(struct counting *counting, struct worker *worker, hush_error *err)
{
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		uint32_t table = counting->limiting.offers.tables[i];
		struct hush_totals *totals = &worker->totals[i];

		*totals = (struct hush_totals){counting->exact->tables[table], HUSH_EXACT_CAP, counting->threads > 1};
		if (counting->own_totals) {
			totals->cells = hush_calloc(counting->exact->cells[table], sizeof *totals->cells);
			totals->shared = false;
			if (!totals->cells) {
				return hush_fail_memory(err);
			}
		}
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

static hush_status open_amounts(struct counting *counting, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                hush_error *err)
{
	const struct hush_spec *spec = counting->spec;

	if (!hush_amounts_needed(spec, source)) {
		return HUSH_OK;
	}
	counting->amount_tables = hush_calloc(spec->table_count, sizeof *counting->amount_tables);
	if (!counting->amount_tables) {
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && hush_amounts_takes(spec, t)) {
			counting->amount_tables[counting->amount_count++] =
			    (struct amount_table){t, hush_cell_rule_of(spec, &spec->tables[t])};
		}
	}
	return hush_amounts_open(spec, limit_key, &counting->amounts, err);
}

static hush_status open_workers(struct counting *counting, hush_error *err)
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
		worker->cells = hush_calloc(tables, sizeof *worker->cells);
		worker->offered = hush_calloc(tables, sizeof *worker->offered);
		worker->amounts_offered = hush_calloc(counting->amount_count, sizeof *worker->amounts_offered);
		worker->cut = hush_calloc(tables, sizeof *worker->cut);
		if (!worker->totals || !worker->cells || !worker->offered || !worker->amounts_offered || !worker->cut) {
			return hush_fail_memory(err);
		}
		HUSH_TRY(open_totals(counting, worker, err));
	}
	return HUSH_OK;
}

static hush_status open_counting(struct counting *counting, uint32_t source, struct hush_inputs *inputs,
                                 const uint8_t limit_key[HUSH_LIMIT_KEY], const struct hush_count_effort *effort,
                                 hush_error *err)
{
	uint64_t cells = 0;

	HUSH_TRY(hush_limiting_open(counting->spec, source, limit_key, &counting->limiting, err));
	for (uint32_t i = 0; i < counting->limiting.offers.table_count; i++) {
		cells += counting->exact->cells[counting->limiting.offers.tables[i]];
	}
	counting->own_totals =
	    counting->threads > 1 && cells * sizeof(uint64_t) * counting->threads <= counting->memory / TOTALS_SHARE;
	if (counting->source->entity != HUSH_ENTITY_DECLARED) {
		HUSH_TRY(open_partitions(counting, effort, err));
	}
	HUSH_TRY(hush_reading_open(inputs, counting->spec, source, &counting->limiting.units, effort->piece, &counting->reading, err));
	HUSH_TRY(open_tables(counting, err));
	HUSH_TRY(open_amounts(counting, source, limit_key, err));
	return open_workers(counting, err);
}

static void close_counting(struct counting *counting)
{
	for (uint32_t w = 0; counting->workers && w < counting->threads; w++) {
		struct worker *worker = &counting->workers[w];

		for (uint32_t i = 0; worker->totals && counting->own_totals && i < counting->limiting.offers.table_count; i++) {
			hush_free_wiped(worker->totals[i].cells,
			                counting->exact->cells[counting->limiting.offers.tables[i]] * sizeof(uint64_t));
		}
		hush_free(worker->totals);
		hush_free(worker->cells);
		hush_free_wiped(worker->offered, counting->limiting.offers.table_count * sizeof *worker->offered);
		hush_free_wiped(worker->amounts_offered, counting->amount_count * sizeof *worker->amounts_offered);
		hush_free_wiped(worker->cut, counting->limiting.offers.table_count * sizeof *worker->cut);
	}
	hush_free_wiped(counting->workers, counting->threads * sizeof *counting->workers);
	hush_free(counting->tables);
	hush_free(counting->amount_tables);
	hush_amounts_close(counting->amounts);
	hush_reading_close(counting->reading);
	hush_partitions_close(counting->partitions);
	hush_limiting_close(&counting->limiting);
	hush_wipe(counting, sizeof *counting);
}

static void add_totals(struct counting *counting)
{
	for (uint32_t i = 0; counting->own_totals && i < counting->limiting.offers.table_count; i++) {
		uint32_t table = counting->limiting.offers.tables[i];

		for (uint32_t w = 0; w < counting->threads; w++) {
			const uint64_t *cells = counting->workers[w].totals[i].cells;

			for (uint64_t cell = 0; cell < counting->exact->cells[table]; cell++) {
				counting->exact->tables[table][cell] =
				    hush_add_sat(counting->exact->tables[table][cell], cells[cell], HUSH_EXACT_CAP);
			}
		}
	}
}

/* What every unit keeps of its values. */
static hush_status total_amounts(struct counting *counting, hush_error *err)
{
	const struct hush_exact_tables *exact = counting->exact;
	struct hush_amount_totals *totals = hush_calloc(counting->spec->table_count, sizeof *totals);
	hush_status status;

	if (!totals) {
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < counting->spec->table_count; t++) {
		totals[t] = (struct hush_amount_totals){exact->moved[t], exact->tables[t], exact->points[t]};
	}
	status = hush_amounts_total(counting->amounts, totals, err);
	hush_free(totals);
	return status;
}

static void tell_amounts(const struct counting *counting, struct hush_tally *tally)
{
	for (uint32_t i = 0; i < counting->amount_count; i++) {
		uint32_t taker = counting->amount_tables[i].table;
		enum hush_measure measure = counting->spec->tables[taker].measure;
		uint32_t first = measure == HUSH_MEASURE_VALUE_COUNT ? taker - 1 : taker;
		uint32_t last = measure == HUSH_MEASURE_MEAN_SUM ? taker + 1 : taker;

		for (uint32_t table = first; table <= last; table++) {
			for (uint32_t w = 0; w < counting->threads; w++) {
				tally->tables[table].offered += counting->workers[w].amounts_offered[i];
			}
			tally->tables[table].units_cut += hush_amounts_units_cut(counting->amounts, table);
		}
	}
}

static void tell(const struct counting *counting, uint32_t source, struct hush_tally *tally)
{
	for (uint32_t w = 0; w < counting->threads; w++) {
		const struct worker *worker = &counting->workers[w];

		hush_reading_tell(counting->reading, &worker->part, &tally->sources[source]);
		tally->sources[source].units += worker->units;
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
	if (status == HUSH_OK && counting.partitions) {
		status = hush_threads_run(limit_units, counting.workers, sizeof *counting.workers, counting.threads, err);
	}
	if (status == HUSH_OK && counting.amounts) {
		status = total_amounts(&counting, err);
	}
	if (status == HUSH_OK) {
		add_totals(&counting);
		if (tally) {
			tell(&counting, source, tally);
			tell_amounts(&counting, tally);
		}
	}
	close_counting(&counting);
	return status;
}

/* Every default in its place. */
static struct hush_count_effort complete(const struct hush_count_effort *effort)
{
	struct hush_count_effort made = effort ? *effort : (struct hush_count_effort){0};
	hush_effort *asked = &made.asked;

	asked->threads = asked->threads ? asked->threads : hush_threads_available();
	asked->threads = asked->threads < HUSH_THREADS_MAX ? asked->threads : HUSH_THREADS_MAX;
	asked->memory = asked->memory ? asked->memory : HUSH_EFFORT_MEMORY;
	made.memory = made.memory ? made.memory : (uint64_t)asked->memory << 20;
	made.piece = made.piece ? made.piece : HUSH_PIECE;
	made.partition_bits = made.partition_bits ? made.partition_bits : PARTITION_BITS;
	return made;
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
	struct hush_count_effort complete_effort = complete(effort);
	struct hush_exact_tables *tables = NULL;
	hush_status status = hush_exact_make(spec, &tables, err);

	for (uint32_t source = 0; status == HUSH_OK && source < spec->source_count; source++) {
		status = count_source(spec, source, inputs, limit_key, &complete_effort, tally, tables, err);
	}
	if (status != HUSH_OK) {
		hush_exact_free(tables);
		return status;
	}
	*exact = tables;
	return HUSH_OK;
}
