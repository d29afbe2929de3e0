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

#ifdef __cplusplus
}
#endif
#endif
