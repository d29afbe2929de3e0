/*
 * ledger_show: a ledger as a page that an officer can read, as JSON, or as JSON lines.
 */
#ifndef HUSH_API_LEDGER_SHOW_H
#define HUSH_API_LEDGER_SHOW_H

#include <hushcount/text.h>

#include "base/buffer.h"
#include "ledger/ledger.h"

hush_status hush_ledger_describe(struct hush_ledger *ledger, const char *path, hush_format format,
                                 struct hush_buffer *out, hush_error *err);

/* One JSON object a line: accounts first, then every charge in the order of reservation. */
hush_status hush_ledger_lines(struct hush_ledger *ledger, struct hush_buffer *out, hush_error *err);

#endif
