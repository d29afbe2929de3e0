/*
 * series_judge: what the releases of one ledger say of each other.
 *
 * A contradiction is a failure: two releases with one place, a predecessor of another head, a balance below the charges
 * that are there to be seen.  A gap is none: a reader may hold a part of a series only, a reservation that was
 * cancelled later was never published, and what was reserved while a release was being made is in its balance.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "verify/series.h"
#include "verify/series_parts.h"

enum { CHECKS = 4, TEXT = 600 };

enum outcome { OUTCOME_OK, OUTCOME_GAP, OUTCOME_FAILED };

struct check {
	const char *name;
	const char *says;
	enum outcome outcome;
	char detail[TEXT];
};

/* The releases of one ledger: a run of the sorted members. */
struct group {
	const struct hush_member *members;
	uint32_t count;
	struct check checks[CHECKS];
	uint32_t check_count;
};

/* The first failure is the one to tell, then the first gap. */
static void find_fault(struct check *check, enum outcome outcome, const char *format, ...) HUSH_PRINTF(3, 4);
static void find_fault(struct check *check, enum outcome outcome, const char *format, ...)
{
	va_list arguments;

	if (outcome <= check->outcome) {
		return;
	}
	check->outcome = outcome;
	va_start(arguments, format);
	vsnprintf(check->detail, sizeof check->detail, format, arguments);
	va_end(arguments);
}

static struct check *begin(struct group *group, const char *name, const char *says)
{
	struct check *check = &group->checks[group->check_count++];

	*check = (struct check){.name = name, .says = says};
	return check;
}

static void judge_places(struct group *group)
{
	struct check *check =
		begin(group, "places", "every release has a place of its own in the ledger, under a name of its own");

	for (uint32_t i = 0; i < group->count; i++) {
		for (uint32_t k = i + 1; k < group->count; k++) {
			const struct hush_member *a = &group->members[i];
			const struct hush_member *b = &group->members[k];
			bool same = strcmp(a->digest, b->digest) == 0;

			if (!same && strcmp(a->id, b->id) == 0) {
				find_fault(check, OUTCOME_FAILED, "two different releases are named \"%s\"", a->id);
			} else if (!same && (a->sequence == b->sequence || strcmp(a->head, b->head) == 0)) {
				find_fault(check, OUTCOME_FAILED, "\"%s\" and \"%s\" claim the same place in the ledger", a->id, b->id);
			}
			if (a->supersedes && strcmp(a->supersedes, b->id) == 0) {
				find_fault(check, OUTCOME_FAILED, "\"%s\" replaces \"%s\", which was made after it", a->id, b->id);
			}
		}
	}
}

static const struct hush_member *at_sequence(const struct group *group, uint64_t sequence)
{
	for (uint32_t i = 0; i < group->count; i++) {
		if (group->members[i].sequence == sequence) {
			return &group->members[i];
		}
	}
	return NULL;
}

static void judge_link(const struct group *group, const struct hush_member *member, struct check *check)
{
	const struct hush_member *before = at_sequence(group, member->previous_sequence);

	if (!member->names_previous) {
		find_fault(check, OUTCOME_GAP, "\"%s\" was made by a version that did not name the release before it",
				   member->id);
	} else if (!member->previous) {
		if (group->members[0].sequence < member->sequence) {
			find_fault(check, OUTCOME_FAILED,
					   "\"%s\" says that it is the ledger's first release, and \"%s\" was before it", member->id,
					   group->members[0].id);
		}
	} else if (!before) {
		find_fault(check, OUTCOME_GAP, "\"%s\" comes after \"%s\", which is not here", member->id, member->previous);
	} else if (strcmp(before->id, member->previous) != 0 || strcmp(before->head, member->previous_head) != 0) {
		find_fault(check, OUTCOME_FAILED, "what \"%s\" says of the release before it is not true of \"%s\"", member->id,
				   before->id);
	}
	/* One that stands between the two was not there when the later one was made, or was taken out of sight. */
	for (uint32_t i = 0; member->names_previous && i < group->count; i++) {
		uint64_t place = group->members[i].sequence;

		if (place > member->previous_sequence && place < member->sequence) {
			find_fault(check, OUTCOME_FAILED, "\"%s\" stands before \"%s\" in the ledger, which does not know it",
					   group->members[i].id, member->id);
		}
	}
}

static void judge_chain(struct group *group)
{
	struct check *check = begin(group, "chain", "every release names the one before it, and all of them are here");

	for (uint32_t i = 0; i < group->count; i++) {
		judge_link(group, &group->members[i], check);
	}
}

static const struct hush_member_account *account_named(const struct hush_member *member, const char *name)
{
	for (uint32_t i = 0; i < member->account_count; i++) {
		if (strcmp(member->accounts[i].name, name) == 0) {
			return &member->accounts[i];
		}
	}
	return NULL;
}

static void judge_terms(struct group *group)
{
	struct check *check = begin(group, "terms", "budget, window, time zone and signing key are the same throughout");

	for (uint32_t i = 1; i < group->count; i++) {
		const struct hush_member *a = &group->members[i - 1];
		const struct hush_member *b = &group->members[i];

		if (a->window != b->window || a->week_start != b->week_start || strcmp(a->timezone, b->timezone) != 0) {
			find_fault(check, OUTCOME_FAILED, "\"%s\" and \"%s\" differ in window or time zone", a->id, b->id);
		}
		if (memcmp(&a->key, &b->key, sizeof a->key) != 0) {
			find_fault(check, OUTCOME_GAP, "\"%s\" and \"%s\" are signed by different keys: ask the publisher", a->id,
					   b->id);
		}
		for (uint32_t k = 0; k < b->account_count; k++) {
			for (uint32_t j = 0; j < i; j++) {
				const struct hush_member_account *before = account_named(&group->members[j], b->accounts[k].name);

				if (before &&
					(strcmp(before->budget, b->accounts[k].budget) != 0 || before->kind != b->accounts[k].kind)) {
					find_fault(check, OUTCOME_FAILED,
							   "\"%s\" and \"%s\" state different budgets or kinds of an account", group->members[j].id,
							   b->id);
				}
			}
		}
	}
}

/* What the releases up to `last` charge to the window that begins on `window`. Copies of one release count once. */
static void known_charge(const struct group *group, uint32_t last, const char *name, hush_day window,
						 struct hush_rational *sum)
{
	hush_rational_set_u64(sum, 0, 1);
	for (uint32_t i = 0; i <= last; i++) {
		const struct hush_member_account *account = account_named(&group->members[i], name);
		bool again = i > 0 && strcmp(group->members[i].digest, group->members[i - 1].digest) == 0;

		if (account && !again && window >= account->first_window && window < account->past_windows) {
			mpq_add(sum->q, sum->q, account->charge.q);
		}
	}
}

static void judge_balance(const struct group *group, uint32_t index, const struct hush_member_account *account,
						  struct check *check)
{
	const struct hush_member *member = &group->members[index];
	struct hush_rational most;
	struct hush_rational sum;
	int compared;

	hush_rational_init(&most);
	hush_rational_init(&sum);
	for (hush_day window = account->first_window; window < account->past_windows;
		 window = hush_window_next(member->window, member->week_start, window)) {
		known_charge(group, index, account->name, window, &sum);
		if (hush_rational_compare(&sum, &most) > 0) {
			hush_rational_set(&most, &sum);
		}
	}
	compared = hush_rational_compare(&most, &account->spent);
	if (compared > 0) {
		find_fault(check, OUTCOME_FAILED,
				   "\"%s\" states less as spent of account \"%s\" than the releases up to it cost", member->id,
				   account->name);
	} else if (compared < 0) {
		find_fault(check, OUTCOME_GAP,
				   "\"%s\" states more as spent of account \"%s\" than the releases here cost: another one "
				   "was charged",
				   member->id, account->name);
	}
	hush_rational_clear(&sum);
	hush_rational_clear(&most);
}

static void judge_charges(struct group *group)
{
	struct check *check =
		begin(group, "charges", "in every window the charges add up to what the releases state as spent");

	for (uint32_t i = 0; i < group->count; i++) {
		for (uint32_t k = 0; k < group->members[i].account_count; k++) {
			judge_balance(group, i, &group->members[i].accounts[k], check);
		}
	}
}

static enum outcome worst(const struct group *group)
{
	enum outcome outcome = OUTCOME_OK;

	for (uint32_t i = 0; i < group->check_count; i++) {
		outcome = group->checks[i].outcome > outcome ? group->checks[i].outcome : outcome;
	}
	return outcome;
}

static const char *const outcome_names[] = {
	[OUTCOME_OK] = "ok", [OUTCOME_GAP] = "incomplete", [OUTCOME_FAILED] = "FAILED"};

static void write_plain(const struct group *group, struct hush_buffer *out)
{
	hush_buffer_format(out, "%u releases of ledger %s\n\n", group->count, group->members[0].ledger);
	for (uint32_t i = 0; i < group->count; i++) {
		hush_buffer_format(out, "  %6llu  %s\n", (unsigned long long)group->members[i].sequence, group->members[i].id);
	}
	hush_buffer_byte(out, '\n');
	for (uint32_t i = 0; i < group->check_count; i++) {
		const struct check *check = &group->checks[i];

		hush_buffer_format(out, "  %-12s%-12s %s\n", outcome_names[check->outcome], check->name, check->says);
		if (check->detail[0]) {
			hush_buffer_format(out, "  %-12s%-12s > %s\n", "", "", check->detail);
		}
	}
	hush_buffer_text(out, worst(group) == OUTCOME_OK ? "\nthe series is whole, and its charges add up\n"
						  : worst(group) == OUTCOME_GAP
							  ? "\nno contradiction, but something is missing: ask the publisher for it\n"
							  : "\nFAILED: these releases contradict each other\n");
}

static void write_json(const struct group *group, struct hush_json_writer *json)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "ledger", group->members[0].ledger);
	hush_json_put_string(json, "outcome", outcome_names[worst(group)]);
	hush_json_array(json, "releases");
	for (uint32_t i = 0; i < group->count; i++) {
		hush_json_object(json, NULL);
		hush_json_put_string(json, "id", group->members[i].id);
		hush_json_put_u64(json, "sequence", group->members[i].sequence);
		hush_json_put_string(json, "folder", group->members[i].folder);
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_array(json, "checks");
	for (uint32_t i = 0; i < group->check_count; i++) {
		const struct check *check = &group->checks[i];

		hush_json_object(json, NULL);
		hush_json_put_string(json, "name", check->name);
		hush_json_put_string(json, "outcome", outcome_names[check->outcome]);
		hush_json_put_string(json, "says", check->says);
		hush_json_put_string(json, "detail", check->detail[0] ? check->detail : NULL);
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

/* The releases of the next ledger, judged. */
static bool next_group(const struct hush_series *series, uint32_t *at, struct group *group)
{
	uint32_t first = *at;

	if (first == series->count) {
		return false;
	}
	while (*at < series->count && strcmp(series->members[*at].ledger, series->members[first].ledger) == 0) {
		++*at;
	}
	*group = (struct group){.members = series->members + first, .count = *at - first};
	judge_places(group);
	judge_chain(group);
	judge_terms(group);
	judge_charges(group);
	return true;
}

hush_status hush_series_write(const struct hush_series *series, hush_format format, struct hush_buffer *out,
							  hush_error *err)
{
	enum outcome outcome = OUTCOME_OK;
	struct hush_json_writer json;
	struct group group;
	uint32_t at = 0;

	hush_json_begin(&json, out);
	if (format == HUSH_FORMAT_JSON) {
		hush_json_object(&json, NULL);
		hush_json_put_string(&json, "schema", "hushcount/verify-series/1");
		hush_json_put_u64(&json, "left_out", series->left_out);
		hush_json_array(&json, "ledgers");
	}
	while (next_group(series, &at, &group)) {
		outcome = worst(&group) > outcome ? worst(&group) : outcome;
		if (format == HUSH_FORMAT_JSON) {
			write_json(&group, &json);
		} else {
			write_plain(&group, out);
		}
	}
	if (format == HUSH_FORMAT_JSON) {
		hush_json_end(&json);
		hush_json_put_string(&json, "result", outcome_names[outcome]);
		hush_json_end(&json);
	} else if (series->left_out > 0) {
		hush_buffer_format(out, "%s%u folder%s could not be part of a series: their own checks failed\n",
						   series->count > 0 ? "\n" : "", series->left_out, series->left_out == 1 ? "" : "s");
	}
	if (format != HUSH_FORMAT_JSON && series->count + series->left_out == 0) {
		hush_buffer_text(out, "no release to compare\n");
	}
	HUSH_TRY(hush_buffer_check(out, err));
	if (outcome == OUTCOME_FAILED) {
		hush_fail(err, HUSH_E_VERIFY, "the releases contradict each other");
		return hush_hint(err, "do not rely on this series; ask its publisher about it");
	}
	return HUSH_OK;
}
