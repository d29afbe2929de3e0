/*
 * effort: how much of the machine counting may use. It changes how long counting takes, never what is counted.
 */
#ifndef HUSH_AGGREGATE_EFFORT_H
#define HUSH_AGGREGATE_EFFORT_H

#include <stddef.h>
#include <stdint.h>

#include <hushcount/effort.h>

#include "spec/spec.h"

/* Zeros ask for the defaults. */
struct hush_count_effort {
	hush_effort asked;
	uint64_t memory;         /* bytes; 0: what was asked */
	size_t piece;            /* bytes of a file that a thread reads at a time */
	unsigned partition_bits; /* 2^bits partitions; 0: by how large the files are */
};

/* Every default but partition_bits in its place; NULL: zeros. The others take what this one gives. */
struct hush_count_effort hush_count_effort_complete(const struct hush_count_effort *effort);

/*
 * Where what does not fit is kept; NULL: nowhere.  Tried before a record is read, so that whether a folder can be used never
 * shows how many records there were: a folder that was asked for must be usable (hush_count_check), and where the spec's own is
 * not, everything stays in memory.
 */
const char *hush_count_effort_folder(const struct hush_count_effort *effort, const struct hush_spec *spec);

/* 2^this are the partitions of a source with files of so many bytes. No count depends on it. */
unsigned hush_count_effort_bits(const struct hush_count_effort *effort, uint64_t bytes);

#endif
