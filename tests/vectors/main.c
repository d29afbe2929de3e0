/*
 * vectors FILE.json: how many reference values of each kind hold, and every one that does not.
 *
 * The file is an array of {id, kind, params, expected, tolerance, ...}.  Exit code 0 when all values of the kinds served
 * hold, 1 when one does not, 64 for a wrong call, 65 for a file that cannot be understood, 66 for one that cannot be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "vectors.h"

enum { MOST_BYTES = 64 << 20, SAID = 700 };

static const struct vector_kind *const families[] = {
	vector_gaussian_kinds, vector_zcdp_kinds,      vector_law_kinds,     vector_loss_kinds,
	vector_calibrate_kinds, vector_threshold_kinds, vector_sampler_kinds,
	vector_statistic_kinds,
};

static vector_function find(const char *kind)
{
	for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
		for (const struct vector_kind *k = families[f]; k->name; k++) {
			if (strcmp(k->name, kind) == 0) {
				return k->function;
			}
		}
	}
	return NULL;
}

/* --- the file --- */

static hush_status find_lines(struct vector_document *document, hush_error *err)
{
	size_t count = 1;

	for (size_t i = 0; i < document->length; i++) {
		count += document->text[i] == '\n';
	}
	document->lines = hush_calloc(count, sizeof *document->lines);
	if (!document->lines) {
		return hush_fail_memory(err);
	}
	document->line_count = 1;
	for (size_t i = 0; i < document->length; i++) {
		if (document->text[i] == '\n') {
			document->lines[document->line_count++] = i + 1;
		}
	}
	return HUSH_OK;
}

static hush_status need(const struct vector_document *document, const struct hush_json *entry, const char *name,
                        const struct hush_json **node, hush_error *err)
{
	*node = hush_json_get(entry, name);
	return *node ? HUSH_OK : hush_json_fail(document->json, entry, err, "this case has no \"%s\"", name);
}

static hush_status read_case(const struct vector_document *document, const struct hush_json *entry, struct vector_case *c,
                             hush_error *err)
{
	const struct hush_json *id;
	const struct hush_json *kind;

	if (hush_json_kind(entry) != HUSH_JSON_OBJECT) {
		return hush_json_fail(document->json, entry, err, "a case must be an object");
	}
	*c = (struct vector_case){.document = document};
	HUSH_TRY(need(document, entry, "id", &id, err));
	HUSH_TRY(need(document, entry, "kind", &kind, err));
	HUSH_TRY(need(document, entry, "params", &c->params, err));
	HUSH_TRY(need(document, entry, "expected", &c->expected, err));
	HUSH_TRY(need(document, entry, "tolerance", &c->tolerance, err));
	c->expected_dec = hush_json_get(entry, "expected_dec");
	c->id = hush_json_string(id);
	c->kind = hush_json_string(kind);
	if (!c->id || !c->kind) {
		return hush_json_fail(document->json, c->id ? kind : id, err, "\"id\" and \"kind\" must be texts");
	}
	if (hush_json_kind(c->params) != HUSH_JSON_OBJECT || hush_json_kind(c->tolerance) != HUSH_JSON_OBJECT) {
		return hush_json_fail(document->json, entry, err, "\"params\" and \"tolerance\" must be objects");
	}
	return find(c->kind) ? vector_check(c, err) : HUSH_OK;
}

static hush_status read_cases(const struct vector_document *document, struct vector_case **cases, uint32_t *count,
                              hush_error *err)
{
	const struct hush_json *root = hush_json_root(document->json);
	hush_status status = HUSH_OK;

	if (hush_json_kind(root) != HUSH_JSON_ARRAY) {
		return hush_json_fail(document->json, root, err, "a file of reference values must be an array of cases");
	}
	*count = hush_json_count(root);
	*cases = hush_calloc(*count ? *count : 1, sizeof **cases);
	if (!*cases) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; status == HUSH_OK && i < *count; i++) {
		status = read_case(document, hush_json_at(root, i), &(*cases)[i], err);
	}
	return status;
}

/* --- asking --- */

/* What goes into a message: one line without control characters. */
static void print_plain(const char *text)
{
	for (; *text; text++) {
		putchar((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text);
	}
}

static bool holds(struct vector_case *c, char said[SAID])
{
	struct vector_answer answer = {.entries = NULL};
	bool good = find(c->kind)(c, &answer) && vector_all_used(c);

	if (!good) {
		char wanted[200];

		vector_text_of(c->document, c->expected, wanted, sizeof wanted);
		snprintf(said, SAID, "expected %s, got no answer: %s", wanted, c->complaint);
	} else {
		good = vector_judge(c, &answer, said, SAID);
	}
	vector_answer_clear(&answer);
	vector_pool_free(c);
	return good;
}

struct failure {
	const char *id;
	char said[SAID];
};

static bool earlier(const struct vector_case *cases, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++) {
		if (strcmp(cases[k].kind, cases[i].kind) == 0) {
			return true;
		}
	}
	return false;
}

/* One line for the kind of cases[first]; failures are added to the list. */
static void report_kind(struct vector_case *cases, uint32_t count, uint32_t first, struct failure *failures, uint32_t *failed)
{
	uint32_t asked = 0;
	uint32_t held = 0;

	for (uint32_t i = first; i < count; i++) {
		if (strcmp(cases[i].kind, cases[first].kind) == 0) {
			asked++;
			if (holds(&cases[i], failures[*failed].said)) {
				held++;
			} else {
				failures[(*failed)++].id = cases[i].id;
			}
		}
	}
	print_plain(cases[first].kind);
	printf(" %u/%u\n", held, asked);
	fflush(stdout);
}

static void report_not_served(const struct vector_case *cases, uint32_t count, uint32_t first)
{
	uint32_t asked = 0;

	for (uint32_t i = first; i < count; i++) {
		asked += strcmp(cases[i].kind, cases[first].kind) == 0;
	}
	printf("not served yet: ");
	print_plain(cases[first].kind);
	printf(" (%u)\n", asked);
}

static hush_status ask_all(struct vector_case *cases, uint32_t count, bool *all, hush_error *err)
{
	struct failure *failures = hush_calloc((size_t)count + 1, sizeof *failures);
	uint32_t failed = 0;

	if (!failures) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (find(cases[i].kind) && !earlier(cases, i)) {
			report_kind(cases, count, i, failures, &failed);
		}
	}
	for (uint32_t i = 0; i < failed; i++) {
		printf("FAILS ");
		print_plain(failures[i].id);
		printf(": ");
		print_plain(failures[i].said);
		printf("\n");
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!find(cases[i].kind) && !earlier(cases, i)) {
			report_not_served(cases, count, i);
		}
	}
	*all = failed == 0;
	hush_free(failures);
	return HUSH_OK;
}

static hush_status run(const char *path, bool *all, hush_error *err)
{
	struct vector_document document = {.json = NULL};
	struct vector_case *cases = NULL;
	struct hush_buffer bytes;
	uint32_t count = 0;
	hush_status status;

	hush_buffer_init(&bytes, MOST_BYTES);
	status = hush_file_read(path, MOST_BYTES, &bytes, err);
	if (status == HUSH_OK) {
		document.text = bytes.bytes ? bytes.bytes : "";
		document.length = bytes.length;
		status = hush_json_parse(path, document.text, document.length, &document.json, err);
	}
	if (status == HUSH_OK) {
		status = find_lines(&document, err);
	}
	if (status == HUSH_OK) {
		status = read_cases(&document, &cases, &count, err);
	}
	if (status == HUSH_OK) {
		status = ask_all(cases, count, all, err);
	}
	hush_free(cases);
	hush_free(document.lines);
	hush_json_free(document.json);
	hush_buffer_release(&bytes);
	return status;
}

int main(int count, char **arguments)
{
	hush_error err = {.status = HUSH_OK};
	bool all = false;
	hush_status status;

	if (count != 2) {
		fprintf(stderr, "usage: vectors FILE.json\n");
		return 64;
	}
	status = run(arguments[1], &all, &err);
	mpfr_free_cache();
	if (status != HUSH_OK) {
		fprintf(stderr, "vectors: ");
		if (*err.file && err.line) {
			fprintf(stderr, "%s:%lu:%lu: ", err.file, err.line, err.column);
		}
		fprintf(stderr, "%s\n", err.message);
		return hush_exit_code(status);
	}
	if (fflush(stdout) != 0) {
		return 74;
	}
	return all ? 0 : 1;
}
