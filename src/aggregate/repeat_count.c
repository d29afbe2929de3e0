/* repeat_count: see repeat_count.h. */
#include "aggregate/repeat_count.h"

#include <string.h>

#include "aggregate/shares.h"
#include "base/memory.h"

hush_status hush_repeat_count_open(const struct hush_spec *spec, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                   uint64_t memory, uint32_t threads, unsigned bits, const char *folder,
                                   struct hush_repeat_count *count, hush_error *err)
{
	if (spec->sources[source].key_column_count == 0) {
		return HUSH_OK;
	}
	count->most = memory / HUSH_SHARE_UNITS / threads;
	hush_repeat_keys_make(limit_key, &count->keys);
	HUSH_TRY(hush_repeat_shape_open(spec, source, &count->shape, err));
	return hush_partitions_open(bits, hush_share_block(memory, threads, bits), memory / HUSH_SHARE_HELD, folder,
	                            &count->partitions, err);
}

void hush_repeat_count_close(struct hush_repeat_count *count)
{
	hush_partitions_close(count->partitions);
	hush_repeat_shape_close(&count->shape);
	hush_wipe(&count->keys, sizeof count->keys);
}

hush_status hush_repeat_worker_begin(const struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                     hush_error *err)
{
	return hush_partition_writer_open(count->partitions, &worker->writer, err);
}

hush_status hush_repeat_worker_put(const struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                   const struct hush_record *record, hush_error *err)
{
	struct hush_repeat *repeat = &worker->repeat;
	unsigned char *room;

	HUSH_TRY(hush_repeat_write(&count->shape, &count->keys, record, repeat, err));
	HUSH_TRY(hush_partition_room(&worker->writer, repeat->hash, repeat->length, &room, err));
	memcpy(room, repeat->bytes, repeat->length);
	return HUSH_OK;
}

hush_status hush_repeat_worker_finish(struct hush_repeat_worker *worker, hush_error *err)
{
	hush_status status = hush_partition_writer_finish(&worker->writer, err);

	hush_partition_writer_close(&worker->writer); /* its blocks are memory that the offers' writer needs now */
	return status;
}

/* On its way from what is kept to the visit of a record. */
struct going_on {
	const struct hush_repeat_shape *shape;
	hush_record_visit visit;
	void *context;
	struct hush_repeat_back back;
};

static hush_status go_on(void *context, const unsigned char *identity, const unsigned char *content)
{
	struct going_on *going_on = context;
	hush_status failed = HUSH_OK;
	bool counted = false;

	hush_repeat_read(going_on->shape, identity, content, &going_on->back);
	going_on->visit(going_on->context, &going_on->back.record, 1, &counted, &failed);
	return failed;
}

static hush_status visit_kept(const struct hush_repeat_count *count, const struct hush_repeat_worker *worker,
                              hush_record_visit visit, void *context, hush_error *err)
{
	struct going_on going_on = {.shape = &count->shape, .visit = visit, .context = context};
	hush_status status;

	hush_repeat_back_init(&count->shape, &going_on.back);
	status = hush_repeats_visit(worker->repeats, go_on, &going_on);
	hush_wipe(&going_on, sizeof going_on);
	return status == HUSH_OK ? HUSH_OK : hush_fail(err, status, "the counting of records was stopped");
}

/*
 * The records of one partition whose hash ends in `part` (see hush_repeats_take).  When they take more memory than there
 * is, they are done again in two halves: that costs time, and never more memory.
 */
static hush_status drop(struct hush_repeat_count *count, struct hush_repeat_worker *worker, uint32_t partition, uint32_t mask,
                        uint32_t part, hush_record_visit visit, void *context, hush_error *err)
{
	const unsigned char *records;
	size_t length;

	hush_repeats_clear(worker->repeats);
	hush_partition_begin(count->partitions, partition, &worker->reader);
	for (;;) {
		HUSH_TRY(hush_partition_next(count->partitions, &worker->reader, &records, &length, err));
		if (length == 0) {
			break;
		}
		HUSH_TRY(hush_repeats_take(worker->repeats, records, length, mask, part, err));
		if (hush_repeats_memory(worker->repeats) > count->most && hush_repeats_kept(worker->repeats) > HUSH_UNITS_FEW &&
		    mask < HUSH_PARTS_MOST) {
			HUSH_TRY(drop(count, worker, partition, 2 * mask + 1, part, visit, context, err));
			return drop(count, worker, partition, 2 * mask + 1, part | (mask + 1), visit, context, err);
		}
	}
	worker->dropped += hush_repeats_dropped(worker->repeats);
	return visit_kept(count, worker, visit, context, err);
}

hush_status hush_repeat_worker_drop(struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                    hush_record_visit visit, void *context, hush_error *err)
{
	uint32_t partitions = hush_partitions_count(count->partitions);
	hush_status status = hush_repeats_open(&worker->repeats, err);
	uint32_t partition;

	while (status == HUSH_OK && (partition = atomic_fetch_add(&count->next_partition, 1)) < partitions) {
		status = drop(count, worker, partition, 0, 0, visit, context, err);
		hush_partition_drop(count->partitions, partition);
	}
	if (status != HUSH_OK) {
		atomic_store(&count->next_partition, partitions); /* the others need not go on */
	}
	return status;
}

void hush_repeat_worker_close(struct hush_repeat_worker *worker)
{
	hush_partition_writer_close(&worker->writer);
	hush_partition_reader_close(&worker->reader);
	hush_repeat_release(&worker->repeat);
	hush_repeats_close(worker->repeats);
	worker->repeats = NULL;
}
