/* registry: see registry.h. Keys stand in the order of the registry's schema. */
#include "publish/registry.h"

#include <string.h>

#include "publish/about.h"
#include "publish/messages.h"
#include "publish/origins.h"
#include "publish/words.h"
#include "publish/yaml.h"

enum { TEXT_LIMIT = 4 * 1024 * 1024 };

static void put(struct hush_buffer *out, const char *key, hush_about_text write, const struct hush_release *release)
{
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	write(release, &text);
	hush_yaml_made(out, 4, key, &text);
}

static void put_basic(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	struct hush_buffer text;

	hush_yaml_line(out, 2, "basic:");
	hush_yaml_text(out, 4, "name", spec->title);
	hush_yaml_line(out, 4, "data_curators:");
	hush_yaml_text(out, 6, NULL, spec->publisher);
	hush_yaml_text(out, 4, "intended_use", spec->reason);
	hush_yaml_text(out, 4, "data_product_type", "Summary statistics");
	hush_buffer_init(&text, TEXT_LIMIT);
	hush_about_region(spec, &text);
	hush_yaml_made(out, 4, "data_product_region", &text);
	put(out, "description", hush_about_description, release);
	hush_yaml_text(out, 4, "publication_date", release->day);
	hush_yaml_text(out, 4, "data_product_sector", "Government");
}

/* Of one account, as the registry names it. A one-off account is what its guarantee says. */
static const char *variant_of(const struct hush_spec *spec, enum hush_account_kind kind)
{
	switch (kind) {
	case HUSH_ACCOUNT_PURE: return "Pure DP";
	case HUSH_ACCOUNT_ZCDP: return "Zero-concentrated DP";
	case HUSH_ACCOUNT_ONE_OFF: break;
	}
	switch (spec->guarantee.kind) {
	case HUSH_GUARANTEE_PURE: return "Pure DP";
	case HUSH_GUARANTEE_APPROXIMATE: return "Approximate DP";
	case HUSH_GUARANTEE_RHO: break;
	}
	return "Zero-concentrated DP";
}

static const char *variant(const struct hush_release *release)
{
	const char *first = variant_of(release->spec, release->plan->accounts[0].kind);

	for (uint32_t i = 1; i < release->plan->account_count; i++) {
		if (strcmp(first, variant_of(release->spec, release->plan->accounts[i].kind)) != 0) {
			return "Custom";
		}
	}
	return first;
}

static void put_domain(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	char first[HUSH_DAY_TEXT];
	char last[HUSH_DAY_TEXT];

	hush_about_period(spec, first, last);
	hush_buffer_format(out, "Any finite collection of records of the sources ");
	for (uint32_t i = 0; i < spec->source_count; i++) {
		hush_buffer_format(out, "%s%s", i == 0 ? "" : ", ", spec->sources[i].name);
	}
	hush_buffer_format(
		out,
		" in the form that the spec in release.json gives. Records outside %s to %s (%s time), outside the "
		"listed values, or without a readable entity do not count.",
		first, last, spec->timezone);
}

static void put_variant(const struct hush_release *release, struct hush_buffer *out)
{
	hush_yaml_line(out, 2, "dp_variant:");
	hush_yaml_text(out, 4, "variant_name", variant(release));
	put(out, "data_domain", put_domain, release);
	put(out, "unprotected_quantities", hush_registry_unprotected, release);
}

/* "vehicle-month", and "4 records" where there is no entity. */
static void put_unit(const struct hush_release *release, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		const struct hush_plan_account *account = &release->plan->accounts[i];

		hush_buffer_text(out, i == 0 ? "" : "; ");
		if (account->entity == HUSH_ENTITY_DECLARED) {
			hush_buffer_format(out, "any %llu records of source %s within one %s",
							   (unsigned long long)release->spec->sources[account->source].at_most,
							   release->spec->sources[account->source].name, hush_window_name(release->spec->window));
		} else {
			hush_buffer_format(out, "%s-%s", hush_entity_name(account->entity),
							   hush_window_name(release->spec->window));
		}
	}
}

/* A number for readers of YAML 1.1 too, who take "1e-9" for text and "1.0e-9" for a number. */
static void put_number(const struct hush_rational *value, struct hush_buffer *out)
{
	struct hush_buffer text;
	const char *exponent;

	hush_buffer_init(&text, 4096);
	hush_rational_decimal(value, 8, HUSH_UP, &text);
	exponent = text.failed ? NULL : strchr(text.bytes, 'e');
	if (text.failed) {
		out->failed = true;
	} else if (exponent && !strchr(text.bytes, '.')) {
		hush_buffer_put(out, text.bytes, (size_t)(exponent - text.bytes));
		hush_buffer_format(out, ".0%s", exponent);
	} else {
		hush_buffer_text(out, text.bytes);
	}
	hush_buffer_release(&text);
}

/* The largest of an amount over the accounts: it holds for each of them. */
static void put_largest(const struct hush_release *release, const char *key,
						const struct hush_rational *(*of)(const struct hush_plan_account *account),
						struct hush_buffer *out)
{
	const struct hush_rational *largest = NULL;

	for (uint32_t i = 0; i < release->plan->account_count; i++) {
		const struct hush_rational *amount = of(&release->plan->accounts[i]);

		if (!largest || hush_rational_compare(amount, largest) > 0) {
			largest = amount;
		}
	}
	if (largest && !hush_rational_is_zero(largest)) {
		hush_buffer_format(out, "      %s: ", key);
		put_number(largest, out);
		hush_buffer_byte(out, '\n');
	}
}

static const struct hush_rational *epsilon_of(const struct hush_plan_account *account)
{
	return &account->epsilon_at_delta;
}

static const struct hush_rational *delta_of(const struct hush_plan_account *account)
{
	return &account->delta;
}

static const struct hush_rational *rho_of(const struct hush_plan_account *account)
{
	return &account->charge.rho;
}

static void put_loss(const struct hush_release *release, struct hush_buffer *out)
{
	hush_yaml_line(out, 2, "privacy_loss:");
	put(out, "privacy_unit", put_unit, release);
	put(out, "privacy_unit_details", hush_registry_unit, release);
	hush_yaml_line(out, 4, "privacy_parameters:");
	put_largest(release, "epsilon", epsilon_of, out);
	put_largest(release, "delta", delta_of, out);
	put_largest(release, "rho", rho_of, out);
	put(out, "privacy_parameters_details", hush_registry_parameters, release);
}

static bool one_release(const struct hush_plan *plan)
{
	for (uint32_t i = 0; i < plan->account_count; i++) {
		if (plan->accounts[i].kind != HUSH_ACCOUNT_ONE_OFF) {
			return false;
		}
	}
	return true;
}

static void put_series(const struct hush_release *release, struct hush_buffer *out)
{
	const char *window = hush_window_name(release->spec->window);

	if (one_release(release->plan)) {
		hush_buffer_text(out, "The ledger's account admits this release and no other.");
		return;
	}
	hush_buffer_format(
		out,
		"One ledger charges all releases of this kind; every %s has a budget of its own, which no release "
		"can pass and which is never refilled. Budget and balance stand in release.json. A vehicle "
		"recorded in several %ss is protected in each of them, so what is known of it adds up over time.",
		window, window);
}

static void put_model(const struct hush_release *release, struct hush_buffer *out)
{
	hush_yaml_line(out, 2, "deployment_model:");
	hush_yaml_text(out, 4, "model_name", "Central");
	hush_yaml_text(out, 4, "model_name_details",
				   "The agency holds the records, runs the tool on its own machines, and publishes "
				   "the folder.");
	hush_yaml_text(out, 4, "actors",
				   "The agency that runs the tool holds the raw records and is trusted with them. Everyone who "
				   "reads the release is untrusted, may know all other records, and may combine releases.");
	hush_yaml_text(out, 4, "release_type", one_release(release->plan) ? "One release" : "Many releases");
	put(out, "release_type_details", put_series, release);
	hush_yaml_text(out, 4, "data_source_type", one_release(release->plan) ? "Static" : "Dynamic");
	hush_yaml_text(out, 4, "data_source_type_details",
				   "The records of this release's period; new ones come in as time goes on.");
	hush_yaml_text(out, 4, "access_type", "Non-interactive");
	hush_yaml_text(out, 4, "access_type_details", "A folder of files. No query can be put to the records.");
}

static void put_accounting(const struct hush_release *release, struct hush_buffer *out)
{
	hush_yaml_line(out, 2, "accounting:");
	put(out, "post_processing", hush_registry_processing, release);
	put(out, "composition", hush_registry_composition, release);
}

static void put_tuning(const struct hush_release *release, struct hush_buffer *out)
{
	hush_registry_limits(release, out);
	hush_buffer_text(out, " The noise is chosen from the spec and the ledger alone, before any record is read, and nothing else is "
	                      "tuned while the tool runs: domains and limits come from the spec. ");
	if (!hush_origins_looked(release->spec, hush_messages_in("en"), out)) {
		hush_buffer_text(out, "By its word none of them was chosen by looking at data.");
	}
}

static void put_mechanisms(const struct hush_release *release, struct hush_buffer *out)
{
	hush_registry_mechanisms(release, out);
	hush_buffer_format(
		out,
		" Implemented in hushcount %s: exact samplers of integers with rational parameters, no floating point "
		"between input and output. ",
		release->version);
	hush_registry_timing(release, out);
	hush_buffer_text(out, " Random bits: a ChaCha20 stream seeded from the operating system for each release. Access controls on "
	                      "the records are the agency's.");
}

static void put_implementation(const struct hush_release *release, struct hush_buffer *out)
{
	hush_yaml_line(out, 2, "implementation:");
	put(out, "preprocessing_and_hyperparameter_tuning", put_tuning, release);
	put(out, "mechanisms", put_mechanisms, release);
	hush_yaml_text(out, 4, "justification",
				   "Discrete noise is exact and has no floating-point leaks. Limits per vehicle bound what one vehicle "
				   "can change. "
				   "The release can be verified from its own bytes: charges, margins and the guarantee follow from the "
				   "stated noise "
				   "and limits. Why these parameters were chosen is for the agency to add.");
}

void hush_registry_write(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	struct hush_buffer text;

	hush_yaml_line(out, 0, "# Written by hushcount from the signed release; read it before you hand it in.");
	hush_yaml_text(out, 0, "url_slug", spec->id);
	hush_yaml_line(out, 0, "status: Draft");
	hush_yaml_line(out, 0, "tier: 3");
	hush_yaml_line(out, 0, "deployment:");
	put_basic(release, out);
	put_variant(release, out);
	put_loss(release, out);
	put_model(release, out);
	put_accounting(release, out);
	put_implementation(release, out);
	hush_yaml_line(out, 2, "administrative:");
	hush_buffer_init(&text, TEXT_LIMIT);
	hush_about_citation(release, &text);
	hush_yaml_made(out, 4, "sources", &text);
	hush_yaml_text(out, 4, "notes", "The statement of privacy is release.json in the release folder.");
	hush_yaml_line(out, 4, "registry_authors:");
	hush_yaml_text(out, 6, NULL, spec->publisher);
}
