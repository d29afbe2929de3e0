/*
 * jsonld: what search engines for data sets read: schema.org/Dataset, as a block of data in the page's head.
 *
 * A <script> of a type that is no script language is data: browsers neither run it nor ask the content policy about it,
 * so the page's policy (no script at all) stays as it is.  The JSON writer escapes '<', so no text can end the block.
 */
#ifndef HUSH_PUBLISH_JSONLD_H
#define HUSH_PUBLISH_JSONLD_H

#include "base/buffer.h"
#include "publish/release.h"

/* `<script type="application/ld+json">...</script>` and a line feed. */
void hush_jsonld_block(const struct hush_release *release, struct hush_buffer *out);

#endif
