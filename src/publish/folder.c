/*
 * folder: a bundle as a folder on disk.
 *
 * A release folder appears whole or not at all: everything is written and synced under a temporary name beside it, and
 * one rename that never replaces anything gives it its name.  A reader cannot meet half a release, nor a power cut leave one.
 */
#include "publish/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"

enum { FOLDER_DEPTH = 4, TEMPORARY_BYTES = 8 };

/* Calls `visit` for every folder that the bundle's names mention, parents before what is in them. */
static hush_status each_folder(const struct hush_bundle *bundle, const char *root,
                               hush_status (*visit)(const char *path, hush_error *err), hush_error *err)
{
	for (uint32_t i = 0; i < bundle->count; i++) {
		const char *name = bundle->files[i].name;

		for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
			size_t length = (size_t)(slash - name) + 1;
			hush_status status;
			char *part;
			char *path;

			/* Names are sorted, so a folder named by the file before was visited. */
			if (i > 0 && strncmp(bundle->files[i - 1].name, name, length) == 0) {
				continue;
			}
			part = hush_strndup(name, length - 1);
			path = part ? hush_path_join(root, part) : NULL;
			status = path ? visit(path, err) : hush_fail_memory(err);
			hush_free(path);
			hush_free(part);
			if (status != HUSH_OK) {
				return status;
			}
		}
	}
	return HUSH_OK;
}

static hush_status make_folder(const char *path, hush_error *err)
{
	if (mkdir(path, 0755) != 0) {
		return hush_fail_errno(err, HUSH_E_CREATE, errno, path, "cannot make the folder");
	}
	return HUSH_OK;
}

/* A folder of ours that is missing was swept away by a faster publisher: see hush_bundle_write, which then looks again. */
static hush_status gone_or_broken(int errnum)
{
	return errnum == ENOENT ? HUSH_E_NO_INPUT : HUSH_E_IO;
}

/*
 * A folder that only its owner can look into; *mode gets the one it will have when it is finished.  A file system that knows
 * no modes (a memory stick's) leaves it open, and *mode at 0: there, everything is everyone's.
 */
static hush_status make_closed(const char *root, mode_t *mode, hush_error *err)
{
	struct stat made;

	HUSH_TRY(make_folder(root, err)); /* asks the umask */
	if (lstat(root, &made) != 0) {
		return hush_fail_errno(err, gone_or_broken(errno), errno, root, "cannot look at the folder");
	}
	*mode = chmod(root, 0700) == 0 ? made.st_mode & 07777 : 0;
	return HUSH_OK;
}

/* Nobody else sees the files before they are whole and synced. */
static hush_status write_files(const struct hush_bundle *bundle, const char *root, hush_error *err)
{
	mode_t mode = 0;

	HUSH_TRY(make_closed(root, &mode, err));
	HUSH_TRY(each_folder(bundle, root, make_folder, err));
	for (uint32_t i = 0; i < bundle->count; i++) {
		const struct hush_bundle_file *file = &bundle->files[i];
		char *path = hush_path_join(root, file->name);
		hush_status status = path ? hush_file_write_new(path, 0644, file->bytes, file->length, err)
		                          : hush_fail_memory(err);

		hush_free(path);
		if (status != HUSH_OK) {
			return status;
		}
	}
	HUSH_TRY(each_folder(bundle, root, hush_folder_sync, err));
	if (mode && chmod(root, mode) != 0) {
		return hush_fail_errno(err, gone_or_broken(errno), errno, root, "cannot open the folder to readers");
	}
	return hush_folder_sync(root, err);
}

static hush_status remove_folder(const char *path, hush_error *err)
{
	(void)err;
	(void)rmdir(path);
	return HUSH_OK;
}

/* Takes away what write_files made. A file that cannot be removed stays: the first failure is the one to report. */
static void remove_files(const struct hush_bundle *bundle, const char *root)
{
	for (uint32_t i = 0; i < bundle->count; i++) {
		char *path = hush_path_join(root, bundle->files[i].name);

		if (path) {
			(void)unlink(path);
		}
		hush_free(path);
	}
	/* Deeper folders first: with the two levels that releases have, one more round is enough. */
	for (int round = 0; round < FOLDER_DEPTH; round++) {
		(void)each_folder(bundle, root, remove_folder, NULL);
	}
	(void)rmdir(root);
}

/* Is the folder that stands there this very release? */
static hush_status compare_existing(const struct hush_bundle *bundle, const char *path, bool *same, hush_error *err)
{
	struct hush_bundle found = {0};
	hush_error ignored;
	hush_status status = hush_bundle_read(path, &found, &ignored);
	bool equal = status == HUSH_OK && found.count == bundle->count;

	if (status == HUSH_E_MEMORY) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; equal && i < found.count; i++) {
		equal = strcmp(found.files[i].name, bundle->files[i].name) == 0 &&
		        found.files[i].length == bundle->files[i].length &&
		        memcmp(found.files[i].bytes, bundle->files[i].bytes, found.files[i].length) == 0;
	}
	hush_bundle_free(&found);
	*same = equal;
	return HUSH_OK;
}

static hush_status settle_existing(const struct hush_bundle *bundle, const char *parent, const char *path,
                                   bool *already, hush_error *err)
{
	bool same = false;

	HUSH_TRY(compare_existing(bundle, path, &same, err));
	if (!same) {
		hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "the output exists and is not this release");
		hush_hint(err, "move it away and run the same command again; nothing in it was touched");
		return HUSH_E_CREATE;
	}
	/* Whoever gave it its name may have been stopped before that was synced. */
	HUSH_TRY(hush_folder_sync(parent, err));
	*already = true;
	return HUSH_OK;
}

static char *temporary_path(const char *parent, const char *name)
{
	uint8_t random[TEMPORARY_BYTES];
	char hex[2 * TEMPORARY_BYTES + 1];
	struct hush_buffer text;
	char *path;

	hush_system_random(random, sizeof random);
	hush_hex(random, sizeof random, hex);
	hush_buffer_init(&text, 4096);
	hush_buffer_format(&text, ".%s.tmp-%s", name, hex);
	path = hush_buffer_check(&text, NULL) == HUSH_OK ? hush_path_join(parent, text.bytes) : NULL;
	hush_buffer_release(&text);
	return path;
}

/*
 * Once the release stands under its name, temporary folders of it are what killed runs left behind. A publisher that is
 * writing one at this moment fails, and then finds the release in place.
 */
static void sweep_temporaries(const struct hush_bundle *bundle, const char *parent, const char *name)
{
	DIR *stream = opendir(parent);
	struct dirent *entry;
	char prefix[NAME_MAX + 1];
	int length = snprintf(prefix, sizeof prefix, ".%s.tmp-", name);

	while (stream && length > 0 && length < NAME_MAX && (entry = readdir(stream)) != NULL) {
		if (strncmp(entry->d_name, prefix, (size_t)length) == 0) {
			char *path = hush_path_join(parent, entry->d_name);

			if (path) {
				remove_files(bundle, path);
			}
			hush_free(path);
		}
	}
	if (stream) {
		closedir(stream);
	}
}

static hush_status write_beside(const struct hush_bundle *bundle, const char *parent, const char *temporary,
                                const char *path, bool *already, hush_error *err)
{
	hush_status status = write_files(bundle, temporary, err);

	if (status != HUSH_OK) {
		remove_files(bundle, temporary);
		return status;
	}
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) != 0) {
		int errnum = errno;

		remove_files(bundle, temporary);
		if (errnum == EEXIST || errnum == ENOTEMPTY) {
			return settle_existing(bundle, parent, path, already, err);
		}
		return hush_fail_errno(err, HUSH_E_CREATE, errnum, path, "cannot give the finished folder its name");
	}
	HUSH_TRY(hush_folder_sync(parent, err));
	*already = false;
	return HUSH_OK;
}

hush_status hush_bundle_write(const struct hush_bundle *bundle, const char *parent, const char *name, bool *already,
                              hush_error *err)
{
	char *path = hush_path_join(parent, name);
	char *temporary = temporary_path(parent, name);
	struct stat found;
	hush_status status;

	if (!path || !temporary) {
		status = hush_fail_memory(err);
	} else if (lstat(path, &found) == 0) {
		status = settle_existing(bundle, parent, path, already, err);
	} else {
		status = write_beside(bundle, parent, temporary, path, already, err);
		/*
		 * Another publisher of this release may have been faster, and have swept away what this one was writing: then
		 * something is missing. Other failures, such as a sync's, stay what they are.
		 */
		if ((status == HUSH_E_CREATE || status == HUSH_E_NO_INPUT) && lstat(path, &found) == 0) {
			status = settle_existing(bundle, parent, path, already, err);
		}
	}
	if (status == HUSH_OK) {
		sweep_temporaries(bundle, parent, name);
	}
	hush_free(path);
	hush_free(temporary);
	return status;
}

static hush_status read_folder(const char *path, const char *prefix, int depth, struct hush_bundle *bundle,
                               hush_error *err);

static hush_status read_entry(const char *path, const char *name, int depth, struct hush_bundle *bundle,
                              hush_error *err)
{
	struct stat found;
	struct hush_buffer bytes;
	hush_status status;

	if (!hush_bundle_name_valid(name)) {
		/* The name is not repeated: it may hold anything, and this goes to a terminal. */
		return hush_fail(err, HUSH_E_VERIFY, "there is a file with a name that no release has");
	}
	if (lstat(path, &found) != 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot look at the file");
	}
	if (S_ISDIR(found.st_mode)) {
		return read_folder(path, name, depth + 1, bundle, err);
	}
	if (!S_ISREG(found.st_mode)) {
		return hush_fail_at(err, HUSH_E_VERIFY, path, 0, 0, "not a plain file or folder");
	}
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	status = hush_file_read(path, SIZE_MAX / 2, &bytes, err);
	if (status == HUSH_OK) {
		status = hush_bundle_add(bundle, name, &bytes, err);
	}
	hush_buffer_release(&bytes);
	return status;
}

static hush_status read_open_folder(DIR *stream, const char *path, const char *prefix, int depth,
                                    struct hush_bundle *bundle, hush_error *err)
{
	uint32_t seen = 0;

	for (;;) {
		struct dirent *entry;
		hush_status status;
		char *below;
		char *name;

		errno = 0;
		entry = readdir(stream);
		if (!entry) {
			break;
		}
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		seen++;
		below = hush_path_join(path, entry->d_name);
		name = hush_path_join(prefix, entry->d_name);
		status = below && name ? read_entry(below, name, depth, bundle, err) : hush_fail_memory(err);
		hush_free(below);
		hush_free(name);
		if (status != HUSH_OK) {
			return status;
		}
	}
	if (errno != 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the folder");
	}
	if (seen == 0 && depth > 0) {
		return hush_fail_at(err, HUSH_E_VERIFY, path, 0, 0, "an empty folder, which no release has");
	}
	return HUSH_OK;
}

static hush_status read_folder(const char *path, const char *prefix, int depth, struct hush_bundle *bundle,
                               hush_error *err)
{
	DIR *stream;
	hush_status status;

	if (depth > FOLDER_DEPTH) {
		return hush_fail_at(err, HUSH_E_VERIFY, path, 0, 0, "folders nested deeper than any release has");
	}
	stream = opendir(path);
	if (!stream) {
		return hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_NO_INPUT, errno, path,
		                       "cannot open the folder");
	}
	status = read_open_folder(stream, path, prefix, depth, bundle, err);
	(void)closedir(stream);
	return status;
}

hush_status hush_bundle_read(const char *folder, struct hush_bundle *bundle, hush_error *err)
{
	struct hush_bundle made = {0};
	hush_status status = read_folder(folder, NULL, 0, &made, err);

	if (status != HUSH_OK) {
		hush_bundle_free(&made);
		return status;
	}
	*bundle = made;
	return HUSH_OK;
}
