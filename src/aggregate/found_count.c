/* found_count: see found_count.h. */
#include "aggregate/found_count.h"

#include "aggregate/found_text.h"
#include "aggregate/shares.h"
#include "base/checked.h"
#include "base/memory.h"

/* -- opening and closing ------------------------------------------------------------------------------------------- */

/* A rule without the dimension that is discovered: it finds the place of a cell among those of one value. */
static struct hush_cell_rule places_of(const struct hush_spec *spec, const struct hush_table *table)
{
	const struct hush_cell_rule whole = hush_cell_rule_of(spec, table);
	struct hush_cell_rule rule = {.table = table, .where_count = whole.where_count};

	for (uint32_t i = 0; i < whole.by_count; i++) {
		if (whole.by[i].dimension != table->discovered) {
			rule.by[rule.by_count++] = whole.by[i];
		}
	}
	return rule;
}

hush_status hush_found_count_open(const struct hush_limiting *limiting, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                  uint64_t memory, uint32_t threads, unsigned bits, const char *folder, struct hush_found *found,
                                  struct hush_found_count *count, hush_error *err)
{
	const struct hush_spec *spec = limiting->spec;

	*count = (struct hush_found_count){
	    .limiting = limiting, .limit_key = limit_key, .found = found, .most = memory / HUSH_SHARE_UNITS / threads};
	count->tables = hush_calloc(spec->table_count, sizeof *count->tables);
	if (!count->tables) {
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && spec->tables[t].discovers) {
			count->tables[count->table_count++] = (struct hush_found_table){t, places_of(spec, &spec->tables[t])};
		}
	}
	if (count->table_count == 0 || spec->sources[source].entity == HUSH_ENTITY_DECLARED) {
		return HUSH_OK;
	}
	return hush_partitions_open(bits, hush_share_block(memory, threads, bits), memory / HUSH_SHARE_FOUND, folder,
	                            &count->partitions, err);
}

void hush_found_count_close(struct hush_found_count *count)
{
	hush_partitions_close(count->partitions);
	hush_free(count->tables);
}

hush_status hush_found_worker_open(const struct hush_found_count *count, struct hush_found_worker *worker, hush_error *err)
{
	if (count->table_count == 0) {
		return HUSH_OK;
	}
	worker->offered = hush_calloc(count->table_count, sizeof *worker->offered);
	worker->kept = hush_calloc(count->table_count, sizeof *worker->kept);
	worker->cut = hush_calloc(count->table_count, sizeof *worker->cut);
	if (!worker->offered || !worker->kept || !worker->cut) {
		return hush_fail_memory(err);
	}
	hush_found_ranks_open(count->limiting->spec, count->limit_key, &worker->ranks);
	return hush_partition_writer_open(count->partitions ? count->partitions : count->found->partitions,
	                                  count->partitions ? &worker->writer : &worker->sums, err);
}

void hush_found_worker_close(const struct hush_found_count *count, struct hush_found_worker *worker)
{
	size_t size = count->table_count * sizeof(uint64_t);

	hush_partition_writer_close(&worker->writer);
	hush_partition_writer_close(&worker->sums);
	hush_partition_reader_close(&worker->reader);
	hush_found_entries_release(&worker->entries);
	hush_found_ranks_close(&worker->ranks);
	hush_free_wiped(worker->offered, worker->offered ? size : 0);
	hush_free_wiped(worker->kept, worker->kept ? size : 0);
	hush_free_wiped(worker->cut, worker->cut ? size : 0);
}

/* -- first: records become offers ---------------------------------------------------------------------------------- */

/* Whether the record falls into the i-th table: at which place of which text. */
static bool find(const struct hush_found_count *count, uint32_t i, const struct hush_record *record, struct hush_field *text,
                 uint64_t *place)
{
	const struct hush_found_table *table = &count->tables[i];

	return hush_cell_find(&table->places, record->values, place) &&
	       hush_found_text_of(record, table->places.table->discovered, text);
}

bool hush_found_count_takes(const struct hush_found_count *count, const struct hush_record *record)
{
	for (uint32_t i = 0; i < count->table_count; i++) {
		struct hush_field text;
		uint64_t place;

		if (find(count, i, record, &text, &place)) {
			return true;
		}
	}
	return false;
}

/* The exact key of the record's unit, which may have to be made in `room`. */
static void name_unit(const struct hush_found_count *count, const struct hush_record *record,
                      unsigned char room[HUSH_UNIT_EXACT_ROOM], struct hush_found_offer *offer)
{
	offer->unit = record->unit.exact;
	offer->unit_length = record->unit.exact_length;
	if (record->unit.packed) {
		offer->unit_length = hush_unit_exact(&count->limiting->units, record->unit.low, record->unit.high, room);
		offer->unit = room;
	}
}

static hush_status put_offer(const struct hush_found_count *count, struct hush_found_worker *worker,
                             const struct hush_found_offer *offer, hush_error *err)
{
	uint64_t hash = hush_offer_hash_exact(&count->limiting->hash, offer->unit, offer->unit_length);
	unsigned char *room;

	HUSH_TRY(hush_partition_room(&worker->writer, hash, hush_found_offer_size(offer), &room, err));
	hush_found_offer_put(offer, room);
	return HUSH_OK;
}

hush_status hush_found_worker_put(const struct hush_found_count *count, struct hush_found_worker *worker,
                                  const struct hush_record *record, bool *any, hush_error *err)
{
	unsigned char exact[HUSH_UNIT_EXACT_ROOM];

	for (uint32_t i = 0; i < count->table_count; i++) {
		struct hush_found_offer offer = {.table = count->tables[i].table, .count = (uint32_t)record->count};
		struct hush_field text;
		uint64_t place;

		if (!find(count, i, record, &text, &place)) {
			continue;
		}
		*any = true;
		if (record->count == 0) {
			continue;
		}
		if (count->tables[i].places.table->measure == HUSH_MEASURE_VEHICLES) {
			offer.count = 1;
		}
		worker->offered[i] += offer.count;
		offer.text = text.bytes;
		offer.text_length = (uint32_t)text.length;
		offer.place = (uint32_t)place; /* below HUSH_DISCOVERED_ROW */
		if (count->partitions) {
			name_unit(count, record, exact, &offer);
			HUSH_TRY(put_offer(count, worker, &offer, err));
		} else {
			worker->kept[i] += offer.count;
			HUSH_TRY(hush_found_add(count->found, &worker->sums, &offer, err));
		}
	}
	return HUSH_OK;
}

hush_status hush_found_worker_finish(struct hush_found_worker *worker, hush_error *err)
{
	struct hush_partition_writer *writer = worker->writer.partitions ? &worker->writer : &worker->sums;
	hush_status status = writer->partitions ? hush_partition_writer_finish(writer, err) : HUSH_OK;

	hush_partition_writer_close(writer); /* its blocks are memory that units need now */
	return status;
}

/* -- then: what each unit keeps ------------------------------------------------------------------------------------ */

/* Those of units whose hash ends in `part`. */
static hush_status take(const struct hush_found_count *count, struct hush_found_worker *worker, const unsigned char *at,
                        size_t length, uint32_t mask, uint32_t part, hush_error *err)
{
	const unsigned char *end = at + length;
	struct hush_found_offer offer;

	while (at < end) {
		uint64_t rank[2];
		uint64_t hash;

		at = hush_found_offer_read(at, &offer);
		hash = hush_offer_hash_exact(&count->limiting->hash, offer.unit, offer.unit_length);
		if ((hash >> 32 & mask) == part) {
			HUSH_TRY(hush_found_ranks_of(&worker->ranks, &offer, rank, err));
			HUSH_TRY(hush_found_entries_add(&worker->entries, &offer, hash, rank, err));
		}
	}
	return HUSH_OK;
}

static uint32_t index_of(const struct hush_found_count *count, uint32_t table)
{
	uint32_t i = 0;

	while (count->tables[i].table != table) {
		i++;
	}
	return i;
}

/* What is left of a reduced part goes on to the sums, without its units. */
static hush_status keep(const struct hush_found_count *count, struct hush_found_worker *worker, hush_error *err)
{
	const struct hush_found_entry *before = NULL;
	bool counted = false; /* the unit is cut in this table, and that was told */

	for (size_t at = 0; at < worker->entries.count; at++) {
		const struct hush_found_entry *entry = &worker->entries.list[at];
		const struct hush_found_offer offer = {.text = hush_found_text(entry), .text_length = entry->text_length,
		                                       .table = entry->table, .place = entry->place, .count = (uint32_t)entry->count};
		const bool same = before && hush_found_same_group(before, entry);
		const uint32_t i = index_of(count, entry->table);

		counted = counted && same && before->table == entry->table;
		worker->cut[i] += entry->cut && !counted;
		worker->kept[i] += offer.count; /* at most 2^40 of a unit */
		counted = counted || entry->cut;
		before = entry;
		HUSH_TRY(hush_found_add(count->found, &worker->sums, &offer, err));
	}
	return HUSH_OK;
}

/* One partition; when its units take more memory than there is, they are done again in two halves. */
static hush_status limit_partition(struct hush_found_count *count, struct hush_found_worker *worker, uint32_t partition,
                                   uint32_t mask, uint32_t part, hush_error *err)
{
	const struct hush_spec *spec = count->limiting->spec;
	uint64_t most = count->most;
	const unsigned char *offers;
	size_t length;

	hush_found_entries_clear(&worker->entries);
	hush_partition_begin(count->partitions, partition, &worker->reader);
	for (;;) {
		HUSH_TRY(hush_partition_next(count->partitions, &worker->reader, &offers, &length, err));
		if (length == 0) {
			break;
		}
		HUSH_TRY(take(count, worker, offers, length, mask, part, err));
		if (hush_found_entries_memory(&worker->entries) <= most) {
			continue;
		}
		HUSH_TRY(hush_found_entries_reduce(&worker->entries, spec, err));
		if (hush_found_entries_memory(&worker->entries) > count->most / 2 && hush_found_entries_divide(&worker->entries) &&
		    mask < HUSH_PARTS_MOST) {
			HUSH_TRY(limit_partition(count, worker, partition, 2 * mask + 1, part, err));
			return limit_partition(count, worker, partition, 2 * mask + 1, part | (mask + 1), err);
		}
		if (most < 2 * hush_found_entries_memory(&worker->entries)) {
			most = 2 * hush_found_entries_memory(&worker->entries);
		}
	}
	HUSH_TRY(hush_found_entries_reduce(&worker->entries, spec, err));
	return keep(count, worker, err);
}

hush_status hush_found_worker_limit(struct hush_found_count *count, struct hush_found_worker *worker, hush_error *err)
{
	uint32_t partitions = count->partitions ? hush_partitions_count(count->partitions) : 0;
	hush_status status = HUSH_OK;
	uint32_t partition;

	if (partitions == 0) {
		return HUSH_OK;
	}
	status = hush_partition_writer_open(count->found->partitions, &worker->sums, err);
	while (status == HUSH_OK && (partition = atomic_fetch_add(&count->next_partition, 1)) < partitions) {
		status = limit_partition(count, worker, partition, 0, 0, err);
		hush_partition_drop(count->partitions, partition);
	}
	if (status == HUSH_OK) {
		status = hush_partition_writer_finish(&worker->sums, err);
	} else {
		atomic_store(&count->next_partition, partitions); /* the others need not go on */
	}
	return status;
}

void hush_found_worker_tell(const struct hush_found_count *count, const struct hush_found_worker *worker, struct hush_tally *tally)
{
	for (uint32_t i = 0; i < count->table_count; i++) {
		struct hush_tally_table *table = &tally->tables[count->tables[i].table];

		table->offered += worker->offered[i];
		table->kept = hush_add_sat(table->kept, worker->kept[i], UINT64_MAX);
		table->units_cut += worker->cut[i];
	}
}
