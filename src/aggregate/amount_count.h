/*
 * amount_count: the sums, means and quantiles of one source while it is counted.
 *
 * The values of a record become offers (bound/amount_offers.h) in partitions of their own, in memory or spilled; when all
 * files are read, partition by partition is limited (bound/amounts.h) and added up.  Threads, partitions and the order of
 * everything are accidents, as for counts.
 */
#ifndef HUSH_AGGREGATE_AMOUNT_COUNT_H
#define HUSH_AGGREGATE_AMOUNT_COUNT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "aggregate/cell.h"
#include "aggregate/exact.h"
#include "base/error.h"
#include "bound/amounts.h"
#include "bound/limiting.h"
#include "bound/partitions.h"
#include "read/record.h"
#include "read/tally.h"

/* Shared by all workers. Zeroed: a source without such tables, for which every function does nothing. */
struct hush_amount_count {
	const struct hush_limiting *limiting;
	const uint8_t *limit_key;
	uint64_t most; /* bytes that the units of one worker may take */
	struct hush_partitions *partitions;
	atomic_uint next_partition;
	struct hush_amount_totals *totals; /* by table of the spec */
	struct hush_amount_table {
		uint32_t table;
		struct hush_cell_rule rule;
	} *tables; /* those that hush_amounts_takes */
	uint32_t table_count;
};

struct hush_amount_worker {
	struct hush_partition_writer writer;
	struct hush_partition_reader reader;
	struct hush_amounts *amounts;
	uint64_t *offered; /* for the tally: by tables, as cut */
	uint64_t *cut;
};

/* What does not fit into its share of `memory` is spilled to `folder`, which NULL forbids. All pointers must outlive it.
 * HUSH_E_MEMORY. */
hush_status hush_amount_count_open(const struct hush_limiting *limiting, uint32_t source,
                                   const uint8_t limit_key[HUSH_LIMIT_KEY], uint64_t memory, uint32_t threads, unsigned bits,
                                   const char *folder, const struct hush_exact_tables *exact,
                                   struct hush_amount_count *count, hush_error *err);
void hush_amount_count_close(struct hush_amount_count *count); /* when all workers are closed */

hush_status hush_amount_worker_open(const struct hush_amount_count *count, struct hush_amount_worker *worker, hush_error *err);
void hush_amount_worker_close(const struct hush_amount_count *count, struct hush_amount_worker *worker); /* wipes */

/* First: the record's values, for the tables that it has one for. *any becomes true when there is one. */
hush_status hush_amount_worker_put(const struct hush_amount_count *count, struct hush_amount_worker *worker,
                                   const struct hush_record *record, bool *any, hush_error *err);

/* Whether hush_amount_worker_put would put something. */
bool hush_amount_count_takes(const struct hush_amount_count *count, const struct hush_record *record);

/* Between the two: this worker has put all that it will. */
hush_status hush_amount_worker_finish(struct hush_amount_worker *worker, hush_error *err);

/* Then: limits partitions until none is left that no other worker has taken, and adds up what units keep. HUSH_E_IO,
 * HUSH_E_MEMORY. */
hush_status hush_amount_worker_total(struct hush_amount_count *count, struct hush_amount_worker *worker, hush_error *err);

void hush_amount_worker_tell(const struct hush_amount_count *count, const struct hush_amount_worker *worker,
                             struct hush_tally *tally);

#endif
