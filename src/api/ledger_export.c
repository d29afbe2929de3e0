/* ledger_export: a ledger as JSON lines: its accounts, its charges, and the chain itself; see ledger_show.h. */
#include "api/answer.h"
#include "api/ledger_show.h"

/* The writer indents over lines; JSON lines want one line, so its line feeds and the blanks after them are dropped. */
static void put_line(struct hush_buffer *out, const struct hush_buffer *object)
{
	for (size_t i = 0; i < object->length; i++) {
		if (object->bytes[i] != '\n') {
			hush_buffer_byte(out, (unsigned char)object->bytes[i]);
			continue;
		}
		while (i + 1 < object->length && object->bytes[i + 1] == ' ') {
			i++;
		}
	}
	hush_buffer_byte(out, '\n');
}

static void begin_line(struct hush_json_writer *writer, struct hush_buffer *object, const char *item)
{
	hush_buffer_init(object, HUSH_ANSWER_LIMIT);
	hush_json_begin(writer, object);
	hush_json_object(writer, NULL);
	hush_json_put_string(writer, "item", item);
}

static hush_status end_line(struct hush_json_writer *writer, struct hush_buffer *object, struct hush_buffer *out,
                            hush_error *err)
{
	hush_status status;

	hush_json_end(writer);
	status = hush_buffer_check(object, err);
	if (status == HUSH_OK) {
		put_line(out, object);
	}
	hush_buffer_release(object);
	return status;
}

static hush_status line_charge(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct hush_json_writer writer;
	struct hush_buffer object;

	begin_line(&writer, &object, "charge");
	hush_charge_put_json(&writer, entry);
	return end_line(&writer, &object, context, err);
}

/* An entry as the chain has it: whoever knows the encoding (docs/ledger-format.md) can compute every digest again. */
static hush_status line_entry(void *context, const struct hush_ledger_item *item, hush_error *err)
{
	struct hush_json_writer writer;
	struct hush_buffer object;

	begin_line(&writer, &object, "entry");
	hush_json_put_u64(&writer, "sequence", item->sequence);
	hush_json_put_string(&writer, "kind", item->kind);
	hush_json_put_string(&writer, "release", item->release);
	hush_json_put_string(&writer, "payload", item->payload);
	hush_json_put_string(&writer, "previous", item->previous);
	hush_json_put_string(&writer, "digest", item->digest);
	return end_line(&writer, &object, context, err);
}

hush_status hush_ledger_lines(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err)
{
	for (uint32_t i = 0; i < hush_ledger_account_count(ledger); i++) {
		struct hush_json_writer writer;
		struct hush_buffer object;

		begin_line(&writer, &object, "account");
		hush_json_put_string(&writer, "ledger", hush_ledger_id(ledger));
		hush_account_put_json(&writer, hush_ledger_account(ledger, i));
		HUSH_TRY(end_line(&writer, &object, out, err));
	}
	HUSH_TRY(hush_ledger_walk(ledger, line_charge, out, err));
	HUSH_TRY(hush_ledger_walk_chain(ledger, line_entry, out, err));
	return hush_buffer_check(out, err);
}
