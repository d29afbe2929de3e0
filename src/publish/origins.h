/*
 * origins: what a spec says was chosen by looking at data, in words.
 *
 * A guarantee is about what is published by the mechanisms; a list or a limit that was chosen by looking says something by
 * itself.  The page, the registry entry and the checklist all say so, with this sentence.
 */
#ifndef HUSH_PUBLISH_ORIGINS_H
#define HUSH_PUBLISH_ORIGINS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "publish/messages.h"
#include "spec/spec.h"

/* One sentence; false, and nothing written, when the spec says so of nothing. */
bool hush_origins_looked(const struct hush_spec *spec, const struct hush_messages *messages, struct hush_buffer *out);

#endif
