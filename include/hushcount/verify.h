/*
 * verify: is a release what it says, judged from the release alone.
 */
#ifndef HUSHCOUNT_VERIFY_H
#define HUSHCOUNT_VERIFY_H

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Checks signature, digests, that there is no other file, the form of every file, that the tables hold exactly the
 * cells of the domains, that margins and charges follow from the stated mechanisms, and that the stated guarantee
 * follows from the charges.
 *
 * `folder`: the release folder. `key`: a public key file or its base64 line; NULL: none is known.
 * *text (hush_text_free) lists what was checked and what cannot be checked from outside; it is set on HUSH_OK,
 * HUSH_E_VERIFY and HUSH_E_SIGNER (all else holds, but no trusted key was given), NULL otherwise.
 */
HUSH_API hush_status hush_verify_release(const char *folder, const char *key, hush_format format, char **text,
                                         hush_error *err);

/*
 * Several releases, verified one by one and then against each other: places in the ledger, the chain of predecessors, budgets,
 * and that charges add up.
 *
 *     hush_series_open(&series, &err);
 *     for every folder: hush_series_verify(series, folder, key, format, &text, &err), which is hush_verify_release and
 *         remembers the release;
 *     hush_series_judge(series, format, &text, &err);
 *     hush_series_close(series);
 *
 * hush_series_judge sets *text on HUSH_OK and on HUSH_E_VERIFY (the releases contradict each other). That one is missing is no
 * failure: the text says so ("incomplete").
 */
typedef struct hush_series hush_series;
HUSH_API hush_status hush_series_open(hush_series **series, hush_error *err);
HUSH_API hush_status hush_series_verify(hush_series *series, const char *folder, const char *key, hush_format format,
                                        char **text, hush_error *err);
HUSH_API hush_status hush_series_judge(const hush_series *series, hush_format format, char **text, hush_error *err);
HUSH_API void hush_series_close(hush_series *series); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
#endif
