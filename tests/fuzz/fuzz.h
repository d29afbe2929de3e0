/*
 * fuzz: what every target has: the entry point that libFuzzer calls, and a way to say that something is wrong.
 *
 * A target aborts when a promise does not hold; a crash or a sanitizer's report is the other kind of find.  The same entry
 * points replay the committed corpus in the default test suite (replay.c), without libFuzzer.
 */
#ifndef HUSH_TESTS_FUZZ_H
#define HUSH_TESTS_FUZZ_H

#include <check.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The helpers of other tests assert with Check, whose runner is not here: what its macros call is put in place of. */
#define _mark_point(file, line) ((void)0)
#define _ck_assert_failed(...) hush_fuzz_fail(__VA_ARGS__)

static inline _Noreturn void hush_fuzz_fail(const char *file, int line, const char *what, ...)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) ((condition) ? (void)0 : hush_fuzz_fail(__FILE__, __LINE__, "does not hold: " #condition))

#endif
