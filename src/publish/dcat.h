/*
 * dcat: dcat.json, one Dataset object in the form of DCAT-US 3.0, to be put into an agency's data.json for data.gov.
 *
 * Addresses are in it when the spec names the folder's (`release.url`); without one a portal cannot fetch the files.
 */
#ifndef HUSH_PUBLISH_DCAT_H
#define HUSH_PUBLISH_DCAT_H

#include "base/buffer.h"
#include "publish/bundle.h"
#include "publish/release.h"

/* `bundle` already holds the tables: their size and digest are stated. */
void hush_dcat_write(const struct hush_release *release, const struct hush_bundle *bundle, struct hush_buffer *out);

#endif
