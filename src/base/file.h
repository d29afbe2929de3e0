/*
 * file: the few file operations that must be done right: whole reads with a limit, synced writes, folders.
 */
#ifndef HUSH_BASE_FILE_H
#define HUSH_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

/* Reads a regular file whole. `out` is an initialised buffer; on success its contents and limit are replaced.
 * HUSH_E_NO_INPUT (missing, a folder, larger than `limit`), HUSH_E_PERMISSION, HUSH_E_IO. */
hush_status hush_file_read(const char *path, size_t limit, struct hush_buffer *out, hush_error *err);

/* Writes a new file (O_EXCL, O_NOFOLLOW, `mode` and umask), syncs and closes it; on failure no half-written file stays.
 * HUSH_E_CREATE when it exists or its folder does not, HUSH_E_PERMISSION, HUSH_E_IO. */
hush_status hush_file_write_new(const char *path, mode_t mode, const void *bytes, size_t length, hush_error *err);

/*
 * The same, and the file appears whole or not at all, also when the process is killed: it has no name before it is synced.
 * Where the file system cannot do that, as above.
 */
hush_status hush_file_write_whole(const char *path, mode_t mode, const void *bytes, size_t length, hush_error *err);

/* Makes a folder and its parents (0777 and umask), and syncs what it made; success when it exists as a folder. */
hush_status hush_folder_make(const char *path, hush_error *err);

/* fsync of a folder, so that names created or renamed in it last. */
hush_status hush_folder_sync(const char *path, hush_error *err);

/* "a/b" from "a" and "b"; `name` alone when absolute or folder is NULL or "". NULL when memory is short. */
char *hush_path_join(const char *folder, const char *name);
char *hush_path_folder(const char *path); /* "a/b.json" -> "a"; "b.json" -> "." */
const char *hush_path_last(const char *path); /* "a/b.json" -> "b.json" */

#endif
