/* bundle: see bundle.h. Folders are folder.c's part. */
#include "publish/bundle.h"

#include <string.h>

#include "base/memory.h"

static const char bundle_mark[] = "hushcount bundle 1\n";

enum { BUNDLE_MAX_FILES = 100000 };

void hush_bundle_free(struct hush_bundle *bundle)
{
	for (uint32_t i = 0; i < bundle->count; i++) {
		hush_free(bundle->files[i].name);
		hush_free(bundle->files[i].bytes);
	}
	hush_free(bundle->files);
	*bundle = (struct hush_bundle){0};
}

/* The place of `name`, or the place where it belongs. */
static bool locate(const struct hush_bundle *bundle, const char *name, uint32_t *place)
{
	uint32_t low = 0;
	uint32_t high = bundle->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(bundle->files[middle].name, name);

		if (order == 0) {
			*place = middle;
			return true;
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	*place = low;
	return false;
}

bool hush_bundle_name_valid(const char *name)
{
	const char *part = name;

	for (;;) {
		size_t length = strcspn(part, "/");

		if (length == 0 || (length <= 2 && strncmp(part, "..", length) == 0)) {
			return false;
		}
		for (size_t i = 0; i < length; i++) {
			unsigned char c = (unsigned char)part[i];

			if (c <= 0x20 || c >= 0x7f || c == '\\') {
				return false;
			}
		}
		if (part[length] == '\0') {
			return true;
		}
		part += length + 1;
	}
}

hush_status hush_bundle_add(struct hush_bundle *bundle, const char *name, struct hush_buffer *bytes, hush_error *err)
{
	struct hush_bundle_file file = {0};
	struct hush_bundle_file *files;
	uint32_t place;

	HUSH_TRY(hush_buffer_check(bytes, err));
	if (!hush_bundle_name_valid(name) || bundle->count >= BUNDLE_MAX_FILES || locate(bundle, name, &place)) {
		return hush_fail_bug(err, "hush_bundle_add");
	}
	files = hush_reallocarray(bundle->files, bundle->count + 1, sizeof *files);
	if (!files) {
		return hush_fail_memory(err);
	}
	bundle->files = files;
	file.name = hush_strdup(name);
	if (!file.name) {
		return hush_fail_memory(err);
	}
	file.bytes = hush_buffer_take(bytes, &file.length);
	if (!file.bytes) {
		hush_free(file.name);
		return hush_fail_memory(err);
	}
	memmove(files + place + 1, files + place, (bundle->count - place) * sizeof *files);
	files[place] = file;
	bundle->count++;
	return HUSH_OK;
}

const struct hush_bundle_file *hush_bundle_find(const struct hush_bundle *bundle, const char *name)
{
	uint32_t place;

	return locate(bundle, name, &place) ? &bundle->files[place] : NULL;
}

static void put_u64(struct hush_buffer *out, uint64_t value)
{
	for (int i = 0; i < 8; i++) {
		hush_buffer_byte(out, (unsigned char)(value >> (8 * i)));
	}
}

hush_status hush_bundle_pack(const struct hush_bundle *bundle, struct hush_buffer *out, hush_error *err)
{
	hush_buffer_text(out, bundle_mark);
	put_u64(out, bundle->count);
	for (uint32_t i = 0; i < bundle->count; i++) {
		const struct hush_bundle_file *file = &bundle->files[i];

		put_u64(out, strlen(file->name));
		hush_buffer_text(out, file->name);
		put_u64(out, file->length);
		hush_buffer_put(out, file->bytes, file->length);
	}
	return hush_buffer_check(out, err);
}

/* What is left to unpack. */
struct rest {
	const unsigned char *bytes;
	size_t length;
};

static bool take_u64(struct rest *rest, uint64_t *value)
{
	uint64_t read = 0;

	if (rest->length < 8) {
		return false;
	}
	for (int i = 0; i < 8; i++) {
		read |= (uint64_t)rest->bytes[i] << (8 * i);
	}
	rest->bytes += 8;
	rest->length -= 8;
	*value = read;
	return true;
}

static bool take_bytes(struct rest *rest, const char **bytes, size_t *length)
{
	uint64_t wanted;

	if (!take_u64(rest, &wanted) || wanted > rest->length) {
		return false;
	}
	*bytes = (const char *)rest->bytes;
	*length = (size_t)wanted;
	rest->bytes += *length;
	rest->length -= *length;
	return true;
}

static hush_status unpack_file(struct rest *rest, struct hush_bundle *bundle, bool *sound, hush_error *err)
{
	const char *name;
	const char *bytes;
	size_t name_length;
	size_t length;
	struct hush_buffer copy;
	char *text;
	hush_status status;

	*sound = take_bytes(rest, &name, &name_length) && take_bytes(rest, &bytes, &length) && !memchr(name, 0, name_length);
	if (!*sound) {
		return HUSH_OK;
	}
	text = hush_strndup(name, name_length);
	if (!text) {
		return hush_fail_memory(err);
	}
	/* One byte string, one meaning: names strictly ascending. */
	*sound = hush_bundle_name_valid(text) &&
	         (bundle->count == 0 || strcmp(bundle->files[bundle->count - 1].name, text) < 0);
	if (!*sound) {
		hush_free(text);
		return HUSH_OK;
	}
	hush_buffer_init(&copy, SIZE_MAX / 2);
	hush_buffer_put(&copy, bytes, length);
	status = hush_bundle_add(bundle, text, &copy, err);
	hush_buffer_release(&copy);
	hush_free(text);
	return status;
}

hush_status hush_bundle_unpack(const void *bytes, size_t length, struct hush_bundle *bundle, hush_error *err)
{
	const size_t mark = sizeof bundle_mark - 1;
	struct hush_bundle made = {0};
	struct rest rest = {bytes, length};
	uint64_t count = 0;
	hush_status status = HUSH_OK;
	bool sound = length >= mark && memcmp(bytes, bundle_mark, mark) == 0;

	if (sound) {
		rest.bytes += mark;
		rest.length -= mark;
		sound = take_u64(&rest, &count) && count <= BUNDLE_MAX_FILES;
	}
	while (sound && status == HUSH_OK && made.count < count) {
		status = unpack_file(&rest, &made, &sound, err);
	}
	if (status == HUSH_OK && (!sound || rest.length != 0)) {
		status = hush_fail(err, HUSH_E_LEDGER, "the kept bytes of a release are not a bundle");
	}
	if (status != HUSH_OK) {
		hush_bundle_free(&made);
		return status;
	}
	*bundle = made;
	return HUSH_OK;
}
