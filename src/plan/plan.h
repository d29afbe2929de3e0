/*
 * plan: what noise each table gets and what the release costs, from the spec and the accounts' kinds alone.
 *
 * Nothing here can see scan records (layers.txt). Everything is exact: parameters and charges are rationals, rounded
 * against ourselves, and a charge is recomputed from the parameter, never the other way round.
 */
#ifndef HUSH_PLAN_PLAN_H
#define HUSH_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "plan/statement.h"
#include "spec/spec.h"

enum hush_account_kind { HUSH_ACCOUNT_PURE, HUSH_ACCOUNT_ZCDP, HUSH_ACCOUNT_ONE_OFF };

const char *hush_account_kind_name(enum hush_account_kind kind); /* "pure", "zcdp", "one-off" */
bool hush_account_kind_parse(const char *name, enum hush_account_kind *kind);

/*
 * What is measured against the ceiling: epsilon (true) or rho.  One-off accounts follow the guarantee, and one whose
 * guarantee is an epsilon with a delta counts exactly: its noise is chosen, and its charge stated, by exact losses.
 */
bool hush_counts_epsilon(enum hush_account_kind kind, const struct hush_spec *spec);
bool hush_counts_exactly(enum hush_account_kind kind, const struct hush_spec *spec);

/*
 * The first two add independent noise to every cell; the third one's noise has a part in common (correlated.h). The last
 * adds nothing: it chooses, and is the one mechanism of quantiles and of nothing else (choice.h).
 */
enum hush_mechanism { HUSH_DISCRETE_GAUSSIAN, HUSH_DISCRETE_LAPLACE, HUSH_CORRELATED_GAUSSIAN, HUSH_EXPONENTIAL };

/* "discrete-gaussian", "discrete-laplace", "correlated-discrete-gaussian", "exponential" */
const char *hush_mechanism_name(enum hush_mechanism mechanism);
bool hush_mechanism_parse(const char *name, enum hush_mechanism *mechanism);
bool hush_mechanism_is_pure(enum hush_mechanism mechanism);   /* has an epsilon of its own, with delta 0 */
bool hush_mechanism_has_scale(enum hush_mechanism mechanism); /* its parameter is a scale, not sigma^2 */
bool hush_mechanism_fits(enum hush_mechanism mechanism, const struct hush_table *table); /* choices: for quantiles only */

/* What a mechanism costs one unit. All exact; 0 where it does not apply. */
struct hush_cost {
	struct hush_rational epsilon; /* pure DP: discrete Laplace and choices, else 0 */
	struct hush_rational rho;     /* zCDP */
	struct hush_rational delta;   /* of the threshold of discovered values; 0 for public domains */
};

void hush_cost_init(struct hush_cost *cost);
void hush_cost_clear(struct hush_cost *cost);

struct hush_sensitivity {
	uint64_t l0;
	uint64_t linf;
	uint64_t l1;
	uint64_t l2_squared;
	uint64_t cells; /* of the table: what correlated noise costs depends on it; 0 when not known, and not set from limits */
	uint64_t choices; /* made in each cell that a unit touches; 0: what is published is no choice */
};

/* What limits leave possible in a table of so many cells (at least 1): nobody touches more cells than there are. */
struct hush_limits hush_limits_in(const struct hush_limits *limits, uint64_t cells);

/* The same for a table of a spec; all that its limits say where values are discovered, so that nobody knows how many. */
struct hush_limits hush_limits_of_table(const struct hush_table *table);

/*
 * numerics 1.1: L1 = min(total, cells*per_cell); L2^2 = q*Linf^2 + r^2. For a table that is known, pass what
 * hush_limits_of_table gave.
 */
struct hush_sensitivity hush_sensitivity_of(const struct hush_limits *limits);

/* The same with the number of cells that correlated noise may use: that noise is for counts, which units only add to. */
struct hush_sensitivity hush_sensitivity_of_table(const struct hush_table *table);

/* How far noise is off in half, 90, 95 and 99 of 100 cells. */
enum { HUSH_QUANTILES = 4 };
extern const unsigned hush_quantile_percents[HUSH_QUANTILES];

struct hush_plan_table {
	enum hush_mechanism mechanism;
	struct hush_rational parameter; /* sigma^2 of a Gaussian, scale of the Laplace or of a choice */
	struct hush_sensitivity sensitivity;
	uint64_t threshold; /* a discovered value is published if a noisy count of its is not below this; 0: all are (unknown.h) */
	struct hush_cost cost;
	/*
	 * Smallest integer t with P[|noise| > t] <= 0.05, certified. Of a choice: how many values its rank is off at most, with the
	 * same probability, for the worst of the quantiles and of all inputs.
	 */
	uint64_t moe95;
	uint64_t quantiles[HUSH_QUANTILES]; /* the same for the shares of hush_quantile_percents */
	uint64_t moe95_at_once;        /* margins that hold for all cells of the table together, in 95 of 100 releases or more (Bonferroni); 0 of a choice, and of discovered values, which their noise selects */
	struct hush_rational variance; /* of the exact law, rounded up to 12 significant digits; a choice has none: 0 */
	struct hush_rational common_variance; /* covariance of two cells' noise, likewise; 0 for independent noise */
	char std_dev[32];              /* sqrt(variance), decimal text, 6 significant digits, rounded up; of a choice empty */
	uint32_t account;              /* index into plan->accounts */
	bool below_zero; /* a number may be negative without any noise: a sum whose clamp begins below zero */
	struct hush_statement statement; /* of this table by itself, at the account's delta, or 1e-9 where that is 0 */
};

/* One entity (or declared source) that tables of this release are about: its tables add up. */
struct hush_plan_account {
	enum hush_entity entity;
	uint32_t source;             /* the declared source; HUSH_NONE for an entity */
	enum hush_account_kind kind;
	/*
	 * What one unit is, for the ledger to pin: "2 columns, form plate" or "at most 20 records". Charges add up only as long
	 * as they are about the same unit.
	 */
	char *unit;
	char *name;                  /* "vehicle", "user", "declared:SOURCE": the account's name in the ledger */
	struct hush_cost ceiling;    /* what the guarantee admits: epsilon (and delta) or rho (and the thresholds' delta) */
	/*
	 * What the tables cost together.  Its rho is always the sum of the tables' rho.  Its epsilon is 0 where rho is counted;
	 * else the sum of the tables' epsilon (all of it Laplace noise), or, counted exactly, an epsilon that holds with `delta`.
	 */
	struct hush_cost charge;
	struct hush_rational thresholds; /* delta of the tables' thresholds together, a part of all deltas here; 0 without any */
	/*
	 * The charge as (epsilon, delta): at the guarantee's delta, or 1e-9 when it names none; certified upper end.
	 * Where epsilon is charged: exactly that, with the delta charged.
	 */
	struct hush_rational epsilon_at_delta;
	struct hush_rational delta;
	struct hush_statement statement; /* the same at several deltas; for this release, not for a ledger's balance */
	/* Windows charged: every window that overlaps the period. */
	hush_day first_window;
	uint32_t window_count;
};

struct hush_plan {
	const struct hush_spec *spec; /* must outlive the plan */
	struct hush_plan_table *tables; /* one per spec table, same order */
	uint32_t table_count;
	struct hush_plan_account *accounts;
	uint32_t account_count;
	uint64_t noise_count; /* draws in the one batch: the sum of all cells */
	const char *method;   /* limiting order: "siphash" */
};

/* One kind per account, by name, as the ledger knows it. */
struct hush_account_choice {
	const char *name;
	enum hush_account_kind kind;
};

/*
 * Names the accounts that a spec needs ("vehicle", "declared:counter"), in the order of plan->accounts.  `names` gets
 * at most HUSH_MAX_SOURCES + 2 strings, freed by the caller with hush_free each.
 */
hush_status hush_plan_account_names(const struct hush_spec *spec, char **names, uint32_t *count, hush_error *err);

/* What one unit of such an account is (hush_plan_account.unit); `source` of a declared one. NULL when memory is short. */
char *hush_plan_account_unit(const struct hush_spec *spec, enum hush_entity entity, uint32_t source);

/* The kind that fits a guarantee when no ledger exists yet: PURE for epsilon alone, else ZCDP. */
enum hush_account_kind hush_plan_default_kind(const struct hush_spec *spec);

/*
 * What the guarantee admits in an account whose entity, source and kind are set: epsilon and delta, or rho with the delta of
 * thresholds (unknown.h).
 */
hush_status hush_plan_set_ceiling(const struct hush_spec *spec, struct hush_plan_account *account, hush_error *err);

/*
 * Calibrates. `choices` must hold every account the spec needs. HUSH_E_SPEC when the guarantee does not fit the kind, or
 * when margins cannot be met (the message names them, the hint says what would fit). *plan is the caller's.
 */
hush_status hush_plan_make(const struct hush_spec *spec, const struct hush_account_choice *choices, uint32_t choice_count,
                           struct hush_plan **plan, hush_error *err);
void hush_plan_free(struct hush_plan *plan);

/*
 * What follows from tables whose mechanism, parameter, sensitivity and account are set.  Calibration ends with these two,
 * and whoever reads a published plan back starts with them.
 * A table: cost, quantiles, variances. An account, after its tables: charge, epsilon_at_delta, delta, statements.
 */
hush_status hush_plan_settle_table(struct hush_plan *plan, uint32_t table, hush_error *err);
hush_status hush_plan_settle_account(struct hush_plan *plan, uint32_t account, hush_error *err);

void hush_plan_table_init(struct hush_plan_table *table);
void hush_plan_table_clear(struct hush_plan_table *table);
void hush_plan_account_init(struct hush_plan_account *account);
void hush_plan_account_clear(struct hush_plan_account *account);

/*
 * The charge of one table, from its limits, mechanism and parameter: the function that ledger and verify recompute with.
 * Exact where the formula is rational (all but the rho of Laplace), else rounded up to 12 digits. HUSH_E_SPEC when the
 * parameter is not in 2^-20 .. 2^60 (sigma^2; correlated: 1 .. 2^59), 2^-20 .. 2^40 (scale of a Laplace) or 2^-6 .. 2^10 (scale
 * of a choice); so do the functions about laws below.  Correlated noise is refused for tables that have not 2 to 64 cells.
 */
hush_status hush_cost_of(const struct hush_sensitivity *sensitivity, enum hush_mechanism mechanism,
                         const struct hush_rational *parameter, struct hush_cost *cost, hush_error *err);

/*
 * Adds a table's cost to a total: how an account's charge comes from its tables, in the order of the tables.  Exact; only
 * a sum whose denominator passes 3000 bits (hundreds of tables) is rounded up to 30 digits, so that its text stays
 * readable by hush_rational_parse.
 */
void hush_cost_add(struct hush_cost *total, const struct hush_cost *cost);

/*
 * The exact law of an independent noise: smallest t with P[|X| > t] <= 1 - confidence, rounded against ourselves.  This
 * function and the next refuse correlated noise, whose law depends on the number of cells, and choices, which have no noise.
 */
hush_status hush_law_half_width(enum hush_mechanism mechanism, const struct hush_rational *parameter,
                                const struct hush_rational *confidence, uint64_t *half_width, hush_error *err);

/* Variance of the exact law, rounded up to 12 significant digits; never said to be below 1e-300. */
hush_status hush_law_variance(enum hush_mechanism mechanism, const struct hush_rational *parameter,
                              struct hush_rational *variance, hush_error *err);

/* Both for the noise of one cell of any table whose mechanism, parameter and sensitivity are set; refused for choices. */
hush_status hush_table_half_width(const struct hush_plan_table *table, const struct hush_rational *confidence,
                                  uint64_t *half_width, hush_error *err);
hush_status hush_table_variance(const struct hush_plan_table *table, struct hush_rational *variance,
                                struct hush_rational *common_variance, hush_error *err);

/* sqrt of a rational as decimal text with 6 significant digits, rounded up; "?" when memory is short. */
void hush_std_dev_text(const struct hush_rational *variance, char text[32]);

/* zCDP: largest rho (12 digits, rounded down) with (epsilon, delta); smallest epsilon (rounded up) for (rho, delta). */
hush_status hush_zcdp_rho(const struct hush_rational *epsilon, const struct hush_rational *delta, struct hush_rational *rho,
                          hush_error *err);
hush_status hush_zcdp_epsilon(const struct hush_rational *rho, const struct hush_rational *delta,
                              struct hush_rational *epsilon, hush_error *err);

/* Posterior after even odds, in percent, rounded up to 0.1: 100*e^eps/(1+e^eps). "73.2" */
void hush_even_odds_percent(const struct hush_rational *epsilon, char text[16]);

/*
 * The percentage was rounded up to 100.0. It is below that for every epsilon: people are told "more than 99.9 %", which is
 * true of the bound, and does not claim a certainty that nobody gets.
 */
bool hush_odds_are_nearly_sure(const char *percent);

/* What an account counts of a cost: its epsilon or its rho. */
const struct hush_rational *hush_account_charged(const struct hush_plan *plan, const struct hush_plan_account *account);

/*
 * The same for an account's charge, as a statement about what a reader of the release can come to believe. With a delta the
 * percentage is exceeded with probability at most delta, over the noise: that needs a tail bound of the privacy loss, which
 * is above epsilon_at_delta: epsilon' = rho + 2*sqrt(rho*ln(1/delta)) (Bun and Steinke 2016, Proposition 1.3), or less
 * where the loss is known exactly (statement.sure).  For rho that several releases spent together, the first alone.
 */
void hush_rho_odds_percent(const struct hush_rational *rho, const struct hush_rational *delta, char text[16]);
void hush_account_odds_percent(const struct hush_plan_account *account, char text[16]);

#endif
