/*
 * text: what may stand in names, and how close two names are.
 */
#ifndef HUSH_BASE_TEXT_H
#define HUSH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. NUL is a valid character here. */
bool hush_utf8_valid(const char *bytes, size_t length);

/* Why a name must not be published, or NULL: empty, too long (HUSH_MAX_NAME), not UTF-8, C0/C1 controls, bidi controls,
 * line separators, zero-width characters, outer blanks, or a start a spreadsheet would run (= + - @). */
const char *hush_name_fault(const char *name);

/* [a-z0-9][a-z0-9_.-]*, at most 64 bytes, no "..": release ids, table, source and dimension names. */
bool hush_identifier_valid(const char *text);

/* The candidate nearest to `word` by edit distance, if it is near enough to suggest; else NULL. */
const char *hush_nearest(const char *word, const char *const *candidates, uint32_t count);

/* A field without its outer blanks and tabs. */
void hush_trim(const char **bytes, size_t *length);

#endif
