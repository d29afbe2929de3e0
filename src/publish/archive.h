/*
 * archive: the page that lists an agency's releases, and puts the same totals of several periods side by side.
 *
 * It is written from releases that were read back and checked, and adds nothing to them: it is not signed and belongs to no
 * release.
 */
#ifndef HUSH_PUBLISH_ARCHIVE_H
#define HUSH_PUBLISH_ARCHIVE_H

#include "base/buffer.h"
#include "publish/release.h"

/* Stands in every such page, and in no release. */
extern const char hush_archive_mark[];

/*
 * Writes the page for `count` releases (at least 1), which may be in any order: they are shown by their periods.  The page has
 * the language of the release whose period begins last.  Where they are of several publishers, each is named, and nothing is
 * taken as replaced or continued by what another published.
 */
hush_status hush_archive_write(const struct hush_release *const *releases, uint32_t count, struct hush_buffer *out,
                               hush_error *err);

/*
 * The totals of one table in two releases of one publisher count the same in the same way: a difference between them is one of
 * the records.
 */
bool hush_archive_comparable(const struct hush_release *one, uint32_t table, const struct hush_release *other,
                             uint32_t other_table);

#endif
