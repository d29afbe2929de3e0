/*
 * archive: all releases of a folder in one page.
 */
#ifndef HUSHCOUNT_ARCHIVE_H
#define HUSHCOUNT_ARCHIVE_H

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads every release folder inside `folder`, checks that each is whole, and writes `folder`/index.html: the list of them, and
 * totals that count the same in the same way side by side.  A page that an earlier call wrote is replaced, anything else is
 * not.  *text (hush_text_free) says what was written.
 *
 * HUSH_E_NO_INPUT when there is no release, HUSH_E_VERIFY when one is not whole (nothing is written), HUSH_E_CREATE,
 * HUSH_E_PERMISSION, HUSH_E_IO.
 */
HUSH_API hush_status hush_archive_releases(const char *folder, hush_format format, char **text, hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
