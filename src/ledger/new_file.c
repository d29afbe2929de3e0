/* new_file: see new_file.h. */
#include "ledger/new_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"

/* A file in the making is called so: its name, this, and random bytes in hexadecimal. */
#define MAKING ".new-"
enum { CHANCE = 8 };

static hush_status fail_exists(const char *path, const struct hush_new_file_words *words, hush_error *err)
{
	hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "%s", words->exists);
	hush_hint(err, "%s", words->hint);
	return HUSH_E_CREATE;
}

/* A journal left beside the path would be played into the new file. */
static hush_status check_free(const char *path, const struct hush_new_file_words *words, hush_error *err)
{
	static const char *const endings[] = {"", "-journal", "-wal"};

	for (unsigned i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		struct hush_buffer name;
		struct stat unused;
		hush_status status;
		bool there;

		hush_buffer_init(&name, 8192);
		hush_buffer_format(&name, "%s%s", path, endings[i]);
		status = hush_buffer_check(&name, err);
		there = status == HUSH_OK && lstat(name.bytes, &unused) == 0;
		hush_buffer_release(&name);
		HUSH_TRY(status);
		if (there && i == 0) {
			return fail_exists(path, words, err);
		}
		if (there) {
			hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "a file with the ending %s is left of a ledger that was here",
			             endings[i]);
			hush_hint(err, "find that ledger and put it back, or choose another path");
			return HUSH_E_CREATE;
		}
	}
	return HUSH_OK;
}

/* Gives the finished file its name; never replaces anything. */
static hush_status give_name(const char *from, const char *to, const struct hush_new_file_words *words,
                             hush_error *err)
{
	char *folder;
	hush_status status;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0) {
		/* Some file systems cannot do that; a second name for the file is as careful. */
		if (errno == EEXIST) {
			return fail_exists(to, words, err);
		}
		if ((errno != EINVAL && errno != ENOSYS) || link(from, to) != 0) {
			return errno == EEXIST ? fail_exists(to, words, err)
			                       : hush_fail_errno(err, HUSH_E_CREATE, errno, to, "%s", words->cannot);
		}
		unlink(from);
	}
	folder = hush_path_folder(to);
	status = folder ? hush_folder_sync(folder, err) : hush_fail_memory(err);
	hush_free(folder);
	return status;
}

/* Was the ledger finished by another maker, who then swept this one's file away? What failed after that is no fault. */
static bool made_by_another(const char *path, const char *temporary)
{
	struct stat found;

	return lstat(temporary, &found) != 0 && errno == ENOENT && lstat(path, &found) == 0;
}

/* "NAME.new-" and 16 hexadecimal digits: a ledger in the making, or with "-journal" what belongs to one. */
static bool is_temporary(const char *entry, const char *name)
{
	size_t length = strlen(name);
	size_t digits;

	if (strncmp(entry, name, length) != 0 || strncmp(entry + length, MAKING, sizeof MAKING - 1) != 0) {
		return false;
	}
	entry += length + sizeof MAKING - 1;
	digits = strspn(entry, "0123456789abcdef");
	return digits == 2 * CHANCE && (entry[digits] == '\0' || strcmp(entry + digits, "-journal") == 0);
}

/*
 * Once the file stands under its name, nobody else can give theirs that name: what is left under temporary names is of
 * makers that were killed, or will fail. Each holds a secret, so they go.
 */
static void sweep_temporaries(const char *path)
{
	char *folder = hush_path_folder(path);
	DIR *stream = folder ? opendir(folder) : NULL;
	struct dirent *entry;

	while (stream && (entry = readdir(stream)) != NULL) {
		if (is_temporary(entry->d_name, hush_path_last(path))) {
			char *left = hush_path_join(folder, entry->d_name);

			if (left) {
				(void)unlink(left);
			}
			hush_free(left);
		}
	}
	if (stream) {
		closedir(stream);
	}
	hush_free(folder);
}

static hush_status fill_and_name(const char *path, const char *temporary, const struct hush_new_file_words *words,
                                 hush_new_file_fill fill, void *context, hush_error *err)
{
	int file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (file < 0) {
		return hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_CREATE, errno, path,
		                       "%s", words->cannot);
	}
	close(file);
	HUSH_TRY(fill(context, temporary, err));
	return give_name(temporary, path, words, err);
}

hush_status hush_new_file(const char *path, const struct hush_new_file_words *words, hush_new_file_fill fill,
                          void *context, hush_error *err)
{
	struct hush_buffer temporary;
	uint8_t chance[CHANCE];
	char hex[2 * CHANCE + 1];
	hush_status status;

	HUSH_TRY(check_free(path, words, err));
	hush_system_random(chance, sizeof chance);
	hush_hex(chance, sizeof chance, hex);
	hush_buffer_init(&temporary, 8192);
	hush_buffer_format(&temporary, "%s%s%s", path, MAKING, hex);
	status = hush_buffer_check(&temporary, err);
	if (status == HUSH_OK) {
		status = fill_and_name(path, temporary.bytes, words, fill, context, err);
		if (status == HUSH_OK) {
			sweep_temporaries(path);
		} else if (made_by_another(path, temporary.bytes)) {
			status = fail_exists(path, words, err);
		} else {
			unlink(temporary.bytes);
			hush_buffer_text(&temporary, "-journal");
			unlink(temporary.bytes);
		}
	}
	hush_buffer_release(&temporary);
	return status;
}
