/* outfile: see outfile.h. */
#include "generate/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

hush_status hush_outfolder_open(const char *path, struct hush_outfolder *folder, hush_error *err)
{
	HUSH_TRY(hush_folder_make(path, err));
	*folder = (struct hush_outfolder){.path = path};
	return HUSH_OK;
}

void hush_outfolder_close(struct hush_outfolder *folder, bool keep)
{
	for (uint32_t i = 0; i < folder->count; i++) {
		if (!keep) {
			(void)unlink(folder->made[i]); /* ours, made a moment ago */
		}
		hush_free(folder->made[i]);
	}
	hush_free(folder->made);
	*folder = (struct hush_outfolder){0};
}

/* Room for one more name, before the file is made: none may be made that could not be taken back. */
static bool reserve(struct hush_outfolder *folder)
{
	uint32_t room = folder->room ? folder->room * 2 : 16;
	char **made;

	if (folder->count < folder->room) {
		return true;
	}
	made = hush_reallocarray(folder->made, room, sizeof *made);
	if (made) {
		folder->made = made;
		folder->room = room;
	}
	return made != NULL;
}

static hush_status refuse(const char *path, int errnum, hush_error *err)
{
	hush_fail_errno(err, HUSH_E_CREATE, errnum, path, "cannot create the file");
	if (errnum == EEXIST) {
		hush_hint(err, "nothing is overwritten; choose an empty folder");
	}
	return HUSH_E_CREATE;
}

hush_status hush_outfile_open(struct hush_outfolder *folder, const char *name, const char *head,
							  struct hush_outfile *file, hush_error *err)
{
	struct hush_outfile made = {
		.file = -1, .path = hush_path_join(folder->path, name), .block = hush_malloc(HUSH_OUTFILE_BLOCK)};
	char *kept = made.path ? hush_strdup(made.path) : NULL;
	hush_status status = made.block && kept && reserve(folder) ? HUSH_OK : hush_fail_memory(err);

	if (status == HUSH_OK) {
		made.file = open(made.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		status = made.file >= 0 ? HUSH_OK : refuse(made.path, errno, err);
	}
	if (status != HUSH_OK) {
		hush_free(kept);
		hush_outfile_release(&made);
		return status;
	}
	folder->made[folder->count++] = kept;
	*file = made;
	hush_outfile_put(file, head, strlen(head));
	return HUSH_OK;
}

static void flush(struct hush_outfile *file)
{
	size_t done = 0;

	while (done < file->used && file->errnum == 0) {
		ssize_t wrote = write(file->file, file->block + done, file->used - done);

		if (wrote > 0) {
			done += (size_t)wrote;
		} else if (wrote == 0 || errno != EINTR) {
			file->errnum = wrote < 0 ? errno : EIO;
		}
	}
	file->used = 0;
}

hush_status hush_outfile_end(struct hush_outfile *file, hush_error *err)
{
	hush_status status = HUSH_OK;

	if (!file->path) {
		return HUSH_OK;
	}
	flush(file);
	if (close(file->file) != 0 && file->errnum == 0) {
		file->errnum = errno;
	}
	file->file = -1;
	if (file->errnum != 0) {
		status = hush_fail_errno(err, HUSH_E_IO, file->errnum, file->path, "cannot write");
	}
	hush_outfile_release(file);
	return status;
}

void hush_outfile_release(struct hush_outfile *file)
{
	if (file->path && file->file >= 0) {
		(void)close(file->file);
	}
	hush_free(file->path);
	hush_free(file->block);
	*file = (struct hush_outfile){.file = -1};
}

char *hush_outfile_row(struct hush_outfile *file)
{
	if (file->used > HUSH_OUTFILE_BLOCK - HUSH_OUTFILE_ROW) {
		flush(file);
	}
	return file->block + file->used;
}

void hush_outfile_put(struct hush_outfile *file, const void *bytes, size_t length)
{
	const char *from = bytes;

	while (length > 0) {
		size_t part = length < HUSH_OUTFILE_ROW ? length : HUSH_OUTFILE_ROW;

		memcpy(hush_outfile_row(file), from, part);
		file->used += part;
		from += part;
		length -= part;
	}
}

void hush_outfile_format(struct hush_outfile *file, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(hush_outfile_row(file), HUSH_OUTFILE_ROW, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= HUSH_OUTFILE_ROW) {
		file->errnum = EOVERFLOW;
		return;
	}
	file->used += (size_t)length;
}
