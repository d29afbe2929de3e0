/*
 * reference: what the reader must say of a file, said slowly: lines cut by memchr, every line given to libcsv alone, times
 * and zones asked anew for every row, values searched from end to end.
 *
 * Both tell what they saw as text (a line for each record) and as a tally, so that two readings can be compared byte for
 * byte.
 */
#ifndef HUSH_TESTS_READ_REFERENCE_H
#define HUSH_TESTS_READ_REFERENCE_H

#include "specs.h"

#include "base/text.h"
#include "base/zone.h"
#include "read/pieces.h"
#include "read/plate.h"
#include "read/record.h"
#include "read/time.h"

struct story {
	char *text;
	size_t length;
	FILE *memory;
	const struct hush_spec *spec;
	struct hush_unit_shape shape;
	struct hush_tally_source tally;
};

static inline void story_begin(struct story *story, const struct hush_spec *spec)
{
	*story = (struct story){.spec = spec};
	story->memory = open_memstream(&story->text, &story->length);
	ck_assert_int_eq(hush_unit_shape_open(spec, 0, &story->shape, NULL), HUSH_OK);
}

static inline void story_end(struct story *story)
{
	fclose(story->memory);
	hush_unit_shape_close(&story->shape);
}

static inline void tell(struct story *story, const unsigned char *unit, size_t length, uint32_t value)
{
	fwrite(unit, 1, length, story->memory);
	fprintf(story->memory, "|%d\n", value == HUSH_NONE ? -1 : (int)value);
}

/* -- the reader ----------------------------------------------------------------------------------------------------- */

static inline bool hear_record(struct story *story, const struct hush_record *record)
{
	unsigned char room[HUSH_UNIT_EXACT_ROOM];
	uint32_t value = record->values[0];

	if (record->unit.packed) {
		ck_assert_uint_le(record->unit.packed, HUSH_UNIT_PACKED);
		tell(story, room, hush_unit_exact(&story->shape, record->unit.low, record->unit.high, room), value);
	} else {
		tell(story, record->unit.exact, record->unit.exact_length, value);
	}
	return value != HUSH_NONE;
}

static inline void hear(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	(void)failed;
	for (uint32_t i = 0; i < count; i++) {
		counted[i] = hear_record(context, &records[i]);
	}
}

static bool read_ahead; /* compressed files by a thread of their own */

static inline hush_status read_with(const struct hush_spec *spec, size_t piece, struct story *story, hush_error *err)
{
	struct hush_inputs *inputs = NULL;
	struct hush_reading *reading = NULL;
	struct hush_tally_part part = {0};
	hush_status status = hush_inputs_check(spec, &inputs, err);

	story_begin(story, spec);
	if (status == HUSH_OK) {
		status = hush_reading_open(inputs, spec, 0, &story->shape, piece, &reading, err);
	}
	if (status == HUSH_OK && read_ahead) {
		hush_reading_read_ahead(reading);
	}
	if (status == HUSH_OK) {
		status = hush_reading_run(reading, hear, story, &part, err);
	}
	if (status == HUSH_OK) {
		hush_reading_tell(reading, &part, &story->tally);
	}
	hush_reading_close(reading);
	hush_inputs_free(inputs);
	story_end(story);
	return status;
}

/* -- the reference: columns t, p, x in this order --------------------------------------------------------------------- */

struct reference {
	struct story *story;
	struct hush_zone *zone;
	struct hush_csv *csv;
};

/* What becomes of a line; false when it is no row. */
static inline bool judge(struct reference *reference, const char *line, size_t length, enum hush_reason *reason)
{
	const struct hush_spec *spec = reference->story->spec;
	struct hush_time_format format = hush_time_format_of("iso", reference->zone);
	const struct hush_names *names = &spec->dimensions[0].values;
	const struct hush_field *fields;
	unsigned char unit[4096];
	struct hush_field part[3];
	uint32_t count;
	uint32_t value = HUSH_NONE;
	int32_t second;
	hush_day day;
	int64_t utc;
	size_t made;

	if (length > HUSH_LINE_LIMIT) {
		*reason = HUSH_LEFT_LONG;
		return true;
	}
	if (memchr(line, '\0', length) || !hush_utf8_valid(line, length)) {
		*reason = HUSH_LEFT_BYTES;
		return true;
	}
	switch (hush_csv_line(reference->csv, line, length, &fields, &count)) {
	case HUSH_CSV_ROW: break;
	case HUSH_CSV_EMPTY: return false;
	default: *reason = HUSH_LEFT_SPOILED; return true;
	}
	if (count != 3) {
		*reason = HUSH_LEFT_WIDTH;
		return true;
	}
	for (int i = 0; i < 3; i++) {
		part[i] = fields[i];
		hush_trim(&part[i].bytes, &part[i].length);
	}
	if (!hush_time_parse(&format, part[0].bytes, part[0].length, &utc)) {
		*reason = part[0].length == 1 && part[0].bytes[0] == 't' ? HUSH_LEFT_HEADER
		          : hush_says_nothing(part[0].bytes, part[0].length) ? HUSH_LEFT_NO_TIME : HUSH_LEFT_TIME;
		return true;
	}
	hush_local_split(hush_zone_local(reference->zone, utc), &day, &second);
	if (day < spec->from || day >= spec->to) {
		*reason = HUSH_LEFT_PERIOD;
		return true;
	}
	ck_assert_uint_lt(part[1].length, sizeof unit - 8);
	made = hush_plate_canonical(spec->sources[0].form, part[1].bytes, part[1].length, (char *)unit + 4);
	if (made == 0) {
		*reason = part[1].length > 0 && hush_says_nothing(part[1].bytes, part[1].length) ? HUSH_LEFT_REDACTED : HUSH_LEFT_ENTITY;
		return true;
	}
	for (int i = 0; i < 4; i++) {
		unit[i] = (unsigned char)(made >> (8 * i));
		unit[4 + made + (size_t)i] =
		    (unsigned char)((uint32_t)hush_window_first(spec->window, spec->week_start, day) >> (8 * i));
	}
	for (uint32_t i = 0; i < names->count; i++) {
		if (strlen(names->names[i]) == part[2].length && memcmp(names->names[i], part[2].bytes, part[2].length) == 0) {
			value = i;
		}
	}
	tell(reference->story, unit, made + 8, value);
	*reason = value != HUSH_NONE                                        ? HUSH_KEPT
	          : hush_says_nothing(part[2].bytes, part[2].length) ? HUSH_LEFT_NO_VALUE : HUSH_LEFT_DOMAIN;
	return true;
}

/* `text` is the file behind its header line. */
static inline void read_slowly(const struct hush_spec *spec, const char *text, size_t length, struct story *story)
{
	struct reference reference = {.story = story};
	uint64_t number = 1;

	story_begin(story, spec);
	ck_assert_int_eq(hush_zone_open(spec->timezone, &reference.zone, NULL), HUSH_OK);
	ck_assert_int_eq(hush_csv_open(',', &reference.csv, NULL), HUSH_OK);
	for (size_t at = 0; at < length;) {
		const char *feed = memchr(text + at, '\n', length - at);
		size_t end = feed ? (size_t)(feed - text) : length;
		enum hush_reason reason;

		number++;
		if (judge(&reference, text + at, end - at, &reason)) {
			uint64_t seen = story->tally.by_reason[reason]++;

			story->tally.rows++;
			if (seen < HUSH_TALLY_EXAMPLES) {
				story->tally.examples[reason][seen].line = number;
			}
		}
		at = end + 1;
	}
	hush_csv_close(reference.csv);
	hush_zone_free(reference.zone);
	story_end(story);
}

static inline void compare_stories(const struct story *wanted, const struct story *got, const char *what, size_t piece)
{
	if (wanted->length != got->length || memcmp(wanted->text, got->text, got->length) != 0) {
		size_t at = 0;

		while (at < wanted->length && at < got->length && wanted->text[at] == got->text[at]) {
			at++;
		}
		ck_abort_msg("%s, pieces of %zu: records differ from byte %zu on:\nwanted %.80s\ngot    %.80s", what, piece, at,
		             wanted->text + (at > 20 ? at - 20 : 0), got->text + (at > 20 ? at - 20 : 0));
	}
	if (memcmp(&wanted->tally, &got->tally, sizeof wanted->tally) != 0) {
		for (int i = 0; i < HUSH_REASON_COUNT; i++) {
			if (wanted->tally.by_reason[i] != got->tally.by_reason[i]) {
				ck_abort_msg("%s, pieces of %zu: %s %llu, wanted %llu", what, piece, hush_reason_name((enum hush_reason)i),
				             (unsigned long long)got->tally.by_reason[i], (unsigned long long)wanted->tally.by_reason[i]);
			}
		}
		ck_abort_msg("%s, pieces of %zu: rows or line numbers differ", what, piece);
	}
}

#endif
