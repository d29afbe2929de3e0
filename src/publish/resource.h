/*
 * resource: a table of a release as its readers meet it: counted, computed from counted tables, or exact.
 *
 * Every format that lists tables or describes their columns (Data Package, CSVW, DCAT-US, schema.org, Parquet, the copies for Excel)
 * walks this one list, and verify compares files with it: a new kind of table is added here, and then it is everywhere.
 * The word is the Data Package's.
 */
#ifndef HUSH_PUBLISH_RESOURCE_H
#define HUSH_PUBLISH_RESOURCE_H

#include "base/buffer.h"
#include "base/json_write.h"
#include "plan/plan.h"
#include "publish/columns.h"
#include "publish/release.h"

enum hush_resource_kind {
	HUSH_RESOURCE_COUNTED,  /* noisy numbers: spec->tables */
	HUSH_RESOURCE_COMPUTED, /* ratios, shares and means of those: spec->quotients */
	HUSH_RESOURCE_EXACT,    /* no noise, about no vehicle: spec->exact_tables */
	HUSH_RESOURCE_KINDS
};

struct hush_resource {
	enum hush_resource_kind kind;
	uint32_t index; /* in the spec's list of its kind */
	const char *name;
	const char *title;
	const uint32_t *by; /* dimensions: the key of a row */
	uint32_t by_count;
	uint64_t rows;
	uint32_t columns; /* the dimensions', then the others */
};

/* All tables of a release, or those of one kind; what the texts belong to is the spec. Counted ones come first, exact ones last. */
uint32_t hush_resources_count(const struct hush_spec *spec);
uint32_t hush_resources_of_kind(const struct hush_spec *spec, enum hush_resource_kind kind);
struct hush_resource hush_resource_at(const struct hush_spec *spec, uint32_t place);

struct hush_column hush_resource_column(const struct hush_spec *spec, const struct hush_resource *resource, uint32_t place);

/* What a number in it is, as a sentence: what is counted, what is divided by what, or why it needs no protection. */
void hush_resource_says(const struct hush_plan *plan, const struct hush_resource *resource, struct hush_buffer *out);

/* How its numbers were made: the noise law with its exact parameters, or from which numbers, or that they are exact. */
void hush_resource_method(const struct hush_plan *plan, const struct hush_resource *resource, struct hush_buffer *out);

/* A JSON string member from one of the two; its failure becomes the output's. */
typedef void (*hush_resource_text)(const struct hush_plan *plan, const struct hush_resource *resource, struct hush_buffer *out);
void hush_resource_put(struct hush_json_writer *json, const char *key, hush_resource_text write, const struct hush_plan *plan,
                       const struct hush_resource *resource);

/* The table as CSV. */
hush_status hush_resource_csv(const struct hush_release *release, const struct hush_resource *resource,
                              struct hush_buffer *out, hush_error *err);

#endif
