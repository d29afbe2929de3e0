/* messages_en: what a release says, in English. */
#include "publish/messages.h"

/* Of every release: of its files and counts first, for hush_words_not_covered leaves these out where there are none. */
#define FILES_AND_COUNTS \
	"Files of records whose double quotes do not pair within each record, which programs that write CSV see to: there, one " \
	"record could decide whether another is read.", \
	"In sources that are already counted: counts that are not written in plain digits, since a thousands separator " \
	"makes a count unreadable.",

#define ALWAYS \
	"An operator who hides a release or keeps a second ledger: the budget bounds only what this ledger knows.", \
	"Someone who can watch the computer while it works: the time and memory it takes.", \
	"Statistics about the same records that are published by other means.", \
	"The agency that runs the tool: it holds the records and is trusted with them.", \
	"A random number generator of the operating system that can be predicted.",

#define WEAKER \
	"they are limited as one, and the guarantee for each of them may " \
	"be weaker: up to twice epsilon; up to twice rho where every table is a count (no sum or mean) whose numbers have " \
	"Gaussian noise of their own, else up to four times rho; and up to twice the delta of values that no list names.",

static const char *const not_covered[] = {
	FILES_AND_COUNTS
	"An owner with several plates: each plate is protected by itself.",
	"Misreads: a plate that was read wrongly counts as another vehicle, unless both readings become the same "
	"in the uniform spelling that the specification names (their canonical form).",
	"Vehicles whose plates become the same in that spelling: " WEAKER
	ALWAYS
	NULL};

/* Where users are protected, and no vehicle. */
static const char *const not_covered_users[] = {
	FILES_AND_COUNTS
	"A person with several log-ins: each log-in is protected by itself.",
	"People who share one log-in: " WEAKER
	ALWAYS
	NULL};

const struct hush_messages hush_messages_en = {
	.language = "en",
	.records = {"records", "scans", "hits", "verified hits", "searches"},
	.counted = {"records counted", "scans counted", "hits counted", "verified hits counted", "searches counted"},
	.entity = {"vehicle", "user", "declared"},
	.entities = {"vehicles", "users", "declared"},
	.window = {"day", "week", "month", "quarter", "year"},
	.windows = {"days", "weeks", "months", "quarters", "years"},
	.one_window = {"one day", "one calendar week", "one calendar month", "one calendar quarter", "one calendar year"},
	.given_window = {"on a given day", "in a given week", "in a given month", "in a given quarter", "in a given year"},
	.that_window = {"that day", "that week", "that month", "that quarter", "that year"},
	.months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	           "November", "December"},
	.short_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	.weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	.short_weekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
	.and = " and ",
	.quoted = "“{0}”",
	.date = "{0} {1} {2}",
	.label_date = "{0} {1} {2}",
	.short_date = "{0} {1}",
	.month_date = "{0} {1}",
	.short_month_date = "{0} {1}",
	.week_of = "week of {0}",
	.bin = "{0} to under {1}",
	.short_bin = "{0}–{1}",
	.hour_label = "{0}, {1}:00",
	.date_range = "{0} to {1}",
	.days_of_month = "{0} to {1} {2} {3}",
	.days_of_year = "{0} {1} to {2} {3} {4}",

	.different = "different {0}",
	.entity_windows = "{0}-{1}",
	.counted_declared = "{0} by devices that know no plates, so not limited per vehicle",
	.counted_rows = "{0}, at most {1} per {2} and {3}",
	.counted_entities = "{0}, each counted in at most {1} of the {2} per {3}",
	.counts_twice = "; a {0} recorded in two {1} counts twice",
	.only_with = "; only with {0}",
	.entries_of = "{0} values of “{1}”",
	.combinations_of = "{0} combinations of {1}",
	.entries_any = "values of “{0}”",
	.combinations_any = "combinations of {0}",
	.discovered = "No list says beforehand which values of “{0}” there are. A value is published only if its count, "
	              "noise included, is {1} or more, and at most {2} values are. Rarer values may be missing: that a "
	              "value is not here does not mean that it was not recorded, and the numbers do not add up to a total. "
	              "Counts near {1} tend to be too high: those that the noise lowered are not shown.",
	.discovered_any = "No list says beforehand which values of “{0}” there are. A value is published, with all its "
	                  "counts, only if one of them, noise included, is {1} or more, and at most {2} values are. Rarer "
	                  "values may be missing: that a value is not here does not mean that it was not recorded, and the "
	                  "numbers do not add up to a total. Counts near {1} tend to be too high: those that the noise "
	                  "lowered are not shown.",
	.discovered_alone = " A value that one {0} alone has in a {1} stays hidden, except with probability {2} at most.",
	.discovered_alone_declared = " A value that only some group of at most {0} {1} in a {2} has stays hidden, except "
	                             "with probability {3} at most.",
	.discovered_windows = " This is about what is recorded within {0}: a value that nobody else has may be published if it was "
	                      "recorded outside of that time too.",
	.discovered_windows_apart = " This is about what is recorded within {0}: for a value that was recorded outside of that time "
	                            "too, the probabilities add up.",
	.limit_declared = "Nothing is limited: the {0} of source “{1}” come without plates, as counts. The noise hides any "
	                  "{2} of them per {3}.",
	.limit_rows = "Of each {0}’s {1} in a {2}, at most {3} are counted: at most {4} in each of at most {5} of the "
	              "{6}.",
	.limit_rows_at_most = "Of each {0}’s {1} in a {2}, at most {3} are counted.",
	.limit_entities = "Each {0} counts in at most {1} of the {2} per {3}, once in each.",
	.limit_entities_once = "Each {0} counts once per {1}.",
	.limit_origin = " These limits were set {0}.",
	.limit_policy = "by policy",
	.limit_synthetic = "by trying them on made-up records",
	.limit_earlier = "from an earlier release",
	.limit_looked = "by looking at data",
	.left_out_declared = "In counts that come without plates nothing is limited, and nothing is left out for that "
	                     "reason.",
	.left_out_rows = "What a {0} has beyond these limits is in no number. So counts of records may be far lower than "
	                 "the true totals, by an amount that the ranges do not cover; compare them with other limited "
	                 "counts only.",
	.left_out_entities = "What a {0} has beyond these limits is in no number. So a count of different {1} may miss "
	                     "some of those that were recorded in many places or at many times.",
	.left_out_records = "Records that cannot be read, that lack a plate or user, or that lie outside the listed "
	                    "values or the period are in no number either.",
	.left_out_repeats = "In source “{0}”, what one {1} has with the same “{2}” counts once per {3}: it may stand in several "
	                    "files.",
	.unit_declared = "any {0} {1} of source “{2}” within {3} ({4} time)",
	.unit_entity = "all records of one {0} within {1} ({2} time)",
	.chance = "1 in {0}",
	.odds_declared = "Someone who already knew everything else in the records, and gave it even chances (50 %) that "
	                 "a given group of at most {0} {1} in one {2} took place, could become {3} sure, from "
	                 "this release alone",
	.odds_entity = "Someone who already knew everything else in the records, and gave it even chances (50 %) that a "
	               "given {0} was recorded {1}, could become {2} sure, from this release alone",
	.sure_at_most = "at most {0} %",
	.sure_nearly = "more than 99.9 %",
	.odds_so_far = "From all releases that this ledger has charged to {1} so far, even odds could become {0} sure",
	.odds_no_other = "This ledger has charged no other release to {0} so far, so what this one can tell is what all of "
	                 "its releases can tell together.",
	.odds_together = " That is for {0}; it is more for all {1} {2} of this release together.",
	.odds_all_windows = " Someone who gave even chances to “in all of them” and to “in none” could become {0} sure of which it was",
	.odds_all_windows_none = " How sure someone could become of “in all of them” or “in none” is not bounded here: the threshold for "
	                         "values that no list names hides what is added in {0}, and a value that nobody else has may be published "
	                         "if it was recorded outside of that time too.",
	.odds_except = ", except with probability {0}",
	.gaussian = "discrete Gaussian noise with σ² = {0}",
	.laplace = "discrete Laplace noise with scale {0}",
	.correlated = "discrete Gaussian noise that is partly the same in all numbers of the table, made with σ² = {0}, which is "
	              "not the variance of one of them",
	.exponential = "none is added: each value is picked at random, those near the wanted rank with the most weight (exponential "
	               "mechanism of scale {0})",
	.no_guarantee_user = "No guarantee for any user from table “{0}”: it protects the vehicles that were searched for, "
	                     "not the users who searched.",
	.no_guarantee_vehicle = "No guarantee for any vehicle from table “{0}”: it protects the users, but their records "
	                        "speak of vehicles too.",
	.no_guarantee_declared = "No guarantee for any vehicle from table “{0}”: its counts come without plates, so the "
	                         "promise is weaker: it hides any {1} {2} per {3}, and not more of one vehicle if it has "
	                         "more.",
	.not_covered = not_covered,
	.not_covered_users = not_covered_users,
	.looked = "Chosen by looking at data, which this guarantee does not cover: {0}.",
	.looked_values = "the values of {0}",
	.looked_limits = "the limits of table {0}",

	.age_since = "the time since {0} (in {1})",
	.age_until = "the age on {0} (in {1})",
	.age_units = {"seconds", "minutes", "hours", "days"},
	.sum_short = "sum of {0}, in steps of {1}",
	.mean_sum_short = "sum of the distances of {0} from {1}, in steps of {2}",
	.mean_count_short = "values of {0} kept",
	.quantiles_short = "quantiles of {0}",
	.clamp = "{0} to {1}",
	.sum_counted = "{0}, brought into {1} for each {2} and {3} in each number",
	.mean_counted = "{0}: at most {2} values per {3} and {4}, those outside {1} taken as the nearer end",
	.sum_limit = "Each {0} counts in at most {1} of the table’s numbers per {2}, and its total in each is brought into {3}.",
	.mean_limit = "Each {0} counts in at most {1} of the table’s numbers per {2}, with at most {3} of its values in each; a value outside {4} counts "
	              "as the nearer end.",
	.mean_limit_once = "Of each {0}, at most {2} values count per {1}; a value outside {3} counts as the nearer end.",
	.age_left_out = "What a {0} has beyond these limits is left out, so sums and means may be far from the true ones, by an amount that "
	                "the ranges do not cover. Records without a time in {1} are left out of them.",
	.amount_left_out = "What a {0} has beyond these limits is left out, so sums and means may be far from the true ones, by an amount that "
	                   "the ranges do not cover. Records whose {1} is not a plain decimal number are left out of them.",
	.capped = "values outside {0} count as the nearer end, and each is first rounded down to a multiple of {1}, which lowers "
	          "it by less than {1}",
	.stock = "; held at the start of {0}",

	.skip = "Skip to the numbers",
	.skip_list = "Skip to the list",
	.contents = "On this page",
	.published = "Published {0}",
	.release_id = "Release",
	.replaces = "Replaces release",
	.made_with = "Made with hushcount {0}; this page is signed with its release.",
	.draft_mark = "DRAFT, invented",
	.draft_title = "DRAFT, invented: {0}",
	.draft_says = "<strong>Draft. Every number on this page is invented.</strong> No record was read and nothing was "
	              "charged. What is real: the wording, the limits, the size of the noise, and the price.",

	.in_short = "In short",
	.about_number = "about {0}",
	.give_or_take = "give or take {0}",
	.too_small = "too small to tell",
	.too_small_by = "can’t be told from zero (give or take {0})",
	.most_at = "{0}, the largest of {1} numbers:",
	.total_with_range = "about {0}, give or take {1}",
	.many_numbers = "{0} numbers",
	.each_give_or_take = "each give or take {0}",
	.not_added_up = "They can’t be added up: one {0} may be in several of them.",
	.not_all_shown = "They don’t add up to a total: rarer values may be missing.",
	.none_shown = "No value was counted often enough to be published.",
	.also_counted = "Tables with other limits or other lists of values give other totals:",
	.from_table = "Added up from",
	.see_table = "All numbers",
	.see_number = "More about it",
	.range_note = "“Give or take” is a 95&nbsp;% range, <strong>noise only</strong>: it says how far the added noise "
	              "may have moved the number, and nothing else. What was beyond the limits is in no number and in no "
	              "range.",
	.more_tables = " {0} more tables follow below.",

	.about = "What this is",
	.about_period = "{0} publishes these statistics about its records of licence-plate readers for {1} ({2} time).",
	.about_period_searches = "{0} publishes these statistics about searches of licence-plate records for {1} ({2} time).",
	.about_period_records = "{0} publishes these statistics about its records for {1} ({2} time).",
	.about_reason = "Why: {0}",
	.about_drivers = "Plate records show where people drive.",
	.about_searchers = "A log of searches shows who searched, when, and often for whom.",
	.about_goers = "Such records can show where people go.",
	.about_limited = "So that these numbers can be published while limiting what they give away about any one {0}, two "
	                 "things were done first: what any one {0} adds was <strong>limited</strong>, and a random amount, the "
	                 "<strong>noise</strong>, was added to every count and sum.",
	.about_declared = "So that these numbers can be published while limiting what they give away about any {0}, a random "
	                  "amount, the <strong>noise</strong>, was added to every count and sum.",
	.about_noise = "The noise limits how much anyone can learn about whether a given one is in the records; how much is said "
	               "<a href=\"#privacy\">below</a>. Its usual size is known exactly, so every number comes with its range.",
	.declared_group = "group of at most {0} {1}",
	.or = " or ",
	.unprotected_vehicle = "<strong>Not protected: vehicles.</strong> The tables about users limit and hide what each user "
	                       "adds. The records of these users also speak of vehicles, such as those that were searched for, "
	                       "and to them these tables promise nothing.",
	.unprotected_user = "<strong>Not protected: users.</strong> The tables about searches limit and hide what is said of each "
	                    "vehicle that was searched for. To those who searched they promise nothing.",
	.unprotected_declared = "<strong>Protected only in part: vehicles in numbers that came already counted.</strong> The noise "
	                        "hides any {0} {1} per {2}; of a vehicle with more than that it does not hide all.",
	.unprotected_tables = "This is so for: {0}.",
	.about_numbers = "A number says how often something was <em>recorded and counted</em>. It does not say how many "
	                 "people were stopped, searched or charged, nor how much traffic there was where no reader "
	                 "stood.",
	.limits = "What was not counted, and the limits",
	.limits_head = {"Table", "Limit"},
	.limits_unknown = "How much was left out is not stated: that number would itself speak of the records.",
	.withheld = "Withheld",
	.exact = "Exact numbers",
	.exact_why = "These carry no noise, because they are about no vehicle and no user.",
	.exact_head = {"What", "Number", "Why it may be exact"},
	.reading = "Why numbers can be negative or not add up",
	.reading_negative = "The noise takes away as often as it adds. Where little was recorded it can push a number "
	                    "below zero, now and then with its whole range; read that as “about none”. Negative numbers "
	                    "are left as they are: setting them to zero would make every sum and average too high.",
	.reading_sums = "Every number has noise of its own, and every table has limits of its own. So two tables that "
	                "count the same thing differ, and parts do not add up exactly to a total that was published by "
	                "itself. That is no error and no sign of one; the ranges say how large differences by noise may "
	                "be, and do not cover differences by limits.",
	.reading_compare = "When two ranges overlap, don’t call one number larger, unless the text at the table gives a "
	                    "smaller distance that is enough.",
	.reading_outside = "About 5 in 100 numbers lie outside their range by chance. The range covers the noise only: "
	                   "not what the limits left out, not misread plates, not readers that stood still.",

	.numbers = "The numbers",
	.what_is_counted = "These numbers are {0}.",
	.what_is_counted_one = "This is a number of {0}.",
	.every_number = "Each of the {0} numbers may be off by {1} either way (95 %, noise only).",
	.only_number = "It may be off by {0} either way (95 %, noise only).",
	.sums_by_more = "Sums of them may be off by more, as stated with each.",
	.common_noise = "A part of the noise is the same in all of them, so they tend to be too high together or too low "
	                "together, and compare better with each other than their ranges say: one may be called larger (95 %, noise "
	                "only) when they are more than {0} apart.",
	.by_chance = "With so many numbers, chance shows: had nothing at all been recorded, on average about {0} of the "
	             "{1} would still look different from zero.",
	.at_once_title = "Ranges that hold for all {0} numbers at once",
	.at_once = "Each of the {0} numbers by itself is within its range with 95 % certainty. To look for the unusual "
	           "among all of them, use give or take {1} in place of {2}: with 95 % certainty, all numbers are then "
	           "within their ranges at once (noise only; Bonferroni).",
	.one_in_file = "The number as a file: ",
	.all_in_file = "All {0} numbers as a file: ",
	.rows_in_file = "All {0} rows as a file: ",
	.sums_in_file = "The sums that the mean is made of, as a file: ",
	.values_in_file = "How many values there are, noise included, as a file: ",
	.listed_only = "This table is not drawn here, to keep the page short.",
	.file_formats = {"CSV", "CSV for Excel", "Parquet"},
	.file_sizes = {"{0} bytes", "{0} kB", "{0} MB"},
	.estimate = "{0} (estimate)",
	.range = "95 % range, noise only",
	.range_cell = "{0} to {1}",
	.range_percent = "{0} to {1}\u00A0%",
	.percent = "{0}\u00A0%",
	.faint = "can’t be told from zero",
	.period = "Period",
	.whole_period = "the whole period",
	.show_table = "Show the table ({0} numbers)",
	.show_rows = "Show the table ({0} rows)",
	.matrix_note = "each give or take {0}; numbers in brackets can’t be told from zero",
	.by = "{0} by {1}",
	.added_up_over = "added up over {0}",
	.how_dots = "Dot: estimate. Bar: 95 % range, noise only.",
	.how_line = "Line: estimate. Band: 95 % range, noise only.",
	.how_heat = "Areas stand for numbers: the dark square for the lower end of the 95 % range (noise only), the outline around it "
	            "for its upper end; the estimate lies between.",
	.how_multiples = "Line: estimate. Band: 95 % range, noise only. All drawings have the same scale, from {0} to "
	                 "{1}.",
	.how_steps = "Dot: estimate. Bar: 95 % range, noise only. Each step of the scale is ten times the one before.",
	.how_faint = "Hollow or dashed marks can’t be told from zero.",
	.weekdays_uneven = "This period does not hold equally many of each weekday: these are totals, not daily averages.",
	.cut_ends = "The period cuts the first or the last {0}, or both: what is cut holds fewer days; do not compare it "
	             "with the others.",
	.weekend_marks = "Grey stripes: weekends.",
	.sorted = "Sorted by the estimates, noise included: where bars overlap, the order may be another. The limits may "
	          "change it, too.",
	.the_highest = "Of {0}, the {1} with the highest estimates are shown; the noise has a part in which ones these "
	               "are.",
	.buckets = "Each point adds up {0} values of “{1}”; an incomplete last one is left out.",
	.bucket_label = "from {0}",
	.multiple_top = "highest: {0}, {1} ± {2}",
	.multiple_faint = "{0} of {1} can’t be told from zero",
	.multiple_none = "none of {0} can be told from zero",

	.rate_between = "range: {0}",
	.rate_faint = "can’t be told from zero ({0})",
	.rate_card = "Computed from limited and noisy numbers of this release. The range is one of 95 %, noise only: what the limits "
	             "left out is not in it.",
	.rates = "Rates and shares",
	.rates_why = "These are computed from the noisy numbers above, so they cost no privacy of their own, and anyone "
	             "can compute them again. The range says where the same result without noise lies, in 95 of 100 cases "
	             "or more. It need not lie evenly around the estimate, and it covers the noise only.",
	.quantile = "Share asked for",
	.quantile_given = "Value",
	.quantile_range = "Share reached (95 %, noise only)",
	.quantile_median = "{0}\u00A0% (median)",
	.quantile_what = "What is given: {0}.",
	.quantile_how = "A quantile is the value that a given share of the values do not exceed: half of them do not "
	                "exceed the median. Values are first rounded down to a multiple of {0}, so in the records the "
	                "quantile may be up to {0} higher. It is picked at random, and near misses are likelier than far ones. The last "
	                "column says how near it is: of the values so rounded and limited, at least the first share lies at it or "
	                "below, and at most the second share below it.",
	.quantile_noisy = "too noisy: all values may lie to one side",
	.rate_ratio = "What is computed: “{0}” divided by “{1}”.",
	.rate_ratio_many = "What is computed: “{0}” for every {2} of “{1}”.",
	.rate_share = "What is computed: “{0}” as a share of “{0}” and “{1}” together.",
	.rate_part = "What is computed: the numbers of “{0}” with {1}, as a share of all its numbers.",
	.rate_mean = "What is computed: the mean of {0} after limiting: {1}. So it is not the mean of the values as they "
	             "were recorded.",
	.rate_apart = "The two were limited in different ways, so the result depends on the limits, too.",
	.rate_above_limited = "What is divided was limited, so the result may be lower than without limits.",
	.rate_rule = "A value is not given where the number to divide by is too small beside its noise: below 2, or below "
	             "{0} standard deviations of that noise.",
	.rate_rule_exact = "Not defined where the exact number to divide by is 0 or not recorded.",
	.rate_estimate = "Estimate",
	.rate_noisy = "too noisy",
	.rate_undefined = "not defined",
	.exact_tables = "Exact tables",
	.exact_tables_why = "These carry no noise, because they are about no vehicle and no user. What is empty was not recorded.",
	.exact_because = "Exact, because: {0}.",

	.word_extremes = "Highest: {0}. Lowest: {1}.",
	.word_top_clear = "The highest stands clear of all others.",
	.word_top_unclear = "Which is highest can’t be told for sure: the next is too near.",
	.word_all_alike = "All ranges overlap: by this measure none stands out.",
	.word_value = "{0} ({1}, give or take {2})",
	.word_rate = "{0} ({1}; range {2})",
	.word_noisy = "Too noisy to be given: {0} of {1}.",
	.word_faint = "{0} of {1} can’t be told from zero.",
	.word_rise = "The last {2} values add up to {0} more than the first {2}, give or take {1}.",
	.word_fall = "The last {2} values add up to {0} less than the first {2}, give or take {1}.",
	.word_no_trend = "Between the first {0} values and the last {0} there is no difference that noise could not have "
	                 "made.",
	.steps_title = "From {0} to {1}",
	.steps_unit = "on a scale of tens",
	.steps_one_in = "{0}: one to about {1} {2} (between {3} and {4}).",
	.steps_unclear = "{0}: too few to say how many {1} there are to each.",
	.steps_apart = "{0}: not divided by the {1}, because the two numbers are limited in different ways; a proportion would "
	               "say more of the limits than of the records.",
	.steps_apart_by = "{0}: not divided by the {1}, because the two numbers have different limits: of one {5} a {6}, at most {3} "
	                  "{1} and at most {4} {2} are counted. A proportion would say more of the limits than of the records.",
	.steps_see_rates = "What may be divided is under <a href=\"#rates\">“Rates and shares”</a>.",
	.steps_limits = "Limits hold for each number by itself: what was beyond them is in none.",

	.privacy = "How people are protected",
	.privacy_says = "This release gives <em>differential privacy</em>: a mathematical promise about what anyone can "
	                "learn, whatever else they know and however much they compute.",
	.facts_of = "Privacy facts: {0}",
	.facts_caption = "From the privacy ledger, account “{0}”",
	.fact_unit = "What is hidden",
	.fact_loss = "Privacy loss of this release",
	.fact_discovered = "Values that no list names",
	.discovered_says = "“{0}” shows only values with a noisy count of {1} or more, at a delta of {2}. ",
	.fact_meaning = "What that means",
	.fact_budget = "Budget of each {0}",
	.fact_charged = "Charged to",
	.fact_beside = "Other ledgers",
	.beside_says = "Releases of other privacy ledgers stand beside this one. The publisher says that they come from "
	               "other records; they may be about the same people all the same. What they tell comes on top: "
	               "nothing said here counts it. Their ledgers: {0}.",
	.loss_pure = "epsilon {0}, delta 0 (pure differential privacy)",
	.loss_delta = "epsilon {0} with delta {1}",
	.loss_rho = "; rho {0} (zero-concentrated differential privacy)",
	.budget_says = "{0} {1} in all; used so far, this release included: {2}",
	.budget_share = " ({0}\u00A0%)",
	.budget_share_nearly = " (more than 99\u00A0%)",
	.budget_left = "; left: {0}.",
	.budget_none = "; left: none.",
	.budget_unknown = "There is no ledger yet; this release would use {0} {1}.",
	.charged_one = "1 {0}, from the one that begins on {1}.",
	.charged_many = "{0} {1}, from the one that begins on {2}.",
	.charged_worst = " Each {0} is protected by itself; for someone recorded in all of them, taken together, the {1} "
	                 "above may be up to {2} times as large.",
	.odds_before = "Before: 50 of 100",
	.odds_after = "After, at most: {0} of 100",
	.odds_picture = "Two fields of 100 squares: 50 filled before the release, at most {0} after it.",
	.ledger_sums = "Every release about the same period adds to the loss. A ledger that only grows keeps the sum, "
	               "and refuses a release that would exceed the budget.",
	.not_protected = "What these tables do not protect",
	.not_covered_title = "What the promise does not cover",

	.method = "How it was made",
	.method_steps = {
		"Everything that decides (places, times, limits, noise) is fixed in a written specification; the tool chose "
		"nothing by looking at the records, other than by noisy numbers. Whether its authors looked cannot be checked.",
		"The cost of the release was charged to the privacy ledger before any noise was drawn.",
		"Each record was assigned to its vehicle or user, and what each adds was limited. Which records stay is "
		"decided by a secret pseudo-random order, and does not depend on anyone else’s records.",
		"Records were counted into every number of the tables, numbers without records included. Where no list names "
		"the values, those are shown whose noisy count reached a threshold.",
		"Exact whole-number noise from secure random bits was added to every count and sum. The counts and sums in tables and files are "
		"what that gave, negative numbers included. (This page rounds in “In short”, and it rounds rates, shares and averages; "
		"files give those with six digits.)",
		"All files were signed.",
	},
	.method_programs = "For programs, the specification, the noise and every column are described in",
	.noise = "The noise of every table",
	.account_kind = "Account “{0}” of the privacy ledger is of kind {1}.",
	.noise_head = {"Table", "Noise", "Standard deviation"},
	.verify = "Check it yourself",
	.verify_key = "Get the public key of {0} from a place you trust other than this page, and save it as "
	              "<code>agency.pub</code> beside the folder <code>{1}</code>. Two commands, run inside the folder, "
	              "check that files and signature are whole:",
	.verify_own = "With hushcount, one command checks that and more: that noise, charges and ranges are what they "
	              "claim to be, and that this page says what the tables say. Run it beside the folder:",
	.verify_tools = "Both programs are free. Most systems offer <code>minisign</code> among their packages (<code>apt install "
	                "minisign</code>, <code>brew install minisign</code>); its home is "
	                "<code>https://jedisct1.github.io/minisign/</code>. hushcount is free software under the GNU GPL, version 3; "
	                "this folder was written by version {0}. Ask the publisher where it got it; a copy from "
	                "someone else checks just as well: the checks need nothing of the publisher’s but the key.",
	.verify_ledger = "Ledger <code>{0}</code>, entry {1}, head <code>{2}</code>. Specification <code>{3}</code>.",
	.verify_limits = "What cannot be checked from outside: that the records were read as the specification says, "
	                 "that the noise was drawn honestly, that the numbers were not changed after it was drawn, and "
	                 "that there is no second ledger.",
	.corrections = "Corrections",
	.corrections_none = "This release corrects no earlier one.",
	.corrections_replaces = "This release replaces release <code>{0}</code>. What was published then stays "
	                        "published.",
	.corrections_how = "The numbers of a release are never changed. When one turns out to be wrong, a new release "
	                   "says so, under a new name, and names the one it replaces. So this page cannot know of later "
	                   "corrections: ask, or look in the publisher’s list of releases.",
	.contact = "Contact",
	.contact_says = "Questions and corrections: ",

	.archive_title = "Releases of {0}",
	.archive_says = "Each release stands by itself and is never changed. Newest first.",
	.archive_releases = "All releases",
	.archive_head = {"Period", "Release", "Published"},
	.archive_replaced = "replaced by {0}",
	.archive_replaces = "replaces {0}",
	.archive_side = "Side by side",
	.archive_same = "Totals of tables that count the same in the same way, under the same limits, period by period. "
	                "Ranges are 95 %, noise only; what was beyond the limits is in no number. “No clear change” is "
	                "one that noise could have made.",
	.archive_lengths = "The periods are not all of one length: from {0} to {1} days. A longer one counts more.",
	.archive_change = "Change",
	.archive_change_cell = "{0} ±\u00A0{1}",
	.archive_no_change = "no clear change",
	.archive_none = "No table was published twice in the same way yet.",
	.archive_unsigned = "This list was written by hushcount from the folders beside it, and is not signed; every "
	                    "release is.",
};
