/* series: see series.h. What is remembered; the judgement is series_judge.c's part. */
#include "verify/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "publish/sums.h"
#include "publish/words.h"
#include "verify/series_parts.h"

hush_status hush_series_make(struct hush_series **series, hush_error *err)
{
	struct hush_series *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	*series = made;
	return HUSH_OK;
}

static void free_member(struct hush_member *member)
{
	for (uint32_t i = 0; member->accounts && i < member->account_count; i++) {
		struct hush_member_account *account = &member->accounts[i];

		hush_free(account->name);
		hush_free(account->budget);
		hush_rational_clear(&account->charge);
		hush_rational_clear(&account->spent);
	}
	hush_free(member->accounts);
	hush_free(member->folder);
	hush_free(member->id);
	hush_free(member->ledger);
	hush_free(member->head);
	hush_free(member->supersedes);
	hush_free(member->previous);
	hush_free(member->previous_head);
	hush_free(member->timezone);
}

void hush_series_free(struct hush_series *series)
{
	if (series) {
		for (uint32_t i = 0; i < series->count; i++) {
			free_member(&series->members[i]);
		}
		hush_free(series->members);
		hush_free(series);
	}
}

void hush_series_leave_out(struct hush_series *series)
{
	series->left_out++;
}

/* False when memory is short. NULL is copied as NULL. */
static bool keep(char **to, const char *from)
{
	*to = from ? hush_strdup(from) : NULL;
	return *to || !from;
}

static hush_status keep_account(const struct hush_facts *facts, uint32_t index, struct hush_member_account *account,
								hush_error *err)
{
	const struct hush_plan_account *plan = &facts->plan.accounts[index];
	const struct hush_spec *spec = facts->spec;

	hush_rational_init(&account->charge);
	hush_rational_init(&account->spent);
	account->kind = plan->kind;
	account->by_epsilon = hush_words_by_epsilon(&facts->plan, index);
	hush_rational_set(&account->charge, account->by_epsilon ? &plan->charge.epsilon : &plan->charge.rho);
	account->first_window = plan->first_window;
	account->past_windows = plan->first_window;
	for (uint32_t k = 0; k < plan->window_count; k++) {
		account->past_windows = hush_window_next(spec->window, spec->week_start, account->past_windows);
	}
	if (!hush_rational_parse(&account->spent, facts->accounts[index].spent_text)) {
		return hush_fail_bug(err, "keep_account"); /* it was parsed when the facts were read */
	}
	return keep(&account->name, plan->name) && keep(&account->budget, facts->accounts[index].budget_text)
			   ? HUSH_OK
			   : hush_fail_memory(err);
}

static hush_status keep_member(const char *folder, const struct hush_bundle *bundle, const struct hush_facts *facts,
							   struct hush_member *member, hush_error *err)
{
	const struct hush_bundle_file *sums = hush_bundle_find(bundle, HUSH_SUMS_NAME);
	const struct hush_release *release = &facts->release;

	if (!sums) {
		return hush_fail_bug(err, "keep_member");
	}
	hush_sha256_hex(sums->bytes, sums->length, member->digest);
	member->sequence = release->sequence;
	member->previous_sequence = release->previous.sequence;
	member->names_previous = release->formats.statement >= HUSH_STATEMENT_FORMAT;
	member->window = facts->spec->window;
	member->week_start = facts->spec->week_start;
	member->key = facts->key;
	if (!keep(&member->folder, folder) || !keep(&member->id, facts->spec->id) ||
		!keep(&member->ledger, release->ledger_id) || !keep(&member->head, release->head) ||
		!keep(&member->supersedes, facts->spec->supersedes) || !keep(&member->previous, release->previous.release) ||
		!keep(&member->previous_head, release->previous.head) || !keep(&member->timezone, facts->spec->timezone)) {
		return hush_fail_memory(err);
	}
	member->accounts = hush_calloc(facts->plan.account_count, sizeof *member->accounts);
	if (!member->accounts) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < facts->plan.account_count; i++) {
		member->account_count = i + 1;
		HUSH_TRY(keep_account(facts, i, &member->accounts[i], err));
	}
	return HUSH_OK;
}

/* By ledger, then by place in it. */
static int order(const void *a, const void *b)
{
	const struct hush_member *x = a;
	const struct hush_member *y = b;
	int ledger = strcmp(x->ledger, y->ledger);

	if (ledger != 0) {
		return ledger;
	}
	return x->sequence != y->sequence ? (x->sequence > y->sequence) - (x->sequence < y->sequence)
									  : strcmp(x->folder, y->folder);
}

hush_status hush_series_add(struct hush_series *series, const char *folder, const struct hush_bundle *bundle,
							const struct hush_facts *facts, hush_error *err)
{
	struct hush_member made = {0};
	struct hush_member *members;
	hush_status status = keep_member(folder, bundle, facts, &made, err);

	if (status == HUSH_OK) {
		members = hush_reallocarray(series->members, series->count + 1, sizeof *members);
		if (members) {
			series->members = members;
			series->members[series->count++] = made;
			qsort(series->members, series->count, sizeof *series->members, order);
			return HUSH_OK;
		}
		status = hush_fail_memory(err);
	}
	free_member(&made);
	return status;
}
