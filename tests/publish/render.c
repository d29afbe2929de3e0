/* render: the files of a release as a whole: same bytes every time, names escaped, numbers never altered. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "publish/sums.h"
#include "sample.h"

static struct sample sample;

static void setup(void)
{
	sample_open(&sample);
}

static void teardown(void)
{
	sample_close(&sample);
}

static const char *text(const char *name)
{
	const struct hush_bundle_file *file = hush_bundle_find(&sample.bundle, name);

	ck_assert_ptr_nonnull(file);
	return file->bytes;
}

START_TEST(files)
{
	static const char *const names[] = {"CITATION.cff",
	                                    "SHA256SUMS",
	                                    "SHA256SUMS.minisig",
	                                    "SHA256SUMS.sig",
	                                    "datapackage.json",
	                                    "dcat.json",
	                                    "index.html",
	                                    "nist-sp-800-226.md",
	                                    "privacy-profile.json",
	                                    "registry.yaml",
	                                    "release.json",
	                                    "tables/bridge.csv",
	                                    "tables/bridge.parquet",
	                                    "tables/camera_days.csv",
	                                    "tables/camera_days.parquet",
	                                    "tables/csv-metadata.json",
	                                    "tables/excel/bridge.csv",
	                                    "tables/excel/camera_days.csv",
	                                    "tables/excel/scans_by_site_day.csv",
	                                    "tables/excel/scans_per_camera_day.csv",
	                                    "tables/excel/scans_per_vehicle.csv",
	                                    "tables/excel/searches.csv",
	                                    "tables/excel/vehicles_by_site.csv",
	                                    "tables/scans_by_site_day.csv",
	                                    "tables/scans_by_site_day.parquet",
	                                    "tables/scans_per_camera_day.csv",
	                                    "tables/scans_per_camera_day.parquet",
	                                    "tables/scans_per_vehicle.csv",
	                                    "tables/scans_per_vehicle.parquet",
	                                    "tables/searches.csv",
	                                    "tables/searches.parquet",
	                                    "tables/vehicles_by_site.csv",
	                                    "tables/vehicles_by_site.parquet"};

	ck_assert_uint_eq(sample.bundle.count, sizeof names / sizeof names[0]);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ck_assert_ptr_nonnull(hush_bundle_find(&sample.bundle, names[i]));
	}
}
END_TEST

START_TEST(same_bytes)
{
	struct hush_bundle before = {0};

	sample_copy(&sample.bundle, &before);
	setenv("TZ", "Asia/Kathmandu", 1);
	setenv("LANG", "de_DE.UTF-8", 1);
	sample_render(&sample);
	ck_assert_uint_eq(before.count, sample.bundle.count);
	for (uint32_t i = 0; i < before.count; i++) {
		ck_assert_uint_eq(before.files[i].length, sample.bundle.files[i].length);
		ck_assert_mem_eq(before.files[i].bytes, sample.bundle.files[i].bytes, before.files[i].length);
	}
	hush_bundle_free(&before);
}
END_TEST

START_TEST(csv)
{
	const char *table = text("tables/scans_by_site_day.csv");
	const char *row = strchr(table, '\n');
	size_t rows = 0;

	ck_assert_int_eq(strncmp(table, "site,day,estimate,std_dev,moe95,ci95_lower,ci95_upper,status\r\n", 62), 0);
	ck_assert_int_eq(strncmp(row + 1, "\"Main, 4th \"\"old\"\"\",2025-01-27,-37,", 35), 0);
	for (const char *c = table; (c = strstr(c, ",published\r\n")); c++) {
		rows++;
	}
	ck_assert_uint_eq(rows, 4 * 7);
	ck_assert_ptr_nonnull(strstr(table, "\n\"Main, 4th \"\"old\"\"\",2025-01-29,-5,"));
	ck_assert_int_eq(strncmp(text("tables/searches.csv"), "estimate,std_dev,", 17), 0);
	ck_assert_ptr_nonnull(strstr(text("tables/bridge.csv"), "\nEast,1234567,"));
}
END_TEST

START_TEST(page_is_inert)
{
	const char *page = text("index.html");
	const char *script = strstr(page, "<script");

	/* One block of data, which no browser runs, and nothing else of the kind. */
	ck_assert_ptr_nonnull(script);
	ck_assert_int_eq(strncmp(script, "<script type=\"application/ld+json\">\n", 36), 0);
	ck_assert_ptr_null(strstr(script + 1, "<script"));
	ck_assert_ptr_nonnull(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	ck_assert_ptr_nonnull(strstr(page, "default-src 'none'; style-src 'unsafe-inline'"));
	ck_assert_ptr_nonnull(strstr(page, "Plate readers in &quot;Riverton&quot; &amp; &lt;Harbor&gt;"));
	ck_assert_ptr_null(strstr(page, "src="));
	ck_assert_ptr_null(strstr(page, "url("));
	ck_assert_ptr_null(strstr(page, "http:"));
}
END_TEST

START_TEST(page_says)
{
	static const char *const sentences[] = {
	    "scans counted, at most 6 per vehicle and month",
	    "at most 6 are counted: at most 2 in each of at most 3 of the 28 combinations of site and day",
	    "noise only",
	    "can\xE2\x80\x99t be told from zero",
	    "from this release alone, except with probability 1 in 1,000,000,000",
	    "gave it even chances",
	    "<strong>Not protected: vehicles.</strong>",
	    "to them these tables promise nothing. This is so for: ",
	    "The noise hides any 4 records per month",
	    "sha256sum -c SHA256SUMS",
	    "minisign -Vm SHA256SUMS -p ../agency.pub",
	    "hushcount verify riverton-2025-01 --key",
	    "a second ledger",
	    "inventory; about no vehicle",
	    "too few to be useful",
	    "mailto:transparency@riverton.example"};
	const char *page = text("index.html");

	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		const char *wanted = sentences[i];

		ck_assert_msg(strstr(page, wanted) != NULL, "the page lacks: %s", wanted);
	}
}
END_TEST

START_TEST(nothing_of_this_machine)
{
	for (uint32_t i = 0; i < sample.bundle.count; i++) {
		const struct hush_bundle_file *file = &sample.bundle.files[i];

		ck_assert_ptr_null(memmem(file->bytes, file->length, "/tmp", 4));
		ck_assert_ptr_null(memmem(file->bytes, file->length, "riverton.ledger", 15));
	}
}
END_TEST

START_TEST(sums_follow)
{
	struct hush_buffer sums;

	hush_buffer_init(&sums, 65536);
	hush_sums_write(&sample.bundle, &sums);
	ck_assert_str_eq(sums.bytes, text("SHA256SUMS"));
	ck_assert_ptr_null(strstr(sums.bytes, "minisig"));
	hush_buffer_release(&sums);
	ck_assert_ptr_nonnull(strstr(text("SHA256SUMS.minisig"),
	                             "trusted comment: hushcount release riverton-2025-01 ledger "
	                             "00112233445566778899aabbccddeeff sequence 3 head 6f1e8d0c"));
}
END_TEST

static unsigned long allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

/* The Nth allocation fails: HUSH_E_MEMORY, nothing half made. The sanitizer watches for leaks. */
START_TEST(short_of_memory)
{
	unsigned long needed = 0;

	for (unsigned long n = 0;; n = n < 200 ? n + 1 : n + 37) {
		struct hush_bundle made = {0};
		hush_status status;

		allowed = n;
		hush_memory_gate(gate);
		status = hush_release_render(&sample.release, sample.secret_key, &made, NULL);
		hush_memory_gate(NULL);
		if (status == HUSH_OK) {
			needed = n;
			hush_bundle_free(&made);
			break;
		}
		ck_assert_int_eq(status, HUSH_E_MEMORY);
		ck_assert_ptr_null(made.files);
	}
	ck_assert_uint_gt(needed, 50);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render");
	TCase *tests = tcase_create("render");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, files);
	tcase_add_test(tests, same_bytes);
	tcase_add_test(tests, csv);
	tcase_add_test(tests, page_is_inert);
	tcase_add_test(tests, page_says);
	tcase_add_test(tests, nothing_of_this_machine);
	tcase_add_test(tests, sums_follow);
	tcase_add_test(tests, short_of_memory);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
