/* receipt: see receipt.h and receipt_make.h. */
#include "ledger/receipt.h"

#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "ledger/receipt_make.h"

struct hush_receipt {
	char *release;
	char *spec_digest;
	char *head;
	char *ledger_id;
	char *day;
	uint64_t sequence;
	uint8_t limit_key[HUSH_LIMIT_KEY];
	bool hold;
};

hush_status hush_receipt_make(const struct hush_receipt_parts *parts, struct hush_receipt **receipt, hush_error *err)
{
	struct hush_receipt *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	hush_lock_memory(made, sizeof *made);
	made->sequence = parts->sequence;
	made->hold = parts->hold;
	memcpy(made->limit_key, parts->limit_key, HUSH_LIMIT_KEY);
	made->release = hush_strdup(parts->release);
	made->spec_digest = hush_strdup(parts->spec_digest);
	made->head = hush_strdup(parts->head);
	made->ledger_id = hush_strdup(parts->ledger_id);
	made->day = hush_strdup(parts->day);
	if (!made->release || !made->spec_digest || !made->head || !made->ledger_id || !made->day) {
		hush_receipt_free(made);
		return hush_fail_memory(err);
	}
	*receipt = made;
	return HUSH_OK;
}

const char *hush_receipt_release(const struct hush_receipt *receipt)
{
	return receipt->release;
}

const char *hush_receipt_spec_digest(const struct hush_receipt *receipt)
{
	return receipt->spec_digest;
}

uint64_t hush_receipt_sequence(const struct hush_receipt *receipt)
{
	return receipt->sequence;
}

const char *hush_receipt_head(const struct hush_receipt *receipt)
{
	return receipt->head;
}

const char *hush_receipt_ledger_id(const struct hush_receipt *receipt)
{
	return receipt->ledger_id;
}

const char *hush_receipt_day(const struct hush_receipt *receipt)
{
	return receipt->day;
}

const uint8_t *hush_receipt_limit_key(const struct hush_receipt *receipt)
{
	return receipt->limit_key;
}

bool hush_receipt_held(const struct hush_receipt *receipt)
{
	return receipt->hold;
}

bool hush_receipt_covers(const struct hush_receipt *receipt, const char *spec_digest)
{
	return strcmp(receipt->spec_digest, spec_digest) == 0;
}

void hush_receipt_free(struct hush_receipt *receipt)
{
	if (!receipt) {
		return;
	}
	hush_free(receipt->release);
	hush_free(receipt->spec_digest);
	hush_free(receipt->head);
	hush_free(receipt->ledger_id);
	hush_free(receipt->day);
	hush_unlock_memory(receipt, sizeof *receipt);
	hush_free(receipt);
}
