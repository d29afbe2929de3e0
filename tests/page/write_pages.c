/* write_pages FOLDER: the pages that the checks in other languages look at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "shape.h"

static void put(const char *folder, const char *name, const struct hush_buffer *page)
{
	char path[512];
	hush_error err = {0};

	snprintf(path, sizeof path, "%s/%s.html", folder, name);
	if (hush_file_write_new(path, 0644, page->bytes, page->length, &err) != HUSH_OK) {
		fprintf(stderr, "%s: %s\n", path, err.message);
		exit(1);
	}
}

static void write_page(const char *folder, const char *name, char *spec, bool draft)
{
	struct shape shape;
	struct hush_buffer page;

	shape_open(&shape, spec);
	shape.release.draft = draft;
	shape_page(&shape, &page);
	put(folder, name, &page);
	hush_buffer_release(&page);
	shape_close(&shape);
	hush_free(spec);
}

static void write_archive(const char *folder, const char *language)
{
	struct shape shapes[4];
	const struct hush_release *releases[4];
	struct hush_buffer page;
	hush_error err = {0};
	char name[32];

	for (int i = 0; i < 4; i++) {
		char id[32];
		char *spec;

		snprintf(id, sizeof id, "riverton-2025-%02d", i + 1);
		spec = shape_city(id, language, i + 1);
		shape_open(&shapes[i], spec);
		hush_free(spec);
		releases[i] = &shapes[i].release;
	}
	hush_buffer_init(&page, SIZE_MAX / 2);
	if (hush_archive_write(releases, 4, &page, &err) != HUSH_OK) {
		exit(1);
	}
	snprintf(name, sizeof name, "archive-%s", language);
	put(folder, name, &page);
	hush_buffer_release(&page);
	for (int i = 0; i < 4; i++) {
		shape_close(&shapes[i]);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		return 64;
	}
	write_page(argv[1], "city-en", shape_city("riverton-2025-01", "en", 1), false);
	write_page(argv[1], "city-es", shape_city("riverton-2025-01", "es", 1), false);
	write_page(argv[1], "draft-en", shape_city("riverton-2025-01", "en", 1), true);
	write_page(argv[1], "draft-es", shape_city("riverton-2025-01", "es", 1), true);
	write_page(argv[1], "rates-en", shape_rates("en"), false);
	write_page(argv[1], "rates-es", shape_rates("es"), false);
	write_page(argv[1], "kinds-en", shape_kinds("en"), false);
	write_page(argv[1], "kinds-es", shape_kinds("es"), false);
	write_page(argv[1], "large", shape_large(), false);
	write_page(argv[1], "many-tables", shape_many_tables(), false);
	write_archive(argv[1], "en");
	write_archive(argv[1], "es");
	return 0;
}
