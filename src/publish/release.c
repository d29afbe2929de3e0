/* release: see release.h. */
#include "publish/release.h"


#include "publish/about.h"
#include "publish/checklist.h"
#include "publish/citation.h"
#include "publish/csvw.h"
#include "publish/datapackage.h"
#include "publish/dcat.h"
#include "publish/page.h"
#include "publish/parquet.h"
#include "publish/profile.h"
#include "publish/registry.h"
#include "publish/resource.h"
#include "publish/release_json.h"
#include "publish/sshsig.h"
#include "publish/sums.h"

enum { NAME_LIMIT = 4096 };

/* Adds what a buffer holds as a file; the buffer is empty afterwards, whatever happens. */
static hush_status add(struct hush_bundle *bundle, const char *name, struct hush_buffer *bytes, hush_error *err)
{
	hush_status status = hush_bundle_add(bundle, name, bytes, err);

	hush_buffer_release(bytes);
	return status;
}

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* In one format; `csv` is the table as CSV, which two formats are made of. */
static hush_status write_table(const struct hush_release *release, const struct hush_resource *table,
                               enum hush_about_format format, const struct hush_buffer *csv, struct hush_buffer *out,
                               hush_error *err)
{
	switch (format) {
	case HUSH_ABOUT_PARQUET: return hush_parquet_write(release, table, out, err);
	case HUSH_ABOUT_EXCEL_CSV: hush_buffer_text(out, byte_order_mark); break;
	case HUSH_ABOUT_CSV:
	case HUSH_ABOUT_FORMATS: break;
	}
	hush_buffer_put(out, csv->bytes, csv->length);
	return HUSH_OK;
}

static hush_status add_file(const struct hush_release *release, const struct hush_resource *table, enum hush_about_format format,
                            const struct hush_buffer *csv, struct hush_bundle *bundle, hush_error *err)
{
	struct hush_about_file file;
	struct hush_buffer path;
	struct hush_buffer bytes;
	hush_status status = HUSH_OK;

	hush_buffer_init(&path, NAME_LIMIT);
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	if (hush_about_file(release->spec, table, format, NULL, &path, &file)) {
		status = write_table(release, table, format, csv, &bytes, err);
		if (status == HUSH_OK) {
			status = add(bundle, file.path, &bytes, err);
		}
	}
	if (status == HUSH_OK) {
		status = hush_buffer_check(&path, err);
	}
	hush_buffer_release(&bytes);
	hush_buffer_release(&path);
	return status;
}

static hush_status add_table(const struct hush_release *release, const struct hush_resource *table, struct hush_bundle *bundle,
                             hush_error *err)
{
	struct hush_buffer csv;
	hush_status status;

	hush_buffer_init(&csv, SIZE_MAX / 2);
	status = hush_resource_csv(release, table, &csv, err);
	for (int format = 0; format < HUSH_ABOUT_FORMATS && status == HUSH_OK; format++) {
		status = add_file(release, table, (enum hush_about_format)format, &csv, bundle, err);
	}
	hush_buffer_release(&csv);
	return status;
}

static hush_status add_tables(const struct hush_release *release, struct hush_bundle *bundle, hush_error *err)
{
	for (uint32_t i = 0; i < hush_resources_count(release->spec); i++) {
		const struct hush_resource table = hush_resource_at(release->spec, i);

		HUSH_TRY(add_table(release, &table, bundle, err));
	}
	return HUSH_OK;
}

static void write_profile(const struct hush_release *release, struct hush_buffer *out)
{
	(void)release;
	hush_profile_write(out);
}

/* The files that need nothing but the release. The page describes its tables for search engines, too. */
static hush_status add_texts(const struct hush_release *release, struct hush_bundle *bundle, hush_error *err)
{
	static const struct {
		const char *path;
		void (*write)(const struct hush_release *release, struct hush_buffer *out);
	} texts[] = {
	    {HUSH_PATH_PROFILE, write_profile},          {HUSH_PATH_CSVW, hush_csvw_write},
	    {HUSH_PATH_REGISTRY, hush_registry_write},   {HUSH_PATH_CHECKLIST, hush_checklist_write},
	    {HUSH_PATH_CITATION, hush_citation_write},
	};
	struct hush_english english;
	struct hush_buffer bytes;

	hush_about_english(release, &english);
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	hush_release_json_write(release, &bytes); /* in the page's language: it is what people are pointed to */
	HUSH_TRY(add(bundle, "release.json", &bytes, err));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		texts[i].write(&english.release, &bytes);
		HUSH_TRY(add(bundle, texts[i].path, &bytes, err));
	}
	return HUSH_OK;
}

static hush_status add_all(const struct hush_release *release, struct hush_bundle *bundle, hush_error *err)
{
	struct hush_english english;
	struct hush_buffer bytes;
	hush_status status = HUSH_OK;

	hush_about_english(release, &english);
	HUSH_TRY(add_tables(release, bundle, err));
	HUSH_TRY(add_texts(release, bundle, err));
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	status = hush_page_write(release, bundle, &bytes, err);
	if (status == HUSH_OK) {
		status = add(bundle, "index.html", &bytes, err);
	}
	/* These state size and digest of the tables. */
	if (status == HUSH_OK) {
		status = hush_datapackage_write(&english.release, bundle, &bytes, err);
	}
	if (status == HUSH_OK) {
		status = add(bundle, HUSH_PATH_PACKAGE, &bytes, err);
	}
	if (status == HUSH_OK) {
		hush_dcat_write(&english.release, bundle, &bytes);
		status = add(bundle, HUSH_PATH_DCAT, &bytes, err);
	}
	/* Last, over all the others. */
	if (status == HUSH_OK) {
		hush_sums_write(bundle, &bytes);
		status = add(bundle, HUSH_SUMS_NAME, &bytes, err);
	}
	hush_buffer_release(&bytes);
	return status;
}

hush_status hush_release_files(const struct hush_release *release, struct hush_bundle *bundle, hush_error *err)
{
	struct hush_bundle made = {0};
	hush_status status = add_all(release, &made, err);

	if (status != HUSH_OK) {
		hush_bundle_free(&made);
		return status;
	}
	*bundle = made;
	return HUSH_OK;
}

static hush_status add_signature(const struct hush_release *release, const struct hush_secret_key *signer,
                                 struct hush_bundle *bundle, hush_error *err)
{
	const struct hush_bundle_file *sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
	struct hush_buffer untrusted;
	struct hush_buffer trusted;
	struct hush_buffer bytes;
	hush_status status;

	if (!sums) {
		return hush_fail_bug(err, "add_signature");
	}
	hush_buffer_init(&untrusted, NAME_LIMIT);
	hush_buffer_init(&trusted, NAME_LIMIT);
	hush_buffer_init(&bytes, NAME_LIMIT);
	hush_sums_untrusted_comment(release->key, &untrusted);
	hush_sums_trusted_comment(release, &trusted);
	status = hush_buffer_check(&untrusted, err);
	if (status == HUSH_OK) {
		status = hush_buffer_check(&trusted, err);
	}
	if (status == HUSH_OK) {
		status = hush_minisign_sign(signer, sums->bytes, sums->length, untrusted.bytes, trusted.bytes, &bytes, err);
	}
	if (status == HUSH_OK) {
		status = add(bundle, HUSH_SIGNATURE_NAME, &bytes, err);
	}
	if (status == HUSH_OK && release->spec->extras[HUSH_EXTRA_SSH_SIGNATURE]) {
		/* The list may have moved: adding a file moves the others. */
		sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
		status = sums ? hush_sshsig_sign(signer, sums->bytes, sums->length, &bytes, err) : hush_fail_bug(err, "add_signature");
		if (status == HUSH_OK) {
			status = add(bundle, HUSH_SSH_SIGNATURE_NAME, &bytes, err);
		}
	}
	hush_buffer_release(&bytes);
	hush_buffer_release(&trusted);
	hush_buffer_release(&untrusted);
	return status;
}

hush_status hush_release_render(const struct hush_release *release, const struct hush_secret_key *signer,
                                struct hush_bundle *bundle, hush_error *err)
{
	struct hush_bundle made = {0};
	hush_status status = hush_release_files(release, &made, err);

	if (status == HUSH_OK) {
		status = add_signature(release, signer, &made, err);
	}
	if (status != HUSH_OK) {
		hush_bundle_free(&made);
		return status;
	}
	*bundle = made;
	return HUSH_OK;
}
