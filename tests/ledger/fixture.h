/*
 * fixture: plans made by hand, and ledgers in a folder of their own.
 *
 * Only what the ledger looks at is filled in: no spec file, no data.
 */
#ifndef TESTS_LEDGER_FIXTURE_H
#define TESTS_LEDGER_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "ledger/ledger.h"

struct fixture_plan {
	struct hush_spec spec;
	struct hush_plan plan;
	struct hush_table table;
	struct hush_plan_table plan_table;
	struct hush_plan_account account;
	char id[64];
};

/* What a test asks for. NULL and 0 mean the usual: "vehicle", pure, month, Los Angeles, 2025-01-01 to 2025-02-01. */
struct fixture_ask {
	const char *id;
	const char *scale;  /* of discrete Laplace with sensitivity 1: epsilon is 1/scale */
	const char *sigma2; /* instead: discrete Gaussian with rho 1/(2*sigma2) */
	const char *account;
	enum hush_account_kind kind;
	enum hush_window window;
	bool window_given;
	const char *timezone;
	int week_start;
	const char *from;
	const char *to;
	const char *supersedes;
	const char *unit; /* what one unit is; NULL: not said */
	const char *salt; /* makes another spec of the same id */
};

static inline hush_day fixture_day(const char *text)
{
	hush_day day = 0;

	ck_assert(hush_day_parse(text, strlen(text), &day));
	return day;
}

static inline struct fixture_plan *fixture_plan(const struct fixture_ask *ask)
{
	struct fixture_plan *made = calloc(1, sizeof *made);
	const char *parameter = ask->sigma2 ? ask->sigma2 : ask->scale;
	char text[256];
	hush_error err = {0};

	ck_assert_ptr_nonnull(made);
	snprintf(made->id, sizeof made->id, "%s", ask->id);
	snprintf(text, sizeof text, "%s|%s", ask->id, ask->salt ? ask->salt : "");
	hush_sha256_hex(text, strlen(text), made->spec.digest);
	made->spec.id = made->id;
	made->spec.reason = (char *)(uintptr_t) "Monthly report\nwith a second line and a \\";
	made->spec.supersedes = (char *)(uintptr_t)ask->supersedes;
	made->spec.from = fixture_day(ask->from ? ask->from : "2025-01-01");
	made->spec.to = fixture_day(ask->to ? ask->to : "2025-02-01");
	made->spec.window = ask->window_given ? ask->window : HUSH_WINDOW_MONTH;
	made->spec.timezone = (char *)(uintptr_t)(ask->timezone ? ask->timezone : "America/Los_Angeles");
	made->spec.week_start = ask->week_start;
	made->spec.tables = &made->table;
	made->spec.table_count = 1;
	made->table.name = (char *)(uintptr_t) "scans";
	made->table.cells = 8;
	made->table.limits = (struct hush_limits){.cells = 1, .per_cell = 1, .total = 1};
	made->plan = (struct hush_plan){.spec = &made->spec,
	                                .tables = &made->plan_table,
	                                .table_count = 1,
	                                .accounts = &made->account,
	                                .account_count = 1};
	made->plan_table.mechanism = ask->sigma2 ? HUSH_DISCRETE_GAUSSIAN : HUSH_DISCRETE_LAPLACE;
	made->plan_table.sensitivity = hush_sensitivity_of(&made->table.limits);
	hush_rational_init(&made->plan_table.parameter);
	hush_cost_init(&made->plan_table.cost);
	hush_cost_init(&made->account.charge);
	ck_assert(hush_rational_parse(&made->plan_table.parameter, parameter));
	ck_assert_int_eq(hush_cost_of(&made->plan_table.sensitivity, made->plan_table.mechanism, &made->plan_table.parameter,
	                              &made->plan_table.cost, &err),
	                 HUSH_OK);
	hush_rational_set(&made->account.charge.epsilon, &made->plan_table.cost.epsilon);
	hush_rational_set(&made->account.charge.rho, &made->plan_table.cost.rho);
	made->account.kind = ask->kind;
	made->account.unit = (char *)(uintptr_t)ask->unit;
	made->account.name = (char *)(uintptr_t)(ask->account ? ask->account : "vehicle");
	made->account.first_window = hush_window_first(made->spec.window, made->spec.week_start, made->spec.from);
	for (hush_day day = made->account.first_window; day < made->spec.to;
	     day = hush_window_next(made->spec.window, made->spec.week_start, day)) {
		made->account.window_count++;
	}
	return made;
}

static inline void fixture_free(struct fixture_plan *plan)
{
	hush_rational_clear(&plan->plan_table.parameter);
	hush_cost_clear(&plan->plan_table.cost);
	hush_cost_clear(&plan->account.charge);
	free(plan);
}

/* Every test runs in a process of its own, which clears up when it ends. */
static inline char (*fixture_folders(unsigned **count))[64]
{
	static char folders[64][64];
	static unsigned used;

	*count = &used;
	return folders;
}

static inline void fixture_clear_up(void)
{
	unsigned *count;
	char(*folders)[64] = fixture_folders(&count);
	char command[128];

	for (unsigned i = 0; i < *count; i++) {
		snprintf(command, sizeof command, "rm -rf %s", folders[i]);
		if (system(command) != 0) {
			fprintf(stderr, "cannot remove %s\n", folders[i]);
		}
	}
}

static inline void fixture_remember(const char *folder)
{
	unsigned *count;
	char(*folders)[64] = fixture_folders(&count);

	ck_assert_uint_lt(*count, 64);
	if (*count == 0) {
		ck_assert_int_eq(atexit(fixture_clear_up), 0);
	}
	snprintf(folders[*count], sizeof folders[*count], "%s", folder);
	++*count;
}

/* A fresh folder; the path of a file in it that does not exist yet. */
static inline char *fixture_path(const char *name)
{
	char folder[] = "/tmp/hushcount-ledger-XXXXXX";
	char *path = malloc(256);

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(path);
	fixture_remember(folder);
	snprintf(path, 256, "%s/%s", folder, name);
	return path;
}

static inline struct hush_account_terms fixture_terms(enum hush_account_kind kind, const char *epsilon, const char *delta,
                                                      const char *rho)
{
	struct hush_account_terms terms = {.name = "vehicle", .kind = kind, .window = HUSH_WINDOW_MONTH,
	                                   .timezone = "America/Los_Angeles"};

	snprintf(terms.epsilon, sizeof terms.epsilon, "%s", epsilon);
	snprintf(terms.delta, sizeof terms.delta, "%s", delta);
	snprintf(terms.rho, sizeof terms.rho, "%s", rho);
	return terms;
}

static inline struct hush_ledger *fixture_open(const char *path)
{
	struct hush_ledger *ledger = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_ledger_open(path, &ledger, &err) == HUSH_OK, "%s", err.message);
	return ledger;
}

/* A ledger with one account "vehicle", open. */
static inline struct hush_ledger *fixture_ledger(const char *path, enum hush_account_kind kind, const char *epsilon,
                                                 const char *delta, const char *rho)
{
	struct hush_account_terms terms = fixture_terms(kind, epsilon, delta, rho);
	hush_error err = {0};

	ck_assert_msg(hush_ledger_create(path, &terms, 1, &err) == HUSH_OK, "%s", err.message);
	return fixture_open(path);
}

/* Reserves and gives back the status; the receipt is freed unless asked for. */
static inline hush_status fixture_reserve(struct hush_ledger *ledger, const struct fixture_ask *ask,
                                          struct hush_receipt **receipt, hush_error *err)
{
	struct fixture_plan *plan = fixture_plan(ask);
	struct hush_receipt *made = NULL;
	hush_status status = hush_ledger_reserve(ledger, &plan->plan, "an officer", &made, err);

	ck_assert((status == HUSH_OK) == (made != NULL));
	if (receipt) {
		*receipt = made;
	} else {
		hush_receipt_free(made);
	}
	fixture_free(plan);
	return status;
}

#define ck_fails(call, status_wanted, text)                                                    \
	do {                                                                                       \
		hush_error fails_error = {0};                                                          \
		hush_error *err = &fails_error;                                                        \
		ck_assert_int_eq((call), (status_wanted));                                             \
		ck_assert_msg(strstr(err->message, (text)) != NULL, "the message is: %s", err->message); \
	} while (0)

#define ck_holds(call)                                                    \
	do {                                                                  \
		hush_error holds_error = {0};                                     \
		hush_error *err = &holds_error;                                   \
		ck_assert_msg((call) == HUSH_OK, "the message is: %s", err->message); \
	} while (0)

/* Runs one suite of cases and gives the exit code. */
static inline int fixture_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	if (hush_crypto_start(NULL) != HUSH_OK) {
		return 1;
	}
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

#endif
