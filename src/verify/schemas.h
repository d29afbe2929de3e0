/*
 * schemas: the metadata files as what they claim to be, for releases of every version.
 *
 * Where this version words them in the same way, `contents` compares every byte and says more.  This check holds for
 * the others too: strict JSON throughout, and Data Package, CSVW and DCAT that describe exactly the tables that are there: counted,
 * computed and exact ones, in every format.
 */
#ifndef HUSH_VERIFY_SCHEMAS_H
#define HUSH_VERIFY_SCHEMAS_H

#include "verify/facts.h"

/* HUSH_E_VERIFY with file, line and column. */
hush_status hush_schemas_check(const struct hush_bundle *bundle, const struct hush_facts *facts, hush_error *err);

#endif
