/* What published releases show about a ledger, and what catching up, backing up and holding back leave in it. */
#include <sys/stat.h>

#include "ledger/charge.h"
#include "ledger/record.h"
#include "ledger/same_charge.h"
#include "world.h"

static const struct fixture_ask jan = {.id = "jan", .scale = "2"};
static const struct fixture_ask feb = {.id = "feb", .scale = "3"};

static void check_spent(struct hush_ledger *ledger, uint64_t numerator, uint64_t denominator)
{
	struct hush_cost spent;
	struct hush_rational expected;

	hush_cost_init(&spent);
	hush_rational_init(&expected);
	hush_rational_set_u64(&expected, numerator, denominator);
	mpq_canonicalize(expected.q);
	ck_holds(hush_ledger_spent(ledger, "vehicle", fixture_day("2025-01-01"), &spent, err));
	ck_assert_int_eq(hush_rational_compare(&spent.epsilon, &expected), 0);
	hush_rational_clear(&expected);
	hush_cost_clear(&spent);
}

static hush_status catch_up(struct hush_ledger *ledger, const struct published *release, bool *brought, hush_error *err)
{
	struct hush_claim claim = claim_of(release);

	*brought = false;
	return hush_ledger_catch_up(ledger, &claim, "A. Clerk", false, brought, err);
}

static hush_status reserve_held(struct hush_ledger *ledger, const struct fixture_plan *plan, struct hush_receipt **receipt,
                                hush_error *err)
{
	return hush_ledger_reserve_on(ledger, &plan->plan, &(struct hush_reserve_terms){.who = "A. Clerk", .hold = true}, receipt,
	                              err);
}

START_TEST(a_restored_copy_is_named_and_brought_forward)
{
	char *path = fixture_path("a.ledger");
	char *old = fixture_path("old.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	struct published release;
	struct hush_record record;
	enum hush_release_state state;
	char digest[65];
	void *bytes = NULL;
	size_t length = 0;
	bool brought = false;

	copy_file(path, old);
	publish_in(ledger, &jan, 1, &release);
	ck_assert_int_eq(verdict_of(ledger, &release), HUSH_CLAIM_HOLDS);
	ck_holds(catch_up(ledger, &release, &brought, err));
	ck_assert(!brought);
	hush_ledger_close(ledger);

	ledger = fixture_open(old);
	ck_assert_int_eq(verdict_of(ledger, &release), HUSH_CLAIM_AHEAD);
	ck_fails(hush_claim_refuse(ledger, &(struct hush_claim){.sequence = 3}, HUSH_CLAIM_AHEAD, "reports/jan", err),
	         HUSH_E_LEDGER, "ends at entry 2");
	ck_holds(catch_up(ledger, &release, &brought, err));
	ck_assert(brought);
	ck_holds(catch_up(ledger, &release, &brought, err));
	ck_assert(!brought);
	check_spent(ledger, 1, 2);
	ck_assert_int_eq(verdict_of(ledger, &release), HUSH_CLAIM_CAUGHT_UP);
	ck_holds(hush_ledger_state(ledger, "jan", &state, digest, err));
	ck_assert_int_eq(state, HUSH_RELEASE_PUBLISHED);
	ck_assert_str_eq(digest, release.plan->spec.digest);
	ck_holds(hush_ledger_kept(ledger, "jan", &bytes, &length, err));
	ck_assert_uint_eq(length, release.length);
	ck_assert_mem_eq(bytes, release.bytes, length);
	hush_free(bytes);
	ck_holds(hush_ledger_record(ledger, "jan", &record, err));
	ck_assert(record.caught_up);
	ck_assert_uint_eq(record.origin_sequence, release.sequence);
	ck_assert_str_eq(record.origin_head, release.head);
	ck_assert_int_eq(fixture_reserve(ledger, &jan, NULL, NULL), HUSH_E_BUG); /* the id is used */
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	ledger = fixture_open(old); /* and it is read back as it was written */
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	fixture_free(release.plan);
	free(path);
	free(old);
}
END_TEST

/* Two copies: each names what the other published, and charging both can spend more than there is. */
START_TEST(forks_are_named_and_overspending_shows)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "0.8", "", "");
	struct hush_ledger *two;
	struct published first;
	struct published second;
	bool brought = false;

	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	publish_in(one, &jan, 1, &first);
	publish_in(two, &feb, 2, &second);
	ck_assert_int_eq(verdict_of(one, &second), HUSH_CLAIM_FORKED);
	ck_assert_int_eq(verdict_of(two, &first), HUSH_CLAIM_FORKED);
	ck_holds(catch_up(one, &second, &brought, err));
	ck_assert(brought);
	check_spent(one, 5, 6); /* of 4/5 */
	ck_assert_int_eq(verdict_of(one, &first), HUSH_CLAIM_HOLDS);
	ck_assert_int_eq(verdict_of(one, &second), HUSH_CLAIM_CAUGHT_UP);
	ck_fails(hush_ledger_verify(one, err), HUSH_E_LEDGER, "more is charged to the account \"vehicle\"");
	ck_fails(fixture_reserve(one, &(struct fixture_ask){.id = "x", .scale = "1000"}, NULL, err), HUSH_E_BUDGET, "epsilon 0 left");
	ck_holds(fixture_reserve(one, &(struct fixture_ask){.id = "y", .scale = "2", .from = "2025-02-01", .to = "2025-03-01"}, NULL, err));
	hush_ledger_close(one);
	hush_ledger_close(two);
	fixture_free(first.plan);
	fixture_free(second.plan);
	free(one_path);
	free(two_path);
}
END_TEST

START_TEST(a_one_off_account_with_two_releases_shows)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_ONE_OFF, "1", "", "");
	const struct fixture_ask first_ask = {.id = "jan", .scale = "4", .kind = HUSH_ACCOUNT_ONE_OFF};
	const struct fixture_ask second_ask = {.id = "feb", .scale = "4", .kind = HUSH_ACCOUNT_ONE_OFF};
	struct hush_ledger *two;
	struct published first;
	struct published second;
	bool brought = false;

	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	publish_in(one, &first_ask, 1, &first);
	publish_in(two, &second_ask, 2, &second);
	ck_holds(hush_ledger_verify(two, err));
	ck_holds(catch_up(two, &first, &brought, err));
	ck_fails(hush_ledger_verify(two, err), HUSH_E_LEDGER, "2 releases stand charged");
	hush_ledger_close(one);
	hush_ledger_close(two);
	fixture_free(first.plan);
	fixture_free(second.plan);
	free(one_path);
	free(two_path);
}
END_TEST

/* Does a charge of `kept` cover one of `computed`, where the account is a one-off one and its noise is the same? */
static bool one_off_covers(const char *scale, const char *sigma2, const char *delta, const char *kept, const char *computed)
{
	struct fixture_plan *plan =
	    fixture_plan(&(struct fixture_ask){.id = "jan", .scale = scale, .sigma2 = sigma2, .kind = HUSH_ACCOUNT_ONE_OFF});
	struct hush_buffer texts[2];
	bool covers = false;

	ck_assert(hush_rational_parse(&plan->account.charge.delta, delta));
	for (int i = 0; i < 2; i++) {
		hush_buffer_init(&texts[i], 65536);
		ck_assert(hush_rational_parse(&plan->account.charge.epsilon, i == 0 ? kept : computed));
		ck_holds(hush_charges_put(&plan->plan, &texts[i], err));
	}
	ck_holds(hush_charge_covers(texts[0].bytes, texts[1].bytes, &covers, err));
	hush_buffer_release(&texts[0]);
	hush_buffer_release(&texts[1]);
	fixture_free(plan);
	return covers;
}

/* An epsilon that was charged counts, beside a rho that is the same: of pure noise, and of noise whose exact loss is stated. */
START_TEST(a_one_off_charge_covers_its_epsilon)
{
	ck_assert(one_off_covers("4", NULL, "0", "1/4", "1/4"));
	ck_assert(one_off_covers("4", NULL, "0", "1/2", "1/4"));
	ck_assert(!one_off_covers("4", NULL, "0", "0", "1/4"));
	ck_assert(one_off_covers(NULL, "50", "1e-6", "1", "1"));
	ck_assert(!one_off_covers(NULL, "50", "1e-6", "0.99", "1"));
}
END_TEST

/* One id, reserved once, finished twice: both answers were seen, so both are charged. */
START_TEST(two_answers_are_two_charges)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *two;
	struct fixture_plan *plan = fixture_plan(&jan);
	struct hush_receipt *receipt = NULL;
	struct hush_receipt *same = NULL;
	struct published first;
	struct published second;
	bool brought = false;

	ck_holds(hush_ledger_reserve(one, &plan->plan, NULL, &receipt, err));
	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	publish_as(&first, receipt, plan, 1);
	publish_as(&second, receipt, plan, 2);
	ck_holds(hush_ledger_stage(one, receipt, first.bytes, first.length, err));
	ck_holds(hush_ledger_published(one, "jan", err));
	ck_assert_int_eq(verdict_of(two, &first), HUSH_CLAIM_UNFINISHED);
	ck_holds(hush_ledger_reserve(two, &plan->plan, NULL, &same, err));
	ck_holds(hush_ledger_stage(two, same, second.bytes, second.length, err));
	ck_holds(hush_ledger_published(two, "jan", err));
	ck_assert_int_eq(verdict_of(two, &first), HUSH_CLAIM_OTHER_ANSWER);
	ck_assert_int_eq(verdict_of(one, &second), HUSH_CLAIM_OTHER_ANSWER);
	ck_holds(catch_up(two, &first, &brought, err));
	ck_assert(brought);
	check_spent(two, 1, 1);
	ck_assert_int_eq(verdict_of(two, &first), HUSH_CLAIM_CAUGHT_UP);
	ck_assert_int_eq(verdict_of(two, &second), HUSH_CLAIM_HOLDS);
	ck_holds(catch_up(two, &first, &brought, err));
	ck_assert(!brought);
	ck_holds(hush_ledger_verify(two, err));
	hush_receipt_free(receipt);
	hush_receipt_free(same);
	hush_ledger_close(one);
	hush_ledger_close(two);
	fixture_free(plan);
	free(one_path);
	free(two_path);
}
END_TEST

/* Reserved here, finished elsewhere: the charge stands once, and nothing is drawn again. */
START_TEST(unfinished_here_is_finished_by_catching_up)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *two;
	struct fixture_plan *plan = fixture_plan(&jan);
	struct hush_receipt *receipt = NULL;
	struct published release;
	bool brought = false;

	ck_holds(hush_ledger_reserve(one, &plan->plan, NULL, &receipt, err));
	copy_file(one_path, two_path);
	publish_as(&release, receipt, plan, 1);
	two = fixture_open(two_path);
	ck_holds(catch_up(two, &release, &brought, err));
	ck_assert(brought);
	check_spent(two, 1, 2);
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_HOLDS);
	ck_holds(hush_ledger_verify(two, err));
	hush_ledger_close(two);

	/* Cancelled here, published elsewhere: the charge comes back. */
	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	ck_holds(hush_ledger_cancel(two, "jan", "me", err));
	check_spent(two, 0, 1);
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_CANCELLED);
	ck_holds(catch_up(two, &release, &brought, err));
	ck_assert(brought);
	check_spent(two, 1, 2);
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_CAUGHT_UP);
	ck_holds(catch_up(two, &release, &brought, err));
	ck_assert(!brought);
	ck_fails(fixture_reserve(two, &jan, NULL, err), HUSH_E_SPEC, "was cancelled");
	ck_holds(hush_ledger_verify(two, err));
	hush_ledger_close(two);
	hush_receipt_free(receipt);
	hush_ledger_close(one);
	fixture_free(plan);
	free(one_path);
	free(two_path);
}
END_TEST

/* The id is reserved here too, by itself: what was published elsewhere is charged, and the id is not drawn any more. */
START_TEST(a_twin_stops_its_id)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *two;
	struct published release;
	bool brought = false;

	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	publish_in(one, &jan, 1, &release);
	ck_holds(fixture_reserve(two, &feb, NULL, err));
	ck_holds(fixture_reserve(two, &jan, NULL, err));
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_FORKED);
	ck_holds(catch_up(two, &release, &brought, err));
	ck_assert(brought);
	check_spent(two, 4, 3); /* 1/3 of feb, 1/2 reserved here, 1/2 published there */
	ck_fails(fixture_reserve(two, &jan, NULL, err), HUSH_E_SPEC, "from another copy");
	ck_holds(hush_ledger_cancel(two, "jan", NULL, err));
	check_spent(two, 5, 6);
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_CAUGHT_UP);
	ck_holds(hush_ledger_verify(two, err));
	hush_ledger_close(one);
	hush_ledger_close(two);
	fixture_free(release.plan);
	free(one_path);
	free(two_path);
}
END_TEST

/* Finished here and not published, when another answer comes in; and one that comes in while this one is being made. */
START_TEST(a_twin_stops_what_is_staged)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *two;
	struct fixture_plan *plan = fixture_plan(&jan);
	struct fixture_plan *other = fixture_plan(&feb);
	struct hush_receipt *receipt = NULL;
	struct published first;
	struct published second;
	bool brought = false;

	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	publish_in(one, &jan, 1, &first);
	publish_in(one, &feb, 1, &second);
	ck_holds(hush_ledger_check_only_answer(two, "jan", err)); /* unknown here */
	ck_holds(reserve_held(two, plan, &receipt, err));
	ck_holds(hush_ledger_stage(two, receipt, "bytes", 5, err));
	ck_holds(hush_ledger_check_only_answer(two, "jan", err));
	ck_holds(catch_up(two, &first, &brought, err));
	ck_assert(brought);
	ck_fails(hush_ledger_check_only_answer(two, "jan", err), HUSH_E_SPEC, "from another copy");
	/* The same bytes again are the same step; they are kept. */
	ck_holds(hush_ledger_stage(two, receipt, "bytes", 5, err));
	hush_receipt_free(receipt);
	ck_holds(hush_ledger_reserve(two, &other->plan, NULL, &receipt, err));
	ck_holds(catch_up(two, &second, &brought, err));
	ck_assert(brought);
	ck_fails(hush_ledger_stage(two, receipt, "bytes", 5, err), HUSH_E_SPEC, "from another copy");
	hush_receipt_free(receipt);
	/* Cancelled by nobody, so charged twice; and the record holds. */
	ck_holds(hush_ledger_verify_record(two, err));
	hush_ledger_close(one);
	hush_ledger_close(two);
	fixture_free(first.plan);
	fixture_free(second.plan);
	fixture_free(plan);
	fixture_free(other);
	free(one_path);
	free(two_path);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	char *path = fixture_path("a.ledger");
	char *old = fixture_path("old.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_account_terms other = fixture_terms(HUSH_ACCOUNT_PURE, "1", "", "");
	struct published release;
	struct published changed;
	struct published user;
	struct hush_claim claim;
	enum hush_claim_verdict verdict;
	bool brought = false;

	snprintf(other.name, sizeof other.name, "user");
	copy_file(path, old);
	publish_in(ledger, &jan, 1, &release);
	/* Other charges than its noise costs. */
	changed = release;
	changed.plan = fixture_plan(&(struct fixture_ask){.id = "jan", .scale = "5/2"});
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_OTHER_CHARGE);
	ck_fails(catch_up(ledger, &changed, &brought, err), HUSH_E_LEDGER, "another charge");
	fixture_free(changed.plan);
	/* Less noise at the same charge, which the release cannot have paid for; its charge computed closer is no matter. */
	changed.plan = fixture_plan(&jan);
	hush_rational_set_u64(&changed.plan->account.charge.epsilon, 49, 100);
	hush_rational_set_u64(&changed.plan->plan_table.cost.epsilon, 49, 100);
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_HOLDS);
	hush_rational_set_u64(&changed.plan->account.charge.epsilon, 51, 100);
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_OTHER_CHARGE);
	hush_rational_set_u64(&changed.plan->account.charge.epsilon, 1, 2);
	hush_rational_set_u64(&changed.plan->plan_table.parameter, 3, 1);
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_OTHER_CHARGE);
	fixture_free(changed.plan);
	/* A delta that was not charged. */
	changed.plan = fixture_plan(&jan);
	ck_assert(hush_rational_parse(&changed.plan->account.charge.delta, "1/1000000"));
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_OTHER_CHARGE);
	fixture_free(changed.plan);
	/* Another spec under the same head. */
	changed.plan = fixture_plan(&(struct fixture_ask){.id = "jan", .scale = "2", .salt = "changed"});
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_OTHER_CHARGE);
	fixture_free(changed.plan);
	/* Another ledger. */
	changed = release;
	changed.ledger_id[0] = changed.ledger_id[0] == '0' ? '1' : '0';
	claim = claim_of(&changed);
	ck_holds(hush_ledger_weigh(ledger, &claim, &verdict, err));
	ck_assert_int_eq(verdict, HUSH_CLAIM_OTHER_LEDGER);
	ck_fails(catch_up(ledger, &changed, &brought, err), HUSH_E_USAGE, "another ledger");
	/* A digit of the head, or of the sequence. */
	changed = release;
	changed.head[63] = changed.head[63] == '0' ? '1' : '0';
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_FORKED);
	changed = release;
	changed.sequence += 100;
	ck_assert_int_eq(verdict_of(ledger, &changed), HUSH_CLAIM_AHEAD);
	/* An account that the old copy does not have. */
	ck_holds(hush_ledger_open_account(ledger, &other, err));
	publish_in(ledger, &(struct fixture_ask){.id = "searches", .scale = "2", .account = "user"}, 1, &user);
	hush_ledger_close(ledger);
	ledger = fixture_open(old);
	ck_fails(catch_up(ledger, &user, &brought, err), HUSH_E_SPEC, "no account \"user\"");
	ck_holds(hush_ledger_open_account(ledger, &other, err));
	ck_holds(catch_up(ledger, &user, &brought, err));
	ck_holds(hush_ledger_verify(ledger, err));
	/* Terms that differ. */
	release.plan->spec.window = HUSH_WINDOW_QUARTER;
	ck_assert_int_ne(catch_up(ledger, &release, &brought, NULL), HUSH_OK);
	release.plan->spec.window = HUSH_WINDOW_MONTH;
	ck_holds(catch_up(ledger, &release, &brought, err));
	/* A light claim cannot be brought in. */
	claim = light_claim_of(&release);
	ck_assert_int_eq(hush_ledger_catch_up(ledger, &claim, NULL, false, &brought, NULL), HUSH_E_BUG);
	hush_ledger_close(ledger);
	fixture_free(release.plan);
	fixture_free(user.plan);
	free(path);
	free(old);
}
END_TEST

START_TEST(what_was_reserved_to_be_held_needs_a_signature)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct fixture_plan *plan = fixture_plan(&jan);
	struct fixture_plan *other = fixture_plan(&feb);
	struct hush_receipt *receipt = NULL;
	bool held = true;

	ck_holds(reserve_held(ledger, plan, &receipt, err));
	ck_assert(hush_receipt_held(receipt));
	hush_receipt_free(receipt);
	/* Continued by a run that does not ask for it. */
	ck_holds(hush_ledger_reserve(ledger, &plan->plan, "A. Clerk", &receipt, err));
	ck_assert(hush_receipt_held(receipt));
	ck_holds(hush_ledger_held(ledger, "jan", &held, err));
	ck_assert(!held); /* not finished, so there is nothing to hold */
	ck_holds(hush_ledger_stage(ledger, receipt, "bytes", 5, err));
	hush_receipt_free(receipt);
	ck_holds(hush_ledger_held(ledger, "jan", &held, err));
	ck_assert(held);
	ck_fails(hush_ledger_published(ledger, "jan", err), HUSH_E_PERMISSION, "held back");
	ck_fails(hush_ledger_cancel(ledger, "jan", "me", err), HUSH_E_USAGE, "stays charged");
	ck_assert_int_eq(hush_ledger_sign_off(ledger, "jan", "\xff", NULL), HUSH_E_USAGE);
	ck_holds(hush_ledger_sign_off(ledger, "jan", "Chief B.", err));
	ck_holds(hush_ledger_sign_off(ledger, "jan", "somebody else", err));
	ck_holds(hush_ledger_held(ledger, "jan", &held, err));
	ck_assert(!held); /* from here on, whoever comes may publish it */
	ck_holds(hush_ledger_published(ledger, "jan", err));
	ck_holds(hush_ledger_published(ledger, "jan", err));
	ck_holds(hush_ledger_sign_off(ledger, "jan", "somebody else", err));
	/* Reserved without, and held by the run that finishes it. */
	ck_holds(hush_ledger_reserve(ledger, &other->plan, NULL, &receipt, err));
	ck_assert(!hush_receipt_held(receipt));
	hush_receipt_free(receipt);
	ck_holds(reserve_held(ledger, other, &receipt, err));
	ck_assert(hush_receipt_held(receipt));
	ck_holds(hush_ledger_stage(ledger, receipt, "bytes", 5, err));
	hush_receipt_free(receipt);
	ck_fails(hush_ledger_published(ledger, "feb", err), HUSH_E_PERMISSION, "held back");
	ck_assert_int_eq(hush_ledger_sign_off(ledger, "mar", "Chief B.", NULL), HUSH_E_BUG);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	fixture_free(plan);
	fixture_free(other);
	free(path);
}
END_TEST

/* Copied past the signature, and what a copy that was put back makes of a signature that it does not know. */
START_TEST(what_is_held_and_visible_is_named)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	char *three_path = fixture_path("three.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *two;
	struct hush_ledger *three;
	struct fixture_plan *plan = fixture_plan(&jan);
	struct hush_receipt *receipt = NULL;
	struct published release;
	struct hush_claim claim;
	bool brought = false;
	bool held = false;

	copy_file(one_path, three_path);
	ck_holds(reserve_held(one, plan, &receipt, err));
	hush_ledger_close(one);
	copy_file(one_path, two_path);
	one = fixture_open(one_path);
	publish_as(&release, receipt, plan, 1);
	ck_holds(hush_ledger_stage(one, receipt, release.bytes, release.length, err));
	ck_assert_int_eq(verdict_of(one, &release), HUSH_CLAIM_HELD);
	ck_assert(!hush_claim_fine(HUSH_CLAIM_HELD));
	claim = claim_of(&release);
	ck_fails(hush_claim_refuse(one, &claim, HUSH_CLAIM_HELD, "reports/jan", err), HUSH_E_LEDGER, "until it is signed off");
	ck_holds(catch_up(one, &release, &brought, err));
	ck_assert(!brought);
	ck_assert_int_eq(verdict_of(one, &release), HUSH_CLAIM_HELD);
	ck_holds(hush_ledger_sign_off(one, "jan", "Chief B.", err));
	ck_assert_int_eq(verdict_of(one, &release), HUSH_CLAIM_HOLDS);

	/* Reserved here to be held: catching up finishes it, and signs nothing. */
	two = fixture_open(two_path);
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_UNFINISHED);
	ck_holds(catch_up(two, &release, &brought, err));
	ck_assert(brought);
	ck_holds(hush_ledger_held(two, "jan", &held, err));
	ck_assert(held);
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_HELD);
	ck_fails(hush_ledger_published(two, "jan", err), HUSH_E_PERMISSION, "held back");
	ck_holds(hush_ledger_sign_off(two, "jan", "Chief B.", err));
	ck_holds(hush_ledger_published(two, "jan", err));
	ck_assert_int_eq(verdict_of(two, &release), HUSH_CLAIM_HOLDS);
	check_spent(two, 1, 2);

	/* Unknown here: as the one who brings it in says. */
	three = fixture_open(three_path);
	ck_holds(hush_ledger_catch_up(three, &claim, NULL, true, &brought, err));
	ck_assert(brought);
	ck_assert_int_eq(verdict_of(three, &release), HUSH_CLAIM_HELD);
	check_spent(three, 1, 2);
	ck_holds(hush_ledger_sign_off(three, "jan", NULL, err));
	ck_assert_int_eq(verdict_of(three, &release), HUSH_CLAIM_CAUGHT_UP);
	ck_holds(hush_ledger_published(three, "jan", err));
	ck_holds(hush_ledger_verify(three, err));
	hush_ledger_close(one);
	hush_ledger_close(two);
	hush_ledger_close(three);
	hush_receipt_free(receipt);
	fixture_free(plan);
	free(one_path);
	free(two_path);
	free(three_path);
}
END_TEST

START_TEST(other_ledgers_are_on_record)
{
	static const char first[] = "0123456789abcdef0123456789abcdef";
	static const char second[] = "fedcba9876543210fedcba9876543210";
	const char *const beside[] = {first, second, first};
	const char *own[1];
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct fixture_plan *plan = fixture_plan(&feb);
	struct hush_ledger_others others = {0};
	struct hush_receipt *receipt = NULL;
	struct hush_reserve_terms terms = {.beside = beside, .beside_count = 3};

	ck_holds(fixture_reserve(ledger, &jan, NULL, err));
	ck_holds(hush_ledger_reserve_on(ledger, &plan->plan, &terms, &receipt, err));
	ck_holds(hush_ledger_others(ledger, hush_receipt_sequence(receipt) - 1, &others, err));
	ck_assert_uint_eq(others.count, 0); /* a release names what was on record when it was charged */
	ck_holds(hush_ledger_others(ledger, hush_receipt_sequence(receipt), &others, err));
	ck_assert_uint_eq(others.count, 2);
	ck_assert_str_eq(others.ids[0], first);
	ck_assert_str_eq(others.ids[1], second);
	ck_assert(hush_ledger_others_have(&others, second));
	ck_assert(!hush_ledger_others_have(&others, hush_ledger_id(ledger)));
	hush_ledger_others_free(&others);
	hush_receipt_free(receipt);
	/* Not an id, and its own. */
	own[0] = "0123456789ABCDEF0123456789ABCDEF";
	terms = (struct hush_reserve_terms){.beside = own, .beside_count = 1};
	ck_fails(hush_ledger_reserve_on(ledger, &plan->plan, &terms, &receipt, err), HUSH_E_USAGE, "is no ledger's id");
	own[0] = hush_ledger_id(ledger);
	ck_fails(hush_ledger_reserve_on(ledger, &plan->plan, &terms, &receipt, err), HUSH_E_USAGE, "own id");
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	fixture_free(plan);
	free(path);
}
END_TEST

/* What the release says is kept with it, so that the next one says it too. */
START_TEST(others_come_in_with_a_release)
{
	static const char other[] = "0123456789abcdef0123456789abcdef";
	const char *const beside[] = {other};
	const char *own[1];
	char *path = fixture_path("a.ledger");
	char *old = fixture_path("old.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger_others others = {0};
	struct published release;
	struct hush_claim claim;
	bool brought = false;

	copy_file(path, old);
	publish_in(ledger, &jan, 1, &release);
	hush_ledger_close(ledger);
	ledger = fixture_open(old);
	claim = claim_of(&release);
	claim.others = own;
	claim.other_count = 1;
	own[0] = "0123456789abcdef"; /* an entry that nobody could read back */
	ck_fails(hush_ledger_catch_up(ledger, &claim, NULL, false, &brought, err), HUSH_E_USAGE, "is no ledger's id");
	claim.others = beside;
	ck_holds(hush_ledger_catch_up(ledger, &claim, NULL, false, &brought, err));
	ck_holds(hush_ledger_others(ledger, UINT64_MAX, &others, err));
	ck_assert_uint_eq(others.count, 1);
	ck_assert_str_eq(others.ids[0], other);
	hush_ledger_others_free(&others);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	fixture_free(release.plan);
	free(path);
	free(old);
}
END_TEST

/* The lost copy had entries that nobody knows any more: what is reserved from now on stands behind the release all the same. */
START_TEST(places_of_the_lost_copy_are_not_given_out_again)
{
	char *path = fixture_path("a.ledger");
	char *old = fixture_path("old.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger_previous previous = {0};
	struct published release;
	struct published next;
	struct hush_claim claim;
	bool brought = false;

	copy_file(path, old);
	ck_holds(fixture_reserve(ledger, &feb, NULL, err));
	ck_holds(hush_ledger_cancel(ledger, "feb", NULL, err));
	publish_in(ledger, &jan, 1, &release);
	hush_ledger_close(ledger);
	ledger = fixture_open(old);
	claim = claim_of(&release);
	claim.sequence = 200000;
	ck_fails(hush_ledger_catch_up(ledger, &claim, NULL, false, &brought, err), HUSH_E_LEDGER, "entries after the end");
	ck_holds(catch_up(ledger, &release, &brought, err));
	ck_assert(brought);
	publish_in(ledger, &(struct fixture_ask){.id = "mar", .scale = "100"}, 2, &next);
	ck_assert_uint_eq(next.sequence, release.sequence + 3);
	ck_holds(hush_ledger_previous(ledger, next.sequence, &previous, err));
	ck_assert(previous.found);
	ck_assert_str_eq(previous.release, "jan");
	ck_assert_uint_eq(previous.sequence, release.sequence);
	ck_assert_str_eq(previous.head, release.head);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	fixture_free(release.plan);
	fixture_free(next.plan);
	free(path);
	free(old);
}
END_TEST

/* Two copies gave one place and one id away. */
START_TEST(the_one_before_is_named_as_it_names_itself)
{
	char *one_path = fixture_path("one.ledger");
	char *two_path = fixture_path("two.ledger");
	struct hush_ledger *one = fixture_ledger(one_path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *two;
	struct hush_ledger_previous previous = {0};
	struct published own;
	struct published first;
	struct published second;
	bool brought = false;

	copy_file(one_path, two_path);
	two = fixture_open(two_path);
	publish_in(one, &jan, 1, &own);
	publish_in(two, &feb, 2, &first);
	publish_in(two, &jan, 3, &second);
	ck_assert_uint_eq(first.sequence, own.sequence);
	/* At one place there are two now, and the own one is named. */
	ck_holds(catch_up(one, &first, &brought, err));
	ck_holds(hush_ledger_previous(one, 100, &previous, err));
	ck_assert_str_eq(previous.release, "jan");
	ck_assert_uint_eq(previous.sequence, own.sequence);
	ck_assert_str_eq(previous.head, own.head);
	/* The second answer is filed under a name of its own, which no release can state. */
	ck_holds(catch_up(one, &second, &brought, err));
	ck_holds(hush_ledger_previous(one, 100, &previous, err));
	ck_assert_str_eq(previous.release, "jan");
	ck_assert_uint_eq(previous.sequence, second.sequence);
	ck_assert_str_eq(previous.head, second.head);
	ck_holds(hush_ledger_verify_record(one, err));
	hush_ledger_close(one);
	hush_ledger_close(two);
	fixture_free(own.plan);
	fixture_free(first.plan);
	fixture_free(second.plan);
	free(one_path);
	free(two_path);
}
END_TEST

START_TEST(a_backup_is_the_ledger)
{
	char *path = fixture_path("a.ledger");
	char *copy = fixture_path("copy.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct hush_ledger *other;
	struct published release;
	struct stat facts;

	publish_in(ledger, &jan, 1, &release);
	ck_holds(hush_ledger_backup(ledger, copy, err));
	ck_assert_int_eq(stat(copy, &facts), 0);
	ck_assert_uint_eq(facts.st_mode & 0777, 0600);
	ck_fails(hush_ledger_backup(ledger, copy, err), HUSH_E_CREATE, "exists");
	ck_fails(hush_ledger_backup(ledger, path, err), HUSH_E_CREATE, "exists");
	ck_fails(hush_ledger_backup(ledger, "/nowhere/copy", err), HUSH_E_CREATE, "cannot create the copy");
	/* A copy by other means, which others can read. */
	ck_assert_int_eq(chmod(copy, 0640), 0);
	ck_fails(hush_ledger_open(copy, &other, err), HUSH_E_PERMISSION, "can read the ledger");
	ck_assert_int_eq(chmod(copy, 0620), 0);
	ck_fails(hush_ledger_open(copy, &other, err), HUSH_E_PERMISSION, "can write the ledger");
	ck_assert_int_eq(chmod(copy, 0600), 0);
	other = fixture_open(copy);
	ck_assert_str_eq(hush_ledger_id(other), hush_ledger_id(ledger));
	ck_assert_int_eq(verdict_of(other, &release), HUSH_CLAIM_HOLDS);
	check_spent(other, 1, 2);
	hush_ledger_close(other);
	/* The first one goes on as before. */
	ck_holds(fixture_reserve(ledger, &feb, NULL, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	fixture_free(release.plan);
	free(path);
	free(copy);
}
END_TEST

START_TEST(both_sides_of_a_correction_say_so)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");
	struct published first;
	struct published second;
	struct hush_record record;

	publish_in(ledger, &jan, 1, &first);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "jan-b", .scale = "2", .supersedes = "jan"}, NULL, err));
	ck_holds(hush_ledger_record(ledger, "jan", &record, err));
	ck_assert_str_eq(record.superseded_by, ""); /* not before it is published */
	publish_in(ledger, &(struct fixture_ask){.id = "jan-c", .scale = "2", .supersedes = "jan"}, 2, &second);
	ck_holds(hush_ledger_record(ledger, "jan", &record, err));
	ck_assert_str_eq(record.superseded_by, "jan-c");
	ck_assert_str_eq(record.supersedes, "");
	ck_holds(hush_ledger_record(ledger, "jan-c", &record, err));
	ck_assert_str_eq(record.supersedes, "jan");
	ck_assert_str_eq(record.head, second.head);
	ck_assert_uint_eq(record.sequence, second.sequence);
	ck_fails(hush_ledger_record(ledger, "nobody", &record, err), HUSH_E_USAGE, "knows no release");
	check_spent(ledger, 3, 2); /* charged besides */
	hush_ledger_close(ledger);
	fixture_free(first.plan);
	fixture_free(second.plan);
	free(path);
}
END_TEST

static hush_status find_salt(void *context, const struct hush_ledger_item *item, hush_error *err)
{
	char (*salts)[64] = context;
	const char *salt = strstr(item->payload, "\nsalt ");

	(void)err;
	if (strcmp(item->kind, "reserved") == 0) {
		ck_assert_ptr_nonnull(salt);
		ck_assert_uint_eq(strspn(salt + 6, "0123456789abcdef"), 32);
		snprintf(salts[strcmp(item->release, "jan") == 0], 64, "%.32s", salt + 6);
	}
	return HUSH_OK;
}

/* Heads are published, and who asked is not: what nobody outside can know goes into every reservation. */
START_TEST(reservations_are_salted)
{
	char salts[2][2][64];

	for (int i = 0; i < 2; i++) {
		char *path = fixture_path("a.ledger");
		struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");

		ck_holds(fixture_reserve(ledger, &jan, NULL, err));
		ck_holds(fixture_reserve(ledger, &feb, NULL, err));
		ck_holds(hush_ledger_walk_chain(ledger, find_salt, salts[i], err));
		ck_assert_str_ne(salts[i][0], salts[i][1]);
		hush_ledger_close(ledger);
		free(path);
	}
	ck_assert_str_ne(salts[0][0], salts[1][0]);
	ck_assert_str_ne(salts[0][1], salts[1][1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("claims");
	TCase *cases = tcase_create("claims");

	tcase_add_test(cases, a_restored_copy_is_named_and_brought_forward);
	tcase_add_test(cases, forks_are_named_and_overspending_shows);
	tcase_add_test(cases, a_one_off_account_with_two_releases_shows);
	tcase_add_test(cases, a_one_off_charge_covers_its_epsilon);
	tcase_add_test(cases, two_answers_are_two_charges);
	tcase_add_test(cases, unfinished_here_is_finished_by_catching_up);
	tcase_add_test(cases, a_twin_stops_its_id);
	tcase_add_test(cases, a_twin_stops_what_is_staged);
	tcase_add_test(cases, what_does_not_fit_is_refused);
	tcase_add_test(cases, what_was_reserved_to_be_held_needs_a_signature);
	tcase_add_test(cases, what_is_held_and_visible_is_named);
	tcase_add_test(cases, other_ledgers_are_on_record);
	tcase_add_test(cases, others_come_in_with_a_release);
	tcase_add_test(cases, places_of_the_lost_copy_are_not_given_out_again);
	tcase_add_test(cases, the_one_before_is_named_as_it_names_itself);
	tcase_add_test(cases, a_backup_is_the_ledger);
	tcase_add_test(cases, both_sides_of_a_correction_say_so);
	tcase_add_test(cases, reservations_are_salted);
	tcase_set_timeout(cases, 100);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
