/*
 * published: what the officer is told when publish is done: what, at what cost, what is left, which page to open.
 *
 * Nothing here depends on the records: it is made from the spec, the plan and the ledger alone (design rule 10).
 */
#ifndef HUSH_API_PUBLISHED_H
#define HUSH_API_PUBLISHED_H

#include <hushcount/text.h>

#include "api/balance.h"
#include "api/session.h"
#include "base/buffer.h"

enum hush_published_how {
	HUSH_PUBLISHED_NEW,
	HUSH_PUBLISHED_CONTINUED, /* reserved by an earlier run that was interrupted */
	HUSH_PUBLISHED_RESTORED,  /* the ledger's kept bytes were put back */
	HUSH_PUBLISHED_ALREADY,   /* the folder is there, with the same bytes */
	HUSH_PUBLISHED_HELD,      /* finished and kept, and not published before somebody signs it off */
	HUSH_PUBLISHED_REHEARSED
};

hush_status hush_published_describe(struct hush_session *session, enum hush_published_how how, const char *reports,
                                    bool printed, hush_format format, struct hush_buffer *answer, hush_error *err);

/* What the one who signed a release off is told; `already`: it was published before. */
hush_status hush_resumed_describe(struct hush_ledger *ledger, const char *release, bool already, const char *reports,
                                  hush_format format, struct hush_buffer *answer, hush_error *err);

#endif
