/*
 * citation: CITATION.cff, how to cite the release, in the Citation File Format 1.2.0.
 */
#ifndef HUSH_PUBLISH_CITATION_H
#define HUSH_PUBLISH_CITATION_H

#include "base/buffer.h"
#include "publish/release.h"

void hush_citation_write(const struct hush_release *release, struct hush_buffer *out);

#endif
