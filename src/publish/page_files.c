/* page_files: where the numbers of a table are as files, in which formats, and how large. */
#include "publish/page.h"

#include <stdio.h>

#include "publish/about.h"
#include "publish/figures.h"
#include "publish/html.h"

enum { NAME_LIMIT = 4096, SIZE_ROOM = 48 };

void hush_page_file(const struct hush_page *page, const char *path)
{
	if (page->release->draft) {
		hush_page_wrap(page, "<code>", path, "</code>");
		return;
	}
	hush_page_wrap(page, "<a href=\"", path, "\">");
	hush_page_wrap(page, "", path, "</a>");
}

/* ", 24 kB": rounded up. */
static void put_size(const struct hush_page *page, size_t bytes)
{
	char size[SIZE_ROOM];
	int unit = bytes < 1000 ? 0 : bytes < 999500 ? 1 : 2;

	if (unit < 2) {
		snprintf(size, sizeof size, "%zu", unit == 0 ? bytes : (bytes + 999) / 1000);
	} else {
		size_t tenths = (bytes + 99999) / 100000;

		snprintf(size, sizeof size, "%zu.%zu", tenths / 10, tenths % 10);
	}
	hush_buffer_text(page->out, ", ");
	hush_say_html(page->out, page->m->file_sizes[unit], size, NULL);
}

void hush_page_files(const struct hush_page *page, const char *message, uint64_t count, const char *name)
{
	const struct hush_resource table = {.name = name};
	struct hush_about_file file;
	struct hush_buffer path;

	hush_buffer_init(&path, NAME_LIMIT);
	hush_buffer_text(page->out, "<p class=\"file\">");
	hush_say_html(page->out, message, hush_figure_of_count(count).text, NULL);
	for (int format = 0; format < HUSH_ABOUT_FORMATS; format++) {
		if (!hush_about_file(page->release->spec, &table, (enum hush_about_format)format, page->files, &path, &file)) {
			continue;
		}
		hush_buffer_text(page->out, format > 0 ? ", " : "");
		hush_page_file(page, file.path);
		hush_buffer_format(page->out, " (%s", page->m->file_formats[format]);
		if (file.file) {
			put_size(page, file.file->length);
		}
		hush_buffer_byte(page->out, ')');
	}
	hush_buffer_text(page->out, "</p>\n");
	page->out->failed = page->out->failed || path.failed;
	hush_buffer_release(&path);
}

void hush_page_table_files(const struct hush_page *page, uint32_t index)
{
	const struct hush_table *table = &page->release->spec->tables[index];

	hush_page_files(page, table->cells == 1 ? page->m->one_in_file : page->m->all_in_file, table->cells, table->name);
}
