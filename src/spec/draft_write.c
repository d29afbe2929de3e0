/*
 * draft_write: see draft_write.h.
 *
 * The advice on limits and budgets follows published figures: exports of two cities, the search log of a third, and the
 * registers of releases made so far. It is advice from elsewhere, so that nobody needs to look at the records for it.
 */
#include "spec/draft_write.h"

#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "spec/mark.h"

#define MARK HUSH_MARK ": "

/* A table of a draft. */
struct table {
	const char *name;
	const char *title;
	const char *source;
	const char *measure;
	const char *by;
	const char *advice; /* where its limits come from */
	uint64_t cells;
	uint64_t per_cell; /* 0: not for this measure */
};

static const char origin_mark[] =
	MARK "policy, synthetic, earlier release or looked at data: where these limits come from; it is published";

static const char list_mark[] = MARK "policy, synthetic, earlier release or looked at data: where this list comes from";

static const char scans_advice[] = "One vehicle counts on at most so many days (cells) of a window, and on each with "
								   "at most so many scans (per_cell). In a published week of one city 86 % of the "
								   "vehicles were seen on one day and 96 % on at most two; 4 scans per vehicle and "
								   "week would have kept 91 % of all scans, 10 of them 96 %. Fixed networks see a "
								   "vehicle more often than patrol cars do.";

static const char sites_advice[] = "One vehicle counts at no more than so many sites (cells) of a window, and at each "
								   "with at most so many scans (per_cell). In a published week of one city 86 % of "
								   "the vehicles were seen by one reader and 96 % by at most two. A limit that is "
								   "too small leaves scans out, one that is too large adds noise to every number.";

static const char vehicles_advice[] = "One vehicle counts at no more than so many sites of a window, once at each. In "
									  "a published week of one city 86 % of the vehicles were seen by one reader and "
									  "96 % by at most two.";

static const char hits_advice[] = "One vehicle counts in no more than so many cells of a window, and in each with at most so many "
								  "hits (per_cell). Hits are few, about 2,000 in a million scans in one state's report, and come "
								  "again for a vehicle that stays on a list: small limits lose some of its hits, large ones drown "
								  "the others in noise. No published figure says how often one vehicle is hit.";

static const char users_advice[] = "One user counts in no more than so many cells of a window, and in each with at "
								   "most so many searches (per_cell). In one city's published log half of the users "
								   "made at most 4 searches a month, 9 of 10 at most 19, the busiest 94; 40 a month "
								   "would have kept 95 % of all searches.";

static const char searched_advice[] = "One searched vehicle counts under no more than so many categories of a window, "
									  "once in each. No published figure says under how many it usually stands.";

static void put_release(struct hush_json_writer *json)
{
	hush_json_object(json, "release");
	hush_json_put_string(json, "description", "Who publishes what, for which days. One id has one answer for ever.");
	hush_json_put_string(json, "id", MARK "a short name in small letters, such as riverton-2025-01");
	hush_json_put_string(json, "title", MARK "the heading that readers see, such as Plate-reader use, January 2025");
	hush_json_put_string(json, "publisher", MARK "the name of your agency");
	hush_json_put_string(json, "contact", MARK "where readers may ask, such as an e-mail address");
	hush_json_put_string(json, "reason", MARK "why this is published, such as the number of the policy or law");
	hush_json_put_string(json, "language", "en");
	hush_json_object(json, "period");
	hush_json_put_string(json, "description", "From the first day to the day after the last.");
	hush_json_put_string(json, "from", MARK "the first day, such as 2025-01-01");
	hush_json_put_string(json, "to", MARK "the day after the last, such as 2025-02-01");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_privacy(struct hush_json_writer *json, bool searches)
{
	hush_json_object(json, "privacy");
	hush_json_put_string(
		json, "description",
		searches
			? "A user, and a vehicle that was searched for, is protected as a whole within one window. The two are "
			  "protected apart: a table about users says nothing of the vehicles."
			: "A vehicle is protected as a whole within one window; a shorter one promises less, and lets more be "
			  "published.");
	hush_json_put_string(json, "ledger", "agency.ledger");
	hush_json_put_string(json, "window", "month");
	hush_json_put_string(json, "timezone", MARK "where days begin, such as America/Los_Angeles");
	hush_json_object(json, "guarantee");
	hush_json_put_string(
		json, "description",
		"Smaller epsilon: more noise, stronger promise. Published releases spent 2.64 a person and day (mobility "
		"reports of a search engine), 2 a day (those of a social network), about 1 a day (page views of an "
		"encyclopedia), and for all time 10 (movements after a hurricane) and 0.2 (broadband use by zip code). "
		"delta: the chance that the promise fails; take far less than one in the number of vehicles, or leave it out "
		"for a promise without exception and more noise.");
	hush_json_put_string(json, "epsilon",
						 MARK "the most that a window may spend on this release; 1 is a careful start");
	hush_json_put_string(json, "delta", "1e-9");
	hush_json_end(json);
	hush_json_end(json);
}

static const char clock_about[] =
	"Date and clock stand in two columns, which are read with one blank between them: 01/31/2025 and 17:05:09. For 5:05:09 PM write "
	"%m/%d/%Y %I:%M:%S %p, for 2025-01-31 and 17:05:09 iso. Add \"timezone\" when the clocks are of another zone than privacy.timezone.";

static void put_time(struct hush_json_writer *json, const struct hush_draft *draft)
{
	const struct hush_export *of = draft->export;
	const char *column = draft->columns[HUSH_ROLE_TIME];
	const char *clock = draft->columns[HUSH_ROLE_CLOCK];
	bool epoch = strncmp(column, "epoch", 5) == 0; /* cameras that name a column so write milliseconds */

	hush_json_object(json, "time");
	hush_json_put_string(json, "description", clock ? clock_about : of->time_about);
	hush_json_put_string(json, "column", column);
	if (clock) {
		hush_json_put_string(json, "clock", clock);
	}
	hush_json_put_string(json, "format", clock ? "%m/%d/%Y %H:%M:%S" : epoch ? "epoch_ms" : of->time_format);
	hush_json_end(json);
}

/* How the export differs from a plain file with a row for each record. */
static void put_habits(struct hush_json_writer *json, const struct hush_draft *draft)
{
	if (draft->export->multiline) {
		hush_json_put_bool(json, "multiline", true);
	}
	if (draft->columns[HUSH_ROLE_ID]) {
		hush_json_object(json, "dedupe");
		hush_json_put_string(json, "description",
		                     "One search may stand in the audits of many agencies, and more than once in one of them; it counts "
		                     "once. Rows without an id are left out: take this away when the ids are redacted.");
		hush_json_array(json, "key");
		hush_json_put_string(json, NULL, draft->columns[HUSH_ROLE_ID]);
		hush_json_end(json);
		hush_json_end(json);
	}
}

/* A source whose entity is `entity`, named by one column or by two (the first may be NULL). */
static void put_source(struct hush_json_writer *json, const struct hush_draft *draft, const char *name,
					   const char *entity, const char *first, const char *second, const char *about)
{
	char separator[2] = {draft->separator, '\0'};

	hush_json_object(json, name);
	hush_json_array(json, "files");
	hush_json_put_string(json, NULL, draft->file);
	hush_json_end(json);
	if (draft->separator != ',') {
		hush_json_put_string(json, "separator", separator);
	}
	hush_json_object(json, "entity");
	hush_json_put_string(json, "description", about);
	hush_json_array(json, entity);
	if (first) {
		hush_json_put_string(json, NULL, first);
	}
	hush_json_put_string(json, NULL, second);
	hush_json_end(json);
	if (strcmp(entity, "vehicle") == 0) {
		hush_json_put_string(json, "form", "plate");
	}
	hush_json_end(json);
	put_time(json, draft);
	put_habits(json, draft);
	hush_json_end(json);
}

static void put_sources(struct hush_json_writer *json, const struct hush_draft *draft)
{
	const char *const *columns = draft->columns;

	hush_json_object(json, "sources");
	if (draft->export->record != HUSH_RECORD_SEARCHES) {
		put_source(json, draft, draft->export->record == HUSH_RECORD_HITS ? "hits" : "scans", "vehicle",
				   columns[HUSH_ROLE_STATE], columns[HUSH_ROLE_PLATE],
				   "form plate: case, blanks, hyphens and dots do not make a different vehicle. lookalike also folds "
				   "0 O D Q, 1 I L, 2 Z, 5 S, 6 G and 8 B, which cameras confuse in about one plate of twenty; it "
				   "merges more cars. Rows without a plate or state are left out.");
	} else {
		put_source(
			json, draft, "searches", "user", columns[HUSH_ROLE_AGENCY], columns[HUSH_ROLE_USER],
			"The users, each of them as a whole. Rows whose user is blank or redacted are left out: use an export "
			"with the names in it; they are not published.");
		if (columns[HUSH_ROLE_PLATE]) {
			put_source(json, draft, "searched", "vehicle", NULL, columns[HUSH_ROLE_PLATE],
					   "The same file, for tables that protect the vehicles that were searched for. Searches without "
					   "a plate are left out.");
		}
	}
	hush_json_end(json);
}

/* A dimension whose values stand in a public file, never in the records. */
static void put_listed(struct hush_json_writer *json, const char *name, const char *about, const char *column,
					   const char *file, const char *of)
{
	hush_json_object(json, name);
	hush_json_put_string(json, "column", column);
	hush_json_object(json, "values");
	hush_json_put_string(json, "description", about); /* that of the dimension would be published */
	hush_json_put_string(json, "file", file);
	hush_json_put_string(json, "column", of);
	hush_json_end(json);
	hush_json_put_string(json, "origin", list_mark);
	hush_json_end(json);
}

static void put_reason(struct hush_json_writer *json, const char *column)
{
	hush_json_object(json, "reason");
	hush_json_put_string(json, "column", column);
	hush_json_object(json, "map");
	hush_json_put_string(
		json, "description",
		"reasons.csv says which spelling belongs to which category; make it from your policy's list and the "
		"spellings you know. Texts that are not in it count under other, empty ones under none given. In one city's "
		"published log three spellings made up 54 % of the searches and about 150 others the rest.");
	hush_json_put_string(json, "file", "reasons.csv");
	hush_json_put_string(json, "from", "reason");
	hush_json_put_string(json, "to", "category");
	hush_json_put_string(json, "other", "other");
	hush_json_put_string(json, "blank", "none given");
	hush_json_end(json);
	hush_json_put_string(json, "origin", list_mark);
	hush_json_end(json);
}

static void put_type(struct hush_json_writer *json, const char *column)
{
	static const char *const types[] = {"lookup", "search", "convoy", "visual", "freeform", "multiGeo", "apiLookup"};

	hush_json_object(json, "type");
	hush_json_put_string(json, "description",
	                     "The kinds of search that the vendor's audits are known to hold; others are left out.");
	hush_json_put_string(json, "column", column);
	hush_json_array(json, "values");
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		char mobile[32];

		snprintf(mobile, sizeof mobile, "%s - Mobile", types[i]);
		hush_json_put_string(json, NULL, types[i]);
		hush_json_put_string(json, NULL, mobile);
	}
	hush_json_end(json);
	hush_json_put_string(json, "origin", "policy");
	hush_json_end(json);
}

static void put_dimensions(struct hush_json_writer *json, const struct hush_draft *draft)
{
	const char *const *columns = draft->columns;

	hush_json_object(json, "dimensions");
	if (columns[HUSH_ROLE_SITE]) {
		put_listed(json, "site",
				   draft->export->site_about
					   ? draft->export->site_about
					   : "Make sites.csv from your public inventory of cameras, never from the records themselves.",
				   columns[HUSH_ROLE_SITE], "sites.csv", "site");
	}
	if (columns[HUSH_ROLE_REASON]) {
		put_reason(json, columns[HUSH_ROLE_REASON]);
	}
	if (columns[HUSH_ROLE_TYPE]) {
		put_type(json, columns[HUSH_ROLE_TYPE]);
	}
	if (columns[HUSH_ROLE_LIST]) {
		put_listed(json, "list", "Make lists.csv from the hot lists that your policy names, never from the records themselves.",
				   columns[HUSH_ROLE_LIST], "lists.csv", "list");
	}
	if (columns[HUSH_ROLE_AGENCY]) {
		put_listed(json, "agency", "Make agencies.csv from the public list of organisations that may search.",
				   columns[HUSH_ROLE_AGENCY], "agencies.csv", "agency");
	}
	hush_json_object(json, "day");
	hush_json_put_string(json, "time", "day");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_table(struct hush_json_writer *json, const struct table *table)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", table->name);
	hush_json_put_string(json, "title", table->title);
	hush_json_put_string(json, "source", table->source);
	hush_json_put_string(json, "measure", table->measure);
	hush_json_array(json, "by");
	hush_json_put_string(json, NULL, table->by);
	hush_json_end(json);
	hush_json_object(json, "limits");
	hush_json_put_string(json, "description", table->advice);
	hush_json_put_u64(json, "cells", table->cells);
	if (table->per_cell > 0) {
		hush_json_put_u64(json, "per_cell", table->per_cell);
	}
	hush_json_put_string(json, "origin", origin_mark);
	hush_json_end(json);
	hush_json_end(json);
}

static void put_scan_tables(struct hush_json_writer *json, const struct hush_draft *draft)
{
	static const struct table days = {"scans_by_day", "Scans by day", "scans", "rows", "day", scans_advice, 8, 2};
	static const struct table sites[] = {
		{"scans_by_site", "Scans by site", "scans", "rows", "site", sites_advice, 4, 4},
		{"vehicles_by_site", "Vehicles by site", "scans", "vehicles", "site", vehicles_advice, 4, 0},
	};

	put_table(json, &days);
	if (draft->columns[HUSH_ROLE_SITE]) {
		put_table(json, &sites[0]);
		put_table(json, &sites[1]);
	}
}

static void put_hit_tables(struct hush_json_writer *json, const struct hush_draft *draft)
{
	static const struct table days = {"hits_by_day", "Hits by day", "hits", "rows", "day", hits_advice, 4, 2};
	static const struct table lists = {"hits_by_list", "Hits by hot list", "hits", "rows", "list", hits_advice, 2, 4};
	static const struct table sites = {"hits_by_site", "Hits by site", "hits", "rows", "site", hits_advice, 4, 2};

	put_table(json, &days);
	put_table(json, &lists);
	if (draft->columns[HUSH_ROLE_SITE]) {
		put_table(json, &sites);
	}
}

static void put_search_tables(struct hush_json_writer *json, const struct hush_draft *draft)
{
	static const struct table days = {
		"searches_by_day", "Searches by day", "searches", "rows", "day", users_advice, 10, 4};
	static const struct table of[HUSH_ROLES] = {
		[HUSH_ROLE_REASON] = {"searches_by_reason", "Searches by reason", "searches", "rows", "reason", users_advice, 4,
							  10},
		[HUSH_ROLE_TYPE] = {"searches_by_type", "Searches by kind", "searches", "rows", "type", users_advice, 2, 20},
		[HUSH_ROLE_AGENCY] = {"searches_by_agency", "Searches by agency", "searches", "rows", "agency", users_advice, 1,
							  40},
		[HUSH_ROLE_PLATE] = {"vehicles_by_reason", "Vehicles searched for, by reason", "searched", "vehicles", "reason",
							 searched_advice, 2, 0},
	};

	put_table(json, &days);
	for (uint32_t role = 0; role < HUSH_ROLES; role++) {
		if (of[role].name && draft->columns[role] && (role != HUSH_ROLE_PLATE || draft->columns[HUSH_ROLE_REASON])) {
			put_table(json, &of[role]);
		}
	}
}

void hush_draft_write(const struct hush_draft *draft, struct hush_buffer *out)
{
	const struct hush_export *of = draft->export;
	bool searches = of->record == HUSH_RECORD_SEARCHES;
	struct hush_json_writer json;
	char about[1000];

	snprintf(about, sizeof about,
	         "A draft made from the header line alone%s%s. Replace every text that begins with " HUSH_MARK
	         "; hushcount check names the next one and says what belongs there. Then: hushcount plan, hushcount "
	         "publish.%s%s",
	         of->name ? ", which is that of " : "", of->name ? of->name : "", *of->about ? " " : "", of->about);
	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_u64(&json, "hushcount", 1);
	hush_json_put_string(&json, "description", about);
	put_release(&json);
	put_privacy(&json, searches);
	put_sources(&json, draft);
	put_dimensions(&json, draft);
	hush_json_array(&json, "tables");
	if (searches) {
		put_search_tables(&json, draft);
	} else if (of->record == HUSH_RECORD_HITS) {
		put_hit_tables(&json, draft);
	} else {
		put_scan_tables(&json, draft);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}
