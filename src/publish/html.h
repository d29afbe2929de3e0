/*
 * html: text that came from a spec, written where a page or a drawing expects text.
 */
#ifndef HUSH_PUBLISH_HTML_H
#define HUSH_PUBLISH_HTML_H

#include "base/buffer.h"

/*
 * Escapes & < > " and ', so that the text may stand between tags and inside a quoted attribute; control characters,
 * which HTML does not admit, become U+FFFD.
 */
void hush_html_text(struct hush_buffer *out, const char *text);

/* A contact as a link when it is plainly an e-mail or https address, else as text. */
void hush_html_contact(struct hush_buffer *out, const char *contact);

#endif
