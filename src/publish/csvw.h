/*
 * csvw: tables/csv-metadata.json, the W3C's Metadata Vocabulary for Tabular Data (2015), for tools that read that one.
 *
 * It stands beside the CSV files, where the standard lets readers look for it.
 */
#ifndef HUSH_PUBLISH_CSVW_H
#define HUSH_PUBLISH_CSVW_H

#include "base/buffer.h"
#include "publish/release.h"

void hush_csvw_write(const struct hush_release *release, struct hush_buffer *out);

#endif
