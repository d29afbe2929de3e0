/*
 * reading: from JSON values to checked values of the spec, with one form of refusal.
 *
 * Every function checks kind and range of one value and refuses at its line and column, with a hint.  `what` names the
 * value in messages ("release.id").  Texts returned are the caller's (hush_free).
 */
#ifndef HUSH_SPEC_READING_H
#define HUSH_SPEC_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "base/json.h"
#include "spec/spec.h"

/* What every reader of a part needs. */
struct hush_reading {
	const struct hush_json_text *document;
	struct hush_spec *spec; /* being filled, part by part */
	bool public_form;       /* read from a release: no ledger, no files; exact fractions are allowed */
	hush_error *err;        /* never NULL */
};

/* HUSH_E_SPEC at the node, with a hint (may be NULL). */
hush_status hush_refuse(const struct hush_reading *r, const struct hush_json *node, const char *hint,
                        const char *format, ...) HUSH_PRINTF(4, 5);

#if defined(__clang_analyzer__) /* as in base/error.h */
#define hush_refuse(r, node, hint, ...) (hush_refuse((r), (node), (hint), __VA_ARGS__), HUSH_E_SPEC)
#endif

/*
 * An object whose keys are all among `keys` or "description" (a string, ignored unless hush_read_description takes it); the
 * nearest key is suggested.
 */
hush_status hush_read_object(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             const char *const *keys, uint32_t key_count);

/* The name that the i-th key of an object gives (a source, a dimension) must be a valid identifier. */
hush_status hush_read_key_name(const struct hush_reading *r, const struct hush_json *object, uint32_t index,
                               const char *what);

/* The i-th member is a "description" to be skipped: a string where an object would be a named thing. */
bool hush_is_description(const struct hush_json *object, uint32_t index);

/* The "description" of what is published, for its readers: one line, the caller's. *text stays NULL when there is none. */
hush_status hush_read_description(const struct hush_reading *r, const struct hush_json *object, char **text);

/* The member of an object that must be there. */
hush_status hush_read_member(const struct hush_reading *r, const struct hush_json *object, const char *what,
                             const char *key, const struct hush_json **member);

/* Refuses a key that is planned but not known to this version; run before hush_read_object, which would call it
 * unknown. */
hush_status hush_read_later(const struct hush_reading *r, const struct hush_json *object, const char *key,
                            const char *hint);

/* A list of at least `least` and at most `most` elements. */
hush_status hush_read_list(const struct hush_reading *r, const struct hush_json *node, const char *what, uint32_t least,
                           uint32_t most);

/* A string of any content but at least one byte. The bytes belong to the document. */
hush_status hush_read_string(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             const char **text);

/* A line of text that may be published (hush_text_fault), of at most 1000 bytes. */
hush_status hush_read_line(const struct hush_reading *r, const struct hush_json *node, const char *what, char **line);

hush_status hush_read_identifier(const struct hush_reading *r, const struct hush_json *node, const char *what,
                                 char **name);

/* An integer, or a string of digits, within [least, most]. */
hush_status hush_read_count(const struct hush_reading *r, const struct hush_json *node, const char *what,
                            uint64_t least, uint64_t most, uint64_t *count);

/* A non-negative decimal, exact: an integer, or a string like "0.5" or "1e-9". */
hush_status hush_read_decimal(const struct hush_reading *r, const struct hush_json *node, const char *what,
                              struct hush_rational *value);

/* One of a few words; *index is its place among them. */
hush_status hush_read_choice(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             const char *const *choices, uint32_t choice_count, uint32_t *index);

/* "policy", "synthetic", "earlier release", "looked at data". */
hush_status hush_read_origin(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             char **origin);

/* An IANA time zone that this system knows. */
hush_status hush_read_zone(const struct hush_reading *r, const struct hush_json *node, const char *what, char **zone);

/* The separator of a CSV file; a comma when `node` is NULL. */
hush_status hush_read_separator(const struct hush_reading *r, const struct hush_json *node, char *separator);

/* The index of the dimension with this name; HUSH_NONE when there is none. */
uint32_t hush_find_dimension(const struct hush_spec *spec, const char *name);

/* Refuses a name that no dimension has; `node` is where it stands. */
hush_status hush_read_dimension_name(const struct hush_reading *r, const struct hush_json *node, const char *name,
                                     uint32_t *index);

/* The index of a name among values, by a walk: for the few names that a spec writes out. HUSH_NONE when absent. */
uint32_t hush_find_value(const struct hush_names *values, const char *name);

/* Refuses a value that the dimension does not have. */
hush_status hush_refuse_value(const struct hush_reading *r, const struct hush_json *node, const char *name,
                              const struct hush_dimension *dimension);

#define HUSH_COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

#endif
