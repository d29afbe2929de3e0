/*
 * spec: the release spec, read, checked and resolved.
 *
 * A hush_spec is what is left when every rule has been checked: names are unique, every reference is an index, every
 * domain is a list of values in its published order, every budget is an exact rational.  Later stages read the struct
 * and check nothing again.  It never changes after hush_spec_load.
 *
 * Everything that decides about privacy comes from here (design rule 1), so nothing here may come from scan records:
 * only the spec, the domain files and the mapping files are read.
 */
#ifndef HUSH_SPEC_SPEC_H
#define HUSH_SPEC_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/civil.h"
#include "base/error.h"
#include "spec/exact_table.h"
#include "spec/limits.h"
#include "spec/quotient.h"

enum {
	HUSH_MAX_SOURCES = 32,
	HUSH_MAX_DIMENSIONS = 64,
	HUSH_MAX_TABLES = 256,
	HUSH_MAX_VALUES = 1000000,   /* of one domain */
	HUSH_MOST_DISCOVERED = 10000, /* values of one dimension that are published though no list names them */
	HUSH_MAX_CELLS = 50000000,   /* of all tables of a release together: the noise is drawn in one batch */
	HUSH_DISCOVERED_ROW = 1000,  /* cells of one discovered value */
	HUSH_MAX_NAME = 200,         /* bytes of a domain value */
	HUSH_MAX_QUANTILES = 19      /* of one table */
};

#define HUSH_NONE UINT32_MAX /* "no such index" */

struct hush_names {
	char **names; /* UTF-8, unique, in public order */
	uint32_t count;
};

/* Whom a table protects. */
enum hush_entity {
	HUSH_ENTITY_VEHICLE,
	HUSH_ENTITY_USER,
	HUSH_ENTITY_DECLARED /* counts without an entity: the unit is "at most k scans" */
};

/* How the entity's columns become a canonical key. */
enum hush_form { HUSH_FORM_EXACT, HUSH_FORM_PLATE, HUSH_FORM_LOOKALIKE };

struct hush_count_column {
	char *column;
	/* The dimension values that every count in this column has. */
	struct hush_assignment {
		uint32_t dimension;
		uint32_t value;
	} *as;
	uint32_t as_count;
};

struct hush_source {
	char *name;
	char **files; /* as written: paths or glob patterns, relative to the spec's folder */
	uint32_t file_count;
	char separator;
	enum hush_entity entity;
	char **entity_columns; /* empty for a declared source */
	uint32_t entity_column_count;
	enum hush_form form;
	uint64_t at_most; /* k of a declared source; 0 otherwise */
	char *time_column;
	char *clock_column;  /* where the clock stands apart from the date: read behind it and a blank; else NULL */
	char *time_format;   /* "iso" (default), "epoch", "epoch_ms", or a pattern of %Y %m %d %H %I %M %S %p %z and literals */
	char *time_zone;     /* zone of time stamps without an offset; never NULL (defaults to the privacy zone) */
	/* How much one row counts: nothing given = 1. `count` is one element without assignments. */
	struct hush_count_column *counts;
	uint32_t count_count;
	bool multiline; /* fields may hold line breaks */
	char **key_columns; /* "dedupe": of a unit's rows that are equal in these, one counts; none: every row does */
	uint32_t key_column_count;
	char **missing; /* texts that stand for an empty field, compared as map texts are */
	uint32_t missing_count;
};

enum hush_dimension_kind {
	HUSH_DIMENSION_COLUMN, /* the value stands in a column */
	HUSH_DIMENSION_TIME,   /* a part of the time stamp, in the privacy zone */
	HUSH_DIMENSION_MAP,    /* another dimension's value or a column's text, through a mapping */
	HUSH_DIMENSION_BINS,   /* a numeric column, in half-open bins */
	HUSH_DIMENSION_GIVEN,  /* assigned by `counts[].as` only */
	HUSH_DIMENSION_QUANTILE /* which quantile of the values a number is: made with its table, never read from a record */
};

enum hush_time_part {
	HUSH_PART_HOUR,        /* "2025-01-31T17": the clock hour; the repeated hour of autumn is one value */
	HUSH_PART_HOUR_OF_DAY, /* "00".."23" */
	HUSH_PART_WEEKDAY,     /* "Monday".."Sunday", from the ledger's week start on */
	HUSH_PART_DAY,         /* "2025-01-31" */
	HUSH_PART_WEEK,        /* the date of the week's first day */
	HUSH_PART_MONTH,       /* "2025-01" */
	HUSH_PART_QUARTER,     /* "2025-Q1" */
	HUSH_PART_YEAR         /* "2025" */
};

struct hush_map_entry {
	char *from;      /* UTF-8; compared after the field's outer blanks are cut, otherwise byte by byte */
	uint32_t to;     /* index into values */
};

struct hush_dimension {
	char *name;
	enum hush_dimension_kind kind;
	struct hush_names values; /* the domain, in public order; for TIME computed from the period */
	char *column;             /* COLUMN, BINS, MAP over a column; else NULL */
	enum hush_time_part part; /* TIME */
	uint32_t base;            /* MAP over a dimension: its index (always smaller than this one's); else HUSH_NONE */
	struct hush_map_entry *map; /* MAP: sorted by `from` (strcmp), unique */
	uint32_t map_count;
	uint32_t other; /* MAP: value index for texts not in the map; HUSH_NONE: such rows are outside the domain */
	uint32_t blank; /* MAP: value index for an empty field; HUSH_NONE likewise */
	int64_t *edges; /* BINS: values.count + 1 ascending edges on a grid of 10^-6 */
	char *origin;   /* where the domain comes from, as stated; may be NULL for TIME, GIVEN and what is discovered */
	/*
	 * COLUMN whose values no list names: the most of them that are published; 0 where they are listed.  `values` is empty
	 * until they are known (spec/resolved.h).
	 */
	uint32_t at_most;
	char *description; /* for readers; NULL when not given */
};

enum hush_measure {
	HUSH_MEASURE_ROWS,
	HUSH_MEASURE_VEHICLES,
	HUSH_MEASURE_SUM,       /* of a numeric column; each unit's total in a cell is clamped */
	HUSH_MEASURE_MEAN_SUM,  /* a mean is made of this table and of the one behind it, which counts its values */
	HUSH_MEASURE_QUANTILES, /* chosen steps of a grid; the table behind it counts the values that they are of */
	HUSH_MEASURE_VALUE_COUNT /* how many values the table before it has: both keep the same values of each unit */
};

/* A quantile: `part` of `whole` values lie at or below it; 0 < part < whole <= 1000, in lowest terms. */
struct hush_quantile {
	uint32_t part;
	uint32_t whole;
};

/* A numeric column on a grid: value v becomes floor(v / grid). */
enum hush_age {
	HUSH_AGE_NONE,  /* the values are numbers in the column */
	HUSH_AGE_SINCE, /* the column holds another time of the record: how long it was past at the record's own */
	HUSH_AGE_UNTIL  /* the column is that of the record's own time: how long it is past at the end of the period */
};

struct hush_amount {
	char *column; /* NULL: the table counts */
	enum hush_age age;
	uint32_t unit; /* of an age: seconds */
	int64_t grid; /* step in units of 10^-6, above 0 */
	int64_t low;  /* clamp, in steps; low < high */
	int64_t high;
	/* MEAN, QUANTILES and what counts their values: how many values of a unit are kept in each cell; SUM: 0, all of them */
	uint32_t values;
	/* Likewise: the name and title in the spec. The name ranks cells and values, so that both halves keep the same. */
	char *name;
	char *title;
};

struct hush_filter {
	uint32_t dimension;
	uint32_t *values; /* ascending value indexes that pass */
	uint32_t value_count;
};

enum hush_ask { HUSH_ASK_SHARE, HUSH_ASK_MARGIN };

/* How `share` divides what the guarantee leaves: parts of the budget, or weights of what is made least (plan/split.h). */
enum hush_split_rule { HUSH_SPLIT_BUDGET, HUSH_SPLIT_VARIANCE, HUSH_SPLIT_RELATIVE };

struct hush_table {
	char *name;
	char *title; /* defaults to the name */
	char *description; /* for readers; NULL when not given, and in the second half of a mean */
	uint32_t source;
	enum hush_measure measure;
	uint32_t *by; /* dimension indexes; the last one varies fastest in the cell order */
	uint32_t by_count;
	struct hush_filter *where;
	uint32_t where_count;
	struct hush_limits limits; /* SUM and MEAN_*: per_cell follows from the clamp */
	struct hush_amount amount;
	struct hush_quantile *quantiles; /* QUANTILES: ascending; the last of `by` is the dimension that tells them apart */
	uint32_t quantile_count;
	enum hush_ask ask;
	struct hush_rational share;      /* ASK_SHARE: weight; 1 when the spec says nothing */
	uint64_t typical;                /* ASK_SHARE of a relative split: a usual count, publicly known; else 0 */
	uint64_t within;                 /* ASK_MARGIN: half width that the interval must not exceed */
	struct hush_rational confidence; /* ASK_MARGIN: 0.5 <= c < 1; default 0.95 */
	uint64_t cells;                  /* product of the domain sizes of `by`; 1 without `by` */
	bool discovers;                  /* the values of a dimension of `by` are discovered: until they are known, `cells` is 0 */
	uint32_t discovered;             /* that dimension */
	bool stock; /* what is held at the end of the period, not what happened in it */
	bool many_windows;               /* measure VEHICLES, and some cell can hold more than one window: "vehicle-days" */
};

struct hush_exact {
	char *name;
	char *title; /* defaults to the name */
	char *value; /* decimal text */
	char *why;
};

struct hush_withheld {
	char *name;
	char *why;
};

/* Files that a release has on request, beside those that every release has. */
enum hush_extra {
	HUSH_EXTRA_PARQUET,       /* tables/NAME.parquet */
	HUSH_EXTRA_EXCEL_CSV,     /* tables/excel/NAME.csv: the table behind a byte-order mark */
	HUSH_EXTRA_SSH_SIGNATURE, /* SHA256SUMS.sig, for ssh-keygen -Y verify */
	HUSH_EXTRAS
};

enum hush_guarantee_kind { HUSH_GUARANTEE_PURE, HUSH_GUARANTEE_APPROXIMATE, HUSH_GUARANTEE_RHO };

struct hush_guarantee {
	enum hush_guarantee_kind kind;
	struct hush_rational epsilon; /* PURE, APPROXIMATE */
	struct hush_rational delta;   /* APPROXIMATE; RHO: optional cap, else 0 */
	struct hush_rational rho;     /* RHO */
};

struct hush_spec {
	char *path;   /* as given, for messages; NULL when loaded from a release */
	char *folder; /* folder of the spec file; files are relative to it; NULL when loaded from a release */

	char *id;
	char *title;
	char *publisher;
	char *contact;
	char *reason;
	char *language;   /* "en" */
	char *supersedes; /* NULL when not given */
	char *license;    /* SPDX name of one of a few open licenses; NULL when not given */
	char *url;        /* where the release folder will stand on the web, ending in '/'; NULL when not given */
	char *region;     /* what area the records come from; NULL when not given */
	bool extras[HUSH_EXTRAS];
	hush_day from;    /* first day of the period */
	hush_day to;      /* the day after the last */

	char *ledger; /* path as written, relative to folder; NULL when loaded from a release */
	enum hush_window window;
	char *timezone;
	int week_start; /* 0 Monday .. 6 Sunday; key privacy.week_start, default monday */
	struct hush_guarantee guarantee;
	enum hush_split_rule split; /* of what the guarantee leaves, among the tables with a share */

	struct hush_source *sources;
	uint32_t source_count;
	struct hush_dimension *dimensions; /* a MAP over a dimension stands after its base */
	uint32_t dimension_count;
	struct hush_table *tables;
	uint32_t table_count;
	struct hush_exact *exact;
	uint32_t exact_count;
	struct hush_withheld *withheld;
	uint32_t withheld_count;
	struct hush_quotient *quotients; /* written among the tables, in their order */
	uint32_t quotient_count;
	struct hush_exact_table *exact_tables; /* written among the exact statistics */
	uint32_t exact_table_count;
	char **public_files; /* paths of all files whose content the release shows: values, mappings, exact tables */
	uint32_t public_file_count;

	/*
	 * The public form: the spec as JSON with all domains and mappings resolved inline and no path of this machine (files
	 * are their last path component, the ledger is left out).  Loading it again gives an equal spec.  The digest is
	 * SHA-256 over it: it is what "the same spec" means.
	 */
	char *public_json;
	size_t public_json_length;
	char digest[65]; /* lower-case hex */
};

/*
 * Reads and checks the spec at `path`, its domain files and mapping files. On success *spec is the caller's, freed with
 * hush_spec_free. Failures: HUSH_E_NO_INPUT, HUSH_E_SPEC with file:line:column and a hint, HUSH_E_MEMORY.
 */
hush_status hush_spec_load_file(const char *path, struct hush_spec **spec, hush_error *err);

/* The same from the public form found in a release. `name` is used in messages. */
hush_status hush_spec_load_public(const char *name, const char *json, size_t length, struct hush_spec **spec,
                                  hush_error *err);

void hush_spec_free(struct hush_spec *spec); /* NULL is allowed */

/* Name of dimension value `cell` takes in position `k` of table->by, from a cell index in 0..table->cells-1. */
uint32_t hush_table_value(const struct hush_spec *spec, const struct hush_table *table, uint64_t cell, uint32_t k);

/* Joins the spec's folder and a relative path; an absolute path is copied. NULL when memory is short. */
char *hush_spec_path(const struct hush_spec *spec, const char *path);

const char *hush_entity_name(enum hush_entity entity);   /* "vehicle", "user", "declared" */
const char *hush_measure_name(enum hush_measure measure); /* "rows", "vehicles", "sum", "mean sum", "quantiles", "value count" */
bool hush_measure_is_counted(enum hush_measure measure);  /* whole numbers of 0 or more: rows, vehicles, values */
uint32_t hush_grid_points(const struct hush_amount *amount); /* of the clamp, both ends included */
uint64_t hush_table_places(const struct hush_table *table);  /* cells that records fall into: each has all quantiles */
const char *hush_extra_name(enum hush_extra extra);       /* "parquet", "excel-csv", "ssh-signature" */
const char *hush_unit_name(uint32_t seconds); /* "second", "minute", "hour", "day": as the spec names it */
const char *hush_quotient_kind_name(enum hush_quotient_kind kind); /* "ratio", "share" */
const char *hush_form_name(enum hush_form form);          /* "exact", "plate", "lookalike" */
const char *hush_split_rule_name(enum hush_split_rule rule); /* "budget", "variance", "relative" */
const char *hush_time_part_name(enum hush_time_part part); /* "hour", "hour_of_day", ... as the spec names it */

#endif
