/*
 * partitions: the offers of a source, sorted into bins by their units' hash, in memory or on disk.
 *
 * Each thread has a room of its own for each partition, and hands over what it holds when it is full: held in memory up
 * to a limit, spilled beyond it.  Blocks of a partition come back in no particular order: limiting does not depend on it.
 * How much was spilled is never told to anybody: it would be a count of the records.
 */
#ifndef HUSH_BOUND_PARTITIONS_H
#define HUSH_BOUND_PARTITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bound/spill.h"

struct hush_partitions;

/*
 * 2^bits partitions, bits at most HUSH_OFFER_PARTITION_BITS. `block`: bytes that each thread fills of each of them. `most`: bytes of handed-over blocks that are held in memory; `folder`: where the others are spilled,
 * NULL: nowhere, all stay in memory. The folder is looked at when it is needed. HUSH_E_MEMORY.
 */
hush_status hush_partitions_open(unsigned bits, size_t block, size_t most, const char *folder,
                                 struct hush_partitions **partitions, hush_error *err);
void hush_partitions_close(struct hush_partitions *partitions); /* wipes; NULL is allowed */

uint32_t hush_partitions_count(const struct hush_partitions *partitions);

struct hush_block;

/* What one thread fills. */
struct hush_partition_writer {
	struct hush_partitions *partitions;
	unsigned shift;           /* the partition is (hash >> 1) >> shift */
	unsigned char *rooms;     /* of all partitions, */
	size_t stride;            /* so far apart */
	size_t block;             /* bytes of each */
	uint32_t *used;           /* by partition: of these; apart from the rooms, close together */
	bool *turned;             /* by partition: its room was full before */
	struct hush_block *large; /* of one offer that is larger than a room; NULL: there is none */
	uint32_t large_partition;
	struct hush_spill_writer spilled;
};

hush_status hush_partition_writer_open(struct hush_partitions *partitions, struct hush_partition_writer *writer,
                                       hush_error *err);

/* hush_partition_room where a partition's room is full: hands over what it holds. */
hush_status hush_partition_turn(struct hush_partition_writer *writer, uint32_t partition, size_t size, unsigned char **room,
                                hush_error *err);

/* Asks for the memory that hush_partition_room will need. */
static inline void hush_partition_fetch(const struct hush_partition_writer *writer, uint64_t hash)
{
	const uint32_t partition = (uint32_t)(hash >> 1 >> writer->shift);

	__builtin_prefetch(writer->rooms + partition * writer->stride + writer->used[partition], 1);
}

/* A place for `size` more bytes of the unit with this hash, and HUSH_OFFER_SLACK behind them. All must be written.
 * HUSH_E_MEMORY, or a failure of hush_spill_open or hush_spill_write. */
static inline hush_status hush_partition_room(struct hush_partition_writer *writer, uint64_t hash, size_t size,
                                              unsigned char **room, hush_error *err)
{
	uint32_t partition = (uint32_t)(hash >> 1 >> writer->shift);
	const uint32_t used = writer->used[partition];

	if (size > writer->block - used) {
		return hush_partition_turn(writer, partition, size, room, err);
	}
	*room = writer->rooms + partition * writer->stride + used;
	writer->used[partition] = used + (uint32_t)size;
	return HUSH_OK;
}

/* Hands over everything that was put. */
hush_status hush_partition_writer_finish(struct hush_partition_writer *writer, hush_error *err);
void hush_partition_writer_close(struct hush_partition_writer *writer); /* wipes; zeroed writers are allowed */

/* Reads the blocks of one partition, once all writers have finished. Zeroed but for `next`, which hush_partition_begin sets. */
struct hush_partition_reader {
	const struct hush_block *next;
	unsigned char *room; /* of a spilled block */
	size_t size;
};

void hush_partition_begin(struct hush_partitions *partitions, uint32_t partition, struct hush_partition_reader *reader);

/* The next block; *length is 0 behind the last. The bytes are valid until the next call. HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_partition_next(struct hush_partitions *partitions, struct hush_partition_reader *reader,
                                const unsigned char **bytes, size_t *length, hush_error *err);
void hush_partition_reader_close(struct hush_partition_reader *reader); /* wipes */

/* Frees what a partition holds in memory. */
void hush_partition_drop(struct hush_partitions *partitions, uint32_t partition);

#endif
