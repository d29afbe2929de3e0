/*
 * parquet: a table as an Apache Parquet file, for those who read tables with programs.
 *
 * The plainest form there is: no compression, PLAIN encoding, names and types of resource.h, every column required that always has
 * a value. Days and weeks are DATE, years INT32, months text as in the CSV file; decimals are the doubles nearest to the CSV's.
 * Reference: apache/parquet-format, "README" and "parquet.thrift".
 */
#ifndef HUSH_PUBLISH_PARQUET_H
#define HUSH_PUBLISH_PARQUET_H

#include "base/buffer.h"
#include "publish/resource.h"

hush_status hush_parquet_write(const struct hush_release *release, const struct hush_resource *table, struct hush_buffer *out,
                               hush_error *err);

#endif
