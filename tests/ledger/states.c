/* The life of a release id, kept bytes, and processes that race for one budget. */
#include <sys/wait.h>

#include "fixture.h"

static const struct fixture_ask jan = {.id = "jan", .scale = "2"};

static enum hush_release_state state_of(struct hush_ledger *ledger, const char *id)
{
	enum hush_release_state state = HUSH_RELEASE_NONE;
	char digest[65];

	ck_holds(hush_ledger_state(ledger, id, &state, digest, err));
	ck_assert_uint_eq(strlen(digest), state == HUSH_RELEASE_NONE ? 0 : 64);
	return state;
}

START_TEST(one_id_lives_once)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	struct fixture_ask changed = jan;
	struct hush_receipt *receipt;
	struct hush_receipt *again;
	struct hush_receipt *other;
	struct fixture_plan *plan = fixture_plan(&jan);
	void *bytes = NULL;
	size_t length = 0;

	changed.salt = "changed";
	ck_assert_int_eq(state_of(ledger, "jan"), HUSH_RELEASE_NONE);
	ck_holds(fixture_reserve(ledger, &jan, &receipt, err));
	ck_assert_int_eq(state_of(ledger, "jan"), HUSH_RELEASE_RESERVED);
	ck_assert_str_eq(hush_receipt_release(receipt), "jan");
	ck_assert_str_eq(hush_receipt_ledger_id(receipt), hush_ledger_id(ledger));
	ck_assert(hush_receipt_covers(receipt, plan->spec.digest));
	ck_assert(!hush_receipt_covers(receipt, hush_receipt_head(receipt)));
	ck_assert_uint_eq(strlen(hush_receipt_day(receipt)), 10);

	/* Killed here: the same call gives the same receipt, and charges nothing. */
	hush_ledger_close(ledger);
	ledger = fixture_open(path);
	ck_holds(hush_ledger_check(ledger, &plan->plan, err));
	ck_holds(fixture_reserve(ledger, &jan, &again, err));
	ck_assert_uint_eq(hush_receipt_sequence(again), hush_receipt_sequence(receipt));
	ck_assert_str_eq(hush_receipt_head(again), hush_receipt_head(receipt));
	ck_assert_str_eq(hush_receipt_day(again), hush_receipt_day(receipt));
	ck_assert_mem_eq(hush_receipt_limit_key(again), hush_receipt_limit_key(receipt), 32);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "other", .scale = "2"}, &other, err));
	ck_assert_mem_ne(hush_receipt_limit_key(other), hush_receipt_limit_key(receipt), 32);
	hush_receipt_free(other);

	ck_fails(fixture_reserve(ledger, &changed, NULL, err), HUSH_E_SPEC, "a different spec");
	/* The same spec, but noise that was not paid for. */
	hush_rational_set_u64(&plan->plan_table.parameter, 5, 2);
	ck_fails(hush_ledger_check(ledger, &plan->plan, err), HUSH_E_SPEC, "other noise");
	hush_rational_set_u64(&plan->plan_table.parameter, 2, 1);
	ck_assert_int_eq(hush_ledger_published(ledger, "jan", NULL), HUSH_E_BUG);
	ck_assert_int_eq(hush_ledger_kept(ledger, "jan", &bytes, &length, NULL), HUSH_E_USAGE);

	ck_holds(hush_ledger_stage(ledger, receipt, "the bytes\0of it", 15, err));
	ck_assert_int_eq(state_of(ledger, "jan"), HUSH_RELEASE_STAGED);
	ck_holds(hush_ledger_stage(ledger, again, "the bytes\0of it", 15, err));
	ck_fails(hush_ledger_stage(ledger, again, "the bytes\0of me", 15, err), HUSH_E_BUSY, "finished this release first");
	ck_assert_int_eq(fixture_reserve(ledger, &jan, NULL, NULL), HUSH_E_BUG);
	ck_fails(fixture_reserve(ledger, &changed, NULL, err), HUSH_E_SPEC, "a different spec");
	ck_holds(hush_ledger_check(ledger, &plan->plan, err));
	ck_fails(hush_ledger_cancel(ledger, "jan", NULL, err), HUSH_E_USAGE, "stays charged");
	ck_holds(hush_ledger_kept(ledger, "jan", &bytes, &length, err));
	ck_assert_uint_eq(length, 15);
	ck_assert_mem_eq(bytes, "the bytes\0of it", 15);
	hush_free(bytes);
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "new", .scale = "1000", .supersedes = "jan"}, NULL, err),
	         HUSH_E_SPEC, "did not publish");
	ck_holds(hush_ledger_published(ledger, "jan", err));
	ck_holds(hush_ledger_published(ledger, "jan", err));
	ck_assert_int_eq(state_of(ledger, "jan"), HUSH_RELEASE_PUBLISHED);
	ck_fails(hush_ledger_cancel(ledger, "jan", NULL, err), HUSH_E_USAGE, "stays charged");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "new", .scale = "1000", .supersedes = "jan"}, NULL, err),
	         HUSH_E_BUDGET, "has epsilon 0 left");
	ck_holds(hush_ledger_verify(ledger, err));
	hush_receipt_free(receipt);
	hush_receipt_free(again);
	fixture_free(plan);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(cancelled_frees_the_charge_and_uses_the_id_up)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "0.5", "", "");
	struct hush_receipt *receipt;
	char long_name[300];

	ck_holds(fixture_reserve(ledger, &jan, &receipt, err));
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "b", .scale = "2"}, NULL, err), HUSH_E_BUDGET, "left");
	ck_fails(hush_ledger_cancel(ledger, "nobody", "me", err), HUSH_E_USAGE, "knows no release");
	memset(long_name, 'x', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	ck_fails(hush_ledger_cancel(ledger, "jan", long_name, err), HUSH_E_USAGE, "UTF-8");
	ck_fails(hush_ledger_cancel(ledger, "jan", "\xff", err), HUSH_E_USAGE, "UTF-8");
	ck_holds(hush_ledger_cancel(ledger, "jan", "J\xc3\xbcrgen", err));
	ck_holds(hush_ledger_cancel(ledger, "jan", "me", err));
	ck_assert_int_eq(state_of(ledger, "jan"), HUSH_RELEASE_CANCELLED);
	ck_fails(fixture_reserve(ledger, &jan, NULL, err), HUSH_E_SPEC, "was cancelled");
	/* The receipt is of no use any more. */
	ck_fails(hush_ledger_stage(ledger, receipt, "x", 1, err), HUSH_E_SPEC, "was cancelled");
	hush_receipt_free(receipt);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "b", .scale = "2"}, NULL, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

static struct hush_receipt *reserved(struct hush_ledger *ledger, const char *id)
{
	struct hush_receipt *receipt = NULL;
	hush_error err = {0};

	ck_assert_msg(fixture_reserve(ledger, &(struct fixture_ask){.id = id, .scale = "20"}, &receipt, &err) == HUSH_OK, "%s",
	              err.message);
	return receipt;
}

/* The release before `receipt` is `expected`, or none. */
static void check_previous(struct hush_ledger *ledger, const struct hush_receipt *receipt,
                           const struct hush_receipt *expected)
{
	struct hush_ledger_previous previous;

	ck_assert_int_eq(hush_ledger_previous(ledger, hush_receipt_sequence(receipt), &previous, NULL), HUSH_OK);
	ck_assert_int_eq(previous.found, expected != NULL);
	if (expected) {
		ck_assert_str_eq(previous.release, hush_receipt_release(expected));
		ck_assert_str_eq(previous.head, hush_receipt_head(expected));
		ck_assert_uint_eq(previous.sequence, hush_receipt_sequence(expected));
	}
}

/* What came before a reservation was settled when it was made: a later cancellation changes nothing. */
START_TEST(the_one_before)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	struct hush_receipt *a = reserved(ledger, "a");
	struct hush_receipt *b = reserved(ledger, "b");
	struct hush_receipt *c;
	struct hush_receipt *d;

	check_previous(ledger, a, NULL);
	check_previous(ledger, b, a);
	ck_assert_int_eq(hush_ledger_cancel(ledger, "b", NULL, NULL), HUSH_OK);
	c = reserved(ledger, "c");
	check_previous(ledger, c, a);
	ck_assert_int_eq(hush_ledger_cancel(ledger, "a", NULL, NULL), HUSH_OK);
	check_previous(ledger, b, a);
	check_previous(ledger, c, a);
	d = reserved(ledger, "d");
	check_previous(ledger, d, c);
	hush_receipt_free(a);
	hush_receipt_free(b);
	hush_receipt_free(c);
	hush_receipt_free(d);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(large_releases_are_kept_in_parts)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	size_t size = (size_t)40 * 1024 * 1024 + 7;
	char *large = malloc(size);
	struct hush_receipt *receipt;
	void *bytes = NULL;
	size_t length = 0;

	ck_assert_ptr_nonnull(large);
	for (size_t i = 0; i < size; i++) {
		large[i] = (char)(i * i >> 7);
	}
	ck_holds(fixture_reserve(ledger, &jan, &receipt, err));
	ck_holds(hush_ledger_stage(ledger, receipt, large, size, err));
	ck_holds(hush_ledger_kept(ledger, "jan", &bytes, &length, err));
	ck_assert_uint_eq(length, size);
	ck_assert_int_eq(memcmp(bytes, large, size), 0);
	hush_free(bytes);
	hush_receipt_free(receipt);
	/* And nothing at all is something, too. */
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "none", .scale = "2"}, &receipt, err));
	ck_holds(hush_ledger_stage(ledger, receipt, NULL, 0, err));
	ck_holds(hush_ledger_kept(ledger, "none", &bytes, &length, err));
	ck_assert_uint_eq(length, 0);
	hush_free(bytes);
	hush_receipt_free(receipt);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(large);
	free(path);
}
END_TEST

struct seen {
	struct hush_ledger *ledger;
	unsigned visits;
	char text[512];
};

static hush_status see(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct seen *seen = context;
	struct hush_cost spent;
	size_t used = strlen(seen->text);

	/* A visitor may ask the ledger. */
	hush_cost_init(&spent);
	ck_assert_int_eq(hush_ledger_spent(seen->ledger, entry->account, entry->window, &spent, err), HUSH_OK);
	hush_cost_clear(&spent);
	ck_assert_str_eq(entry->reason, "Monthly report\nwith a second line and a \\");
	seen->visits++;
	snprintf(seen->text + used, sizeof seen->text - used, "%s:%d:%s;", entry->release, (int)entry->state, entry->epsilon);
	return seen->visits == 100 ? HUSH_E_INTERRUPTED : HUSH_OK;
}

START_TEST(walks_in_order)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	struct seen seen = {.ledger = ledger};

	ck_holds(hush_ledger_walk(ledger, see, &seen, err));
	ck_assert_uint_eq(seen.visits, 0);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "z", .scale = "3", .to = "2025-02-02"}, NULL, err));
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "a", .scale = "4"}, NULL, err));
	ck_holds(hush_ledger_cancel(ledger, "z", NULL, err));
	ck_holds(hush_ledger_walk(ledger, see, &seen, err));
	ck_assert_str_eq(seen.text, "z:4:1/3;z:4:1/3;a:1:1/4;");
	seen.visits = 99;
	ck_assert_int_eq(hush_ledger_walk(ledger, see, &seen, NULL), HUSH_E_INTERRUPTED);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

/* Two that hold the ledger open at the same time see what the other did. */
START_TEST(two_see_each_other)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *one = fixture_ledger(path, HUSH_ACCOUNT_PURE, "0.5", "", "");
	struct hush_ledger *two = fixture_open(path);
	struct hush_account_terms terms = fixture_terms(HUSH_ACCOUNT_PURE, "1", "", "");

	ck_holds(fixture_reserve(one, &jan, NULL, err));
	ck_fails(fixture_reserve(two, &(struct fixture_ask){.id = "b", .scale = "2"}, NULL, err), HUSH_E_BUDGET, "left");
	snprintf(terms.name, sizeof terms.name, "user");
	ck_holds(hush_ledger_open_account(two, &terms, err));
	ck_holds(fixture_reserve(one, &(struct fixture_ask){.id = "b", .scale = "2", .account = "user"}, NULL, err));
	hush_ledger_close(one);
	hush_ledger_close(two);
	free(path);
}
END_TEST

enum { RACERS = 8, ROUNDS = 5, FIT = 3 };

/* What a racer ends with: 0 reserved, 10 refused, anything else is a failure. */
static int race(const char *path, int number)
{
	struct hush_ledger *ledger = NULL;
	char id[32];
	hush_status status;

	snprintf(id, sizeof id, "racer-%d", number);
	do {
		status = hush_ledger_open(path, &ledger, NULL);
	} while (status == HUSH_E_BUSY);
	if (status != HUSH_OK) {
		return 1;
	}
	do {
		status = fixture_reserve(ledger, &(struct fixture_ask){.id = id, .scale = "3"}, NULL, NULL);
	} while (status == HUSH_E_BUSY);
	hush_ledger_close(ledger);
	return hush_exit_code(status);
}

START_TEST(racers_never_overspend)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger;

	for (int round = 0; round < ROUNDS; round++) {
		int won = 0;
		int refused = 0;
		pid_t racers[RACERS];

		unlink(path);
		hush_ledger_close(fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", ""));
		for (int i = 0; i < RACERS; i++) {
			racers[i] = fork();
			ck_assert_int_ge(racers[i], 0);
			if (racers[i] == 0) {
				_exit(race(path, i));
			}
		}
		for (int i = 0; i < RACERS; i++) {
			int ended = 0;

			ck_assert_int_eq(waitpid(racers[i], &ended, 0), racers[i]);
			ck_assert(WIFEXITED(ended));
			won += WEXITSTATUS(ended) == 0;
			refused += WEXITSTATUS(ended) == 10;
		}
		ck_assert_int_eq(won, FIT);
		ck_assert_int_eq(refused, RACERS - FIT);
		ledger = fixture_open(path);
		ck_holds(hush_ledger_verify(ledger, err));
		hush_ledger_close(ledger);
	}
	free(path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("states");
	TCase *cases = tcase_create("states");

	tcase_add_test(cases, one_id_lives_once);
	tcase_add_test(cases, cancelled_frees_the_charge_and_uses_the_id_up);
	tcase_add_test(cases, the_one_before);
	tcase_add_test(cases, large_releases_are_kept_in_parts);
	tcase_add_test(cases, walks_in_order);
	tcase_add_test(cases, two_see_each_other);
	tcase_add_test(cases, racers_never_overspend);
	tcase_set_timeout(cases, 100);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
