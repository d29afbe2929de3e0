/* account: see account.h. */
#include "ledger/account.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "base/zone.h"

enum { RHO_DIGITS = 12 };

static bool name_fits(const char *name)
{
	static const char declared[] = "declared:";

	return strcmp(name, "vehicle") == 0 || strcmp(name, "user") == 0 ||
	       (strncmp(name, declared, sizeof declared - 1) == 0 && hush_identifier_valid(name + sizeof declared - 1));
}

static hush_status check_frame(const struct hush_account_terms *terms, hush_error *err)
{
	struct hush_zone *zone;

	if (!name_fits(terms->name)) {
		hush_fail(err, HUSH_E_SPEC, "\"%s\" is no name of an account", terms->name);
		hush_hint(err, "accounts are named vehicle, user, or declared: and the name of a source");
		return HUSH_E_SPEC;
	}
	if (terms->week_start < 0 || terms->week_start > 6 || terms->window < HUSH_WINDOW_DAY ||
	    terms->window > HUSH_WINDOW_YEAR || terms->kind < HUSH_ACCOUNT_PURE || terms->kind > HUSH_ACCOUNT_ONE_OFF) {
		return hush_fail_bug(err, "the terms of an account");
	}
	HUSH_TRY(hush_zone_open(terms->timezone, &zone, err));
	hush_zone_free(zone);
	return HUSH_OK;
}

/* Reads one amount and makes zero "". */
static hush_status settle_amount(const char *account, const char *name, char text[64], struct hush_rational *amount,
                                 hush_error *err)
{
	if (text[0] == '\0') {
		return HUSH_OK;
	}
	if (!hush_rational_parse(amount, text)) {
		hush_fail(err, HUSH_E_SPEC, "the %s of the account \"%s\" is not a decimal number", name, account);
		hush_hint(err, "write it like 1, 0.25 or 1e-9; it cannot be negative");
		return HUSH_E_SPEC;
	}
	if (hush_rational_is_zero(amount)) {
		text[0] = '\0';
	}
	return HUSH_OK;
}

static hush_status wrong_budget(const struct hush_account_terms *terms, hush_error *err)
{
	static const char *const admitted[] = {
	    [HUSH_ACCOUNT_PURE] = "give epsilon above 0, and neither delta nor rho",
	    [HUSH_ACCOUNT_ZCDP] = "give rho above 0 (and a delta, if thresholds are wanted), or epsilon and delta, both above 0",
	    [HUSH_ACCOUNT_ONE_OFF] = "give epsilon above 0 (and a delta, if Gaussian noise is wanted), or rho above 0",
	};

	hush_fail(err, HUSH_E_SPEC, "the budget does not fit an account of kind %s", hush_account_kind_name(terms->kind));
	hush_hint(err, "%s", admitted[terms->kind]);
	return HUSH_E_SPEC;
}

static hush_status check_amounts(const struct hush_account_terms *terms, const struct hush_rational *delta,
                                 hush_error *err)
{
	bool has_epsilon = terms->epsilon[0] != '\0';
	bool has_delta = terms->delta[0] != '\0';
	bool has_rho = terms->rho[0] != '\0';
	bool fits = has_epsilon != has_rho;

	if (terms->kind == HUSH_ACCOUNT_PURE) {
		fits = has_epsilon && !has_delta && !has_rho;
	} else if (terms->kind == HUSH_ACCOUNT_ZCDP && has_epsilon) {
		fits = has_delta && !has_rho;
	}
	if (!fits) {
		return wrong_budget(terms, err);
	}
	if (mpq_cmp_ui(delta->q, 1, 1) >= 0) {
		hush_fail(err, HUSH_E_SPEC, "the delta of the account \"%s\" must be below 1", terms->name);
		hush_hint(err, "delta is a probability of failure: 1e-9 is usual");
		return HUSH_E_SPEC;
	}
	return HUSH_OK;
}

/* The largest rho that epsilon and delta are worth, found once and kept as text. */
static hush_status add_rho(struct hush_account_terms *terms, const struct hush_rational *epsilon,
                           const struct hush_rational *delta, hush_error *err)
{
	struct hush_rational rho;
	struct hush_rational again;
	struct hush_buffer text;
	hush_status status;

	hush_rational_init(&rho);
	hush_rational_init(&again);
	hush_buffer_init(&text, sizeof terms->rho - 1);
	status = hush_zcdp_rho(epsilon, delta, &rho, err);
	if (status == HUSH_OK) {
		hush_rational_decimal(&rho, RHO_DIGITS, HUSH_DOWN, &text);
		status = hush_buffer_check(&text, err);
	}
	if (status == HUSH_OK &&
	    (!hush_rational_parse(&again, text.bytes) || hush_rational_is_zero(&again) ||
	     hush_rational_compare(&again, &rho) > 0)) {
		status = hush_fail(err, HUSH_E_SPEC, "the budget of the account \"%s\" is too small to be used", terms->name);
	}
	if (status == HUSH_OK) {
		memcpy(terms->rho, text.bytes, text.length + 1);
	}
	hush_buffer_release(&text);
	hush_rational_clear(&again);
	hush_rational_clear(&rho);
	return status;
}

hush_status hush_terms_settle(const struct hush_account_terms *asked, struct hush_account_terms *terms, hush_error *err)
{
	struct hush_account_terms made = *asked;
	struct hush_rational epsilon;
	struct hush_rational delta;
	struct hush_rational rho;
	hush_status status;

	HUSH_TRY(check_frame(&made, err));
	hush_rational_init(&epsilon);
	hush_rational_init(&delta);
	hush_rational_init(&rho);
	status = settle_amount(made.name, "epsilon", made.epsilon, &epsilon, err);
	if (status == HUSH_OK) {
		status = settle_amount(made.name, "delta", made.delta, &delta, err);
	}
	if (status == HUSH_OK) {
		status = settle_amount(made.name, "rho", made.rho, &rho, err);
	}
	if (status == HUSH_OK) {
		status = check_amounts(&made, &delta, err);
	}
	if (status == HUSH_OK && made.kind != HUSH_ACCOUNT_PURE && made.epsilon[0] && made.delta[0]) {
		status = add_rho(&made, &epsilon, &delta, err);
	}
	if (status == HUSH_OK) {
		*terms = made;
	}
	hush_rational_clear(&rho);
	hush_rational_clear(&delta);
	hush_rational_clear(&epsilon);
	return status;
}

void hush_terms_put(const struct hush_account_terms *terms, struct hush_buffer *payload)
{
	hush_field_put(payload, "account", terms->name);
	hush_field_put(payload, "kind", hush_account_kind_name(terms->kind));
	hush_field_put(payload, "window", hush_window_name(terms->window));
	hush_field_put_u64(payload, "week_start", (uint64_t)terms->week_start);
	hush_field_put(payload, "timezone", terms->timezone);
	hush_field_put(payload, "epsilon", terms->epsilon);
	hush_field_put(payload, "delta", terms->delta);
	hush_field_put(payload, "rho", terms->rho);
}

static bool take_text(struct hush_fields *fields, const char *name, char *to, size_t room)
{
	const char *value = hush_field_take(fields, name);

	if (!value || strlen(value) >= room) {
		return false;
	}
	memcpy(to, value, strlen(value) + 1);
	return true;
}

hush_status hush_terms_read(struct hush_fields *fields, struct hush_account_terms *terms, hush_error *err)
{
	struct hush_account_terms made = {0};
	char kind[16];
	char window[16];
	char week_start[8];
	uint64_t first_weekday = 0;

	if (!take_text(fields, "account", made.name, sizeof made.name) || !take_text(fields, "kind", kind, sizeof kind) ||
	    !take_text(fields, "window", window, sizeof window) ||
	    !take_text(fields, "week_start", week_start, sizeof week_start) ||
	    !take_text(fields, "timezone", made.timezone, sizeof made.timezone) ||
	    !take_text(fields, "epsilon", made.epsilon, sizeof made.epsilon) ||
	    !take_text(fields, "delta", made.delta, sizeof made.delta) ||
	    !take_text(fields, "rho", made.rho, sizeof made.rho) || !hush_account_kind_parse(kind, &made.kind) ||
	    !hush_window_parse(window, &made.window) || !hush_parse_u64(week_start, strlen(week_start), 6, &first_weekday)) {
		return hush_fail(err, HUSH_E_LEDGER, "an account of the ledger cannot be read");
	}
	made.week_start = (int)first_weekday;
	*terms = made;
	return HUSH_OK;
}

static hush_status differs(const char *what, const char *account, const char *ledger_says, const char *spec_says,
                           hush_error *err)
{
	hush_fail(err, HUSH_E_SPEC, "the %s of the account \"%s\" is %s, but the spec says %s", what, account, ledger_says,
	          spec_says);
	hush_hint(err, "the terms of an account never change: write \"%s\" in the spec as the ledger has it", what);
	return HUSH_E_SPEC;
}

hush_status hush_terms_match(const struct hush_account_terms *terms, const struct hush_spec *spec,
                             const struct hush_plan_account *account, hush_error *err)
{
	if (terms->window != spec->window) {
		return differs("window", terms->name, hush_window_name(terms->window), hush_window_name(spec->window), err);
	}
	if (strcmp(terms->timezone, spec->timezone) != 0) {
		return differs("timezone", terms->name, terms->timezone, spec->timezone, err);
	}
	if (terms->week_start != spec->week_start) {
		return differs("week_start", terms->name, hush_weekday_name(terms->week_start),
		               hush_weekday_name(spec->week_start), err);
	}
	if (hush_counts_epsilon(terms->kind, spec) ? !terms->epsilon[0] : !terms->rho[0]) {
		hush_fail(err, HUSH_E_SPEC, "the account \"%s\" has no budget in %s, in which this spec's guarantee counts", terms->name,
		          terms->rho[0] ? "epsilon" : "rho");
		if (!terms->rho[0]) {
			hush_hint(err, "give the guarantee as epsilon alone");
		} else {
			hush_hint(err, "give the guarantee as rho%s", terms->kind == HUSH_ACCOUNT_ONE_OFF ? "" : ", or as epsilon and delta");
		}
		return HUSH_E_SPEC;
	}
	if (terms->kind != account->kind) {
		hush_fail(err, HUSH_E_SPEC, "the account \"%s\" is of kind %s, but the plan was made for kind %s", terms->name,
		          hush_account_kind_name(terms->kind), hush_account_kind_name(account->kind));
		hush_hint(err, "make the plan again with this ledger");
		return HUSH_E_SPEC;
	}
	return HUSH_OK;
}
