/*
 * rates: the values of a ratio, a share or a mean as people read them.
 *
 * Files give six digits of each; a page gives as many as the noise leaves any sense in, the same for all cells, so that a
 * column can be read downwards: the narrowest range gets one or two digits.  Ends of ranges are rounded outward, estimates to
 * the nearest. Shares are percentages.
 */
#ifndef HUSH_PUBLISH_RATES_H
#define HUSH_PUBLISH_RATES_H

#include "post/quotient.h"
#include "publish/messages.h"
#include "publish/release.h"

enum { HUSH_RATE_TEXT = 96 };

struct hush_rate {
	enum hush_quotient_status status; /* all that follows is for PUBLISHED ones */
	bool faint;                       /* can't be told from zero */
	/* In units of the last decimal; of absurd size they are 0, and the rates are not `drawable`. */
	int64_t low;
	int64_t estimate;
	int64_t high;
	char low_text[HUSH_RATE_TEXT]; /* "1,234.5" */
	char estimate_text[HUSH_RATE_TEXT];
	char high_text[HUSH_RATE_TEXT];
};

struct hush_rates {
	struct hush_rate *cells;
	uint32_t count;
	uint32_t published;
	unsigned decimals;
	bool percent;
	bool drawable;
};

/* The first `count` cells of a quotient. *rates is the caller's, freed with hush_rates_free. */
hush_status hush_rates_make(const struct hush_release *release, uint32_t quotient, uint32_t count, struct hush_rates *rates,
                            hush_error *err);
void hush_rates_free(struct hush_rates *rates);

/* All ranges overlap, or there are not two of them: nothing says which is higher. */
bool hush_rates_alike(const struct hush_rates *rates);

/* "12.3 %" */
void hush_rate_estimate(const struct hush_messages *m, const struct hush_rates *rates, uint32_t cell, struct hush_buffer *out);

/* "11.0 to 13.7 %" */
void hush_rate_range(const struct hush_messages *m, const struct hush_rates *rates, uint32_t cell, struct hush_buffer *out);

/*
 * What the rates show, in words: highest and lowest, whether the highest stands clear, how many can't be told from zero, how many
 * are too noisy. `labels` names the cells. Plain text; nothing when no cell is published.
 */
void hush_describe_rates(const struct hush_messages *m, const struct hush_rates *rates, const char *const *labels,
                         struct hush_buffer *out);

#endif
