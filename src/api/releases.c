/* releases: see releases.h. */
#include "api/releases.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "publish/sums.h"

/* What cannot be looked into could be a release: not knowing is a failure. */
static hush_status has_file(const char *folder, const char *name, bool *there, hush_error *err)
{
	char *path = hush_path_join(folder, name);
	struct stat found;
	hush_status status = HUSH_OK;

	if (!path) {
		return hush_fail_memory(err);
	}
	*there = lstat(path, &found) == 0;
	if (!*there && errno != ENOENT && errno != ENOTDIR) {
		status = hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_IO, errno, path, "cannot look into the folder");
	}
	hush_free(path);
	return status;
}

/* Either file makes a folder one that somebody may take for a release. */
static hush_status is_release(const char *folder, bool *is, hush_error *err)
{
	HUSH_TRY(has_file(folder, HUSH_SIGNATURE_NAME, is, err));
	return *is ? HUSH_OK : has_file(folder, "release.json", is, err);
}

static hush_status add(struct hush_releases *releases, const char *folder, hush_error *err)
{
	char **grown = hush_reallocarray(releases->folders, (size_t)releases->count + 1, sizeof(*grown));

	if (!grown) {
		return hush_fail_memory(err);
	}
	releases->folders = grown;
	grown[releases->count] = hush_strdup(folder);
	if (!grown[releases->count]) {
		return hush_fail_memory(err);
	}
	releases->count++;
	return HUSH_OK;
}

static hush_status add_if_release(struct hush_releases *releases, const char *parent, const char *name, hush_error *err)
{
	char *path = hush_path_join(parent, name);
	bool is = false;
	hush_status status = path ? is_release(path, &is, err) : hush_fail_memory(err);

	if (status == HUSH_OK && is) {
		status = add(releases, path, err);
	}
	hush_free(path);
	return status;
}

static hush_status add_inside(struct hush_releases *releases, DIR *stream, const char *path, hush_error *err)
{
	for (;;) {
		struct dirent *entry;

		errno = 0;
		entry = readdir(stream);
		if (!entry) {
			return errno ? hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the folder") : HUSH_OK;
		}
		if (entry->d_name[0] != '.') {
			HUSH_TRY(add_if_release(releases, path, entry->d_name, err));
		}
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

hush_status hush_releases_add(struct hush_releases *releases, const char *path, hush_error *err)
{
	uint32_t first = releases->count;
	bool is = false;
	DIR *stream;
	hush_status status;

	/* What lies in a release is looked at all the same: a stray file on top must not hide what stands below. */
	HUSH_TRY(is_release(path, &is, err));
	if (is) {
		HUSH_TRY(add(releases, path, err));
	}
	stream = opendir(path);
	if (!stream) {
		return hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_NO_INPUT, errno, path,
		                       "cannot open the folder of releases");
	}
	status = add_inside(releases, stream, path, err);
	(void)closedir(stream);
	if (status == HUSH_OK && releases->count > first) {
		qsort(releases->folders + first, releases->count - first, sizeof *releases->folders, by_name);
	}
	return status;
}

hush_status hush_releases_all(const char *const *reports, unsigned count, struct hush_releases *releases, hush_error *err)
{
	for (unsigned i = 0; i < count; i++) {
		uint32_t before = releases->count;

		HUSH_TRY(hush_releases_add(releases, reports[i], err));
		if (releases->count == before) {
			hush_fail_at(err, HUSH_E_NO_INPUT, reports[i], 0, 0, "there is no release in this folder");
			return hush_hint(err, "name release folders, or the folder that holds them");
		}
	}
	return HUSH_OK;
}

void hush_releases_free(struct hush_releases *releases)
{
	for (uint32_t i = 0; i < releases->count; i++) {
		hush_free(releases->folders[i]);
	}
	hush_free(releases->folders);
	*releases = (struct hush_releases){0};
}
