/*
 * spec: checking a release spec, and drafting one from the header of a file of records.
 *
 * Neither function reads a data row, opens a ledger or spends anything.
 */
#ifndef HUSHCOUNT_SPEC_H
#define HUSHCOUNT_SPEC_H

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Checks every rule of the spec at `path` (and of its domain and mapping files). *text, to be freed with hush_text_free,
 * says what it asks for. HUSH_E_NO_INPUT, or HUSH_E_SPEC with file, line, column and a hint.
 */
HUSH_API hush_status hush_check_spec(const char *path, hush_format format, char **text, hush_error *err);

/*
 * Writes a spec to edit, from the header line of the CSV file at `path` alone: recognises the exports of several
 * vendors by it, or guesses by the names of columns, and marks with "CHANGE ME" what only a person can decide; a spec
 * that still holds a mark is refused. *text is the JSON. HUSH_E_NO_INPUT, HUSH_E_PERMISSION, HUSH_E_HEADER.
 */
HUSH_API hush_status hush_draft_spec(const char *path, char **text, hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
