/* arena: see arena.h. */
#include "bound/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { CHUNK = 64 * 1024 };

struct hush_arena_chunk {
	_Alignas(HUSH_ARENA_STEP) struct hush_arena_chunk *next;
	size_t size; /* of `bytes` */
	size_t used;
	_Alignas(HUSH_ARENA_STEP) unsigned char bytes[];
};

static size_t rounded(size_t size)
{
	return (size + HUSH_ARENA_STEP - 1) / HUSH_ARENA_STEP * HUSH_ARENA_STEP;
}

static void free_chunks(struct hush_arena_chunk *chunk)
{
	while (chunk) {
		struct hush_arena_chunk *next = chunk->next;

		hush_free_wiped(chunk, sizeof *chunk + chunk->size);
		chunk = next;
	}
}

/* Another chunk with room for `size` bytes: in front of the others, to be filled on, unless one block fills it. */
static struct hush_arena_chunk *add_chunk(struct hush_arena *arena, size_t size)
{
	struct hush_arena_chunk *chunk = size <= CHUNK ? arena->spare : NULL;

	if (chunk) {
		arena->spare = chunk->next;
	} else {
		size_t wanted = size <= CHUNK ? CHUNK : size;

		chunk = wanted > SIZE_MAX - sizeof *chunk ? NULL : hush_malloc(sizeof *chunk + wanted);
		if (!chunk) {
			return NULL;
		}
		chunk->size = wanted;
	}
	chunk->used = 0;
	if (size > CHUNK && arena->chunks) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	} else {
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	arena->taken += chunk->size;
	return chunk;
}

void *hush_arena_take(struct hush_arena *arena, size_t size)
{
	size_t wanted = rounded(size ? size : 1);
	struct hush_arena_chunk *chunk = arena->chunks;
	size_t index = wanted / HUSH_ARENA_STEP - 1;
	void *block;

	if (size > SIZE_MAX / 2) {
		return NULL;
	}
	if (index < HUSH_ARENA_SIZES && arena->free[index]) {
		block = arena->free[index];
		memcpy(&arena->free[index], block, sizeof(void *));
		return block;
	}
	if (!chunk || chunk->size - chunk->used < wanted) {
		chunk = add_chunk(arena, wanted);
		if (!chunk) {
			return NULL;
		}
	}
	block = chunk->bytes + chunk->used;
	chunk->used += wanted;
	return block;
}

void hush_arena_give(struct hush_arena *arena, void *block, size_t size)
{
	size_t index = rounded(size ? size : 1) / HUSH_ARENA_STEP - 1;

	if (block && index < HUSH_ARENA_SIZES) { /* larger ones are few, and end with the rest */
		memcpy(block, &arena->free[index], sizeof(void *));
		arena->free[index] = block;
	}
}

void hush_arena_clear(struct hush_arena *arena)
{
	while (arena->chunks) {
		struct hush_arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		if (chunk->size == CHUNK) {
			chunk->next = arena->spare;
			arena->spare = chunk;
		} else {
			chunk->next = NULL;
			free_chunks(chunk);
		}
	}
	memset(arena->free, 0, sizeof arena->free);
	arena->taken = 0;
}

void hush_arena_close(struct hush_arena *arena)
{
	free_chunks(arena->chunks);
	free_chunks(arena->spare);
	*arena = (struct hush_arena){0};
}
