/*
 * error: what went wrong, where, and what to do about it.
 *
 * Every function that can fail returns a hush_status and takes a `hush_error *` as its last parameter.
 * The error struct belongs to the caller, holds no pointers, needs no freeing, and may be NULL when the
 * caller only wants the status.  On success it is left untouched.
 *
 * No text in an error ever contains a value read from the scan records: messages name files, lines,
 * columns (by the name in the header or the spec) and the rule that was broken.
 */
#ifndef HUSHCOUNT_ERROR_H
#define HUSHCOUNT_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define HUSH_API __attribute__((visibility("default")))
#else
#define HUSH_API
#endif

/* Codes are numbered in ranges by area, so that a code printed without its text still tells the area. */
typedef enum hush_status {
	HUSH_OK = 0,

	/* 100: the machine */
	HUSH_E_MEMORY = 100,      /* an allocation failed */
	HUSH_E_BUG = 101,         /* a broken invariant of this program */
	HUSH_E_INTERRUPTED = 102, /* the user asked to stop */

	/* 200: files */
	HUSH_E_NO_INPUT = 200,   /* a file that must exist does not, or is empty, or is a folder */
	HUSH_E_CREATE = 201,     /* cannot create an output */
	HUSH_E_IO = 202,         /* a read, write or sync failed */
	HUSH_E_PERMISSION = 203, /* the system, or the mode of a key file, forbids it */

	/* 300: what the user wrote */
	HUSH_E_USAGE = 300,  /* a wrong call of the tool or the library */
	HUSH_E_SPEC = 301,   /* the release spec breaks a rule */
	HUSH_E_HEADER = 302, /* a file's header lacks a column, or its bytes are not UTF-8 text */

	/* 400: the ledger */
	HUSH_E_BUDGET = 400, /* the charge does not fit; nothing was charged */
	HUSH_E_LEDGER = 401, /* the ledger is damaged, rolled back, or not a ledger */
	HUSH_E_BUSY = 402,   /* another publisher holds the ledger */

	/* 500: verification */
	HUSH_E_VERIFY = 500, /* the release is not what it says */
	HUSH_E_SIGNER = 501, /* everything else holds, but the signer is not known */

	/* 600: engines */
	HUSH_E_ENGINE = 600 /* an engine or service is not available */
} hush_status;

enum { HUSH_ERROR_TEXT = 640, HUSH_ERROR_FILE = 512 };

typedef struct hush_error {
	hush_status status;
	char file[HUSH_ERROR_FILE];    /* "" when no file is meant */
	unsigned long line;            /* 1-based; 0 when not known */
	unsigned long column;          /* 1-based, in bytes; 0 when not known */
	char message[HUSH_ERROR_TEXT]; /* one factual line, without a full stop */
	char hint[HUSH_ERROR_TEXT];    /* what to do; "" when there is nothing to add */
} hush_error;

/* The process exit code that the tool uses for a status (sysexits, and 10 to 12 of our own). */
HUSH_API int hush_exit_code(hush_status status);

/* A short fixed name for a status, for logs and tests ("budget", "spec"). Never NULL. */
HUSH_API const char *hush_status_name(hush_status status);

#ifdef __cplusplus
}
#endif
#endif
