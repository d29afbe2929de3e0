/*
 * about: what the metadata files say of a release as a whole, once for all of them.
 *
 * Every format of metadata is written from the release struct through these, so that no two can disagree: who publishes
 * it, what it is, which days it covers, where its files are.
 */
#ifndef HUSH_PUBLISH_ABOUT_H
#define HUSH_PUBLISH_ABOUT_H

#include "base/buffer.h"
#include "base/civil.h"
#include "base/json_write.h"
#include "publish/bundle.h"
#include "publish/release.h"
#include "publish/resource.h"

/*
 * The release as metadata speak of it: in English, whatever the page's language.  Registries and portals read English, and half
 * a sentence in each language would serve nobody.  The titles stay as the agency wrote them, and so does release->spec.
 */
struct hush_english {
	struct hush_spec spec; /* for the sentences: plan.spec */
	struct hush_plan plan;
	struct hush_release release;
};
void hush_about_english(const struct hush_release *release, struct hush_english *english);

/* The contact as what it plainly is; both NULL when it is another line of text. */
struct hush_contact {
	const char *email;
	const char *web; /* https */
};
struct hush_contact hush_about_contact(const struct hush_spec *spec);

struct hush_license {
	const char *name; /* SPDX */
	const char *title;
	const char *url;
};
const struct hush_license *hush_about_license(const struct hush_spec *spec); /* NULL: none is stated */

extern const char *const hush_about_keywords[]; /* ended by NULL */

/* First and last day, "2025-01-31". */
void hush_about_period(const struct hush_spec *spec, char first[HUSH_DAY_TEXT], char last[HUSH_DAY_TEXT]);

/* Two or three sentences: why it is published, what the numbers are, how they are protected. Plain text. */
void hush_about_description(const struct hush_release *release, struct hush_buffer *out);

/* The noise law of a table's cells with its exact parameters: "discrete-gaussian, sigma_squared = 1235/4". */
void hush_about_law(const struct hush_plan_table *table, struct hush_buffer *out);

/* "Riverton Police Department (2025): Title. Release riverton-2025-01, published 2025-02-04." */
void hush_about_citation(const struct hush_release *release, struct hush_buffer *out);

/* The area that the records come from; a general sentence when the spec names none. */
void hush_about_region(const struct hush_spec *spec, struct hush_buffer *out);

/* Where a file of the release is: an address when the spec has one, else the path within the folder. */
void hush_about_address(const struct hush_spec *spec, const char *path, struct hush_buffer *out);

/* A file with one table in one format. */
struct hush_about_file {
	const char *title; /* "CSV" */
	const char *media_type;
	const char *path;                    /* within the folder */
	const struct hush_bundle_file *file; /* NULL when `bundle` is NULL */
};
enum hush_about_format { HUSH_ABOUT_CSV, HUSH_ABOUT_EXCEL_CSV, HUSH_ABOUT_PARQUET, HUSH_ABOUT_FORMATS };

/* False when the spec does not ask for this format. `path` is scratch that lives as long as the result is used. */
bool hush_about_file(const struct hush_spec *spec, const struct hush_resource *table, enum hush_about_format format,
					 const struct hush_bundle *bundle, struct hush_buffer *path, struct hush_about_file *file);

/* A JSON string member from a writer of text; its failure becomes the output's. */
typedef void (*hush_about_text)(const struct hush_release *release, struct hush_buffer *out);
void hush_about_put(struct hush_json_writer *json, const char *key, hush_about_text write,
					const struct hush_release *release);
void hush_about_put_address(struct hush_json_writer *json, const char *key, const struct hush_spec *spec,
							const char *path);

/* Paths of the files beside the tables. */
#define HUSH_PATH_PACKAGE   "datapackage.json"
#define HUSH_PATH_PROFILE   "privacy-profile.json"
#define HUSH_PATH_CSVW      "tables/csv-metadata.json" /* where the standard looks for it: beside the CSV files */
#define HUSH_PATH_DCAT      "dcat.json"
#define HUSH_PATH_REGISTRY  "registry.yaml"
#define HUSH_PATH_CHECKLIST "nist-sp-800-226.md"
#define HUSH_PATH_CITATION  "CITATION.cff"

#endif
