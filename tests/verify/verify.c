/* verify: a sound release passes, and whatever is changed in one is found, whoever changed it. */
#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../publish/sample.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "verify/verify.h"

enum { FLIPS = 60, CONTENT_FLIPS = 12 }; /* places in each file; every_byte.c takes all of them */

static struct sample sample;
static struct hush_bundle bundle; /* a copy to spoil */
static struct hush_buffer out;
static int written; /* number of the last folder */

static void setup(void)
{
	sample_open(&sample);
	bundle = (struct hush_bundle){0};
	sample_copy(&sample.bundle, &bundle);
	hush_buffer_init(&out, 1024 * 1024);
	written = 0;
}

static void teardown(void)
{
	hush_buffer_release(&out);
	hush_bundle_free(&bundle);
	sample_close(&sample);
}

/* Writes the bundle under a fresh name and verifies it. */
static hush_status verify(const struct hush_public_key *key, hush_format format)
{
	char name[32];
	bool already;
	hush_error err = {0};
	hush_status status;

	snprintf(name, sizeof name, "r%d", ++written);
	ck_assert_int_eq(hush_bundle_write(&bundle, sample.folder, name, &already, &err), HUSH_OK);
	hush_buffer_clear(&out);
	status = hush_verify_folder(sample_path(&sample, name), key, format, NULL, &out, &err);
	ck_assert_int_eq(status, status == HUSH_OK ? HUSH_OK : err.status);
	return status;
}

/* Puts one file of the bundle on disk over the one of the last verify, and verifies that folder. */
static hush_status verify_changed(const char *const *names, size_t count, const struct hush_public_key *key)
{
	char name[256];

	for (size_t i = 0; i < count; i++) {
		const struct hush_bundle_file *file = hush_bundle_find(&bundle, names[i]);
		FILE *stream;

		snprintf(name, sizeof name, "r%d/%s", written, names[i]);
		stream = fopen(sample_path(&sample, name), "wb");
		ck_assert_ptr_nonnull(stream);
		ck_assert_uint_eq(fwrite(file->bytes, 1, file->length, stream), file->length);
		ck_assert_int_eq(fclose(stream), 0);
	}
	snprintf(name, sizeof name, "r%d", written);
	hush_buffer_clear(&out);
	return hush_verify_folder(sample_path(&sample, name), key, HUSH_FORMAT_PLAIN, NULL, &out, NULL);
}

static bool says(const char *text)
{
	return out.bytes && strstr(out.bytes, text);
}

/* Replaces the first `old` in a file by `new`. */
static void edit(const char *name, const char *old, const char *new)
{
	const struct hush_bundle_file *file = hush_bundle_find(&bundle, name);
	const char *at = memmem(file->bytes, file->length, old, strlen(old));
	struct hush_buffer text;

	ck_assert_msg(at != NULL, "%s lacks %s", name, old);
	hush_buffer_init(&text, 1024 * 1024);
	hush_buffer_put(&text, file->bytes, (size_t)(at - file->bytes));
	hush_buffer_text(&text, new);
	at += strlen(old);
	hush_buffer_put(&text, at, file->length - (size_t)(at - file->bytes));
	sample_replace(&bundle, name, text.bytes, text.length);
	hush_buffer_release(&text);
}

START_TEST(sound)
{
	ck_assert_msg(verify(&sample.public_key, HUSH_FORMAT_PLAIN) == HUSH_OK, "%s", out.bytes);
	ck_assert(says("verified: "));
	ck_assert(!says("FAILED"));
	ck_assert(says("Not checkable from outside"));
}
END_TEST

START_TEST(signer)
{
	struct hush_public_key other;
	struct hush_secret_key *key = sample_other_key(&sample, &other);

	ck_assert_int_eq(verify(NULL, HUSH_FORMAT_PLAIN), HUSH_E_SIGNER);
	ck_assert(says("signer unknown"));
	ck_assert(!says("FAILED"));
	ck_assert_int_eq(verify(&other, HUSH_FORMAT_PLAIN), HUSH_E_SIGNER);
	ck_assert(says("NOT signed by the key you gave"));

	/* The same id, another key's signature under the publisher's name. */
	sample_seal(&sample, &bundle, key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert_int_eq(verify(&other, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	hush_minisign_free_secret(key);
}
END_TEST

START_TEST(json)
{
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_JSON), HUSH_OK);
	ck_assert(says("\"result\": \"verified\"") && says("\"ok\": true"));
	ck_assert_int_eq(verify(NULL, HUSH_FORMAT_JSON), HUSH_E_SIGNER);
	ck_assert(says("\"result\": \"signer-unknown\"") && says("\"ok\": false"));
	edit("index.html", "Riverton", "Rivertom");
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_JSON), HUSH_E_VERIFY);
	ck_assert(says("\"result\": \"failed\"") && says("not_checkable"));
}
END_TEST

/* Someone without the key: every changed byte of every file is found. */
START_TEST(flipped_bytes)
{
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_OK);
	for (uint32_t f = 0; f < bundle.count; f++) {
		struct hush_bundle_file *file = &bundle.files[f];
		const char *const names[] = {file->name};
		/* What SHA256SUMS lists, its digests guard; the signatures are looked at byte by byte. */
		bool signature = strncmp(file->name, "SHA256SUMS.", 11) == 0;
		size_t step = signature ? 1 : file->length / FLIPS | 1;

		for (size_t i = 0; i < file->length; i += step) {
			hush_status status;

			file->bytes[i] ^= 0x01;
			status = verify_changed(names, 1, &sample.public_key);
			ck_assert_msg(status == HUSH_E_VERIFY, "%s byte %zu: %s", file->name, i, out.bytes);
			file->bytes[i] ^= 0x01;
		}
		ck_assert_int_eq(verify_changed(names, 1, &sample.public_key), HUSH_OK);
	}
}
END_TEST

/* Someone with the key, who changes a byte and makes sums and signature anew: the contents do not follow any more. */
START_TEST(flipped_and_sealed)
{
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_OK);
	for (uint32_t f = 0; f < sample.bundle.count; f++) {
		const char *name = sample.bundle.files[f].name;
		const char *const names[] = {name, "SHA256SUMS", "SHA256SUMS.minisig", "SHA256SUMS.sig"};
		size_t length = sample.bundle.files[f].length;
		size_t previous_head = SIZE_MAX / 2;
		size_t step = length / CONTENT_FLIPS | 1;

		if (strncmp(name, "SHA256SUMS", 10) == 0) {
			continue;
		}
		if (strcmp(name, "release.json") == 0) {
			const char *at = strstr(sample.bundle.files[f].bytes, sample.release.previous.head);

			ck_assert_ptr_nonnull(at);
			previous_head = (size_t)(at - sample.bundle.files[f].bytes);
		}
		for (size_t i = 0; i < length; i += step) {
			hush_bundle_free(&bundle);
			sample_copy(&sample.bundle, &bundle);
			bundle.files[f].bytes[i] ^= 0x01;
			sample_seal(&sample, &bundle, sample.secret_key);
			/*
			 * The head of the release before is the publisher's word, which only a series can contradict. A format that is not
			 * ours may pass, and then the report says what was not compared.
			 */
			if (i - previous_head < 64) {
				continue;
			}
			ck_assert_msg(verify_changed(names, 4, &sample.public_key) == HUSH_E_VERIFY || says("not compared: "),
			              "%s byte %zu: %s", name, i, out.bytes);
		}
		hush_bundle_free(&bundle);
		sample_copy(&sample.bundle, &bundle);
		ck_assert_int_eq(verify_changed(names, 4, &sample.public_key), HUSH_OK);
	}
}
END_TEST

static void add(const char *name, const char *text)
{
	struct hush_buffer bytes;

	hush_buffer_init(&bytes, 1024);
	hush_buffer_text(&bytes, text);
	ck_assert_int_eq(hush_bundle_add(&bundle, name, &bytes, NULL), HUSH_OK);
}

static void take_away(const char *name)
{
	for (uint32_t i = 0; i < bundle.count; i++) {
		if (strcmp(bundle.files[i].name, name) == 0) {
			hush_free(bundle.files[i].name);
			hush_free(bundle.files[i].bytes);
			memmove(bundle.files + i, bundle.files + i + 1, (bundle.count - i - 1) * sizeof *bundle.files);
			bundle.count--;
			return;
		}
	}
	ck_abort_msg("no file %s", name);
}

START_TEST(missing_and_extra)
{
	for (uint32_t f = 0; f < sample.bundle.count; f++) {
		hush_bundle_free(&bundle);
		sample_copy(&sample.bundle, &bundle);
		take_away(sample.bundle.files[f].name);
		ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
		/* Whether there must be an SSH signature is not known before the spec is. */
		ck_assert(says(strcmp(sample.bundle.files[f].name, "SHA256SUMS.sig") == 0 ? "FAILED      signature"
		                                                                           : "FAILED      files"));
	}
	static const char *const extra[] = {"0", "notes.txt", "tables/zz.csv", "tables/a.csv", "SHA256SUMS.bak", "zz", "tables/excel/more.csv",
	                                    "tables/more.parquet", "notes.json"};

	for (size_t i = 0; i < sizeof extra / sizeof extra[0]; i++) {
		hush_bundle_free(&bundle);
		sample_copy(&sample.bundle, &bundle);
		add(extra[i], "more");
		ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
		ck_assert(says("FAILED      files"));
		/* Listed and signed, it is still no file that this release has. */
		sample_seal(&sample, &bundle, sample.secret_key);
		ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	}
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert(!says("FAILED      files"));
}
END_TEST

START_TEST(not_plain_files)
{
	char name[64];

	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_OK);
	snprintf(name, sizeof name, "r%d/link", written);
	ck_assert_int_eq(symlink("index.html", sample_path(&sample, name)), 0);
	ck_assert_int_eq(verify_changed(NULL, 0, &sample.public_key), HUSH_E_VERIFY);
	ck_assert(says("not a plain file"));
	ck_assert_int_eq(hush_verify_folder(sample_path(&sample, "absent"), NULL, HUSH_FORMAT_PLAIN, NULL, &out, NULL),
	                 HUSH_E_NO_INPUT);
}
END_TEST

/* A change by someone who holds the key, and the check that must find it. */
struct lie {
	const char *file;
	const char *old;
	const char *new;
	const char *found; /* "FAILED      NAME" */
};

static const struct lie lies[] = {
    /* A row removed; a value clamped, with the rest left or mended; a row twice; another order. */
    {"tables/bridge.csv", "\nWest,", "\nWest2,", "FAILED      tables"},
    {"tables/scans_by_site_day.csv", ",-5,", ",0,", "FAILED      tables"},
    {"tables/scans_by_site_day.csv", ",0,", ",-0,", "FAILED      tables"},
    {"tables/scans_by_site_day.csv", ",0,", ",00,", "FAILED      tables"},
    {"tables/scans_by_site_day.csv", ",published", ",withheld", "FAILED      tables"},
    {"tables/scans_by_site_day.csv", "\r\n", "\n", "FAILED      tables"},
    {"tables/scans_by_site_day.csv", ",-101,27,", ",-100,26,", "FAILED      tables"},
    {"tables/excel/scans_by_site_day.csv", ",-5,", ",0,", "FAILED      schemas"},
    /* What is computed from the tables, and what is exact, in any of their files. */
    {"tables/scans_per_vehicle.csv", "2.99813", "2.99814", "FAILED      schemas"},
    {"tables/scans_per_vehicle.csv", ",published", ",too_noisy", "FAILED      schemas"},
    {"tables/scans_per_camera_day.csv", ",,,,,,not_defined", ",0,0,0,0,0,published", "FAILED      schemas"},
    {"tables/camera_days.csv", ",13.5,", ",14.5,", "FAILED      schemas"},
    {"tables/excel/camera_days.csv", ",13.5,", ",14.5,", "FAILED      schemas"},
    {"tables/scans_per_vehicle.parquet", "published", "publisheD", "FAILED      schemas"},
    {"tables/csv-metadata.json", "\"url\": \"scans_per_vehicle.csv\"", "\"url\": \"searches.csv\"", "FAILED      schemas"},
    {"tables/csv-metadata.json", "\"titles\": \"days at work\"", "\"titles\": \"days\"", "FAILED      schemas"},
    {"datapackage.json", "\"name\": \"drift\"", "\"name\": \"draft\"", "FAILED      schemas"},
    {"dcat.json", "\"checksumValue\": \"", "\"checksumValue\": \"0", "FAILED      schemas"},
    {"registry.yaml", "scans_per_vehicle", "scans_of_vehicle", "FAILED      contents"},
    {"registry.yaml", "table camera_days, exact", "table camera_day, exact", "FAILED      contents"},
    {"index.html", "\"name\": \"scans_per_camera_day\"", "\"name\": \"scans_per_day\"", "FAILED      contents"},
    /* A predecessor that cannot have been one. */
    {"release.json", "\"sequence\": 2", "\"sequence\": 3", "FAILED      statement"},
    {"release.json", "\"release\": \"riverton-2024-12\"", "\"release\": \"../x\"", "FAILED      statement"},
    {"release.json", "\"page\": ", "\"page\": 0, \"pages\": ", "FAILED      statement"},
    {"release.json", "\"ssh\": \"ssh-ed25519 ", "\"ssh\": \"ssh-ed25519 A", "FAILED      contents"},
    /* Metadata. */
    {"registry.yaml", "epsilon: 0.6", "epsilon: 0.5", "FAILED      contents"},
    {"CITATION.cff", "2025-02-04", "2025-02-05", "FAILED      contents"},
    {"nist-sp-800-226.md", "- [ ]", "- [x]", "FAILED      contents"},
    {"dcat.json", "\"byteSize\": \"1", "\"byteSize\": \"2", "FAILED      contents"},
    {"privacy-profile.json", "\"moe95\"", "\"moe90\"", "FAILED      contents"},
    {"tables/csv-metadata.json", "\"integer\"", "\"string\"", "FAILED      contents"},
    {"datapackage.json", "\"value\": 64", "\"value\": 63", "FAILED      contents"},
    {"datapackage.json", "\"name\": \"estimate\"", "\"name\": \"count\"", "FAILED      schemas"},
    {"index.html", "\"datePublished\": \"2025-02-04\"", "\"datePublished\": \"2025-02-05\"", "FAILED      contents"},
    /* Milder claims. */
    {"release.json", "\"l1\": 6", "\"l1\": 5", "FAILED      charges"},
    {"release.json", "\"linf\": 2", "\"linf\": 1", "FAILED      charges"},
    {"release.json", "\"moe95\": ", "\"moe95\": 1", "FAILED      margins"},
    {"release.json", "\"std_dev\": \"", "\"std_dev\": \"1", "FAILED      margins"},
    {"release.json", "\"variance\": \"", "\"variance\": \"1", "FAILED      margins"},
    {"release.json", "\"sigma_squared\": \"", "\"sigma_squared\": \"1", "FAILED      charges"},
    {"release.json", "\"kind\": \"zcdp\"", "\"kind\": \"pure\"", "FAILED      noise"},
    {"release.json", "\"name\": \"vehicle\"", "\"name\": \"vehicles\"", "FAILED      noise"},
    {"release.json", "\"count\": 2", "\"count\": 1", "FAILED      accounts"},
    {"release.json", "\"first\": \"2025-01-01\"", "\"first\": \"2025-02-01\"", "FAILED      accounts"},
    {"release.json", "\"delta\": \"1/1000000000\"", "\"delta\": \"1/10000000000\"", "FAILED      accounts"},
    {"release.json", "\"budget\": \"1/2\"", "\"budget\": \"1/200000\"", "FAILED      accounts"},
    {"release.json", "\"spent\": \"", "\"spent\": \"0\", \"was\": \"", "FAILED      accounts"},
    /* The spec within. */
    {"release.json", "\"spec_digest\": \"", "\"spec_digest\": \"0", "FAILED      spec"},
    {"release.json", "Monthly report", "Yearly report", "FAILED      spec"},
    /* Form. */
    {"release.json", "\"hushcount_release\": 1", "\"hushcount_release\": 2", "FAILED      statement"},
    {"release.json", "\"hushcount_release\": 1", "\"hushcount_release\": 1, \"hushcount_release\": 1",
     "FAILED      statement"},
    {"release.json", "\"hushcount_release\": 1", "\"hushcount_release\": 1, \"more\": 1", "FAILED      contents"},
    {"release.json", "\"head\": \"6f1e", "\"head\": \"6F1E", "FAILED      statement"},
    {"release.json", "\"published\": \"2025-02-04\"", "\"published\": \"2025-02-30\"", "FAILED      statement"},
    {"release.json", "\"public\": \"RW", "\"public\": \"/etc/RW", "FAILED      statement"},
    {"release.json", "\"version\": \"", "\"version\": \"\\u001b[31m", "FAILED      statement"},
    {"release.json", "a second ledger", "no second ledger", "FAILED      contents"},
    {"release.json", "keeps a second", "keeps  a second", "FAILED      contents"},
    /* Words. */
    {"index.html", "even chances (50 %)", "even chances (40 %)", "FAILED      contents"},
    {"index.html", "</main>", "<script>1</script></main>", "FAILED      contents"},
    {"datapackage.json", "\"window\": \"month\"", "\"window\": \"year\"", "FAILED      contents"},
};

START_TEST(a_lie)
{
	const struct lie *lie = &lies[_i];

	edit(lie->file, lie->old, lie->new);
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_msg(verify(&sample.public_key, HUSH_FORMAT_PLAIN) == HUSH_E_VERIFY, "not found: %s -> %s", lie->old, lie->new);
	ck_assert_msg(says(lie->found), "%s -> %s: expected %s in\n%s", lie->old, lie->new, lie->found, out.bytes);
	ck_assert_ptr_null(strchr(out.bytes, 0x1b));
}
END_TEST

START_TEST(row_removed)
{
	const struct hush_bundle_file *file = hush_bundle_find(&bundle, "tables/scans_by_site_day.csv");
	char *text = hush_strndup(file->bytes, file->length);
	char *last;

	ck_assert_ptr_nonnull(text);
	text[file->length - 2] = '\0';
	last = strrchr(text, '\n');
	sample_replace(&bundle, "tables/scans_by_site_day.csv", text, (size_t)(last + 1 - text));
	hush_free(text);
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("ends too early"));
}
END_TEST

START_TEST(row_added)
{
	const struct hush_bundle_file *file = hush_bundle_find(&bundle, "tables/bridge.csv");
	struct hush_buffer text;

	hush_buffer_init(&text, 65536);
	hush_buffer_put(&text, file->bytes, file->length);
	hush_buffer_text(&text, "North,1,1,1,0,2,published\r\n");
	sample_replace(&bundle, "tables/bridge.csv", text.bytes, text.length);
	hush_buffer_release(&text);
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      tables") && says("more rows than the domains have cells"));
}
END_TEST

/* Less noise than the guarantee admits, consistently stated: the charge then exceeds the guarantee. */
START_TEST(too_little_noise)
{
	struct hush_plan_table *table = &sample.plan->tables[0];

	hush_rational_set_u64(&table->parameter, 1, 1);
	sample_render(&sample);
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      charges"));
	ck_assert_int_eq(hush_cost_of(&table->sensitivity, table->mechanism, &table->parameter, &table->cost, NULL), HUSH_OK);
	for (uint32_t a = 0; a < sample.plan->account_count; a++) {
		struct hush_cost *charge = &sample.plan->accounts[a].charge;

		if (a == table->account) {
			hush_rational_set_u64(&charge->rho, 0, 1);
			for (uint32_t t = 0; t < sample.plan->table_count; t++) {
				if (sample.plan->tables[t].account == a) {
					hush_cost_add(charge, &sample.plan->tables[t].cost);
				}
			}
			hush_rational_set_u64(&charge->epsilon, 0, 1);
		}
	}
	ck_assert_int_eq(hush_zcdp_epsilon(&sample.plan->accounts[table->account].charge.rho,
	                                   &sample.plan->accounts[table->account].delta,
	                                   &sample.plan->accounts[table->account].epsilon_at_delta, NULL),
	                 HUSH_OK);
	struct hush_rational confidence;

	hush_rational_init(&confidence);
	hush_rational_set_u64(&confidence, 19, 20);
	ck_assert_int_eq(hush_law_half_width(table->mechanism, &table->parameter, &confidence, &table->moe95, NULL), HUSH_OK);
	ck_assert_int_eq(hush_law_variance(table->mechanism, &table->parameter, &table->variance, NULL), HUSH_OK);
	hush_std_dev_text(&table->variance, table->std_dev);
	hush_rational_clear(&confidence);
	sample_render(&sample);
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert_msg(says("cost more than the guarantee"), "%s", out.bytes);
}
END_TEST

/* Someone without the publisher's key makes a whole release of their own: consistent, but not the publisher's. */
START_TEST(forged_whole)
{
	struct hush_public_key publisher = sample.public_key;
	struct hush_public_key other;
	struct hush_secret_key *own = sample.secret_key;
	struct hush_secret_key *key = sample_other_key(&sample, &other);

	sample.noisy.tables[2][0] = 999999;
	sample.release.key = &other;
	sample.secret_key = key;
	sample_render(&sample);
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	ck_assert_int_eq(verify(&publisher, HUSH_FORMAT_PLAIN), HUSH_E_SIGNER);
	ck_assert_int_eq(verify(&other, HUSH_FORMAT_PLAIN), HUSH_OK);
	hush_minisign_free_secret(own);
}
END_TEST

/* Puts the whole text of one file of the bundle into another's place. */
static void put_in_place_of(const char *name, const char *other)
{
	const struct hush_bundle_file *file = hush_bundle_find(&sample.bundle, other);

	ck_assert_ptr_nonnull(file);
	sample_replace(&bundle, name, file->bytes, file->length);
}

/* A table in another's place, by someone with the key. */
START_TEST(swapped_tables)
{
	put_in_place_of("tables/searches.csv", "tables/bridge.csv");
	put_in_place_of("tables/bridge.csv", "tables/searches.csv");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      tables"));
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	put_in_place_of("tables/bridge.parquet", "tables/searches.parquet");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      schemas") && says("datapackage.json: its other formats are not those of the table"));
}
END_TEST

/* A negative number set to zero, its interval moved along, in every format of the table: the page and the digests know. */
START_TEST(clamped_value)
{
	const struct hush_bundle_file *file = hush_bundle_find(&bundle, "tables/scans_by_site_day.csv");
	const char *row = strstr(file->bytes, ",-5,");
	char old[128];
	char new[128];
	long half;

	ck_assert_ptr_nonnull(row);
	half = strtol(strchr(row + 4, ',') + 1, NULL, 10);
	snprintf(old, sizeof old, ",%ld,%ld,%ld,published", half, -5 - half, -5 + half);
	snprintf(new, sizeof new, ",%ld,%ld,%ld,published", half, -half, half);
	edit("tables/scans_by_site_day.csv", ",-5,", ",0,");
	edit("tables/scans_by_site_day.csv", old, new);
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert_msg(says("ok          tables") && says("FAILED      schemas"), "%s", out.bytes);
}
END_TEST

/* Anyone can state another scale and sign it with a key of their own: it does not hold, and it is not the publisher's. */
START_TEST(scale_changed_by_another)
{
	struct hush_public_key publisher = sample.public_key;
	struct hush_public_key other;
	struct hush_secret_key *key = sample_other_key(&sample, &other);
	struct hush_secret_key *own = sample.secret_key;

	sample.release.key = &other;
	sample.secret_key = key;
	sample_render(&sample);
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	ck_assert_int_eq(verify(&publisher, HUSH_FORMAT_PLAIN), HUSH_E_SIGNER);
	edit("release.json", "\"sigma_squared\": \"1", "\"sigma_squared\": \"2");
	sample_seal(&sample, &bundle, key);
	ck_assert_int_eq(verify(&publisher, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      charges") && says("NOT signed by the key you gave"));
	ck_assert_int_eq(verify(&other, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	hush_minisign_free_secret(own);
}
END_TEST

/* Another version is no reason not to compare: the numbers of the formats are. */
START_TEST(another_version)
{
	sample.release.version = "9.9.9";
	sample_render(&sample);
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_OK);
	ck_assert(!says("not compared"));
	edit("index.html", "In short", "At once");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
}
END_TEST

static void render_in(struct hush_formats formats)
{
	sample.release.formats = formats;
	sample_render(&sample);
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
}

/* Other words in a page of another format: the rest is still compared, and the report says what was not. */
START_TEST(another_page_format)
{
	struct hush_formats formats = hush_formats_now();

	formats.page += 7;
	render_in(formats);
	edit("index.html", "In short", "At once");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_msg(verify(&sample.public_key, HUSH_FORMAT_PLAIN) == HUSH_OK, "%s", out.bytes);
	ck_assert(says("not compared: index.html (format ") && !says("the metadata (format"));
	edit("registry.yaml", "Draft", "Final");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      contents"));
}
END_TEST

/* Metadata of another format: other files may be there, tables may not, and what describes the tables must be true. */
START_TEST(another_metadata_format)
{
	struct hush_formats formats = hush_formats_now();

	formats.metadata += 7;
	render_in(formats);
	edit("registry.yaml", "Draft", "Final");
	take_away("CITATION.cff");
	add("zenodo.json", "{}");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_msg(verify(&sample.public_key, HUSH_FORMAT_PLAIN) == HUSH_OK, "%s", out.bytes);
	ck_assert(says("not compared: the metadata (format "));
	add("tables/more.csv", "a\r\n");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	take_away("tables/more.csv");
	edit("tables/bridge.csv", ",1234567,", ",1234568,");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	render_in(formats);
	edit("datapackage.json", "\"hash\": \"sha256:", "\"hash\": \"sha256:0");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      schemas"));
	render_in(formats);
	edit("dcat.json", "\"purpose\"", "\"title\"");
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      schemas"));
}
END_TEST

/*
 * A rate that does not follow from the tables, by someone with the key who mends what describes it, in metadata of a format that
 * is not compared: rates are made again all the same.
 */
START_TEST(false_rate)
{
	static const char name[] = "tables/scans_per_vehicle.csv";
	struct hush_formats formats = hush_formats_now();
	char before[HUSH_SHA256_HEX];
	char after[HUSH_SHA256_HEX];
	const struct hush_bundle_file *file;

	formats.metadata += 7;
	render_in(formats);
	file = hush_bundle_find(&bundle, name);
	hush_sha256_hex(file->bytes, file->length, before);
	edit(name, "2.99813", "2.99814");
	file = hush_bundle_find(&bundle, name);
	hush_sha256_hex(file->bytes, file->length, after);
	edit("datapackage.json", before, after);
	edit("dcat.json", before, after);
	sample_seal(&sample, &bundle, sample.secret_key);
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert_msg(says("ok          schemas") && says("FAILED      contents") && says(name), "%s", out.bytes);
}
END_TEST

/* The SSH signature is there because the spec asks for it, and judged like the other one. */
START_TEST(ssh_signature)
{
	take_away("SHA256SUMS.sig");
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("SHA256SUMS.sig: the file is missing"));
	hush_bundle_free(&bundle);
	sample_copy(&sample.bundle, &bundle);
	edit("SHA256SUMS.sig", "\nU1NI", "\nV1NI");
	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_E_VERIFY);
	ck_assert(says("FAILED      signature"));
}
END_TEST

static unsigned long allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

/* Short of memory is never a verdict about the release. */
START_TEST(short_of_memory)
{
	char name[32];

	ck_assert_int_eq(verify(&sample.public_key, HUSH_FORMAT_PLAIN), HUSH_OK);
	snprintf(name, sizeof name, "r%d", written);
	for (unsigned long n = 0;; n = n < 100 ? n + 1 : n + 17) {
		hush_status status;
		struct hush_buffer text;

		hush_buffer_init(&text, 1024 * 1024);
		allowed = n;
		hush_memory_gate(gate);
		status = hush_verify_folder(sample_path(&sample, name), &sample.public_key, HUSH_FORMAT_PLAIN, NULL, &text, NULL);
		hush_memory_gate(NULL);
		hush_buffer_release(&text);
		if (status == HUSH_OK) {
			break;
		}
		ck_assert_msg(status == HUSH_E_MEMORY, "%lu: %s", n, hush_status_name(status));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verify");
	TCase *tests = tcase_create("verify");
	TCase *flips = tcase_create("flips");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, sound);
	tcase_add_test(tests, signer);
	tcase_add_test(tests, json);
	tcase_add_test(tests, missing_and_extra);
	tcase_add_test(tests, not_plain_files);
	tcase_add_loop_test(tests, a_lie, 0, (int)(sizeof lies / sizeof lies[0]));
	tcase_add_test(tests, row_removed);
	tcase_add_test(tests, row_added);
	tcase_add_test(tests, too_little_noise);
	tcase_add_test(tests, forged_whole);
	tcase_add_test(tests, swapped_tables);
	tcase_add_test(tests, clamped_value);
	tcase_add_test(tests, scale_changed_by_another);
	tcase_add_test(tests, another_version);
	tcase_add_test(tests, another_page_format);
	tcase_add_test(tests, another_metadata_format);
	tcase_add_test(tests, false_rate);
	tcase_add_test(tests, ssh_signature);
	tcase_add_test(tests, short_of_memory);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(flips, setup, teardown);
	tcase_set_timeout(flips, 280);
	tcase_add_test(flips, flipped_bytes);
	tcase_add_test(flips, flipped_and_sealed);
	suite_add_tcase(suite, flips);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
