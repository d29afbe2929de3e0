/* parts: see parts.h. */
#include "aggregate/parts.h"

#include <stdbool.h>

#include "aggregate/shares.h"

enum { UNITS_FEW = 64 /* not worth halving, whatever they take */ };

struct running {
	struct hush_partitions *partitions;
	struct hush_partition_reader *reader;
	uint64_t most;
	const struct hush_part_work *work;
};

static bool too_large(const struct running *running, uint32_t mask)
{
	const struct hush_part_work *work = running->work;

	return work->memory(work->context) > running->most && work->units(work->context) > UNITS_FEW && mask < HUSH_PARTS_MOST;
}

/* When it takes too much memory it is begun again in two halves: that costs time, and never more memory. */
static hush_status work_on(const struct running *running, uint32_t partition, uint32_t mask, uint32_t part, hush_error *err)
{
	const struct hush_part_work *work = running->work;
	const unsigned char *bytes = NULL;
	size_t length;

	work->begin(work->context, partition);
	hush_partition_begin(running->partitions, partition, running->reader);
	do {
		HUSH_TRY(hush_partition_next(running->partitions, running->reader, &bytes, &length, err));
		HUSH_TRY(work->take(work->context, bytes, length, mask, part, err));
		if (too_large(running, mask)) {
			HUSH_TRY(work_on(running, partition, 2 * mask + 1, part, err));
			return work_on(running, partition, 2 * mask + 1, part | (mask + 1), err);
		}
	} while (length > 0);
	return work->finish(work->context, err);
}

hush_status hush_parts_run(struct hush_partitions *partitions, atomic_uint *next, struct hush_partition_reader *reader,
                           uint64_t most, const struct hush_part_work *work, hush_error *err)
{
	const struct running running = {partitions, reader, most, work};
	const uint32_t count = hush_partitions_count(partitions);
	hush_status status = HUSH_OK;
	uint32_t partition;

	while (status == HUSH_OK && (partition = atomic_fetch_add(next, 1)) < count) {
		status = work_on(&running, partition, 0, 0, err);
		hush_partition_drop(partitions, partition);
	}
	if (status != HUSH_OK) {
		atomic_store(next, count); /* the others need not go on */
	}
	return status;
}
