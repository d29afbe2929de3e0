/*
 * checklist: nist-sp-800-226.md, what NIST SP 800-226 (Guidelines for Evaluating Differential Privacy Guarantees, 2025)
 * asks of a guarantee, answered for this release.
 *
 * An answer that follows from the release is given; a question that only the agency can answer is left open and says
 * so.
 */
#ifndef HUSH_PUBLISH_CHECKLIST_H
#define HUSH_PUBLISH_CHECKLIST_H

#include "base/buffer.h"
#include "publish/release.h"

void hush_checklist_write(const struct hush_release *release, struct hush_buffer *out);

#endif
