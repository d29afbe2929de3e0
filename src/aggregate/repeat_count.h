/*
 * repeat_count: the records of one source with a declared key ("dedupe"), between reading and counting.
 *
 * While files are read, records are written down in partitions of their own, in memory or spilled (bound/repeats.h); when
 * all are read, partition by partition is looked through, and what is left of each goes on to be counted.
 */
#ifndef HUSH_AGGREGATE_REPEAT_COUNT_H
#define HUSH_AGGREGATE_REPEAT_COUNT_H

#include <stdatomic.h>
#include <stdint.h>

#include "aggregate/repeat_record.h"
#include "base/error.h"
#include "bound/partitions.h"
#include "bound/repeats.h"
#include "read/record.h"

/* Shared by all workers. */
struct hush_repeat_count {
	struct hush_repeat_shape shape;
	struct hush_repeat_keys keys;
	struct hush_partitions *partitions; /* NULL: the source has no key, and nothing below is to be called */
	atomic_uint next_partition;
	uint64_t most; /* bytes that the records of one worker may take */
};

struct hush_repeat_worker {
	struct hush_partition_writer writer;
	struct hush_partition_reader reader;
	struct hush_repeat repeat;
	struct hush_repeats *repeats; /* of one partition */
	uint64_t dropped; /* records that another one of their unit and key was kept for */
};

/* Does nothing for a source without a key. What does not fit into its share of `memory` is spilled to `folder`, which NULL
 * forbids. Pointers must outlive it. HUSH_E_MEMORY. */
hush_status hush_repeat_count_open(const struct hush_spec *spec, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                   uint64_t memory, uint32_t threads, unsigned bits, const char *folder,
                                   struct hush_repeat_count *count, hush_error *err);
void hush_repeat_count_close(struct hush_repeat_count *count); /* wipes */

/* Zeroed workers. First each begins, puts records, and finishes; HUSH_E_MEMORY, or a failure to spill. */
hush_status hush_repeat_worker_begin(const struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                     hush_error *err);
hush_status hush_repeat_worker_put(const struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                   const struct hush_record *record, hush_error *err);
hush_status hush_repeat_worker_finish(struct hush_repeat_worker *worker, hush_error *err);

/*
 * Then, when all have finished: visits what is left of partitions until there is none that no other worker has taken.
 * HUSH_E_IO, HUSH_E_MEMORY, or the status that stopped a visit, of which the visit itself knows more.
 */
hush_status hush_repeat_worker_drop(struct hush_repeat_count *count, struct hush_repeat_worker *worker,
                                    hush_record_visit visit, void *context, hush_error *err);

void hush_repeat_worker_close(struct hush_repeat_worker *worker); /* wipes */

#endif
