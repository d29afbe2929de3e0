/*
 * effort: the options of the commands that read records: threads, memory and where to spill.
 */
#ifndef HUSH_CLI_EFFORT_H
#define HUSH_CLI_EFFORT_H

#include <hushcount/effort.h>

#include "cli/options.h"

struct hush_effort_options {
	uint64_t threads;
	uint64_t memory;
	const char *spill;
};

/* Three entries of a table of options, into a struct of static storage. */
#define HUSH_EFFORT_OPTIONS(into) \
	{.name = "threads", .value = "N", .number = &(into).threads, .least = 1, .most = HUSH_EFFORT_THREADS_MOST, \
	 .help = "threads that read and count (default: one for each processor); the result is the same"}, \
	{.name = "memory", .value = "MB", .number = &(into).memory, .least = HUSH_EFFORT_MEMORY_LEAST, \
	 .most = HUSH_EFFORT_MEMORY_MOST, .help = "memory to count in, about (default: 256); what does not fit is spilled"}, \
	{.name = "spill", .value = "DIR", .text = &(into).spill, \
	 .help = "folder on a local disk for what does not fit, encrypted and without a name (default: the spec's)"}

static inline hush_effort hush_effort_asked(const struct hush_effort_options *options)
{
	return (hush_effort){(unsigned)options->threads, (unsigned)options->memory, options->spill};
}

#endif
