/*
 * vectors: reference values from a file, each asked of the library and judged by the file's own tolerance.
 *
 * A kind is a function that reads its parameters from a case and gives answers, each with a path into `expected` (""
 * for a plain value, "[2]" in a list, ".pmf.-3" in objects). What it takes from the case's pools lives until the case is
 * done.  To add a kind: write the function in the file of its family, and name it in that family's table.
 */
#ifndef HUSH_TESTS_VECTORS_H
#define HUSH_TESTS_VECTORS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/json.h"
#include "plan/range.h"

/* A file: its values, and its text, for numbers are kept as they are written. */
struct vector_document {
	struct hush_json_text *json;
	const char *text;
	size_t length;
	size_t *lines; /* where each line starts */
	size_t line_count;
};

/* Text of a value from its first byte on: numbers are cut out exactly, the rest is shortened to one line. */
void vector_text_of(const struct vector_document *document, const struct hush_json *node, char *text, size_t room);

struct vector_pool;

struct vector_case {
	const struct vector_document *document;
	const char *id;
	const char *kind;
	const struct hush_json *params;
	const struct hush_json *expected;
	const struct hush_json *expected_dec; /* NULL when absent */
	const struct hush_json *tolerance;
	uint64_t used; /* which members of params were asked for */
	struct vector_pool *pool;
	char complaint[512]; /* why there is no answer */
};

/* --- values of the case's pool, freed with the case --- */
struct hush_rational *vector_rational(struct vector_case *c);
struct hush_range *vector_range(struct vector_case *c);
void *vector_memory(struct vector_case *c, size_t count, size_t size); /* zeroed */
void vector_pool_free(struct vector_case *c);

/* --- parameters: NULL or false with a complaint when absent or unreadable --- */

/*
 * A number or a text like "1e-6", "5/2", "10*ln(3)", "ln(2*Phi(-0.9))": + - * / and parentheses are exact; ln, exp,
 * sqrt and Phi are right to 60 digits.
 */
struct hush_rational *vector_number(struct vector_case *c, const char *name);
struct hush_rational *vector_number_or(struct vector_case *c, const char *name, const char *otherwise);
bool vector_whole(struct vector_case *c, const char *name, uint64_t *value);
bool vector_whole_or(struct vector_case *c, const char *name, uint64_t otherwise, uint64_t *value);
bool vector_signed(struct vector_case *c, const char *name, int64_t *value);
const char *vector_text(struct vector_case *c, const char *name);
bool vector_has(const struct vector_case *c, const char *name);

/* A list's length; its elements are read by the next two. */
const struct hush_json *vector_list(struct vector_case *c, const char *name);
struct hush_rational *vector_element(struct vector_case *c, const char *name, const struct hush_json *node);

/* The value of a text as above; false when it is none. */
bool vector_evaluate(const char *text, struct hush_rational *value);

/* sigma^2, from "sigma2" or "sigma"; and the L2 norm^2 from "l2", or from "l0", "linf" (and "l1"), times "k" or "count". */
struct hush_rational *vector_sigma_squared(struct vector_case *c);
struct hush_rational *vector_l2_squared(struct vector_case *c);

/* All members were asked for; else a complaint. */
bool vector_all_used(struct vector_case *c);

/* Complaints; both return false, the second one only when there is an error. */
bool vector_refuse(struct vector_case *c, const char *format, ...) HUSH_PRINTF(2, 3);
bool vector_ok(struct vector_case *c, hush_status status, const hush_error *err);

/* --- answers --- */

struct vector_entry {
	char path[48];
	struct hush_range range;
	struct hush_rational exact; /* when is_exact */
	bool is_exact;
	bool seen;
};

struct vector_answer {
	struct vector_entry *entries;
	uint32_t count;
	uint32_t room;
	bool sparse; /* what is not given, or not expected, is 0 */
};

void vector_give(struct vector_answer *answer, const char *path, const struct hush_range *range);
void vector_give_exact(struct vector_answer *answer, const char *path, const struct hush_rational *value);
void vector_give_whole(struct vector_answer *answer, const char *path, uint64_t value);
void vector_answer_clear(struct vector_answer *answer);

/* --- judging --- */

enum vector_direction { VECTOR_NEAR, VECTOR_NOT_BELOW, VECTOR_NOT_ABOVE, VECTOR_INSIDE };

/*
 * The width that the tolerance leaves around a plain expected value, for calibrations: they need not be finer.
 * False when expected is no number.
 */
bool vector_slack(const struct vector_case *c, const char *path, struct hush_rational *slack);

/* Can expected, expected_dec and tolerance be read?  HUSH_E_SPEC at their place. */
hush_status vector_check(const struct vector_case *c, hush_error *err);

/* True when the answer holds; else `said` tells what was expected and what came. */
bool vector_judge(const struct vector_case *c, struct vector_answer *answer, char *said, size_t room);

/* --- kinds --- */

typedef bool (*vector_function)(struct vector_case *c, struct vector_answer *answer);

struct vector_kind {
	const char *name; /* NULL ends a table */
	vector_function function;
};

extern const struct vector_kind vector_gaussian_kinds[];
extern const struct vector_kind vector_zcdp_kinds[];
extern const struct vector_kind vector_law_kinds[];
extern const struct vector_kind vector_loss_kinds[];
extern const struct vector_kind vector_calibrate_kinds[];
extern const struct vector_kind vector_threshold_kinds[];
extern const struct vector_kind vector_sampler_kinds[];
extern const struct vector_kind vector_statistic_kinds[];

#endif
