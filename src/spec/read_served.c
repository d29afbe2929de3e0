/*
 * read_served: how a release is served: under which license, where on the web, about what area, and in which further
 * formats.
 *
 * None of it touches a number.  It is part of the spec because everything in a release folder follows from the spec.
 */
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "spec/parts.h"

enum { URL_LIMIT = 500, LAST_PORT = 65535 };

static const char *const extra_names[] = {
	[HUSH_EXTRA_PARQUET] = "parquet",
	[HUSH_EXTRA_EXCEL_CSV] = "excel-csv",
	[HUSH_EXTRA_SSH_SIGNATURE] = "ssh-signature",
};

const char *hush_extra_name(enum hush_extra extra)
{
	return extra_names[extra];
}

static hush_status read_license(const struct hush_reading *r, const struct hush_json *node)
{
	static const char *const licenses[] = {"CC0-1.0",  "CC-BY-4.0",  "CC-BY-SA-4.0",
										   "PDDL-1.0", "ODC-By-1.0", "ODbL-1.0"};
	uint32_t index = 0;

	HUSH_TRY(hush_read_choice(r, node, "release.license", licenses, HUSH_COUNT_OF(licenses), &index));
	r->spec->license = hush_strdup(licenses[index]);
	return r->spec->license ? HUSH_OK : hush_fail_memory(r->err);
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"

/* What stands between host and path: nothing, or ":" and a port. Gives its length. */
static size_t port_length(const char *text)
{
	size_t digits = text[0] == ':' ? strspn(text + 1, "0123456789") : 0;
	uint64_t port;

	return digits > 0 && text[1] != '0' && hush_parse_u64(text + 1, digits, LAST_PORT, &port) ? digits + 1 : 0;
}

/* Plain enough to stand in a page, in Markdown and in YAML without a thought: no query, no user, no blanks. */
static bool plain_url(const char *text)
{
	static const char start[] = "https://";
	const char *host = text + sizeof start - 1;
	const char *path;

	if (strlen(text) > URL_LIMIT || strncmp(text, start, sizeof start - 1) != 0 || host[0] == '.') {
		return false;
	}
	path = host + strspn(host, LETTERS);
	if (path == host) {
		return false;
	}
	path += port_length(path);
	return path[0] == '/' && strspn(path, LETTERS "/") == strlen(path) && !strstr(host, "//") && !strstr(host, "..") &&
	       text[strlen(text) - 1] == '/';
}

static hush_status read_url(const struct hush_reading *r, const struct hush_json *node)
{
	const char *text;

	HUSH_TRY(hush_read_string(r, node, "release.url", &text));
	if (!plain_url(text)) {
		return hush_refuse(
			r, node, "write the address of the folder, such as \"https://agency.example/lpr/2025-01/\"",
			"release.url must begin with https:// and end in /, without user, blanks, \"?\", \"#\" and \"..\"");
	}
	return hush_read_line(r, node, "release.url", &r->spec->url);
}

static hush_status read_formats(const struct hush_reading *r, const struct hush_json *node)
{
	HUSH_TRY(hush_read_list(r, node, "release.formats", 0, HUSH_EXTRAS));
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const struct hush_json *element = hush_json_at(node, i);
		uint32_t extra = 0;

		HUSH_TRY(hush_read_choice(r, element, "a format", extra_names, HUSH_EXTRAS, &extra));
		if (r->spec->extras[extra]) {
			return hush_refuse(r, element, NULL, "this format stands in the list twice");
		}
		r->spec->extras[extra] = true;
	}
	return HUSH_OK;
}

hush_status hush_read_served(const struct hush_reading *r, const struct hush_json *release)
{
	const struct hush_json *license = hush_json_get(release, "license");
	const struct hush_json *url = hush_json_get(release, "url");
	const struct hush_json *region = hush_json_get(release, "region");
	const struct hush_json *formats = hush_json_get(release, "formats");

	if (license) {
		HUSH_TRY(read_license(r, license));
	}
	if (url) {
		HUSH_TRY(read_url(r, url));
	}
	if (region) {
		HUSH_TRY(hush_read_line(r, region, "release.region", &r->spec->region));
	}
	return formats ? read_formats(r, formats) : HUSH_OK;
}
