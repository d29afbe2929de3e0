/* citation: see citation.h. */
#include "publish/citation.h"

#include "publish/about.h"
#include "publish/yaml.h"

static void put_publisher(const struct hush_spec *spec, struct hush_buffer *out)
{
	struct hush_contact contact = hush_about_contact(spec);

	hush_yaml_line(out, 0, "authors:");
	hush_yaml_text(out, 2, "- name", spec->publisher);
	if (contact.email) {
		hush_yaml_text(out, 4, "email", contact.email);
	} else if (contact.web) {
		hush_yaml_text(out, 4, "website", contact.web);
	}
}

void hush_citation_write(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	struct hush_buffer text;

	hush_yaml_line(out, 0, "cff-version: 1.2.0");
	hush_buffer_init(&text, 64 * 1024);
	hush_buffer_text(&text, "Please cite as: ");
	hush_about_citation(release, &text);
	hush_yaml_made(out, 0, "message", &text);
	hush_yaml_line(out, 0, "type: dataset");
	hush_yaml_text(out, 0, "title", spec->title);
	put_publisher(spec, out);
	hush_yaml_text(out, 0, "date-released", release->day);
	hush_yaml_text(out, 0, "version", spec->id);
	hush_about_description(release, &text);
	hush_yaml_made(out, 0, "abstract", &text);
	hush_yaml_line(out, 0, "keywords:");
	for (const char *const *word = hush_about_keywords; *word; word++) {
		hush_yaml_text(out, 2, NULL, *word);
	}
	if (spec->license) {
		hush_yaml_text(out, 0, "license", spec->license);
	}
	if (spec->url) {
		hush_yaml_text(out, 0, "url", spec->url);
	}
}
