/*
 * judge: does an answer hold?  `expected` and, where there is one, `expected_dec` are compared path by path.
 *
 * "rel" and "abs" bound the distance; of both, the wider one counts. "direction" says on which side of the expected value a
 * certified answer may err: then the end of the answer on that side is compared, and may not be on the other side by more
 * than the expected value was itself rounded (half a unit of its last digit; 1e-15 of it for a double); the answer's other end
 * may be far, but not on the wrong side by more than the distance. Without a direction
 * both ends must be near. "contains": both ends must lie within the expected interval.
 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "vectors.h"

enum { PRECISION = 640, TEXT = 160, PATH = 48, EXPECTED_DEPTH = 8 };

/* --- answers --- */

static struct vector_entry *new_entry(struct vector_answer *answer, const char *path)
{
	struct vector_entry *entry;

	if (answer->count == answer->room) {
		uint32_t room = answer->room ? 2 * answer->room : 8;
		struct vector_entry *more = hush_reallocarray(answer->entries, room, sizeof *more);

		if (!more) {
			return NULL;
		}
		answer->entries = more;
		answer->room = room;
	}
	entry = &answer->entries[answer->count++];
	snprintf(entry->path, sizeof entry->path, "%s", path);
	hush_range_init_precise(&entry->range, PRECISION);
	hush_rational_init(&entry->exact);
	entry->is_exact = false;
	entry->seen = false;
	return entry;
}

void vector_give(struct vector_answer *answer, const char *path, const struct hush_range *range)
{
	struct vector_entry *entry = new_entry(answer, path);

	if (entry) {
		hush_range_set(&entry->range, range);
	}
}

void vector_give_exact(struct vector_answer *answer, const char *path, const struct hush_rational *value)
{
	struct vector_entry *entry = new_entry(answer, path);

	if (entry) {
		hush_rational_set(&entry->exact, value);
		hush_range_set_rational(&entry->range, value);
		entry->is_exact = true;
	}
}

void vector_give_whole(struct vector_answer *answer, const char *path, uint64_t value)
{
	struct hush_rational whole;

	hush_rational_init(&whole);
	hush_rational_set_u64(&whole, value, 1);
	vector_give_exact(answer, path, &whole);
	hush_rational_clear(&whole);
}

void vector_answer_clear(struct vector_answer *answer)
{
	for (uint32_t i = 0; i < answer->count; i++) {
		hush_range_clear(&answer->entries[i].range);
		hush_rational_clear(&answer->entries[i].exact);
	}
	hush_free(answer->entries);
	*answer = (struct vector_answer){.entries = NULL};
}

/* --- reading what is expected --- */

static bool read_number(const struct vector_document *document, const struct hush_json *node, struct hush_rational *value)
{
	char text[TEXT];

	switch (hush_json_kind(node)) {
	case HUSH_JSON_STRING: return vector_evaluate(hush_json_string(node), value);
	case HUSH_JSON_INTEGER:
	case HUSH_JSON_NUMBER: vector_text_of(document, node, text, sizeof text); return vector_evaluate(text, value);
	default: return false;
	}
}

/* Half a unit of the last digit of a decimal text; 0 for whole numbers and fractions. */
static void half_unit(const char *text, struct hush_rational *half)
{
	const char *point = strchr(text, '.');
	const char *exponent = strpbrk(text, "eE");
	char unit[TEXT];

	mpq_set_ui(half->q, 0, 1);
	if (point) {
		size_t places = exponent ? (size_t)(exponent - point) - 1 : strlen(point) - 1;

		snprintf(unit, sizeof unit, "5e-%zu*1%.40s", places + 1, exponent ? exponent : "e0");
		if (!vector_evaluate(unit, half)) {
			mpq_set_ui(half->q, 0, 1);
		}
	}
}

struct tolerance {
	struct hush_rational rel;
	struct hush_rational abs;
	enum vector_direction direction;
};

static hush_status read_tolerance(const struct vector_case *c, struct tolerance *t, hush_error *err)
{
	const struct vector_document *d = c->document;
	bool any = false;

	for (uint32_t i = 0; i < hush_json_count(c->tolerance); i++) {
		const char *key = hush_json_key(c->tolerance, i);
		const struct hush_json *node = hush_json_at(c->tolerance, i);
		const char *text = hush_json_string(node);
		bool yes = false;

		if (strcmp(key, "rel") == 0 || strcmp(key, "abs") == 0) {
			struct hush_rational *value = *key == 'r' ? &t->rel : &t->abs;

			if (!read_number(d, node, value) || mpq_sgn(value->q) < 0) {
				return hush_json_fail(d->json, node, err, "a tolerance must be a number that is not negative");
			}
			any = true;
		} else if (strcmp(key, "direction") == 0 && text && strcmp(text, "not below expected") == 0) {
			t->direction = VECTOR_NOT_BELOW;
		} else if (strcmp(key, "direction") == 0 && text && strcmp(text, "not above expected") == 0) {
			t->direction = VECTOR_NOT_ABOVE;
		} else if (strcmp(key, "contains") == 0 && hush_json_bool(node, &yes) && yes) {
			t->direction = VECTOR_INSIDE;
			any = true;
		} else {
			return hush_json_fail(d->json, node, err, "\"%.40s\" of a tolerance cannot be read", key);
		}
	}
	return any ? HUSH_OK : hush_json_fail(d->json, c->tolerance, err, "a tolerance needs \"rel\", \"abs\" or \"contains\"");
}

static void tolerance_init(struct tolerance *t)
{
	hush_rational_init(&t->rel);
	hush_rational_init(&t->abs);
	t->direction = VECTOR_NEAR;
}

static void tolerance_clear(struct tolerance *t)
{
	hush_rational_clear(&t->rel);
	hush_rational_clear(&t->abs);
}

/* max(rel |expected|, abs) */
static void width(const struct tolerance *t, const struct hush_rational *expected, struct hush_rational *slack)
{
	mpq_abs(slack->q, expected->q);
	mpq_mul(slack->q, slack->q, t->rel.q);
	if (hush_rational_compare(slack, &t->abs) < 0) {
		hush_rational_set(slack, &t->abs);
	}
}

/* --- one value --- */

struct verdict {
	const struct vector_case *c;
	struct vector_answer *answer;
	const struct tolerance *tolerance;
	bool decimal; /* expected_dec is being read */
	char *said;
	size_t room;
};

static bool says(struct verdict *v, const char *path, const struct hush_json *expected, const struct vector_entry *entry)
{
	char wanted[TEXT] = "0";
	char low[TEXT] = "nothing";
	char high[TEXT] = "";
	char place[PATH + 8] = "";
	int used;

	if (expected) {
		vector_text_of(v->c->document, expected, wanted, sizeof wanted);
	}
	if (entry) {
		mpfr_snprintf(low, sizeof low, "%.18Rg", v->tolerance->direction == VECTOR_NOT_BELOW ? entry->range.high : entry->range.low);
		if (v->tolerance->direction == VECTOR_NEAR || v->tolerance->direction == VECTOR_INSIDE) {
			mpfr_snprintf(high, sizeof high, "%.18Rg", entry->range.high);
		}
	}
	if (*path) {
		snprintf(place, sizeof place, " at %s", path);
	}
	used = snprintf(v->said, v->room, "expected%s %s, got %s", place, wanted, low);
	if (*high && strcmp(low, high) != 0 && used > 0 && (size_t)used < v->room) {
		snprintf(v->said + used, v->room - (size_t)used, " to %s", high);
	}
	return false;
}

/* |end - expected| <= slack, exactly or at a precision far beyond all digits that are given. */
static bool within(const struct vector_entry *entry, const mpfr_t end, const struct hush_rational *expected,
                   const struct hush_rational *slack)
{
	struct hush_rational gap;
	bool near;

	if (!mpfr_number_p(end)) {
		return false;
	}
	hush_rational_init(&gap);
	if (entry->is_exact) {
		mpq_sub(gap.q, entry->exact.q, expected->q);
		mpq_abs(gap.q, gap.q);
		near = hush_rational_compare(&gap, slack) <= 0;
	} else {
		mpfr_t distance;

		mpfr_init2(distance, PRECISION);
		mpfr_sub_q(distance, end, expected->q, MPFR_RNDN);
		mpfr_abs(distance, distance, MPFR_RNDN);
		near = mpfr_cmp_q(distance, slack->q) <= 0;
		mpfr_clear(distance);
	}
	hush_rational_clear(&gap);
	return near;
}

static bool is_written_exactly(const struct hush_json *node)
{
	return hush_json_kind(node) == HUSH_JSON_INTEGER ||
	       (hush_json_kind(node) == HUSH_JSON_STRING && !strpbrk(hush_json_string(node), ".eE"));
}

/* The end that is not asked for may be far away, but on its own side of the expected value. */
static bool other_end_holds(const struct vector_entry *entry, enum vector_direction direction, const struct hush_rational *expected,
                            const struct hush_rational *slack)
{
	bool upper = direction == VECTOR_NOT_ABOVE;
	const mpfr_t *end = upper ? &entry->range.high : &entry->range.low;

	if (entry->is_exact || direction == VECTOR_INSIDE || mpfr_inf_p(*end)) {
		return true;
	}
	return (upper ? mpfr_cmp_q(*end, expected->q) >= 0 : mpfr_cmp_q(*end, expected->q) <= 0) ||
	       within(entry, *end, expected, slack);
}

static bool value_holds(struct verdict *v, const struct hush_json *node, const struct hush_rational *expected,
                        const struct vector_entry *entry)
{
	enum vector_direction direction = v->tolerance->direction;
	struct hush_rational slack;
	struct hush_rational grace;
	bool holds;

	hush_rational_init(&slack);
	hush_rational_init(&grace);
	width(v->tolerance, expected, &slack);
	/* How much the expected value itself was rounded; a double is not held to more than it can say beside its decimals. */
	if (v->decimal && hush_json_kind(node) == HUSH_JSON_STRING) {
		half_unit(hush_json_string(node), &grace);
	} else if (!is_written_exactly(node)) {
		mpq_set_ui(grace.q, 1, 1000000000000000);
		mpq_mul(grace.q, grace.q, expected->q);
		mpq_abs(grace.q, grace.q);
		if (v->c->expected_dec && hush_rational_compare(&slack, &grace) < 0) {
			hush_rational_set(&slack, &grace);
		}
	}
	if (direction == VECTOR_NEAR) {
		holds = within(entry, entry->range.low, expected, &slack) && within(entry, entry->range.high, expected, &slack);
	} else {
		const mpfr_t *end = direction == VECTOR_NOT_BELOW ? &entry->range.high : &entry->range.low;
		int side = entry->is_exact ? hush_rational_compare(&entry->exact, expected) : mpfr_cmp_q(*end, expected->q);

		holds = within(entry, *end, expected, (direction == VECTOR_NOT_BELOW ? side < 0 : side > 0) ? &grace : &slack);
		holds = holds && other_end_holds(entry, direction, expected, &slack);
	}
	hush_rational_clear(&grace);
	hush_rational_clear(&slack);
	return holds;
}

static struct vector_entry *find(struct vector_answer *answer, const char *path)
{
	for (uint32_t i = 0; i < answer->count; i++) {
		if (strcmp(answer->entries[i].path, path) == 0) {
			return &answer->entries[i];
		}
	}
	return NULL;
}

static bool leaf_holds(struct verdict *v, const char *path, const struct hush_json *node)
{
	struct vector_entry *entry = find(v->answer, path);
	struct vector_entry none = {.is_exact = true};
	struct hush_rational expected;
	bool holds;

	if (!entry && !v->answer->sparse) {
		return says(v, path, node, NULL);
	}
	if (entry) {
		entry->seen = true;
		hush_rational_init(&expected);
		holds = read_number(v->c->document, node, &expected) && value_holds(v, node, &expected, entry);
		hush_rational_clear(&expected);
		return holds || says(v, path, node, entry);
	}
	hush_rational_init(&none.exact);
	hush_range_init(&none.range);
	hush_rational_init(&expected);
	holds = (read_number(v->c->document, node, &expected) && value_holds(v, node, &expected, &none)) ||
	        says(v, path, node, &none);
	hush_rational_clear(&expected);
	hush_range_clear(&none.range);
	hush_rational_clear(&none.exact);
	return holds;
}

/* All values below `node`, whose paths start with `path`. */
static bool tree_holds(struct verdict *v, const char *path, const struct hush_json *node)
{
	enum hush_json_kind kind = hush_json_kind(node);
	char deeper[PATH];

	if (kind != HUSH_JSON_ARRAY && kind != HUSH_JSON_OBJECT) {
		return leaf_holds(v, path, node);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		int used = kind == HUSH_JSON_ARRAY ? snprintf(deeper, sizeof deeper, "%s[%u]", path, i)
		                                   : snprintf(deeper, sizeof deeper, "%s.%s", path, hush_json_key(node, i));

		if (used < 0 || (size_t)used >= sizeof deeper) {
			return says(v, "a path that is too long", node, NULL);
		}
		if (!tree_holds(v, deeper, hush_json_at(node, i))) {
			return false;
		}
	}
	return true;
}

/* Values that came and were not expected. */
static bool no_more(struct verdict *v)
{
	for (uint32_t i = 0; i < v->answer->count; i++) {
		struct vector_entry *entry = &v->answer->entries[i];

		if (!entry->seen && !(v->answer->sparse && mpfr_cmp_q(entry->range.high, v->tolerance->abs.q) <= 0)) {
			return says(v, entry->path, NULL, entry);
		}
	}
	return true;
}

/* "contains": one value, within [low, high]. */
static bool inside(struct verdict *v, const struct hush_json *interval)
{
	const struct vector_entry *entry = find(v->answer, "");
	struct hush_rational end;
	bool holds = entry && hush_json_count(interval) == 2;

	hush_rational_init(&end);
	holds = holds && read_number(v->c->document, hush_json_at(interval, 0), &end) && mpfr_cmp_q(entry->range.low, end.q) >= 0;
	holds = holds && read_number(v->c->document, hush_json_at(interval, 1), &end) && mpfr_cmp_q(entry->range.high, end.q) <= 0;
	hush_rational_clear(&end);
	return holds || says(v, "", interval, entry);
}

bool vector_judge(const struct vector_case *c, struct vector_answer *answer, char *said, size_t room)
{
	struct tolerance tolerance;
	struct verdict v = {.c = c, .answer = answer, .tolerance = &tolerance, .said = said, .room = room};
	hush_error err;
	bool holds;

	tolerance_init(&tolerance);
	if (read_tolerance(c, &tolerance, &err) != HUSH_OK) {
		snprintf(said, room, "%s", err.message);
		holds = false;
	} else if (tolerance.direction == VECTOR_INSIDE) {
		holds = inside(&v, c->expected);
	} else {
		holds = tree_holds(&v, "", c->expected) && no_more(&v);
		v.decimal = true;
		holds = holds && (!c->expected_dec || tree_holds(&v, "", c->expected_dec));
	}
	tolerance_clear(&tolerance);
	return holds;
}

bool vector_slack(const struct vector_case *c, const char *path, struct hush_rational *slack)
{
	const struct hush_json *node = *path ? hush_json_get(c->expected, path) : c->expected;
	struct tolerance tolerance;
	struct hush_rational expected;
	bool good;

	tolerance_init(&tolerance);
	hush_rational_init(&expected);
	good = node && read_tolerance(c, &tolerance, NULL) == HUSH_OK && read_number(c->document, node, &expected);
	if (good) {
		width(&tolerance, &expected, slack);
	}
	hush_rational_clear(&expected);
	tolerance_clear(&tolerance);
	return good;
}

/* --- before anything is asked --- */

static hush_status check_values(const struct vector_case *c, const struct hush_json *node, unsigned depth, hush_error *err)
{
	enum hush_json_kind kind = hush_json_kind(node);
	struct hush_rational value;
	bool good;

	if (kind == HUSH_JSON_ARRAY || kind == HUSH_JSON_OBJECT) {
		if (depth == EXPECTED_DEPTH) {
			return hush_json_fail(c->document->json, node, err, "an expected value is nested too deeply");
		}
		for (uint32_t i = 0; i < hush_json_count(node); i++) {
			HUSH_TRY(check_values(c, hush_json_at(node, i), depth + 1, err));
		}
		return HUSH_OK;
	}
	hush_rational_init(&value);
	good = read_number(c->document, node, &value);
	hush_rational_clear(&value);
	return good ? HUSH_OK : hush_json_fail(c->document->json, node, err, "this expected value cannot be read as a number");
}

hush_status vector_check(const struct vector_case *c, hush_error *err)
{
	struct tolerance tolerance;
	hush_status status;

	tolerance_init(&tolerance);
	status = read_tolerance(c, &tolerance, err);
	tolerance_clear(&tolerance);
	if (status == HUSH_OK) {
		status = check_values(c, c->expected, 0, err);
	}
	if (status == HUSH_OK && c->expected_dec) {
		status = check_values(c, c->expected_dec, 0, err);
	}
	return status;
}
