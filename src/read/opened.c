/* opened: see opened.h. */
#include "read/opened.h"

#include <errno.h>

hush_status hush_opened_changed(const char *path, const char *when, hush_error *err)
{
	hush_fail_at(err, HUSH_E_IO, path, 0, 0, "the file changed %s", when);
	hush_hint(err, "put it back and run the same command again; what was charged stands and is not charged twice");
	return HUSH_E_IO;
}

static hush_status open_lines(const struct hush_spec *spec, uint32_t source, size_t chunk, struct hush_row *row,
                              struct hush_opened *opened, hush_error *err)
{
	hush_status status = hush_lines_open(opened->path, chunk, &opened->lines, err);

	if (status == HUSH_OK) {
		status = hush_header_read(spec, source, opened->path, opened->lines, row, &opened->header, err);
	}
	if (status != HUSH_OK && status != HUSH_E_MEMORY && status != HUSH_E_IO) {
		return hush_opened_changed(opened->path, "after it was checked", err);
	}
	return status;
}

hush_status hush_opened_open(const struct hush_spec *spec, uint32_t source, const char *path, size_t chunk,
                             struct hush_row *row, struct hush_opened *opened, hush_error *err)
{
	struct hush_opened made = {.path = path};
	hush_status status = open_lines(spec, source, chunk, row, &made, err);

	if (status == HUSH_OK) {
		made.descriptor = hush_lines_descriptor(made.lines, &made.plain, &made.begin);
		if (fstat(made.descriptor, &made.about) != 0) {
			status = hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot look at the file");
		} else if (made.about.st_size < 0) {
			status = hush_fail_bug(err, "the size of a file");
		}
	}
	if (status != HUSH_OK) {
		hush_opened_close(&made);
		return status;
	}
	made.size = (uint64_t)made.about.st_size;
	*opened = made;
	return HUSH_OK;
}

hush_status hush_opened_check(const struct hush_opened *opened, hush_error *err)
{
	const struct stat *then = &opened->about;
	struct stat now;

	if (fstat(opened->descriptor, &now) != 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, opened->path, "cannot look at the file");
	}
	if (now.st_size != then->st_size || now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != then->st_mtim.tv_nsec) {
		return hush_opened_changed(opened->path, "while it was read", err);
	}
	return HUSH_OK;
}

void hush_opened_close(struct hush_opened *opened)
{
	hush_header_release(&opened->header);
	hush_lines_close(opened->lines);
	*opened = (struct hush_opened){0};
}
