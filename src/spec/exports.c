/* exports: see exports.h. */
#include "spec/exports.h"

#include <stddef.h>
#include <string.h>

static const char flock_time_format[] = "%m/%d/%Y, %I:%M:%S %p %z";

static const char flock_time_about[] = "The export writes 01/31/2025, 05:05:09 PM UTC, padded or not; %z reads the UTC.";

static const char iso_about[] =
	"format iso: 2025-01-31T17:05:09, with or without an offset. Others: epoch, epoch_ms, or a pattern such as "
	"%m/%d/%Y %I:%M:%S %p. Add \"timezone\" when the stamps name no offset and are of another zone than "
	"privacy.timezone.";

/* In this order: an organisation audit has the columns of a network audit but one. */
static const struct hush_export known[] = {
	{
		.name = "a Flock network search audit",
		.about =
			"A network audit lists everybody's searches of your cameras, your own users' included. Never add it to "
			"an organisation audit, which lists your own users' searches again. One search stands in the audits of "
			"many agencies.",
		.record = HUSH_RECORD_SEARCHES,
		.signs = {"totalnetworkssearched", "searchtime|searchdatetime|searchdate", "orgname"},
		.roles = {[HUSH_ROLE_TIME] = "searchtime|searchdatetime|searchdate",
				  [HUSH_ROLE_PLATE] = "licenseplate|plate",
				  [HUSH_ROLE_USER] = "name|userid",
				  [HUSH_ROLE_AGENCY] = "orgname",
				  [HUSH_ROLE_REASON] = "reason",
				  [HUSH_ROLE_TYPE] = "searchtype",
				  [HUSH_ROLE_ID] = "id|searchid"},
		.time_format = flock_time_format,
		.time_about = flock_time_about,
		.multiline = true,
	},
	{
		.name = "a Flock organisation search audit",
		.about = "An organisation audit lists your own users' searches. Never add it to a network audit, which holds "
				 "them too.",
		.record = HUSH_RECORD_SEARCHES,
		.signs = {"totalnetworkssearched", "searchtime|searchdatetime|searchdate", "name|userid"},
		.roles = {[HUSH_ROLE_TIME] = "searchtime|searchdatetime|searchdate",
				  [HUSH_ROLE_PLATE] = "licenseplate|plate",
				  [HUSH_ROLE_USER] = "name|userid",
				  [HUSH_ROLE_REASON] = "reason",
				  [HUSH_ROLE_TYPE] = "searchtype",
				  [HUSH_ROLE_ID] = "id|searchid"},
		.time_format = flock_time_format,
		.time_about = flock_time_about,
		.multiline = true,
	},
	{
		.name = "a transparency portal's search audit",
		.about = "The portal's audit names users by a number and no plates. It is public row by row already; a release "
				 "from it protects nobody from what was published before.",
		.record = HUSH_RECORD_SEARCHES,
		.signs = {"userid|user", "searchdate|searchtime", "cameracount|networkcount", "reason"},
		.roles = {[HUSH_ROLE_TIME] = "searchdate|searchtime",
				  [HUSH_ROLE_USER] = "userid|user",
				  [HUSH_ROLE_REASON] = "reason"},
		.time_format = "iso",
		.time_about = iso_about,
	},
	{
		.name = "hits of a hot list",
		.about = "A hit is a scan that matched a hot list. Most lists hold more than stolen cars: one state's hits were to 97 % "
				 "about registration and emissions. A vehicle that stays on a list is hit again and again.",
		.record = HUSH_RECORD_HITS,
		.signs = {"hitat|hittime|hitdate|alerttime|alertdate|alertedat|timestamp|datetime|time",
				  "hotlist|hotlistname|hotlisttype|list|listname|alerttype|alertlist",
				  "plate|licenseplate|licenceplate|platenumber|lpr|vrm|tag"},
		.roles = {[HUSH_ROLE_TIME] = "hitat|hittime|hitdate|alerttime|alertdate|alertedat|timestamp|datetime|time",
				  [HUSH_ROLE_PLATE] = "plate|licenseplate|licenceplate|platenumber|lpr|vrm|tag",
				  [HUSH_ROLE_STATE] = "state|platestate|licensestate|region|jurisdiction",
				  [HUSH_ROLE_SITE] = "camera|cameraid|cameraname|site|device|devicename|reader|location",
				  [HUSH_ROLE_LIST] = "hotlist|hotlistname|hotlisttype|list|listname|alerttype|alertlist"},
		.time_format = "iso",
		.time_about = iso_about,
	},
	{
		.name = "a Plate Recognizer stream",
		.about = "The file names no camera: keep one file, and one release, for each, or add a column. A plate with a "
				 "low score is more often misread; leave such rows out beforehand, by a rule.",
		.record = HUSH_RECORD_SCANS,
		.signs = {"timestamp", "plate", "dscore", "candidates", "sourceurl"},
		.roles = {[HUSH_ROLE_TIME] = "timestamp",
				  [HUSH_ROLE_PLATE] = "plate",
				  [HUSH_ROLE_STATE] = "region",
				  [HUSH_ROLE_SITE] = "cameraid|camera"},
		.time_format = "iso",
		.time_about = iso_about,
	},
	{
		.name = "OpenALPR groups",
		.about = "A group is one passage of one vehicle, already put together from several pictures. best_plate_number "
				 "is the likeliest of its candidates.",
		.record = HUSH_RECORD_SCANS,
		.signs = {"epochstart", "bestplatenumber"},
		.roles = {[HUSH_ROLE_TIME] = "epochstart",
				  [HUSH_ROLE_PLATE] = "bestplatenumber",
				  [HUSH_ROLE_STATE] = "bestregion",
				  [HUSH_ROLE_SITE] = "cameraid|camera|agentuid"},
		.time_format = "epoch_ms",
		.time_about = "Milliseconds since 1970, so no time zone is needed.",
	},
	{
		.name = "a summary of reads",
		.about = "The column location is the car that carries the reader, device the reader itself. Where a car has "
				 "been is not in this draft: addresses are as fine as a vehicle's own trace.",
		.record = HUSH_RECORD_SCANS,
		.signs = {"dt", "location", "device", "plate|platenumber|licenseplate|licenceplate|lpr|vrm|platetext"},
		.roles = {[HUSH_ROLE_TIME] = "dt",
				  [HUSH_ROLE_PLATE] = "plate|platenumber|licenseplate|licenceplate|lpr|vrm|platetext",
				  [HUSH_ROLE_STATE] = "state|platestate",
				  [HUSH_ROLE_SITE] = "device"},
		.time_format = "%m/%d/%Y - %H:%M:%S",
		.time_about = "The summary writes 01/31/2025 - 17:05:09, local time.",
		.site_about =
			"The devices of the inventory, not those of the records: a device that read nothing belongs in it too.",
	},
};

static const struct hush_export unknown = {
	.about = "",
	.record = HUSH_RECORD_SCANS,
	.roles = {[HUSH_ROLE_TIME] = "readat|scannedat|timestamp|datetime|readtime|time|dt|epochstart|date",
			  [HUSH_ROLE_PLATE] =
				  "plate|licenseplate|licenceplate|platenumber|bestplatenumber|lpr|vehicleid|vehicle|bikeid|tag",
			  [HUSH_ROLE_STATE] = "state|platestate|region|bestregion|jurisdiction|country",
			  [HUSH_ROLE_SITE] = "camera|cameraid|cameraname|site|station|location|device|devicename|agentuid|reader"},
	.time_format = "iso",
	.time_about = iso_about,
};

/* Whether the letters and digits of a column's name are those of a name in plain form. */
static bool same_name(const char *column, const char *name, size_t length)
{
	size_t at = 0;

	for (; *column; column++) {
		char c = *column >= 'A' && *column <= 'Z' ? (char)(*column - 'A' + 'a') : *column;

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			if (at == length || name[at] != c) {
				return false;
			}
			at++;
		} else if (c & 0x80) {
			return false; /* a letter of another script is no letter left out */
		}
	}
	return at == length;
}

/* The first column that has one of the names "a|b|c", the names in their order. */
static const char *find(const char *names, char *const *columns, uint32_t count)
{
	while (names && *names) {
		size_t length = strcspn(names, "|");

		for (uint32_t i = 0; i < count; i++) {
			if (same_name(columns[i], names, length)) {
				return columns[i];
			}
		}
		names += length + (names[length] == '|');
	}
	return NULL;
}

const struct hush_export *hush_export_of(char *const *columns, uint32_t count)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		bool fits = true;

		for (uint32_t sign = 0; fits && sign < HUSH_EXPORT_SIGNS && known[i].signs[sign]; sign++) {
			fits = find(known[i].signs[sign], columns, count) != NULL;
		}
		if (fits) {
			return &known[i];
		}
	}
	return &unknown;
}

bool hush_export_clock(char *const *columns, uint32_t count, const char **date, const char **clock)
{
	static const char *const pairs[][2] = {{"scandate", "scantime"}, {"readdate", "readtime"},   {"capturedate", "capturetime"},
	                                       {"hitdate", "hittime"},   {"alertdate", "alerttime"}, {"searchdate", "searchtime"},
	                                       {"eventdate", "eventtime"}, {"date", "time"}};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		const char *first = find(pairs[i][0], columns, count);
		const char *second = find(pairs[i][1], columns, count);

		if (first && second) {
			*date = first;
			*clock = second;
			return true;
		}
	}
	return false;
}

const char *hush_export_column(const struct hush_export *of, enum hush_role role, char *const *columns, uint32_t count)
{
	return find(of->roles[role], columns, count);
}
