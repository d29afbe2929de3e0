/*
 * shares: how counting divides the memory that it may take; the rest is the reader's and everybody's.
 */
#ifndef HUSH_AGGREGATE_SHARES_H
#define HUSH_AGGREGATE_SHARES_H

#include <stddef.h>
#include <stdint.h>

/* One part in so many, of all threads together. */
enum {
	HUSH_SHARE_HELD = 8,    /* offers that wait in memory: of counts, as much again of values (sums, means, quantiles), and of records with a dedupe key */
	HUSH_SHARE_FOUND = 16, /* offers of values that no list names, and as much again of what units keep of them */
	HUSH_SHARE_BLOCKS = 32, /* offers on their way to their partitions, likewise */
	HUSH_SHARE_UNITS = 4,   /* units that are limited at the same time */
	HUSH_SHARE_TOTALS = 8   /* cells that each thread counts for itself */
};

enum {
	HUSH_PARTS_MOST = 1 << 16,     /* of one partition */
	HUSH_BLOCK_LEAST = 4096,
	HUSH_BLOCK_MOST = 64 * 1024
};

/* Bytes of the block that a thread fills for each of 2^bits partitions. */
static inline size_t hush_share_block(uint64_t memory, uint32_t threads, unsigned bits)
{
	uint64_t block = memory / HUSH_SHARE_BLOCKS / threads >> bits;

	return block < HUSH_BLOCK_LEAST ? HUSH_BLOCK_LEAST : block > HUSH_BLOCK_MOST ? HUSH_BLOCK_MOST : (size_t)block;
}

#endif
