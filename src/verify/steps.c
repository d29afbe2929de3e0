/* steps: see steps.h. */
#include "verify/steps.h"

#include "verify/schemas.h"
#include "verify/tables.h"
#include "verify/terms.h"

static hush_status check_files(struct hush_judged *judged, hush_error *err)
{
	return hush_contents_files(&judged->bundle, err);
}

static hush_status check_digests(struct hush_judged *judged, hush_error *err)
{
	return hush_contents_digests(&judged->bundle, err);
}

static hush_status check_statement(struct hush_judged *judged, hush_error *err)
{
	return hush_facts_read(&judged->bundle, &judged->facts, err);
}

static hush_status check_spec(struct hush_judged *judged, hush_error *err)
{
	return hush_facts_spec(&judged->facts, err);
}

static hush_status check_noise(struct hush_judged *judged, hush_error *err)
{
	return hush_facts_plan(&judged->facts, err);
}

static hush_status check_charges(struct hush_judged *judged, hush_error *err)
{
	return hush_terms_charges(&judged->facts, err);
}

static hush_status check_margins(struct hush_judged *judged, hush_error *err)
{
	return hush_terms_margins(&judged->facts, err);
}

static hush_status check_accounts(struct hush_judged *judged, hush_error *err)
{
	return hush_terms_accounts(&judged->facts, err);
}

static hush_status check_tables(struct hush_judged *judged, hush_error *err)
{
	return hush_tables_read(&judged->bundle, &judged->facts, err);
}

static hush_status check_schemas(struct hush_judged *judged, hush_error *err)
{
	return hush_schemas_check(&judged->bundle, &judged->facts, err);
}

static hush_status check_contents(struct hush_judged *judged, hush_error *err)
{
	return hush_contents_render(&judged->bundle, &judged->facts, &judged->apart, err);
}

const struct hush_step hush_steps[HUSH_STEPS] = {
    [HUSH_STEP_FILES] = {"files", HUSH_FAKER_KEY, "the folder holds exactly the files that SHA256SUMS lists", check_files},
    [HUSH_STEP_DIGESTS] = {"digests", HUSH_FAKER_KEY, "every file has the digest that SHA256SUMS states", check_digests},
    [HUSH_STEP_STATEMENT] = {"statement", HUSH_FAKER_NOBODY, "release.json is well formed", check_statement},
    [HUSH_STEP_SPEC] = {"spec", HUSH_FAKER_NOBODY, "the spec in it is valid, canonical, and has the stated digest", check_spec},
    [HUSH_STEP_NOISE] = {"noise", HUSH_FAKER_NOBODY, "accounts and noise mechanisms are ones that the spec admits", check_noise},
    [HUSH_STEP_CHARGES] = {"charges", HUSH_FAKER_NOBODY, "sensitivities and charges follow from limits and noise", check_charges},
    [HUSH_STEP_MARGINS] = {"margins", HUSH_FAKER_NOBODY, "margins and standard deviations are those of the exact noise law", check_margins},
    [HUSH_STEP_ACCOUNTS] = {"accounts", HUSH_FAKER_PUBLISHER,
     "the guarantee follows from the charges and stays within guarantee and budget", check_accounts},
    [HUSH_STEP_TABLES] = {"tables", HUSH_FAKER_NOBODY,
     "the tables hold exactly the cells of the domains, with intervals as the law gives them", check_tables},
    [HUSH_STEP_SCHEMAS] = {"schemas", HUSH_FAKER_NOBODY, "the metadata are strict JSON and describe exactly these tables", check_schemas},
    [HUSH_STEP_CONTENTS] = {"contents", HUSH_FAKER_NOBODY, "page, metadata and statement say what follows from the numbers, and nothing else",
     check_contents},
};
