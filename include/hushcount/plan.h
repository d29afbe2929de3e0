/*
 * plan: how wrong each number may be and what a release costs, before anything is read or spent.
 */
#ifndef HUSHCOUNT_PLAN_H
#define HUSHCOUNT_PLAN_H

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Calibrates the noise that the spec at `path` asks for, and shows per table mechanism, scale, standard deviation,
 * 95 % margin, cells and charge, and the total against the account when the ledger exists. Reads no data file and
 * writes nothing. HUSH_E_SPEC when the spec is wrong or its margins cannot be met.
 */
HUSH_API hush_status hush_plan_spec(const char *path, hush_format format, char **text, hush_error *err);

/*
 * Writes `folder`/index.html, the page that the release would have, with invented numbers and marked as a draft all over;
 * the folder is made when it is missing.  Reads no data file and charges nothing.  HUSH_E_CREATE when a page is there that is no
 * draft. *text (hush_text_free) says what was written.
 */
HUSH_API hush_status hush_plan_draft(const char *path, const char *folder, hush_format format, char **text, hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
