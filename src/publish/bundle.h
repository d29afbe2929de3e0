/*
 * bundle: the files of one release, as names and bytes, in a fixed order.
 *
 * A bundle is what is staged, kept by the ledger and written to disk.  Its packed form is one byte string with one
 * meaning (names ascending, counted fields), so its digest stands for the whole release.
 */
#ifndef HUSH_PUBLISH_BUNDLE_H
#define HUSH_PUBLISH_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct hush_bundle_file {
	char *name; /* relative, '/' between parts, no "..": "tables/scans.csv" */
	char *bytes;
	size_t length;
};

struct hush_bundle {
	struct hush_bundle_file *files; /* sorted by name (strcmp) */
	uint32_t count;
};

void hush_bundle_free(struct hush_bundle *bundle); /* the files, not the struct */

/* Relative, of visible ASCII characters, without empty parts, "." and "..", and backslashes. */
bool hush_bundle_name_valid(const char *name);

/* Takes over the buffer's bytes. Names are unique; a second file of one name, or a bad name, is HUSH_E_BUG. */
hush_status hush_bundle_add(struct hush_bundle *bundle, const char *name, struct hush_buffer *bytes, hush_error *err);
const struct hush_bundle_file *hush_bundle_find(const struct hush_bundle *bundle, const char *name); /* or NULL */

hush_status hush_bundle_pack(const struct hush_bundle *bundle, struct hush_buffer *out, hush_error *err);
/* HUSH_E_LEDGER unless the bytes are exactly what hush_bundle_pack writes. */
hush_status hush_bundle_unpack(const void *bytes, size_t length, struct hush_bundle *bundle, hush_error *err);

/*
 * Writes the bundle as folder `parent`/`name`: a temporary folder beside it, every file synced, then one rename that
 * never replaces anything, then the parent synced.  When the folder already exists with exactly these files and bytes,
 * that is success (*already = true); with anything else it is HUSH_E_CREATE and nothing is touched.
 */
hush_status hush_bundle_write(const struct hush_bundle *bundle, const char *parent, const char *name, bool *already,
                              hush_error *err);

/*
 * Reads a folder back, every regular file in it. HUSH_E_VERIFY for anything that is not a plain file or folder, and for an
 * empty folder; HUSH_E_NO_INPUT when there is no such folder; HUSH_E_PERMISSION, HUSH_E_IO.
 */
hush_status hush_bundle_read(const char *folder, struct hush_bundle *bundle, hush_error *err);

#endif
