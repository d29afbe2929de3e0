/*
 * read_ask: how a table's accuracy is asked for: by a part of the guarantee, a margin, or a usual count.
 *
 * A "typical" count is the officer's public guess. Nothing checks it against the records, and nothing may.
 */
#include "spec/parts.h"

/* Of half widths and of typical counts. */
#define WITHIN_LIMIT (UINT64_C(1) << 40)

static hush_status read_confidence(const struct hush_reading *r, const struct hush_json *node, struct hush_table *table)
{
	struct hush_rational half;
	struct hush_rational one;
	bool within;

	if (!node) {
		hush_rational_set_u64(&table->confidence, 95, 100);
		return HUSH_OK;
	}
	HUSH_TRY(hush_read_decimal(r, node, "margin.confidence", &table->confidence));
	hush_rational_init(&half);
	hush_rational_init(&one);
	hush_rational_set_u64(&half, 1, 2);
	hush_rational_set_u64(&one, 1, 1);
	within =
		hush_rational_compare(&table->confidence, &half) >= 0 && hush_rational_compare(&table->confidence, &one) < 0;
	hush_rational_clear(&half);
	hush_rational_clear(&one);
	return within ? HUSH_OK
	              : hush_refuse(r, node, "\"0.95\" is usual", "margin.confidence must be at least 0.5 and below 1");
}

/* within = floor(relative * typical), exactly. */
static hush_status read_relative(const struct hush_reading *r, const struct hush_json *margin, struct hush_table *table)
{
	const struct hush_json *node = hush_json_get(margin, "relative");
	const struct hush_json *typical_node = hush_json_get(margin, "typical");
	struct hush_rational relative;
	uint64_t typical = 0;
	mpz_t within;
	hush_status status;

	if (!typical_node) {
		return hush_refuse(r, margin,
		                   "add \"typical\": a count of usual size, known from elsewhere, such as an earlier release",
		                   "\"relative\" needs \"typical\" beside it");
	}
	HUSH_TRY(hush_read_count(r, typical_node, "margin.typical", 1, WITHIN_LIMIT, &typical));
	hush_rational_init(&relative);
	status = hush_read_decimal(r, node, "margin.relative", &relative);
	if (status == HUSH_OK && (hush_rational_is_zero(&relative) || mpq_cmp_ui(relative.q, 1, 1) > 0)) {
		status =
			hush_refuse(r, node, "\"0.05\" means five in a hundred", "margin.relative must be above 0 and at most 1");
	}
	if (status == HUSH_OK) {
		mpz_init_set_ui(within, typical); /* unsigned long has 64 bits where this builds */
		mpz_mul(within, within, mpq_numref(relative.q));
		mpz_fdiv_q(within, within, mpq_denref(relative.q));
		table->within = mpz_get_ui(within);
		mpz_clear(within);
	}
	hush_rational_clear(&relative);
	return status;
}

static hush_status read_margin(const struct hush_reading *r, const struct hush_json *node, struct hush_table *table)
{
	static const char *const keys[] = {"within", "relative", "typical", "confidence"};
	const struct hush_json *within;
	const struct hush_json *typical;

	HUSH_TRY(hush_read_object(r, node, "\"margin\"", keys, HUSH_COUNT_OF(keys)));
	within = hush_json_get(node, "within");
	typical = hush_json_get(node, "typical");
	if ((within != NULL) == (hush_json_get(node, "relative") != NULL)) {
		return hush_refuse(r, node, "write {\"within\": 40} or {\"relative\": \"0.05\", \"typical\": 2000}",
		                   "\"margin\" needs exactly one of \"within\" and \"relative\"");
	}
	if (within && typical) {
		return hush_refuse(r, typical, "leave \"typical\" out",
		                   "\"typical\" goes with \"relative\", not with \"within\"");
	}
	HUSH_TRY(within ? hush_read_count(r, within, "margin.within", 0, WITHIN_LIMIT, &table->within)
	                : read_relative(r, node, table));
	table->ask = HUSH_ASK_MARGIN;
	return read_confidence(r, hush_json_get(node, "confidence"), table);
}

hush_status hush_read_share(const struct hush_reading *r, const struct hush_json *node, struct hush_rational *share)
{
	struct hush_rational least;
	struct hush_rational most;
	bool within;

	HUSH_TRY(hush_read_decimal(r, node, "\"share\"", share));
	hush_rational_init(&least);
	hush_rational_init(&most);
	/* A quotient divides its share among two tables, to a thousandth of it at least; only the public form writes that. */
	hush_rational_set_u64(&least, 1, r->public_form ? 1000000000 : 1000000);
	hush_rational_set_u64(&most, 1000000, 1);
	within = hush_rational_compare(share, &least) >= 0 && hush_rational_compare(share, &most) <= 0;
	hush_rational_clear(&least);
	hush_rational_clear(&most);
	return within ? HUSH_OK
	              : hush_refuse(r, node, "shares are weights: a table with 3 gets three times as much as one with 1",
	                            "\"share\" must be from 0.000001 to 1000000");
}

/* A relative split knows no weights: the usual count of a table says what its noise may be. */
static hush_status read_typical(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	const struct hush_json *share = hush_json_get(object, "share");
	const struct hush_json *typical = hush_json_get(object, "typical");

	if (share) {
		return hush_refuse(r, share, "leave \"share\" out: \"typical\" says how much noise the table may have",
		                   "with \"split\": \"relative\" a table has no \"share\"");
	}
	if (!typical) {
		return hush_refuse(r, object,
		                   "add \"typical\": a count of usual size, known from elsewhere, such as an earlier release",
		                   "with \"split\": \"relative\" a table needs \"typical\" or \"margin\"");
	}
	return hush_read_count(r, typical, "\"typical\"", 1, WITHIN_LIMIT, &table->typical);
}

static hush_status refuse_typical(const struct hush_reading *r, const struct hush_json *typical, bool margin)
{
	if (margin) {
		return hush_refuse(r, typical, "leave it out; a margin that is \"relative\" has a \"typical\" of its own, inside",
		                   "a table has \"typical\" or \"margin\", not both");
	}
	return hush_refuse(r, typical, "add \"split\": \"relative\" to \"privacy\", or leave \"typical\" out",
	                   "\"typical\" of a table goes with \"split\": \"relative\"");
}

hush_status hush_read_ask(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	const struct hush_json *share = hush_json_get(object, "share");
	const struct hush_json *margin = hush_json_get(object, "margin");
	const struct hush_json *typical = hush_json_get(object, "typical");
	bool relative = r->spec->split == HUSH_SPLIT_RELATIVE;

	if (share && margin) {
		return hush_refuse(r, share,
		                   "\"margin\" asks for an accuracy, \"share\" takes a part of what the margins leave",
		                   "a table has \"share\" or \"margin\", not both");
	}
	if (typical && (margin || !relative)) {
		return refuse_typical(r, typical, margin != NULL);
	}
	hush_rational_set_u64(&table->share, 1, 1);
	hush_rational_set_u64(&table->confidence, 95, 100);
	if (margin) {
		return read_margin(r, margin, table);
	}
	if (relative) {
		return read_typical(r, object, table);
	}
	return share ? hush_read_share(r, share, &table->share) : HUSH_OK;
}
