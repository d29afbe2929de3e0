/*
 * text: results as text for a person or for a program.
 */
#ifndef HUSHCOUNT_TEXT_H
#define HUSHCOUNT_TEXT_H

#include <hushcount/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a result is written. JSON is one object with "schema" and "ok", followed by a line feed. */
typedef enum hush_format { HUSH_FORMAT_PLAIN = 0, HUSH_FORMAT_JSON = 1 } hush_format;

/* Frees a text that a function of this library returned. NULL is allowed. */
HUSH_API void hush_text_free(char *text);

/* Version of the library, "0.2.0". */
HUSH_API const char *hush_version(void);

#ifdef __cplusplus
}
#endif
#endif
