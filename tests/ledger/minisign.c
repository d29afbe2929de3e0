/* Keys and signatures: ours read by minisign, minisign's read by us, and nothing else read by anyone. */
#include <fcntl.h>
#include <sys/stat.h>

#include "fixture.h"
#include "publish/minisign.h"

static char folder[64];

static void make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/hushcount-minisign-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	fixture_remember(folder);
	ck_assert_int_eq(chdir(folder), 0);
}

static bool have_minisign(void)
{
	return system("command -v minisign >/dev/null 2>&1") == 0;
}

static void put(const char *path, const void *bytes, size_t length)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq((int)write(file, bytes, length), (int)length);
	close(file);
}

static const char message[] = "digest  name\nand more\n";

static void sign(struct hush_secret_key *key, struct hush_buffer *out)
{
	hush_buffer_init(out, 65536);
	ck_holds(hush_minisign_sign(key, message, sizeof message - 1, "signature of a release", "release jan, entry 3", out, err));
}

static hush_status verify(const struct hush_public_key *key, const char *file, size_t length, hush_error *err)
{
	return hush_minisign_verify(key, message, sizeof message - 1, file, length, "signature of a release",
	                            "release jan, entry 3", err);
}

START_TEST(round_trip)
{
	struct hush_public_key public_key;
	struct hush_public_key read;
	struct hush_secret_key *key = NULL;
	struct hush_buffer file;
	struct stat facts;
	char text[64];
	char id[17];

	umask(0);
	ck_holds(hush_minisign_generate("a.key", "a.pub", &public_key, err));
	ck_assert_int_eq(stat("a.key", &facts), 0);
	ck_assert_uint_eq(facts.st_mode & 0777, 0600);
	ck_fails(hush_minisign_generate("a.key", "b.pub", &public_key, err), HUSH_E_CREATE, "exists");
	ck_fails(hush_minisign_generate("b.key", "a.pub", &public_key, err), HUSH_E_CREATE, "exists");
	ck_assert_int_ne(access("b.key", F_OK), 0);
	ck_assert_int_ne(hush_minisign_generate("c.key", "no/c.pub", &public_key, NULL), HUSH_OK);
	ck_assert_int_eq(access("c.key", F_OK), 0); /* the public half can be written again from it */
	ck_holds(hush_minisign_load_secret("c.key", &key, err));
	ck_holds(hush_minisign_write_public("c.pub", hush_minisign_public(key), err));
	ck_holds(hush_minisign_load_public("c.pub", &read, err));
	ck_assert_mem_eq(&read, hush_minisign_public(key), sizeof read);
	ck_fails(hush_minisign_write_public("c.pub", hush_minisign_public(key), err), HUSH_E_CREATE, "exists");
	hush_minisign_free_secret(key);
	ck_holds(hush_minisign_load_secret("a.key", &key, err));
	ck_assert_mem_eq(hush_minisign_public(key), &public_key, sizeof public_key);
	ck_holds(hush_minisign_load_public("a.pub", &read, err));
	ck_assert_mem_eq(&read, &public_key, sizeof public_key);
	hush_minisign_public_text(&public_key, text);
	ck_assert_uint_eq(strlen(text), 56);
	ck_assert_mem_eq(text, "RW", 2);
	memset(&read, 0, sizeof read);
	ck_holds(hush_minisign_load_public(text, &read, err));
	ck_assert_mem_eq(&read, &public_key, sizeof public_key);
	hush_minisign_key_id(&(struct hush_public_key){.id = {1, 2, 3, 0xab, 0, 0, 0, 0xfe}}, id);
	ck_assert_str_eq(id, "FE000000AB030201");
	sign(key, &file);
	ck_holds(verify(&public_key, file.bytes, file.length, err));
	hush_buffer_release(&file);
	hush_minisign_free_secret(key);
	hush_minisign_free_secret(NULL);
}
END_TEST

/* Every bit of the signature file, and of the message's first bytes. */
START_TEST(flipped_bits_are_refused)
{
	struct hush_public_key public_key;
	struct hush_public_key other;
	struct hush_secret_key *key = NULL;
	struct hush_buffer file;
	char changed[sizeof message];

	ck_holds(hush_minisign_generate("a.key", "a.pub", &public_key, err));
	ck_holds(hush_minisign_generate("b.key", "b.pub", &other, err));
	ck_holds(hush_minisign_load_secret("a.key", &key, err));
	sign(key, &file);
	for (size_t i = 0; i < file.length * 8; i++) {
		file.bytes[i / 8] = (char)(file.bytes[i / 8] ^ (1 << i % 8));
		ck_assert_msg(verify(&public_key, file.bytes, file.length, NULL) == HUSH_E_VERIFY, "bit %zu", i);
		file.bytes[i / 8] = (char)(file.bytes[i / 8] ^ (1 << i % 8));
	}
	for (size_t length = 0; length < file.length; length++) {
		ck_assert_int_eq(verify(&public_key, file.bytes, length, NULL), HUSH_E_VERIFY);
	}
	hush_buffer_byte(&file, '\n');
	ck_assert_int_eq(verify(&public_key, file.bytes, file.length, NULL), HUSH_E_VERIFY);
	file.length--;
	for (size_t i = 0; i < (sizeof message - 1) * 8; i++) {
		memcpy(changed, message, sizeof message);
		changed[i / 8] = (char)(changed[i / 8] ^ (1 << i % 8));
		ck_assert_int_eq(hush_minisign_verify(&public_key, changed, sizeof message - 1, file.bytes, file.length,
		                                      "signature of a release", "release jan, entry 3", NULL),
		                 HUSH_E_VERIFY);
	}
	ck_fails(verify(&other, file.bytes, file.length, err), HUSH_E_VERIFY, "another key");
	memcpy(other.id, public_key.id, sizeof other.id);
	ck_fails(verify(&other, file.bytes, file.length, err), HUSH_E_VERIFY, "does not fit");
	ck_assert_int_eq(hush_minisign_verify(&public_key, message, sizeof message - 1, file.bytes, file.length,
	                                      "signature of a release", "release feb, entry 3", NULL),
	                 HUSH_E_VERIFY);
	hush_buffer_release(&file);
	hush_buffer_init(&file, 65536);
	ck_assert_int_eq(hush_minisign_sign(key, message, 1, "two\nlines", "x", &file, NULL), HUSH_E_BUG);
	ck_assert_int_eq(hush_minisign_sign(key, message, 1, "x", "two\rlines", &file, NULL), HUSH_E_BUG);
	hush_buffer_release(&file);
	hush_minisign_free_secret(key);
}
END_TEST

START_TEST(wrong_key_files_are_refused)
{
	struct hush_public_key public_key;
	struct hush_secret_key *key = NULL;
	char bytes[512];
	int handle;
	ssize_t length;

	ck_holds(hush_minisign_generate("a.key", "a.pub", &public_key, err));
	ck_fails(hush_minisign_load_secret("none.key", &key, err), HUSH_E_NO_INPUT, "does not exist");
	ck_fails(hush_minisign_load_secret("/", &key, err), HUSH_E_NO_INPUT, "not a plain file");
	ck_assert_int_eq(chmod("a.key", 0640), 0);
	ck_fails(hush_minisign_load_secret("a.key", &key, err), HUSH_E_PERMISSION, "group or others");
	ck_assert_int_eq(chmod("a.key", 0602), 0);
	ck_fails(hush_minisign_load_secret("a.key", &key, err), HUSH_E_PERMISSION, "group or others");
	ck_assert_int_eq(chmod("a.key", 0400), 0);
	ck_holds(hush_minisign_load_secret("a.key", &key, err));
	hush_minisign_free_secret(key);
	ck_assert_int_eq(chmod("a.pub", 0600), 0);
	ck_fails(hush_minisign_load_secret("a.pub", &key, err), HUSH_E_PERMISSION, "not a minisign secret key");
	put("empty", "", 0);
	ck_fails(hush_minisign_load_secret("empty", &key, err), HUSH_E_PERMISSION, "not a minisign secret key");
	ck_assert_int_ne(hush_minisign_load_public("empty", &public_key, NULL), HUSH_OK);
	ck_fails(hush_minisign_load_public("a.key", &public_key, err), HUSH_E_PERMISSION, "not a minisign public key");
	ck_assert_int_eq(hush_minisign_load_public("none.pub", &public_key, NULL), HUSH_E_NO_INPUT);

	/* One changed byte in the key's line: the checksum finds it, or the form. */
	handle = open("a.key", O_RDONLY);
	length = read(handle, bytes, sizeof bytes);
	close(handle);
	for (ssize_t i = (char *)memchr(bytes, '\n', (size_t)length) - bytes + 1; i < length - 1; i++) {
		char kept = bytes[i];

		bytes[i] = kept == 'A' ? 'B' : 'A';
		put("broken.key", bytes, (size_t)length);
		/* Salt and limits of the unused derivation are not covered by anything, and mean nothing. */
		if (hush_minisign_load_secret("broken.key", &key, NULL) == HUSH_OK) {
			ck_assert_mem_eq(hush_minisign_public(key), &public_key, sizeof public_key);
			hush_minisign_free_secret(key);
		}
		bytes[i] = kept;
	}
}
END_TEST

START_TEST(minisign_reads_ours)
{
	struct hush_public_key public_key;
	struct hush_secret_key *key = NULL;
	struct hush_buffer file;

	if (!have_minisign()) {
		return;
	}
	ck_holds(hush_minisign_generate("a.key", "a.pub", &public_key, err));
	ck_holds(hush_minisign_load_secret("a.key", &key, err));
	sign(key, &file);
	put("sums", message, sizeof message - 1);
	put("sums.minisig", file.bytes, file.length);
	ck_assert_int_eq(system("minisign -V -H -p a.pub -m sums >out 2>&1 && grep -q 'release jan, entry 3' out"), 0);
	put("sums", "digesT", 6);
	ck_assert_int_ne(system("minisign -V -H -p a.pub -m sums >/dev/null 2>&1"), 0);
	/* Our secret key in minisign's hands: it writes what we write. */
	put("sums", message, sizeof message - 1);
	ck_assert_int_eq(system("minisign -S -W -s a.key -m sums -c 'signature of a release' -t 'release jan, entry 3'"
	                        " -x theirs >out 2>&1 </dev/null && cmp theirs sums.minisig"),
	                 0);
	hush_buffer_release(&file);
	hush_minisign_free_secret(key);
}
END_TEST

START_TEST(we_read_minisigns)
{
	struct hush_public_key public_key;
	struct hush_secret_key *key = NULL;
	struct hush_buffer file;

	if (!have_minisign()) {
		return;
	}
	ck_assert_int_eq(system("minisign -G -W -s a.key -p a.pub >/dev/null 2>&1"), 0);
	ck_holds(hush_minisign_load_secret("a.key", &key, err));
	ck_holds(hush_minisign_load_public("a.pub", &public_key, err));
	ck_assert_mem_eq(hush_minisign_public(key), &public_key, sizeof public_key);
	sign(key, &file);
	ck_holds(verify(&public_key, file.bytes, file.length, err));
	hush_buffer_release(&file);
	hush_minisign_free_secret(key);
}
END_TEST

/* Answers one after the other, as somebody at a terminal would. */
struct answers {
	const char *const *texts; /* NULL: nobody is there any more */
	unsigned asked;
};

static hush_status answer(void *context, const char *prompt, char *to, size_t room, hush_error *err)
{
	struct answers *answers = context;
	const char *text = answers->texts[answers->asked];

	ck_assert(strstr(prompt, "assphrase"));
	if (!text) {
		return hush_fail(err, HUSH_E_INTERRUPTED, "no passphrase was given");
	}
	answers->asked++;
	snprintf(to, room, "%s", text);
	return HUSH_OK;
}

/* Each try costs a gigabyte and seconds, for that is what a passphrase is worth; so there are few. */
START_TEST(passphrases_protect_as_minisigns_do)
{
	static const char *const words[] = {"open sesame", "open sesame", NULL};
	static const char *const wrong[] = {"open barley", NULL};
	static const char *const different[] = {"open sesame", "open sesane", NULL};
	static const char *const nothing[] = {"", NULL};
	static const char *const nobody[] = {NULL};
	struct answers given = {words, 0};
	hush_passphrase passphrase = {answer, &given};
	struct hush_public_key public_key;
	struct hush_secret_key *key = NULL;
	struct hush_buffer file;
	struct stat facts;

	ck_holds(hush_minisign_generate_with("a.key", "a.pub", &passphrase, &public_key, err));
	ck_assert_uint_eq(given.asked, 2);
	ck_assert_int_eq(stat("a.key", &facts), 0);
	ck_assert_uint_eq(facts.st_mode & 0777, 0600);
	given.asked = 0;
	ck_holds(hush_minisign_load_secret_with("a.key", &passphrase, &key, err));
	ck_assert_uint_eq(given.asked, 1);
	ck_assert_mem_eq(hush_minisign_public(key), &public_key, sizeof public_key);
	sign(key, &file);
	ck_holds(verify(&public_key, file.bytes, file.length, err));
	hush_buffer_release(&file);
	hush_minisign_free_secret(key);
	given = (struct answers){wrong, 0};
	ck_fails(hush_minisign_load_secret_with("a.key", &passphrase, &key, err), HUSH_E_PERMISSION, "wrong passphrase");
	given = (struct answers){nobody, 0};
	ck_fails(hush_minisign_load_secret_with("a.key", &passphrase, &key, err), HUSH_E_INTERRUPTED, "no passphrase");
	ck_fails(hush_minisign_load_secret("a.key", &key, err), HUSH_E_PERMISSION, "nobody can be asked");
	given = (struct answers){different, 0};
	ck_fails(hush_minisign_generate_with("b.key", "b.pub", &passphrase, &public_key, err), HUSH_E_PERMISSION, "differ");
	given = (struct answers){nothing, 0};
	ck_fails(hush_minisign_generate_with("b.key", "b.pub", &passphrase, &public_key, err), HUSH_E_PERMISSION, "empty");
	given = (struct answers){nobody, 0};
	ck_fails(hush_minisign_generate_with("b.key", "b.pub", &passphrase, &public_key, err), HUSH_E_INTERRUPTED, "no passphrase");
	ck_assert_int_ne(access("b.key", F_OK), 0);
	ck_assert_int_ne(access("b.pub", F_OK), 0);
	if (!have_minisign()) {
		printf("skipped: minisign is not installed: it does not read our protected key, nor we its\n");
		return;
	}
	put("message", message, sizeof message - 1);
	ck_assert_int_eq(system("printf 'open sesame\\n' | minisign -S -s a.key -m message -x a.sig >/dev/null 2>&1 &&"
	                        " minisign -V -q -p a.pub -m message -x a.sig"),
	                 0);
	ck_assert_int_eq(system("printf 'open sesame\\nopen sesame\\n' | minisign -G -s p.key -p p.pub >/dev/null 2>&1"), 0);
	given = (struct answers){words, 0};
	ck_holds(hush_minisign_load_secret_with("p.key", &passphrase, &key, err));
	ck_holds(hush_minisign_load_public("p.pub", &public_key, err));
	ck_assert_mem_eq(hush_minisign_public(key), &public_key, sizeof public_key);
	hush_minisign_free_secret(key);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("minisign");
	TCase *cases = tcase_create("minisign");

	tcase_add_checked_fixture(cases, make_folder, NULL);
	tcase_add_test(cases, round_trip);
	tcase_add_test(cases, flipped_bits_are_refused);
	tcase_add_test(cases, wrong_key_files_are_refused);
	tcase_add_test(cases, minisign_reads_ours);
	tcase_add_test(cases, we_read_minisigns);
	tcase_add_test(cases, passphrases_protect_as_minisigns_do);
	tcase_set_timeout(cases, 200);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
