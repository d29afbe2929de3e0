/*
 * inputs: the files of every source, found and checked before any charge, then opened.
 *
 * hush_inputs_check does what design rule 10 allows to be refused: path, permission, a folder for a file, a zero-byte
 * file, an undeclared UTF-16/32 mark, a header that lacks a column or has it twice.  It reads no data row.
 */
#ifndef HUSH_READ_INPUTS_H
#define HUSH_READ_INPUTS_H

#include "base/error.h"
#include "spec/spec.h"

struct hush_inputs;

/*
 * Expands patterns, checks every file and its header. Files of a source are sorted by path; one named twice, or by two
 * links, counts once.  HUSH_E_NO_INPUT, HUSH_E_PERMISSION, HUSH_E_HEADER, HUSH_E_IO, HUSH_E_MEMORY.
 */
hush_status hush_inputs_check(const struct hush_spec *spec, struct hush_inputs **inputs, hush_error *err);
void hush_inputs_free(struct hush_inputs *inputs);

uint32_t hush_inputs_file_count(const struct hush_inputs *inputs, uint32_t source);
const char *hush_inputs_file(const struct hush_inputs *inputs, uint32_t source, uint32_t file); /* path */

/* How large the files of a source are now, as far as that can be found out: for guesses of effort only. */
uint64_t hush_inputs_bytes(const struct hush_inputs *inputs, uint32_t source);

#endif
