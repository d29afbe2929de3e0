/*
 * partitions: the offers of a source, sorted into bins by their units' hash, in memory or on disk.
 *
 * Each thread fills blocks of its own, one for each partition, and hands them over when they are full: held in memory up
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

enum { HUSH_PARTITION_BITS_MOST = 12 };

struct hush_partitions;

struct hush_block {
	struct hush_block *next;
	size_t used;
	size_t written; /* before it was spilled: bytes of that still stand here */
	size_t room; /* of `bytes`, without their slack; 0: it was spilled, and has no bytes here */
	struct hush_spill_place place;
	unsigned char bytes[];
};

/*
 * 2^bits partitions. `most`: bytes of handed-over blocks that are held in memory; `folder`: where the others are spilled,
 * NULL: nowhere, all stay in memory. The folder is looked at when it is needed. HUSH_E_MEMORY.
 */
hush_status hush_partitions_open(unsigned bits, size_t block, size_t most, const char *folder,
                                 struct hush_partitions **partitions, hush_error *err);
void hush_partitions_close(struct hush_partitions *partitions); /* wipes; NULL is allowed */

uint32_t hush_partitions_count(const struct hush_partitions *partitions);

/* What one thread fills. */
struct hush_partition_writer {
	struct hush_partitions *partitions;
	unsigned shift; /* the partition is (hash >> 1) >> shift */
	/* By partition. Where the next offer goes and where the block's room ends stand apart from the blocks, close together. */
	struct hush_partition_place {
		unsigned char *at; /* NULL: no block is begun */
		unsigned char *end;
	} *places;
	struct hush_block **blocks;
};

hush_status hush_partition_writer_open(struct hush_partitions *partitions, struct hush_partition_writer *writer,
                                       hush_error *err);

/* Begins a block of a partition that has room for `size` bytes, and hands over the one before. */
hush_status hush_partition_turn(struct hush_partition_writer *writer, uint32_t partition, size_t size, hush_error *err);

/* Asks for the memory that hush_partition_room will need. */
static inline void hush_partition_fetch(const struct hush_partition_writer *writer, uint64_t hash)
{
	__builtin_prefetch(writer->places[hash >> 1 >> writer->shift].at, 1);
}

/* A place for `size` more bytes of the unit with this hash, and HUSH_OFFER_SLACK behind them. All must be written.
 * HUSH_E_MEMORY, or a failure of hush_spill_open or hush_spill_write. */
static inline hush_status hush_partition_room(struct hush_partition_writer *writer, uint64_t hash, size_t size,
                                              unsigned char **room, hush_error *err)
{
	uint32_t partition = (uint32_t)(hash >> 1 >> writer->shift);
	struct hush_partition_place *place = &writer->places[partition];

	if ((size_t)(place->end - place->at) < size) {
		HUSH_TRY(hush_partition_turn(writer, partition, size, err));
	}
	*room = place->at;
	place->at += size;
	return HUSH_OK;
}

/* Hands over every block that was begun. */
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
