/* reservation: see reservation.h. */
#include "ledger/reservation.h"

#include <string.h>

#include "base/civil.h"
#include "base/crypto.h"
#include "base/number.h"
#include "spec/windows_apart.h"

/* A longer spec (with long lists of values in it) is known by its digest only. Every opening reads all of them. */
enum { SPEC_TEXT_LIMIT = 256 * 1024 };

static void put_origin(const struct hush_reservation_origin *origin, struct hush_buffer *payload)
{
	hush_field_put_u64(payload, "caught_up", origin->sequence);
	hush_field_put(payload, "origin_head", origin->head);
	hush_field_put(payload, "origin_day", origin->day);
	hush_field_put(payload, "origin_version", origin->version);
}

void hush_reservation_put(const struct hush_spec *spec, const char *salt, const struct hush_reserve_terms *terms,
                          const char *day, const struct hush_reservation_origin *origin, struct hush_buffer *payload)
{
	char from[HUSH_DAY_TEXT];
	char to[HUSH_DAY_TEXT];

	hush_day_format(spec->from, from);
	hush_day_format(spec->to, to);
	hush_field_put(payload, "spec", spec->digest);
	hush_field_put(payload, "day", day);
	hush_field_put(payload, "who", terms->who ? terms->who : "");
	hush_field_put(payload, "reason", spec->reason ? spec->reason : "");
	hush_field_put(payload, "supersedes", spec->supersedes ? spec->supersedes : "");
	hush_field_put(payload, "from", from);
	hush_field_put(payload, "to", to);
	hush_field_put(payload, "salt", salt);
	hush_field_put(payload, "made_by", "hushcount " HUSH_VERSION);
	hush_field_put(payload, "hold", terms->hold ? "yes" : "no");
	hush_field_put(payload, "windows_apart", hush_spec_windows_apart(spec) ? "yes" : "no");
	if (spec->public_json && spec->public_json_length <= SPEC_TEXT_LIMIT) {
		hush_field_put(payload, "spec_text", spec->public_json);
	}
	if (origin) {
		put_origin(origin, payload);
	}
	for (uint32_t i = 0; i < terms->beside_count; i++) {
		hush_field_put(payload, "beside", terms->beside[i]);
	}
}

static bool says_yes(const struct hush_fields *fields, const char *name)
{
	const char *value = hush_field_find(fields, name);

	return value && strcmp(value, "yes") == 0;
}

static hush_status unreadable(hush_error *err)
{
	return hush_fail(err, HUSH_E_LEDGER, "it does not say for which spec it is");
}

static hush_status take_origin(struct hush_reservation *made, hush_error *err)
{
	const char *sequence = hush_field_find(&made->fields, "caught_up");
	struct hush_reservation_origin *origin = &made->origin;

	made->caught_up = sequence != NULL;
	if (!sequence) {
		return HUSH_OK;
	}
	origin->head = hush_field_find(&made->fields, "origin_head");
	origin->day = hush_field_find(&made->fields, "origin_day");
	origin->version = hush_field_find(&made->fields, "origin_version");
	if (!hush_parse_u64(sequence, strlen(sequence), INT64_MAX, &origin->sequence) || !origin->head ||
	    strlen(origin->head) != HUSH_SHA256_HEX - 1 || !origin->day || !origin->version) {
		return hush_fail(err, HUSH_E_LEDGER, "it does not say where the release came from");
	}
	return HUSH_OK;
}

hush_status hush_reservation_read(const char *payload, struct hush_reservation *reservation, hush_error *err)
{
	struct hush_reservation made = {0};
	const char *charges = strstr(payload, "\naccount "); /* no line feed stands inside a value */
	hush_status status;

	if (!charges) {
		return unreadable(err);
	}
	HUSH_TRY(hush_fields_read(payload, &made.fields, err));
	made.charges = charges + 1;
	made.spec = hush_field_find(&made.fields, "spec");
	made.day = hush_field_find(&made.fields, "day");
	made.who = hush_field_find(&made.fields, "who");
	made.reason = hush_field_find(&made.fields, "reason");
	made.supersedes = hush_field_find(&made.fields, "supersedes");
	made.made_by = hush_field_find(&made.fields, "made_by");
	made.made_by = made.made_by ? made.made_by : "";
	made.spec_text = hush_field_find(&made.fields, "spec_text");
	made.hold = says_yes(&made.fields, "hold");
	made.windows_apart = says_yes(&made.fields, "windows_apart");
	status = made.spec && strlen(made.spec) == HUSH_SHA256_HEX - 1 && made.day && made.who && made.reason &&
	                 made.supersedes
	             ? take_origin(&made, err)
	             : unreadable(err);
	if (status != HUSH_OK) {
		hush_fields_release(&made.fields);
		return status;
	}
	*reservation = made;
	return HUSH_OK;
}

void hush_reservation_release(struct hush_reservation *reservation)
{
	hush_fields_release(&reservation->fields);
	*reservation = (struct hush_reservation){0};
}
