/*
 * read_expected: how a quotient that states what it expects divides its share of the budget between its two tables.
 *
 * This is the one thing about a quotient that reaches the noise, and it decides about accuracy only.
 */
#include "base/memory.h"
#include "spec/parts.h"

enum { PARTS = 1000, MOST_PARTS = 800 };

/* size = floor(10^6 * how far one unit moves the table, as a distance) */
static void distance(const struct hush_table *table, mpz_t size)
{
	const struct hush_limits *limits = &table->limits;
	uint64_t cells = limits->cells < table->cells ? limits->cells : table->cells;

	mpz_set_ui(size, limits->per_cell);
	mpz_mul(size, size, size);
	mpz_mul_ui(size, size, limits->total == limits->per_cell ? 1 : cells); /* a declared source: all may fall into one */
	mpz_mul_ui(size, size, 1000000000000);
	mpz_sqrt(size, size);
}

/*
 * The variance of H/R is near (vH + r^2 vR)/R^2, and of H/(H + M) near ((1-r)^2 vH + r^2 vM)/(H + M)^2.  With v falling as
 * 1/rho, the least for a sum of rhos is where rho_H : rho_other = d_H : r d_other, or (1-r) d_H : r d_other, d being the
 * tables' sensitivities.  The other table keeps a fifth, for it is published too.
 */
static void divide_share(struct hush_table *above, struct hush_table *below, const struct hush_quotient *quotient,
                         const struct hush_rational *share)
{
	mpz_t x;
	mpz_t y;
	mpz_t rest;
	unsigned long part;
	struct hush_rational fraction;

	mpz_inits(x, y, rest, NULL);
	hush_rational_init(&fraction);
	distance(above, x);
	distance(below, y);
	mpz_set(rest, mpq_denref(quotient->expected.q));
	if (quotient->kind == HUSH_QUOTIENT_SHARE) {
		mpz_sub(rest, rest, mpq_numref(quotient->expected.q));
	}
	mpz_mul(x, x, rest);
	mpz_mul(y, y, mpq_numref(quotient->expected.q));
	mpz_add(y, y, x);
	mpz_mul_ui(x, x, PARTS);
	mpz_fdiv_q(x, x, y);
	part = mpz_get_ui(x);
	part = part < 1 ? 1 : part > MOST_PARTS ? MOST_PARTS : part;
	hush_rational_set_u64(&fraction, part, PARTS);
	mpq_mul(above->share.q, share->q, fraction.q);
	mpq_sub(below->share.q, share->q, above->share.q);
	hush_rational_clear(&fraction);
	mpz_clears(x, y, rest, NULL);
}

static hush_status check_asks_nothing(const struct hush_reading *r, const struct hush_json *tables,
                                      const struct hush_table *table)
{
	static const char *const asks[] = {"share", "margin", "typical"};
	const struct hush_json *node = hush_table_node(tables, table->name);

	for (uint32_t i = 0; node && i < HUSH_COUNT_OF(asks); i++) {
		if (hush_json_get(node, asks[i])) {
			return hush_refuse(r, hush_json_get(node, asks[i]), "leave it out, or leave \"expected\" out there",
			                   "a table whose part of the budget a quotient with \"expected\" asks for has no \"%s\"", asks[i]);
		}
	}
	return HUSH_OK;
}

/* Two quotients that both divide the budget of one table would contradict each other. */
static bool divided_before(const struct hush_spec *spec, const struct hush_quotient *quotient)
{
	for (const struct hush_quotient *other = spec->quotients; other < quotient; other++) {
		if (!hush_rational_is_zero(&other->expected) &&
		    (other->above == quotient->above || other->above == quotient->below || other->below == quotient->above ||
		     other->below == quotient->below)) {
			return true;
		}
	}
	return false;
}

hush_status hush_read_expected(const struct hush_reading *r, const struct hush_json *object,
                                 const struct hush_json *tables, struct hush_quotient *quotient)
{
	const struct hush_json *node = hush_json_get(object, "expected");
	const struct hush_json *share_node = hush_json_get(object, "share");
	bool of_share = quotient->kind == HUSH_QUOTIENT_SHARE;
	struct hush_rational share;
	hush_status status = HUSH_OK;

	if (!node) {
		return share_node ? hush_refuse(r, share_node, "add \"expected\", or give the tables it is computed from their shares",
		                                "\"share\" of a quotient goes with \"expected\"")
		                  : HUSH_OK;
	}
	if (quotient->below == HUSH_NONE) {
		return hush_refuse(r, node, "leave it out", "\"expected\" divides a budget between two tables; here is one");
	}
	HUSH_TRY(hush_read_decimal(r, node, "\"expected\"", &quotient->expected));
	if (hush_rational_is_zero(&quotient->expected) || (of_share && mpq_cmp_ui(quotient->expected.q, 1, 1) >= 0)) {
		return hush_refuse(r, node, "\"0.002\" says that two in a thousand are expected",
		                   of_share ? "\"expected\" must be above 0 and below 1" : "\"expected\" must be above 0");
	}
	if (r->public_form) {
		return HUSH_OK; /* the tables hold their shares */
	}
	if (r->spec->split != HUSH_SPLIT_BUDGET) {
		return hush_refuse(r, node, "leave it out: the other splits know what the tables are for",
		                   "\"expected\" goes with \"split\": \"budget\"");
	}
	if (divided_before(r->spec, quotient)) {
		return hush_refuse(r, node, "leave \"expected\" out of one of them",
		                   "another quotient with \"expected\" divides the budget of the same table");
	}
	HUSH_TRY(check_asks_nothing(r, tables, &r->spec->tables[quotient->above]));
	HUSH_TRY(check_asks_nothing(r, tables, &r->spec->tables[quotient->below]));
	hush_rational_init(&share);
	hush_rational_set_u64(&share, 2, 1);
	if (share_node) {
		status = hush_read_share(r, share_node, &share);
	}
	if (status == HUSH_OK) {
		divide_share(&r->spec->tables[quotient->above], &r->spec->tables[quotient->below], quotient, &share);
	}
	hush_rational_clear(&share);
	return status;
}
