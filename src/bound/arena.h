/*
 * arena: memory for very many small blocks that end together.
 *
 * Blocks that are given back are used again for blocks of the same size.  All of it is wiped when the arena is closed.
 */
#ifndef HUSH_BOUND_ARENA_H
#define HUSH_BOUND_ARENA_H

#include <stddef.h>

enum { HUSH_ARENA_STEP = 16, HUSH_ARENA_SIZES = 64 };

struct hush_arena {
	struct hush_arena_chunk *chunks; /* in use, the one being filled first */
	struct hush_arena_chunk *spare;  /* emptied by hush_arena_clear */
	void *free[HUSH_ARENA_SIZES];    /* lists of blocks of HUSH_ARENA_STEP * (index + 1) bytes */
	size_t taken;                    /* bytes of the chunks in use */
};

/* A zeroed arena is an empty one. */

/* `size` bytes, aligned to HUSH_ARENA_STEP, their contents undefined. NULL when memory is short. */
void *hush_arena_take(struct hush_arena *arena, size_t size);
void hush_arena_give(struct hush_arena *arena, void *block, size_t size); /* the size that was taken; NULL is allowed */

void hush_arena_clear(struct hush_arena *arena); /* every block ends; memory is kept for the next ones */
void hush_arena_close(struct hush_arena *arena); /* wipes */

#endif
