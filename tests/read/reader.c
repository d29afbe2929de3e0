/*
 * reader: the whole way from a file to records, against libcsv alone, wherever the file is cut into pieces.
 *
 *     test-read-reader [LONGEST]    every string of up to LONGEST symbols as lines; 4 unless told
 */
#include "reference.h"

#define HEADER "t,p,x\n"
#define T "2025-01-02T03:04:05,"

static size_t longest = 4;

static struct hush_spec *load(const char *form)
{
	char json[2048];

	snprintf(json, sizeof json,
	         SPEC_HEAD("2025-01-01", "2025-02-01", "week") "\"sources\": {\"s\": {\"files\": [\"f.csv\"], \"entity\": "
	                                                       "{\"vehicle\": [\"p\"], \"form\": \"%s\"}, \"time\": "
	                                                       "{\"column\": \"t\"}}}, \"dimensions\": {\"site\": "
	                                                       "{\"column\": \"x\", \"values\": [\"a\", \"aa\", \"\xC3\xA9\", "
	                                                       "\"a a\", \"a,a\", \"a\\\"a\", \"north gate 7\"], \"origin\": "
	                                                       "\"policy\"}}, \"tables\": [{\"name\": \"t\", \"source\": "
	                                                       "\"s\", \"measure\": \"rows\", \"by\": [\"site\"], " LIMITS
	                                                       "}]}",
	         form);
	return load_spec(json);
}

/* The text as a plain file, in pieces of each of the sizes. */
static void check_plain(const struct hush_spec *spec, const char *text, size_t length, const size_t *pieces, size_t count,
                        const char *what)
{
	struct story wanted;
	char *file = malloc(length + sizeof HEADER);

	memcpy(file, HEADER, sizeof HEADER - 1);
	memcpy(file + sizeof HEADER - 1, text, length);
	put_bytes("f.csv", file, length + sizeof HEADER - 1);
	free(file);
	read_slowly(spec, text, length, &wanted);
	for (size_t i = 0; i < count; i++) {
		struct story got;
		hush_error err = {0};

		ck_assert_msg(read_with(spec, pieces[i], &got, &err) == HUSH_OK, "%s", err.message);
		compare_stories(&wanted, &got, what, pieces[i]);
		free(got.text);
	}
	free(wanted.text);
}

/* -- a corpus, cut at every place -------------------------------------------------------------------------------------- */

static const char corpus[] =
    T "AB 12,a\n" T "\"AB-12\",\"aa\"\n" T " ab12 ,\ta \r\n\n  \t \n\r\n" T "\"AB\"\"12\",\"a\"\"a\"\n" T
    "AB\"12,a\n" T "\"AB12,a\n" T "AB12,\"a\"x\n" T "AB12,\xC3\xA9\n" T "\xEF\xBC\xA1\xEF\xBC\xA2 12,\xC3\xA9\r\n" T
    "AB12\xFF,a\n" T "AB12,\xC3\n" T "AB12,a,\n" T "AB12\n,,\n" T ",a\n" T "null,a\n" T "NULLS,a\n" T "***,a\n" T
    "R1,aa\n" T "N-A,a\nt,p,x\n\"t\",p,x\nNA,A,a\n***,A,a\n" T "A,NA\n" T "A, [redacted] \n" T "(n/a),a\n" T "a very long plate that no packed key can hold,north gate 7\n" T
    "ABCDEFGHIJKLMNO,a\n" T "ABCDEFGHIJKLMNOP,a\n" T "ABCDEFG,north gate 7\n" T "ABCDEFGH,north gate 8\n" T
    "AB12,\"a,a\"\n" T "AB12,a\r\r\n" T "AB12,a\rx\n"
    "2025-01-02 03:04:05,A,a\n2025-01-02T03:04,A,a\n2025-01-02T24:00:00,A,a\n2025-01-02T03:60:00,A,a\n"
    "2025-01-02T03:04:60,A,a\n2025-01-02T03:04:05Z,A,a\n2025-01-01T05:04:05Z,A,a\n2025-01-01T08:00:00Z,A,a\n"
    "2025-02-01T07:59:59Z,A,a\n2025-02-01T08:00:00Z,A,a\n2025-01-31T23:59:59,A,a\n2024-12-31T23:59:59,A,a\n"
    "2025-01-02T03:04:05.25,A,a\n2025-01-02T03:04:05.Z,A,a\n2025-01-02T03:04:05,250Z,A,a\n"
    "2025-01-02T03:04:05+01:00,A,a\n2025-01-02T03:04:05-0800,A,a\n2025-01-02T03:04:05+19:00,A,a\n"
    "2025-02-30T03:04:05,A,a\n2025-1-02T03:04:05,A,a\n2O25-01-02T03:04:05,A,a\n2025-01-02T0:04:055,A,a\n"
    "2025-01-02T03:04:05 Z,A,a\n2025-01-02t03:04:05z,A,a\n2025-01-02x03:04:05,A,a\n2025-01-02T03:04:0:,A,a\n" T
    "without a feed at the end,a";

START_TEST(wherever_the_file_is_cut)
{
	static const char *const forms[] = {"plate", "exact", "lookalike"};
	static size_t pieces[512];
	size_t count = 0;

	/* A piece of n bytes cuts at every multiple of n. */
	for (size_t i = 1; i < 250; i++) {
		pieces[count++] = i;
	}
	for (size_t i = 250; i < sizeof corpus + 10; i += 37) {
		pieces[count++] = i;
	}
	pieces[count++] = HUSH_PIECE;
	for (size_t f = 0; f < 3; f++) {
		struct hush_spec *spec = load(forms[f]);

		check_plain(spec, corpus, sizeof corpus - 1, pieces, f == 0 ? count : 20, forms[f]);
		hush_spec_free(spec);
	}
}
END_TEST

START_TEST(the_corpus_has_every_reason)
{
	struct hush_spec *spec = load("plate");
	struct story story;

	read_slowly(spec, corpus, sizeof corpus - 1, &story);
	for (int i = 0; i < HUSH_REASON_COUNT; i++) {
		if (i != HUSH_LEFT_LONG && i != HUSH_LEFT_KEY && i != HUSH_LEFT_COUNT) {
			ck_assert_msg(story.tally.by_reason[i] > 0, "%s", hush_reason_name((enum hush_reason)i));
		}
	}
	ck_assert_uint_gt(story.tally.by_reason[HUSH_KEPT], 15);
	free(story.text);
	hush_spec_free(spec);
}
END_TEST

/* A line that is not like the others, or several of them, at every place about the ends of batches. */
START_TEST(batches_end_anywhere)
{
	static const char *const odd[] = {T "\"AB12\",\"aa\"",  T "\"AB\"\"12\",a", T "\"AB12,a",  T "AB12,\xC3\xA9", T "AB12\xFF,a",
	                                  T " ab-12 ,\ta \r",    T "AB12",             T "AB12,a,",   "",                 " \t",
	                                  "t,p,x",               "2025-02-30T00:00:00,A,a", "2024-01-02T03:04:05,A,a", ",A,a", T ",a",
	                                  T "***,a",             T "A,nowhere",        T "A,",
	                                  T "a very long plate that no packed key can hold,a", T "another long plate,aa", T "A,a\r"};
	enum { KINDS = sizeof odd / sizeof odd[0], LINES = 2 * HUSH_RECORDS_MOST + 5 };
	static const size_t pieces[] = {HUSH_PIECE, 1500};
	static char text[LINES * 80];
	struct hush_spec *spec = load("plate");

	for (uint32_t kind = 0; kind < KINDS; kind++) {
		for (uint32_t place = 0; place < LINES; place += place < 2 || place % HUSH_RECORDS_MOST > HUSH_RECORDS_MOST - 4 ||
		                                                 place % HUSH_RECORDS_MOST < 2 ? 1 : HUSH_RECORDS_MOST / 2 - 3) {
			size_t used = 0;

			for (uint32_t line = 0; line < LINES; line++) {
				if (line == place || line == place + 1) {
					used += (size_t)sprintf(text + used, "%s\n", odd[(kind + (line - place) * place) % KINDS]);
				} else {
					used += (size_t)sprintf(text + used, T "P%u,%s\n", line, line % 3 ? "a" : "aa");
				}
			}
			check_plain(spec, text, used, pieces, 2, odd[kind]);
		}
	}
	hush_spec_free(spec);
}
END_TEST

START_TEST(packed_files_give_the_same)
{
	static unsigned char packed[1 << 20];
	static const size_t pieces[] = {1, 2, 3, 5, 17, 64, 100, 1000, 100000};
	struct hush_spec *spec = load("plate");
	size_t length = sizeof HEADER - 1 + sizeof corpus - 1;
	char *file = malloc(length);
	struct story wanted;

	memcpy(file, HEADER, sizeof HEADER - 1);
	memcpy(file + sizeof HEADER - 1, corpus, sizeof corpus - 1);
	read_slowly(spec, corpus, sizeof corpus - 1, &wanted);
	for (int kind = 0; kind < 2; kind++) {
		size_t used = kind ? pack_zstd(file, length, packed, sizeof packed) : pack_gzip(file, length, packed, sizeof packed);

		put_bytes("f.csv", packed, used);
		for (size_t i = 0; i < 2 * sizeof pieces / sizeof pieces[0]; i++) {
			struct story got;

			read_ahead = i % 2 == 1;
			ck_assert_int_eq(read_with(spec, pieces[i / 2], &got, NULL), HUSH_OK);
			compare_stories(&wanted, &got, kind ? "zstd" : "gzip", pieces[i / 2]);
			free(got.text);
		}
	}
	free(wanted.text);
	free(file);
	hush_spec_free(spec);
}
END_TEST

/* Lines about the limit, alone and among others, first and last, with and without a feed, plain and packed. */
START_TEST(long_lines)
{
	static const long about[] = {-2, -1, 0, 1, 2, 5000, HUSH_LINE_LIMIT};
	static const size_t pieces[] = {4096, HUSH_PIECE, HUSH_PIECE_MOST};
	static unsigned char packed[1 << 20];
	struct hush_spec *spec = load("exact");
	static char text[8 << 20];

	for (size_t a = 0; a < sizeof about / sizeof about[0]; a++) {
		for (int shape = 0; shape < 8; shape++) {
			size_t wide = (size_t)(HUSH_LINE_LIMIT + about[a]);
			size_t used = 0;
			struct story wanted;

			if (shape & 1) {
				used += (size_t)sprintf(text + used, T "before,a\n");
			}
			memset(text + used, 'y', wide);
			memcpy(text + used, T, sizeof T - 1);
			memcpy(text + used + 300, ",a", 2); /* a field far too long to be a value, if the line is read */
			text[used + 200] = ',';
			used += wide;
			if (shape & 2) {
				text[used++] = '\n';
				used += (size_t)sprintf(text + used, T "after,a\n");
			}
			check_plain(spec, text, used, pieces, shape & 4 ? 3 : 1, "long line");
			if (shape & 4) {
				struct story got;
				char *file = malloc(used + sizeof HEADER);
				size_t size;

				memcpy(file, HEADER, sizeof HEADER - 1);
				memcpy(file + sizeof HEADER - 1, text, used);
				size = pack_zstd(file, used + sizeof HEADER - 1, packed, sizeof packed);
				put_bytes("f.csv", packed, size);
				read_slowly(spec, text, used, &wanted);
				ck_assert_int_eq(read_with(spec, 4096, &got, NULL), HUSH_OK);
				compare_stories(&wanted, &got, "long line, packed", 4096);
				free(got.text);
				free(wanted.text);
				free(file);
			}
		}
	}
	hush_spec_free(spec);
}
END_TEST

/* -- every short string --------------------------------------------------------------------------------------------------- */

START_TEST(every_short_string_as_lines)
{
	static const char *const symbols[] = {"a", ",", "\"", "\r", "\n", " ", "\t", "\0", "\xC3\xA9"};
	enum { SYMBOLS = sizeof symbols / sizeof symbols[0], BATCH = 200000 };
	static const size_t pieces[] = {HUSH_PIECE, 4099};
	struct hush_spec *spec = load("exact");
	static char text[BATCH * 64];

	for (size_t length = 0; length <= longest; length++) {
		size_t total = 1;
		size_t used = 0;

		for (size_t i = 0; i < length; i++) {
			total *= SYMBOLS;
		}
		for (size_t number = 0; number < total; number++) {
			size_t rest = number;

			used += (size_t)sprintf(text + used, T "P,"); /* with two fields before it, a string can be a good row's end, */
			for (size_t i = 0; i < length; i++, rest /= SYMBOLS) {
				const char *symbol = symbols[rest % SYMBOLS];
				size_t size = *symbol ? strlen(symbol) : 1;

				memcpy(text + used, symbol, size);
				used += size;
			}
			text[used++] = '\n';
			used += (size_t)sprintf(text + used, T); /* and with one before it a row's last two fields */
			rest = number;
			for (size_t i = 0; i < length; i++, rest /= SYMBOLS) {
				const char *symbol = symbols[rest % SYMBOLS];
				size_t size = *symbol ? strlen(symbol) : 1;

				memcpy(text + used, symbol, size);
				used += size;
			}
			text[used++] = '\n';
			if ((number + 1) % (BATCH / 2) == 0 || number + 1 == total) {
				check_plain(spec, text, used, pieces, longest > 4 ? 1 : 2, "short strings");
				used = 0;
			}
		}
	}
	hush_spec_free(spec);
}
END_TEST

/* -- files made by chance ------------------------------------------------------------------------------------------------- */

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

/* Parts of the corpus in any order, with bytes changed, left out and put in. */
START_TEST(files_made_by_chance)
{
	static const char odd[] = ",\"\r\n \tA9a:-TZ.*\0\xC3\xA9\xFF";
	struct hush_spec *spec = load("plate");
	uint64_t state = 20250131;
	char text[4096];

	for (int round = 0; round < 100; round++) {
		size_t pieces[3];
		size_t used = 0;

		while (used < 2000 && dice(&state, 12) > 0) {
			size_t from = dice(&state, sizeof corpus - 2);
			size_t size = 1 + dice(&state, 200);

			size = size < sizeof corpus - 1 - from ? size : sizeof corpus - 1 - from;
			memcpy(text + used, corpus + from, size);
			used += size;
		}
		for (uint32_t i = dice(&state, 20); used > 0 && i > 0; i--) {
			text[dice(&state, (uint32_t)used)] = odd[dice(&state, sizeof odd - 1)];
		}
		pieces[0] = 1 + dice(&state, 64);
		pieces[1] = 1 + dice(&state, 1000);
		pieces[2] = HUSH_PIECE;
		check_plain(spec, text, used, pieces, 3, "by chance");
	}
	hush_spec_free(spec);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const quick[] = {the_corpus_has_every_reason, wherever_the_file_is_cut, batches_end_anywhere,
	                              packed_files_give_the_same,
	                              long_lines, every_short_string_as_lines, files_made_by_chance};
	const TTest *const exhaustive[] = {every_short_string_as_lines};

	if (argc > 1) {
		longest = (size_t)atoi(argv[1]);
		return run_cases("reader", exhaustive, 1);
	}
	return run_cases("reader", quick, sizeof quick / sizeof quick[0]);
}
