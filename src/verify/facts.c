/* facts: see facts.h. The computed plan is facts_plan.c's part. */
#include "verify/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "base/text.h"
#include "publish/release_json.h"
#include "spec/domain.h"
#include "spec/resolved.h"

hush_status(hush_facts_fail)(const struct hush_facts *facts, const struct hush_json *node, hush_error *err,
                            const char *format, ...)
{
	char text[HUSH_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	(void)hush_json_fail(facts->document, node, err, "%s", text);
	if (err) {
		err->status = HUSH_E_VERIFY;
	}
	return HUSH_E_VERIFY;
}

hush_status hush_facts_member(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                              enum hush_json_kind kind, const struct hush_json **member, hush_error *err)
{
	const struct hush_json *found = hush_json_get(object, key);

	if (!found) {
		return hush_facts_fail(facts, object, err, "\"%s\" is missing", key);
	}
	if (hush_json_kind(found) != kind) {
		return hush_facts_fail(facts, found, err, "\"%s\" must be %s", key, hush_json_kind_name(kind));
	}
	*member = found;
	return HUSH_OK;
}

hush_status hush_facts_text(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                            const char **text, hush_error *err)
{
	const struct hush_json *member;

	HUSH_TRY(hush_facts_member(facts, object, key, HUSH_JSON_STRING, &member, err));
	*text = hush_json_string(member);
	return HUSH_OK;
}

/* A failure to parse what a release holds is a failed check; running out of memory is not. */
static hush_status as_verify(hush_status status, hush_error *err)
{
	if (status == HUSH_E_SPEC || status == HUSH_E_NO_INPUT || status == HUSH_E_USAGE) {
		if (err) {
			err->status = HUSH_E_VERIFY;
		}
		return HUSH_E_VERIFY;
	}
	return status;
}

static hush_status read_format(const struct hush_facts *facts, const struct hush_json *root, hush_error *err)
{
	const struct hush_json *member;
	int64_t format = 0;

	HUSH_TRY(hush_facts_member(facts, root, "hushcount_release", HUSH_JSON_INTEGER, &member, err));
	if (!hush_json_integer(member, &format) || format != HUSH_RELEASE_FORMAT) {
		return hush_facts_fail(facts, member, err, "release format that this version does not know");
	}
	return HUSH_OK;
}

/* Releases from before there were numbers have the first of each. */
static hush_status read_formats(struct hush_facts *facts, const struct hush_json *root, hush_error *err)
{
	const struct {
		const char *key;
		uint64_t *number;
	} members[] = {{"statement", &facts->release.formats.statement},
	               {"page", &facts->release.formats.page},
	               {"metadata", &facts->release.formats.metadata}};
	const struct hush_json *formats;
	const struct hush_json *member;

	facts->release.formats = (struct hush_formats){1, 1, 1};
	if (!hush_json_get(root, "formats")) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_facts_member(facts, root, "formats", HUSH_JSON_OBJECT, &formats, err));
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		int64_t number = 0;

		HUSH_TRY(hush_facts_member(facts, formats, members[i].key, HUSH_JSON_INTEGER, &member, err));
		if (!hush_json_integer(member, &number) || number < 1) {
			return hush_facts_fail(facts, member, err, "the number of a format must be 1 or more");
		}
		*members[i].number = (uint64_t)number;
	}
	return HUSH_OK;
}

static bool plain_hex(const char *text)
{
	size_t length = strlen(text);

	return length >= 16 && length <= 64 && strspn(text, "0123456789abcdef") == length;
}

/* The release that this one names as the one before it, if it names one. */
static hush_status read_previous(struct hush_facts *facts, const struct hush_json *ledger, hush_error *err)
{
	const struct hush_json *previous = hush_json_get(ledger, "previous");
	const struct hush_json *sequence;
	int64_t number = 0;

	if (!previous || hush_json_kind(previous) == HUSH_JSON_NULL) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_facts_member(facts, ledger, "previous", HUSH_JSON_OBJECT, &previous, err));
	HUSH_TRY(hush_facts_text(facts, previous, "release", &facts->release.previous.release, err));
	HUSH_TRY(hush_facts_text(facts, previous, "head", &facts->release.previous.head, err));
	HUSH_TRY(hush_facts_member(facts, previous, "sequence", HUSH_JSON_INTEGER, &sequence, err));
	if (!hush_identifier_valid(facts->release.previous.release) || !plain_hex(facts->release.previous.head)) {
		return hush_facts_fail(facts, previous, err, "the release before this one is not named as a release is");
	}
	if (!hush_json_integer(sequence, &number) || number < 1 || (uint64_t)number >= facts->release.sequence) {
		return hush_facts_fail(facts, sequence, err, "the release before this one must have a lower sequence number");
	}
	facts->release.previous.sequence = (uint64_t)number;
	return HUSH_OK;
}

/* Other ledgers that this one has on record. Releases of a ledger without any do not have the member. */
static hush_status read_others(struct hush_facts *facts, const struct hush_json *ledger, hush_error *err)
{
	const struct hush_json *beside = hush_json_get(ledger, "beside");
	uint32_t count;

	if (!beside) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_facts_member(facts, ledger, "beside", HUSH_JSON_ARRAY, &beside, err));
	count = hush_json_count(beside);
	facts->others = hush_calloc(count, sizeof *facts->others);
	if (!facts->others) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		const char *id = hush_json_string(hush_json_at(beside, i));

		if (!id || !plain_hex(id)) {
			return hush_facts_fail(facts, beside, err, "\"beside\" must name other ledgers by their ids");
		}
		facts->others[i] = id;
	}
	facts->release.others = facts->others;
	facts->release.other_count = count;
	return HUSH_OK;
}

static hush_status read_ledger(struct hush_facts *facts, const struct hush_json *root, hush_error *err)
{
	const struct hush_json *ledger;
	const struct hush_json *sequence;
	const struct hush_json *key;
	const char *public_text;
	uint8_t decoded[2 + 8 + HUSH_SIGN_PUBLIC];
	size_t decoded_length = 0;
	int64_t number = 0;

	HUSH_TRY(hush_facts_member(facts, root, "ledger", HUSH_JSON_OBJECT, &ledger, err));
	HUSH_TRY(hush_facts_text(facts, ledger, "id", &facts->release.ledger_id, err));
	HUSH_TRY(hush_facts_text(facts, ledger, "head", &facts->release.head, err));
	HUSH_TRY(hush_facts_member(facts, ledger, "sequence", HUSH_JSON_INTEGER, &sequence, err));
	if (!plain_hex(facts->release.ledger_id) || !plain_hex(facts->release.head)) {
		return hush_facts_fail(facts, ledger, err, "the ledger's id and head must be hexadecimal digits");
	}
	if (!hush_json_integer(sequence, &number) || number < 1) {
		return hush_facts_fail(facts, sequence, err, "the sequence number must be 1 or more");
	}
	facts->release.sequence = (uint64_t)number;
	HUSH_TRY(read_previous(facts, ledger, err));
	HUSH_TRY(read_others(facts, ledger, err));
	HUSH_TRY(hush_facts_member(facts, root, "signing_key", HUSH_JSON_OBJECT, &key, err));
	HUSH_TRY(hush_facts_text(facts, key, "public", &public_text, err));
	/* The key itself only: what a release says must never make us open a file that it names. */
	if (!hush_unbase64(public_text, strlen(public_text), decoded, sizeof decoded, &decoded_length) ||
	    decoded_length != sizeof decoded || memcmp(decoded, "Ed", 2) != 0 ||
	    hush_minisign_load_public(public_text, &facts->key, NULL) != HUSH_OK) {
		return hush_facts_fail(facts, key, err, "not a public key");
	}
	facts->release.key = &facts->key;
	return HUSH_OK;
}

static hush_status read_stated(struct hush_facts *facts, hush_error *err)
{
	const struct hush_json *root = hush_json_root(facts->document);
	const struct hush_json *tool;
	hush_day day;

	if (hush_json_kind(root) != HUSH_JSON_OBJECT) {
		return hush_facts_fail(facts, root, err, "not an object");
	}
	HUSH_TRY(read_format(facts, root, err));
	HUSH_TRY(read_formats(facts, root, err));
	HUSH_TRY(hush_facts_member(facts, root, "tool", HUSH_JSON_OBJECT, &tool, err));
	HUSH_TRY(hush_facts_text(facts, tool, "version", &facts->release.version, err));
	HUSH_TRY(hush_facts_text(facts, root, "published", &facts->release.day, err));
	if (strlen(facts->release.version) > 40 ||
	    strspn(facts->release.version, "0123456789.abcdefghijklmnopqrstuvwxyz-+") != strlen(facts->release.version)) {
		return hush_facts_fail(facts, tool, err, "\"version\" is not a version");
	}
	if (!hush_day_parse(facts->release.day, strlen(facts->release.day), &day)) {
		return hush_facts_fail(facts, root, err, "\"published\" is not a date");
	}
	return read_ledger(facts, root, err);
}

hush_status hush_facts_read(const struct hush_bundle *bundle, struct hush_facts *facts, hush_error *err)
{
	*facts = (struct hush_facts){0};
	facts->file = hush_bundle_find(bundle, "release.json");
	if (!facts->file) {
		return hush_fail_at(err, HUSH_E_VERIFY, "release.json", 0, 0, "the file is missing");
	}
	HUSH_TRY(as_verify(hush_json_parse("release.json", facts->file->bytes, facts->file->length, &facts->document, err),
	                   err));
	return read_stated(facts, err);
}

void hush_facts_free(struct hush_facts *facts)
{
	hush_free(facts->others);
	for (uint32_t i = 0; facts->plan.tables && i < facts->plan.table_count; i++) {
		hush_plan_table_clear(&facts->plan.tables[i]);
	}
	for (uint32_t i = 0; facts->plan.accounts && i < facts->plan.account_count; i++) {
		struct hush_plan_account *account = &facts->plan.accounts[i];

		hush_free(account->name);
		hush_free(account->unit);
		hush_plan_account_clear(account);
	}
	for (uint32_t i = 0; facts->accounts && i < facts->plan.account_count; i++) {
		hush_free(facts->accounts[i].budget_text);
		hush_free(facts->accounts[i].spent_text);
		hush_free(facts->accounts[i].thresholds_text);
	}
	for (uint32_t i = 0; facts->noisy.tables && i < facts->noisy.table_count; i++) {
		hush_free(facts->noisy.tables[i]);
	}
	hush_free(facts->noisy.tables);
	hush_free(facts->noisy.cells);
	hush_free(facts->plan.tables);
	hush_free(facts->plan.accounts);
	hush_free(facts->accounts);
	if (facts->spec != facts->asked) {
		hush_spec_resolved_free(facts->spec);
	}
	hush_spec_free(facts->asked);
	hush_json_free(facts->document);
	*facts = (struct hush_facts){0};
}

/* The text of an object in the file: from where it starts to the brace that closes it. The document has been parsed. */
static bool slice_object(const struct hush_facts *facts, const struct hush_json *object, size_t *from, size_t *length)
{
	const char *text = facts->file->bytes;
	unsigned long line;
	unsigned long column;
	size_t at = 0;
	size_t depth = 0;
	bool quoted = false;

	hush_json_place(object, &line, &column);
	for (unsigned long l = 1; l < line; l++) {
		const char *end = memchr(text + at, '\n', facts->file->length - at);

		if (!end) {
			return false;
		}
		at = (size_t)(end - text) + 1;
	}
	at += column - 1;
	for (size_t i = at; i < facts->file->length; i++) {
		if (quoted) {
			quoted = text[i] != '"';
			i += text[i] == '\\' ? 1 : 0; /* what follows a backslash ends nothing */
			continue;
		}
		quoted = text[i] == '"';
		depth += text[i] == '{' ? 1 : 0;
		if (text[i] == '}' && --depth == 0) {
			*from = at;
			*length = i + 1 - at;
			return true;
		}
	}
	return false;
}

static hush_status read_value(const struct hush_facts *facts, const struct hush_json *node, const char *before, char **value,
                              hush_error *err)
{
	const char *text = hush_json_string(node);

	if (!text || hush_name_fault(text)) {
		return hush_facts_fail(facts, node, err, "a discovered value is not one that a table may hold");
	}
	if (before && strcmp(before, text) >= 0) {
		return hush_facts_fail(facts, node, err, "discovered values must stand in the order of their bytes, each once");
	}
	*value = hush_strdup(text);
	return *value ? HUSH_OK : hush_fail_memory(err);
}

/* The values that one table published of those that no list names. */
static hush_status read_discovered(const struct hush_facts *facts, const struct hush_table *table,
                                   const struct hush_json *node, struct hush_names *values, hush_error *err)
{
	const struct hush_dimension *dimension = &facts->asked->dimensions[table->discovered];
	const struct hush_json *discovered;
	const struct hush_json *list;

	HUSH_TRY(hush_facts_member(facts, node, "discovered", HUSH_JSON_OBJECT, &discovered, err));
	HUSH_TRY(hush_facts_member(facts, discovered, "values", HUSH_JSON_ARRAY, &list, err));
	if (hush_json_count(list) > dimension->at_most) {
		return hush_facts_fail(facts, list, err, "more values of \"%s\" than the spec lets a table publish", dimension->name);
	}
	values->names = hush_calloc(hush_json_count(list), sizeof *values->names);
	if (!values->names) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < hush_json_count(list); i++) {
		HUSH_TRY(read_value(facts, hush_json_at(list, i), i > 0 ? values->names[i - 1] : NULL, &values->names[i], err));
		values->count++;
	}
	return HUSH_OK;
}

static hush_status resolve(struct hush_facts *facts, hush_error *err)
{
	const struct hush_spec *asked = facts->asked;
	struct hush_names values[HUSH_MAX_DIMENSIONS] = {{0}};
	const struct hush_json *tables;
	hush_status status;

	if (!hush_spec_discovers(asked)) {
		facts->spec = facts->asked;
		return HUSH_OK;
	}
	status = hush_facts_member(facts, hush_json_root(facts->document), "tables", HUSH_JSON_ARRAY, &tables, err);
	if (status == HUSH_OK && hush_json_count(tables) != asked->table_count) {
		status = hush_facts_fail(facts, tables, err, "\"tables\" must have %u elements, as the spec asks", asked->table_count);
	}
	for (uint32_t t = 0; t < asked->table_count && status == HUSH_OK; t++) {
		if (asked->tables[t].discovers) {
			status = read_discovered(facts, &asked->tables[t], hush_json_at(tables, t), &values[asked->tables[t].discovered], err);
		}
	}
	if (status == HUSH_OK) {
		status = hush_spec_resolve(asked, values, &facts->spec, err);
	}
	for (uint32_t d = 0; d < asked->dimension_count; d++) {
		hush_names_release(&values[d]);
	}
	return status;
}

hush_status hush_facts_spec(struct hush_facts *facts, hush_error *err)
{
	const struct hush_json *root = hush_json_root(facts->document);
	const struct hush_json *member;
	const char *digest;
	size_t from;
	size_t length;

	HUSH_TRY(hush_facts_member(facts, root, "spec", HUSH_JSON_OBJECT, &member, err));
	if (!slice_object(facts, member, &from, &length)) {
		return hush_facts_fail(facts, member, err, "the spec has no end");
	}
	HUSH_TRY(as_verify(hush_spec_load_public("release.json: spec", facts->file->bytes + from, length, &facts->asked, err),
	                   err));
	if (facts->asked->public_json_length < length ||
	    memcmp(facts->asked->public_json, facts->file->bytes + from, length) != 0) {
		return hush_facts_fail(facts, member, err, "the spec is not in its canonical form");
	}
	HUSH_TRY(hush_facts_text(facts, root, "spec_digest", &digest, err));
	if (strcmp(digest, facts->asked->digest) != 0) {
		return hush_facts_fail(facts, root, err, "the spec's digest is not the one stated");
	}
	HUSH_TRY(resolve(facts, err));
	facts->release.spec = facts->spec;
	return HUSH_OK;
}
