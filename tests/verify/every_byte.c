/*
 * every_byte: one release, every byte of every file changed, one at a time: verify finds each.
 *
 * Twice.  Without the key: the change is all there is.  With it: sums and signatures are made anew over the change, so only the
 * contents can tell.  Everything happens in memory and on all processors; of the steps of verify those are made that a change of
 * that file can reach, and files that verify writes anew are written once: none of the changed bytes enters them.
 *
 * Two kinds of change of release.json are no lie that the folder could show, and are counted apart: what it says of the release
 * before it is the publisher's word, which a series contradicts; and of a format that this version does not write, verify says
 * that it did not compare it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../publish/sample.h"
#include "publish/sums.h"
#include "verify/judged.h"

enum { MOST_PROCESSES = 64 };

enum ending { FOUND, WORD, NOT_COMPARED, MISSED, ENDINGS };

struct counts {
	unsigned long without[ENDINGS];
	unsigned long with[ENDINGS];
};

static struct sample sample;
static struct hush_bundle bundle; /* a copy to spoil */
static struct hush_judged sound;  /* the release as it is */
static struct hush_bundle made;   /* and as verify writes it */

static void need(bool holds, const char *otherwise)
{
	if (!holds) {
		fprintf(stderr, "every_byte: %s\n", otherwise);
		abort();
	}
}

/* Every bit of a byte has its turn. */
static void flip(uint32_t file, size_t at)
{
	bundle.files[file].bytes[at] = (char)(bundle.files[file].bytes[at] ^ (1 << ((at + file) % 8)));
}

static bool is_sums(const char *name)
{
	return strncmp(name, HUSH_SUMS_NAME, strlen(HUSH_SUMS_NAME)) == 0;
}

/* What the other files follow from: the statement and the counted tables. */
static bool is_source(const char *name)
{
	bool source = strcmp(name, "release.json") == 0;

	for (uint32_t t = 0; t < sample.spec->table_count && !source; t++) {
		char path[256];

		snprintf(path, sizeof path, "tables/%s.csv", sample.spec->tables[t].name);
		source = strcmp(name, path) == 0;
	}
	return source;
}

static enum ending judge_without_key(void)
{
	bool found = hush_contents_files(&bundle, NULL) != HUSH_OK || hush_contents_digests(&bundle, NULL) != HUSH_OK ||
	             hush_contents_signature(&bundle, &sound.facts, &sample.public_key, NULL) != HUSH_OK ||
	             hush_contents_ssh(&bundle, &sound.facts, NULL) != HUSH_OK;

	return found ? FOUND : MISSED;
}

/* Within release.json, the member that names the release before this one. */
static bool in_previous(const struct hush_bundle_file *file, size_t at)
{
	const char *from = strstr(file->bytes, "\"previous\": {");
	const char *to = from ? strchr(from, '}') : NULL;

	need(to != NULL, "release.json names no release before it");
	return at >= (size_t)(from - file->bytes) && at <= (size_t)(to - file->bytes);
}

static enum ending judge_source(uint32_t file, size_t at)
{
	struct hush_judged judged = {0};
	hush_status status;
	bool apart;

	sample_copy(&bundle, &judged.bundle);
	sample_seal(&sample, &judged.bundle, sample.secret_key);
	status = hush_judge_bundle(&judged, NULL);
	if (status != HUSH_OK) {
		need(status == HUSH_E_VERIFY || status == HUSH_E_SIGNER, hush_status_name(status));
		return FOUND;
	}
	apart = judged.apart.statement || judged.apart.page || judged.apart.metadata;
	hush_judged_free(&judged);
	if (strcmp(bundle.files[file].name, "release.json") == 0 && in_previous(&sample.bundle.files[file], at)) {
		return WORD;
	}
	return apart ? NOT_COMPARED : MISSED;
}

static enum ending judge_with_key(uint32_t file, size_t at)
{
	struct hush_contents_apart apart;

	if (is_source(bundle.files[file].name)) {
		return judge_source(file, at);
	}
	return hush_contents_compare(&bundle, &made, &sound.facts, &apart, NULL) != HUSH_OK ? FOUND : MISSED;
}

static void tell(enum ending ending, const char *how, uint32_t file, size_t at)
{
	if (ending == MISSED) {
		printf("missed: %s byte %zu, %s\n", bundle.files[file].name, at, how);
	}
}

/* Every `step`th byte of all files, from `first` on. */
static void play(size_t first, size_t step, struct counts *counts)
{
	size_t place = 0;

	for (uint32_t f = 0; f < bundle.count; f++) {
		for (size_t i = 0; i < bundle.files[f].length; i++) {
			enum ending ending;

			if (place++ % step != first) {
				continue;
			}
			flip(f, i);
			ending = judge_without_key();
			tell(ending, "without the key", f, i);
			counts->without[ending]++;
			if (!is_sums(bundle.files[f].name)) {
				ending = judge_with_key(f, i);
				tell(ending, "with the key", f, i);
				counts->with[ending]++;
			}
			flip(f, i);
		}
	}
}

static void start(void)
{
	sample_open(&sample);
	sample_copy(&sample.bundle, &bundle);
	sample_copy(&sample.bundle, &sound.bundle);
	need(hush_judge_bundle(&sound, NULL) == HUSH_OK, "the release itself does not hold");
	need(hush_release_files(&sound.facts.release, &made, NULL) == HUSH_OK, "the release cannot be written anew");
	need(judge_without_key() == MISSED && judge_with_key(0, 0) == MISSED, "something is found in the release as it is");
}

static unsigned long of(const struct counts *counts, unsigned processes, bool with, enum ending ending)
{
	unsigned long sum = 0;

	for (unsigned p = 0; p < processes; p++) {
		sum += with ? counts[p].with[ending] : counts[p].without[ending];
	}
	return sum;
}

static unsigned long show(const struct counts *counts, unsigned processes, bool with)
{
	unsigned long missed = of(counts, processes, with, MISSED);

	printf("%s the key: %lu changes found, %lu in what is said of the release before, %lu in formats that were said not to be "
	       "compared, %lu missed\n", with ? "with" : "without", of(counts, processes, with, FOUND),
	       of(counts, processes, with, WORD), of(counts, processes, with, NOT_COMPARED), missed);
	return missed;
}

int main(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned processes = online < 1 ? 1 : online > MOST_PROCESSES ? MOST_PROCESSES : (unsigned)online;
	struct counts *counts = mmap(NULL, MOST_PROCESSES * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long missed;
	bool ended = true;

	need(counts != MAP_FAILED, "no memory");
	start();
	fflush(stdout);
	for (unsigned p = 0; p < processes; p++) {
		pid_t child = fork();

		need(child >= 0, "no process");
		if (child == 0) {
			play(p, processes, &counts[p]);
			fflush(stdout);
			_exit(0);
		}
	}
	for (unsigned p = 0; p < processes; p++) {
		int status = 0;

		need(wait(&status) > 0, "a process was lost");
		ended = ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	missed = show(counts, processes, false) + show(counts, processes, true);
	printf("%u files; %d passed, %d failed, 0 skipped\n", bundle.count, missed == 0 && ended, missed > 0 || !ended);
	hush_bundle_free(&made);
	hush_judged_free(&sound);
	hush_bundle_free(&bundle);
	sample_close(&sample);
	return missed > 0 || !ended ? 1 : 0;
}
