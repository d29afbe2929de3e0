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

#ifdef __cplusplus
}
#endif
#endif
