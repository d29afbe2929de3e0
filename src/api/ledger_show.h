/*
 * ledger_show: a ledger as a page that an officer can read, as JSON, or as JSON lines.
 */
#ifndef HUSH_API_LEDGER_SHOW_H
#define HUSH_API_LEDGER_SHOW_H

#include <hushcount/text.h>

#include "base/buffer.h"
#include "base/json_write.h"
#include "ledger/ledger.h"

hush_status hush_ledger_describe(struct hush_ledger *ledger, const char *path, hush_format format,
                                 struct hush_buffer *out, hush_error *err);

/* The parts that the above and the lines share. */
hush_status hush_account_put_plain(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                                   struct hush_buffer *out, hush_error *err);
void hush_account_put_json(struct hush_json_writer *writer, const struct hush_account_terms *terms);
void hush_charge_put_json(struct hush_json_writer *writer, const struct hush_ledger_entry *entry);

/* One JSON object a line: accounts first, then every charge in the order of reservation, then every entry of the chain. */
hush_status hush_ledger_lines(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err);

#endif
