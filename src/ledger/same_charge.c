/* same_charge: see same_charge.h. */
#include "ledger/same_charge.h"

#include <string.h>

#include "ledger/charge.h"

struct side {
	struct hush_fields fields;
	struct hush_charges charges;
};

static void side_free(struct side *side)
{
	hush_charges_release(&side->charges);
	hush_fields_release(&side->fields);
}

static hush_status side_read(const char *text, struct side *side, hush_error *err)
{
	HUSH_TRY(hush_fields_read(text, &side->fields, err));
	return hush_charges_take(&side->fields, false, &side->charges, err);
}

/* A pure account counts epsilon, a zcdp account rho; a one-off account the one or the other, and both are kept. */
static bool amounts_cover(const struct hush_charge *kept, const struct hush_charge *computed)
{
	bool epsilon = hush_rational_compare(&kept->cost.epsilon, &computed->cost.epsilon) >= 0;
	bool rho = hush_rational_compare(&kept->cost.rho, &computed->cost.rho) >= 0;
	bool delta = hush_rational_compare(&kept->cost.delta, &computed->cost.delta) >= 0;

	switch (kept->kind) {
	case HUSH_ACCOUNT_PURE: return epsilon && delta;
	case HUSH_ACCOUNT_ZCDP: return rho && delta;
	case HUSH_ACCOUNT_ONE_OFF: return epsilon && rho && delta;
	}
	return false;
}

static bool account_covers(const struct hush_charge *kept, const struct hush_charge *computed)
{
	return amounts_cover(kept, computed) && strcmp(kept->account, computed->account) == 0 && kept->kind == computed->kind &&
	       strcmp(kept->unit, computed->unit) == 0 && kept->first_window == computed->first_window &&
	       kept->window_count == computed->window_count;
}

static bool accounts_cover(const struct hush_charges *kept, const struct hush_charges *computed)
{
	bool covers = kept->count == computed->count;

	for (uint32_t i = 0; covers && i < kept->count; i++) {
		covers = account_covers(&kept->items[i], &computed->items[i]);
	}
	return covers;
}

/* The next field that says which noise a table has. */
static const struct hush_field *next_noise(const struct hush_fields *fields, uint32_t *at)
{
	static const char *const names[] = {"table", "of_account", "mechanism", "parameter", "threshold"};

	for (; *at < fields->count; ++*at) {
		for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
			if (strcmp(fields->items[*at].name, names[i]) == 0) {
				return &fields->items[(*at)++];
			}
		}
	}
	return NULL;
}

static bool same_noise(const struct hush_fields *kept, const struct hush_fields *computed)
{
	const struct hush_field *first;
	const struct hush_field *second;
	uint32_t at = 0;
	uint32_t other = 0;

	do {
		first = next_noise(kept, &at);
		second = next_noise(computed, &other);
		if (!first != !second ||
		    (first && (strcmp(first->name, second->name) != 0 || strcmp(first->value, second->value) != 0))) {
			return false;
		}
	} while (first);
	return true;
}

hush_status hush_charge_covers(const char *kept, const char *computed, bool *covers, hush_error *err)
{
	struct side ours = {0};
	struct side theirs = {0};
	hush_status status = side_read(kept, &ours, err);

	if (status == HUSH_OK) {
		status = side_read(computed, &theirs, err);
	}
	if (status == HUSH_OK) {
		*covers = accounts_cover(&ours.charges, &theirs.charges) && same_noise(&ours.fields, &theirs.fields);
	}
	side_free(&theirs);
	side_free(&ours);
	return status;
}
