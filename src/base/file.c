/* file: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

/* The status for an errno met while opening something that must exist. */
static hush_status opening_status(int errnum)
{
	switch (errnum) {
	case EACCES:
	case EPERM: return HUSH_E_PERMISSION;
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
	case ENXIO: return HUSH_E_NO_INPUT;
	default: return HUSH_E_IO;
	}
}

/* The status for an errno met while creating something. */
static hush_status creating_status(int errnum)
{
	switch (errnum) {
	case EACCES:
	case EPERM:
	case EROFS: return HUSH_E_PERMISSION;
	case EIO:
	case ENOSPC:
	case EDQUOT: return HUSH_E_IO;
	default: return HUSH_E_CREATE;
	}
}

static hush_status read_open(int fd, const char *path, size_t limit, struct hush_buffer *out, hush_error *err)
{
	char chunk[16384];
	struct stat found;
	ssize_t got;

	if (fstat(fd, &found) != 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot look at the file");
	}
	if (!S_ISREG(found.st_mode)) {
		hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0,
		             S_ISDIR(found.st_mode) ? "is a folder, not a file" : "is not a regular file");
		return HUSH_E_NO_INPUT;
	}
	for (;;) {
		got = read(fd, chunk, sizeof chunk);
		if (got == 0) {
			break;
		}
		if (got < 0) {
			if (errno == EINTR) {
				continue;
			}
			hush_wipe(chunk, sizeof chunk);
			return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the file");
		}
		if ((size_t)got > limit - out->length) {
			hush_wipe(chunk, sizeof chunk);
			return hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0,
			                    "is larger than the %zu bytes allowed for such a file", limit);
		}
		hush_buffer_put(out, chunk, (size_t)got);
	}
	hush_wipe(chunk, sizeof chunk); /* key files pass through here */
	hush_buffer_put(out, "", 0);
	return hush_buffer_check(out, err);
}

hush_status hush_file_read(const char *path, size_t limit, struct hush_buffer *out, hush_error *err)
{
	struct hush_buffer bytes;
	hush_status status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe without a writer must not block */

	if (fd < 0) {
		return hush_fail_errno(err, opening_status(errno), errno, path, "cannot open the file");
	}
	hush_buffer_init(&bytes, limit);
	status = read_open(fd, path, limit, &bytes, err);
	(void)close(fd);
	if (status != HUSH_OK) {
		hush_buffer_release_wiped(&bytes);
		return status;
	}
	hush_buffer_release_wiped(out);
	*out = bytes;
	return HUSH_OK;
}

static hush_status write_all(int fd, const char *path, const char *bytes, size_t length, hush_error *err)
{
	ssize_t put;

	while (length > 0) {
		put = write(fd, bytes, length);
		if (put < 0) {
			if (errno == EINTR) {
				continue;
			}
			return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot write the file");
		}
		bytes += put;
		length -= (size_t)put;
	}
	if (fsync(fd) != 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot put the file safely on the disk");
	}
	return HUSH_OK;
}

hush_status hush_file_write_new(const char *path, mode_t mode, const void *bytes, size_t length, hush_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	hush_status status;

	if (fd < 0) {
		return hush_fail_errno(err, creating_status(errno), errno, path, "cannot create the file");
	}
	status = write_all(fd, path, bytes, length, err);
	if (close(fd) != 0 && status == HUSH_OK) {
		status = hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot close the file");
	}
	if (status != HUSH_OK) {
		(void)unlink(path); /* half a file would stand in the way of the next try */
	}
	return status;
}

/* Gives a file without a name its name; never replaces anything, and follows no link that stands at `path`. */
static bool give_name(int fd, const char *path)
{
	char self[40];
	struct stat found;

	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	/* Done is done, however it was reported. */
	return linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 || (fstat(fd, &found) == 0 && found.st_nlink > 0);
}

hush_status hush_file_write_whole(const char *path, mode_t mode, const void *bytes, size_t length, hush_error *err)
{
	char *folder = hush_path_folder(path);
	int fd = folder ? open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode) : -1;
	bool named = false;
	hush_status status;

	if (!folder) {
		return hush_fail_memory(err);
	}
	hush_free(folder);
	if (fd < 0) { /* whatever is wrong with the folder, the plain way says it */
		return hush_file_write_new(path, mode, bytes, length, err);
	}
	status = write_all(fd, path, bytes, length, err);
	if (status == HUSH_OK) {
		named = give_name(fd, path);
	}
	if (close(fd) != 0 && status == HUSH_OK) {
		status = hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot close the file");
	}
	if (status != HUSH_OK && named) {
		(void)unlink(path);
	}
	return status == HUSH_OK && !named ? hush_file_write_new(path, mode, bytes, length, err) : status;
}

static bool is_folder(const char *path)
{
	struct stat found;

	return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static hush_status sync_parent(const char *path, hush_error *err)
{
	char *parent = hush_path_folder(path);
	hush_status status = parent ? hush_folder_sync(parent, err) : hush_fail_memory(err);

	hush_free(parent);
	return status;
}

static hush_status make_one(const char *path, const char *shown, hush_error *err)
{
	int errnum;

	if (mkdir(path, 0777) == 0) {
		return sync_parent(path, err);
	}
	errnum = errno;
	/* Looking comes second, so that another process making the same folder does no harm. */
	return is_folder(path) ? HUSH_OK
	                       : hush_fail_errno(err, creating_status(errnum), errnum, shown, "cannot make the folder");
}

hush_status hush_folder_make(const char *path, hush_error *err)
{
	char *copy = hush_strdup(path);
	hush_status status = copy ? HUSH_OK : hush_fail_memory(err);

	for (size_t i = 1; status == HUSH_OK && copy[0] && copy[i]; i++) {
		if (copy[i] == '/' && copy[i - 1] != '/') {
			copy[i] = '\0';
			status = make_one(copy, path, err);
			copy[i] = '/';
		}
	}
	if (status == HUSH_OK) {
		status = make_one(path, path, err);
	}
	hush_free(copy);
	return status;
}

hush_status hush_folder_sync(const char *path, hush_error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	hush_status status = HUSH_OK;

	if (fd < 0) {
		return hush_fail_errno(err, opening_status(errno), errno, path, "cannot open the folder");
	}
	if (fsync(fd) != 0) {
		status = hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot put the folder safely on the disk");
	}
	(void)close(fd);
	return status;
}

char *hush_path_join(const char *folder, const char *name)
{
	size_t length = folder ? strlen(folder) : 0;
	size_t rest = strlen(name);
	char *joined;

	if (length == 0 || name[0] == '/') {
		return hush_strdup(name);
	}
	if (folder[length - 1] == '/') {
		length--;
	}
	joined = hush_malloc(length + 1 + rest + 1);
	if (joined) {
		memcpy(joined, folder, length);
		joined[length] = '/';
		memcpy(joined + length + 1, name, rest + 1);
	}
	return joined;
}

char *hush_path_folder(const char *path)
{
	const char *last = hush_path_last(path);
	size_t length = (size_t)(last - path);

	if (length == 0) {
		return hush_strdup(".");
	}
	while (length > 1 && path[length - 1] == '/') {
		length--;
	}
	return hush_strndup(path, length);
}

const char *hush_path_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
