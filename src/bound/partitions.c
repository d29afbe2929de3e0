/* partitions: see partitions.h. */
#include "bound/partitions.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "bound/offers.h"

enum { LINE = 64 /* bytes that the processor fetches at once */ };

/* What was handed over. */
struct hush_block {
	struct hush_block *next;
	size_t length; /* of `bytes`, behind which HUSH_OFFER_SLACK more can be read; 0: it was spilled, and has none here */
	struct hush_spill_place place;
	unsigned char bytes[];
};

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
	struct hush_partitions *made;

	if (bits > HUSH_OFFER_PARTITION_BITS) {
		return hush_fail_bug(err, "the number of partitions");
	}
	made = hush_calloc(1, sizeof *made);
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

/* A block that holds `length` bytes, to be filled in; or 0, to be told where they were spilled. */
static struct hush_block *make_block(size_t length)
{
	struct hush_block *block = hush_malloc(sizeof *block + (length ? length + HUSH_OFFER_SLACK : 0));

	if (block) {
		*block = (struct hush_block){.length = length};
	}
	return block;
}

static void free_block(struct hush_block *block)
{
	if (block) {
		hush_free_wiped(block, sizeof *block + block->length);
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

/* From one partition's room to the next one's: an odd number of lines, so that not all rooms fall on the same sets of a cache. */
static size_t stride_of(const struct hush_partitions *partitions)
{
	return ((partitions->block + HUSH_OFFER_SLACK + LINE - 1) / LINE | 1) * LINE;
}

static unsigned char *room_of(const struct hush_partition_writer *writer, uint32_t partition)
{
	return writer->rooms + partition * writer->stride;
}

hush_status hush_partition_writer_open(struct hush_partitions *partitions, struct hush_partition_writer *writer,
                                       hush_error *err)
{
	const uint32_t count = hush_partitions_count(partitions);
	struct hush_partition_writer made = {.partitions = partitions,
	                                     .shift = 63 - partitions->bits,
	                                     .stride = stride_of(partitions),
	                                     .block = partitions->block};

	made.used = hush_calloc(count, sizeof *made.used);
	made.turned = hush_calloc(count, sizeof *made.turned);
	made.rooms = hush_malloc_spread(count * made.stride);
	if (!made.used || !made.turned || !made.rooms) {
		hush_free(made.used);
		hush_free(made.turned);
		hush_free(made.rooms);
		return hush_fail_memory(err);
	}
	*writer = made;
	return HUSH_OK;
}

/* Rooms that were never full are wiped up to where they are filled, so that memory that was never used stays so. */
void hush_partition_writer_close(struct hush_partition_writer *writer)
{
	for (uint32_t i = 0; writer->rooms && i < hush_partitions_count(writer->partitions); i++) {
		hush_wipe(room_of(writer, i), writer->turned[i] ? writer->block : writer->used[i]);
	}
	free_block(writer->large);
	hush_free(writer->rooms);
	hush_free(writer->turned);
	hush_free(writer->used);
	hush_spill_writer_close(&writer->spilled);
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

/* Whether so many more bytes may be held in memory; then they are counted. */
static bool may_hold(struct hush_partitions *partitions, size_t length)
{
	if (!partitions->folder || atomic_fetch_add(&partitions->held, length) + length <= partitions->most) {
		return true;
	}
	(void)atomic_fetch_sub(&partitions->held, length);
	return false;
}

static hush_status spill_block(struct hush_partition_writer *writer, uint32_t partition, const unsigned char *bytes,
                               size_t length, hush_error *err)
{
	struct hush_block *block;
	struct hush_spill *spill;
	hush_status status;

	HUSH_TRY(spill_of(writer->partitions, &spill, err));
	block = make_block(0);
	if (!block) {
		return hush_fail_memory(err);
	}
	status = hush_spill_write(spill, &writer->spilled, bytes, (uint32_t)length, &block->place, err);
	if (status != HUSH_OK) {
		hush_free(block);
		return status;
	}
	add_block(writer->partitions, partition, block);
	return HUSH_OK;
}

/* Hands over what a partition's room holds, which is empty then. */
static hush_status hand_over(struct hush_partition_writer *writer, uint32_t partition, hush_error *err)
{
	const unsigned char *room = room_of(writer, partition);
	const size_t length = writer->used[partition];

	if (length == 0) {
		return HUSH_OK;
	}
	if (may_hold(writer->partitions, length)) {
		struct hush_block *block = make_block(length);

		if (!block) {
			return hush_fail_memory(err);
		}
		memcpy(block->bytes, room, length);
		add_block(writer->partitions, partition, block);
	} else {
		HUSH_TRY(spill_block(writer, partition, room, length, err));
	}
	writer->turned[partition] = true;
	writer->used[partition] = 0;
	return HUSH_OK;
}

static hush_status hand_over_large(struct hush_partition_writer *writer, hush_error *err)
{
	struct hush_block *block = writer->large;

	if (!block) {
		return HUSH_OK;
	}
	writer->large = NULL;
	if (may_hold(writer->partitions, block->length)) {
		add_block(writer->partitions, writer->large_partition, block);
	} else {
		hush_status status = spill_block(writer, writer->large_partition, block->bytes, block->length, err);

		free_block(block);
		return status;
	}
	return HUSH_OK;
}

hush_status hush_partition_turn(struct hush_partition_writer *writer, uint32_t partition, size_t size, unsigned char **room,
                                hush_error *err)
{
	if (size > writer->block) { /* to be filled, and handed over before the next of its kind */
		HUSH_TRY(hand_over_large(writer, err));
		writer->large = make_block(size);
		writer->large_partition = partition;
		*room = writer->large ? writer->large->bytes : NULL;
		return writer->large ? HUSH_OK : hush_fail_memory(err);
	}
	HUSH_TRY(hand_over(writer, partition, err));
	*room = room_of(writer, partition);
	writer->used[partition] = (uint32_t)size;
	return HUSH_OK;
}

hush_status hush_partition_writer_finish(struct hush_partition_writer *writer, hush_error *err)
{
	HUSH_TRY(hand_over_large(writer, err));
	for (uint32_t i = 0; i < hush_partitions_count(writer->partitions); i++) {
		HUSH_TRY(hand_over(writer, i, err));
	}
	return writer->spilled.used > 0 ? hush_spill_flush(atomic_load(&writer->partitions->spill), &writer->spilled, err)
	                                : HUSH_OK;
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
	if (block->length > 0) {
		*bytes = block->bytes;
		*length = block->length;
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
