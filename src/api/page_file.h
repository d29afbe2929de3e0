/*
 * page_file: one page written over an older one of its kind, and over nothing else.
 */
#ifndef HUSH_API_PAGE_FILE_H
#define HUSH_API_PAGE_FILE_H

#include "base/buffer.h"

/*
 * Writes `folder`/index.html; the folder is made when it is missing.  A page that is there already is replaced when it
 * holds `mark`, which every page of the kind has; anything else stays, and the answer is HUSH_E_CREATE with a hint.  The new
 * page appears whole or not at all.
 */
hush_status hush_page_file_write(const char *folder, const char *mark, const struct hush_buffer *page, hush_error *err);

#endif
