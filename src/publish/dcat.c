/* dcat: see dcat.h. */
#include "publish/dcat.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/crypto.h"
#include "publish/about.h"
#include "publish/resource.h"
#include "publish/words.h"

static void put_identifier(struct hush_json_writer *json, const struct hush_spec *spec)
{
	hush_json_object(json, "identifier");
	hush_json_put_string(json, "@type", "Identifier");
	if (spec->url) {
		hush_json_put_string(json, "@id", spec->url);
	}
	hush_json_put_string(json, "schemaAgency", spec->publisher);
	hush_json_put_string(json, "notation", spec->id);
	hush_json_end(json);
}

/* The standard wants an e-mail address; where the contact is none, only its name can be given. */
static void put_contact(struct hush_json_writer *json, const struct hush_spec *spec)
{
	struct hush_contact contact = hush_about_contact(spec);
	struct hush_buffer text;

	hush_json_object(json, "contactPoint");
	hush_json_put_string(json, "@type", "Kind");
	hush_json_put_string(json, "fn", contact.email || contact.web ? spec->publisher : spec->contact);
	if (contact.email) {
		hush_buffer_init(&text, 4096);
		hush_buffer_format(&text, "mailto:%s", contact.email);
		if (text.failed) {
			json->out->failed = true;
		} else {
			hush_json_put_string(json, "hasEmail", text.bytes);
		}
		hush_buffer_release(&text);
	}
	hush_json_end(json);
}

static void put_period(struct hush_json_writer *json, const struct hush_spec *spec)
{
	char first[HUSH_DAY_TEXT];
	char last[HUSH_DAY_TEXT];

	hush_about_period(spec, first, last);
	hush_json_array(json, "temporal");
	hush_json_object(json, NULL);
	hush_json_put_string(json, "@type", "PeriodOfTime");
	hush_json_put_string(json, "startDate", first);
	hush_json_put_string(json, "endDate", last);
	hush_json_end(json);
	hush_json_end(json);
	if (spec->region) {
		hush_json_array(json, "spatial");
		hush_json_object(json, NULL);
		hush_json_put_string(json, "@type", "Location");
		hush_json_put_string(json, "prefLabel", spec->region);
		hush_json_end(json);
		hush_json_end(json);
	}
}

static void put_file(struct hush_json_writer *json, const struct hush_release *release, const struct hush_resource *table,
                     const struct hush_about_file *file)
{
	const struct hush_license *license = hush_about_license(release->spec);
	char hex[HUSH_SHA256_HEX];
	char size[24];

	hush_json_object(json, NULL);
	hush_json_put_string(json, "@type", "Distribution");
	hush_json_put_string(json, "title", table->title);
	hush_resource_put(json, "description", hush_resource_says, release->plan, table);
	if (release->spec->url) {
		hush_about_put_address(json, "downloadURL", release->spec, file->path);
	}
	hush_json_put_string(json, "mediaType", file->media_type);
	hush_json_put_string(json, "format", file->title);
	if (file->file) {
		snprintf(size, sizeof size, "%zu", file->file->length);
		hush_json_put_string(json, "byteSize", size);
		hush_sha256_hex(file->file->bytes, file->file->length, hex);
		hush_json_object(json, "checksum");
		hush_json_put_string(json, "@type", "Checksum");
		hush_json_put_string(json, "algorithm", "SHA-256");
		hush_json_put_string(json, "checksumValue", hex);
		hush_json_end(json);
	}
	if (license) {
		hush_json_put_string(json, "license", license->url);
	}
	hush_json_end(json);
}

static void put_files(struct hush_json_writer *json, const struct hush_release *release,
					  const struct hush_bundle *bundle)
{
	struct hush_buffer path;
	struct hush_about_file file;

	hush_buffer_init(&path, 4096);
	hush_json_array(json, "distribution");
	for (uint32_t i = 0; i < hush_resources_count(release->spec); i++) {
		const struct hush_resource table = hush_resource_at(release->spec, i);

		for (int format = 0; format < HUSH_ABOUT_FORMATS; format++) {
			if (hush_about_file(release->spec, &table, (enum hush_about_format)format, bundle, &path, &file)) {
				put_file(json, release, &table, &file);
			}
		}
	}
	hush_json_end(json);
	json->out->failed = json->out->failed || path.failed;
	hush_buffer_release(&path);
}

static void put_pages(struct hush_json_writer *json, const struct hush_spec *spec)
{
	if (!spec->url) {
		return;
	}
	hush_json_object(json, "landingPage");
	hush_json_put_string(json, "@id", spec->url);
	hush_json_put_string(json, "@type", "Document");
	hush_json_put_string(json, "title", spec->title);
	hush_json_put_string(json, "accessURL", spec->url);
	hush_json_end(json);
	hush_json_object(json, "describedBy");
	hush_json_put_string(json, "@type", "Distribution");
	hush_json_put_string(json, "title", "What every column means, with its noise: Data Package 2.0");
	hush_about_put_address(json, "downloadURL", spec, HUSH_PATH_PACKAGE);
	hush_json_put_string(json, "mediaType", "application/json");
	hush_json_end(json);
}

/* What the numbers are not: the sentences that every release says of itself, in one text. */
static void put_limits(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_text(out, "The statement of privacy does not cover:");
	for (const char *const *line = hush_words_not_covered(release->plan->spec); *line; line++) {
		hush_buffer_format(out, " %s", *line);
	}
}

void hush_dcat_write(const struct hush_release *release, const struct hush_bundle *bundle, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	if (spec->url) {
		hush_json_put_string(&json, "@id", spec->url);
	}
	hush_json_put_string(&json, "@type", "Dataset");
	hush_json_put_string(&json, "title", spec->title);
	hush_about_put(&json, "description", hush_about_description, release);
	put_identifier(&json, spec);
	hush_json_object(&json, "publisher");
	hush_json_put_string(&json, "@type", "Organization");
	hush_json_put_string(&json, "name", spec->publisher);
	hush_json_end(&json);
	put_contact(&json, spec);
	hush_json_put_string(&json, "issued", release->day);
	put_period(&json, spec);
	hush_json_put_string(&json, "language", spec->language);
	hush_json_array(&json, "keyword");
	for (const char *const *word = hush_about_keywords; *word; word++) {
		hush_json_put_string(&json, NULL, *word);
	}
	hush_json_end(&json);
	hush_json_put_string(&json, "purpose", spec->reason);
	hush_json_put_string(&json, "accessRights", "public");
	hush_json_put_string(&json, "version", spec->id);
	if (spec->supersedes) {
		struct hush_buffer note;

		hush_buffer_init(&note, 4096);
		hush_buffer_format(&note, "Replaces release %s.", spec->supersedes);
		json.out->failed = json.out->failed || note.failed;
		hush_json_put_string(&json, "versionNotes", note.failed ? "" : note.bytes);
		hush_buffer_release(&note);
	}
	put_pages(&json, spec);
	put_files(&json, release, bundle);
	hush_about_put(&json, "liabilityStatement", put_limits, release);
	hush_json_end(&json);
}
