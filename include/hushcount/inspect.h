/*
 * inspect: what the records hold, for the officer's own eyes. PRIVATE: the text names exact counts.
 */
#ifndef HUSHCOUNT_INSPECT_H
#define HUSHCOUNT_INSPECT_H

#include <hushcount/effort.h>
#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads the records of the spec at `path` and says how many rows were left out and why, with the first line numbers,
 * how many units there are, and the exact counts before and after limiting. Every line (or the JSON object) is marked
 * PRIVATE. `effort` may be NULL. Nothing is charged, nothing is written, and nothing that publish reads comes from here.
 */
HUSH_API hush_status hush_inspect_spec(const char *path, const hush_effort *effort, hush_format format, char **text, hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
