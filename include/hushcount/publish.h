/*
 * publish: from records to a signed release folder.
 */
#ifndef HUSHCOUNT_PUBLISH_H
#define HUSHCOUNT_PUBLISH_H

#include <hushcount/effort.h>
#include <hushcount/passphrase.h>
#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hush_publish_options {
	const char *spec;    /* path of the release spec */
	const char *reports; /* folder that holds release folders; made when missing; NULL means "reports" */
	const char *key;     /* secret key file; NULL means the ledger's path with its ending replaced by ".key" */
	const char *who;     /* kept in the ledger as given, never published; may be NULL */
	int pdf;             /* also print the page beside the folder, as ID.pdf, by a Chromium on this machine */
	int rehearse;        /* read, limit and aggregate, then stop: nothing charged, nothing written */
	int hold;            /* finish and keep the release, and publish nothing until hush_publish_resume */
	hush_passphrase passphrase; /* asked when the secret key has one */
	const char *resume;  /* for hush_publish_resume: the release id; `spec` may then be the path of the ledger */
	hush_effort effort;  /* of reading the records; zeroed: the defaults */
	/* Ids of other ledgers whose releases may stand in `reports`: they are about other records. Kept on record, and public. */
	const char *const *beside;
	unsigned beside_count;
} hush_publish_options;

/*
 * Publishes the release that the spec asks for and sets *text (hush_text_free) to what was published, what it cost, what
 * is left and which page to open; nothing in it depends on the records except through the published values.
 *
 * The same id and spec again: the kept bytes are put back if the folder is missing, nothing is charged, the files are
 * not read, and the text says so.
 *
 * HUSH_E_SPEC, HUSH_E_HEADER, HUSH_E_NO_INPUT, HUSH_E_PERMISSION: refused before anything was charged.
 * HUSH_E_ENGINE: a PDF was asked for and there is no Chromium: nothing was charged; or it failed: the release is published.
 * HUSH_E_BUDGET: the charge does not fit; nothing was charged. HUSH_E_BUSY. HUSH_E_LEDGER: the ledger is damaged, or the
 * reports folder holds a release that this ledger charged and does not know, or holds back, or that a ledger charged which is
 * neither on record nor in options->beside; nothing was charged.
 * HUSH_E_IO, HUSH_E_CREATE, HUSH_E_MEMORY after the charge: the same call continues at no further charge.
 */
HUSH_API hush_status hush_publish_spec(const hush_publish_options *options, hush_format format, char **text,
                                       hush_error *err);

/*
 * Publishes the finished release options->resume, which was held back, with the bytes that the ledger keeps; options->who
 * signs for it, on record. Reads no records and charges nothing. Again: the same answer.
 * HUSH_E_USAGE when the ledger keeps no finished release of that id; otherwise as above.
 */
HUSH_API hush_status hush_publish_resume(const hush_publish_options *options, hush_format format, char **text,
                                         hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
