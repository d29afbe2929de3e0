/* Canonical forms: what is one car, what is nobody, and that a canonical form is its own canonical form. */
#include "fixture.h"

#include "base/memory.h"
#include "read/plate.h"

static void is(enum hush_form form, const char *text, const char *wanted)
{
	size_t length = strlen(text);
	char *out = hush_malloc(length); /* exactly the room that is promised to suffice */
	size_t made = hush_plate_canonical(form, text, length, out);

	ck_assert_msg(made == strlen(wanted) && memcmp(out, wanted, made) == 0, "\"%s\" becomes \"%.*s\", not \"%s\"", text,
	              (int)made, out, wanted);
	hush_free(out);
}

START_TEST(forms)
{
	is(HUSH_FORM_EXACT, " aB-1 2.c\t", "aB-1 2.c");
	is(HUSH_FORM_PLATE, " aB-1 2.c\t", "AB12C");
	is(HUSH_FORM_PLATE,
	   "ab\xC2\xB7"
	   "12",
	   "AB12"); /* middle dot */
	is(HUSH_FORM_PLATE,
	   "ab\xE2\x80\x90"
	   "1\xE2\x80\x95"
	   "2\xE2\x88\x92"
	   "3",
	   "AB123"); /* U+2010, U+2015, U+2212 */
	is(HUSH_FORM_PLATE, "\xEF\xBC\xA1\xEF\xBD\x82\xEF\xBC\x91\xEF\xBC\x8D\xEF\xBC\x92", "AB12"); /* full-width */
	is(HUSH_FORM_PLATE, "\xEF\xBC\x81\xEF\xBD\x9E", "!~"); /* U+FF01, U+FF5E: the ends of the range */
	is(HUSH_FORM_PLATE, "\xEF\xBD\x9F", "\xEF\xBD\x9F");   /* U+FF5F is beyond it */
	is(HUSH_FORM_PLATE,
	   "ab\xC2\xA0"
	   "12\xE2\x80\x8B",
	   "AB12"); /* blanks that do not look like one */
	is(HUSH_FORM_PLATE, "m\xC3\xBC-x 1",
	   "M\xC3\xBC"
	   "X1"); /* other letters stay as they are */
	is(HUSH_FORM_PLATE,
	   "\xF0\x9F\x9A\x97"
	   "1",
	   "\xF0\x9F\x9A\x97"
	   "1");
	is(HUSH_FORM_PLATE, "ODQ0ILZSBG", "ODQ0ILZSBG");
	is(HUSH_FORM_LOOKALIKE, "odq0 il1 z2 s5 b8 g6",
	   "0000"
	   "111"
	   "22"
	   "55"
	   "88"
	   "66");
	is(HUSH_FORM_LOOKALIKE,
	   "ACEFHJKMNPRTUVWXY34"
	   "79",
	   "ACEFHJKMNPRTUVWXY34"
	   "79");
	is(HUSH_FORM_LOOKALIKE, "\xEF\xBC\xAF\xEF\xBD\x91", "00");
}
END_TEST

START_TEST(nobody)
{
	static const char *const none[] = {"[redacted]", "(N/A)", "<null>", "[***]", "",    " ", "\t ",        "NA",       "na",      "N/A",  "Null",
	                                   "***", "*", " redacted ", "REDACTED", "Unknown", "*****"};
	static const char *const none_folded[] = {
	    "-",       "- .",     "n-a", "N / A", "\xE2\x80\x94", "R.E.D.A.C.T.E.D", "* * *", "\xEF\xBC\xAE\xEF\xBC\xA1",
	    "N U L L", "un-known"};
	static const char *const some[] = {"[NAA]", "[NA", "(NA]", "[]", "NAA", "N", "NUL", "NULL1", "N/A1", "*A*", "UNKNOWNS"};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		is(HUSH_FORM_EXACT, none[i], "");
		is(HUSH_FORM_PLATE, none[i], "");
		is(HUSH_FORM_LOOKALIKE, none[i], "");
	}
	for (size_t i = 0; i < sizeof none_folded / sizeof none_folded[0]; i++) {
		is(HUSH_FORM_EXACT, none_folded[i], none_folded[i]);
		is(HUSH_FORM_PLATE, none_folded[i], "");
		is(HUSH_FORM_LOOKALIKE, none_folded[i], "");
	}
	for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
		is(HUSH_FORM_EXACT, some[i], some[i]);
		is(HUSH_FORM_PLATE, some[i], some[i]);
	}
}
END_TEST

START_TEST(canonical_forms_are_canonical)
{
	static const char *const letters[] = {"a",
	                                      "A",
	                                      "N",
	                                      "/",
	                                      "*",
	                                      "o",
	                                      "0",
	                                      "Q",
	                                      "L",
	                                      "1",
	                                      "z",
	                                      "S",
	                                      "b",
	                                      "G",
	                                      "-",
	                                      ".",
	                                      " ",
	                                      "\t",
	                                      "\xC2\xB7",
	                                      "\xC3\xBC",
	                                      "\xE2\x80\x91",
	                                      "\xEF\xBC\x8D",
	                                      "\xEF\xBC\xAE",
	                                      "\xEF\xBC\xA1",
	                                      "\xEF\xBC\x8F",
	                                      "\xF0\x9F\x9A\x97",
	                                      "",
	                                      "\xE3\x80\x80"};
	enum { COUNT = sizeof letters / sizeof letters[0] };

	for (int form = HUSH_FORM_EXACT; form <= HUSH_FORM_LOOKALIKE; form++) {
		for (size_t i = 0; i < (size_t)COUNT * COUNT * COUNT; i++) {
			char text[16];
			char once[16];
			char twice[16];
			size_t length = (size_t)snprintf(text, sizeof text, "%s%s%s", letters[i % COUNT],
			                                 letters[i / COUNT % COUNT], letters[i / COUNT / COUNT]);
			size_t made = hush_plate_canonical((enum hush_form)form, text, length, once);
			size_t again;

			ck_assert_uint_le(made, length);
			if (made > 0) {
				again = hush_plate_canonical((enum hush_form)form, once, made, twice);
				ck_assert_msg(again == made && memcmp(once, twice, made) == 0, "form %d of \"%s\"", form, text);
			}
		}
	}
}
END_TEST

/* A coarser form never tells apart what a finer one has made one. */
START_TEST(forms_only_merge)
{
	static const char *const letters[] = {"a", "A", "N", "o", "0", "-", " ", "\xEF\xBC\xAF", "U", "L", "/"};
	enum { COUNT = sizeof letters / sizeof letters[0] };

	for (size_t i = 0; i < (size_t)COUNT * COUNT * COUNT * COUNT; i++) {
		char text[16];
		char plate[16];
		char direct[16];
		char through[16];
		size_t length = (size_t)snprintf(text, sizeof text, "%s%s%s%s", letters[i % COUNT], letters[i / COUNT % COUNT],
		                                 letters[i / COUNT / COUNT % COUNT], letters[i / COUNT / COUNT / COUNT]);
		size_t made = hush_plate_canonical(HUSH_FORM_PLATE, text, length, plate);
		size_t one = hush_plate_canonical(HUSH_FORM_LOOKALIKE, text, length, direct);
		size_t two = made ? hush_plate_canonical(HUSH_FORM_LOOKALIKE, plate, made, through) : 0;

		ck_assert_msg(one == two && memcmp(direct, through, one) == 0, "\"%s\"", text);
	}
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {forms, nobody, canonical_forms_are_canonical, forms_only_merge};

	return run_cases("plate", cases, sizeof cases / sizeof cases[0]);
}
