/* statement: see statement.h. */
#include "plan/statement.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "plan/correlated.h"
#include "plan/loss.h"
#include "plan/plan.h"

enum {
	MOST_PARTS = 2,    /* of one table */
	MOST_TABLES = 16,  /* of one account: a plan must not take longer than someone waits for it */
	LEAST_BITS = 120,   /* enough for 1e-12 */
	RELATIVE_BITS = 72, /* of precision below delta */
	FEW = 4,
	POINTS = 1 << 11 /* steps of about 1/64 of the loss's standard deviation: three to four digits of epsilon */
};

static const char *const usual_deltas[] = {"1e-6", "1e-9", "1e-12"};

void hush_statement_init(struct hush_statement *statement)
{
	memset(statement, 0, sizeof *statement);
	for (uint32_t i = 0; i < HUSH_STATEMENT_ROWS; i++) {
		hush_rational_init(&statement->rows[i].delta);
		hush_rational_init(&statement->rows[i].by_rho);
		hush_rational_init(&statement->rows[i].high);
		hush_rational_init(&statement->rows[i].low);
	}
	hush_rational_init(&statement->sure);
	hush_rational_init(&statement->exceeds);
}

void hush_statement_clear(struct hush_statement *statement)
{
	for (uint32_t i = 0; i < HUSH_STATEMENT_ROWS; i++) {
		hush_rational_clear(&statement->rows[i].delta);
		hush_rational_clear(&statement->rows[i].by_rho);
		hush_rational_clear(&statement->rows[i].high);
		hush_rational_clear(&statement->rows[i].low);
	}
	hush_rational_clear(&statement->sure);
	hush_rational_clear(&statement->exceeds);
}

/* --- the noise of tables as parts of a loss --- */

struct roster {
	struct hush_loss_part parts[MOST_PARTS];
	struct hush_rational parameter[MOST_PARTS];
	struct hush_rational shift[MOST_PARTS];
	uint32_t count;
	bool attained;
	const char *why_not;
};

static void roster_init(struct roster *roster)
{
	memset(roster, 0, sizeof *roster);
	for (uint32_t i = 0; i < MOST_PARTS; i++) {
		hush_rational_init(&roster->parameter[i]);
		hush_rational_init(&roster->shift[i]);
	}
	roster->attained = true;
}

static void roster_clear(struct roster *roster)
{
	for (uint32_t i = 0; i < MOST_PARTS; i++) {
		hush_rational_clear(&roster->parameter[i]);
		hush_rational_clear(&roster->shift[i]);
	}
}

static struct hush_rational *roster_add(struct roster *roster, enum hush_loss_law law, uint64_t shift, uint64_t count)
{
	uint32_t i = roster->count++;

	hush_rational_set_u64(&roster->shift[i], shift, 1);
	roster->parts[i] = (struct hush_loss_part){
	    .law = law, .parameter = &roster->parameter[i], .shift = &roster->shift[i], .count = count};
	return &roster->parameter[i];
}

/*
 * A unit limited to l0 cells of linf each: the worst it can do is to move l0 cells by linf, because both laws are
 * log-concave and so a larger shift dominates a smaller one, in every cell by itself and in their product (loss.proof.md).
 */
static void add_limited(struct roster *roster, const struct hush_plan_table *table)
{
	const struct hush_sensitivity *s = &table->sensitivity;
	enum hush_loss_law law =
	    table->mechanism == HUSH_DISCRETE_LAPLACE ? HUSH_LOSS_DISCRETE_LAPLACE : HUSH_LOSS_DISCRETE_GAUSSIAN;

	hush_rational_set(roster_add(roster, law, s->linf, s->l0), &table->parameter);
}

/* Correlated noise is made of a release that moves d + 1 numbers by at most linf each (correlated.proof.md). */
static void add_correlated(struct roster *roster, const struct hush_plan_table *table)
{
	const struct hush_sensitivity *s = &table->sensitivity;

	hush_correlated_common(&table->parameter, s->cells, roster_add(roster, HUSH_LOSS_DISCRETE_GAUSSIAN, s->linf, 1));
	hush_rational_set(roster_add(roster, HUSH_LOSS_DISCRETE_GAUSSIAN, s->linf, s->cells), &table->parameter);
	roster->attained = false;
}

/*
 * k records that may fall anywhere: Laplace noise is L1/s-DP, and every such mechanism is dominated by the coin of that
 * epsilon, which is what discrete Laplace of scale s/L1 against a shift of 1 is; for Gaussian noise no worst case is known.
 */
static void add_declared(struct roster *roster, const struct hush_plan_table *table)
{
	struct hush_rational records;
	struct hush_rational *scale;

	if (table->mechanism != HUSH_DISCRETE_LAPLACE) {
		roster->why_not = "which of the ways to place several records is the worst is not known for Gaussian noise";
		return;
	}
	hush_rational_init(&records);
	hush_rational_set_u64(&records, table->sensitivity.l1, 1);
	scale = roster_add(roster, HUSH_LOSS_DISCRETE_LAPLACE, 1, 1);
	mpq_div(scale->q, table->parameter.q, records.q);
	hush_rational_clear(&records);
	roster->attained = false;
}

static void add_table(struct roster *roster, const struct hush_plan_table *table)
{
	const struct hush_sensitivity *s = &table->sensitivity;

	if (table->mechanism == HUSH_EXPONENTIAL) {
		roster->why_not = "the exact losses of several choices together are not known";
	} else if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		add_correlated(roster, table);
	} else if (s->l1 == s->l0 * s->linf) {
		add_limited(roster, table);
	} else {
		add_declared(roster, table);
	}
}

/* Every value of the dimension can stand in the records of one window, whatever stands in other dimensions. */
static bool open_in_a_window(const struct hush_spec *spec, const struct hush_dimension *dimension, uint32_t windows)
{
	switch (dimension->kind) {
	case HUSH_DIMENSION_COLUMN:
	case HUSH_DIMENSION_BINS: return true;
	case HUSH_DIMENSION_TIME:
		/* In a period of one window its days are the window's; a part of many windows lies in some of them only. */
		return dimension->part == HUSH_PART_HOUR_OF_DAY ||
		       (windows == 1 && (dimension->part != HUSH_PART_WEEKDAY || spec->to - spec->from >= 7));
	case HUSH_DIMENSION_MAP: /* several texts, other, blank: some value may have none */
	case HUSH_DIMENSION_GIVEN:
	case HUSH_DIMENSION_QUANTILE: break;
	}
	return false;
}

/*
 * A unit can fill any cells of the table: where that is not plain from the spec, the lower ends are not claimed.  Two
 * dimensions may exclude each other's values when they come from the same column or are both parts of the time.
 */
static bool open_table(const struct hush_spec *spec, const struct hush_table *table, uint32_t windows)
{
	uint32_t times = 0;

	/* What else the threshold of discovered values hides is not part of the lower end. */
	if (table->where_count > 0 || table->discovers) {
		return false;
	}
	for (uint32_t k = 0; k < table->by_count; k++) {
		const struct hush_dimension *dimension = &spec->dimensions[table->by[k]];

		times += dimension->kind == HUSH_DIMENSION_TIME;
		if (times > 1 || !open_in_a_window(spec, dimension, windows)) {
			return false;
		}
		for (uint32_t other = 0; other < k; other++) {
			const char *column = spec->dimensions[table->by[other]].column;

			if (dimension->column && column && strcmp(column, dimension->column) == 0) {
				return false;
			}
		}
	}
	return true;
}

/* The loss of one table; *loss stays NULL, with *why_not, where it is not known. */
static hush_status table_loss(const struct hush_plan_table *table, const struct hush_loss_effort *effort,
                              struct hush_loss **loss, bool *attained, char why_not[HUSH_STATEMENT_WHY], hush_error *err)
{
	struct roster roster;
	hush_error why = {0};
	hush_status status = HUSH_OK;

	roster_init(&roster);
	add_table(&roster, table);
	*attained = roster.attained;
	if (roster.why_not) {
		snprintf(why_not, HUSH_STATEMENT_WHY, "%s", roster.why_not);
	} else {
		status = hush_loss_make(roster.parts, roster.count, effort, loss, &why);
	}
	if (status == HUSH_E_SPEC) {
		snprintf(why_not, HUSH_STATEMENT_WHY, "%.*s", HUSH_STATEMENT_WHY - 1, why.message);
		status = HUSH_OK;
	}
	roster_clear(&roster);
	return status == HUSH_OK ? HUSH_OK : hush_fail_memory(err);
}

/* --- from parts to a statement --- */

/* The epsilon of the tables together when each has one of its own, else 0. */
static void pure_of(const struct hush_plan_table *tables, uint32_t count, uint32_t account, struct hush_rational *epsilon)
{
	bool pure = true;

	mpq_set_ui(epsilon->q, 0, 1);
	for (uint32_t i = 0; i < count; i++) {
		if (tables[i].account == account) {
			pure = pure && hush_mechanism_is_pure(tables[i].mechanism);
			mpq_add(epsilon->q, epsilon->q, tables[i].cost.epsilon.q);
		}
	}
	if (!pure) {
		mpq_set_ui(epsilon->q, 0, 1);
	}
}

/* The loss has about twice rho as its variance. */
static double deviation_of(const struct hush_plan_table *tables, uint32_t count, uint32_t account)
{
	double rho = 0;

	for (uint32_t i = 0; i < count; i++) {
		rho += tables[i].account == account ? hush_rational_double(&tables[i].cost.rho, HUSH_UP) : 0;
	}
	return sqrt(2 * rho);
}

static uint32_t tables_of(const struct hush_plan_table *tables, uint32_t count, uint32_t account)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < count; i++) {
		found += tables[i].account == account;
	}
	return found;
}

/*
 * Enough for delta and for all the usual ones, so that every statement about the same tables is made with the same effort.
 * A table alone keeps its exact lattice for longer.
 */
static struct hush_loss_effort effort_for(const struct hush_rational *delta, uint32_t tables, double deviation)
{
	size_t above = mpz_sizeinbase(mpq_numref(delta->q), 2);
	size_t below = mpz_sizeinbase(mpq_denref(delta->q), 2);
	size_t bits = (below > above ? below - above : 0) + RELATIVE_BITS;

	return (struct hush_loss_effort){.bits = bits > LEAST_BITS ? (unsigned)bits : LEAST_BITS,
	                                 .points = POINTS,
	                                 .equal = tables == 1 ? 8 * POINTS : tables <= FEW ? 4 * POINTS : 2 * POINTS,
	                                 .deviation = deviation};
}

/* The deltas, in falling order, each once; at one that the thresholds use up there is nothing to state. */
static void set_deltas(struct hush_statement *statement, const struct hush_rational *delta,
                       const struct hush_rational *thresholds)
{
	struct hush_rational usual;
	bool placed = false;

	hush_rational_init(&usual);
	statement->row_count = 0;
	for (size_t i = 0; i < sizeof usual_deltas / sizeof usual_deltas[0]; i++) {
		int order;

		hush_rational_parse(&usual, usual_deltas[i]);
		order = hush_rational_compare(delta, &usual);
		if (!placed && order >= 0) {
			hush_rational_set(&statement->rows[statement->row_count++].delta, delta);
			placed = true;
		}
		if (order != 0 && hush_rational_compare(&usual, thresholds) > 0) {
			hush_rational_set(&statement->rows[statement->row_count++].delta, &usual);
		}
	}
	if (!placed) {
		hush_rational_set(&statement->rows[statement->row_count++].delta, delta);
	}
	hush_rational_clear(&usual);
}

/* The noise is asked at what the thresholds leave of the delta. */
static bool set_row(const struct hush_loss *loss, bool attained, const struct hush_rational *thresholds,
                    struct hush_statement_row *row)
{
	struct hush_range epsilon;
	struct hush_rational delta;
	bool finite;

	hush_range_init(&epsilon);
	hush_rational_init(&delta);
	mpq_sub(delta.q, row->delta.q, thresholds->q);
	hush_loss_epsilon(loss, &delta, &epsilon);
	hush_rational_clear(&delta);
	finite = hush_range_rationals(&epsilon, HUSH_STATEMENT_DIGITS, &row->low, &row->high);
	if (!attained || !finite) {
		mpq_set_ui(row->low.q, 0, 1);
	}
	hush_range_clear(&epsilon);
	return finite;
}

static void at_most(struct hush_rational *value, const struct hush_rational *limit)
{
	if (hush_rational_compare(value, limit) > 0) {
		hush_rational_set(value, limit);
	}
}

/* The cost's epsilon is what the loss of the noise never exceeds, or 0 where that is not known: no grid's answer needs to be above it. */
static bool answer(const struct hush_loss *loss, const struct hush_rational *delta, const struct hush_cost *cost,
                   struct hush_statement *statement)
{
	const struct hush_rational *pure = &cost->epsilon;
	bool bounded = !hush_rational_is_zero(pure);
	struct hush_rational noise;
	bool good;

	hush_rational_init(&noise);
	mpq_sub(noise.q, delta->q, cost->delta.q);
	good = hush_loss_quantile(loss, &noise, &statement->sure);
	hush_rational_clear(&noise);
	if (bounded) {
		at_most(&statement->sure, pure);
	}
	hush_rational_round(&statement->sure, HUSH_STATEMENT_DIGITS, HUSH_UP);
	for (uint32_t i = 0; i < statement->row_count && good; i++) {
		struct hush_statement_row *row = &statement->rows[i];

		good = set_row(loss, statement->attained, &cost->delta, row);
		if (bounded) {
			at_most(&row->high, pure);
			hush_rational_round(&row->high, HUSH_STATEMENT_DIGITS, HUSH_UP);
		}
		if (good && hush_rational_compare(&row->delta, delta) == 0) {
			if (bounded && hush_rational_compare(&row->high, pure) >= 0) {
				mpq_set_ui(statement->exceeds.q, 0, 1);
			} else {
				hush_loss_exceeds(loss, &row->high, &statement->exceeds);
			}
			mpq_add(statement->exceeds.q, statement->exceeds.q, cost->delta.q);
			hush_rational_round(&statement->exceeds, HUSH_STATEMENT_DIGITS, HUSH_UP);
		}
	}
	return good;
}

static hush_status set_by_rho(const struct hush_cost *cost, struct hush_statement *statement, hush_error *err)
{
	struct hush_rational delta;
	hush_status status = HUSH_OK;

	hush_rational_init(&delta);
	for (uint32_t i = 0; i < statement->row_count && status == HUSH_OK; i++) {
		mpq_sub(delta.q, statement->rows[i].delta.q, cost->delta.q);
		status = hush_zcdp_epsilon(&cost->rho, &delta, &statement->rows[i].by_rho, err);
		hush_rational_round(&statement->rows[i].by_rho, HUSH_STATEMENT_DIGITS, HUSH_UP);
	}
	hush_rational_clear(&delta);
	return status;
}

/* `loss` is NULL where it is not known, and statement->why_not says why. */
static hush_status fill(const struct hush_loss *loss, const struct hush_cost *cost, const struct hush_rational *delta,
                        struct hush_statement *statement, hush_error *err)
{
	set_deltas(statement, delta, &cost->delta);
	HUSH_TRY(set_by_rho(cost, statement, err));
	statement->exact = loss && answer(loss, delta, cost, statement);
	if (loss && !statement->exact) {
		snprintf(statement->why_not, sizeof statement->why_not, "the precision kept does not reach so small a delta");
	}
	statement->attained = statement->attained && statement->exact;
	return HUSH_OK;
}

hush_status hush_statements_make(struct hush_plan *plan, uint32_t account, const struct hush_rational *delta,
                                 hush_error *err)
{
	uint32_t tables = tables_of(plan->tables, plan->table_count, account);
	struct hush_loss_effort effort =
	    effort_for(delta, tables, deviation_of(plan->tables, plan->table_count, account));
	struct hush_plan_account *made = &plan->accounts[account];
	struct hush_loss *total = NULL;
	bool few = tables <= MOST_TABLES;
	bool known = few;
	char why_none[HUSH_STATEMENT_WHY] = "";
	hush_status status = HUSH_OK;

	if (!few) {
		snprintf(why_none, sizeof why_none, "exact losses are added up for at most %d tables", MOST_TABLES);
	}
	made->statement.attained = true;
	memcpy(made->statement.why_not, why_none, sizeof why_none);
	for (uint32_t i = 0; i < plan->table_count && status == HUSH_OK; i++) {
		struct hush_statement *statement = &plan->tables[i].statement;
		struct hush_loss *loss = NULL;

		if (plan->tables[i].account != account) {
			continue;
		}
		memcpy(statement->why_not, why_none, sizeof why_none);
		if (few) {
			status = table_loss(&plan->tables[i], &effort, &loss, &statement->attained, statement->why_not, err);
		}
		statement->attained = statement->attained && open_table(plan->spec, &plan->spec->tables[i], made->window_count);
		if (status == HUSH_OK) {
			status = fill(loss, &plan->tables[i].cost, delta, statement, err);
		}
		if (status == HUSH_OK && known && !loss) {
			known = false;
			memcpy(made->statement.why_not, statement->why_not, sizeof made->statement.why_not);
		}
		made->statement.attained = made->statement.attained && statement->attained;
		if (status == HUSH_OK && known) {
			status = hush_loss_join(&total, &loss, &effort, err);
		}
		hush_loss_free(loss);
	}
	if (status == HUSH_OK) {
		struct hush_cost cost;

		/* rho as charged, and the epsilon that all noise together keeps for certain. */
		hush_cost_init(&cost);
		hush_rational_set(&cost.rho, &made->charge.rho);
		hush_rational_set(&cost.delta, &made->thresholds);
		pure_of(plan->tables, plan->table_count, account, &cost.epsilon);
		status = fill(known ? total : NULL, &cost, delta, &made->statement, err);
		hush_cost_clear(&cost);
	}
	hush_loss_free(total);
	return status;
}

const struct hush_statement_row *hush_statement_row_at(const struct hush_statement *statement,
                                                       const struct hush_rational *delta)
{
	for (uint32_t i = 0; i < statement->row_count; i++) {
		if (hush_rational_compare(&statement->rows[i].delta, delta) == 0) {
			return &statement->rows[i];
		}
	}
	return NULL;
}

/* The same sum of losses as above; NULL where it is not known. */
static hush_status account_loss(const struct hush_plan_table *tables, uint32_t count, uint32_t account,
                                const struct hush_rational *delta, enum hush_statement_effort how, struct hush_loss **total,
                                hush_error *err)
{
	uint32_t own = tables_of(tables, count, account);
	struct hush_loss_effort effort = effort_for(delta, own, deviation_of(tables, count, account));
	char why_not[HUSH_STATEMENT_WHY];
	hush_status status = HUSH_OK;

	if (own > MOST_TABLES) {
		return HUSH_OK;
	}
	if (how == HUSH_EFFORT_ROUGH && own > 1) {
		effort.points /= 2;
		effort.equal /= 4;
	} else if (how == HUSH_EFFORT_FINE) {
		effort.points *= 8;
		effort.equal *= 4;
	}
	for (uint32_t i = 0; i < count && status == HUSH_OK; i++) {
		struct hush_loss *loss = NULL;
		bool attained;

		if (tables[i].account != account) {
			continue;
		}
		status = table_loss(&tables[i], &effort, &loss, &attained, why_not, err);
		if (status == HUSH_OK && !loss) {
			hush_loss_free(*total);
			*total = NULL;
			return HUSH_OK;
		}
		if (status == HUSH_OK) {
			status = hush_loss_join(total, &loss, &effort, err);
		}
		hush_loss_free(loss);
	}
	return status;
}

hush_status hush_tables_epsilon(const struct hush_plan_table *tables, uint32_t count, uint32_t account,
                                const struct hush_rational *delta, enum hush_statement_effort how,
                                struct hush_rational *epsilon, hush_error *err)
{
	struct hush_statement_row row;
	struct hush_loss *loss = NULL;
	struct hush_rational rho;
	struct hush_rational none;
	hush_status status;

	hush_rational_init(&rho);
	hush_rational_init(&none);
	hush_rational_init(&row.delta);
	hush_rational_init(&row.high);
	hush_rational_init(&row.low);
	hush_rational_set(&row.delta, delta);
	for (uint32_t i = 0; i < count; i++) {
		if (tables[i].account == account) {
			mpq_add(rho.q, rho.q, tables[i].cost.rho.q);
		}
	}
	status = hush_zcdp_epsilon(&rho, delta, epsilon, err);
	if (status == HUSH_OK) {
		hush_rational_round(epsilon, HUSH_STATEMENT_DIGITS, HUSH_UP);
		status = account_loss(tables, count, account, delta, how, &loss, err);
	}
	if (status == HUSH_OK && loss && set_row(loss, false, &none, &row) && hush_rational_compare(&row.high, epsilon) < 0) {
		hush_rational_set(epsilon, &row.high);
	}
	pure_of(tables, count, account, &row.low);
	if (!hush_rational_is_zero(&row.low)) {
		at_most(epsilon, &row.low);
		hush_rational_round(epsilon, HUSH_STATEMENT_DIGITS, HUSH_UP);
	}
	hush_loss_free(loss);
	hush_rational_clear(&row.low);
	hush_rational_clear(&row.high);
	hush_rational_clear(&row.delta);
	hush_rational_clear(&none);
	hush_rational_clear(&rho);
	return status;
}
