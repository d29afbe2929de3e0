/* strangers: see strangers.h. */
#include "api/strangers.h"

#include <string.h>

#include "base/memory.h"

hush_status hush_strangers_add(struct hush_strangers *strangers, const char *ledger_id, hush_error *err)
{
	struct hush_stranger *grown;

	for (uint32_t i = 0; i < strangers->count; i++) {
		if (strcmp(strangers->items[i].ledger_id, ledger_id) == 0) {
			strangers->items[i].releases++;
			return HUSH_OK;
		}
	}
	grown = hush_reallocarray(strangers->items, (size_t)strangers->count + 1, sizeof *grown);
	if (!grown) {
		return hush_fail_memory(err);
	}
	strangers->items = grown;
	grown[strangers->count] = (struct hush_stranger){.releases = 1};
	memcpy(grown[strangers->count++].ledger_id, ledger_id, strlen(ledger_id) + 1);
	return HUSH_OK;
}

uint32_t hush_strangers_releases(const struct hush_strangers *strangers)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < strangers->count; i++) {
		sum += strangers->items[i].releases;
	}
	return sum;
}

void hush_strangers_free(struct hush_strangers *strangers)
{
	hush_free(strangers->items);
	*strangers = (struct hush_strangers){0};
}
