/* kept: see kept.h. */
#include "api/kept.h"

#include "base/file.h"
#include "base/memory.h"
#include "publish/bundle.h"

hush_status hush_kept_write(struct hush_ledger *ledger, const char *release, const char *folder, bool *already,
                            hush_error *err)
{
	void *bytes = NULL;
	size_t length = 0;
	struct hush_bundle bundle = {0};
	hush_status status = hush_ledger_kept(ledger, release, &bytes, &length, err);

	if (status == HUSH_OK) {
		status = hush_bundle_unpack(bytes, length, &bundle, err);
	}
	if (status == HUSH_OK) {
		status = hush_folder_make(folder, err);
	}
	if (status == HUSH_OK) {
		status = hush_bundle_write(&bundle, folder, release, already, err);
	}
	hush_bundle_free(&bundle);
	hush_free(bytes);
	return status;
}
