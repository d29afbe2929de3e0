/*
 * candidates: see candidates.h.
 *
 * Every thread gathers a set of texts for each dimension that is discovered; the sets are put together, sorted, and made the
 * dimension's values.  The texts in a set come from the records, so the place of one is a keyed hash: nobody can make a file
 * that slows the search down.
 */
#include "aggregate/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/threads.h"
#include "bound/arena.h"
#include "read/pieces.h"
#include "read/record.h"
#include "spec/domain.h"
#include "spec/resolved.h"
#include "spec/unit_key.h"

enum { FIRST_ROOM = 64, MOST_NAMES = 1 << 28 };

/* --- a set of texts --- */

struct set {
	char **places; /* NULL where empty; the texts lie in `texts` */
	uint32_t room; /* a power of two, at least twice `count`; 0 before the first */
	uint32_t count;
	struct hush_arena texts;
};

static void set_close(struct set *set)
{
	hush_free(set->places);
	hush_arena_close(&set->texts);
}

static uint32_t place_of(const struct set *set, const uint8_t key[HUSH_SIPHASH_KEY], const char *text)
{
	uint8_t hash[HUSH_SIPHASH_BYTES];
	uint32_t at;

	hush_siphash(key, text, strlen(text), hash);
	memcpy(&at, hash, sizeof at);
	at &= set->room - 1;
	while (set->places[at] && strcmp(set->places[at], text) != 0) {
		at = (at + 1) & (set->room - 1);
	}
	return at;
}

static bool grow(struct set *set, const uint8_t key[HUSH_SIPHASH_KEY])
{
	struct set larger = {.room = set->room ? 2 * set->room : FIRST_ROOM};

	larger.places = hush_calloc(larger.room, sizeof *larger.places);
	if (!larger.places) {
		return false;
	}
	for (uint32_t i = 0; i < set->room; i++) {
		if (set->places[i]) {
			larger.places[place_of(&larger, key, set->places[i])] = set->places[i];
		}
	}
	hush_free(set->places);
	set->places = larger.places;
	set->room = larger.room;
	return true;
}

static bool set_add(struct set *set, const uint8_t key[HUSH_SIPHASH_KEY], const char *text)
{
	size_t size = strlen(text) + 1;
	uint32_t at;

	if (set->room / 2 <= set->count && (set->count >= MOST_NAMES || !grow(set, key))) {
		return false;
	}
	at = place_of(set, key, text);
	if (!set->places[at]) {
		set->places[at] = hush_arena_take(&set->texts, size);
		if (!set->places[at]) {
			return false;
		}
		memcpy(set->places[at], text, size);
		set->count++;
	}
	return true;
}

/* --- reading --- */

struct gathering {
	struct hush_reading *reading;
	uint32_t dimensions[HUSH_MAX_DIMENSIONS]; /* that tables of this source discover */
	uint32_t count;
	uint8_t key[HUSH_SIPHASH_KEY];
};

struct worker {
	struct gathering *gathering;
	struct set sets[HUSH_MAX_DIMENSIONS]; /* by gathering->dimensions */
	struct hush_tally_part part;          /* told to nobody: counting sees the same rows */
};

/* The field as a text that could stand in a list of values; false when it could not. */
static bool publishable(const struct hush_field *field, char text[HUSH_MAX_NAME + 1])
{
	if (field->length == 0 || field->length > HUSH_MAX_NAME || memchr(field->bytes, '\0', field->length)) {
		return false;
	}
	memcpy(text, field->bytes, field->length);
	text[field->length] = '\0';
	return hush_name_fault(text) == NULL;
}

static bool gather_record(struct worker *worker, const struct hush_record *record)
{
	const struct gathering *gathering = worker->gathering;
	char text[HUSH_MAX_NAME + 1];

	for (uint32_t i = 0; i < gathering->count; i++) {
		const struct hush_field *field = &record->fields[record->header->dimensions[gathering->dimensions[i]]];

		if (publishable(field, text) && !set_add(&worker->sets[i], gathering->key, text)) {
			return false;
		}
	}
	return true;
}

static void gather(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	(void)counted;
	for (uint32_t k = 0; k < count && *failed == HUSH_OK; k++) {
		*failed = gather_record(context, &records[k]) ? HUSH_OK : HUSH_E_MEMORY;
	}
}

static hush_status read_records(void *context, hush_error *err)
{
	struct worker *worker = context;

	return hush_reading_run(worker->gathering->reading, gather, worker, &worker->part, err);
}

/* --- together --- */

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Puts the texts of all workers for one dimension in order, each once. */
static hush_status put_together(struct worker *workers, uint32_t threads, uint32_t set, struct hush_names *names,
                                hush_error *err)
{
	uint64_t total = 0;
	uint32_t kept = 0;

	for (uint32_t w = 0; w < threads; w++) {
		total += workers[w].sets[set].count;
	}
	names->names = total <= MOST_NAMES ? hush_calloc(total, sizeof *names->names) : NULL;
	if (!names->names) {
		return hush_fail_memory(err);
	}
	for (uint32_t w = 0; w < threads; w++) {
		for (uint32_t i = 0; i < workers[w].sets[set].room; i++) {
			const char *text = workers[w].sets[set].places[i];

			if (text) {
				names->names[names->count] = hush_strdup(text);
				if (!names->names[names->count]) {
					return hush_fail_memory(err);
				}
				names->count++;
			}
		}
	}
	qsort(names->names, names->count, sizeof *names->names, by_bytes);
	for (uint32_t i = 0; i < names->count; i++) {
		if (kept > 0 && strcmp(names->names[kept - 1], names->names[i]) == 0) {
			hush_free_wiped(names->names[i], strlen(names->names[i]));
		} else {
			names->names[kept++] = names->names[i];
		}
	}
	names->count = kept;
	return HUSH_OK;
}

static hush_status read_source(struct gathering *gathering, uint32_t threads, struct hush_names *values, hush_error *err)
{
	struct worker *workers = hush_calloc(threads, sizeof *workers);
	hush_status status = HUSH_OK;

	if (!workers) {
		return hush_fail_memory(err);
	}
	for (uint32_t w = 0; w < threads; w++) {
		workers[w].gathering = gathering;
	}
	status = hush_threads_run(read_records, workers, sizeof *workers, threads, err);
	for (uint32_t i = 0; i < gathering->count && status == HUSH_OK; i++) {
		status = put_together(workers, threads, i, &values[gathering->dimensions[i]], err);
	}
	for (uint32_t w = 0; w < threads; w++) {
		for (uint32_t i = 0; i < gathering->count; i++) {
			set_close(&workers[w].sets[i]);
		}
	}
	hush_free_wiped(workers, threads * sizeof *workers);
	return status;
}

/* Every dimension is discovered by one table, so by one source (spec/read_table.c). */
static hush_status gather_source(const struct hush_spec *spec, uint32_t source, struct hush_inputs *inputs,
                                 const struct hush_count_effort *effort, struct hush_names *values, hush_error *err)
{
	struct gathering gathering = {0};
	struct hush_unit_shape units = {0};
	hush_status status;

	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && spec->tables[t].discovers) {
			gathering.dimensions[gathering.count++] = spec->tables[t].discovered;
		}
	}
	if (gathering.count == 0) {
		return HUSH_OK;
	}
	hush_system_random(gathering.key, sizeof gathering.key);
	HUSH_TRY(hush_unit_shape_open(spec, source, &units, err));
	status = hush_reading_open(inputs, spec, source, &units, effort->piece, &gathering.reading, err);
	if (status == HUSH_OK && effort->asked.threads > 1) {
		hush_reading_read_ahead(gathering.reading);
	}
	if (status == HUSH_OK) {
		status = read_source(&gathering, effort->asked.threads, values, err);
	}
	hush_reading_close(gathering.reading);
	hush_unit_shape_close(&units);
	return status;
}

static hush_status find(const struct hush_spec *spec, struct hush_inputs *inputs, const struct hush_count_effort *effort,
                        struct hush_spec **full, hush_error *err)
{
	const struct hush_count_effort whole = hush_count_effort_complete(effort);
	struct hush_names values[HUSH_MAX_DIMENSIONS] = {{0}};
	hush_status status = HUSH_OK;

	for (uint32_t source = 0; source < spec->source_count && status == HUSH_OK; source++) {
		status = gather_source(spec, source, inputs, &whole, values, err);
	}
	if (status == HUSH_OK) {
		status = hush_spec_resolve(spec, values, full, err);
	}
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		hush_names_release(&values[d]);
	}
	return status;
}

hush_status hush_candidates_count(const struct hush_spec *spec, struct hush_inputs *inputs,
                                  const uint8_t limit_key[32], const struct hush_count_effort *effort,
                                  struct hush_tally *tally, struct hush_spec **full, struct hush_exact_tables **exact,
                                  hush_error *err)
{
	struct hush_spec *found = NULL;
	hush_status status = HUSH_OK;

	if (hush_spec_discovers(spec)) {
		status = find(spec, inputs, effort, &found, err);
	}
	if (status == HUSH_OK) {
		status = hush_count(found ? found : spec, inputs, limit_key, effort, tally, exact, err);
	}
	if (status != HUSH_OK) {
		hush_spec_resolved_free(found);
		return status;
	}
	*full = found;
	return HUSH_OK;
}
