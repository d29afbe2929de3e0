/*
 * spill: a file for what does not fit into memory; nobody can read it, and it ends with the process.
 *
 * What is spilled is raw personal data.  The file has no name (O_TMPFILE), its owner alone may open it, and every block is
 * encrypted with ChaCha20 under a key that is drawn for this file and lives in memory only; each block has its own nonce.
 * A check sum of each block stays in memory, so that a disk that gives back other bytes is noticed.
 */
#ifndef HUSH_BOUND_SPILL_H
#define HUSH_BOUND_SPILL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_spill;

struct hush_spill_place {
	uint64_t offset; /* and nonce: no two blocks have a byte of the file in common */
	uint64_t check;
	uint32_t length;
};

enum { HUSH_SPILL_STRETCH = 256 * 1024 };

/* What one thread writes: blocks wait, encrypted, until a stretch of the file is full. Zeroed before the first. */
struct hush_spill_writer {
	unsigned char *bytes; /* of HUSH_SPILL_STRETCH */
	size_t used;
	uint64_t offset; /* where in the file they go */
	uint64_t end;    /* of the stretch */
};

/*
 * Opens a spill in a folder that exists. HUSH_E_CREATE with a hint when the folder is missing, on network storage or
 * cannot hold such a file; HUSH_E_PERMISSION, HUSH_E_MEMORY.
 */
hush_status hush_spill_open(const char *folder, struct hush_spill **spill, hush_error *err);

/* Writes a block. Several threads may do so at once, each with a writer of its own.
 * HUSH_E_IO: a full disk and a limit on file sizes too; HUSH_E_MEMORY. After either the writer can only be closed. */
hush_status hush_spill_write(struct hush_spill *spill, struct hush_spill_writer *writer, const unsigned char *bytes,
                             uint32_t length, struct hush_spill_place *place, hush_error *err);

/* What waits is written; only then can all of this writer's blocks be read. HUSH_E_IO. */
hush_status hush_spill_flush(struct hush_spill *spill, struct hush_spill_writer *writer, hush_error *err);
void hush_spill_writer_close(struct hush_spill_writer *writer);

/* Reads a block back. HUSH_E_IO. */
hush_status hush_spill_read(struct hush_spill *spill, const struct hush_spill_place *place, unsigned char *bytes,
                            hush_error *err);

void hush_spill_close(struct hush_spill *spill); /* NULL is allowed */

#endif
