/* pdf: see pdf.h. */
#include "api/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

extern char **environ;

enum { LARGEST = 256 * 1024 * 1024, PATH_LIMIT = 16384, WAITS = 2400 /* of 50 ms */ };

static bool runs(const char *path)
{
	struct stat found;

	return stat(path, &found) == 0 && S_ISREG(found.st_mode) && access(path, X_OK) == 0;
}

hush_status hush_pdf_program(char **program, hush_error *err)
{
	static const char *const names[] = {"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"};
	const char *folders = getenv("PATH");

	for (size_t i = 0; folders && i < sizeof names / sizeof names[0]; i++) {
		for (const char *at = folders; at; at = strchr(at, ':') ? strchr(at, ':') + 1 : NULL) {
			char *folder = hush_strndup(at, strcspn(at, ":"));
			char *path = folder ? hush_path_join(folder[0] ? folder : ".", names[i]) : NULL;

			hush_free(folder);
			if (!path) {
				return hush_fail_memory(err);
			}
			if (runs(path)) {
				*program = path;
				return HUSH_OK;
			}
			hush_free(path);
		}
	}
	hush_fail(err, HUSH_E_ENGINE, "a PDF needs Chromium or Chrome, and there is none on the PATH");
	return hush_hint(err, "install it (Debian: apt install chromium), or leave --pdf out and print index.html from any browser");
}

/* "file://" and the absolute path, with every byte escaped that a URL might give a meaning to. */
static hush_status url_of(const char *page, struct hush_buffer *url, hush_error *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	char *whole = realpath(page, NULL);

	if (!whole) {
		return hush_fail_errno(err, HUSH_E_IO, errno, page, "cannot find it");
	}
	hush_buffer_text(url, "file://");
	for (const char *c = whole; *c; c++) {
		if (strchr(plain, *c)) {
			hush_buffer_byte(url, (unsigned char)*c);
		} else {
			hush_buffer_format(url, "%%%02X", (unsigned char)*c);
		}
	}
	free(whole);
	return hush_buffer_check(url, err);
}

/* Waits for the child, and ends it when it takes too long. */
static bool ended_well(pid_t child)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	int state = 0;

	for (int i = 0; i < WAITS; i++) {
		pid_t got = waitpid(child, &state, WNOHANG);

		if (got == child) {
			return WIFEXITED(state) && WEXITSTATUS(state) == 0;
		}
		if (got < 0 && errno != EINTR) {
			return false;
		}
		(void)nanosleep(&pause, NULL);
	}
	(void)kill(child, SIGKILL);
	(void)waitpid(child, &state, 0);
	return false;
}

static bool run(const char *program, const char *profile, const char *output, const char *url)
{
	/* Chromium refuses to run as root with its sandbox; the page it is given holds no script. */
	const char *sandbox = geteuid() == 0 ? "--no-sandbox" : "--disable-extensions";
	const char *arguments[] = {program, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
	                           "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
	                           "--no-pdf-header-footer", sandbox, profile, output, url, NULL};
	posix_spawn_file_actions_t actions;
	pid_t child = 0;
	int failed;

	if (posix_spawn_file_actions_init(&actions) != 0) {
		return false;
	}
	failed = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	failed = failed ? failed : posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	failed = failed ? failed : posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	/* posix_spawn promises not to change what the arguments point to. */
	failed = failed ? failed : posix_spawn(&child, program, &actions, NULL, (char *const *)(uintptr_t)arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed == 0 && ended_well(child);
}

static int remove_entry(const char *path, const struct stat *found, int kind, struct FTW *walk)
{
	(void)found;
	(void)kind;
	(void)walk;
	(void)remove(path);
	return 0;
}

/* Copies what was printed beside the pages: the temporary folder may be on another disk. */
static hush_status keep(const char *printed, const char *pdf, hush_error *err)
{
	struct hush_buffer bytes;
	struct hush_buffer part;
	hush_status status;

	hush_buffer_init(&bytes, LARGEST);
	hush_buffer_init(&part, PATH_LIMIT);
	hush_buffer_format(&part, "%s.part", pdf);
	status = hush_buffer_check(&part, err);
	if (status == HUSH_OK) {
		status = hush_file_read(printed, LARGEST, &bytes, err);
	}
	if (status == HUSH_OK) {
		(void)unlink(part.bytes);
		status = hush_file_write_new(part.bytes, 0644, bytes.bytes, bytes.length, err);
	}
	if (status == HUSH_OK && rename(part.bytes, pdf) != 0) {
		status = hush_fail_errno(err, HUSH_E_CREATE, errno, pdf, "cannot write it");
		(void)unlink(part.bytes);
	}
	hush_buffer_release(&part);
	hush_buffer_release(&bytes);
	return status;
}

static hush_status print_in(const char *folder, const char *program, const char *page, const char *pdf, hush_error *err)
{
	struct hush_buffer profile;
	struct hush_buffer output;
	struct hush_buffer url;
	hush_status status;

	hush_buffer_init(&profile, PATH_LIMIT);
	hush_buffer_init(&output, PATH_LIMIT);
	hush_buffer_init(&url, PATH_LIMIT);
	hush_buffer_format(&profile, "--user-data-dir=%s/profile", folder);
	hush_buffer_format(&output, "--print-to-pdf=%s/page.pdf", folder);
	status = url_of(page, &url, err);
	if (status == HUSH_OK && (profile.failed || output.failed)) {
		status = hush_fail_memory(err);
	}
	if (status == HUSH_OK && !run(program, profile.bytes, output.bytes, url.bytes)) {
		status = hush_fail(err, HUSH_E_ENGINE, "%s did not print the page", program);
		hush_hint(err, "open index.html in a browser and print it from there");
	}
	if (status == HUSH_OK) {
		status = keep(strchr(output.bytes, '=') + 1, pdf, err);
	}
	hush_buffer_release(&url);
	hush_buffer_release(&output);
	hush_buffer_release(&profile);
	return status;
}

hush_status hush_pdf_print(const char *program, const char *page, const char *pdf, hush_error *err)
{
	char folder[] = "/tmp/hushcount-pdf-XXXXXX";
	hush_status status;

	if (!mkdtemp(folder)) {
		return hush_fail_errno(err, HUSH_E_CREATE, errno, "/tmp", "cannot make a folder in it");
	}
	status = print_in(folder, program, page, pdf, err);
	(void)nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return status;
}
