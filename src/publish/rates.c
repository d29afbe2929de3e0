/* rates: see rates.h. */
#include "publish/rates.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "publish/figures.h"

enum { MOST_DECIMALS = 9, LEAST_UNITS = 5, DIGITS_ROOM = 80, DRAWABLE_BITS = 59, TEXT_LIMIT = 64 * 1024 };

/* A value as an exact number, in percent where it is a share. */
static bool parse(const char *text, bool percent, mpq_t value)
{
	struct hush_rational parsed;
	bool done;

	hush_rational_init(&parsed);
	done = hush_rational_parse(&parsed, text[0] == '-' ? text + 1 : text);
	if (done) {
		mpq_set(value, parsed.q);
		if (text[0] == '-') {
			mpq_neg(value, value);
		}
		if (percent) {
			mpz_mul_ui(mpq_numref(value), mpq_numref(value), 100);
			mpq_canonicalize(value);
		}
	}
	hush_rational_clear(&parsed);
	return done;
}

/* Half the narrowest range that is wider than nothing; 0 when there is none. */
static hush_status narrowest(const struct hush_rates *rates, struct hush_quotients *quotients, mpq_t half, hush_error *err)
{
	struct hush_quotient_value value;
	hush_status status = HUSH_OK;
	mpq_t low;
	mpq_t high;

	mpq_inits(low, high, NULL);
	mpq_set_ui(half, 0, 1);
	for (uint32_t i = 0; i < rates->count && status == HUSH_OK; i++) {
		status = hush_quotients_at(quotients, i, &value, err);
		if (status == HUSH_OK && value.status == HUSH_QUOTIENT_PUBLISHED && parse(value.low, rates->percent, low) &&
		    parse(value.high, rates->percent, high)) {
			mpq_sub(high, high, low);
			mpq_div_2exp(high, high, 1);
			if (mpq_sgn(high) > 0 && (mpq_sgn(half) == 0 || mpq_cmp(high, half) < 0)) {
				mpq_set(half, high);
			}
		}
	}
	mpq_clears(low, high, NULL);
	return status;
}

/* So many that half the narrowest range is at least five units of the last one; two without any range. */
static unsigned decimals_for(const mpq_t half)
{
	unsigned decimals = 0;
	mpq_t units;

	if (mpq_sgn(half) == 0) {
		return 2;
	}
	mpq_init(units);
	mpq_set(units, half);
	while (decimals < MOST_DECIMALS && mpq_cmp_ui(units, LEAST_UNITS, 1) < 0) {
		mpz_mul_ui(mpq_numref(units), mpq_numref(units), 10);
		mpq_canonicalize(units);
		decimals++;
	}
	mpq_clear(units);
	return decimals;
}

/* -1 rounds down, 1 up, 0 to the nearest. */
static void round_to(const mpq_t value, unsigned decimals, int side, mpz_t units)
{
	mpz_t power;
	mpz_t divisor;

	mpz_inits(power, divisor, NULL);
	mpz_ui_pow_ui(power, 10, decimals);
	mpz_mul(units, mpq_numref(value), power);
	mpz_set(divisor, mpq_denref(value));
	if (side == 0) {
		mpz_mul_2exp(units, units, 1);
		mpz_add(units, units, divisor);
		mpz_mul_2exp(divisor, divisor, 1);
	}
	if (side > 0) {
		mpz_cdiv_q(units, units, divisor);
	} else {
		mpz_fdiv_q(units, units, divisor);
	}
	mpz_clears(power, divisor, NULL);
}

/* "−1,234.50" */
static void write_units(const mpz_t units, unsigned decimals, char text[HUSH_RATE_TEXT])
{
	char digits[DIGITS_ROOM + 2];
	char padded[2 * DIGITS_ROOM];
	size_t length;
	size_t whole;
	size_t at;

	if (mpz_sizeinbase(units, 10) > DIGITS_ROOM / 2) { /* quotients have at most 48 characters: not reached */
		snprintf(text, HUSH_RATE_TEXT, "?");
		return;
	}
	mpz_get_str(digits, 10, units);
	length = strlen(digits + (digits[0] == '-'));
	/* At least one digit before the point. */
	at = length <= decimals ? decimals + 1 - length : 0;
	memset(padded, '0', at);
	memcpy(padded + at, digits + (digits[0] == '-'), length + 1);
	whole = at + length - decimals;
	at = (size_t)snprintf(text, HUSH_RATE_TEXT, "%s", digits[0] == '-' ? "\xE2\x88\x92" : "");
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0) {
			text[at++] = ',';
		}
		text[at++] = padded[i];
	}
	snprintf(text + at, HUSH_RATE_TEXT - at, "%s%s", decimals ? "." : "", padded + whole);
}

static void set_end(const char *from, struct hush_rates *rates, int side, int64_t *units, char text[HUSH_RATE_TEXT])
{
	mpq_t value;
	mpz_t rounded;

	mpq_init(value);
	mpz_init(rounded);
	*units = 0;
	snprintf(text, HUSH_RATE_TEXT, "%s", from);
	if (parse(from, rates->percent, value)) {
		round_to(value, rates->decimals, side, rounded);
		write_units(rounded, rates->decimals, text);
		if (mpz_sizeinbase(rounded, 2) <= DRAWABLE_BITS) {
			*units = mpz_get_si(rounded);
		} else {
			rates->drawable = false;
		}
	} else {
		rates->drawable = false;
	}
	mpz_clear(rounded);
	mpq_clear(value);
}

static hush_status fill(struct hush_quotients *quotients, bool below_zero, struct hush_rates *rates, hush_error *err)
{
	struct hush_quotient_value value;

	for (uint32_t i = 0; i < rates->count; i++) {
		struct hush_rate *rate = &rates->cells[i];

		HUSH_TRY(hush_quotients_at(quotients, i, &value, err));
		rate->status = value.status;
		if (value.status != HUSH_QUOTIENT_PUBLISHED) {
			continue;
		}
		rates->published++;
		set_end(value.estimate, rates, 0, &rate->estimate, rate->estimate_text);
		set_end(value.low, rates, -1, &rate->low, rate->low_text);
		set_end(value.high, rates, 1, &rate->high, rate->high_text);
		rate->faint = rate->low <= 0 && (!below_zero || rate->high >= 0);
	}
	return HUSH_OK;
}

hush_status hush_rates_make(const struct hush_release *release, uint32_t index, uint32_t count, struct hush_rates *made,
                            hush_error *err)
{
	const struct hush_quotient *quotient = &release->spec->quotients[index];
	/* A mean is one of what lies in its clamp; other quotients have the sign of their numerator. */
	bool below_zero = quotient->kind == HUSH_QUOTIENT_MEAN ? mpq_sgn(quotient->low.q) < 0
	                                                       : release->plan->tables[quotient->above].below_zero;
	struct hush_rates rates = {.count = count, .percent = quotient->kind == HUSH_QUOTIENT_SHARE, .drawable = true};
	struct hush_quotients *quotients = NULL;
	hush_status status;
	mpq_t half;

	HUSH_TRY(hush_quotients_open(release->plan, release->noisy, index, &quotients, err));
	rates.cells = hush_calloc(count, sizeof *rates.cells);
	if (!rates.cells) {
		hush_quotients_close(quotients);
		return hush_fail_memory(err);
	}
	mpq_init(half);
	status = narrowest(&rates, quotients, half, err);
	if (status == HUSH_OK) {
		rates.decimals = decimals_for(half);
		status = fill(quotients, below_zero, &rates, err);
	}
	mpq_clear(half);
	hush_quotients_close(quotients);
	if (status != HUSH_OK) {
		hush_rates_free(&rates);
		return status;
	}
	*made = rates;
	return HUSH_OK;
}

void hush_rates_free(struct hush_rates *rates)
{
	hush_free(rates->cells);
	*rates = (struct hush_rates){0};
}

void hush_rate_estimate(const struct hush_messages *m, const struct hush_rates *rates, uint32_t cell, struct hush_buffer *out)
{
	hush_say(out, rates->percent ? m->percent : "{0}", rates->cells[cell].estimate_text, NULL);
}

void hush_rate_range(const struct hush_messages *m, const struct hush_rates *rates, uint32_t cell, struct hush_buffer *out)
{
	hush_say(out, rates->percent ? m->range_percent : m->range_cell, rates->cells[cell].low_text, rates->cells[cell].high_text,
	         NULL);
}

static void put_value(const struct hush_messages *m, const struct hush_rates *rates, uint32_t cell, const char *label,
                      struct hush_buffer *out)
{
	struct hush_buffer estimate;
	struct hush_buffer range;

	hush_buffer_init(&estimate, TEXT_LIMIT);
	hush_buffer_init(&range, TEXT_LIMIT);
	hush_rate_estimate(m, rates, cell, &estimate);
	hush_rate_range(m, rates, cell, &range);
	if (estimate.failed || range.failed) {
		out->failed = true;
	} else {
		hush_say(out, m->word_rate, label, estimate.bytes, range.bytes, NULL);
	}
	hush_buffer_release(&range);
	hush_buffer_release(&estimate);
}

/* Highest and lowest of those published; false when there are not two. */
static bool find_extremes(const struct hush_rates *rates, uint32_t *highest, uint32_t *lowest)
{
	bool any = false;

	for (uint32_t i = 0; i < rates->count; i++) {
		const struct hush_rate *rate = &rates->cells[i];

		if (rate->status != HUSH_QUOTIENT_PUBLISHED) {
			continue;
		}
		*highest = !any || rate->estimate > rates->cells[*highest].estimate ? i : *highest;
		*lowest = !any || rate->estimate < rates->cells[*lowest].estimate ? i : *lowest;
		any = true;
	}
	return rates->published > 1;
}

bool hush_rates_alike(const struct hush_rates *rates)
{
	int64_t least_high = INT64_MAX;
	int64_t most_low = INT64_MIN;

	for (uint32_t i = 0; i < rates->count; i++) {
		const struct hush_rate *rate = &rates->cells[i];

		if (rate->status == HUSH_QUOTIENT_PUBLISHED) {
			least_high = rate->high < least_high ? rate->high : least_high;
			most_low = rate->low > most_low ? rate->low : most_low;
		}
	}
	return most_low <= least_high;
}

static void put_extremes(const struct hush_messages *m, const struct hush_rates *rates, const char *const *labels,
                         struct hush_buffer *out)
{
	struct hush_buffer high;
	struct hush_buffer low;
	uint32_t highest = 0;
	uint32_t lowest = 0;
	bool clear = true;

	if (!find_extremes(rates, &highest, &lowest)) {
		return;
	}
	for (uint32_t i = 0; i < rates->count; i++) {
		const struct hush_rate *rate = &rates->cells[i];

		if (rate->status == HUSH_QUOTIENT_PUBLISHED) {
			clear = clear && (i == highest || rates->cells[highest].low > rate->high);
		}
	}
	hush_buffer_init(&high, TEXT_LIMIT);
	hush_buffer_init(&low, TEXT_LIMIT);
	put_value(m, rates, highest, labels[highest], &high);
	put_value(m, rates, lowest, labels[lowest], &low);
	if (high.failed || low.failed) {
		out->failed = true;
	} else {
		hush_say(out, m->word_extremes, high.bytes, low.bytes, NULL);
		hush_buffer_byte(out, ' ');
		hush_buffer_text(out, hush_rates_alike(rates) ? m->word_all_alike
		                      : clear                 ? m->word_top_clear
		                                              : m->word_top_unclear);
	}
	hush_buffer_release(&low);
	hush_buffer_release(&high);
}

void hush_describe_rates(const struct hush_messages *m, const struct hush_rates *rates, const char *const *labels,
                         struct hush_buffer *out)
{
	struct hush_figure all = hush_figure_of_count(rates->count);
	uint32_t faint = 0;
	uint32_t noisy = 0;

	hush_buffer_text(out, "");
	for (uint32_t i = 0; i < rates->count; i++) {
		faint += rates->cells[i].status == HUSH_QUOTIENT_PUBLISHED && rates->cells[i].faint ? 1 : 0;
		noisy += rates->cells[i].status == HUSH_QUOTIENT_TOO_NOISY ? 1 : 0;
	}
	put_extremes(m, rates, labels, out);
	if (faint > 0) {
		hush_buffer_text(out, out->length > 0 ? " " : "");
		hush_say(out, m->word_faint, hush_figure_of_count(faint).text, all.text, NULL);
	}
	if (noisy > 0) {
		hush_buffer_text(out, out->length > 0 ? " " : "");
		hush_say(out, m->word_noisy, hush_figure_of_count(noisy).text, all.text, NULL);
	}
}
