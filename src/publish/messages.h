/*
 * messages: every sentence that a release says, in one place and one table per language.
 *
 * A message is a template: "{0}" to "{9}" stand for what is filled in, in any order, so that a language may turn a
 * sentence round.  Members marked HTML hold markup; all others are plain text.  The test `messages` makes sure that every
 * language has every message, with the same places to fill in.
 */
#ifndef HUSH_PUBLISH_MESSAGES_H
#define HUSH_PUBLISH_MESSAGES_H

#include "base/buffer.h"

/* What the records of a source are, as far as its name tells. */
enum hush_records { HUSH_RECORDS, HUSH_SCANS, HUSH_HITS, HUSH_VERIFIED_HITS, HUSH_SEARCHES, HUSH_RECORD_KINDS };

struct hush_messages {
	const char *language; /* as a spec names it */

	/* Nouns. Entities in the order of enum hush_entity, windows in that of enum hush_window. */
	const char *records[HUSH_RECORD_KINDS]; /* "scans" */
	const char *counted[HUSH_RECORD_KINDS]; /* "scans counted" */
	const char *entity[3];
	const char *entities[3];
	const char *window[5];
	const char *windows[5];
	const char *one_window[5];   /* "one calendar month" */
	const char *given_window[5]; /* "in a given month" */
	const char *that_window[5];
	const char *months[12];
	const char *short_months[12];
	const char *weekdays[7];
	const char *short_weekdays[7];
	const char *and;       /* between the last two of a list, with its blanks */
	const char *quoted;
	const char *date;      /* day, month, year */
	const char *label_date; /* the same with a short month */
	const char *short_date; /* day, month */
	const char *month_date; /* month, year */
	const char *short_month_date;
	const char *week_of;
	const char *hour_label;
	const char *bin;       /* from, to; the end not included */
	const char *short_bin;
	const char *date_range;
	const char *days_of_month; /* first and last day, month, year */
	const char *days_of_year;  /* first day, its month, last day, its month, year */

	/* words.c: terms of a release, also in its metadata. */
	const char *different;
	const char *entity_windows; /* entity, windows, entities, window */
	const char *counted_declared;
	const char *counted_rows;
	const char *counted_entities;
	const char *counts_twice;
	const char *only_with; /* dimensions and their values */
	const char *entries_of;      /* number, dimension */
	const char *combinations_of; /* number, list of dimensions */
	const char *entries_any;      /* dimension: how many there are is not known */
	const char *combinations_any; /* list of dimensions */
	const char *discovered;       /* dimension, threshold, most values */
	const char *discovered_any;   /* the same where a value has several counts */
	const char *discovered_alone; /* entity, window, chance */
	const char *discovered_alone_declared; /* most records, records, window, chance */
	const char *discovered_windows;        /* one window */
	const char *discovered_windows_apart;  /* one window */
	const char *limit_declared;
	const char *limit_rows;
	const char *limit_rows_at_most;
	const char *limit_entities;
	const char *limit_entities_once;
	const char *limit_origin; /* where from: one of those below */
	const char *limit_policy;
	const char *limit_synthetic;
	const char *limit_earlier;
	const char *limit_looked;
	const char *left_out_declared;
	const char *left_out_rows;
	const char *left_out_entities;
	const char *left_out_records;
	const char *left_out_repeats; /* source, entity, columns of the key, window */
	const char *unit_declared;
	const char *unit_entity;
	const char *chance;
	const char *odds_declared;
	const char *odds_entity;
	const char *sure_at_most; /* percent */
	const char *sure_nearly;
	const char *odds_so_far;  /* how sure, window */
	const char *odds_no_other;
	const char *odds_together; /* window, how many, windows */
	const char *odds_all_windows; /* how sure */
	const char *odds_all_windows_none; /* one window */
	const char *odds_except;
	const char *gaussian;
	const char *laplace;
	const char *correlated;
	const char *exponential;
	const char *no_guarantee_user;
	const char *no_guarantee_vehicle;
	const char *no_guarantee_declared;
	const char *const *not_covered_users; /* the same where users are protected, and no vehicle */
	const char *const *not_covered; /* ended by NULL; the first is for specs that read fields with line breaks */

	/* origins.c. */
	const char *looked; /* list of the two below */
	const char *looked_values;
	const char *looked_limits;

	/* amount_words.c */
	const char *age_since;        /* column, unit */
	const char *age_until;        /* date, unit */
	const char *age_units[4];     /* seconds, minutes, hours, days */
	const char *sum_short;        /* column, step */
	const char *mean_sum_short;   /* column, middle, half a step */
	const char *mean_count_short; /* column */
	const char *quantiles_short;  /* column */
	const char *clamp;            /* from, to */
	const char *sum_counted;      /* short, clamp, entity, window */
	const char *mean_counted;     /* short, clamp, how many, entity, window */
	const char *sum_limit;        /* entity, cells, window, clamp */
	const char *mean_limit;       /* entity, cells, window, values in each, clamp */
	const char *mean_limit_once;  /* entity, window, values, clamp: of a table with one number */
	const char *age_left_out;     /* entity, column */
	const char *amount_left_out;  /* entity, column */
	const char *capped;           /* clamp, step */
	const char *stock;            /* date */

	/* page.c */
	const char *skip;
	const char *skip_list;
	const char *contents;
	const char *published;
	const char *release_id;
	const char *replaces;
	const char *made_with;
	const char *draft_mark;
	const char *draft_title;
	const char *draft_says; /* HTML */

	/* page_headline.c */
	const char *in_short;
	const char *about_number;
	const char *give_or_take;
	const char *too_small;
	const char *too_small_by;
	const char *most_at;
	const char *total_with_range;
	const char *many_numbers;
	const char *each_give_or_take;
	const char *not_added_up;
	const char *not_all_shown;
	const char *none_shown;
	const char *also_counted;
	const char *from_table;
	const char *see_table;
	const char *see_number;
	const char *range_note; /* HTML */
	const char *more_tables;

	/* page_about.c */
	const char *about;
	const char *about_period;
	const char *about_period_searches;
	const char *about_period_records; /* of an unknown kind */
	const char *about_reason;
	const char *about_drivers;
	const char *about_searchers; /* the same of searches alone */
	const char *about_goers; /* the same of records of an unknown kind */
	const char *about_limited;  /* whom; HTML */
	const char *about_declared; /* whom; HTML */
	const char *about_noise;    /* HTML */
	const char *declared_group; /* number, records */
	const char *or;
	const char *unprotected_vehicle; /* HTML */
	const char *unprotected_user;    /* HTML */
	const char *unprotected_declared; /* number, records, window; HTML */
	const char *unprotected_tables;
	const char *about_numbers; /* HTML */
	const char *limits;
	const char *limits_head[2];
	const char *limits_unknown;
	const char *withheld;
	const char *exact;
	const char *exact_why;
	const char *exact_head[3];
	const char *reading;
	const char *reading_negative;
	const char *reading_sums;
	const char *reading_compare;
	const char *reading_outside;

	/* page_tables.c, page_figures.c */
	const char *numbers;
	const char *what_is_counted;
	const char *what_is_counted_one;
	const char *every_number;
	const char *only_number;
	const char *sums_by_more;
	const char *common_noise; /* how far two must be apart */
	const char *by_chance;
	const char *at_once_title;
	const char *at_once;
	const char *all_in_file;
	const char *one_in_file;
	const char *rows_in_file; /* of an exact table, whose rows hold several numbers */
	const char *sums_in_file;
	const char *values_in_file; /* behind a mean or quantiles */
	const char *listed_only;
	const char *file_formats[3]; /* in the order of enum hush_about_format */
	const char *file_sizes[3];   /* bytes, thousands, millions */
	const char *estimate;
	const char *range;
	const char *range_cell;
	const char *range_percent;
	const char *percent;
	const char *faint;
	const char *period;
	const char *whole_period;
	const char *show_table;
	const char *show_rows;
	const char *matrix_note;
	const char *by;          /* title, dimensions */
	const char *added_up_over;
	const char *how_dots;
	const char *how_line;
	const char *how_heat;
	const char *how_multiples;
	const char *how_steps;
	const char *how_faint;
	const char *weekdays_uneven;
	const char *cut_ends; /* week, month */
	const char *weekend_marks;
	const char *sorted;
	const char *the_highest;
	const char *buckets;
	const char *bucket_label;
	const char *multiple_top;   /* label, number, margin */
	const char *multiple_faint; /* how many, of how many */
	const char *multiple_none;  /* of how many */

	/* page_quantiles.c */
	const char *quantile;
	const char *quantile_given;
	const char *quantile_range;
	const char *quantile_median; /* percent */
	const char *quantile_what;
	const char *quantile_how;    /* step */
	const char *quantile_noisy;

	/* page_computed.c */
	const char *rate_between; /* range */
	const char *rate_faint;   /* range */
	const char *rate_card;
	const char *rates;
	const char *rates_why;
	const char *rate_ratio;      /* numerator, denominator */
	const char *rate_ratio_many; /* numerator, denominator, of how many */
	const char *rate_share;      /* part, rest */
	const char *rate_part;       /* table, values of the part */
	const char *rate_mean;       /* column, what was done to its values */
	const char *rate_apart;
	const char *rate_above_limited;
	const char *rate_rule;       /* standard deviations */
	const char *rate_rule_exact;
	const char *rate_estimate;
	const char *rate_noisy;
	const char *rate_undefined;
	const char *exact_tables;
	const char *exact_tables_why;
	const char *exact_because;

	/* chart_words.c */
	const char *word_extremes;
	const char *word_top_clear;
	const char *word_top_unclear;
	const char *word_all_alike;
	const char *word_value;
	const char *word_rate; /* label, estimate, range */
	const char *word_noisy;
	const char *word_faint;
	const char *word_rise;
	const char *word_fall;
	const char *word_no_trend;
	const char *steps_title;
	const char *steps_unit;
	const char *steps_one_in;
	const char *steps_unclear;
	const char *steps_apart;    /* counted, more, fewer */
	const char *steps_apart_by; /* counted, more, fewer, most of each, entity, window */
	const char *steps_see_rates; /* HTML */
	const char *steps_limits;

	/* page_privacy.c */
	const char *privacy;
	const char *privacy_says; /* HTML */
	const char *facts_of;
	const char *facts_caption;
	const char *fact_unit;
	const char *fact_loss;
	const char *fact_discovered;
	const char *discovered_says; /* title, threshold, delta */
	const char *fact_meaning;
	const char *fact_budget;
	const char *fact_charged;
	const char *fact_beside;
	const char *beside_says; /* list of ledgers */
	const char *loss_pure;
	const char *loss_delta;
	const char *loss_rho;
	const char *budget_says; /* amount's name, budget, spent */
	const char *budget_share; /* percent */
	const char *budget_share_nearly;
	const char *budget_left;
	const char *budget_none;
	const char *budget_unknown;
	const char *charged_one;
	const char *charged_many;
	const char *charged_worst;
	const char *odds_before;
	const char *odds_after;
	const char *odds_picture;
	const char *ledger_sums;
	const char *not_protected;
	const char *not_covered_title;

	/* page_method.c */
	const char *method;
	const char *method_steps[6]; /* HTML */
	const char *method_programs;
	const char *noise;
	const char *noise_head[3];
	const char *account_kind; /* account, kind */
	const char *verify;
	const char *verify_key; /* HTML */
	const char *verify_own; /* HTML */
	const char *verify_tools; /* HTML; version */
	const char *verify_ledger; /* HTML */
	const char *verify_limits;
	const char *corrections;
	const char *corrections_none;
	const char *corrections_replaces; /* HTML */
	const char *corrections_how;
	const char *contact;
	const char *contact_says;

	/* archive.c */
	const char *archive_title;
	const char *archive_says;
	const char *archive_releases;
	const char *archive_head[3];
	const char *archive_replaced;
	const char *archive_replaces;
	const char *archive_side;
	const char *archive_same;
	const char *archive_lengths;
	const char *archive_change;
	const char *archive_change_cell;
	const char *archive_no_change;
	const char *archive_none;
	const char *archive_unsigned;
};

extern const struct hush_messages hush_messages_en;
extern const struct hush_messages hush_messages_es;

/* The messages of a language that a spec may name; English for any other text. */
const struct hush_messages *hush_messages_in(const char *language);

/* Fills a template with at most ten texts, ended by NULL. */
void hush_say(struct hush_buffer *out, const char *message, ...) __attribute__((sentinel));

/* The same with the texts escaped for HTML; what stands in the template itself is not. */
void hush_say_html(struct hush_buffer *out, const char *message, ...) __attribute__((sentinel));

#endif
