/*
 * generate: synthetic scans of a small city, for demonstrations and tests. No record describes a real vehicle; the plates
 * follow a pattern that no state issues.
 */
#ifndef HUSHCOUNT_GENERATE_H
#define HUSHCOUNT_GENERATE_H

#include <stdint.h>

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hush_generate_options {
	const char *folder; /* scans-1.csv .. and sites.csv are written here; made when missing */
	const char *from;   /* first day, "2025-01-01" */
	unsigned days;      /* 1..366 */
	uint64_t scans;     /* how many rows, about */
	unsigned files;     /* over how many files the rows are split by time; 1..64 */
	unsigned sites;     /* fixed sites; 1..1000 */
	unsigned mobile;    /* mobile units; 0..100 */
	uint64_t seed;      /* same seed, same bytes */
	const char *timezone; /* of the time stamps' offsets; NULL: America/Los_Angeles */
} hush_generate_options;

HUSH_API hush_status hush_generate_scans(const hush_generate_options *options, hush_format format, char **text,
                                         hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
