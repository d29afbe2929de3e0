/*
 * computed_words: what is computed from the tables, in words and as metadata.
 */
#ifndef HUSH_PUBLISH_COMPUTED_WORDS_H
#define HUSH_PUBLISH_COMPUTED_WORDS_H

#include "base/json_write.h"
#include "spec/spec.h"

/* What the interval of every quotient is. */
extern const char hush_words_fieller[];

/* release.json: "computed", an array; nothing when there is none. */
void hush_computed_put_statement(struct hush_json_writer *json, const struct hush_spec *spec);

/* "rule": when a cell of it is not given. */
void hush_computed_put_rule(struct hush_json_writer *json, const struct hush_quotient *quotient);

#endif
