/*
 * same_charge: is a charge that is kept the one of a release?
 */
#ifndef HUSH_LEDGER_SAME_CHARGE_H
#define HUSH_LEDGER_SAME_CHARGE_H

#include <stdbool.h>

#include "base/error.h"

/*
 * Both texts are as hush_charges_put writes them. True when `kept` charges the same accounts in the same windows for the same
 * mechanisms with the same parameters, and nowhere less than `computed`. It may charge more: versions differ in how
 * closely they compute a cost, never in the noise that a release has.
 */
hush_status hush_charge_covers(const char *kept, const char *computed, bool *covers, hush_error *err);

#endif
