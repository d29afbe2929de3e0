/*
 * profile: privacy-profile.json, the JSON Schema of what hushcount adds to a Data Package.
 *
 * Every release carries it, so a folder says by itself what its metadata mean.  The same text is
 * docs/privacy-profile.json.
 */
#ifndef HUSH_PUBLISH_PROFILE_H
#define HUSH_PUBLISH_PROFILE_H

#include "base/buffer.h"

void hush_profile_write(struct hush_buffer *out);

#endif
