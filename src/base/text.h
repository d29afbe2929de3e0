/*
 * text: what may stand in names, and how close two names are.
 */
#ifndef HUSH_BASE_TEXT_H
#define HUSH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. NUL is a valid character here. */
bool hush_utf8_valid(const char *bytes, size_t length);

/* Size (1..4) of the character at the start of `bytes`, by the same rules, and its code point; 0 when there is none. */
size_t hush_utf8_decode(const char *bytes, size_t length, uint32_t *code);

/* Why a line of text for people (a title, a reason) must not be published, or NULL: empty, not UTF-8, C0/C1 controls,
 * bidi controls, line separators, invisible characters, outer blanks. */
const char *hush_text_fault(const char *text);

/* Why a name that stands in a table must not be published, or NULL: a fault of text, longer than HUSH_MAX_NAME (200 bytes),
 * or a start that a spreadsheet would run (= + - @, their full-width forms too). */
const char *hush_name_fault(const char *name);

/* Puts text for a terminal: a character that hush_text_fault would refuse, or a byte that is none, becomes "?". */
void hush_text_put_shown(const char *text, struct hush_buffer *out);

/* [a-z0-9][a-z0-9_.-]*, at most 64 bytes, no "..": release ids, table, source and dimension names. */
bool hush_identifier_valid(const char *text);

/* The candidate nearest to `word` by edit distance, if it is near enough to suggest; else NULL. */
const char *hush_nearest(const char *word, const char *const *candidates, uint32_t count);

/* A field without its outer blanks and tabs. */
void hush_trim(const char **bytes, size_t *length);

#endif
