/*
 * difference: where two specs differ, in their public form, as a few words for the person who changed one of them.
 */
#ifndef HUSH_SPEC_DIFFERENCE_H
#define HUSH_SPEC_DIFFERENCE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/*
 * Appends `release.title was "A" and is now "B"; tables.0.limits.cells was 8 and is now 9; and 2 more` to `out`. Both
 * texts are public forms of a spec (hush_spec.public_json): nothing in them comes from records. Nothing is appended for
 * equal specs. HUSH_E_SPEC when a text is no JSON.
 */
hush_status hush_spec_difference(const char *before, size_t before_length, const char *after, size_t after_length,
                                 struct hush_buffer *out, hush_error *err);

#endif
