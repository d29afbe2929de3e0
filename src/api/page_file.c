/* page_file: see page_file.h. */
#include "api/page_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum { LARGEST = 64 * 1024 * 1024 };

/* Nothing is there, or a page of the same kind. */
static hush_status check_free(const char *path, const char *mark, hush_error *err)
{
	struct hush_buffer old;
	hush_status status = HUSH_OK;

	if (access(path, F_OK) != 0 && errno == ENOENT) {
		return HUSH_OK;
	}
	hush_buffer_init(&old, LARGEST);
	if (hush_file_read(path, LARGEST, &old, NULL) != HUSH_OK || !old.bytes || !strstr(old.bytes, mark)) {
		hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "a file is there that this command did not write");
		status = HUSH_E_CREATE;
		hush_hint(err, "choose another folder, or move the file away");
	}
	hush_buffer_release(&old);
	return status;
}

static hush_status replace(const char *temporary, const char *path, const char *folder, const struct hush_buffer *page,
                           hush_error *err)
{
	(void)unlink(temporary); /* what a run that was killed left */
	HUSH_TRY(hush_file_write_new(temporary, 0644, page->bytes, page->length, err));
	if (rename(temporary, path) != 0) {
		int number = errno;

		(void)unlink(temporary);
		return hush_fail_errno(err, HUSH_E_CREATE, number, path, "cannot write it");
	}
	return hush_folder_sync(folder, err);
}

hush_status hush_page_file_write(const char *folder, const char *mark, const struct hush_buffer *page, hush_error *err)
{
	char *path = hush_path_join(folder, "index.html");
	char *temporary = hush_path_join(folder, ".index.html.part");
	hush_status status = path && temporary ? hush_folder_make(folder, err) : hush_fail_memory(err);

	if (status == HUSH_OK) {
		status = check_free(path, mark, err);
	}
	if (status == HUSH_OK) {
		status = replace(temporary, path, folder, page, err);
	}
	hush_free(temporary);
	hush_free(path);
	return status;
}
