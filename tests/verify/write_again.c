/*
 * write_again FOLDER SPEC PARENT: writes a release that was published before as the tool words it now, from the numbers that it has.
 *
 * For reports/examples: their words should be today's, and their noise must not be drawn twice over the same records.  The new
 * folder is PARENT/<id>, signed with a fresh key whose public half is PARENT/<id>.pub.  Exit code 3 when SPEC is not the release's
 * own any more: then only publishing it anew will do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "publish/release.h"
#include "verify/contents.h"
#include "verify/facts.h"
#include "verify/tables.h"
#include "verify/terms.h"

enum { PATH_LIMIT = 4096, ANOTHER_SPEC = 3 };

static void need(hush_status status, const hush_error *err)
{
	if (status != HUSH_OK) {
		fprintf(stderr, "write_again: %s: %s\n", err->file, err->message);
		exit(1);
	}
}

/* All that verify checks, apart from the words, which may be of another format. */
static void read_release(const char *folder, struct hush_bundle *bundle, struct hush_facts *facts)
{
	hush_error err = {0};

	need(hush_bundle_read(folder, bundle, &err), &err);
	need(hush_contents_files(bundle, &err), &err);
	need(hush_contents_digests(bundle, &err), &err);
	need(hush_facts_read(bundle, facts, &err), &err);
	need(hush_facts_spec(facts, &err), &err);
	need(hush_facts_plan(facts, &err), &err);
	need(hush_terms_charges(facts, &err), &err);
	need(hush_terms_margins(facts, &err), &err);
	need(hush_terms_accounts(facts, &err), &err);
	need(hush_tables_read(bundle, facts, &err), &err);
	need(hush_contents_signature(bundle, facts, &facts->key, &err), &err);
}

static bool same_spec(const char *path, const struct hush_facts *facts)
{
	struct hush_spec *spec = NULL;
	hush_error err = {0};
	bool same;

	need(hush_spec_load_file(path, &spec, &err), &err);
	same = strcmp(spec->digest, facts->spec->digest) == 0;
	hush_spec_free(spec);
	return same;
}

static void write_release(const char *parent, struct hush_facts *facts)
{
	struct hush_secret_key *signer = NULL;
	struct hush_public_key key;
	struct hush_bundle made = {0};
	hush_error err = {0};
	char secret[PATH_LIMIT];
	char public[PATH_LIMIT];
	bool already = false;

	snprintf(secret, sizeof secret, "%s/%s.key", parent, facts->spec->id);
	snprintf(public, sizeof public, "%s/%s.pub", parent, facts->spec->id);
	need(hush_minisign_generate(secret, public, &key, &err), &err);
	need(hush_minisign_load_secret(secret, &signer, &err), &err);
	(void)unlink(secret);
	facts->release.version = HUSH_VERSION;
	facts->release.formats = hush_formats_now();
	facts->release.key = &key;
	need(hush_release_render(&facts->release, signer, &made, &err), &err);
	need(hush_bundle_write(&made, parent, facts->spec->id, &already, &err), &err);
	hush_bundle_free(&made);
	hush_minisign_free_secret(signer);
}

int main(int argc, char **argv)
{
	struct hush_bundle bundle = {0};
	struct hush_facts facts = {0};
	hush_error err = {0};
	bool same;

	if (argc != 4) {
		return 64;
	}
	need(hush_crypto_start(&err), &err);
	read_release(argv[1], &bundle, &facts);
	same = same_spec(argv[2], &facts);
	if (same) {
		write_release(argv[3], &facts);
	}
	hush_facts_free(&facts);
	hush_bundle_free(&bundle);
	return same ? 0 : ANOTHER_SPEC;
}
