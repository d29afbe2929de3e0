/* files: written into the test's `folder`, which stands before this; and numbers that are the same every time. */
#ifndef HUSH_TESTS_BOUND_FILES_H
#define HUSH_TESTS_BOUND_FILES_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static char *inside(const char *name)
{
	static char path[600];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	(void)unlink(inside(name));
	ck_assert_int_eq(hush_file_write_new(inside(name), 0600, text, strlen(text), NULL), HUSH_OK);
}

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

#endif
