/*
 * computed_words: what is computed from the tables, in words and as metadata.
 */
#ifndef HUSH_PUBLISH_COMPUTED_WORDS_H
#define HUSH_PUBLISH_COMPUTED_WORDS_H

#include "base/json_write.h"
#include "publish/bundle.h"
#include "publish/release.h"

/* What the interval of every quotient is. */
extern const char hush_words_fieller[];

/* release.json: "computed", an array; nothing when there is none. */
void hush_computed_put_statement(struct hush_json_writer *json, const struct hush_spec *spec);

/* Data Package resources of quotients and exact tables, in an array that is open. HUSH_E_BUG when a file is missing. */
hush_status hush_computed_put_resources(struct hush_json_writer *json, const struct hush_release *release,
                                        const struct hush_bundle *bundle, hush_error *err);

#endif
