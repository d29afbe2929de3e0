/*
 * answer: how the tool answers: results to stdout, talk to stderr, and the exit code.
 *
 * An error is `hushcount: file:line:column: message` and then `hint: what to do`, on stderr.  With --json it is one
 * object on stdout in place of the result, {"schema":"hushcount.error/1","ok":false,"status":...,"exit":...,
 * "message":...,"hint":...,"file":...,"line":...,"column":...}, and stderr stays empty: a program reads one object from
 * one place, whatever happened.  A text that came with the failure (verify's list of checks) is that object instead.
 */
#ifndef HUSH_CLI_ANSWER_H
#define HUSH_CLI_ANSWER_H

#include <hushcount/text.h>

#include "cli/options.h"

/* Prints and frees `text` (may be NULL), prints the error unless status is HUSH_OK, returns the exit code. */
int hush_finish(const struct hush_call *call, hush_status status, char *text, const hush_error *err);

/* A wrong call: `message` and `hint` (NULL: none) as above; returns the exit code of HUSH_E_USAGE. */
int hush_finish_usage(hush_format format, const char *message, const char *hint);

/* Ends stdout: returns `code`, or the exit code of HUSH_E_IO with a message when not everything could be written. */
int hush_finish_output(int code);

#endif
