/* inputs: see inputs.h. */
#include "read/inputs.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "read/header.h"
#include "read/lines.h"
#include "read/row.h"
#include "read/stream.h"

struct input_file {
	char *path;
	dev_t device; /* device and inode: the same file under two names, by links of either kind, is one file */
	ino_t inode;
};

struct source_files {
	struct input_file *files;
	uint32_t count;
};

struct hush_inputs {
	struct source_files *sources;
	uint32_t source_count;
};

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct input_file *)a)->path, ((const struct input_file *)b)->path);
}

static bool same_file(const struct input_file *a, const struct input_file *b)
{
	return a->device == b->device && a->inode == b->inode;
}

static int by_file(const void *a, const void *b)
{
	const struct input_file *one = a;
	const struct input_file *other = b;

	if (same_file(one, other)) {
		return by_path(a, b);
	}
	if (one->device != other->device) {
		return one->device < other->device ? -1 : 1;
	}
	return one->inode < other->inode ? -1 : 1;
}

/* Also finds a missing file, and a folder that may not be entered. */
static hush_status identify(const char *path, struct input_file *file, hush_error *err)
{
	struct stat about;
	hush_status status;

	if (stat(path, &about) == 0) {
		file->device = about.st_dev;
		file->inode = about.st_ino;
		return HUSH_OK;
	}
	if (errno == ENOMEM) {
		return hush_fail_memory(err);
	}
	status = errno == EACCES ? HUSH_E_PERMISSION : errno == EIO ? HUSH_E_IO : HUSH_E_NO_INPUT;
	hush_fail_errno(err, status, errno, path, "cannot find the file");
	if (status == HUSH_E_NO_INPUT) {
		hush_hint(err, "check \"files\" in the spec; paths are relative to the spec's folder");
	}
	return status;
}

static hush_status add_path(struct source_files *list, const char *path, hush_error *err)
{
	struct input_file file = {0};
	struct input_file *grown = hush_reallocarray(list->files, (size_t)list->count + 1, sizeof *grown);

	if (!grown) {
		return hush_fail_memory(err);
	}
	list->files = grown;
	file.path = hush_strdup(path);
	if (!file.path) {
		return hush_fail_memory(err);
	}
	grown[list->count++] = file; /* from here on it is freed with the list */
	return identify(path, &grown[list->count - 1], err);
}

/* The folder of the spec, with the characters quoted that a pattern would give a meaning to. */
static char *quoted_folder(const char *folder)
{
	size_t length = strlen(folder);
	char *quoted = hush_malloc(2 * length + 1);
	size_t made = 0;

	for (size_t i = 0; quoted && i < length; i++) {
		if (strchr("*?[]\\", folder[i])) {
			quoted[made++] = '\\';
		}
		quoted[made++] = folder[i];
	}
	if (quoted) {
		quoted[made] = '\0';
	}
	return quoted;
}

static _Thread_local int listing_errno;

/* Called by glob for a folder that cannot be listed; a folder that is not there just matches nothing. */
static int on_listing_error(const char *path, int errnum)
{
	(void)path;
	listing_errno = errnum;
	return errnum != ENOENT && errnum != ENOTDIR;
}

static hush_status add_matches(struct source_files *list, const char *pattern, const char *written, hush_error *err)
{
	glob_t found = {0};
	hush_status status = HUSH_OK;

	switch (glob(pattern, GLOB_NOSORT, on_listing_error, &found)) {
	case 0: break;
	case GLOB_NOMATCH:
		hush_fail(err, HUSH_E_NO_INPUT, "no file matches \"%s\"", written);
		hush_hint(err, "check \"files\" in the spec; patterns are relative to the spec's folder");
		status = HUSH_E_NO_INPUT;
		break;
	case GLOB_ABORTED:
		status = listing_errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_IO;
		hush_fail_errno(err, status, listing_errno, NULL, "cannot list a folder to match \"%s\"", written);
		break;
	default: status = hush_fail_memory(err); break;
	}
	for (size_t i = 0; status == HUSH_OK && i < found.gl_pathc; i++) {
		status = add_path(list, found.gl_pathv[i], err);
	}
	globfree(&found);
	return status;
}

/* One entry of "files": a file of just this name, else a pattern. A pattern without a match is a missing input. */
static hush_status add_entry(const struct hush_spec *spec, const char *written, struct source_files *list,
                             hush_error *err)
{
	char *path = hush_spec_path(spec, written);
	char *folder;
	char *pattern;
	hush_status status;

	if (!path) {
		return hush_fail_memory(err);
	}
	if (!strpbrk(written, "*?[") || access(path, F_OK) == 0) {
		status = add_path(list, path, err);
		hush_free(path);
		return status;
	}
	hush_free(path);
	folder = quoted_folder(spec->folder ? spec->folder : "");
	pattern = folder ? hush_path_join(folder, written) : NULL;
	status = pattern ? add_matches(list, pattern, written, err) : hush_fail_memory(err);
	hush_free(folder);
	hush_free(pattern);
	return status;
}

/* A file under two names would count its rows twice: of the names of one file the first stays. */
static void drop_twins(struct source_files *list)
{
	uint32_t kept = 0;

	qsort(list->files, list->count, sizeof *list->files, by_file);
	for (uint32_t i = 0; i < list->count; i++) {
		if (kept > 0 && same_file(&list->files[kept - 1], &list->files[i])) {
			hush_free(list->files[i].path);
		} else {
			list->files[kept++] = list->files[i];
		}
	}
	list->count = kept;
	qsort(list->files, list->count, sizeof *list->files, by_path);
}

/* Opens one file and reads its header, nothing more. */
static hush_status check_file(const struct hush_spec *spec, uint32_t source, const char *path, hush_error *err)
{
	struct hush_lines *lines = NULL;
	struct hush_row *row = NULL;
	struct hush_header header = {0};
	hush_status status = hush_lines_open(path, HUSH_STREAM_CHUNK, &lines, err);

	if (status == HUSH_OK) {
		status = hush_row_open(spec->sources[source].separator, &row, err);
	}
	if (status == HUSH_OK) {
		status = hush_header_read(spec, source, path, lines, row, &header, err);
	}
	hush_header_release(&header);
	hush_row_close(row);
	hush_lines_close(lines);
	return status;
}

/*
 * Records must not be shown as values, mappings or exact numbers, under whatever name the file goes.  A copy of the file was
 * found out by its header when the spec was read (spec/record_file.c).
 */
static hush_status check_private(const struct hush_spec *spec, const struct input_file *file, hush_error *err)
{
	for (uint32_t i = 0; i < spec->public_file_count; i++) {
		struct stat about;

		if (stat(spec->public_files[i], &about) == 0 && about.st_dev == file->device && about.st_ino == file->inode) {
			hush_fail_at(err, HUSH_E_SPEC, spec->public_files[i], 0, 0,
			             "the spec takes values, a mapping or exact numbers from a file of records");
			return hush_hint(err, "what such a file says is published as it is: name a public list instead");
		}
	}
	return HUSH_OK;
}

static hush_status check_source(const struct hush_spec *spec, uint32_t index, struct source_files *list,
                                hush_error *err)
{
	const struct hush_source *source = &spec->sources[index];

	for (uint32_t i = 0; i < source->file_count; i++) {
		HUSH_TRY(add_entry(spec, source->files[i], list, err));
	}
	if (list->count == 0) {
		return hush_fail_bug(err, "a source without files");
	}
	drop_twins(list);
	for (uint32_t i = 0; i < list->count; i++) {
		HUSH_TRY(check_private(spec, &list->files[i], err));
		HUSH_TRY(check_file(spec, index, list->files[i].path, err));
	}
	return HUSH_OK;
}

hush_status hush_inputs_check(const struct hush_spec *spec, struct hush_inputs **inputs, hush_error *err)
{
	struct hush_inputs *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->sources = hush_calloc(spec->source_count, sizeof *made->sources);
	made->source_count = made->sources ? spec->source_count : 0;
	status = made->sources ? HUSH_OK : hush_fail_memory(err);
	for (uint32_t i = 0; status == HUSH_OK && i < spec->source_count; i++) {
		status = check_source(spec, i, &made->sources[i], err);
	}
	if (status != HUSH_OK) {
		hush_inputs_free(made);
		return status;
	}
	*inputs = made;
	return HUSH_OK;
}

void hush_inputs_free(struct hush_inputs *inputs)
{
	if (!inputs) {
		return;
	}
	for (uint32_t s = 0; s < inputs->source_count; s++) {
		struct source_files *list = &inputs->sources[s];

		for (uint32_t i = 0; i < list->count; i++) {
			hush_free(list->files[i].path);
		}
		hush_free(list->files);
	}
	hush_free(inputs->sources);
	hush_free(inputs);
}

uint32_t hush_inputs_file_count(const struct hush_inputs *inputs, uint32_t source)
{
	return inputs->sources[source].count;
}

const char *hush_inputs_file(const struct hush_inputs *inputs, uint32_t source, uint32_t file)
{
	return inputs->sources[source].files[file].path;
}

uint64_t hush_inputs_bytes(const struct hush_inputs *inputs, uint32_t source)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < inputs->sources[source].count; i++) {
		struct stat found;

		if (stat(inputs->sources[source].files[i].path, &found) == 0 && found.st_size > 0) {
			bytes += (uint64_t)found.st_size;
		}
	}
	return bytes;
}
