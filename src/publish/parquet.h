/*
 * parquet: a table as an Apache Parquet file, for those who read tables with programs.
 *
 * The plainest form there is: no compression, PLAIN encoding, every column required, names and types of columns.h. Days
 * and weeks are DATE, years INT32, months text as in the CSV file; std_dev and what stands beside
 * quantiles are the doubles nearest to the CSV's decimals.
 * Reference: apache/parquet-format, "README" and "parquet.thrift".
 */
#ifndef HUSH_PUBLISH_PARQUET_H
#define HUSH_PUBLISH_PARQUET_H

#include "base/buffer.h"
#include "publish/release.h"

hush_status hush_parquet_write(const struct hush_release *release, uint32_t table, struct hush_buffer *out, hush_error *err);

#endif
