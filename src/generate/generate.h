/*
 * generate: a made-up city, or several agencies, written as the files of a release spec's sources.
 *
 * Deterministic: the same options give the same bytes.  The random numbers here are a plain seeded generator for
 * made-up data; nothing of this folder is used where noise is drawn.  The parts, each knowing those before it only:
 *
 *     dice, alias, shuffle, normal    random numbers, draws by weight, permutations, lognormal amounts
 *     city, habits                    agencies and sites; how often which vehicle is seen
 *     traffic                         who passes where in one hour
 *     defects, hotlist, reasons       what is wrong with a row; which vehicles are listed; why users search
 *     truth                           what really happened
 *     rows, searches                  the files
 *
 * Memory grows with the sites and with the busiest hour, not with the days; the truth keeps a bit for each resident.
 */
#ifndef HUSH_GENERATE_GENERATE_H
#define HUSH_GENERATE_GENERATE_H

#include <hushcount/generate.h>

#include "base/buffer.h"

/* As hush_generate_scans; says what it did in `out`. */
hush_status hush_generate(const hush_generate_options *options, hush_format format, struct hush_buffer *out,
						  hush_error *err);

#endif
