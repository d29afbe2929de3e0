/* partitions: see partitions.h. */
#include "bound/partitions.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "bound/offers.h"

struct hush_partitions {
	unsigned bits;
	size_t block;
	size_t most;
	const char *folder;
	atomic_size_t held;
	_Atomic(struct hush_block *) *lists; /* by partition */
	pthread_mutex_t lock;                /* guards the opening of the spill */
	_Atomic(struct hush_spill *) spill;
};

hush_status hush_partitions_open(unsigned bits, size_t block, size_t most, const char *folder,
                                 struct hush_partitions **partitions, hush_error *err)
{
	struct hush_partitions *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->lists = hush_calloc((size_t)1 << bits, sizeof *made->lists);
	if (!made->lists || pthread_mutex_init(&made->lock, NULL) != 0) {
		hush_free(made->lists);
		hush_free(made);
		return hush_fail_memory(err);
	}
	made->bits = bits;
	made->block = block;
	made->most = most;
	made->folder = folder;
	*partitions = made;
	return HUSH_OK;
}

static void free_block(struct hush_block *block)
{
	if (block) {
		const size_t most = block->used > block->written ? block->used : block->written;

		hush_free_wiped(block, sizeof *block + (block->room ? most + HUSH_OFFER_SLACK : 0));
	}
}

void hush_partitions_close(struct hush_partitions *partitions)
{
	if (partitions) {
		for (uint32_t i = 0; i < hush_partitions_count(partitions); i++) {
			hush_partition_drop(partitions, i);
		}
		hush_spill_close(atomic_load(&partitions->spill));
		(void)pthread_mutex_destroy(&partitions->lock);
		hush_free(partitions->lists);
		hush_free(partitions);
	}
}

uint32_t hush_partitions_count(const struct hush_partitions *partitions)
{
	return UINT32_C(1) << partitions->bits;
}

void hush_partition_drop(struct hush_partitions *partitions, uint32_t partition)
{
	struct hush_block *block = atomic_exchange(&partitions->lists[partition], NULL);

	while (block) {
		struct hush_block *next = block->next;

		free_block(block);
		block = next;
	}
}

/* -- writing ------------------------------------------------------------------------------------------------------- */

hush_status hush_partition_writer_open(struct hush_partitions *partitions, struct hush_partition_writer *writer,
                                       hush_error *err)
{
	struct hush_partition_writer made = {.partitions = partitions, .shift = 63 - partitions->bits};

	made.blocks = hush_calloc(hush_partitions_count(partitions), sizeof(struct hush_block *));
	made.places = hush_calloc(hush_partitions_count(partitions), sizeof *made.places);
	if (!made.blocks || !made.places) {
		hush_free(made.blocks);
		hush_free(made.places);
		return hush_fail_memory(err);
	}
	*writer = made;
	return HUSH_OK;
}

/* The begun block of a partition gets to know how much of it is used. */
static struct hush_block *close_block(struct hush_partition_writer *writer, uint32_t partition)
{
	struct hush_block *block = writer->blocks[partition];

	if (block && writer->places[partition].at) {
		block->used = (size_t)(writer->places[partition].at - block->bytes);
	}
	return block;
}

void hush_partition_writer_close(struct hush_partition_writer *writer)
{
	for (uint32_t i = 0; writer->blocks && i < hush_partitions_count(writer->partitions); i++) {
		close_block(writer, i);
		free_block(writer->blocks[i]);
	}
	hush_free(writer->blocks);
	hush_free(writer->places);
	*writer = (struct hush_partition_writer){0};
}

static hush_status spill_of(struct hush_partitions *partitions, struct hush_spill **spill, hush_error *err)
{
	hush_status status = HUSH_OK;

	*spill = atomic_load(&partitions->spill);
	if (*spill) {
		return HUSH_OK;
	}
	(void)pthread_mutex_lock(&partitions->lock);
	*spill = atomic_load(&partitions->spill);
	if (!*spill) {
		status = hush_spill_open(partitions->folder, spill, err);
		if (status == HUSH_OK) {
			atomic_store(&partitions->spill, *spill);
		}
	}
	(void)pthread_mutex_unlock(&partitions->lock);
	return status;
}

static void add_block(struct hush_partitions *partitions, uint32_t partition, struct hush_block *block)
{
	struct hush_block *head = atomic_load(&partitions->lists[partition]);

	do {
		block->next = head;
	} while (!atomic_compare_exchange_weak(&partitions->lists[partition], &head, block));
}

/* Takes the begun block of a partition from the writer, unless it was spilled and can be filled again. */
static hush_status hand_over(struct hush_partition_writer *writer, uint32_t partition, hush_error *err)
{
	struct hush_partitions *partitions = writer->partitions;
	struct hush_block *block = writer->blocks[partition];
	struct hush_block *spilled;
	struct hush_spill *spill;

	if (!partitions->folder || atomic_fetch_add(&partitions->held, block->room) + block->room <= partitions->most) {
		writer->blocks[partition] = NULL;
		add_block(partitions, partition, block);
		return HUSH_OK;
	}
	(void)atomic_fetch_sub(&partitions->held, block->room);
	HUSH_TRY(spill_of(partitions, &spill, err));
	spilled = hush_calloc(1, sizeof *spilled);
	if (!spilled) {
		return hush_fail_memory(err);
	}
	if (hush_spill_write(spill, block->bytes, (uint32_t)block->used, &spilled->place, err) != HUSH_OK) {
		hush_free(spilled);
		return HUSH_E_IO;
	}
	add_block(partitions, partition, spilled);
	block->written = block->used > block->written ? block->used : block->written;
	block->used = 0;
	return HUSH_OK;
}

hush_status hush_partition_turn(struct hush_partition_writer *writer, uint32_t partition, size_t size, hush_error *err)
{
	size_t room = size > writer->partitions->block ? size : writer->partitions->block;
	struct hush_block *block = close_block(writer, partition);

	if (block && block->used > 0) {
		HUSH_TRY(hand_over(writer, partition, err));
		block = writer->blocks[partition];
	}
	if (block && block->room < size) {
		free_block(block);
		block = NULL;
		writer->blocks[partition] = NULL;
	}
	writer->places[partition] = (struct hush_partition_place){NULL, NULL};
	if (!block) {
		block = hush_malloc(sizeof *block + room + HUSH_OFFER_SLACK);
		if (!block) {
			return hush_fail_memory(err);
		}
		*block = (struct hush_block){.room = room};
		writer->blocks[partition] = block;
	}
	writer->places[partition] = (struct hush_partition_place){block->bytes, block->bytes + block->room};
	return HUSH_OK;
}

hush_status hush_partition_writer_finish(struct hush_partition_writer *writer, hush_error *err)
{
	for (uint32_t i = 0; i < hush_partitions_count(writer->partitions); i++) {
		if (close_block(writer, i) && writer->blocks[i]->used > 0) {
			HUSH_TRY(hand_over(writer, i, err));
			writer->places[i] = (struct hush_partition_place){NULL, NULL};
		}
	}
	return HUSH_OK;
}

/* -- reading ------------------------------------------------------------------------------------------------------- */

void hush_partition_begin(struct hush_partitions *partitions, uint32_t partition, struct hush_partition_reader *reader)
{
	reader->next = atomic_load(&partitions->lists[partition]);
}

void hush_partition_reader_close(struct hush_partition_reader *reader)
{
	hush_free_wiped(reader->room, reader->size);
	*reader = (struct hush_partition_reader){0};
}

hush_status hush_partition_next(struct hush_partitions *partitions, struct hush_partition_reader *reader,
                                const unsigned char **bytes, size_t *length, hush_error *err)
{
	const struct hush_block *block = reader->next;
	size_t needed;

	*length = 0;
	if (!block) {
		return HUSH_OK;
	}
	reader->next = block->next;
	if (block->room > 0) {
		*bytes = block->bytes;
		*length = block->used;
		return HUSH_OK;
	}
	needed = (size_t)block->place.length + HUSH_OFFER_SLACK;
	if (reader->size < needed) {
		hush_free_wiped(reader->room, reader->size);
		reader->size = 0;
		reader->room = hush_malloc(needed);
		if (!reader->room) {
			return hush_fail_memory(err);
		}
		reader->size = needed;
	}
	HUSH_TRY(hush_spill_read(atomic_load(&partitions->spill), &block->place, reader->room, err));
	*bytes = reader->room;
	*length = block->place.length;
	return HUSH_OK;
}
