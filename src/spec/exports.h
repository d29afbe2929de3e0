/*
 * exports: the files that readers and their databases are known to export, told apart by their header line.
 *
 * Names are compared without case and without anything but letters and digits: vendors change "Search Time" to
 * "searchTime" and back. An export that is not known is read by the names that columns usually have.
 */
#ifndef HUSH_SPEC_EXPORTS_H
#define HUSH_SPEC_EXPORTS_H

#include <stdbool.h>
#include <stdint.h>

/* What a column is for. */
enum hush_role {
	HUSH_ROLE_TIME,
	HUSH_ROLE_CLOCK, /* of a time whose date stands in the column before */
	HUSH_ROLE_PLATE,
	HUSH_ROLE_STATE,
	HUSH_ROLE_SITE,
	HUSH_ROLE_USER,
	HUSH_ROLE_AGENCY, /* of the user */
	HUSH_ROLE_REASON,
	HUSH_ROLE_TYPE, /* of a search */
	HUSH_ROLE_ID,   /* of a record that may stand in several files */
	HUSH_ROLE_LIST, /* the hot list, or kind of list, that a hit is of */
	HUSH_ROLES
};

enum hush_record { HUSH_RECORD_SCANS, HUSH_RECORD_HITS, HUSH_RECORD_SEARCHES };

enum { HUSH_EXPORT_SIGNS = 6 };

struct hush_export {
	const char *name; /* "a Flock network search audit" */
	const char *about;
	enum hush_record record;
	const char *signs[HUSH_EXPORT_SIGNS]; /* all of them are in the header; "a|b": either */
	const char *roles[HUSH_ROLES];        /* "a|b": the first that is there */
	const char *time_format;
	const char *time_about;
	const char *site_about;
	bool multiline; /* fields hold line breaks */
};

/* The first export whose signs are all among these column names; one without a name when there is none. */
const struct hush_export *hush_export_of(char *const *columns, uint32_t count);

/*
 * The two columns of a time whose date and clock stand apart ("Date" and "Time", "Scan Date" and "Scan Time"), if there are such;
 * false, and nothing else, where there are none.
 */
bool hush_export_clock(char *const *columns, uint32_t count, const char **date, const char **clock);

/* The column of a role, as the header writes it, or NULL. HUSH_ROLE_CLOCK is nobody's. */
const char *hush_export_column(const struct hush_export *of, enum hush_role role, char *const *columns, uint32_t count);

#endif
