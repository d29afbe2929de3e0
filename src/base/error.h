/*
 * error: how the library fills the caller's hush_error.
 *
 * The helpers return the status they were given, so that a failure is one statement:
 *
 *     return hush_fail(err, HUSH_E_SPEC, "the period ends before it starts");
 *
 * A NULL error is allowed everywhere.  Texts that do not fit are cut.
 */
#ifndef HUSH_BASE_ERROR_H
#define HUSH_BASE_ERROR_H

#include <hushcount/error.h>

#define HUSH_PRINTF(format_at, rest_at) __attribute__((format(printf, format_at, rest_at)))

/* The public functions allow a NULL error and start with this, so that inside every failure can be told and read. */
static inline hush_error *hush_error_or(hush_error *err, hush_error *spare)
{
	return err ? err : spare;
}

/* Fills status and message; clears place and hint. */
hush_status hush_fail(hush_error *err, hush_status status, const char *format, ...) HUSH_PRINTF(3, 4);

/* The same with a place. `line` and `column` are 1-based, 0 when not known. */
hush_status hush_fail_at(hush_error *err, hush_status status, const char *file, unsigned long line, unsigned long column,
                         const char *format, ...) HUSH_PRINTF(6, 7);

/* The same, with the text of the operating system for `errnum` appended to the message. */
hush_status hush_fail_errno(hush_error *err, hush_status status, int errnum, const char *file, const char *format, ...)
    HUSH_PRINTF(5, 6);

/* An allocation failed. */
hush_status hush_fail_memory(hush_error *err);

/* An invariant of ours does not hold; stays on in release builds. `where` is a fixed text. */
hush_status hush_fail_bug(hush_error *err, const char *where);

/* Adds a hint to an error already filled. Returns the status it holds; HUSH_E_BUG for a NULL error, never HUSH_OK. */
hush_status hush_hint(hush_error *err, const char *format, ...) HUSH_PRINTF(2, 3);

/*
 * A static analyser sees one file at a time and would follow paths on which a failure is no failure. It is told here what
 * error.c does: the status that goes in comes out.
 */
#if defined(__clang_analyzer__) && !defined(HUSH_ERROR_SOURCE)
#define hush_fail(err, status, ...) (hush_fail((err), (status), __VA_ARGS__), (status))
#define hush_fail_at(err, status, ...) (hush_fail_at((err), (status), __VA_ARGS__), (status))
#define hush_fail_errno(err, status, ...) (hush_fail_errno((err), (status), __VA_ARGS__), (status))
#define hush_fail_memory(err) (hush_fail_memory(err), HUSH_E_MEMORY)
#define hush_fail_bug(err, where) (hush_fail_bug((err), (where)), HUSH_E_BUG)
#define hush_hint(err, ...) (hush_hint((err), __VA_ARGS__) ? HUSH_E_USAGE : HUSH_E_USAGE)
#endif

/* Runs `call`, and returns from the calling function when it fails. Only where nothing has to be freed. */
#define HUSH_TRY(call)                       \
	do {                                     \
		hush_status hush_try_status = (call); \
		if (hush_try_status != HUSH_OK) {    \
			return hush_try_status;          \
		}                                    \
	} while (0)

#endif
