/*
 * read_privacy: the ledger, the window, and the guarantee that this release may spend.
 *
 * The ceilings refuse what is no promise at all: at epsilon 100 or delta 1/1000 a reader could all but see single
 * records. The floors refuse what only a slip of the pen asks for: noise so large that no number could ever be read.
 */
#include <string.h>

#include "base/memory.h"
#include "spec/parts.h"

static const char *const split_names[] = {
	[HUSH_SPLIT_BUDGET] = "budget", [HUSH_SPLIT_VARIANCE] = "variance", [HUSH_SPLIT_RELATIVE] = "relative"};

const char *hush_split_rule_name(enum hush_split_rule rule)
{
	return split_names[rule];
}

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/* A decimal within [least, most], both exact decimal texts. */
static hush_status read_budget(const struct hush_reading *r, const struct hush_json *node, const char *what,
                               const char *least, const char *most, const char *hint, struct hush_rational *value)
{
	struct hush_rational low;
	struct hush_rational high;
	bool within;
	int64_t integer;
	hush_status status = hush_read_decimal(r, node, what, value);

	if (status == HUSH_E_SPEC && (hush_json_string(node) || hush_json_integer(node, &integer))) {
		return hush_refuse(r, node, "write digits with at most one point and no sign, such as \"0.5\" or \"1e-9\"",
		                   "%s must be a decimal number from %s to %s", what, least, most);
	}
	HUSH_TRY(status);
	hush_rational_init(&low);
	hush_rational_init(&high);
	within = hush_rational_parse(&low, least) && hush_rational_parse(&high, most) &&
	         hush_rational_compare(value, &low) >= 0 && hush_rational_compare(value, &high) <= 0;
	hush_rational_clear(&low);
	hush_rational_clear(&high);
	return within ? HUSH_OK : hush_refuse(r, node, hint, "%s must be from %s to %s", what, least, most);
}

static hush_status read_delta(const struct hush_reading *r, const struct hush_json *node, struct hush_rational *delta)
{
	const char *hint =
		"delta is the chance that the promise fails: take far less than one in the number of vehicles, such as "
		"\"1e-9\"; leave it out for a promise without exception";

	return read_budget(r, node, "delta", "1e-30", "0.001", hint, delta);
}

static hush_status read_guarantee(const struct hush_reading *r, const struct hush_json *node)
{
	static const char *const keys[] = {"epsilon", "delta", "rho"};
	struct hush_guarantee *guarantee = &r->spec->guarantee;
	const struct hush_json *epsilon;
	const struct hush_json *delta;
	const struct hush_json *rho;

	HUSH_TRY(hush_read_object(r, node, "\"guarantee\"", keys, HUSH_COUNT_OF(keys)));
	epsilon = hush_json_get(node, "epsilon");
	delta = hush_json_get(node, "delta");
	rho = hush_json_get(node, "rho");
	if ((epsilon != NULL) == (rho != NULL)) {
		return hush_refuse(
			r, node, "write {\"epsilon\": \"1\"}, {\"epsilon\": \"1\", \"delta\": \"1e-9\"} or {\"rho\": \"0.02\"}",
			"\"guarantee\" needs exactly one of \"epsilon\" and \"rho\"");
	}
	if (epsilon) {
		HUSH_TRY(read_budget(r, epsilon, "epsilon", "1e-6", "100", "common choices lie between 0.1 and 10",
		                     &guarantee->epsilon));
	} else {
		HUSH_TRY(read_budget(r, rho, "rho", "1e-12", "100", "common choices lie between 0.001 and 1", &guarantee->rho));
	}
	if (delta) {
		HUSH_TRY(read_delta(r, delta, &guarantee->delta));
	}
	guarantee->kind = rho ? HUSH_GUARANTEE_RHO : delta ? HUSH_GUARANTEE_APPROXIMATE : HUSH_GUARANTEE_PURE;
	return HUSH_OK;
}

hush_status hush_read_privacy(const struct hush_reading *r, const struct hush_json *node)
{
	static const char *const keys[] = {"ledger", "window", "timezone", "week_start", "guarantee", "split"};
	static const char *const windows[] = {"day", "week", "month", "quarter", "year"};
	struct hush_spec *spec = r->spec;
	const struct hush_json *member;
	uint32_t index = 0;

	HUSH_TRY(hush_read_object(r, node, "\"privacy\"", keys, HUSH_COUNT_OF(keys)));
	if (r->public_form) {
		member = hush_json_get(node, "ledger");
		if (member) {
			return hush_refuse(r, member, NULL, "a released spec does not name its ledger");
		}
	} else {
		HUSH_TRY(hush_read_member(r, node, "\"privacy\"", "ledger", &member));
		HUSH_TRY(hush_read_line(r, member, "privacy.ledger", &spec->ledger));
	}
	HUSH_TRY(hush_read_member(r, node, "\"privacy\"", "window", &member));
	HUSH_TRY(hush_read_choice(r, member, "privacy.window", windows, HUSH_COUNT_OF(windows), &index));
	if (!hush_window_parse(windows[index], &spec->window)) {
		return hush_fail_bug(r->err, "hush_read_privacy");
	}
	HUSH_TRY(hush_read_member(r, node, "\"privacy\"", "timezone", &member));
	HUSH_TRY(hush_read_zone(r, member, "privacy.timezone", &spec->timezone));
	member = hush_json_get(node, "week_start");
	if (member) {
		HUSH_TRY(hush_read_choice(r, member, "privacy.week_start", weekdays, HUSH_COUNT_OF(weekdays), &index));
		spec->week_start = (int)index;
	}
	member = hush_json_get(node, "split");
	if (member) {
		HUSH_TRY(hush_read_choice(r, member, "privacy.split", split_names, HUSH_COUNT_OF(split_names), &index));
		spec->split = (enum hush_split_rule)index;
	}
	HUSH_TRY(hush_read_member(r, node, "\"privacy\"", "guarantee", &member));
	return read_guarantee(r, member);
}
