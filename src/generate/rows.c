/* rows: see rows.h. */
#include "generate/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum {
	BLOCK = 1 << 20,
	ROW_ROOM = 128, /* more than the longest row */
	STAMP = 25,     /* "2025-01-31T07:05:09-08:00" */
	NAME_ROOM = 32
};

static const char header[] = "read_at,camera,state,plate,confidence\n";

struct hush_rows {
	const char *folder;
	unsigned files;
	uint64_t total;
	const struct hush_city *city;
	const struct hush_zone *zone;
	struct hush_dice *dice;

	unsigned opened; /* how many files were made; the last of them is being written */
	int file;        /* -1: none open */
	char *path;      /* of the open file, for messages */
	uint64_t written;
	int64_t stamp_of; /* the instant that `stamp` says */
	char stamp[STAMP + 1];
	size_t used;
	char block[BLOCK];
};

/* -- files ----------------------------------------------------------------------------------------------------- */

static char *file_path(const char *folder, unsigned number)
{
	char name[NAME_ROOM];

	snprintf(name, sizeof name, "scans-%u.csv", number);
	return hush_path_join(folder, name);
}

static hush_status flush(struct hush_rows *rows, hush_error *err)
{
	size_t done = 0;

	while (done < rows->used) {
		ssize_t wrote = write(rows->file, rows->block + done, rows->used - done);

		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		if (wrote <= 0) {
			return hush_fail_errno(err, HUSH_E_IO, wrote < 0 ? errno : EIO, rows->path, "cannot write");
		}
		done += (size_t)wrote;
	}
	rows->used = 0;
	return HUSH_OK;
}

static hush_status end_file(struct hush_rows *rows, hush_error *err)
{
	hush_status status = HUSH_OK;

	if (rows->file >= 0) {
		status = flush(rows, err);
		if (close(rows->file) != 0 && status == HUSH_OK) {
			status = hush_fail_errno(err, HUSH_E_IO, errno, rows->path, "cannot write");
		}
		rows->file = -1;
		hush_free(rows->path);
		rows->path = NULL;
	}
	return status;
}

/* Ends the file at hand and begins the next. A file that exists is left alone: it may hold real records. */
static hush_status next_file(struct hush_rows *rows, hush_error *err)
{
	HUSH_TRY(end_file(rows, err));
	rows->path = file_path(rows->folder, rows->opened + 1);
	if (!rows->path) {
		return hush_fail_memory(err);
	}
	rows->file = open(rows->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (rows->file < 0) {
		int errnum = errno;

		hush_fail_errno(err, HUSH_E_CREATE, errnum, rows->path, "cannot create the file");
		if (errnum == EEXIST) {
			hush_hint(err, "nothing is overwritten; choose an empty folder");
		}
		hush_free(rows->path);
		rows->path = NULL;
		return HUSH_E_CREATE;
	}
	rows->opened++;
	memcpy(rows->block, header, sizeof header - 1);
	rows->used = sizeof header - 1;
	return HUSH_OK;
}

hush_status hush_rows_open(const char *folder, unsigned files, uint64_t total, const struct hush_city *city,
                           const struct hush_zone *zone, struct hush_dice *dice, struct hush_rows **rows,
                           hush_error *err)
{
	struct hush_rows *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->folder = folder;
	made->files = files;
	made->total = total;
	made->city = city;
	made->zone = zone;
	made->dice = dice;
	made->file = -1;
	made->stamp_of = INT64_MIN;
	status = next_file(made, err);
	if (status != HUSH_OK) {
		hush_rows_close(made, false);
		return status;
	}
	*rows = made;
	return HUSH_OK;
}

hush_status hush_rows_finish(struct hush_rows *rows, hush_error *err)
{
	while (rows->opened < rows->files) { /* fewer rows than files: the rest hold a header only */
		HUSH_TRY(next_file(rows, err));
	}
	return end_file(rows, err);
}

void hush_rows_close(struct hush_rows *rows, bool keep)
{
	if (!rows) {
		return;
	}
	if (rows->file >= 0) {
		(void)close(rows->file); /* on the way out of a failure that was already told */
	}
	for (unsigned number = 1; !keep && number <= rows->opened; number++) {
		char *path = file_path(rows->folder, number);

		if (path) {
			(void)unlink(path);
		}
		hush_free(path);
	}
	hush_free(rows->path);
	hush_free(rows);
}

/* -- rows ------------------------------------------------------------------------------------------------------ */

static void two(char *at, unsigned number)
{
	at[0] = (char)('0' + number / 10 % 10);
	at[1] = (char)('0' + number % 10);
}

/* Many rows share a second, so the text is made once for each. */
static void stamp(struct hush_rows *rows, int64_t instant)
{
	int64_t local = hush_zone_local(rows->zone, instant);
	int64_t offset = local - instant;
	unsigned minutes = (unsigned)((offset < 0 ? -offset : offset) / 60);
	char date[HUSH_DAY_TEXT];
	char *at = rows->stamp;
	hush_day day;
	int32_t second;

	hush_local_split(local, &day, &second);
	hush_day_format(day, date);
	memcpy(at, date, 10);
	at[10] = 'T';
	two(at + 11, (unsigned)second / 3600);
	at[13] = ':';
	two(at + 14, (unsigned)second / 60 % 60);
	at[16] = ':';
	two(at + 17, (unsigned)second % 60);
	at[19] = offset < 0 ? '-' : '+';
	two(at + 20, minutes / 60);
	at[22] = ':';
	two(at + 23, minutes % 60);
	rows->stamp_of = instant;
}

/* One character read as one that looks like it. */
static void misread(char *plate, uint32_t start)
{
	static const char pairs[] = "8B5S2Z6G0D1I4A7T";
	size_t length = strlen(plate);

	for (size_t i = 0; i < length; i++) {
		char *at = &plate[(start + i) % length];
		const char *found = strchr(pairs, *at);

		if (found) {
			size_t place = (size_t)(found - pairs);

			*at = pairs[place ^ 1];
			return;
		}
	}
}

/* The same plate in small letters, without dashes or with blanks for them. */
static void respell(char *plate, bool blanks)
{
	char *to = plate;

	for (const char *from = plate; *from; from++) {
		if (*from >= 'A' && *from <= 'Z') {
			*to++ = (char)(*from - 'A' + 'a');
		} else if (*from != '-') {
			*to++ = *from;
		} else if (blanks) {
			*to++ = ' ';
		}
	}
	*to = '\0';
}

/* A quote in the middle of an unquoted field, as hand-edited exports have: such a line is no CSV row. */
static void stray_quote(char *plate)
{
	size_t length = strlen(plate);

	memmove(plate + 4, plate + 3, length - 3 + 1);
	plate[3] = '"';
}

static void put(struct hush_rows *rows, const char *text)
{
	size_t length = strlen(text);

	memcpy(rows->block + rows->used, text, length);
	rows->used += length;
}

static void put_row(struct hush_rows *rows, const struct hush_sight *sight)
{
	uint64_t stray_at = rows->total / rows->files / 2;
	uint64_t roll = hush_dice_roll(rows->dice);
	uint32_t dirt = hush_scale(roll, 10000);
	uint32_t detail = (uint32_t)roll;
	uint32_t confidence = 99 - (uint32_t)((uint64_t)(detail >> 16) * (detail & 0xFFFF) * 30 >> 32);
	const char *state = hush_city_state(rows->city, sight->vehicle);
	char plate[HUSH_PLATE_TEXT + 1];
	char digits[3] = "";

	hush_city_plate(rows->city, sight->vehicle, plate);
	if (dirt < 20) {
		plate[0] = '\0';
	} else if (dirt < 50) {
		misread(plate, detail % 16);
	} else if (dirt < 75) {
		respell(plate, detail & 1);
	} else if (dirt < 80) {
		state = "";
	}
	if (rows->written == stray_at && plate[0] != '\0') {
		stray_quote(plate);
	} else if (rows->written == stray_at) {
		memcpy(plate, "Q\"", 3);
	}
	two(digits, confidence);
	memcpy(rows->block + rows->used, rows->stamp, STAMP);
	rows->used += STAMP;
	put(rows, ",");
	put(rows, rows->city->names[sight->site]);
	put(rows, ",");
	put(rows, state);
	put(rows, ",");
	put(rows, plate);
	put(rows, ",");
	put(rows, digits);
	put(rows, "\n");
	rows->written++;
}

hush_status hush_rows_write(struct hush_rows *rows, int64_t hour, const struct hush_sight *sights, uint32_t count,
                            hush_error *err)
{
	for (uint32_t i = 0; i < count; i++) {
		while (rows->written * rows->files >= rows->total * rows->opened) { /* at most 10^9 rows: fits */
			HUSH_TRY(next_file(rows, err));
		}
		if (rows->used > BLOCK - ROW_ROOM) {
			HUSH_TRY(flush(rows, err));
		}
		if (rows->stamp_of != hour + sights[i].second) {
			stamp(rows, hour + sights[i].second);
		}
		put_row(rows, &sights[i]);
	}
	return HUSH_OK;
}
