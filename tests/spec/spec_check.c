/*
 * spec_check: runs specs through the parser, for the corpus tests.
 *
 * For every FILE one line "ok DIGEST", or "LINE:COLUMN: message" and "hint: ..."; a file other than the spec is named
 * in front.  A good spec is also read back from its public form, which must give an equal spec, the same bytes and
 * digest.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "same_spec.h"
#include "spec/spec.h"

static bool reads_back(const struct hush_spec *spec)
{
	struct hush_spec *again = NULL;
	const char *differs;
	hush_error err;
	bool same;

	if (hush_spec_load_public("public form", spec->public_json, spec->public_json_length, &again, &err) != HUSH_OK) {
		printf("the public form is refused: %lu:%lu: %s\n", err.line, err.column, err.message);
		return false;
	}
	differs = same_spec(spec, again);
	if (differs) {
		printf("the public form changes: %s\n", differs);
	}
	same = !differs && again->public_json_length == spec->public_json_length &&
	       memcmp(again->public_json, spec->public_json, spec->public_json_length) == 0 &&
	       strcmp(again->digest, spec->digest) == 0;
	hush_spec_free(again);
	if (!same) {
		printf("the public form does not read back as it was\n");
	}
	return same;
}

int main(int argc, char **argv)
{
	int failures = 0;

	for (int i = 1; i < argc; i++) {
		struct hush_spec *spec = NULL;
		hush_error err;

		if (hush_spec_load_file(argv[i], &spec, &err) == HUSH_OK) {
			if (reads_back(spec)) {
				printf("ok %s\n", spec->digest);
			} else {
				failures++;
			}
			hush_spec_free(spec);
			continue;
		}
		failures++;
		if (strcmp(err.file, argv[i]) != 0) {
			printf("%s:", hush_path_last(err.file));
		}
		printf("%lu:%lu: %s\n", err.line, err.column, err.message);
		if (err.hint[0]) {
			printf("hint: %s\n", err.hint);
		}
	}
	return failures ? 1 : 0;
}
