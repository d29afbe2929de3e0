/* report: see report.h. */
#include "verify/report.h"

#include <stdio.h>

#include "base/json_write.h"

static const char *const not_checkable[] = {
    "That the records were read as the specification says, and that none were left out or added: the agency could.",
    "That the noise was drawn honestly from secure random bits: whoever ran the tool could have chosen it.",
    "That the numbers were not changed after the noise was drawn: whoever ran the tool could have.",
    "That this ledger is the only one, and that no other statistics about the same records were published.",
    "That the publication day is true: it comes from the publisher's clock.",
    "That the publisher still controls the signing key: whoever holds it can sign any release.",
    NULL};

static struct hush_check *next(struct hush_report *report, const char *name, const char *says, enum hush_outcome outcome)
{
	struct hush_check *check;

	if (report->count == HUSH_CHECKS) {
		report->failed = true; /* never: the list of checks is fixed and shorter */
		return NULL;
	}
	check = &report->checks[report->count++];
	*check = (struct hush_check){.name = name, .says = says, .outcome = outcome};
	return check;
}

/* A release may hold anything, and details go to a terminal: control characters (C0, DEL, C1) become '?'. */
static void disarm(char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f || (c == 0xC2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xA0)) {
			*text = '?';
			if (c == 0xC2) {
				text[1] = '?';
			}
		}
	}
}

void hush_report_add(struct hush_report *report, const char *name, const char *says, hush_status status,
                     const hush_error *err)
{
	struct hush_check *check = next(report, name, says, status == HUSH_OK ? HUSH_CHECK_OK : HUSH_CHECK_FAILED);

	if (status == HUSH_OK) {
		return;
	}
	report->failed = true;
	if (check && err) {
		snprintf(check->detail, sizeof check->detail, err->file[0] ? "%.300s: %.640s" : "%.0s%.640s", err->file,
		         err->message);
		disarm(check->detail);
	}
}

void hush_report_faker(struct hush_report *report, enum hush_faker faker)
{
	if (report->count > 0) {
		report->checks[report->count - 1].faker = faker;
	}
}

void hush_report_partly(struct hush_report *report, const char *says, const char *detail)
{
	if (report->count > 0) {
		struct hush_check *check = &report->checks[report->count - 1];

		check->says = says;
		snprintf(check->detail, sizeof check->detail, "%s", detail);
	}
}

void hush_report_unknown(struct hush_report *report, const char *name, const char *says, const char *detail)
{
	struct hush_check *check = next(report, name, says, HUSH_CHECK_UNKNOWN);

	report->signer_unknown = true;
	if (check) {
		snprintf(check->detail, sizeof check->detail, "%s", detail);
	}
}

void hush_report_not_reached(struct hush_report *report, const char *name, const char *says)
{
	(void)next(report, name, says, HUSH_CHECK_NOT_REACHED);
}

hush_status hush_report_status(const struct hush_report *report)
{
	if (report->failed) {
		return HUSH_E_VERIFY;
	}
	return report->signer_unknown ? HUSH_E_SIGNER : HUSH_OK;
}

static const char *outcome_name(enum hush_outcome outcome)
{
	switch (outcome) {
	case HUSH_CHECK_OK: return "ok";
	case HUSH_CHECK_FAILED: return "FAILED";
	case HUSH_CHECK_NOT_REACHED: return "not reached";
	case HUSH_CHECK_UNKNOWN: return "unknown";
	}
	return "FAILED";
}

static const struct {
	const char *name;
	const char *who;
} fakers[] = {
    [HUSH_FAKER_NOBODY] = {"nobody", "nobody can make these disagree with the statement; the estimates themselves are the publisher's word"},
    [HUSH_FAKER_KEY] = {"key-holder", "whoever holds the signing key"},
    [HUSH_FAKER_ANYONE] = {"anyone", "anyone: the signer is not known"},
    [HUSH_FAKER_PUBLISHER] = {"publisher", "the publisher: budget and balance are its ledger's word"},
};

/* A signature by a key that nobody vouches for binds nobody. */
static enum hush_faker faker_of(const struct hush_report *report, const struct hush_check *check)
{
	return check->faker == HUSH_FAKER_KEY && report->signer_unknown ? HUSH_FAKER_ANYONE : check->faker;
}

/* Which checks each could fake, those that were reached. */
static void write_fakers(const struct hush_report *report, struct hush_buffer *out)
{
	hush_buffer_text(out, "\nCould be faked by:\n");
	for (size_t f = 0; f < sizeof fakers / sizeof fakers[0]; f++) {
		bool any = false;

		for (uint32_t i = 0; i < report->count; i++) {
			const struct hush_check *check = &report->checks[i];

			if (check->outcome == HUSH_CHECK_OK && faker_of(report, check) == f) {
				hush_buffer_format(out, "%s%s", any ? ", " : "  - ", check->name);
				any = true;
			}
		}
		if (any) {
			hush_buffer_format(out, ": %s\n", fakers[f].who);
		}
	}
}

static const char *verdict(const struct hush_report *report)
{
	switch (hush_report_status(report)) {
	case HUSH_OK: return "verified: the release is consistent with itself, and signed by the key you gave";
	case HUSH_E_SIGNER: return "signer unknown: the release is consistent with itself, but not signed by a key you gave";
	default: return "FAILED: do not rely on this release";
	}
}

static void write_plain(const struct hush_report *report, const char *folder, struct hush_buffer *out)
{
	hush_buffer_format(out, "%s\n\n", folder);
	for (uint32_t i = 0; i < report->count; i++) {
		const struct hush_check *check = &report->checks[i];

		hush_buffer_format(out, "  %-12s%-12s %s\n", outcome_name(check->outcome), check->name, check->says);
		if (check->detail[0]) {
			hush_buffer_format(out, "  %-12s%-12s > %s\n", "", "", check->detail);
		}
	}
	hush_buffer_format(out, "\n%s\n", verdict(report));
	write_fakers(report, out);
	hush_buffer_text(out, "\nNot checkable from outside:\n");
	for (const char *const *line = not_checkable; *line; line++) {
		hush_buffer_format(out, "  - %s\n", *line);
	}
}

static void write_json(const struct hush_report *report, const char *folder, struct hush_buffer *out)
{
	hush_status status = hush_report_status(report);
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "schema", "hushcount/verify/1");
	hush_json_put_bool(&json, "ok", status == HUSH_OK);
	hush_json_put_string(&json, "result", status == HUSH_OK         ? "verified"
	                                      : status == HUSH_E_SIGNER ? "signer-unknown"
	                                                                : "failed");
	hush_json_put_string(&json, "folder", folder);
	hush_json_array(&json, "checks");
	for (uint32_t i = 0; i < report->count; i++) {
		const struct hush_check *check = &report->checks[i];

		hush_json_object(&json, NULL);
		hush_json_put_string(&json, "name", check->name);
		hush_json_put_string(&json, "outcome", outcome_name(check->outcome));
		hush_json_put_string(&json, "says", check->says);
		hush_json_put_string(&json, "detail", check->detail[0] ? check->detail : NULL);
		hush_json_put_string(&json, "could_be_faked_by", fakers[faker_of(report, check)].name);
		hush_json_end(&json);
	}
	hush_json_end(&json);
	hush_json_array(&json, "not_checkable");
	for (const char *const *line = not_checkable; *line; line++) {
		hush_json_put_string(&json, NULL, *line);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}

void hush_report_write(const struct hush_report *report, const char *folder, hush_format format, struct hush_buffer *out)
{
	if (format == HUSH_FORMAT_JSON) {
		write_json(report, folder, out);
	} else {
		write_plain(report, folder, out);
	}
}
