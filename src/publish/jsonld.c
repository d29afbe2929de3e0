/* jsonld: see jsonld.h. */
#include "publish/jsonld.h"

#include "publish/about.h"
#include "publish/resource.h"

static void put_publisher(struct hush_json_writer *json, const char *key, const struct hush_spec *spec)
{
	struct hush_contact contact = hush_about_contact(spec);

	hush_json_object(json, key);
	hush_json_put_string(json, "@type", "Organization");
	hush_json_put_string(json, "name", spec->publisher);
	if (contact.email) {
		hush_json_put_string(json, "email", contact.email);
	} else if (contact.web) {
		hush_json_put_string(json, "url", contact.web);
	}
	hush_json_end(json);
}

static void put_coverage(struct hush_json_writer *json, const struct hush_spec *spec)
{
	char first[HUSH_DAY_TEXT];
	char last[HUSH_DAY_TEXT];
	struct hush_buffer text;

	hush_about_period(spec, first, last);
	hush_buffer_init(&text, 4096);
	hush_buffer_format(&text, "%s/%s", first, last);
	if (text.failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, "temporalCoverage", text.bytes);
	}
	hush_buffer_release(&text);
	if (spec->region) {
		hush_json_object(json, "spatialCoverage");
		hush_json_put_string(json, "@type", "Place");
		hush_json_put_string(json, "name", spec->region);
		hush_json_end(json);
	}
}

static void put_method(const struct hush_plan *plan, const struct hush_resource *table, struct hush_buffer *out)
{
	hush_buffer_text(out, table->kind == HUSH_RESOURCE_COUNTED ? "differential privacy; noise: " : "");
	hush_resource_method(plan, table, out);
}

static void put_variable(struct hush_json_writer *json, const struct hush_release *release, const struct hush_resource *table)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "@type", "PropertyValue");
	hush_json_put_string(json, "name", table->title);
	hush_resource_put(json, "description", hush_resource_says, release->plan, table);
	hush_resource_put(json, "measurementTechnique", put_method, release->plan, table);
	hush_json_end(json);
}

static void put_downloads(struct hush_json_writer *json, const struct hush_spec *spec)
{
	struct hush_buffer path;
	struct hush_about_file file;

	hush_buffer_init(&path, 4096);
	hush_json_array(json, "distribution");
	for (uint32_t i = 0; i < hush_resources_count(spec); i++) {
		const struct hush_resource table = hush_resource_at(spec, i);

		for (int format = 0; format < HUSH_ABOUT_FORMATS; format++) {
			if (!hush_about_file(spec, &table, (enum hush_about_format)format, NULL, &path, &file)) {
				continue;
			}
			hush_json_object(json, NULL);
			hush_json_put_string(json, "@type", "DataDownload");
			hush_json_put_string(json, "name", table.title);
			hush_json_put_string(json, "encodingFormat", file.media_type);
			hush_about_put_address(json, "contentUrl", spec, file.path);
			hush_json_end(json);
		}
	}
	hush_json_end(json);
	json->out->failed = json->out->failed || path.failed;
	hush_buffer_release(&path);
}

static void put_block(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	const struct hush_license *license = hush_about_license(spec);
	struct hush_json_writer json;

	hush_buffer_text(out, "<script type=\"application/ld+json\">\n");
	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "@context", "https://schema.org/");
	hush_json_put_string(&json, "@type", "Dataset");
	hush_json_put_string(&json, "name", spec->title);
	hush_about_put(&json, "description", hush_about_description, release);
	hush_json_put_string(&json, "identifier", spec->id);
	if (spec->url) {
		hush_json_put_string(&json, "url", spec->url);
	}
	put_publisher(&json, "creator", spec);
	put_publisher(&json, "publisher", spec);
	hush_json_put_string(&json, "datePublished", release->day);
	put_coverage(&json, spec);
	if (license) {
		hush_json_put_string(&json, "license", license->url);
	}
	hush_json_put_string(&json, "inLanguage", spec->language);
	hush_json_put_bool(&json, "isAccessibleForFree", true);
	hush_json_array(&json, "keywords");
	for (const char *const *word = hush_about_keywords; *word; word++) {
		hush_json_put_string(&json, NULL, *word);
	}
	hush_json_end(&json);
	hush_about_put(&json, "creditText", hush_about_citation, release);
	hush_json_array(&json, "variableMeasured");
	for (uint32_t i = 0; i < hush_resources_count(spec); i++) {
		const struct hush_resource table = hush_resource_at(spec, i);

		put_variable(&json, release, &table);
	}
	hush_json_end(&json);
	put_downloads(&json, spec);
	hush_json_end(&json);
	hush_buffer_text(out, "</script>\n");
}

void hush_jsonld_block(const struct hush_release *release, struct hush_buffer *out)
{
	struct hush_english english;

	hush_about_english(release, &english);
	put_block(&english.release, out);
}
