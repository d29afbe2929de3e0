/* case: one case's parameters and what it takes from its pool (see vectors.h). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "plan/plan.h"
#include "vectors.h"

enum { NUMBER_TEXT = 128, LONG_TEXT = 4200 };

/* --- the text of a value --- */

static size_t start_of(const struct vector_document *document, const struct hush_json *node)
{
	unsigned long line = 0;
	unsigned long column = 0;

	hush_json_place(node, &line, &column);
	if (line < 1 || line > document->line_count) {
		return document->length;
	}
	return document->lines[line - 1] + column - 1;
}

/* One past the value's last byte; the text is known to be JSON. */
static size_t end_of(const struct vector_document *document, size_t at)
{
	size_t depth = 0;
	bool quoted = false;

	for (; at < document->length; at++) {
		char c = document->text[at];

		if (quoted) {
			if (c == '\\') {
				at++;
			} else if (c == '"') {
				quoted = false;
				if (depth == 0) {
					return at + 1;
				}
			}
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			depth++;
		} else if (depth == 0 && strchr(",]} \t\r\n", c)) {
			return at;
		} else if ((c == ']' || c == '}') && --depth == 0) {
			return at + 1;
		}
	}
	return document->length;
}

void vector_text_of(const struct vector_document *document, const struct hush_json *node, char *text, size_t room)
{
	size_t at = start_of(document, node);
	size_t end = end_of(document, at);
	size_t used = 0;

	for (; at < end && used + 4 < room; at++) {
		char c = document->text[at];

		if (c == '\n' || c == '\r' || c == '\t' || (c == ' ' && used > 0 && text[used - 1] == ' ')) {
			continue;
		}
		text[used++] = c;
	}
	if (at < end) {
		memcpy(text + used, "...", 3);
		used += 3;
	}
	text[used] = '\0';
}

/* --- the pool --- */

enum thing { RATIONAL, RANGE, MEMORY };

struct vector_pool {
	struct vector_pool *next;
	enum thing thing;
	struct hush_rational rational;
	struct hush_range range;
	void *memory;
};

static void *need(void *memory)
{
	if (!memory) {
		fprintf(stderr, "vectors: memory is short\n");
		exit(71);
	}
	return memory;
}

static struct vector_pool *taken(struct vector_case *c, enum thing thing)
{
	struct vector_pool *made = need(hush_calloc(1, sizeof *made));

	made->thing = thing;
	made->next = c->pool;
	c->pool = made;
	return made;
}

struct hush_rational *vector_rational(struct vector_case *c)
{
	struct vector_pool *made = taken(c, RATIONAL);

	hush_rational_init(&made->rational);
	return &made->rational;
}

struct hush_range *vector_range(struct vector_case *c)
{
	struct vector_pool *made = taken(c, RANGE);

	hush_range_init(&made->range);
	return &made->range;
}

void *vector_memory(struct vector_case *c, size_t count, size_t size)
{
	struct vector_pool *made = taken(c, MEMORY);

	made->memory = need(hush_calloc(count ? count : 1, size));
	return made->memory;
}

void vector_pool_free(struct vector_case *c)
{
	while (c->pool) {
		struct vector_pool *next = c->pool->next;

		if (c->pool->thing == RATIONAL) {
			hush_rational_clear(&c->pool->rational);
		} else if (c->pool->thing == RANGE) {
			hush_range_clear(&c->pool->range);
		}
		hush_free(c->pool->memory);
		hush_free(c->pool);
		c->pool = next;
	}
}

/* --- complaints --- */

bool vector_refuse(struct vector_case *c, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(c->complaint, sizeof c->complaint, format, list);
	va_end(list);
	return false;
}

bool vector_ok(struct vector_case *c, hush_status status, const hush_error *err)
{
	return status == HUSH_OK || vector_refuse(c, "refused: %.400s", err->message);
}

/* --- parameters --- */

static const struct hush_json *member(struct vector_case *c, const char *name)
{
	for (uint32_t i = 0; i < hush_json_count(c->params); i++) {
		if (strcmp(hush_json_key(c->params, i), name) == 0) {
			c->used |= i < 64 ? UINT64_C(1) << i : 0;
			return hush_json_at(c->params, i);
		}
	}
	return NULL;
}

bool vector_has(const struct vector_case *c, const char *name)
{
	return hush_json_get(c->params, name) != NULL;
}

bool vector_all_used(struct vector_case *c)
{
	for (uint32_t i = 0; i < hush_json_count(c->params); i++) {
		if (i >= 64 || !(c->used >> i & 1)) {
			return vector_refuse(c, "this kind has no parameter \"%.100s\"", hush_json_key(c->params, i));
		}
	}
	return true;
}

struct hush_rational *vector_element(struct vector_case *c, const char *name, const struct hush_json *node)
{
	struct hush_rational *value = vector_rational(c);
	enum hush_json_kind kind = hush_json_kind(node);
	char text[NUMBER_TEXT];

	if (kind == HUSH_JSON_STRING) {
		if (vector_evaluate(hush_json_string(node), value)) {
			return value;
		}
	} else if (kind == HUSH_JSON_INTEGER || kind == HUSH_JSON_NUMBER) {
		vector_text_of(c->document, node, text, sizeof text);
		if (vector_evaluate(text, value)) {
			return value;
		}
	}
	vector_refuse(c, "parameter \"%.100s\" cannot be read as a number", name);
	return NULL;
}

struct hush_rational *vector_number(struct vector_case *c, const char *name)
{
	const struct hush_json *node = member(c, name);

	if (!node) {
		vector_refuse(c, "parameter \"%s\" is missing", name);
		return NULL;
	}
	return vector_element(c, name, node);
}

struct hush_rational *vector_number_or(struct vector_case *c, const char *name, const char *otherwise)
{
	struct hush_rational *value;

	if (vector_has(c, name)) {
		return vector_number(c, name);
	}
	value = vector_rational(c);
	return vector_evaluate(otherwise, value) ? value : NULL;
}

bool vector_signed(struct vector_case *c, const char *name, int64_t *value)
{
	const struct hush_rational *number = vector_number(c, name);

	if (!number) {
		return false;
	}
	if (mpz_cmp_ui(mpq_denref(number->q), 1) != 0 || !mpz_fits_slong_p(mpq_numref(number->q))) {
		return vector_refuse(c, "parameter \"%s\" must be a whole number", name);
	}
	*value = mpz_get_si(mpq_numref(number->q));
	return true;
}

bool vector_whole(struct vector_case *c, const char *name, uint64_t *value)
{
	int64_t number = 0;

	if (!vector_signed(c, name, &number)) {
		return false;
	}
	if (number < 0) {
		return vector_refuse(c, "parameter \"%s\" must not be negative", name);
	}
	*value = (uint64_t)number;
	return true;
}

bool vector_whole_or(struct vector_case *c, const char *name, uint64_t otherwise, uint64_t *value)
{
	*value = otherwise;
	return !vector_has(c, name) || vector_whole(c, name, value);
}

const char *vector_text(struct vector_case *c, const char *name)
{
	const struct hush_json *node = member(c, name);
	const char *text = node ? hush_json_string(node) : NULL;

	if (!text) {
		vector_refuse(c, "parameter \"%s\" is missing, or no text", name);
	}
	return text;
}

const struct hush_json *vector_list(struct vector_case *c, const char *name)
{
	const struct hush_json *node = member(c, name);

	if (!node || hush_json_kind(node) != HUSH_JSON_ARRAY) {
		vector_refuse(c, "parameter \"%s\" is missing, or no list", name);
		return NULL;
	}
	return node;
}

struct hush_rational *vector_sigma_squared(struct vector_case *c)
{
	struct hush_rational *sigma;

	if (vector_has(c, "sigma2")) {
		return vector_number(c, "sigma2");
	}
	sigma = vector_number(c, "sigma");
	if (sigma && mpq_sgn(sigma->q) < 0) {
		vector_refuse(c, "parameter \"sigma\" must not be negative");
		return NULL;
	}
	if (sigma) {
		mpq_mul(sigma->q, sigma->q, sigma->q);
	}
	return sigma;
}

/* l0 cells of at most linf each, which need not be whole; with l1 in whole numbers. */
static struct hush_rational *box_norm(struct vector_case *c)
{
	struct hush_rational *norm;
	uint64_t l0 = 0;
	uint64_t linf = 0;
	uint64_t l1 = 0;

	if (!vector_whole(c, "l0", &l0)) {
		return NULL;
	}
	if (vector_has(c, "l1")) {
		if (!vector_whole(c, "linf", &linf) || !vector_whole(c, "l1", &l1)) {
			return NULL;
		}
		if (l0 < 1 || l0 > UINT32_MAX || linf < 1 || linf > UINT32_MAX || l1 < 1) {
			vector_refuse(c, "l0, linf and l1 must be at least 1, l0 and linf below 2^32");
			return NULL;
		}
		norm = vector_rational(c);
		hush_rational_set_u64(
			norm,
			hush_sensitivity_of(&(struct hush_limits){.cells = (uint32_t)l0, .per_cell = (uint32_t)linf, .total = l1}).l2_squared,
			1);
		return norm;
	}
	norm = vector_number(c, "linf");
	if (norm) {
		struct hush_rational *cells = vector_rational(c);

		hush_rational_set_u64(cells, l0, 1);
		mpq_mul(norm->q, norm->q, norm->q);
		mpq_mul(norm->q, norm->q, cells->q);
	}
	return norm;
}

struct hush_rational *vector_l2_squared(struct vector_case *c)
{
	struct hush_rational *norm;
	struct hush_rational *times;

	if (vector_has(c, "l2")) {
		norm = vector_number(c, "l2");
		if (norm) {
			mpq_mul(norm->q, norm->q, norm->q);
		}
	} else {
		norm = box_norm(c);
	}
	times = vector_number_or(c, vector_has(c, "count") ? "count" : "k", "1");
	if (!norm || !times) {
		return NULL;
	}
	mpq_mul(norm->q, norm->q, times->q);
	return norm;
}
