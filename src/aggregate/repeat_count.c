/* repeat_count: see repeat_count.h. */
#include "aggregate/repeat_count.h"

#include <string.h>

#include "aggregate/parts.h"
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

/* One worker's part of it: from what is kept to the visit of a record. */
struct dropping {
	const struct hush_repeat_count *count;
	struct hush_repeat_worker *worker;
	hush_record_visit visit;
	void *context;
	struct hush_repeat_back back;
};

static void begin_records(void *context, uint32_t partition)
{
	const struct dropping *dropping = context;

	(void)partition;
	hush_repeats_clear(dropping->worker->repeats);
}

static hush_status take_records(void *context, const unsigned char *records, size_t length, uint32_t mask, uint32_t part,
                                hush_error *err)
{
	const struct dropping *dropping = context;

	return hush_repeats_take(dropping->worker->repeats, records, length, mask, part, err);
}

static size_t records_memory(const void *context)
{
	const struct dropping *dropping = context;

	return hush_repeats_memory(dropping->worker->repeats);
}

static uint32_t records_count(const void *context)
{
	const struct dropping *dropping = context;
	const uint64_t kept = hush_repeats_kept(dropping->worker->repeats);

	return kept < UINT32_MAX ? (uint32_t)kept : UINT32_MAX;
}

static hush_status go_on(void *context, const unsigned char *identity, const unsigned char *content)
{
	struct dropping *dropping = context;
	hush_status failed = HUSH_OK;
	bool counted = false;

	hush_repeat_read(&dropping->count->shape, identity, content, &dropping->back);
	dropping->visit(dropping->context, &dropping->back.record, 1, &counted, &failed);
	return failed;
}

static hush_status visit_kept(void *context, hush_error *err)
{
	struct dropping *dropping = context;
	hush_status status;

	dropping->worker->dropped += hush_repeats_dropped(dropping->worker->repeats);
	hush_repeat_back_init(&dropping->count->shape, &dropping->back);
	status = hush_repeats_visit(dropping->worker->repeats, go_on, dropping);
	return status == HUSH_OK ? HUSH_OK : hush_fail(err, status, "the counting of records was stopped");
}

hush_status hush_repeat_worker_drop(struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                    hush_record_visit visit, void *context, hush_error *err)
{
	struct dropping dropping = {.count = count, .worker = worker, .visit = visit, .context = context};
	const struct hush_part_work work = {&dropping, begin_records, take_records, records_memory, records_count, visit_kept};
	hush_status status = hush_repeats_open(&worker->repeats, err);

	if (status == HUSH_OK) {
		status = hush_parts_run(count->partitions, &count->next_partition, &worker->reader, count->most, &work, err);
	}
	hush_wipe(&dropping, sizeof dropping);
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
