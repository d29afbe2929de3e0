/*
 * release_json: release.json, the statement of privacy.
 *
 * It holds every fact from which the other files follow, apart from the noisy values, so that anyone can recompute
 * sensitivities, charges and margins: the spec in its public form, mechanism and exact parameter of every table, the
 * accounts, the ledger's sequence number and head, the signing key.  Amounts are exact texts ("3", "1/10").
 */
#ifndef HUSH_PUBLISH_RELEASE_JSON_H
#define HUSH_PUBLISH_RELEASE_JSON_H

#include "base/buffer.h"
#include "base/json_write.h"
#include "publish/release.h"

enum { HUSH_RELEASE_FORMAT = 1 };

void hush_release_json_write(const struct hush_release *release, struct hush_buffer *out);

/* Parts that the metadata of the tables repeat. */
void hush_release_put_rational(struct hush_json_writer *json, const char *key, const struct hush_rational *value);
void hush_release_put_cost(struct hush_json_writer *json, const char *key, const struct hush_cost *cost);
void hush_release_put_mechanism(struct hush_json_writer *json, const struct hush_plan_table *table);
void hush_release_put_variance(struct hush_json_writer *json, const struct hush_plan_table *table);
void hush_release_put_error(struct hush_json_writer *json, const struct hush_plan_table *table); /* and the margins */

/* A text made in a scratch buffer, which is released; its failure becomes the output's. */
void hush_release_put_scratch(struct hush_json_writer *json, const char *key, struct hush_buffer *scratch);

/* A text that `write` makes, as a string member. */
typedef void (*hush_release_sentence)(const struct hush_plan *plan, uint32_t index, struct hush_buffer *out);
void hush_release_put_sentence(struct hush_json_writer *json, const char *key, hush_release_sentence write,
                               const struct hush_plan *plan, uint32_t index);

/* The name of a mechanism's parameter: "sigma_squared", "scale". */
const char *hush_release_parameter_name(enum hush_mechanism mechanism);

#endif
