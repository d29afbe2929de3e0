/* evaluate: the value of "1e-6", "5/2", "10*ln(3)" or "ln(2*Phi(-0.9))" as a rational (see vectors.h). */
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

enum { DEPTH = 32, MOST_TEXT = 4000, MOST_EXPONENT = 20000, PRECISION = 320, DIGITS = 60, MOST_POWER = 100000 };

struct reader {
	const char *at;
	unsigned depth;
};

static bool sum(struct reader *r, struct hush_rational *value);

static void blanks(struct reader *r)
{
	while (*r->at == ' ') {
		r->at++;
	}
}

static bool take(struct reader *r, const char *word)
{
	blanks(r);
	if (strncmp(r->at, word, strlen(word)) != 0) {
		return false;
	}
	r->at += strlen(word);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* digits[.digits][e[+-]digits] */
static bool number(struct reader *r, struct hush_rational *value)
{
	char digits[MOST_TEXT + 1];
	size_t count = 0;
	long places = 0;
	long exponent = 0;
	bool after = false;
	mpz_t power;

	blanks(r);
	for (; is_digit(*r->at) || (*r->at == '.' && !after); r->at++) {
		if (*r->at == '.') {
			after = true;
		} else if (count < MOST_TEXT) {
			digits[count++] = *r->at;
			places += after;
		} else {
			return false;
		}
	}
	if (count == 0) {
		return false;
	}
	digits[count] = '\0';
	if ((*r->at == 'e' || *r->at == 'E') && (is_digit(r->at[1]) || ((r->at[1] == '-' || r->at[1] == '+') && is_digit(r->at[2])))) {
		char *end;

		exponent = strtol(r->at + 1, &end, 10);
		r->at = end;
	}
	if (exponent > MOST_EXPONENT || exponent < -MOST_EXPONENT) {
		return false;
	}
	exponent -= places;
	mpz_set_str(mpq_numref(value->q), digits, 10);
	mpz_set_ui(mpq_denref(value->q), 1);
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)labs(exponent));
	if (exponent >= 0) {
		mpz_mul(mpq_numref(value->q), mpq_numref(value->q), power);
	} else {
		mpz_set(mpq_denref(value->q), power);
	}
	mpq_canonicalize(value->q);
	mpz_clear(power);
	return true;
}

enum function { LN, EXP, SQRT, PHI };

/* In place, to 60 digits; false outside its domain or where the result is absurd. */
static bool apply(enum function function, struct hush_rational *value)
{
	mpfr_t x;
	bool good = true;

	if ((function == LN && mpq_sgn(value->q) <= 0) || (function == SQRT && mpq_sgn(value->q) < 0)) {
		return false;
	}
	mpfr_init2(x, PRECISION);
	mpfr_set_q(x, value->q, MPFR_RNDN);
	switch (function) {
	case LN: mpfr_log(x, x, MPFR_RNDN); break;
	case EXP: mpfr_exp(x, x, MPFR_RNDN); break;
	case SQRT: mpfr_sqrt(x, x, MPFR_RNDN); break;
	case PHI: {
		mpfr_t root;

		mpfr_init2(root, PRECISION);
		mpfr_sqrt_ui(root, 2, MPFR_RNDN);
		mpfr_neg(x, x, MPFR_RNDN);
		mpfr_div(x, x, root, MPFR_RNDN);
		mpfr_erfc(x, x, MPFR_RNDN);
		mpfr_div_2ui(x, x, 1, MPFR_RNDN);
		mpfr_clear(root);
		break;
	}
	}
	good = mpfr_zero_p(x) || (mpfr_number_p(x) && labs(mpfr_get_exp(x)) < MOST_POWER);
	if (good) {
		hush_rational_set_mpfr(value, x);
		if (!mpfr_zero_p(x)) {
			hush_rational_round(value, DIGITS, HUSH_DOWN);
		}
	}
	mpfr_clear(x);
	return good;
}

static bool factor(struct reader *r, struct hush_rational *value)
{
	static const struct {
		const char *name;
		enum function function;
	} functions[] = {{"ln(", LN}, {"log(", LN}, {"exp(", EXP}, {"sqrt(", SQRT}, {"Phi(", PHI}};

	if (r->depth >= DEPTH) {
		return false;
	}
	r->depth++;
	if (take(r, "-")) {
		if (!factor(r, value)) {
			return false;
		}
		mpq_neg(value->q, value->q);
	} else if (take(r, "(")) {
		if (!sum(r, value) || !take(r, ")")) {
			return false;
		}
	} else {
		bool found = false;

		for (size_t i = 0; !found && i < sizeof functions / sizeof functions[0]; i++) {
			found = take(r, functions[i].name);
			if (found && (!sum(r, value) || !take(r, ")") || !apply(functions[i].function, value))) {
				return false;
			}
		}
		if (!found && !number(r, value)) {
			return false;
		}
	}
	r->depth--;
	return true;
}

static bool product(struct reader *r, struct hush_rational *value)
{
	struct hush_rational next;
	bool good = factor(r, value);

	hush_rational_init(&next);
	while (good) {
		if (take(r, "*")) {
			good = factor(r, &next);
			mpq_mul(value->q, value->q, next.q);
		} else if (take(r, "/")) {
			good = factor(r, &next) && !hush_rational_is_zero(&next);
			if (good) {
				mpq_div(value->q, value->q, next.q);
			}
		} else {
			break;
		}
	}
	hush_rational_clear(&next);
	return good;
}

static bool sum(struct reader *r, struct hush_rational *value)
{
	struct hush_rational next;
	bool good = product(r, value);

	hush_rational_init(&next);
	while (good) {
		if (take(r, "+")) {
			good = product(r, &next);
			mpq_add(value->q, value->q, next.q);
		} else if (take(r, "-")) {
			good = product(r, &next);
			mpq_sub(value->q, value->q, next.q);
		} else {
			break;
		}
	}
	hush_rational_clear(&next);
	return good;
}

bool vector_evaluate(const char *text, struct hush_rational *value)
{
	struct reader r = {.at = text, .depth = 0};
	struct hush_rational made;
	bool good = strlen(text) <= MOST_TEXT;

	hush_rational_init(&made);
	good = good && sum(&r, &made);
	blanks(&r);
	good = good && *r.at == '\0';
	if (good) {
		hush_rational_set(value, &made);
	}
	hush_rational_clear(&made);
	return good;
}
