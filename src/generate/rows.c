/* rows: see rows.h. */
#include "generate/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "generate/hotlist.h"
#include "generate/stamp.h"

enum { ROW_ROOM = 160 /* more than the longest row */, NAME_ROOM = 40, HEADER_EVERY = 20000, CLOCK_SKIPS = 3600 };

static const char header[] = "read_at,camera,state,plate,confidence\n";
static const char hit_header[] = "hit_at,agency,camera,state,plate,hot_list,category,verified,outcome\n";
static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* The file of one agency that is being written. */
struct sheet {
	struct hush_outfile file;
	unsigned part;       /* 0: none yet */
	uint64_t rows;       /* in this part */
	char held[ROW_ROOM]; /* a row that comes late: after the next one */
	size_t held_length;
};

struct hush_rows {
	struct hush_rows_from from;
	struct sheet *sheets; /* one for each agency */
	struct hush_outfile hits;
	uint64_t written;
	unsigned part;
	uint64_t header_every; /* rows, when headers are repeated */
	int64_t stamp_of;      /* the instant that `stamp` says */
	char stamp[HUSH_STAMP_TEXT];
	char skipped[HUSH_STAMP_TEXT]; /* the time that a clock shows which was not set an hour forward; "" usually */
};

/* -- files ----------------------------------------------------------------------------------------------------- */

static void let_go(struct sheet *sheet)
{
	hush_outfile_put(&sheet->file, sheet->held, sheet->held_length);
	sheet->held_length = 0;
}

/* Ends the part at hand and begins the next. */
static hush_status next_part(struct hush_rows *rows, uint32_t agency, hush_error *err)
{
	struct sheet *sheet = &rows->sheets[agency];
	bool marked = rows->from.rates->every && sheet->part == 0;
	char name[NAME_ROOM];
	char head[sizeof header + sizeof byte_order_mark];

	if (sheet->part > 0) {
		let_go(sheet);
		HUSH_TRY(hush_outfile_end(&sheet->file, err));
	}
	if (rows->from.city->agencies == 1) {
		snprintf(name, sizeof name, "scans-%u.csv", sheet->part + 1);
	} else {
		snprintf(name, sizeof name, "scans-%u-%u.csv", agency + 1, sheet->part + 1);
	}
	snprintf(head, sizeof head, "%s%s", marked ? byte_order_mark : "", header);
	HUSH_TRY(hush_outfile_open(rows->from.folder, name, head, &sheet->file, err));
	sheet->part++;
	sheet->rows = 0;
	return HUSH_OK;
}

/* Brings every agency to this part. */
static hush_status begin_part(struct hush_rows *rows, unsigned part, hush_error *err)
{
	for (uint32_t agency = 0; agency < rows->from.city->agencies; agency++) {
		while (rows->sheets[agency].part < part) {
			HUSH_TRY(next_part(rows, agency, err));
		}
	}
	rows->part = part;
	return HUSH_OK;
}

hush_status hush_rows_open(const struct hush_rows_from *from, struct hush_rows **rows, hush_error *err)
{
	struct hush_rows *made = hush_calloc(1, sizeof *made);
	uint64_t often = from->total / from->files / from->city->agencies / 16; /* small agencies have some too */
	hush_status status = HUSH_OK;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->from = *from;
	made->stamp_of = INT64_MIN;
	made->header_every = often < 1 ? 1 : often < HEADER_EVERY ? often : HEADER_EVERY;
	made->sheets = hush_calloc(from->city->agencies, sizeof *made->sheets);
	status = made->sheets ? begin_part(made, 1, err) : hush_fail_memory(err);
	if (status == HUSH_OK) {
		status = hush_outfile_open(from->folder, "hits.csv", hit_header, &made->hits, err);
	}
	if (status != HUSH_OK) {
		hush_rows_close(made);
		return status;
	}
	*rows = made;
	return HUSH_OK;
}

hush_status hush_rows_finish(struct hush_rows *rows, hush_error *err)
{
	HUSH_TRY(begin_part(rows, rows->from.files, err)); /* fewer rows than files: the rest hold a header only */
	for (uint32_t agency = 0; agency < rows->from.city->agencies; agency++) {
		let_go(&rows->sheets[agency]);
		HUSH_TRY(hush_outfile_end(&rows->sheets[agency].file, err));
	}
	return hush_outfile_end(&rows->hits, err);
}

void hush_rows_close(struct hush_rows *rows)
{
	if (!rows) {
		return;
	}
	for (uint32_t agency = 0; rows->sheets && agency < rows->from.city->agencies; agency++) {
		hush_outfile_release(&rows->sheets[agency].file);
	}
	hush_outfile_release(&rows->hits);
	hush_free(rows->sheets);
	hush_free(rows);
}

/* -- rows ------------------------------------------------------------------------------------------------------ */

static char *add(char *at, const char *text)
{
	size_t length = strlen(text);

	memcpy(at, text, length);
	return at + length;
}

/* Many rows share a second, so the text is made once for each. */
static void stamp(struct hush_rows *rows, int64_t instant)
{
	const struct hush_zone *zone = rows->from.zone;

	hush_stamp_iso(zone, instant, rows->stamp);
	rows->stamp_of = instant;
	rows->skipped[0] = '\0';
	if (rows->from.rates->every && hush_zone_local(zone, instant) - instant >
									   hush_zone_local(zone, instant - CLOCK_SKIPS) - (instant - CLOCK_SKIPS)) {
		hush_stamp_iso(zone, instant - CLOCK_SKIPS, rows->skipped); /* the same clock reading, one hour less */
		rows->skipped[HUSH_STAMP_LOCAL] = '\0';
		rows->skipped[12]++; /* 01:xx becomes 02:xx: a time that was skipped */
	}
}

static void count(struct hush_rows *rows, enum hush_defect defect)
{
	rows->from.truth->defects[defect]++;
}

/* Writes the text of a row, and returns its end. */
static char *row_text(struct hush_rows *rows, const struct hush_sight *sight, enum hush_defect defect,
					  const char *plate, const char *state, uint32_t confidence, char *at)
{
	const char *time = rows->stamp;
	const char *site = rows->from.city->names[sight->site];

	if (rows->skipped[0] && sight->vehicle % 16 == 0) {
		time = rows->skipped;
		count(rows, HUSH_DEFECT_OLD_CLOCK);
	}
	at = add(at, defect == HUSH_DEFECT_PADDED ? "  " : "");
	at = add(at, time);
	at = add(at, defect == HUSH_DEFECT_PADDED ? " ," : ",");
	if (defect == HUSH_DEFECT_LINE_BREAK) {
		at = add(add(add(at, "\""), site), "\n(lane 2)\"");
	} else {
		at = add(at, defect == HUSH_DEFECT_SITE_NA ? "NA" : site);
	}
	at = add(at, ",");
	at = add(at, defect == HUSH_DEFECT_STATE_BLANK ? "" : defect == HUSH_DEFECT_STATE_NA ? "NA" : state);
	at = add(at, ",");
	at = add(at, plate);
	if (defect != HUSH_DEFECT_SHORT) {
		*at++ = ',';
		*at++ = (char)('0' + confidence / 10);
		*at++ = (char)('0' + confidence % 10);
	}
	return add(at, defect == HUSH_DEFECT_LONG ? ",x\n" : "\n");
}

/* A hit, unless the plate was not read as it is: the list then has no such plate. */
static void put_hit(struct hush_rows *rows, const struct hush_sight *sight, uint32_t entry, const char *plate,
					const char *state)
{
	const struct hush_city *city = rows->from.city;
	struct hush_truth *truth = rows->from.truth;
	bool verified;
	uint32_t outcome;

	hush_hotlist_outcome(entry, hush_dice_roll(rows->from.dice), &verified, &outcome);
	hush_outfile_format(&rows->hits, "%s,%s,%s,%s,%s,%s,%s,%s,%s\n", rows->stamp,
						city->agency[city->agency_of[sight->site]].name, city->names[sight->site], state, plate,
						hush_hotlist[entry].list, hush_hotlist[entry].category, verified ? "yes" : "no",
						hush_outcomes[outcome]);
	truth->hits[entry]++;
	truth->verified += verified ? 1 : 0;
	truth->outcomes[outcome]++;
}

static void put_row(struct hush_rows *rows, const struct hush_sight *sight)
{
	const struct hush_rows_from *from = &rows->from;
	uint64_t roll = hush_dice_roll(from->dice);
	enum hush_defect defect = hush_defect_pick(from->rates, roll);
	uint32_t detail = (uint32_t)roll;
	uint32_t confidence = 99 - (uint32_t)((uint64_t)(detail >> 16) * (detail & 0xFFFF) * 30 >> 32);
	const char *state = hush_city_state(from->city, sight->vehicle, sight->kind != HUSH_KIND_PASSING);
	uint32_t entry = hush_hotlist_of(from->city, from->habits, sight->vehicle, (enum hush_kind)sight->kind);
	struct sheet *sheet = &rows->sheets[from->city->agency_of[sight->site]];
	char plate[HUSH_PLATE_TEXT + 2];
	char *start;
	char *end;

	hush_city_plate(from->city, sight->vehicle, plate);
	if (entry < HUSH_HOTLIST_ENTRIES && defect != HUSH_DEFECT_MISREAD) {
		put_hit(rows, sight, entry, plate, state);
	}
	if (from->rates->one_stray_quote && rows->written == from->total / from->files / 2) {
		defect = HUSH_DEFECT_STRAY_QUOTE;
	}
	if (defect != HUSH_DEFECT_ROW_KINDS) {
		hush_defect_plate(defect, detail, plate);
		count(rows, defect);
	}
	if (from->rates->every && sheet->rows > 0 && sheet->rows % rows->header_every == 0) {
		hush_outfile_put(&sheet->file, header, sizeof header - 1);
		count(rows, HUSH_DEFECT_HEADER_AGAIN);
	}
	if (defect == HUSH_DEFECT_LATE) {
		let_go(sheet);
		end = row_text(rows, sight, defect, plate, state, confidence, sheet->held);
		sheet->held_length = (size_t)(end - sheet->held);
	} else {
		start = hush_outfile_row(&sheet->file);
		end = row_text(rows, sight, defect, plate, state, confidence, start);
		sheet->file.used += (size_t)(end - start);
		if (sheet->held_length > 0) {
			let_go(sheet);
		}
	}
	sheet->rows++;
	rows->written++;
}

hush_status hush_rows_write(struct hush_rows *rows, int64_t instant, uint32_t day, const struct hush_hour *hour,
							const struct hush_sight *sights, hush_error *err)
{
	for (uint32_t i = 0; i < hour->count; i++) {
		while (rows->written * rows->from.files >= rows->from.total * rows->part) { /* at most 10^9 rows: fits */
			HUSH_TRY(begin_part(rows, rows->part + 1, err));
		}
		if (rows->stamp_of != instant + sights[i].second) {
			stamp(rows, instant + sights[i].second);
		}
		hush_truth_see(rows->from.truth, &sights[i], day, hour->weekday, hour->of_day);
		put_row(rows, &sights[i]);
	}
	for (uint32_t agency = 0; agency < rows->from.city->agencies; agency++) {
		if (!hush_outfile_good(&rows->sheets[agency].file)) {
			return hush_outfile_end(&rows->sheets[agency].file, err);
		}
	}
	return HUSH_OK;
}
