/*
 * archive: the list of all releases in a folder, as a page in that folder.
 *
 * Every release is read back and checked first; one that is not whole keeps the list from being written.
 */
#include <hushcount/archive.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/answer.h"
#include "api/page_file.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "publish/archive.h"
#include "verify/contents.h"
#include "verify/facts.h"
#include "verify/tables.h"

/* A release that was read back: the facts point into the bundle. */
struct entry {
	struct hush_bundle bundle;
	struct hush_facts facts;
};

struct entries {
	struct entry **list; /* each by itself: facts hold pointers into themselves */
	uint32_t count;
};

static void free_entries(struct entries *entries)
{
	for (uint32_t i = 0; i < entries->count; i++) {
		hush_facts_free(&entries->list[i]->facts);
		hush_bundle_free(&entries->list[i]->bundle);
		hush_free(entries->list[i]);
	}
	hush_free(entries->list);
}

/* All that can be checked without a key from elsewhere, apart from the wording. */
static hush_status check(struct entry *entry, hush_error *err)
{
	HUSH_TRY(hush_contents_files(&entry->bundle, err));
	HUSH_TRY(hush_contents_digests(&entry->bundle, err));
	HUSH_TRY(hush_facts_read(&entry->bundle, &entry->facts, err));
	HUSH_TRY(hush_facts_spec(&entry->facts, err));
	HUSH_TRY(hush_facts_plan(&entry->facts, err));
	HUSH_TRY(hush_tables_read(&entry->bundle, &entry->facts, err));
	return hush_contents_signature(&entry->bundle, &entry->facts, &entry->facts.key, err);
}

static hush_status read_release(const char *path, const char *name, struct entries *entries, hush_error *err)
{
	struct entry **grown = hush_reallocarray(entries->list, entries->count + 1, sizeof *grown);
	struct entry *entry;
	hush_status status;

	entries->list = grown ? grown : entries->list;
	entry = grown ? hush_calloc(1, sizeof *entry) : NULL;
	if (!entry) {
		return hush_fail_memory(err);
	}
	entries->list[entries->count++] = entry;
	status = hush_bundle_read(path, &entry->bundle, err);
	if (status == HUSH_OK) {
		status = check(entry, err);
	}
	if (status == HUSH_OK && strcmp(entry->facts.spec->id, name) != 0) {
		hush_fail_at(err, HUSH_E_VERIFY, path, 0, 0, "the folder's name is not the release's");
		status = HUSH_E_VERIFY;
	}
	if (status == HUSH_E_VERIFY || status == HUSH_E_SIGNER) {
		hush_hint(err, "%s is not a whole release: look at it with hushcount verify, or move it away", path);
	}
	return status;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		hush_free(names[i]);
	}
	hush_free(names);
}

/* Names of the folder's entries, sorted, without hidden ones. */
static hush_status list_names(const char *folder, char ***names, uint32_t *count, hush_error *err)
{
	DIR *stream = opendir(folder);
	struct dirent *found;
	char **list = NULL;
	uint32_t length = 0;

	if (!stream) {
		return hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_NO_INPUT, errno, folder, "cannot open it");
	}
	while ((found = readdir(stream))) {
		char **grown;

		if (found->d_name[0] == '.') {
			continue;
		}
		grown = hush_reallocarray(list, length + 1, sizeof *grown);
		list = grown ? grown : list;
		if (!grown || !(list[length] = hush_strdup(found->d_name))) {
			closedir(stream);
			free_names(list, length);
			return hush_fail_memory(err);
		}
		length++;
	}
	closedir(stream);
	if (length > 0) {
		qsort(list, length, sizeof *list, by_name);
	}
	*names = list;
	*count = length;
	return HUSH_OK;
}

/* A folder with a release.json in it is meant to be a release. */
static bool is_release(const char *path)
{
	char *statement = hush_path_join(path, "release.json");
	struct stat found;
	bool is = statement && lstat(statement, &found) == 0;

	hush_free(statement);
	return is;
}

static hush_status read_all(const char *folder, struct entries *entries, hush_error *err)
{
	char **names = NULL;
	uint32_t count = 0;
	hush_status status = list_names(folder, &names, &count, err);

	for (uint32_t i = 0; i < count && status == HUSH_OK; i++) {
		char *path = hush_path_join(folder, names[i]);

		if (!path) {
			status = hush_fail_memory(err);
		} else if (is_release(path)) {
			status = read_release(path, names[i], entries, err);
		}
		hush_free(path);
	}
	free_names(names, count);
	if (status == HUSH_OK && entries->count == 0) {
		hush_fail_at(err, HUSH_E_NO_INPUT, folder, 0, 0, "there is no release in this folder");
		status = HUSH_E_NO_INPUT;
		hush_hint(err, "name the folder that holds release folders: the one that publish wrote into");
	}
	return status;
}

static hush_status write_page(const char *folder, const struct entries *entries, hush_error *err)
{
	const struct hush_release **releases = hush_calloc(entries->count, sizeof *releases);
	struct hush_buffer page;
	hush_status status;

	if (!releases) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < entries->count; i++) {
		releases[i] = &entries->list[i]->facts.release;
	}
	hush_buffer_init(&page, SIZE_MAX / 2);
	status = hush_archive_write(releases, entries->count, &page, err);
	if (status == HUSH_OK) {
		status = hush_page_file_write(folder, hush_archive_mark, &page, err);
	}
	hush_buffer_release(&page);
	hush_free(releases);
	return status;
}

static void put_answer(const char *folder, uint32_t count, hush_format format, struct hush_buffer *answer)
{
	struct hush_json_writer writer;

	if (format == HUSH_FORMAT_JSON) {
		hush_answer_begin(&writer, answer, "hushcount.archive/1");
		hush_json_put_string(&writer, "folder", folder);
		hush_json_put_u64(&writer, "releases", count);
		hush_json_end(&writer);
		return;
	}
	hush_buffer_format(answer, "Archive    %s/index.html lists %u release%s\n", folder, count, count == 1 ? "" : "s");
}

hush_status hush_archive_releases(const char *folder, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct entries entries = {0};
	struct hush_buffer answer;
	hush_status status = hush_crypto_start(err);

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (status == HUSH_OK) {
		status = read_all(folder, &entries, err);
	}
	if (status == HUSH_OK) {
		status = write_page(folder, &entries, err);
	}
	if (status == HUSH_OK) {
		put_answer(folder, entries.count, format, &answer);
	}
	free_entries(&entries);
	return hush_answer_finish(status, &answer, text, err);
}
