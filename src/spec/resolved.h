/*
 * resolved: a spec whose discovered dimensions have their values.
 *
 * What no list names is filled in with what passed the threshold, to publish or to verify it.  The spec that was asked for stays as it is, and so does its digest.
 */
#ifndef HUSH_SPEC_RESOLVED_H
#define HUSH_SPEC_RESOLVED_H

#include <stdbool.h>

#include "base/error.h"
#include "spec/spec.h"

bool hush_spec_discovers(const struct hush_spec *spec); /* any dimension */
bool hush_spec_chooses(const struct hush_spec *spec);   /* any table of quantiles */

/*
 * Cells that one value of the table's discovered dimension has, the product of the sizes of the other dimensions; and how many
 * of them lie side by side.
 */
uint64_t hush_discovered_row(const struct hush_spec *spec, const struct hush_table *table);
uint64_t hush_discovered_stride(const struct hush_spec *spec, const struct hush_table *table);

/* The place of the i-th cell (0..row-1) of a value, of `values` there are. */
static inline uint64_t hush_discovered_cell(uint64_t stride, uint64_t values, uint64_t value, uint64_t i)
{
	return (i / stride * values + value) * stride + i % stride;
}

/*
 * `values` has one list per dimension of the spec; those of discovered dimensions are taken over (and emptied in `values`),
 * the others are not looked at.  The result shares everything else with `spec`, which must outlive it, and is freed with
 * hush_spec_resolved_free alone.  HUSH_E_MEMORY.
 */
hush_status hush_spec_resolve(const struct hush_spec *spec, struct hush_names *values, struct hush_spec **resolved,
                              hush_error *err);
void hush_spec_resolved_free(struct hush_spec *resolved); /* wipes the names; NULL is allowed */

#endif
