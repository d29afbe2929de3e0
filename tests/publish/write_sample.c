/* write_sample FOLDER: writes the sample release there as "release", for tests in other languages. */
#include <stdio.h>

#include "sample.h"

int main(int argc, char **argv)
{
	struct sample sample;
	hush_error err = {0};
	bool already;
	hush_status status;

	if (argc != 2) {
		return 64;
	}
	sample_open(&sample);
	status = hush_bundle_write(&sample.bundle, argv[1], "release", &already, &err);
	if (status != HUSH_OK) {
		fprintf(stderr, "%s\n", err.message);
	}
	sample_close(&sample);
	return status == HUSH_OK ? 0 : 1;
}
