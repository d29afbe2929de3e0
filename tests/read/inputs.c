/* Inputs: which files are found, and every refusal that is allowed before a charge. */
#include "specs.h"

#include "base/memory.h"
#include "read/inputs.h"

#define HEADER "read_at,state,plate,camera\n"

static hush_error err;

static hush_status check_files(const char *files, struct hush_inputs **inputs)
{
	struct hush_spec *spec = load_scans(files, ",");
	hush_status status;

	err = (hush_error){0};
	status = hush_inputs_check(spec, inputs, &err);
	if (status != HUSH_OK) {
		ck_assert_int_eq(err.status, status);
		ck_assert_int_eq(hush_inputs_check(spec, inputs, NULL), status); /* the status does not need an error */
	}
	hush_spec_free(spec);
	return status;
}

static void expect_files(const char *files, const char *wanted)
{
	struct hush_inputs *inputs = NULL;
	char got[1000] = "";

	ck_assert_msg(check_files(files, &inputs) == HUSH_OK, "%s: %s", files, err.message);
	for (uint32_t i = 0; i < hush_inputs_file_count(inputs, 0); i++) {
		const char *path = hush_inputs_file(inputs, 0, i);

		ck_assert_int_eq(strncmp(path, folder, strlen(folder)), 0);
		strcat(got, path + strlen(folder) + 1);
		strcat(got, " ");
	}
	ck_assert_str_eq(got, wanted);
	hush_inputs_free(inputs);
}

/* A file with these bytes is refused, and what is said names no more than it should. */
static void expect_refusal(const char *bytes, size_t length, hush_status wanted, const char *message, const char *hint)
{
	struct hush_inputs *inputs = NULL;
	unsigned char packed[4096];

	for (int round = 0; round < 3; round++) {
		if (round == 0) {
			put_bytes("f.csv", bytes, length);
		} else {
			put_bytes("f.csv", packed,
			          round == 1 ? pack_gzip(bytes, length, packed, sizeof packed)
			                     : pack_zstd(bytes, length, packed, sizeof packed));
		}
		ck_assert_int_eq(check_files("\"f.csv\"", &inputs), wanted);
		ck_assert_ptr_null(inputs);
		ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
		ck_assert_msg(strstr(err.hint, hint) != NULL, "%s", err.hint);
		ck_assert_ptr_nonnull(strstr(err.file, "f.csv"));
	}
}

static void refuse_text(const char *text, const char *message, const char *hint)
{
	expect_refusal(text, strlen(text), HUSH_E_HEADER, message, hint);
}

START_TEST(files_are_found_sorted_and_once)
{
	put_text("b.csv", HEADER);
	put_text("a.csv", HEADER);
	put_text("c[1].csv", HEADER);
	put_text(".hidden.csv", "nothing");
	ck_assert_int_eq(symlink("a.csv", path_of("z.csv")), 0);
	ck_assert_int_eq(mkdir(path_of("sub"), 0700), 0);
	put_text("sub/a.csv", HEADER);
	put_text("h.csv", HEADER);
	{ /* a hard link is the same file as well */
		char *link_path = strdup(path_of("i.csv"));

		ck_assert_int_eq(link(path_of("h.csv"), link_path), 0);
		free(link_path);
	}
	expect_files("\"h.csv\", \"i.csv\"", "h.csv ");
	ck_assert_int_eq(unlink(path_of("h.csv")), 0);
	ck_assert_int_eq(unlink(path_of("i.csv")), 0);
	expect_files("\"b.csv\", \"a.csv\"", "a.csv b.csv ");
	expect_files("\"*.csv\"", "a.csv b.csv c[1].csv ");
	expect_files("\"[ab].csv\", \"a.csv\", \"./b.csv\"", "./b.csv a.csv ");
	expect_files("\"c[1].csv\"", "c[1].csv "); /* a file of just this name */
	expect_files("\"z.csv\"", "z.csv ");
	expect_files("\"*/a.csv\", \"sub/../b.csv\"", "sub/../b.csv sub/a.csv ");
}
END_TEST

START_TEST(a_folder_with_pattern_characters_is_only_a_folder)
{
	char plain[sizeof folder];
	size_t length;

	memcpy(plain, folder, sizeof plain);
	ck_assert_int_eq(mkdir(path_of("d[1]*?\\x"), 0700), 0);
	length = strlen(folder);
	memcpy(folder + length, "/d[1]*?\\x", 10);
	put_text("a.csv", HEADER);
	expect_files("\"*.csv\"", "a.csv ");
	memcpy(folder, plain, sizeof plain);
}
END_TEST

START_TEST(missing_files)
{
	struct hush_inputs *inputs = NULL;

	ck_assert_int_eq(check_files("\"none.csv\"", &inputs), HUSH_E_NO_INPUT);
	ck_assert_ptr_nonnull(strstr(err.file, "none.csv"));
	ck_assert_str_ne(err.hint, "");
	ck_assert_int_eq(check_files("\"none-*.csv\"", &inputs), HUSH_E_NO_INPUT);
	ck_assert_ptr_nonnull(strstr(err.message, "none-*.csv"));
	ck_assert_int_eq(check_files("\"nowhere/*.csv\"", &inputs), HUSH_E_NO_INPUT);
	put_text("a.csv", HEADER);
	ck_assert_int_eq(check_files("\"a.csv\", \"b*\"", &inputs), HUSH_E_NO_INPUT);
	ck_assert_int_eq(check_files("\"a.csv/b.csv\"", &inputs), HUSH_E_NO_INPUT);
	ck_assert_int_eq(mkdir(path_of("dir.csv"), 0700), 0);
	ck_assert_int_eq(check_files("\"*.csv\"", &inputs), HUSH_E_NO_INPUT);
	ck_assert_ptr_nonnull(strstr(err.message, "folder"));
	put_text("dir.csv/empty", "");
	ck_assert_int_eq(check_files("\"dir.csv/empty\"", &inputs), HUSH_E_NO_INPUT);
	ck_assert_ptr_nonnull(strstr(err.message, "empty"));
	if (geteuid() != 0) {
		ck_assert_int_eq(chmod(path_of("a.csv"), 0), 0);
		ck_assert_int_eq(check_files("\"a.csv\"", &inputs), HUSH_E_PERMISSION);
		ck_assert_int_eq(mkdir(path_of("closed"), 0), 0);
		ck_assert_int_eq(check_files("\"closed/*\"", &inputs), HUSH_E_PERMISSION);
		ck_assert_int_eq(check_files("\"closed/a.csv\"", &inputs), HUSH_E_PERMISSION);
	}
	ck_assert_ptr_null(inputs);
}
END_TEST

START_TEST(headers_that_do_not_fit)
{
	static char text[3000];

	refuse_text("read_at,state,camera\n", "no column \"plate\"", "\"state\"");
	refuse_text("read_at,x,camera\n", "no column \"state\"", "separator");
	refuse_text("read_at,state,Plate,camera\n", "no column \"plate\"", "\"Plate\"");
	refuse_text("read_at,state,plates,camera\n", "no column \"plate\"", "\"plates\"");
	refuse_text("read_at;state;plate;camera\n", "no column \"state\"", "separator");
	refuse_text("state,plate,camera\n", "no column \"read_at\"", "");
	refuse_text("read_at,state,plate\n", "no column \"camera\"", "");
	refuse_text("read_at,state,plate,camera,plate\n", "\"plate\" twice", "rename");
	refuse_text("read_at,state,plate,\"camera\n", "not one row", "quote");
	refuse_text("read_at,state,pl\"ate,camera\n", "not one row", "quote");
	refuse_text("read_at,state,plate,camera\rx,y,z,w\r", "not one row", "line feed");
	refuse_text("\n" HEADER, "empty", "first line");
	refuse_text("  \t\r\n" HEADER, "empty", "first line");
	refuse_text("\xEF\xBB\xBF", "no header line", "");
	refuse_text("read_at,state,plate,camera,\xFC"
	            "ber\n",
	            "UTF-8", "UTF-8");
	expect_refusal("read_at,state,plate,camera,\0\n", 29, HUSH_E_HEADER, "UTF-8", "UTF-8");
	expect_refusal("\xFF\xFEr\0e\0", 6, HUSH_E_HEADER, "UTF-16", "UTF-8");
	/* A file without a header: a cell of its first row must not be shown, however near it is to nothing. */
	refuse_text("2025-01-01T00:00:00,CA,7ABC123,north\n", "no column", "separator");
	ck_assert_ptr_null(strstr(err.hint, "7ABC123"));
	memset(text, 'x', sizeof text);
	memcpy(text, HEADER, strlen(HEADER) - 1);
	text[strlen(HEADER) - 1] = ',';
	text[sizeof text - 1] = '\0';
	{
		struct hush_inputs *inputs = NULL;

		put_text("ok.csv", text);
		ck_assert_int_eq(check_files("\"ok.csv\"", &inputs), HUSH_OK);
		hush_inputs_free(inputs);
	}
}
END_TEST

START_TEST(a_header_line_that_never_ends)
{
	struct hush_inputs *inputs = NULL;
	char *text = malloc(2 << 20);

	memset(text, 'x', 2 << 20);
	put_bytes("f.csv", text, 2 << 20);
	ck_assert_int_eq(check_files("\"f.csv\"", &inputs), HUSH_E_HEADER);
	ck_assert_ptr_nonnull(strstr(err.message, "1 MiB"));
	free(text);
}
END_TEST

START_TEST(headers_that_fit)
{
	static const char *const good[] = {
	    HEADER,
	    "read_at,state,plate,camera", /* nothing behind it: a file without rows is fine */
	    "\xEF\xBB\xBF" HEADER,
	    "camera,x,x,plate,state,read_at\r\n", /* other columns may repeat */
	    " read_at , state,\"plate\",\" camera \"\n",
	    HEADER "\xFF\xFE \"\0 rows are not looked at"};
	struct hush_inputs *inputs;

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		put_text("f.csv", good[i]);
		inputs = NULL;
		ck_assert_msg(check_files("\"f.csv\"", &inputs) == HUSH_OK, "%zu: %s", i, err.message);
		hush_inputs_free(inputs);
	}
}
END_TEST

START_TEST(a_damaged_file_is_an_io_error)
{
	static char text[20000];
	static unsigned char packed[20000];
	struct hush_inputs *inputs = NULL;

	memset(text, 'x', sizeof text);
	memcpy(text, HEADER, strlen(HEADER));
	(void)pack_gzip(text, sizeof text, packed, sizeof packed);
	put_bytes("f.csv", packed, 12); /* cut before the header ends */
	ck_assert_int_eq(check_files("\"f.csv\"", &inputs), HUSH_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "cut short"));
	ck_assert_str_ne(err.hint, "");
}
END_TEST

static unsigned allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(short_memory_is_told_and_leaks_nothing)
{
	struct hush_spec *spec;
	struct hush_inputs *inputs = NULL;
	hush_status status;
	unsigned most = 0;

	put_text("a.csv", HEADER);
	put_text("b.csv", "\"read_at\",state,plate,camera\n");
	spec = load_scans("\"?.csv\", \"a.csv\"", ",");
	do {
		allowed = most++;
		hush_memory_gate(gate);
		status = hush_inputs_check(spec, &inputs, &err);
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || (status == HUSH_E_MEMORY && !inputs));
	} while (status != HUSH_OK);
	ck_assert_uint_gt(most, 20);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {files_are_found_sorted_and_once,
	                              a_folder_with_pattern_characters_is_only_a_folder,
	                              missing_files,
	                              headers_that_do_not_fit,
	                              a_header_line_that_never_ends,
	                              headers_that_fit,
	                              a_damaged_file_is_an_io_error,
	                              short_memory_is_told_and_leaks_nothing};

	return run_cases("inputs", cases, sizeof cases / sizeof cases[0]);
}
