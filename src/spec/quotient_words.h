/*
 * quotient_words: what a ratio or a share is, in words: for the check of a spec, the plan and the release alike.
 */
#ifndef HUSH_SPEC_QUOTIENT_WORDS_H
#define HUSH_SPEC_QUOTIENT_WORDS_H

#include "base/buffer.h"
#include "spec/spec.h"

/* What stands before the column of an age; "" where the values are numbers. */
const char *hush_age_words(const struct hush_amount *amount);

/* "hits_by_site per 1000000 of scans_by_site": which published numbers are divided by which. */
void hush_quotient_say(const struct hush_spec *spec, const struct hush_quotient *quotient, struct hush_buffer *out);

/* The rule by which a cell is too noisy to be given, as a sentence. */
void hush_quotient_say_rule(const struct hush_quotient *quotient, struct hush_buffer *out);

#endif
