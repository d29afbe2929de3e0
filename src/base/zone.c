/* zone: see zone.h. GLib reads the system's zone data; what is kept is a table of our own. */
#include "base/zone.h"

#include <glib.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum {
	SECONDS_PER_DAY = 86400,
	PROBE_SECONDS = 5 * SECONDS_PER_DAY, /* zones keep an offset for weeks; a change is looked for between two probes */
	WIDEST_OFFSET = 26 * 3600,           /* no clock was ever further from UTC than this */
	MAX_CHANGES = 4096,
	BLOCK_BITS = 22, /* the index has one entry for 2^22 seconds, about 48 days */
	BLOCKS = 2300,   /* enough for 1900 to 2200 and a little more */
	MAX_ZONE_NAME = 64
};

/* From `start` on, until the next span, local clocks show UTC plus `offset`. */
struct span {
	int64_t start;
	int32_t offset;
};

/* Invariant: count >= 1, starts ascend, spans[0] also holds for all earlier instants. */
struct hush_zone {
	struct span *spans;
	uint32_t count;
	uint16_t blocks[BLOCKS]; /* the span at the start of each block, from spans[0].start on */
};

/*
 * GLib also reads POSIX rules ("X5") and bare offsets, where a typing error would become another clock.  Only names of
 * the zone database pass: letters first, and digits only in names with a folder ("Etc/GMT+8").
 */
static bool name_valid(const char *name)
{
	size_t length = strlen(name);
	bool digit = false;

	if (length == 0 || length > MAX_ZONE_NAME || !g_ascii_isalpha(name[0])) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(name[i]) && !strchr("_+-/", name[i])) {
			return false;
		}
		digit = digit || g_ascii_isdigit(name[i]);
	}
	return !digit || strchr(name, '/');
}

static int32_t probe(GTimeZone *source, int64_t utc)
{
	return g_time_zone_get_offset(source, g_time_zone_find_interval(source, G_TIME_TYPE_UNIVERSAL, utc));
}

/* The first second in (low, high] at which the offset is not `offset`, which it is at low and is not at high. */
static int64_t change_after(GTimeZone *source, int32_t offset, int64_t low, int64_t high)
{
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (probe(source, middle) == offset) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return high;
}

/* Fills spans (room for MAX_CHANGES); returns how many. */
static uint32_t table(GTimeZone *source, struct span *spans)
{
	int64_t at = (int64_t)hush_day_from_civil(1900, 1, 1) * SECONDS_PER_DAY;
	int64_t end = (int64_t)hush_day_from_civil(2201, 1, 1) * SECONDS_PER_DAY;
	uint32_t count = 1;

	spans[0] = (struct span){at, probe(source, at)};
	while (at < end && count < MAX_CHANGES) {
		int64_t next = at + PROBE_SECONDS;

		if (probe(source, next) != spans[count - 1].offset) {
			next = change_after(source, spans[count - 1].offset, at, next);
			spans[count] = (struct span){next, probe(source, next)};
			count++;
		}
		at = next;
	}
	return count;
}

static void index_spans(struct hush_zone *zone)
{
	uint16_t span = 0;

	for (uint32_t block = 0; block < BLOCKS; block++) {
		int64_t start = zone->spans[0].start + ((int64_t)block << BLOCK_BITS);

		while (span + 1u < zone->count && zone->spans[span + 1u].start <= start) {
			span++;
		}
		zone->blocks[block] = span;
	}
}

/* GLib does not say why it gave no zone; a name that the system has must not be called a mistake of the writer's. */
static hush_status fail_source(const char *name, hush_error *err)
{
	const char *given = getenv("TZDIR");
	char *path = name_valid(name) ? hush_path_join(given ? given : "/usr/share/zoneinfo", name) : NULL;
	bool there = path && access(path, F_OK) == 0;

	hush_free(path);
	if (there) {
		hush_fail(err, HUSH_E_IO, "the system's data of the time zone \"%.64s\" cannot be read", name);
		hush_hint(err, "check the disk and the number of open files, then run the same command again");
		return HUSH_E_IO;
	}
	hush_fail(err, HUSH_E_SPEC, "the time zone \"%.64s\" is not known here", name);
	hush_hint(err, "write a name like \"America/Los_Angeles\" or \"UTC\"; if it is right, install the package tzdata");
	return HUSH_E_SPEC;
}

static struct hush_zone *copy_of(const struct hush_zone *zone)
{
	struct hush_zone *copy = hush_malloc(sizeof *copy);

	if (copy) {
		*copy = *zone;
		copy->spans = hush_calloc(zone->count, sizeof *copy->spans);
		if (!copy->spans) {
			hush_free(copy);
			return NULL;
		}
		memcpy(copy->spans, zone->spans, zone->count * sizeof *copy->spans);
	}
	return copy;
}

/*
 * The zone that was opened last. Making its table takes thousands of times as long as copying it, and one command opens the
 * same zone again and again: for the spec, for the account, for the records.
 */
static struct {
	pthread_mutex_t lock;
	char name[MAX_ZONE_NAME + 1];
	struct hush_zone *zone;
} latest = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* NULL: it is another one, or memory is short. */
static struct hush_zone *recall(const char *name)
{
	struct hush_zone *copy = NULL;

	(void)pthread_mutex_lock(&latest.lock);
	if (latest.zone && strcmp(latest.name, name) == 0) {
		copy = copy_of(latest.zone);
	}
	(void)pthread_mutex_unlock(&latest.lock);
	return copy;
}

static void remember(const char *name, const struct hush_zone *zone)
{
	struct hush_zone *copy = copy_of(zone);
	struct hush_zone *old = NULL;

	if (copy) {
		(void)pthread_mutex_lock(&latest.lock);
		old = latest.zone;
		latest.zone = copy;
		memcpy(latest.name, name, strlen(name) + 1); /* a valid name fits */
		(void)pthread_mutex_unlock(&latest.lock);
	}
	hush_zone_free(old);
}

static hush_status make_zone(const char *name, struct hush_zone **zone, hush_error *err)
{
	GTimeZone *source = name_valid(name) ? g_time_zone_new_identifier(name) : NULL;
	struct span *spans;
	struct hush_zone *made;

	if (!source) {
		return fail_source(name, err);
	}
	spans = hush_calloc(MAX_CHANGES, sizeof *spans);
	made = hush_malloc(sizeof *made);
	if (!spans || !made) {
		g_time_zone_unref(source);
		hush_free(spans);
		hush_free(made);
		return hush_fail_memory(err);
	}
	made->count = table(source, spans);
	made->spans = hush_reallocarray(spans, made->count, sizeof *spans);
	if (!made->spans) {
		made->spans = spans;
	}
	g_time_zone_unref(source);
	index_spans(made);
	*zone = made;
	return HUSH_OK;
}

hush_status hush_zone_open(const char *name, struct hush_zone **zone, hush_error *err)
{
	struct hush_zone *found = recall(name);

	if (!found) {
		HUSH_TRY(make_zone(name, &found, err));
		remember(name, found);
	}
	*zone = found;
	return HUSH_OK;
}

void hush_zone_free(struct hush_zone *zone)
{
	if (zone) {
		hush_free(zone->spans);
		hush_free(zone);
	}
}

/* The span that holds an instant. */
static uint32_t span_of(const struct hush_zone *zone, int64_t utc)
{
	int64_t block = (utc - zone->spans[0].start) >> BLOCK_BITS;
	uint32_t i = zone->blocks[block < 0 ? 0 : block < BLOCKS ? block : BLOCKS - 1];

	while (i + 1 < zone->count && zone->spans[i + 1].start <= utc) {
		i++;
	}
	return i;
}

int64_t hush_zone_local(const struct hush_zone *zone, int64_t utc)
{
	return utc + zone->spans[span_of(zone, utc)].offset;
}

void hush_zone_stretch(const struct hush_zone *zone, int64_t utc, int64_t *start, int64_t *end, int64_t *offset)
{
	uint32_t i = span_of(zone, utc);

	*start = i == 0 ? INT64_MIN : zone->spans[i].start;
	*end = i + 1 == zone->count ? INT64_MAX : zone->spans[i + 1].start;
	*offset = zone->spans[i].offset;
}

/* No other stretch can show any of the day's seconds when it is further away than two clocks can ever differ. */
bool hush_zone_plain_day(const struct hush_zone *zone, hush_day day, int64_t *offset)
{
	int64_t midnight = (int64_t)day * SECONDS_PER_DAY;
	int64_t start;
	int64_t end;
	int64_t found;

	hush_zone_stretch(zone, midnight, &start, &end, &found);
	if (start > midnight - 2 * WIDEST_OFFSET || end < midnight + SECONDS_PER_DAY + 2 * WIDEST_OFFSET) {
		return false;
	}
	*offset = found;
	return true;
}

bool hush_zone_utc(const struct hush_zone *zone, int64_t local, int64_t *utc)
{
	/* Spans ascend, so the first one that shows this local time shows it at the first instant. */
	for (uint32_t i = span_of(zone, local - WIDEST_OFFSET); i < zone->count; i++) {
		int64_t instant = local - zone->spans[i].offset;

		if (zone->spans[i].start > local + WIDEST_OFFSET) {
			break;
		}
		if ((i == 0 || instant >= zone->spans[i].start) && (i + 1 == zone->count || instant < zone->spans[i + 1].start)) {
			*utc = instant;
			return true;
		}
	}
	return false;
}

void hush_local_split(int64_t local, hush_day *day, int32_t *second_of_day)
{
	int64_t whole = local / SECONDS_PER_DAY;
	int64_t rest = local % SECONDS_PER_DAY;

	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		whole -= 1;
	}
	*day = (hush_day)whole;
	*second_of_day = (int32_t)rest;
}
