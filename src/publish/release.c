/* release: see release.h. */
#include "publish/release.h"

#include "publish/datapackage.h"
#include "publish/page.h"
#include "publish/release_json.h"
#include "publish/sums.h"
#include "publish/table_csv.h"

enum { NAME_LIMIT = 4096 };

/* Adds what a buffer holds as a file; the buffer is empty afterwards, whatever happens. */
static hush_status add(struct hush_bundle *bundle, const char *name, struct hush_buffer *bytes, hush_error *err)
{
	hush_status status = hush_bundle_add(bundle, name, bytes, err);

	hush_buffer_release(bytes);
	return status;
}

static hush_status add_table(const struct hush_release *release, uint32_t table, struct hush_bundle *bundle,
                             hush_error *err)
{
	struct hush_buffer name;
	struct hush_buffer bytes;
	hush_status status;

	hush_buffer_init(&name, NAME_LIMIT);
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	hush_table_csv_path(&release->spec->tables[table], &name);
	hush_table_csv_write(release->plan, table, release->noisy->tables[table], &bytes);
	status = hush_buffer_check(&name, err);
	if (status == HUSH_OK) {
		status = add(bundle, name.bytes, &bytes, err);
	}
	hush_buffer_release(&bytes);
	hush_buffer_release(&name);
	return status;
}

static hush_status add_all(const struct hush_release *release, struct hush_bundle *bundle, hush_error *err)
{
	struct hush_buffer bytes;
	hush_status status;

	for (uint32_t i = 0; i < release->spec->table_count; i++) {
		HUSH_TRY(add_table(release, i, bundle, err));
	}
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	hush_release_json_write(release, &bytes);
	HUSH_TRY(add(bundle, "release.json", &bytes, err));

	status = hush_page_write(release, &bytes, err);
	if (status == HUSH_OK) {
		status = add(bundle, "index.html", &bytes, err);
	}
	if (status == HUSH_OK) {
		status = hush_datapackage_write(release, bundle, &bytes, err);
	}
	if (status == HUSH_OK) {
		status = add(bundle, "datapackage.json", &bytes, err);
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
		status = hush_bundle_add(bundle, HUSH_SIGNATURE_NAME, &bytes, err);
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
