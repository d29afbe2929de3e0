/* Making and opening ledgers: terms, refusals, files that are no ledger. */
#include <fcntl.h>
#include <sys/stat.h>

#include "fixture.h"

static struct hush_account_terms vehicle(enum hush_account_kind kind, const char *epsilon, const char *delta, const char *rho)
{
	return fixture_terms(kind, epsilon, delta, rho);
}

START_TEST(refuses_wrong_budgets)
{
	static const struct {
		enum hush_account_kind kind;
		const char *epsilon, *delta, *rho, *message;
	} cases[] = {
	    {HUSH_ACCOUNT_PURE, "", "", "", "does not fit"},
	    {HUSH_ACCOUNT_PURE, "0", "", "", "does not fit"},
	    {HUSH_ACCOUNT_PURE, "0.0", "", "", "does not fit"},
	    {HUSH_ACCOUNT_PURE, "1", "1e-9", "", "does not fit"},
	    {HUSH_ACCOUNT_PURE, "", "", "0.5", "does not fit"},
	    {HUSH_ACCOUNT_PURE, "1", "", "0.5", "does not fit"},
	    {HUSH_ACCOUNT_PURE, "-1", "", "", "not a decimal"},
	    {HUSH_ACCOUNT_PURE, "1,5", "", "", "not a decimal"},
	    {HUSH_ACCOUNT_PURE, "1/0", "", "", "not a decimal"},
	    {HUSH_ACCOUNT_PURE, "inf", "", "", "not a decimal"},
	    {HUSH_ACCOUNT_ZCDP, "", "", "", "does not fit"},
	    {HUSH_ACCOUNT_ZCDP, "1", "", "", "does not fit"},
	    {HUSH_ACCOUNT_ZCDP, "", "1e-9", "", "does not fit"},
	    {HUSH_ACCOUNT_ZCDP, "1", "1e-9", "0.1", "does not fit"},
	    {HUSH_ACCOUNT_ZCDP, "1", "1", "", "below 1"},
	    {HUSH_ACCOUNT_ZCDP, "", "1.5", "0.1", "below 1"},
	    {HUSH_ACCOUNT_ONE_OFF, "", "", "", "does not fit"},
	    {HUSH_ACCOUNT_ONE_OFF, "", "1e-9", "", "does not fit"},
	    {HUSH_ACCOUNT_ONE_OFF, "1", "", "1", "does not fit"},
	};
	char *path = fixture_path("a.ledger");

	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct hush_account_terms terms = vehicle(cases[i].kind, cases[i].epsilon, cases[i].delta, cases[i].rho);

		ck_fails(hush_ledger_create(path, &terms, 1, err), HUSH_E_SPEC, cases[i].message);
		ck_assert_int_ne(access(path, F_OK), 0);
	}
	free(path);
}
END_TEST

START_TEST(refuses_wrong_frames)
{
	char *path = fixture_path("a.ledger");
	struct hush_account_terms terms[2] = {vehicle(HUSH_ACCOUNT_PURE, "1", "", ""), vehicle(HUSH_ACCOUNT_PURE, "1", "", "")};

	ck_fails(hush_ledger_create(path, terms, 2, err), HUSH_E_SPEC, "already");
	ck_fails(hush_ledger_create(path, terms, 0, err), HUSH_E_USAGE, "at least one");
	snprintf(terms[0].timezone, sizeof terms[0].timezone, "Mars/Olympus");
	ck_assert_int_eq(hush_ledger_create(path, terms, 1, NULL), HUSH_E_SPEC);
	terms[0] = terms[1];
	snprintf(terms[0].name, sizeof terms[0].name, "declared:Two words");
	ck_fails(hush_ledger_create(path, terms, 1, err), HUSH_E_SPEC, "no name");
	terms[0] = terms[1];
	terms[0].week_start = 7;
	ck_assert_int_eq(hush_ledger_create(path, terms, 1, NULL), HUSH_E_BUG);
	free(path);
}
END_TEST

START_TEST(turns_epsilon_and_delta_into_rho_once)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_ZCDP, "1", "1e-9", "");
	const struct hush_account_terms *terms = hush_ledger_account(ledger, 0);
	struct hush_rational rho, least, epsilon, delta, back;

	hush_rational_init(&rho);
	hush_rational_init(&least);
	hush_rational_init(&epsilon);
	hush_rational_init(&delta);
	hush_rational_init(&back);
	ck_assert(hush_rational_parse(&rho, terms->rho));
	ck_assert_str_eq(terms->epsilon, "1");
	/* Certified from the other side: rho is worth no more than epsilon 1, and 1 % more of it is. */
	ck_assert(hush_rational_parse(&epsilon, "1"));
	ck_assert(hush_rational_parse(&delta, "1e-9"));
	ck_assert_int_eq(hush_zcdp_epsilon(&rho, &delta, &back, NULL), HUSH_OK);
	ck_assert_int_le(hush_rational_compare(&back, &epsilon), 0);
	hush_rational_set_u64(&least, 101, 100);
	mpq_mul(rho.q, rho.q, least.q);
	ck_assert_int_eq(hush_zcdp_epsilon(&rho, &delta, &back, NULL), HUSH_OK);
	ck_assert_int_gt(hush_rational_compare(&back, &epsilon), 0);
	hush_rational_clear(&back);
	hush_rational_clear(&delta);
	hush_rational_clear(&epsilon);
	hush_rational_clear(&least);
	hush_rational_clear(&rho);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(makes_a_private_file_once)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger;
	struct hush_account_terms terms = vehicle(HUSH_ACCOUNT_PURE, "1", "", "");
	struct stat facts;
	char id[64];

	umask(0);
	ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2.385", "", "");
	snprintf(id, sizeof id, "%s", hush_ledger_id(ledger));
	ck_assert_uint_eq(strlen(id), 32);
	ck_assert_int_eq(stat(path, &facts), 0);
	ck_assert_uint_eq(facts.st_mode & 0777, 0600);
	hush_ledger_close(ledger);
	ck_fails(hush_ledger_create(path, &terms, 1, err), HUSH_E_CREATE, "exists");
	ledger = fixture_open(path);
	ck_assert_str_eq(hush_ledger_id(ledger), id);
	ck_assert_str_eq(hush_ledger_account(ledger, 0)->epsilon, "2.385");
	ck_assert_ptr_null(hush_ledger_account(ledger, 1));
	ck_assert_ptr_null(hush_ledger_account_named(ledger, "user"));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(opens_accounts_later)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	const struct hush_account_terms *first = hush_ledger_account(ledger, 0);
	struct hush_account_terms terms = vehicle(HUSH_ACCOUNT_ZCDP, "", "", "0.125");

	ck_fails(hush_ledger_open_account(ledger, &terms, err), HUSH_E_SPEC, "already");
	snprintf(terms.name, sizeof terms.name, "declared:counter");
	ck_holds(hush_ledger_open_account(ledger, &terms, err));
	ck_assert_uint_eq(hush_ledger_account_count(ledger), 2);
	ck_assert_ptr_eq(hush_ledger_account(ledger, 0), first);
	ck_assert_str_eq(hush_ledger_account(ledger, 1)->rho, "0.125");
	hush_ledger_close(ledger);
	ledger = fixture_open(path);
	ck_assert_uint_eq(hush_ledger_account_count(ledger), 2);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

static void put_file(const char *path, const char *text, size_t length)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq((int)write(file, text, length), (int)length);
	close(file);
}

START_TEST(refuses_what_is_no_ledger)
{
	char *path = fixture_path("a.ledger");
	struct hush_account_terms terms = vehicle(HUSH_ACCOUNT_PURE, "1", "", "");
	struct hush_ledger *ledger = NULL;
	char journal[300];
	char text[4096] = "SQLite format 3";

	ck_fails(hush_ledger_open(path, &ledger, err), HUSH_E_NO_INPUT, "does not exist");
	ck_fails(hush_ledger_open("/tmp", &ledger, err), HUSH_E_LEDGER, "not a hushcount ledger");
	put_file(path, "", 0);
	ck_fails(hush_ledger_open(path, &ledger, err), HUSH_E_LEDGER, "not a hushcount ledger");
	memset(text + 16, 'x', sizeof text - 16);
	put_file(path, text, sizeof text);
	ck_fails(hush_ledger_open(path, &ledger, err), HUSH_E_LEDGER, "not a hushcount ledger");
	memset(text, 'x', sizeof text);
	put_file(path, text, sizeof text);
	ck_fails(hush_ledger_open(path, &ledger, err), HUSH_E_LEDGER, "not a hushcount ledger");
	unlink(path);
	/* A journal of a ledger that is gone would be played into the new one. */
	snprintf(journal, sizeof journal, "%s-journal", path);
	put_file(journal, text, sizeof text);
	ck_fails(hush_ledger_create(path, &terms, 1, err), HUSH_E_CREATE, "-journal");
	unlink(journal);
	ck_fails(hush_ledger_create("/nonexistent/a.ledger", &terms, 1, err), HUSH_E_CREATE, "cannot create");
	ck_assert_ptr_null(ledger);
	free(path);
}
END_TEST

START_TEST(refuses_a_ledger_that_others_can_reach)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");

	hush_ledger_close(ledger);
	ck_assert_int_eq(chmod(path, 0620), 0);
	ck_fails(hush_ledger_open(path, &ledger, err), HUSH_E_PERMISSION, "can write");
	ck_assert_int_eq(chmod(path, 0604), 0);
	ck_fails(hush_ledger_open(path, &ledger, err), HUSH_E_PERMISSION, "can read");
	ck_assert_int_eq(chmod(path, 0400), 0); /* only read from: its owner's business */
	ledger = fixture_open(path);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(takes_paths_as_paths)
{
	char *path = fixture_path("file:a?mode=memory");
	char *last = strrchr(path, '/');
	struct hush_ledger *ledger;

	*last = '\0';
	ck_assert_int_eq(chdir(path), 0);
	ledger = fixture_ledger(last + 1, HUSH_ACCOUNT_PURE, "1", "", "");
	ck_assert_int_eq(chdir("/"), 0);
	*last = '/';
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_holds(hush_ledger_verify(ledger, err)); /* the folder changed, the file did not */
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(pins_keys)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	uint8_t id[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	uint8_t key[32] = {9};
	uint8_t found_key[32] = {0};
	bool found = true;

	ck_holds(hush_ledger_pinned(ledger, id, found_key, &found, err));
	ck_assert(!found);
	ck_holds(hush_ledger_pin_key(ledger, id, key, err));
	ck_holds(hush_ledger_pin_key(ledger, id, key, err));
	ck_holds(hush_ledger_pinned(ledger, id, found_key, &found, err));
	ck_assert(found);
	ck_assert_mem_eq(found_key, key, sizeof key);
	key[31] = 1;
	ck_fails(hush_ledger_pin_key(ledger, id, key, err), HUSH_E_PERMISSION, "another key");
	id[0] = 200;
	ck_holds(hush_ledger_pin_key(ledger, id, key, err));
	hush_ledger_close(ledger);
	ledger = fixture_open(path);
	ck_holds(hush_ledger_pinned(ledger, id, found_key, &found, err));
	ck_assert(found && found_key[31] == 1);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("terms");
	TCase *cases = tcase_create("terms");

	tcase_add_test(cases, refuses_wrong_budgets);
	tcase_add_test(cases, refuses_wrong_frames);
	tcase_add_test(cases, turns_epsilon_and_delta_into_rho_once);
	tcase_add_test(cases, makes_a_private_file_once);
	tcase_add_test(cases, opens_accounts_later);
	tcase_add_test(cases, refuses_what_is_no_ledger);
	tcase_add_test(cases, refuses_a_ledger_that_others_can_reach);
	tcase_add_test(cases, takes_paths_as_paths);
	tcase_add_test(cases, pins_keys);
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
