/*
 * tally: why rows were left out, for the officer's own screen. PRIVATE; used by inspect only.
 */
#ifndef HUSH_READ_TALLY_H
#define HUSH_READ_TALLY_H

#include <stdbool.h>
#include <stdint.h>

enum hush_reason {
	HUSH_KEPT,
	HUSH_LEFT_SPOILED,     /* does not parse as one row: a stray or unclosed quote */
	HUSH_LEFT_WIDTH,       /* too few or too many fields */
	HUSH_LEFT_LONG,        /* line longer than the limit */
	HUSH_LEFT_BYTES,       /* a NUL, or not UTF-8 */
	HUSH_LEFT_HEADER,      /* the header line once more */
	HUSH_LEFT_ENTITY,      /* an entity column is empty, and none holds */
	HUSH_LEFT_REDACTED,    /* a mark that stands for nobody, such as REDACTED */
	HUSH_LEFT_NO_TIME,     /* the time is empty, or such a mark */
	HUSH_LEFT_TIME,        /* no such time */
	HUSH_LEFT_PERIOD,      /* outside the release's period */
	HUSH_LEFT_KEY,         /* a column of the dedupe key is empty, or such a mark */
	HUSH_LEFT_COUNT,       /* no count in this row can be read */
	HUSH_LEFT_NO_VALUE,    /* in no table, and a field that tables need is empty, or such a mark */
	HUSH_LEFT_DOMAIN,      /* in no table: some dimension's value is outside its domain, or a filter left it out */
	HUSH_REASON_COUNT
};

enum { HUSH_TALLY_EXAMPLES = 5 };

struct hush_tally_source {
	uint64_t rows; /* lines that are not empty, header apart */
	uint64_t by_reason[HUSH_REASON_COUNT];
	struct {
		uint32_t file; /* index into the source's opened files */
		uint64_t line; /* 1-based */
	} examples[HUSH_REASON_COUNT][HUSH_TALLY_EXAMPLES];
	uint64_t units;
	uint64_t repeats; /* kept rows that then counted with another of their unit and key, once together */
};

/* What one thread saw of a source. The places stand for line numbers that are known when all have finished. */
struct hush_tally_part {
	uint64_t rows;
	uint64_t by_reason[HUSH_REASON_COUNT];
	struct hush_tally_place {
		uint32_t file;
		uint32_t at;    /* which line of the piece */
		uint64_t piece; /* its number; of a source whose records may span lines, that of the line */
	} examples[HUSH_REASON_COUNT][HUSH_TALLY_EXAMPLES]; /* the first ones in the order of pieces and lines, ascending */
};

/* Counts a row. The places of one reason must ascend; a thread's pieces do, so its own rows come in order. */
static inline void hush_tally_count(struct hush_tally_part *part, enum hush_reason reason, struct hush_tally_place place)
{
	uint64_t seen = part->by_reason[reason]++;

	part->rows++;
	if (seen < HUSH_TALLY_EXAMPLES) {
		part->examples[reason][seen] = place;
	}
}

/* Whether no place of this reason is noted any more: then how many rows there are is all that counts. */
static inline bool hush_tally_has_examples(const struct hush_tally_part *part, enum hush_reason reason)
{
	return part->by_reason[reason] >= HUSH_TALLY_EXAMPLES;
}

static inline void hush_tally_count_more(struct hush_tally_part *part, enum hush_reason reason, uint32_t rows)
{
	part->by_reason[reason] += rows;
	part->rows += rows;
}

struct hush_tally_table {
	uint64_t offered; /* rows (or counts) that fell into a cell, before limiting */
	uint64_t kept;    /* after limiting */
	uint64_t units_cut; /* units that limiting took something from */
};

struct hush_tally {
	struct hush_tally_source *sources; /* one per spec source */
	struct hush_tally_table *tables;   /* one per spec table */
};

const char *hush_reason_name(enum hush_reason reason); /* "kept", "stray quote", ... in plain words */

#endif
