/*
 * datapackage: datapackage.json, the metadata of the tables for programs.
 *
 * Data Package 2.0 (datapackage.org), with one more property, `privacy`, on the package and on every resource: the unit, the
 * mechanism with its exact parameter, the sensitivity and the charge.
 */
#ifndef HUSH_PUBLISH_DATAPACKAGE_H
#define HUSH_PUBLISH_DATAPACKAGE_H

#include "base/buffer.h"
#include "publish/bundle.h"
#include "publish/release.h"

/* `bundle` already holds the tables: their size and digest are stated. */
hush_status hush_datapackage_write(const struct hush_release *release, const struct hush_bundle *bundle,
                                   struct hush_buffer *out, hush_error *err);

#endif
