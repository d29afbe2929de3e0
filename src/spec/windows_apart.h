/*
 * windows_apart: can a cell of a table hold records of more than one window?
 */
#ifndef HUSH_SPEC_WINDOWS_APART_H
#define HUSH_SPEC_WINDOWS_APART_H

#include <stdbool.h>

#include "spec/spec.h"

/*
 * True when each cell of the table lies in one window, whatever the records: a safe test, not a sharp one. Then the charges
 * of k windows add up to k times one; else noise that hides one window's part of a cell hides k of them k*k times worse.
 */
bool hush_table_windows_apart(const struct hush_spec *spec, const struct hush_table *table);

/* The same of all tables. */
bool hush_spec_windows_apart(const struct hush_spec *spec);

#endif
