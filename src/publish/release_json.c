/* release_json: see release_json.h. */
#include "publish/release_json.h"

#include "plan/correlated.h"
#include "plan/describe_statement.h"
#include "publish/sshsig.h"
#include "publish/computed_words.h"
#include "publish/odds_words.h"
#include "publish/words.h"

enum { SENTENCE_LIMIT = 64 * 1024 };

void hush_release_put_scratch(struct hush_json_writer *json, const char *key, struct hush_buffer *scratch)
{
	hush_buffer_put(scratch, "", 0);
	if (scratch->failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, key, scratch->bytes);
	}
	hush_buffer_release(scratch);
}

void hush_release_put_rational(struct hush_json_writer *json, const char *key, const struct hush_rational *value)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_rational_text(value, &text);
	hush_release_put_scratch(json, key, &text);
}

void hush_release_put_sentence(struct hush_json_writer *json, const char *key, hush_release_sentence write,
                               const struct hush_plan *plan, uint32_t index)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	write(plan, index, &text);
	hush_release_put_scratch(json, key, &text);
}

void hush_release_put_cost(struct hush_json_writer *json, const char *key, const struct hush_cost *cost)
{
	hush_json_object(json, key);
	hush_release_put_rational(json, "epsilon", &cost->epsilon);
	hush_release_put_rational(json, "rho", &cost->rho);
	hush_release_put_rational(json, "delta", &cost->delta);
	hush_json_end(json);
}

const char *hush_release_parameter_name(enum hush_mechanism mechanism)
{
	return hush_mechanism_has_scale(mechanism) ? "scale" : "sigma_squared";
}

/* The law in full, for those who compute with it: it is in no text book. */
static void put_common(struct hush_json_writer *json, const struct hush_plan_table *table)
{
	struct hush_rational common;

	hush_rational_init(&common);
	hush_correlated_common(&table->parameter, table->sensitivity.cells, &common);
	hush_release_put_rational(json, "common_sigma_squared", &common);
	hush_rational_clear(&common);
	hush_json_put_string(json, "law",
	                     "floor((Z0 + Z + B)/2) in each cell: Z0 discrete Gaussian of common_sigma_squared, one for the whole "
	                     "table; Z discrete Gaussian of sigma_squared and B a fair bit, of each cell's own");
}

static void put_choice(struct hush_json_writer *json, const struct hush_plan_table *table)
{
	hush_json_put_u64(json, "choices", table->sensitivity.choices);
	hush_json_put_string(json, "law",
	                     "each quantile of a cell is chosen by itself, a point of the grid with a weight that falls by a factor of at most "
	                     "e^(1/(2 scale)) as its rank moves by what one unit may add; each choice is (1/scale)-DP and 1/(8 "
	                     "scale^2)-zCDP");
}

void hush_release_put_mechanism(struct hush_json_writer *json, const struct hush_plan_table *table)
{
	hush_json_object(json, "mechanism");
	hush_json_put_string(json, "name", hush_mechanism_name(table->mechanism));
	hush_release_put_rational(json, hush_release_parameter_name(table->mechanism), &table->parameter);
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		put_common(json, table);
	}
	if (table->mechanism == HUSH_EXPONENTIAL) {
		put_choice(json, table);
	}
	hush_json_end(json);
	hush_json_object(json, "sensitivity");
	hush_json_put_u64(json, "l0", table->sensitivity.l0);
	hush_json_put_u64(json, "linf", table->sensitivity.linf);
	hush_json_put_u64(json, "l1", table->sensitivity.l1);
	hush_json_put_u64(json, "l2_squared", table->sensitivity.l2_squared);
	hush_json_end(json);
}

/* How far off a number is: of noise, or in rank. */
void hush_release_put_variance(struct hush_json_writer *json, const struct hush_plan_table *table)
{
	hush_release_put_rational(json, "variance", &table->variance);
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_release_put_rational(json, "common_variance", &table->common_variance);
	}
}

void hush_release_put_error(struct hush_json_writer *json, const struct hush_plan_table *table)
{
	if (table->mechanism == HUSH_EXPONENTIAL) {
		hush_json_put_u64(json, "rank95", table->moe95);
		return;
	}
	hush_json_put_u64(json, "moe95", table->moe95);
	if (!table->threshold) { /* which cells are shown, their noise has decided */
		hush_json_put_u64(json, "moe95_at_once", table->moe95_at_once);
	}
	hush_release_put_variance(json, table);
}

/* What was discovered and how: the values, and all that whoever checks the threshold's charge needs. */
static void put_discovered(struct hush_json_writer *json, const struct hush_plan *plan, uint32_t index)
{
	const struct hush_table *shape = &plan->spec->tables[index];
	const struct hush_dimension *dimension;

	if (!shape->discovers) {
		return;
	}
	dimension = &plan->spec->dimensions[shape->discovered];
	hush_json_object(json, "discovered");
	hush_json_put_string(json, "dimension", dimension->name);
	hush_json_put_u64(json, "threshold", plan->tables[index].threshold);
	hush_release_put_rational(json, "delta", &plan->tables[index].cost.delta);
	hush_json_put_u64(json, "at_most", dimension->at_most);
	hush_release_put_sentence(json, "in_words", hush_words_discovered, plan, index);
	hush_json_array(json, "values");
	for (uint32_t i = 0; i < dimension->values.count; i++) {
		hush_json_put_string(json, NULL, dimension->values.names[i]);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static void put_table(struct hush_json_writer *json, const struct hush_plan *plan, uint32_t index)
{
	const struct hush_plan_table *table = &plan->tables[index];
	const struct hush_table *shape = &plan->spec->tables[index];
	const char *unprotected = hush_words_unprotected(plan, index);
	struct hush_buffer text;

	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", shape->name);
	hush_json_put_string(json, "protects", plan->accounts[table->account].name);
	hush_json_put_u64(json, "cells", shape->cells);
	hush_release_put_sentence(json, "counts", hush_words_counted, plan, index);
	hush_release_put_mechanism(json, table);
	hush_release_put_cost(json, "charge", &table->cost);
	put_discovered(json, plan, index);
	hush_release_put_error(json, table);
	if (table->mechanism != HUSH_EXPONENTIAL) {
		hush_json_put_string(json, "std_dev", table->std_dev);
	}
	hush_quantiles_put_json(json, table);
	hush_statement_put_json(json, &table->statement);
	hush_json_array(json, "no_guarantee");
	hush_buffer_init(&text, SENTENCE_LIMIT);
	if (unprotected && hush_words_no_guarantee(plan, index, &text)) {
		hush_json_object(json, NULL);
		hush_json_put_string(json, "for", unprotected);
		hush_release_put_scratch(json, "statement", &text);
		hush_json_end(json);
	}
	hush_buffer_release(&text);
	hush_json_end(json);
	hush_json_end(json);
}

/* What even odds could become from all that stands charged: nothing where one release is all there is. */
static void put_odds_so_far(struct hush_json_writer *json, const struct hush_release *release, uint32_t index)
{
	const char *failing = release->accounts[index].thresholds_text;
	struct hush_rational spent;
	struct hush_rational thresholds;
	struct hush_buffer text;

	hush_rational_init(&spent);
	hush_rational_init(&thresholds);
	hush_buffer_init(&text, SENTENCE_LIMIT);
	if (hush_rational_parse(&spent, release->accounts[index].spent_text) &&
	    (!failing || hush_rational_parse(&thresholds, failing))) {
		hush_words_odds_so_far(release->plan, index, &spent, &thresholds, &text);
	}
	hush_rational_clear(&thresholds);
	hush_rational_clear(&spent);
	if (text.failed || text.length > 0) {
		hush_release_put_scratch(json, "in_words", &text);
	} else {
		hush_buffer_release(&text);
	}
}

static void put_account(struct hush_json_writer *json, const struct hush_release *release, uint32_t index)
{
	const struct hush_plan_account *account = &release->plan->accounts[index];
	char first[HUSH_DAY_TEXT];

	hush_day_format(account->first_window, first);
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", account->name);
	hush_json_put_string(json, "kind", hush_account_kind_name(account->kind));
	hush_json_put_string(json, "entity", hush_entity_name(account->entity));
	hush_release_put_sentence(json, "unit", hush_words_unit, release->plan, index);
	hush_release_put_cost(json, "ceiling", &account->ceiling);
	hush_release_put_cost(json, "charge", &account->charge);
	hush_json_object(json, "guarantee");
	hush_release_put_rational(json, "epsilon", &account->epsilon_at_delta);
	hush_release_put_rational(json, "delta", &account->delta);
	hush_json_end(json);
	hush_statement_put_json(json, &account->statement);
	hush_release_put_sentence(json, "in_words", hush_words_odds, release->plan, index);
	hush_json_object(json, "windows_charged");
	hush_json_put_string(json, "first", first);
	hush_json_put_u64(json, "count", account->window_count);
	hush_json_end(json);
	hush_json_object(json, "budget_per_window");
	hush_json_put_string(json, "measured_in", hush_words_by_epsilon(release->plan, index) ? "epsilon" : "rho");
	hush_json_put_string(json, "budget", release->accounts[index].budget_text);
	hush_json_put_string(json, "spent", release->accounts[index].spent_text);
	if (release->accounts[index].thresholds_text) {
		hush_json_put_string(json, "thresholds_spent", release->accounts[index].thresholds_text);
	}
	put_odds_so_far(json, release, index);
	hush_json_end(json);
	hush_json_end(json);
}

static void put_ledger(struct hush_json_writer *json, const struct hush_release *release)
{
	char id[17];
	char text[64];
	struct hush_buffer ssh;

	hush_json_object(json, "ledger");
	hush_json_put_string(json, "id", release->ledger_id);
	hush_json_put_u64(json, "sequence", release->sequence);
	hush_json_put_string(json, "head", release->head);
	if (release->previous.release) {
		hush_json_object(json, "previous");
		hush_json_put_string(json, "release", release->previous.release);
		hush_json_put_u64(json, "sequence", release->previous.sequence);
		hush_json_put_string(json, "head", release->previous.head);
		hush_json_end(json);
	} else {
		hush_json_put_string(json, "previous", NULL);
	}
	if (release->other_count) {
		hush_json_array(json, "beside");
		for (uint32_t i = 0; i < release->other_count; i++) {
			hush_json_put_string(json, NULL, release->others[i]);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_minisign_key_id(release->key, id);
	hush_minisign_public_text(release->key, text);
	hush_json_object(json, "signing_key");
	hush_json_put_string(json, "id", id);
	hush_json_put_string(json, "public", text);
	hush_buffer_init(&ssh, 1024);
	hush_sshsig_public_text(release->key, &ssh);
	hush_release_put_scratch(json, "ssh", &ssh);
	hush_json_end(json);
}

/* The public form of the spec as it stands, without blank space after its end. */
static void put_spec(struct hush_json_writer *json, const struct hush_spec *spec)
{
	struct hush_buffer text;
	size_t length = spec->public_json_length;

	while (length > 0 && (spec->public_json[length - 1] == '\n' || spec->public_json[length - 1] == ' ')) {
		length--;
	}
	hush_buffer_init(&text, SIZE_MAX / 2);
	hush_buffer_put(&text, spec->public_json, length);
	if (text.failed) {
		json->out->failed = true;
	} else {
		hush_json_put_raw(json, "spec", text.bytes);
	}
	hush_buffer_release(&text);
}

void hush_release_json_write(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_plan *plan = release->plan;
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_u64(&json, "hushcount_release", HUSH_RELEASE_FORMAT);
	hush_json_object(&json, "tool");
	hush_json_put_string(&json, "name", "hushcount");
	hush_json_put_string(&json, "version", release->version);
	hush_json_end(&json);
	hush_json_object(&json, "formats");
	hush_json_put_u64(&json, "statement", release->formats.statement);
	hush_json_put_u64(&json, "page", release->formats.page);
	hush_json_put_u64(&json, "metadata", release->formats.metadata);
	hush_json_end(&json);
	hush_json_put_string(&json, "id", release->spec->id);
	hush_json_put_string(&json, "published", release->day);
	hush_json_put_string(&json, "spec_digest", release->spec->digest);
	hush_json_put_string(&json, "definition",
	                     "differential privacy; neighbouring inputs differ by all records of one unit, added or removed");
	hush_json_put_string(&json, "limiting_method", plan->method);
	hush_json_put_string(&json, "intervals",
	                     "moe95 is the smallest integer t with P[|noise| > t] <= 0.05 under the exact law; it covers noise only");
	hush_json_array(&json, "accounts");
	for (uint32_t i = 0; i < plan->account_count; i++) {
		put_account(&json, release, i);
	}
	hush_json_end(&json);
	hush_json_array(&json, "tables");
	for (uint32_t i = 0; i < plan->table_count; i++) {
		put_table(&json, plan, i);
	}
	hush_json_end(&json);
	hush_computed_put_statement(&json, release->spec);
	put_ledger(&json, release);
	hush_json_array(&json, "not_covered");
	for (const char *const *line = hush_words_not_covered(release->spec); *line; line++) {
		hush_json_put_string(&json, NULL, *line);
	}
	hush_json_end(&json);
	put_spec(&json, release->spec);
	hush_json_end(&json);
}
