/*
 * found: what the values that no list names count: exact limited counts of the cells that have records, by text. PRIVATE.
 *
 * How many values there are, nobody has to know: what was added waits in partitions by a keyed hash of the text, in memory or
 * spilled, and is added up when it is visited, so much at a time as memory allows.  One of it serves all sources and tables of a
 * release (aggregate/exact.h).
 */
#ifndef HUSH_AGGREGATE_FOUND_H
#define HUSH_AGGREGATE_FOUND_H

#include <stdint.h>

#include "aggregate/exact.h"
#include "base/error.h"
#include "bound/found_entries.h"
#include "bound/offers.h"
#include "bound/partitions.h"
#include "spec/spec.h"

struct hush_found {
	const struct hush_spec *spec;
	struct hush_partitions *partitions;
	struct hush_offer_hash hash; /* of texts; drawn for this run */
	char *folder;
	uint64_t most; /* bytes that a visit may take */
};

/* What does not fit into its share of `memory` is spilled to `folder`, which NULL forbids. `spec` must outlive it. HUSH_E_MEMORY. */
hush_status hush_found_open(const struct hush_spec *spec, uint64_t memory, uint32_t threads, const char *folder,
                            struct hush_found **found, hush_error *err);
void hush_found_close(struct hush_found *found); /* wipes; NULL is allowed */

/* Each thread adds through a writer of its own, opened on `partitions`. `offer` has no unit. HUSH_E_MEMORY, or a failure to spill. */
hush_status hush_found_add(const struct hush_found *found, struct hush_partition_writer *writer,
                           const struct hush_found_offer *offer, hush_error *err);

/* When all writers have finished; see hush_exact_found, which calls it. */
hush_status hush_found_visit_all(struct hush_found *found, hush_found_visit visit, void *context, hush_error *err);

#endif
