/*
 * write_sample FOLDER [SPEC]: writes the sample release there as "release" and its public key as "sample.pub", for tests in
 * other languages; with another spec when its file is given. Without arguments: prints the sample's spec.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "sample.h"

enum { LARGEST_SPEC = 64 * 1024 * 1024 };

static void need(hush_status status, const hush_error *err)
{
	if (status != HUSH_OK) {
		fprintf(stderr, "%s: %s\n", err->file, err->message);
		exit(1);
	}
}

static void write_key(const struct sample *sample, const char *folder)
{
	struct hush_buffer key;
	hush_error err = {0};
	char path[512];

	hush_buffer_init(&key, 4096);
	need(hush_file_read(sample_path(sample, "sample.pub"), 4096, &key, &err), &err);
	snprintf(path, sizeof path, "%s/sample.pub", folder);
	need(hush_file_write_new(path, 0644, key.bytes, key.length, &err), &err);
	hush_buffer_release(&key);
}

int main(int argc, char **argv)
{
	struct sample sample;
	struct hush_buffer spec;
	hush_error err = {0};
	bool already;

	if (argc == 1) {
		fputs(sample_spec(), stdout);
		return 0;
	}
	if (argc > 3) {
		return 64;
	}
	hush_buffer_init(&spec, LARGEST_SPEC);
	if (argc == 3) {
		need(hush_file_read(argv[2], LARGEST_SPEC, &spec, &err), &err);
	}
	sample_open_as(&sample, argc == 3 ? spec.bytes : sample_spec());
	need(hush_bundle_write(&sample.bundle, argv[1], "release", &already, &err), &err);
	write_key(&sample, argv[1]);
	hush_buffer_release(&spec);
	sample_close(&sample);
	return 0;
}
