/* page: what a page says of what it shows, and how it stays small. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "publish/chart_words.h"
#include "publish/figures.h"
#include "publish/labels.h"
#include "publish/marginal.h"
#include "publish/rates.h"
#include "publish/odds_words.h"
#include "publish/words.h"
#include "shape.h"

static struct shape shape;
static struct hush_buffer page;

static void open_spec(char *spec)
{
	shape_open(&shape, spec);
	hush_free(spec);
}

static void teardown(void)
{
	hush_buffer_release(&page);
	shape_close(&shape);
}

static bool says(const char *text)
{
	return strstr(page.bytes, text) != NULL;
}

static unsigned times(const char *text)
{
	unsigned count = 0;

	for (const char *at = page.bytes; (at = strstr(at, text)); at += strlen(text)) {
		count++;
	}
	return count;
}

/* Sums over what is left out, against sums made one by one. */
START_TEST(marginals)
{
	struct hush_marginal made;
	const struct hush_table *table;

	open_spec(shape_city("r", "en", 1));
	table = &shape.spec->tables[10]; /* side, day, hour */
	ck_assert_uint_eq(table->by_count, 3);
	ck_assert_int_eq(hush_marginal_make(&shape.release, 10, 2, 0, &made, NULL), HUSH_OK);
	ck_assert_uint_eq(made.rows, 24);
	ck_assert_uint_eq(made.columns, 2);
	ck_assert_uint_eq(made.cells, 31);
	for (uint32_t r = 0; r < 24; r++) {
		for (uint32_t c = 0; c < 2; c++) {
			int64_t sum = 0;

			for (uint64_t cell = 0; cell < table->cells; cell++) {
				sum += hush_table_value(shape.spec, table, cell, 2) == r && hush_table_value(shape.spec, table, cell, 0) == c
				           ? shape.noisy->tables[10][cell]
				           : 0;
			}
			ck_assert_int_eq(hush_marginal_at(&made, r, c).estimate, sum);
			ck_assert_int_eq(hush_marginal_at(&made, r, c).half, hush_interval_half(&shape.plan->tables[10], 31));
		}
	}
	hush_marginal_free(&made);
	/* Buckets of 7 of 31 days: 4, and three days left out. */
	ck_assert_int_eq(hush_marginal_make(&shape.release, 0, 0, 1, &made, NULL), HUSH_OK);
	hush_marginal_bucket(&made, 7);
	ck_assert_uint_eq(made.columns, 4);
	ck_assert_uint_eq(made.cells, 7);
	for (uint32_t r = 0; r < made.rows; r++) {
		int64_t sum = 0;

		for (uint32_t d = 21; d < 28; d++) {
			sum += shape.noisy->tables[0][r * 31 + d];
		}
		ck_assert_int_eq(hush_marginal_at(&made, r, 3).estimate, sum);
	}
	hush_marginal_free(&made);
}
END_TEST

/* In this order and no other, as a reader asks. */
START_TEST(order)
{
	static const char *const ids[] = {"id=\"numbers\"", "id=\"about\"", "id=\"tables\"", "id=\"steps-t\"", "id=\"t-1\"",
	                                  "id=\"limits\"", "id=\"privacy\"", "id=\"reading\"", "id=\"method\"", "id=\"verify\"",
	                                  "id=\"corrections\"", "id=\"contact\""};
	const char *at;

	open_spec(shape_city("r", "en", 1));
	shape_page(&shape, &page);
	at = page.bytes;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		const char *found = strstr(at, ids[i]);

		ck_assert_msg(found != NULL, "%s is missing or out of order", ids[i]);
		at = found;
	}
	/* Everything that a drawing shows is in a table or named as a file. */
	ck_assert_uint_eq(times("<svg class=\"wide\""), times("<svg class=\"narrow\""));
	ck_assert(!says("siphash"));
	ck_assert(!says("cell"));
}
END_TEST

/* A name is text wherever it stands, the drawings included. */
START_TEST(names_are_text)
{
	open_spec(shape_city("r", "en", 1));
	shape_page(&shape, &page);
	ck_assert(says("&lt;b&gt;Cedar&lt;/b&gt;"));
	ck_assert(!says("<b>"));
	/* Nothing that runs: the one block of data is for search engines. */
	ck_assert_uint_eq(times("<script"), times("<script type=\"application/ld+json\">"));
	ck_assert(!says("style=\""));
	ck_assert(!says("src="));
	ck_assert(!says("http:"));
}
END_TEST

/* One source has one total in the headlines; what other limits give is named as such. */
START_TEST(one_total_per_source)
{
	open_spec(shape_city("r", "en", 1));
	shape_page(&shape, &page);
	ck_assert_uint_eq(times("<p class=\"name\">Scans counted</p>"), 1);
	ck_assert_uint_eq(times("Tables with other limits or other lists of values give other totals:"), 1);
	ck_assert_uint_ne(hush_page_total_of(&shape.release, 0), HUSH_NONE);
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_int_ge(hush_interval_half(&shape.plan->tables[i], shape.spec->tables[i].cells),
		                 hush_interval_half(&shape.plan->tables[hush_page_total_of(&shape.release, 0)],
		                                    shape.spec->tables[hush_page_total_of(&shape.release, 0)].cells));
	}
}
END_TEST

static void set_all(uint32_t table, int64_t value)
{
	for (uint64_t i = 0; i < shape.spec->tables[table].cells; i++) {
		shape.noisy->tables[table][i] = value;
	}
}

/* Where nothing but noise is to be seen, nothing is claimed. */
START_TEST(noise_is_not_news)
{
	int64_t half;

	open_spec(shape_city("r", "en", 1));
	half = hush_interval_half(&shape.plan->tables[3], 1);
	set_all(3, 10 * half); /* vehicles by site */
	shape.noisy->tables[3][2] += 2 * half;
	shape_page(&shape, &page);
	ck_assert(says("<p class=\"big\">8 numbers</p>"));
	ck_assert(says("In sources that are already counted"));
	ck_assert(says("All ranges overlap: by this measure none stands out."));
	hush_buffer_release(&page);
	shape.noisy->tables[3][2] += 1;
	shape_page(&shape, &page);
	ck_assert(says("&lt;b&gt;Cedar&lt;/b&gt;, the largest of 8 numbers"));
	ck_assert(says("The highest stands clear of all others."));
	hush_buffer_release(&page);
	/* Nothing at all: hits too small to tell, and no proportion from them. */
	set_all(7, hush_interval_half(&shape.plan->tables[7], 1));
	shape_page(&shape, &page);
	ck_assert(says("too small to tell"));
	ck_assert(says("Verified hits counted: too few to say"));
	/* Numbers under different limits are not divided, and the page says why. */
	ck_assert(says("Hits counted: not divided by the scans, because the two numbers have different limits: of one vehicle a month, "
	               "at most 12 scans and at most 1 hits are counted."));
}
END_TEST

/* Halves of a series that differ by no more than noise have no trend; the range of the difference decides. */
START_TEST(trend)
{
	const struct hush_plan_table *law;
	struct hush_point points[4] = {{.label = (char *)"a"}, {.label = (char *)"b"}, {.label = (char *)"c"}, {.label = (char *)"d"}};
	struct hush_buffer out;
	int64_t half;

	open_spec(shape_city("r", "en", 1));
	law = &shape.plan->tables[0];
	half = hush_interval_half_of_difference(law, 2 * 5);
	points[3].interval.estimate = half;
	hush_buffer_init(&out, 4096);
	hush_describe_trend(&hush_messages_en, law, 5, points, 4, &out);
	ck_assert_ptr_nonnull(strstr(out.bytes, "no difference that noise could not have made"));
	hush_buffer_clear(&out);
	points[3].interval.estimate = half + 1;
	hush_describe_trend(&hush_messages_en, law, 5, points, 4, &out);
	ck_assert_ptr_nonnull(strstr(out.bytes, "The last 2 values add up to"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "more than the first 2"));
	hush_buffer_clear(&out);
	points[3].interval.estimate = -half - 1;
	hush_describe_trend(&hush_messages_en, law, 5, points, 4, &out);
	ck_assert_ptr_nonnull(strstr(out.bytes, "less than the first 2"));
	hush_buffer_release(&out);
}
END_TEST

/* Chance and simultaneous ranges: 5 in 100 rounded up, and a margin that holds for all of them. */
START_TEST(many_numbers)
{
	open_spec(shape_city("r", "en", 1));
	shape_page(&shape, &page);
	ck_assert(says("on average about 7 of the 248 would still look different from zero"));
	ck_assert(says("Ranges that hold for all 248 numbers at once"));
	ck_assert(!says("Ranges that hold for all 8 numbers at once"));
}
END_TEST

START_TEST(labels)
{
	struct hush_buffer out;
	const struct hush_spec *spec;

	open_spec(shape_city("r", "es", 1));
	spec = shape.spec;
	hush_buffer_init(&out, 4096);
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		const struct hush_dimension *dimension = &spec->dimensions[i];

		hush_buffer_byte(&out, '|');
		hush_label_value(spec, dimension, 1, HUSH_LABEL_LONG, &out);
		hush_buffer_byte(&out, '/');
		hush_label_value(spec, dimension, 1, HUSH_LABEL_SHORT, &out);
	}
	ck_assert_ptr_nonnull(strstr(out.bytes, "|2 ene/2 ene"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "|1 ene, 01:00/1 ene"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "|01:00/01"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "|martes/mar"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "|West/West"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "|Birch & 10th/Birch & 10th"));
	hush_buffer_release(&out);
}
END_TEST

/* 500 sites x 31 days x 24 hours: summed up, linked to, and small. */
START_TEST(large)
{
	open_spec(shape_large());
	ck_assert_uint_eq(shape.spec->tables[0].cells, 372000);
	shape_page(&shape, &page);
	ck_assert_uint_lt(page.length, 2000000);
	ck_assert(says("All 372,000 numbers as a file: <a href=\"tables/scans.csv\">tables/scans.csv</a> (CSV)</p>"));
	ck_assert(says("Of 500, the 20 with the highest estimates are shown; the noise has a part in which ones these are."));
	ck_assert(says("Of 500, the 24 with the highest estimates are shown"));
	ck_assert(says("9,300 of the 372,000 would still look different from zero"));
}
END_TEST

/* What does not fit is not drawn, and the page says so of every table. */
START_TEST(many_tables)
{
	open_spec(shape_many_tables());
	shape_page(&shape, &page);
	ck_assert_uint_lt(page.length, 2000000);
	ck_assert_uint_eq(times("<h3 id=\"t-"), 120);
	ck_assert_uint_eq(times("numbers as a file: "), 120);
	ck_assert_uint_gt(times("This table is not drawn here, to keep the page short."), 50);
	ck_assert_uint_lt(times("This table is not drawn here, to keep the page short."), 119);
}
END_TEST

/* 8,760 hours of a year in one row: no drawing has room for them, and the page says so. */
START_TEST(not_drawn)
{
	open_spec(shape_spec("\"id\": \"y\", \"title\": \"A year\", \"language\": \"en\", "
	                     "\"period\": {\"from\": \"2025-01-01\", \"to\": \"2026-01-01\"}",
	                     "\"scans\": {\"files\": [\"s.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}, "
	                     "\"time\": {\"column\": \"at\"}}",
	                     "\"hour\": {\"time\": \"hour\"}",
	                     "{\"name\": \"scans\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"hour\"], "
	                     "\"limits\": {\"cells\": 16, \"per_cell\": 2, \"origin\": \"policy\"}}"));
	shape_page(&shape, &page);
	ck_assert_uint_eq(times("This table is not drawn here, to keep the page short."), 1);
	ck_assert(says("All 8,760 numbers as a file: "));
	ck_assert_uint_lt(page.length, 100000);
}
END_TEST

static void set_sites(uint32_t table, int64_t north, int64_t south, int64_t river)
{
	shape.noisy->tables[table][0] = north;
	shape.noisy->tables[table][1] = south;
	shape.noisy->tables[table][2] = river;
}

/* Rates are rounded outward to what the noise leaves, faint where they may be zero, and absent where nothing can be said. */
START_TEST(rates)
{
	struct hush_rates made;
	struct hush_buffer text;
	int64_t half;

	open_spec(shape_rates("en"));
	half = hush_interval_half(&shape.plan->tables[0], 1);
	set_sites(0, 100 * half, -2 * half, 0);
	set_sites(1, 3000 * half, 3000 * half, 1);
	ck_assert_int_eq(hush_rates_make(&shape.release, 1, 3, &made, NULL), HUSH_OK); /* 0 is the mean */
	ck_assert(!made.percent && made.drawable);
	ck_assert_int_eq(made.cells[0].status, HUSH_QUOTIENT_PUBLISHED);
	ck_assert(!made.cells[0].faint);
	ck_assert_int_le(made.cells[0].low, made.cells[0].estimate);
	ck_assert_int_le(made.cells[0].estimate, made.cells[0].high);
	ck_assert(made.cells[1].faint); /* below zero, ranges and all: a rate of counts is not */
	ck_assert_int_lt(made.cells[1].high, 0);
	ck_assert_int_eq(made.cells[2].status, HUSH_QUOTIENT_TOO_NOISY);
	/* 33.333.. per thousand: half the range is at least five units of the last decimal, and at most fifty. */
	ck_assert_int_ge(made.cells[0].high - made.cells[0].low, 10);
	ck_assert_int_le(made.cells[0].high - made.cells[0].low, 102);
	ck_assert_int_eq(strncmp(made.cells[0].estimate_text, "33.3", 4), 0);
	hush_rates_free(&made);
	ck_assert_int_eq(hush_rates_make(&shape.release, 2, 1, &made, NULL), HUSH_OK);
	ck_assert(made.percent);
	hush_buffer_init(&text, 256);
	hush_rate_estimate(&hush_messages_en, &made, 0, &text);
	ck_assert_int_eq(strncmp(text.bytes, "50.0", 4), 0);
	ck_assert_ptr_nonnull(strstr(text.bytes, "\xC2\xA0%"));
	hush_buffer_release(&text);
	hush_rates_free(&made);
	shape_page(&shape, &page);
	ck_assert(says("1 of 3 can\xE2\x80\x99t be told from zero. Too noisy to be given: 1 of 3."));
	ck_assert(says("How often a scan is &lt;met&gt;"));
	ck_assert(says("What the readers &lt;saw&gt;"));
	ck_assert(says("<strong>site</strong>: Where &lt;the&gt; reader stands"));
	ck_assert(says("values outside 0 to 300 count as the nearer end, and each is first rounded down to a multiple of 10"));
	ck_assert(says("divided by \xE2\x80\x9C" "camera days\xE2\x80\x9D"));
	ck_assert(says("1.5 to under 1,000"));
	ck_assert(!says("[1.5"));
	ck_assert(says("January 2025"));
	ck_assert(says("All 3 numbers as a file: "));
	ck_assert(!says("All 1 numbers"));
	ck_assert(says("<strong>Not protected: vehicles.</strong>"));
	ck_assert(says("any one vehicle or user"));
	ck_assert(says("These limits were set by looking at data."));
	ck_assert(says("<p class=\"name\">Share of the north</p>"));
}
END_TEST

/* Small lines: what can't be told from zero is hollow, and said. */
START_TEST(small_lines)
{
	int64_t half;

	open_spec(shape_city("r", "en", 1));
	half = hush_interval_half(&shape.plan->tables[4], 1); /* vehicles by reader and day */
	set_all(4, 3 * half);
	shape.noisy->tables[4][5] = -2 * half; /* far below zero, and a count */
	for (int day = 0; day < 31; day++) {
		shape.noisy->tables[4][31 + day] = half;
	}
	shape_page(&shape, &page);
	ck_assert(says("; 1 of 31 can\xE2\x80\x99t be told from zero"));
	ck_assert(says("none of 31 can be told from zero"));
	ck_assert_uint_ge(times("<polyline class=\"l f\""), 1);
}
END_TEST

/* What is spent never looks like more than the budget, nor like all of it while something is left. */
START_TEST(balance)
{
	static const struct {
		const char *budget;
		const char *spent;
		const char *says;
	} cases[] = {{"0.0243164", "0.0243161", "rho 0.0243164 in all; used so far, this release included: 0.0243161 (more than 99\xC2\xA0%); left: 3e-7."},
	             {"0.0243164", "0.0243164", "rho 0.02432 in all; used so far, this release included: 0.02432 (100\xC2\xA0%); left: none."},
	             {"1/3", "0.1", "rho 0.3333 in all; used so far, this release included: 0.1 (30\xC2\xA0%); left: 0.2333."}};

	open_spec(shape_city("r", "en", 1));
	hush_buffer_init(&page, 16);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		hush_free(shape.accounts[0].budget_text);
		hush_free(shape.accounts[0].spent_text);
		shape.accounts[0].budget_text = hush_strdup(cases[i].budget);
		shape.accounts[0].spent_text = hush_strdup(cases[i].spent);
		hush_buffer_release(&page);
		shape_page(&shape, &page);
		ck_assert_msg(says(cases[i].says), "the page lacks: %s", cases[i].says);
	}
}
END_TEST

/* Draws the page with so much charged to every account. */
static void spend(const char *spent)
{
	for (uint32_t i = 0; i < shape.plan->account_count; i++) {
		hush_free(shape.accounts[i].spent_text);
		shape.accounts[i].spent_text = hush_strdup(spent);
	}
	hush_buffer_release(&page);
	shape_page(&shape, &page);
}

/* One release has one bound; all windows together have another. Nobody is told 100 %. */
START_TEST(odds)
{
	open_spec(shape_rates("en"));
	shape_page(&shape, &page);
	ck_assert(says("This ledger has charged no other release to that month so far"));
	ck_assert(!says("From all releases that this ledger"));
	ck_assert(says("% sure of which it was, except with probability"));
	ck_assert(!says("100.0 %"));
	spend("1/4");
	ck_assert(says("From all releases that this ledger has charged to that month so far, even odds could become at most"));
	spend("20");
	ck_assert(says("more than 99.9 %"));
	ck_assert(!says("100.0 %"));
}
END_TEST

static void expect_all(const char *const *texts)
{
	for (; *texts; texts++) {
		ck_assert_msg(says(*texts), "the page lacks: %s", *texts);
	}
}

/* Quantiles as percentages with what they reach; values that no list names; ages and weeks in their order. */
START_TEST(kinds)
{
	static const char *const texts[] = {
	    "<th scope=\"row\" class=\"n\">50\xC2\xA0% (median)</th>",
	    "<th scope=\"row\" class=\"n\">99.9\xC2\xA0%</th>",
	    "<th scope=\"row\" class=\"n\">12.5\xC2\xA0%</th>",
	    "What is given: quantiles of hours kept: at most 4 values per vehicle and month, those outside 0 to 1000 taken as",
	    "What is given: quantiles of n: ",
	    "How many values there are, noise included, as a file: <a href=\"tables/cameras.count.csv\">",
	    "Of each vehicle, at most 4 values count per month",
	    "This is a number of searches counted, at most 3 per vehicle and month; only with site: \xE2\x80\x9CNorth\xE2\x80\x9D, "
	    "\xE2\x80\x9CWest\xE2\x80\x9D. It may be off",
	    "A value is published only if its count, noise included, is ",
	    "A value is published, with all its counts, only if one of them, noise included, is ",
	    "has in a month stays hidden, except with probability 1 in ",
	    "The period cuts the first or the last week, or both: what is cut holds fewer days; do not compare it with the others.",
	    "scans counted, at most 2 per vehicle and month; held at the start of 1 February 2025",
	    "(CSV), <a href=\"tables/excel/held.csv\">tables/excel/held.csv</a> (CSV for Excel), <a href=\"tables/held.parquet\">",
	    NULL};
	const char *first;
	const char *second;

	open_spec(shape_kinds("en"));
	shape_page(&shape, &page);
	expect_all(texts);
	ck_assert(!says("e-1"));  /* no chance of 1.35e-10 */
	ck_assert(!says("In sources that are already counted")); /* there are none */
	ck_assert(!says("more than the first") && !says("less than the first")); /* no trend over weeks that are cut */
	/* Older scans do not come first, though there may be more of them. */
	first = strstr(page.bytes, "0 to 6 days</text>");
	second = strstr(page.bytes, "7 to 13 days</text>");
	ck_assert(first && second && first < second);
	ck_assert(first < strstr(page.bytes, "14 to 20 days</text>"));
	ck_assert(second < strstr(page.bytes, "21 days and more</text>"));
	/* Every value that is shown has a count that reaches the threshold. */
	for (uint64_t i = 0; i < 3; i++) {
		ck_assert_int_ge(shape.noisy->tables[6][i], (int64_t)shape.plan->tables[6].threshold);
	}
}
END_TEST

/* The sizes of the files that are there. */
START_TEST(sizes)
{
	static const struct {
		const char *name;
		size_t length;
	} files[] = {{"tables/held.csv", 999}, {"tables/held.parquet", 1001}, {"tables/by_week.csv", 2340000}};
	struct hush_bundle bundle = {0};
	struct hush_buffer bytes;

	open_spec(shape_kinds("en"));
	hush_buffer_init(&bytes, SIZE_MAX / 2);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		while (bytes.length < files[i].length) {
			hush_buffer_byte(&bytes, 'x');
		}
		ck_assert_int_eq(hush_bundle_add(&bundle, files[i].name, &bytes, NULL), HUSH_OK);
		hush_buffer_release(&bytes);
	}
	hush_buffer_init(&page, SIZE_MAX / 2);
	ck_assert_int_eq(hush_page_write(&shape.release, &bundle, &page, NULL), HUSH_OK);
	ck_assert(says("tables/held.csv</a> (CSV, 999 bytes)"));
	ck_assert(says("tables/held.parquet</a> (Parquet, 2 kB)"));
	ck_assert(says("tables/by_week.csv</a> (CSV, 2.4 MB)"));
	hush_bundle_free(&bundle);
}
END_TEST

/* What other ledgers tell is counted nowhere: the label says so, where there are any. */
START_TEST(beside)
{
	static const char *const others[] = {"0011223344556677", "8899aabbccddeeff"};

	open_spec(shape_kinds("en"));
	shape_page(&shape, &page);
	ck_assert(!says("Other ledgers"));
	hush_buffer_release(&page);
	shape.release.others = others;
	shape.release.other_count = 2;
	shape_page(&shape, &page);
	ck_assert(says("Other ledgers</th><td>Releases of other privacy ledgers stand beside this one."));
	ck_assert(says("Their ledgers: 0011223344556677, 8899aabbccddeeff."));
}
END_TEST

/* Rows of rates are sorted like those of counts, where their ranges tell them apart; what is not given comes last. */
START_TEST(sorted_rates)
{
	const char *first;
	const char *second;

	open_spec(shape_rates("en"));
	for (uint32_t i = 0; i < 3; i++) {
		shape.noisy->tables[0][i] = 1000 + 3000 * i;
		shape.noisy->tables[1][i] = 10000;
	}
	shape_page(&shape, &page);
	first = strstr(page.bytes, "id=\"q-2-g-w\"");
	ck_assert(first);
	second = strstr(first, ">North</text>");
	first = strstr(first, ">South</text>");
	ck_assert(first && second && first < second);
	ck_assert(says("not defined</text>"));
	hush_buffer_release(&page);
	for (uint32_t i = 0; i < 3; i++) {
		shape.noisy->tables[0][i] = 1000;
	}
	shape_page(&shape, &page);
	first = strstr(page.bytes, "id=\"q-2-g-w\"");
	ck_assert(first && strstr(first, ">North</text>") < strstr(first, ">South</text>"));
}
END_TEST

/* Periods within a month or a year are not said twice; chances between two whole ones are rounded up. */
START_TEST(short_words)
{
	static const struct {
		const char *from;
		const char *to;
		const char *english;
		const char *spanish;
	} periods[] = {{"2025-01-01", "2025-01-16", "1 to 15 January 2025", "del 1 al 15 de enero de 2025"},
	               {"2025-01-01", "2025-04-01", "1 January to 31 March 2025", "del 1 de enero al 31 de marzo de 2025"},
	               {"2024-12-30", "2025-01-06", "30 December 2024 to 5 January 2025", "del 30 de diciembre de 2024 al 5 de enero de 2025"},
	               {"2024-01-15", "2025-01-07", "15 January 2024 to 6 January 2025", "del 15 de enero de 2024 al 6 de enero de 2025"},
	               {"2025-01-06", "2025-01-07", "6 January 2025", "6 de enero de 2025"}};
	static const char *const chances[][2] = {
	    {"1e-9", "1 in 1,000,000,000"}, {"1/7428571429", "1 in 7,428,571,429"}, {"2/14857142859", "1 in 7,420,000,000"}, {"2/3", "0.667"}};

	open_spec(shape_rates("en")); /* for teardown */
	hush_buffer_init(&page, 4096);
	for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
		for (int language = 0; language < 2; language++) {
			hush_day from;
			hush_day to;

			hush_day_parse(periods[i].from, 10, &from);
			hush_day_parse(periods[i].to, 10, &to);
			hush_buffer_clear(&page);
			hush_figures_period(&page, language ? &hush_messages_es : &hush_messages_en, from, to);
			ck_assert_str_eq(page.bytes, language ? periods[i].spanish : periods[i].english);
		}
	}
	for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
		struct hush_rational chance;

		hush_rational_init(&chance);
		if (strchr(chances[i][0], '/')) {
			mpq_set_str(chance.q, chances[i][0], 10);
			mpq_canonicalize(chance.q);
		} else {
			ck_assert(hush_rational_parse(&chance, chances[i][0]));
		}
		hush_buffer_clear(&page);
		hush_words_chance(&hush_messages_en, &chance, &page);
		ck_assert_str_eq(page.bytes, chances[i][1]);
		hush_rational_clear(&chance);
	}
}
END_TEST

/* A draft says what it is on every part, and points to no file. */
START_TEST(draft)
{
	open_spec(shape_city("r", "en", 1));
	shape_page(&shape, &page);
	ck_assert(!says("invented"));
	ck_assert(!says("noindex"));
	hush_buffer_release(&page);
	shape.release.draft = true;
	shape_page(&shape, &page);
	ck_assert_uint_eq(times("<p class=\"draft\">"), 2);
	ck_assert(says("content:\"DRAFT, invented\""));
	ck_assert(says(hush_page_draft_mark));
	ck_assert(!says("href=\"tables/"));
	ck_assert(!says("href=\"release.json"));
}
END_TEST

/* Months side by side: only what counts the same in the same way. */
START_TEST(comparable)
{
	struct shape other;
	char *spec = shape_city("s", "es", 2);

	open_spec(shape_city("r", "en", 1));
	shape_open(&other, spec);
	hush_free(spec);
	hush_buffer_init(&page, 16);
	ck_assert(hush_archive_comparable(&shape.release, 0, &other.release, 0));
	ck_assert(!hush_archive_comparable(&shape.release, 0, &other.release, 1));
	ck_assert(!hush_archive_comparable(&shape.release, 3, &other.release, 3)); /* vehicles of several sites */
	ck_assert(hush_archive_comparable(&shape.release, 6, &other.release, 6));  /* vehicles in all */
	other.plan->tables[0].sensitivity.l1++;
	ck_assert(!hush_archive_comparable(&shape.release, 0, &other.release, 0));
	other.plan->tables[0].sensitivity.l1--;
	other.spec->publisher[0]++; /* another agency */
	ck_assert(!hush_archive_comparable(&shape.release, 0, &other.release, 0));
	other.spec->publisher[0]--;
	ck_assert(hush_archive_comparable(&shape.release, 0, &other.release, 0));
	other.spec->dimensions[other.spec->tables[0].by[0]].values.names[2][0] = 'x';
	ck_assert(!hush_archive_comparable(&shape.release, 0, &other.release, 0));
	shape_close(&other);
}
END_TEST

static unsigned long allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

/* The Nth allocation fails: HUSH_E_MEMORY, for the page and for the archive. The sanitizer watches for leaks. */
START_TEST(short_of_memory)
{
	const struct hush_release *releases[1];
	unsigned long n = 0;

	open_spec(_i == 0 ? shape_city("r", "en", 1) : _i == 1 ? shape_kinds("en") : shape_rates("en"));
	releases[0] = &shape.release;
	for (int part = 0; part < 2; part++) {
		hush_status status = HUSH_E_MEMORY;

		for (n = 0; status != HUSH_OK; n = n < 300 ? n + 1 : n + 53) {
			hush_buffer_init(&page, SIZE_MAX / 2);
			allowed = n;
			hush_memory_gate(gate);
			status = part == 0 ? hush_page_write(&shape.release, NULL, &page, NULL) : hush_archive_write(releases, 1, &page, NULL);
			hush_memory_gate(NULL);
			ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
			hush_buffer_release(&page);
		}
		ck_assert_uint_gt(n, part == 0 ? 300 : 10);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("page");
	TCase *tests = tcase_create("page");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, marginals);
	tcase_add_test(tests, order);
	tcase_add_test(tests, names_are_text);
	tcase_add_test(tests, one_total_per_source);
	tcase_add_test(tests, noise_is_not_news);
	tcase_add_test(tests, trend);
	tcase_add_test(tests, many_numbers);
	tcase_add_test(tests, labels);
	tcase_add_test(tests, large);
	tcase_add_test(tests, many_tables);
	tcase_add_test(tests, not_drawn);
	tcase_add_test(tests, rates);
	tcase_add_test(tests, small_lines);
	tcase_add_test(tests, balance);
	tcase_add_test(tests, odds);
	tcase_add_test(tests, kinds);
	tcase_add_test(tests, sizes);
	tcase_add_test(tests, beside);
	tcase_add_test(tests, sorted_rates);
	tcase_add_test(tests, short_words);
	tcase_add_test(tests, draft);
	tcase_add_test(tests, comparable);
	tcase_add_loop_test(tests, short_of_memory, 0, 3);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
