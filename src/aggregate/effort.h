/*
 * effort: how much of the machine counting may use. It changes how long counting takes, never what is counted.
 */
#ifndef HUSH_AGGREGATE_EFFORT_H
#define HUSH_AGGREGATE_EFFORT_H

#include <stddef.h>
#include <stdint.h>

#include <hushcount/effort.h>

/* Zeros ask for the defaults. */
struct hush_count_effort {
	hush_effort asked;
	uint64_t memory;         /* bytes; 0: what was asked */
	size_t piece;            /* bytes of a file that a thread reads at a time */
	unsigned partition_bits; /* 2^bits partitions; 0: by how large the files are */
};

struct hush_count_effort hush_count_effort_complete(const struct hush_count_effort *effort); /* every default but partition_bits in its place; NULL: zeros */

#endif
