/*
 * tables: the CSV files, row by row: exactly the cells of the domains, in order, with the margins that the law gives.
 */
#ifndef HUSH_VERIFY_TABLES_H
#define HUSH_VERIFY_TABLES_H

#include "verify/facts.h"

/* Reads all tables into facts->noisy. HUSH_E_VERIFY with file and line of the first row that is not as it must be. */
hush_status hush_tables_read(const struct hush_bundle *bundle, struct hush_facts *facts, hush_error *err);

#endif
