/*
 * found_count: the tables of one source that discover their values, while it is counted.
 *
 * A record becomes an offer with its value's text (bound/found_offer.h), in partitions of their own by unit; when all files are
 * read, partition by partition is limited (bound/found_entries.h), and what units keep goes to the sums (found.h).  Of a declared
 * source it goes there at once.  Threads, partitions and the order of everything are accidents, as for counts.
 */
#ifndef HUSH_AGGREGATE_FOUND_COUNT_H
#define HUSH_AGGREGATE_FOUND_COUNT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "aggregate/cell.h"
#include "aggregate/found.h"
#include "base/error.h"
#include "bound/found_entries.h"
#include "bound/found_ranks.h"
#include "bound/limiting.h"
#include "bound/partitions.h"
#include "read/record.h"
#include "read/tally.h"

/* Shared by all workers. Zeroed: a source without such tables, for which every function does nothing. */
struct hush_found_count {
	const struct hush_limiting *limiting;
	const uint8_t *limit_key;
	struct hush_found *found;
	uint64_t most; /* bytes that the units of one worker may take */
	struct hush_partitions *partitions; /* NULL for a declared source */
	atomic_uint next_partition;
	struct hush_found_table {
		uint32_t table;
		struct hush_cell_rule places; /* of its listed dimensions alone */
	} *tables;
	uint32_t table_count;
};

struct hush_found_worker {
	struct hush_partition_writer writer; /* to the partitions */
	struct hush_partition_writer sums;   /* to `found` */
	struct hush_partition_reader reader;
	struct hush_found_entries entries;
	struct hush_found_ranks ranks;
	uint64_t *offered; /* for the tally: by tables, as the others */
	uint64_t *kept;
	uint64_t *cut;
};

/* What does not fit into its share of `memory` is spilled to `folder`, which NULL forbids. All pointers must outlive it.
 * HUSH_E_MEMORY. */
hush_status hush_found_count_open(const struct hush_limiting *limiting, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                  uint64_t memory, uint32_t threads, unsigned bits, const char *folder, struct hush_found *found,
                                  struct hush_found_count *count, hush_error *err);
void hush_found_count_close(struct hush_found_count *count); /* when all workers are closed */

hush_status hush_found_worker_open(const struct hush_found_count *count, struct hush_found_worker *worker, hush_error *err);
void hush_found_worker_close(const struct hush_found_count *count, struct hush_found_worker *worker); /* wipes */

/* First: the record, for the tables that it falls into. *any becomes true when there is one. */
hush_status hush_found_worker_put(const struct hush_found_count *count, struct hush_found_worker *worker,
                                  const struct hush_record *record, bool *any, hush_error *err);

/* Whether hush_found_worker_put would say *any. */
bool hush_found_count_takes(const struct hush_found_count *count, const struct hush_record *record);

/* Between the two: this worker has put all that it will. */
hush_status hush_found_worker_finish(struct hush_found_worker *worker, hush_error *err);

/* Then: limits partitions until none is left that no other worker has taken. HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_found_worker_limit(struct hush_found_count *count, struct hush_found_worker *worker, hush_error *err);

void hush_found_worker_tell(const struct hush_found_count *count, const struct hush_found_worker *worker, struct hush_tally *tally);

#endif
