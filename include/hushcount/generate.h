/*
 * generate: a made-up city's synthetic scans, hits, searches and shares, for demonstrations and tests. Its figures are
 * those that published exports and reports show (docs/generate.md). No record describes a real vehicle or person; the
 * plates follow a pattern that no state issues.
 */
#ifndef HUSHCOUNT_GENERATE_H
#define HUSHCOUNT_GENERATE_H

#include <stdint.h>

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is wrong with the files on purpose. */
enum hush_generate_defects {
	HUSH_DEFECTS_SOME, /* about one row in a hundred is spoiled */
	HUSH_DEFECTS_NONE,
	HUSH_DEFECTS_ALL /* everything that real exports were seen to have, 5 % misread plates among it */
};

/* How often one vehicle is seen. */
enum hush_generate_network {
	HUSH_NETWORK_PATROL, /* as by patrol cars that carry readers: most vehicles once, few again */
	HUSH_NETWORK_FIXED   /* as by fixed cameras on the ways of commuters: 4 to 10 scans of a vehicle in a month */
};

#define HUSH_SCANS_USUAL UINT64_MAX

typedef struct hush_generate_options {
	const char *folder;   /* the files are written here; made when missing */
	const char *from;     /* first day, "2025-01-01" */
	unsigned days;        /* 1..366 */
	uint64_t scans;       /* how many rows; HUSH_SCANS_USUAL: as many as published figures say for so many cameras */
	unsigned files;       /* over how many files the rows of an agency are split by time; 1..64 */
	unsigned sites;       /* fixed sites of all agencies; 1..1000 */
	unsigned mobile;      /* mobile units of all agencies; 0..100 */
	uint64_t seed;        /* same seed, same bytes */
	const char *timezone; /* of the time stamps' offsets; NULL: America/Los_Angeles */
	unsigned agencies;    /* 1..64, not more than sites; 0 means 1 */
	enum hush_generate_defects defects;
	enum hush_generate_network network;
} hush_generate_options;

/*
 * Writes scans-1.csv .. (with several agencies scans-1-1.csv ..), sites.csv, hits.csv, searches.csv, reasons.csv,
 * shares.csv, and what really happened as synthetic-truth.json and synthetic-truth-*.csv.  *text, to be freed with
 * hush_text_free, says so.  Nothing is overwritten, and after a failure the files written so far are removed.
 * HUSH_E_USAGE, HUSH_E_SPEC for an unknown zone, HUSH_E_CREATE, HUSH_E_IO.
 */
HUSH_API hush_status hush_generate_scans(const hush_generate_options *options, hush_format format, char **text,
										 hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
