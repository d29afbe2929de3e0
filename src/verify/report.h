/*
 * report: what was checked, in order, and how each check ended.
 */
#ifndef HUSH_VERIFY_REPORT_H
#define HUSH_VERIFY_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <hushcount/text.h>

#include "base/buffer.h"
#include "base/error.h"

enum hush_outcome { HUSH_CHECK_OK, HUSH_CHECK_FAILED, HUSH_CHECK_NOT_REACHED, HUSH_CHECK_UNKNOWN };

enum { HUSH_CHECKS = 16, HUSH_CHECK_DETAIL = 1024 };

/* Who could make a check pass that should not. */
enum hush_faker {
	HUSH_FAKER_NOBODY,    /* it is computed anew from the release: who changes it is found, whoever it is */
	HUSH_FAKER_ANYONE,    /* stands for the next one while the signer is not known */
	HUSH_FAKER_KEY,       /* whoever holds the signing key */
	HUSH_FAKER_PUBLISHER  /* partly the publisher's word, from its ledger */
};

struct hush_check {
	const char *name; /* "files", "digests", ... */
	enum hush_faker faker;
	const char *says; /* what holds when it is ok, as a sentence without a full stop */
	enum hush_outcome outcome;
	char detail[HUSH_CHECK_DETAIL]; /* why it failed; "" when there is nothing to add */
};

struct hush_report {
	struct hush_check checks[HUSH_CHECKS];
	uint32_t count;
	bool failed;         /* some check failed */
	bool signer_unknown; /* no trusted key was given, or the release is signed with another one */
};

/* Adds a check. When `status` is a failure, its text (file, message) becomes the detail. */
void hush_report_add(struct hush_report *report, const char *name, const char *says, hush_status status,
                     const hush_error *err);
/* Says of the check that was added last who could fake it; nobody, unless this is called. */
void hush_report_faker(struct hush_report *report, enum hush_faker faker);
/* The check that was added last was made of a part only: what holds, and what was not looked at. */
void hush_report_partly(struct hush_report *report, const char *says, const char *detail);
void hush_report_unknown(struct hush_report *report, const char *name, const char *says, const char *detail);
void hush_report_not_reached(struct hush_report *report, const char *name, const char *says);

/* What the report means: HUSH_OK, HUSH_E_SIGNER when only the signer is not known, HUSH_E_VERIFY. */
hush_status hush_report_status(const struct hush_report *report);

/* For a person, or JSON. */
void hush_report_write(const struct hush_report *report, const char *folder, hush_format format, struct hush_buffer *out);

#endif
