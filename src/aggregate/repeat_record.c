/* repeat_record: see repeat_record.h. */
#include "aggregate/repeat_record.h"

#include <string.h>

#include "aggregate/found_text.h"
#include "base/memory.h"

hush_status hush_repeat_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_repeat_shape *shape,
                                   hush_error *err)
{
	struct hush_repeat_shape made = {.source = &spec->sources[source], .names = spec->dimensions, .tables = spec->tables};
	bool needed[HUSH_MAX_DIMENSIONS];

	made.dimensions = hush_calloc(spec->dimension_count, sizeof *made.dimensions);
	made.amounts = hush_calloc(spec->table_count, sizeof *made.amounts);
	if (!made.dimensions || !made.amounts) {
		hush_repeat_shape_close(&made);
		return hush_fail_memory(err);
	}
	hush_needed_dimensions(spec, source, needed);
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		if (needed[d]) {
			made.dimensions[made.dimension_count++] = d;
		}
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && spec->tables[t].amount.column) {
			made.amounts[made.amount_count++] = t;
		}
	}
	*shape = made;
	return HUSH_OK;
}

void hush_repeat_shape_close(struct hush_repeat_shape *shape)
{
	hush_free(shape->dimensions);
	hush_free(shape->amounts);
	*shape = (struct hush_repeat_shape){0};
}

static const struct hush_field *key_field(const struct hush_record *record, uint32_t i)
{
	return &record->fields[record->header->keys[i]];
}

static const struct hush_field *amount_field(const struct hush_repeat_shape *shape, const struct hush_record *record, uint32_t i)
{
	return &record->fields[record->header->amounts[shape->amounts[i]]];
}

static bool discovered(const struct hush_repeat_shape *shape, uint32_t i)
{
	return shape->names[shape->dimensions[i]].at_most > 0;
}

/* The text of a discovered value; empty of what can be none, which no value is called. */
static struct hush_field discovered_text(const struct hush_repeat_shape *shape, const struct hush_record *record, uint32_t i)
{
	struct hush_field text;

	return hush_found_text_of(record, shape->dimensions[i], &text) ? text : (struct hush_field){"", 0};
}

static bool takes_age(const struct hush_repeat_shape *shape, uint32_t i)
{
	return shape->tables[shape->amounts[i]].amount.age != HUSH_AGE_NONE;
}

/* At most: bytes of identity and content. */
static size_t size_of(const struct hush_repeat_shape *shape, const struct hush_record *record)
{
	size_t size = HUSH_REPEAT_U32 + HUSH_UNIT_PACKED + HUSH_REPEAT_U32 + HUSH_REPEAT_U32 * (size_t)shape->dimension_count;

	if (!record->unit.packed) {
		size += HUSH_REPEAT_U32 + (size_t)record->unit.exact_length;
	}
	for (uint32_t i = 0; i < shape->source->key_column_count; i++) {
		size += HUSH_REPEAT_U32 + key_field(record, i)->length;
	}
	for (uint32_t i = 0; i < shape->dimension_count; i++) {
		size += discovered(shape, i) ? discovered_text(shape, record, i).length : 0;
	}
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		size += takes_age(shape, i) ? HUSH_REPEAT_U64 : HUSH_REPEAT_U32 + amount_field(shape, record, i)->length;
	}
	return size;
}

hush_status hush_repeat_write(const struct hush_repeat_shape *shape, const struct hush_repeat_keys *keys,
                              const struct hush_record *record, struct hush_repeat *repeat, hush_error *err)
{
	const struct hush_unit_key *unit = &record->unit;

	HUSH_TRY(hush_repeat_begin(repeat, size_of(shape, record), err));
	hush_repeat_put_u32(repeat, unit->packed);
	if (unit->packed) {
		hush_repeat_put_u64(repeat, unit->low);
		hush_repeat_put_u64(repeat, unit->high);
	} else {
		hush_repeat_put_counted(repeat, unit->exact, unit->exact_length);
	}
	for (uint32_t i = 0; i < shape->source->key_column_count; i++) {
		hush_repeat_put_counted(repeat, key_field(record, i)->bytes, key_field(record, i)->length);
	}
	hush_repeat_content(repeat);
	hush_repeat_put_u32(repeat, (uint32_t)record->count); /* below 2^31 */
	for (uint32_t i = 0; i < shape->dimension_count; i++) {
		if (discovered(shape, i)) {
			const struct hush_field text = discovered_text(shape, record, i);

			hush_repeat_put_counted(repeat, text.bytes, text.length);
		} else {
			hush_repeat_put_u32(repeat, record->values[shape->dimensions[i]]);
		}
	}
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		if (takes_age(shape, i)) {
			hush_repeat_put_u64(repeat, (uint64_t)record->ages[shape->amounts[i]]);
		} else {
			hush_repeat_put_counted(repeat, amount_field(shape, record, i)->bytes, amount_field(shape, record, i)->length);
		}
	}
	hush_repeat_end(keys, repeat);
	return HUSH_OK;
}

void hush_repeat_back_init(const struct hush_repeat_shape *shape, struct hush_repeat_back *back)
{
	memset(back, 0, sizeof *back);
	back->record.values = back->values;
	back->record.fields = back->fields;
	back->record.header = &back->header;
	back->record.ages = back->ages;
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		back->header.amounts[shape->amounts[i]] = i;
	}
	for (uint32_t i = 0; i < shape->dimension_count; i++) {
		back->header.dimensions[shape->dimensions[i]] = HUSH_MAX_TABLES + i;
		back->values[shape->dimensions[i]] = HUSH_NONE;
	}
}

void hush_repeat_read(const struct hush_repeat_shape *shape, const unsigned char *identity, const unsigned char *content,
                      struct hush_repeat_back *back)
{
	struct hush_unit_key *unit = &back->record.unit;
	const unsigned char *at = identity + HUSH_REPEAT_U32;

	unit->packed = hush_repeat_get_u32(identity);
	if (unit->packed) {
		unit->low = hush_repeat_get_u64(at);
		unit->high = hush_repeat_get_u64(at + HUSH_REPEAT_U64);
	} else {
		unit->low = 0;
		unit->exact_length = hush_repeat_get_u32(at);
		unit->exact = at + HUSH_REPEAT_U32;
	}
	back->record.count = hush_repeat_get_u32(content);
	at = content + HUSH_REPEAT_U32;
	for (uint32_t i = 0; i < shape->dimension_count; i++, at += HUSH_REPEAT_U32) {
		if (discovered(shape, i)) {
			back->fields[HUSH_MAX_TABLES + i] = (struct hush_field){(const char *)at + HUSH_REPEAT_U32, hush_repeat_get_u32(at)};
			at += hush_repeat_get_u32(at);
		} else {
			back->values[shape->dimensions[i]] = hush_repeat_get_u32(at);
		}
	}
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		if (takes_age(shape, i)) {
			back->ages[shape->amounts[i]] = (int64_t)hush_repeat_get_u64(at);
			at += HUSH_REPEAT_U64;
			continue;
		}
		back->fields[i] = (struct hush_field){(const char *)at + HUSH_REPEAT_U32, hush_repeat_get_u32(at)};
		at += HUSH_REPEAT_U32 + back->fields[i].length;
	}
}
