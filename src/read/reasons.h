/*
 * reasons: why a row was left out, where there is more to say than that it was.  For the tally only.
 */
#ifndef HUSH_READ_REASONS_H
#define HUSH_READ_REASONS_H

#include <stdbool.h>

#include "base/csv.h"
#include "read/header.h"
#include "read/tally.h"
#include "spec/spec.h"

/* The fields are those of the row by column, without outer blanks; only those that the source needs are looked at. */

/* Of a time stamp that is none: the header's name of the column, nothing, or no such time. */
enum hush_reason hush_why_no_time(const struct hush_source *source, const struct hush_field *stamp);

/* Of an entity that names nobody: a mark such as REDACTED in some column, or an empty one. */
enum hush_reason hush_why_nobody(const struct hush_source *source, const struct hush_header *header,
                                 const struct hush_field *fields);

/* Of a row that falls into no table: a value that is not there, or one outside its domain. */
enum hush_reason hush_why_no_cell(const struct hush_spec *spec, const struct hush_header *header,
                                  const struct hush_field *fields);

#endif
