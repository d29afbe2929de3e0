/*
 * effort: how much of the machine counting may use. It changes how long counting takes, never what is counted.
 */
#ifndef HUSH_AGGREGATE_EFFORT_H
#define HUSH_AGGREGATE_EFFORT_H

#include <stddef.h>
#include <stdint.h>

struct hush_effort {
	uint32_t threads;         /* 0: one for each processor that this process may use */
	uint64_t memory;          /* bytes, about; 0: HUSH_EFFORT_MEMORY */
	const char *spill;        /* folder for what does not fit, encrypted; NULL: the folder of the spec */
	size_t piece;             /* bytes of a file that a thread reads at a time; 0: HUSH_PIECE */
	unsigned partition_bits;  /* 2^bits partitions; 0: HUSH_EFFORT_BITS */
};

enum { HUSH_EFFORT_BITS = 8 };
#define HUSH_EFFORT_MEMORY ((uint64_t)256 << 20)

#endif
