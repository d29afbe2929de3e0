/*
 * secret_key: a signing key in memory, and what files of both halves have in common. Private to publish/.
 */
#ifndef HUSH_PUBLISH_SECRET_KEY_H
#define HUSH_PUBLISH_SECRET_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/crypto.h"
#include "publish/minisign.h"

#define HUSH_KEY_COMMENT "untrusted comment: "

enum { HUSH_KEY_FILE_LIMIT = 4096 };

struct hush_secret_key {
	struct hush_public_key public_key;
	uint8_t secret[HUSH_SIGN_SECRET];
};

/* Finds the second line of a key file, without its end. False unless the first is a comment and nothing follows. */
bool hush_key_line(const char *text, size_t length, const char **line, size_t *line_length);

#endif
