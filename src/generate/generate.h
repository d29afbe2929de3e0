/*
 * generate: synthetic scans of a small city, written as the files of a release spec's source.
 *
 * Deterministic: the same options give the same bytes.  The random numbers here are a plain seeded generator for
 * made-up data; nothing of this folder is used where noise is drawn.  The parts: dice.h (random numbers), city.h
 * (sites, vehicles, plates), traffic.h (who passes where in one hour), rows.h (rows and files).
 */
#ifndef HUSH_GENERATE_GENERATE_H
#define HUSH_GENERATE_GENERATE_H

#include <hushcount/generate.h>

#include "base/buffer.h"

/*
 * Writes sites.csv and scans-1.csv .. scans-N.csv into options->folder and says so in `out`. Files that exist are never
 * overwritten: they may be real records.  HUSH_E_USAGE for options out of range, HUSH_E_SPEC for an unknown zone,
 * HUSH_E_CREATE, HUSH_E_IO; after a failure the files written so far are removed.
 */
hush_status hush_generate(const hush_generate_options *options, hush_format format, struct hush_buffer *out,
                          hush_error *err);

#endif
