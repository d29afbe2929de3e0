/*
 * hushcount: publish statistics of licence-plate scans without publishing anyone's movements.
 *
 * The library's functions are the tool's commands: each takes paths and options, does one whole task, and returns a
 * status, a text for a person or a program, and an error that says what to do.  See the header of each task.
 * All texts are UTF-8. No function is re-entrant on the same ledger within one process.
 */
#ifndef HUSHCOUNT_HUSHCOUNT_H
#define HUSHCOUNT_HUSHCOUNT_H

#include <hushcount/archive.h>
#include <hushcount/effort.h>
#include <hushcount/error.h>
#include <hushcount/generate.h>
#include <hushcount/inspect.h>
#include <hushcount/ledger.h>
#include <hushcount/passphrase.h>
#include <hushcount/plan.h>
#include <hushcount/publish.h>
#include <hushcount/spec.h>
#include <hushcount/text.h>
#include <hushcount/verify.h>

#endif
