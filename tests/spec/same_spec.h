/*
 * same_spec: whether two specs ask for the same, field by field.
 *
 * Comparing public forms cannot show a field that the public form forgets; this can.  What a release does not carry is
 * left out: path, folder, ledger, the folders of files.
 */
#ifndef HUSH_TESTS_SAME_SPEC_H
#define HUSH_TESTS_SAME_SPEC_H

#include "spec/spec.h"

/* NULL when they are the same; otherwise the name of a field that differs. */
const char *same_spec(const struct hush_spec *a, const struct hush_spec *b);

#endif
