/*
 * spec: a spec as its writer left it, and as it stands in a release: read or refused with words, and a spec that was read
 * has a public form that is read as the same spec.
 *
 * Input: the JSON text.
 */
#include "fuzz.h"

#include "../read/fixture.h"

#include "spec/spec.h"

static void check(struct hush_spec *spec, hush_status status, const hush_error *err)
{
	struct hush_spec *again = NULL;

	if (status != HUSH_OK) {
		MUST(status == HUSH_E_SPEC || status == HUSH_E_NO_INPUT || status == HUSH_E_PERMISSION || status == HUSH_E_IO);
		MUST(err->message[0]);
		return;
	}
	MUST(hush_spec_load_public("public", spec->public_json, spec->public_json_length, &again, NULL) == HUSH_OK);
	MUST(strcmp(spec->digest, again->digest) == 0);
	MUST(spec->public_json_length == again->public_json_length);
	MUST(memcmp(spec->public_json, again->public_json, spec->public_json_length) == 0);
	hush_spec_free(again);
	hush_spec_free(spec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hush_spec *spec = NULL;
	hush_error err = {0};
	hush_status status;

	if (folder[0] == 0) {
		make_folder();
		put_text("sites.csv", "site,zone\nnorth,1\nsouth,2\n\"a,\"\"b\",2\n");
		(void)atexit(remove_folder);
	}
	put_bytes("spec.json", data, size);
	status = hush_spec_load_file(path_of("spec.json"), &spec, &err);
	check(spec, status, &err);
	spec = NULL;
	err = (hush_error){0};
	status = hush_spec_load_public("spec", (const char *)data, size, &spec, &err);
	check(spec, status, &err);
	return 0;
}
