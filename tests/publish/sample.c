/* sample: see sample.h. */
#include "sample.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "publish/sshsig.h"
#include "publish/sums.h"

static const char spec_text[] =
    "{\n"
    "\"hushcount\": 1,\n"
    "\"release\": {\"id\": \"riverton-2025-01\", \"title\": \"Plate readers in \\\"Riverton\\\" & <Harbor>\",\n"
    "  \"publisher\": \"Riverton Police Department\", \"contact\": \"transparency@riverton.example\",\n"
    "  \"reason\": \"Monthly report, policy 4.2\", \"language\": \"en\",\n"
    "  \"license\": \"CC0-1.0\", \"url\": \"https://riverton.example/lpr/2025-01/\", \"region\": \"Riverton | <WA>\",\n"
    "  \"formats\": [\"parquet\", \"excel-csv\", \"ssh-signature\"],\n"
    "  \"period\": {\"from\": \"2025-01-27\", \"to\": \"2025-02-03\"}},\n"
    "\"privacy\": {\"ledger\": \"riverton.ledger\", \"window\": \"month\", \"timezone\": \"America/Los_Angeles\",\n"
    "  \"guarantee\": {\"epsilon\": \"0.7\", \"delta\": \"1e-9\"}},\n"
    "\"sources\": {\n"
    "  \"scans\": {\"files\": [\"scans.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"},\n"
    "    \"time\": {\"column\": \"read_at\"}},\n"
    "  \"searches\": {\"files\": [\"searches.csv\"], \"entity\": {\"user\": [\"officer\"], \"form\": \"exact\"},\n"
    "    \"time\": {\"column\": \"at\"}},\n"
    "  \"bridge\": {\"files\": [\"bridge.csv\"], \"declared\": {\"at_most\": 4}, \"time\": {\"column\": \"at\"},\n"
    "    \"counts\": [{\"column\": \"East\", \"as\": {\"side\": \"East\"}}, {\"column\": \"West\", \"as\": {\"side\": \"West\"}}]}},\n"
    "\"dimensions\": {\n"
    "  \"site\": {\"column\": \"camera\", \"values\": [\"Main, 4th \\\"old\\\"\", \"<script>alert(1)</script>\","
    " \"Harbor \xF0\x9F\x9A\x93 Br\xC3\xBC"
    "cke\", \"O'Neil & Sons\"], \"origin\": \"policy\"},\n"
    "  \"side\": {\"values\": [\"East\", \"West\"]},\n"
    "  \"day\": {\"time\": \"day\"}},\n"
    "\"tables\": [\n"
    "  {\"name\": \"scans_by_site_day\", \"title\": \"Scans by site & day\", \"source\": \"scans\", \"measure\": \"rows\",\n"
    "   \"by\": [\"site\", \"day\"], \"limits\": {\"cells\": 3, \"per_cell\": 2, \"origin\": \"policy\"}, \"share\": 3},\n"
    "  {\"name\": \"vehicles_by_site\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [\"site\"],\n"
    "   \"limits\": {\"cells\": 2, \"origin\": \"policy\"}},\n"
    "  {\"name\": \"searches\", \"source\": \"searches\", \"measure\": \"rows\", \"by\": [],\n"
    "   \"limits\": {\"cells\": 1, \"per_cell\": 10, \"origin\": \"policy\"}},\n"
    "  {\"name\": \"bridge\", \"title\": \"Bridge counter\", \"source\": \"bridge\", \"measure\": \"rows\", \"by\": [\"side\"]},\n"
    "  {\"name\": \"scans_per_vehicle\", \"title\": \"Scans <per> vehicle & site\", \"measure\": \"ratio\",\n"
    "   \"of\": {\"numerator\": \"scans_by_site_day\", \"denominator\": \"vehicles_by_site\"}, \"by\": [\"site\"]},\n"
    "  {\"name\": \"scans_per_camera_day\", \"measure\": \"ratio\",\n"
    "   \"of\": {\"numerator\": \"scans_by_site_day\", \"denominator\": \"camera_days\", \"column\": \"days at work\"},\n"
    "   \"by\": [\"site\"]}],\n"
    "\"exact\": [{\"name\": \"cameras\", \"value\": 12, \"why\": \"inventory; about no vehicle\"},\n"
    "  {\"name\": \"camera_days\", \"title\": \"Cameras | <their> days\", \"by\": [\"site\"],\n"
    "   \"columns\": [\"_cameras\", \"days at work\", \"drift\", \"make, if known\"],\n"
    "   \"rows\": [[2, \"13.5\", -3, \"A & \\\"B\\\"\"], [1, \"0\", null, null], [12, \"77\", 0, \"007\"], [0, null, 41, \"<b>\"]],\n"
    "   \"why\": \"inventory; about <no> vehicle\"}],\n"
    "\"withheld\": [{\"name\": \"hits\", \"why\": \"too few to be useful\"}]\n"
    "}\n";

const char *sample_path(const struct sample *sample, const char *name)
{
	static char path[512];

	snprintf(path, sizeof path, "%s/%s", sample->folder, name);
	return path;
}

static void must(hush_status status, const hush_error *err)
{
	if (status != HUSH_OK) {
		fprintf(stderr, "sample: %s:%lu:%lu: %s (%s)\n", err->file, err->line, err->column, err->message, err->hint);
		abort();
	}
}

/* Not Check's macros: the sample is also made by a plain program. */
static void need(bool holds, const char *otherwise)
{
	if (!holds) {
		fprintf(stderr, "sample: %s\n", otherwise);
		abort();
	}
}

static void make_plan(struct sample *sample)
{
	static const struct hush_account_choice choices[] = {
	    {"vehicle", HUSH_ACCOUNT_ZCDP}, {"user", HUSH_ACCOUNT_ZCDP}, {"declared:bridge", HUSH_ACCOUNT_ZCDP}};
	hush_error err = {0};

	must(hush_plan_make(sample->spec, choices, 3, &sample->plan, &err), &err);
	for (uint32_t i = 0; i < sample->plan->account_count; i++) {
		struct hush_buffer text;

		hush_buffer_init(&text, 4096);
		hush_rational_text(&sample->plan->accounts[i].charge.rho, &text);
		sample->accounts[i].spent_text = hush_buffer_take(&text, NULL);
		sample->accounts[i].budget_text = hush_strdup("1/2");
	}
}

/* Values by hand: large, negative, zero. */
static void make_values(struct sample *sample)
{
	uint32_t count = sample->spec->table_count;

	sample->noisy.tables = hush_calloc(count, sizeof *sample->noisy.tables);
	sample->noisy.cells = hush_calloc(count, sizeof *sample->noisy.cells);
	sample->noisy.table_count = count;
	for (uint32_t t = 0; t < count; t++) {
		uint64_t cells = sample->spec->tables[t].cells;

		sample->noisy.cells[t] = cells;
		sample->noisy.tables[t] = hush_calloc((size_t)cells, sizeof(int64_t));
		for (uint64_t c = 0; c < cells; c++) {
			sample->noisy.tables[t][c] = (int64_t)((c * 7919 + t * 104729) % 2385) - 37;
		}
	}
	sample->noisy.tables[0][1] = 0;
	sample->noisy.tables[0][2] = -5;
	sample->noisy.tables[3][0] = 1234567;
}

void sample_render(struct sample *sample)
{
	hush_error err = {0};

	hush_bundle_free(&sample->bundle);
	must(hush_release_render(&sample->release, sample->secret_key, &sample->bundle, &err), &err);
}

const char *sample_spec(void)
{
	return spec_text;
}

void sample_open(struct sample *sample)
{
	sample_open_as(sample, spec_text);
}

void sample_open_as(struct sample *sample, const char *spec)
{
	hush_error err = {0};
	char spec_path[512];
	char secret_path[512];

	memset(sample, 0, sizeof *sample);
	strcpy(sample->folder, "/tmp/hush-publish-XXXXXX");
	must(hush_crypto_start(&err), &err);
	need(mkdtemp(sample->folder) != NULL, "no temporary folder");
	strcpy(spec_path, sample_path(sample, "spec.json"));
	must(hush_file_write_new(spec_path, 0644, spec, strlen(spec), &err), &err);
	must(hush_spec_load_file(spec_path, &sample->spec, &err), &err);
	make_plan(sample);
	make_values(sample);
	strcpy(secret_path, sample_path(sample, "sample.key"));
	must(hush_minisign_generate(secret_path, sample_path(sample, "sample.pub"), &sample->public_key, &err), &err);
	must(hush_minisign_load_secret(secret_path, &sample->secret_key, &err), &err);
	sample->release = (struct hush_release){.spec = sample->spec,
	                                        .plan = sample->plan,
	                                        .noisy = &sample->noisy,
	                                        .accounts = sample->accounts,
	                                        .sequence = 3,
	                                        .head = "6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c6f1e8d0c",
	                                        .ledger_id = "00112233445566778899aabbccddeeff",
	                                        .day = "2025-02-04",
	                                        .previous = {"riverton-2024-12", 2,
	                                                     "0c8d1e6f0c8d1e6f0c8d1e6f0c8d1e6f0c8d1e6f0c8d1e6f0c8d1e6f0c8d1e6f"},
	                                        .version = HUSH_VERSION,
	                                        .formats = hush_formats_now(),
	                                        .key = &sample->public_key};
	sample_render(sample);
}

struct hush_secret_key *sample_other_key(struct sample *sample, struct hush_public_key *public_key)
{
	struct hush_secret_key *key = NULL;
	hush_error err = {0};
	char secret_path[512];

	strcpy(secret_path, sample_path(sample, "other.key"));
	must(hush_minisign_generate(secret_path, sample_path(sample, "other.pub"), public_key, &err), &err);
	must(hush_minisign_load_secret(secret_path, &key, &err), &err);
	return key;
}

static int remove_entry(const char *path, const struct stat *found, int kind, struct FTW *walk)
{
	(void)found;
	(void)kind;
	(void)walk;
	return remove(path);
}

void sample_close(struct sample *sample)
{
	for (uint32_t i = 0; i < sample->plan->account_count; i++) {
		hush_free(sample->accounts[i].budget_text);
		hush_free(sample->accounts[i].spent_text);
	}
	for (uint32_t t = 0; t < sample->noisy.table_count; t++) {
		hush_free(sample->noisy.tables[t]);
	}
	hush_free(sample->noisy.tables);
	hush_free(sample->noisy.cells);
	hush_bundle_free(&sample->bundle);
	hush_minisign_free_secret(sample->secret_key);
	hush_plan_free(sample->plan);
	hush_spec_free(sample->spec);
	(void)nftw(sample->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void sample_replace(struct hush_bundle *bundle, const char *name, const void *bytes, size_t length)
{
	for (uint32_t i = 0; i < bundle->count; i++) {
		if (strcmp(bundle->files[i].name, name) == 0) {
			char *copy = hush_strndup(bytes, length);

			need(copy != NULL, "no memory");
			hush_free(bundle->files[i].bytes);
			bundle->files[i].bytes = copy;
			bundle->files[i].length = length;
			return;
		}
	}
	need(false, name);
}

void sample_copy(const struct hush_bundle *from, struct hush_bundle *to)
{
	struct hush_buffer packed;
	hush_error err = {0};

	hush_buffer_init(&packed, SIZE_MAX / 2);
	must(hush_bundle_pack(from, &packed, &err), &err);
	must(hush_bundle_unpack(packed.bytes, packed.length, to, &err), &err);
	hush_buffer_release(&packed);
}

void sample_seal(const struct sample *sample, struct hush_bundle *bundle, const struct hush_secret_key *signer)
{
	struct hush_buffer sums;
	struct hush_buffer untrusted;
	struct hush_buffer trusted;
	struct hush_buffer signature;
	hush_error err = {0};

	hush_buffer_init(&sums, 65536);
	hush_buffer_init(&untrusted, 65536);
	hush_buffer_init(&trusted, 65536);
	hush_buffer_init(&signature, 65536);
	hush_sums_write(bundle, &sums);
	hush_sums_untrusted_comment(sample->release.key, &untrusted);
	hush_sums_trusted_comment(&sample->release, &trusted);
	must(hush_minisign_sign(signer, sums.bytes, sums.length, untrusted.bytes, trusted.bytes, &signature, &err), &err);
	sample_replace(bundle, HUSH_SUMS_NAME, sums.bytes, sums.length);
	sample_replace(bundle, HUSH_SIGNATURE_NAME, signature.bytes, signature.length);
	hush_buffer_clear(&signature);
	must(hush_sshsig_sign(signer, sums.bytes, sums.length, &signature, &err), &err);
	sample_replace(bundle, HUSH_SSH_SIGNATURE_NAME, signature.bytes, signature.length);
	hush_buffer_release(&sums);
	hush_buffer_release(&untrusted);
	hush_buffer_release(&trusted);
	hush_buffer_release(&signature);
}
