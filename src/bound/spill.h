/*
 * spill: a file for what does not fit into memory; nobody can read it, and it ends with the process.
 *
 * What is spilled is raw personal data.  The file has no name (O_TMPFILE), its owner alone may open it, and every block is
 * encrypted with ChaCha20 under a key that is drawn for this file and lives in memory only; each block has its own nonce.
 * A check sum of each block stays in memory, so that a disk that gives back other bytes is noticed.
 */
#ifndef HUSH_BOUND_SPILL_H
#define HUSH_BOUND_SPILL_H

#include <stdint.h>

#include "base/error.h"

struct hush_spill;

struct hush_spill_place {
	uint64_t offset;
	uint64_t nonce;
	uint64_t check;
	uint32_t length;
};

/*
 * Opens a spill in a folder that exists. HUSH_E_CREATE with a hint when the folder is missing, on network storage or
 * cannot hold such a file; HUSH_E_PERMISSION, HUSH_E_MEMORY.
 */
hush_status hush_spill_open(const char *folder, struct hush_spill **spill, hush_error *err);

/* Writes a block, which is encrypted in place: its bytes are of no more use. Several threads may write and read at once.
 * HUSH_E_IO: a full disk and a limit on file sizes too. */
hush_status hush_spill_write(struct hush_spill *spill, unsigned char *bytes, uint32_t length,
                             struct hush_spill_place *place, hush_error *err);
hush_status hush_spill_read(struct hush_spill *spill, const struct hush_spill_place *place, unsigned char *bytes,
                            hush_error *err);

void hush_spill_close(struct hush_spill *spill); /* NULL is allowed */

#endif
