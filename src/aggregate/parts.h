/*
 * parts: partitions worked on one after the other, each whole or, when its units take more memory than there is, in parts.
 *
 * What is limited, summed or looked through partition by partition (bound/limiter, bound/amounts, bound/repeats) differs;
 * how a worker takes partitions, reads their blocks, and gives up and halves one that is too large, does not.  A part is the
 * units whose hash has given bits: all of a unit is in one part, so nothing depends on how a partition was cut.
 */
#ifndef HUSH_AGGREGATE_PARTS_H
#define HUSH_AGGREGATE_PARTS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bound/partitions.h"

/* What is done with a part. */
struct hush_part_work {
	void *context;
	void (*begin)(void *context, uint32_t partition); /* nothing is known of any unit; what comes is of this partition */
	/* Takes what a block holds of the units whose (hash >> 32 & mask) == part. A length of 0 follows the last block. */
	hush_status (*take)(void *context, const unsigned char *bytes, size_t length, uint32_t mask, uint32_t part,
	                    hush_error *err);
	size_t (*memory)(const void *context); /* that its units take */
	uint32_t (*units)(const void *context);
	hush_status (*finish)(void *context, hush_error *err); /* all of the part was taken */
};

/*
 * Works on partitions until none is left that no other worker has taken by `next`, and drops each that is done.  `most`:
 * bytes that the units of this worker may take. HUSH_E_IO, HUSH_E_MEMORY, or what the work fails with: then others stop too.
 */
hush_status hush_parts_run(struct hush_partitions *partitions, atomic_uint *next, struct hush_partition_reader *reader,
                           uint64_t most, const struct hush_part_work *work, hush_error *err);

#endif
