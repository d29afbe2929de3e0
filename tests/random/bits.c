/*
 * bits: how words are handed out, and the promises of the shipped source: fresh, never repeated, refused after a fork,
 * gone when closed.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random/bits.h"

/* Counts 1, 2, 3, ... in the order in which words come out, five to a refill. */
struct counting {
	struct hush_bits_pool pool;
	uint64_t last;
	unsigned refills;
	unsigned closed;
	uint32_t portion; /* words per refill */
	uint32_t slices;  /* what a refill claims to have put in, if not 0 */
};

static void refill(struct hush_bits_pool *pool)
{
	struct counting *counting = (struct counting *)pool;

	ck_assert_uint_eq(pool->left, 0);
	pool->left = counting->slices ? counting->slices : counting->portion * HUSH_BITS_PER_WORD;
	for (uint32_t i = counting->portion < HUSH_BITS_WORDS ? counting->portion : HUSH_BITS_WORDS; i > 0; i--) {
		pool->words[i - 1] = ++counting->last;
	}
	counting->refills++;
}

static void close_counting(struct hush_bits_pool *pool)
{
	((struct counting *)pool)->closed++;
}

START_TEST(words_come_in_order_and_once)
{
	struct counting counting = {.portion = 5};
	struct hush_bits bits = {&counting.pool, refill, close_counting};

	for (uint64_t i = 1; i <= 23; i++) {
		ck_assert_uint_eq(hush_bits_word(&bits), i);
	}
	ck_assert_uint_eq(counting.refills, 5);
	for (uint32_t i = counting.pool.left / HUSH_BITS_PER_WORD; i < 5; i++) {
		ck_assert_uint_eq(counting.pool.words[i], 0); /* overwritten as it left */
	}
	hush_bits_close(&bits);
	hush_bits_close(&bits);
	ck_assert_uint_eq(counting.closed, 1);
	ck_assert_ptr_null(bits.pool);
}
END_TEST

/* Words above 32 bits; what is not asked for is thrown away. */
START_TEST(take_gives_the_top_bits_of_a_word)
{
	struct counting counting = {.portion = HUSH_BITS_WORDS, .last = 0xc000000000000000U};
	struct hush_bits bits = {&counting.pool, refill, NULL};

	ck_assert_uint_eq(hush_bits_take(&bits, 0), 0);
	ck_assert_uint_eq(counting.refills, 0); /* nothing asked, nothing used */
	ck_assert_uint_eq(hush_bits_take(&bits, 64), 0xc000000000000001U);
	ck_assert_uint_eq(hush_bits_take(&bits, 33), 0x180000000U);
	ck_assert_uint_eq(hush_bits_take(&bits, 63), 0x6000000000000001U);
	ck_assert_uint_eq(hush_bits_word(&bits), 0xc000000000000004U); /* what a take leaves is thrown away */
	hush_bits_close(&bits);
}
END_TEST

/* All slices of a word, each once, whatever the machine's order of bytes; a word begins at its own first slice. */
START_TEST(small_takes_share_a_word)
{
	struct counting counting = {.pool.keep = UINT32_MAX, .portion = 3, .last = 0x89abcdef01234566U};
	struct hush_bits bits = {&counting.pool, refill, NULL};
	uint32_t seen = 0;

	for (int i = 0; i < HUSH_BITS_PER_WORD; i++) {
		uint32_t slice = hush_bits_slice(&bits);

		seen |= slice == 0x89ab ? 1 : slice == 0xcdef ? 2 : slice == 0x0123 ? 4 : slice == 0x4567 ? 8 : 16;
	}
	ck_assert_uint_eq(seen, 15);
	ck_assert_uint_eq(counting.pool.words[2], 0); /* overwritten as they left */
	hush_bits_take(&bits, 1);
	ck_assert_uint_eq(hush_bits_word(&bits), 0x89abcdef01234569U); /* the word begun is thrown away */
	ck_assert_uint_eq(counting.refills, 1);
	ck_assert_uint_eq(hush_bits_word(&bits), 0x89abcdef0123456aU);
	ck_assert_uint_eq(counting.refills, 2);
	counting.pool.keep = HUSH_BITS_DROP; /* each take from a word of its own */
	hush_bits_slice(&bits);
	ck_assert_uint_eq(counting.pool.left, HUSH_BITS_PER_WORD);
	hush_bits_slice(&bits);
	ck_assert_uint_eq(counting.pool.left, 0);
	ck_assert_uint_eq(hush_bits_take(&bits, 17) >> 17, 0);
	ck_assert_uint_eq(counting.pool.left, HUSH_BITS_PER_WORD); /* two slices are two words */
	hush_bits_close(&bits);
}
END_TEST

/* A take of up to 16 bits is the top of one slice, up to 32 of two. */
START_TEST(small_takes_are_the_top_of_their_slices)
{
	for (unsigned count = 1; count <= 32; count++) {
		struct counting counting = {.pool.keep = UINT32_MAX, .portion = 1, .last = 0x89abcdef01234566U};
		struct counting again = counting;
		struct hush_bits bits = {&counting.pool, refill, NULL};
		struct hush_bits slices = {&again.pool, refill, NULL};
		uint32_t high = hush_bits_slice(&slices);
		uint32_t low = hush_bits_slice(&slices);

		ck_assert_uint_eq(hush_bits_take(&bits, count),
		                  count <= 16 ? high >> (16 - count) : (high << 16 | low) >> (32 - count));
		ck_assert_uint_eq(counting.pool.left, count <= 16 ? 3 : 2);
	}
}
END_TEST

/* An abort is expected; it should leave no core file behind. */
static void without_core(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

START_TEST(a_source_that_gives_nothing_stops_the_process)
{
	struct counting counting = {.portion = (uint32_t)_i};
	struct hush_bits bits = {&counting.pool, refill, NULL};

	without_core();
	hush_bits_word(&bits);
}
END_TEST

/* A part of a word is nothing that a source may give. */
START_TEST(a_source_that_gives_half_a_word_stops_the_process)
{
	struct counting counting = {.portion = 2, .slices = 6};
	struct hush_bits bits = {&counting.pool, refill, NULL};

	without_core();
	hush_bits_slice(&bits);
}
END_TEST

START_TEST(two_sources_share_nothing)
{
	enum { COUNT = 3 * HUSH_BITS_WORDS };
	static uint64_t words[2][COUNT];
	struct hush_bits first, second;
	unsigned equal = 0;

	ck_assert_int_eq(hush_bits_secure(&first, NULL), HUSH_OK);
	ck_assert_int_eq(hush_bits_secure(&second, NULL), HUSH_OK);
	for (int i = 0; i < COUNT; i++) {
		words[0][i] = hush_bits_word(&first);
		words[1][i] = hush_bits_word(&second);
	}
	/* Among 3072 random words an equal pair has a probability below 2^-41. */
	for (int i = 0; i < 2 * COUNT; i++) {
		for (int j = 0; j < i; j++) {
			equal += words[i / COUNT][i % COUNT] == words[j / COUNT][j % COUNT];
		}
	}
	ck_assert_uint_eq(equal, 0);
	hush_bits_close(&first);
	hush_bits_close(&second);
}
END_TEST

/* Each of the 64 places of a word is fair: 2^17 words, within 7.5 standard deviations (a false alarm below 1e-11). */
START_TEST(every_place_of_a_word_is_fair)
{
	enum { COUNT = 1 << 17, DEVIATIONS = 1358 }; /* 7.5 * sqrt(2^17)/2 */
	struct hush_bits bits;
	int ones[64] = {0};

	ck_assert_int_eq(hush_bits_secure(&bits, NULL), HUSH_OK);
	for (int i = 0; i < COUNT; i++) {
		uint64_t word = _i ? hush_bits_take(&bits, 16) << 48 | hush_bits_take(&bits, 16) << 32 | hush_bits_take(&bits, 32)
		                   : hush_bits_word(&bits);

		for (int place = 0; place < 64; place++) {
			ones[place] += (int)(word >> place & 1);
		}
	}
	for (int place = 0; place < 64; place++) {
		ck_assert_int_le(abs(ones[place] - COUNT / 2), DEVIATIONS);
	}
	hush_bits_close(&bits);
}
END_TEST

/* Runs in a child; its exit status 0 means that a word was given. */
static int status_of_child(struct hush_bits *bits)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		without_core();
		hush_bits_slice(bits);
		_exit(0);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

START_TEST(a_forked_child_gets_no_bits)
{
	struct hush_bits bits;
	int status;

	ck_assert_int_eq(hush_bits_secure(&bits, NULL), HUSH_OK);
	for (int round = 0; round < 4; round++) { /* with an unused pool, a half used pool, an empty one, a word begun */
		status = status_of_child(&bits);
		ck_assert(WIFSIGNALED(status));
		ck_assert_int_eq(WTERMSIG(status), SIGABRT);
		do {
			hush_bits_word(&bits); /* the parent goes on */
		} while (round == 1 && bits.pool->left > 0);
		if (round == 2) {
			hush_bits_slice(&bits);
		}
	}
	hush_bits_close(&bits);
}
END_TEST

/* Where the system does not zero the pages in a child, a refill there is refused by the process id. */
START_TEST(a_forked_child_that_keeps_the_pages_gets_no_refill)
{
#ifdef MADV_KEEPONFORK
	struct hush_bits bits;
	int status;

	ck_assert_int_eq(hush_bits_secure(&bits, NULL), HUSH_OK);
	if (madvise(bits.pool, sizeof *bits.pool, MADV_KEEPONFORK) == 0) {
		do {
			hush_bits_word(&bits);
		} while (bits.pool->left > 0);
		status = status_of_child(&bits);
		ck_assert(WIFSIGNALED(status));
		ck_assert_int_eq(WTERMSIG(status), SIGABRT);
	}
	hush_bits_close(&bits);
#endif
}
END_TEST

START_TEST(a_forked_child_may_close)
{
	struct hush_bits bits;
	int status = 0;
	pid_t child;

	ck_assert_int_eq(hush_bits_secure(&bits, NULL), HUSH_OK);
	hush_bits_word(&bits);
	child = fork();
	if (child == 0) {
		hush_bits_close(&bits);
		_exit(bits.pool ? 1 : 0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	hush_bits_word(&bits);
	hush_bits_close(&bits);
}
END_TEST

START_TEST(closing_leaves_nothing_in_memory)
{
	struct hush_bits bits;
	void *pool;

	ck_assert_int_eq(hush_bits_secure(&bits, NULL), HUSH_OK);
	hush_bits_word(&bits);
	pool = bits.pool;
	ck_assert_int_eq(msync(pool, sizeof *bits.pool, MS_ASYNC), 0);
	hush_bits_close(&bits);
	ck_assert_ptr_null(bits.pool);
	ck_assert_ptr_null((void *)(uintptr_t)bits.refill);
	ck_assert_int_eq(msync(pool, sizeof *bits.pool, MS_ASYNC), -1);
	ck_assert_int_eq(errno, ENOMEM); /* the pages are not part of the process any more */
}
END_TEST

START_TEST(no_memory_is_said)
{
	struct hush_bits bits;
	hush_error err;
	struct rlimit limit;

	ck_assert_int_eq(hush_bits_secure(&bits, NULL), HUSH_OK); /* so that the library has started */
	hush_bits_close(&bits);
	memset(&bits, 7, sizeof bits);
	getrlimit(RLIMIT_AS, &limit);
	limit.rlim_cur = 1;
	if (setrlimit(RLIMIT_AS, &limit) == 0) {
		hush_status status = hush_bits_secure(&bits, &err);

		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_AS, &limit);
		ck_assert_int_eq(status, HUSH_E_MEMORY);
		ck_assert_int_eq(((unsigned char *)&bits)[0], 7); /* untouched */
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bits");
	TCase *tcase = tcase_create("bits");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, words_come_in_order_and_once);
	tcase_add_test(tcase, take_gives_the_top_bits_of_a_word);
	tcase_add_test(tcase, small_takes_share_a_word);
	tcase_add_test(tcase, small_takes_are_the_top_of_their_slices);
	tcase_add_test_raise_signal(tcase, a_source_that_gives_half_a_word_stops_the_process, SIGABRT);
	tcase_add_test_raise_signal(tcase, a_source_that_gives_nothing_stops_the_process, SIGABRT);
	tcase_add_loop_test_raise_signal(tcase, a_source_that_gives_nothing_stops_the_process, SIGABRT, HUSH_BITS_WORDS + 1,
	                                 HUSH_BITS_WORDS + 2);
	tcase_add_test(tcase, two_sources_share_nothing);
	tcase_add_loop_test(tcase, every_place_of_a_word_is_fair, 0, 2); /* by words, by slices */
	tcase_add_test(tcase, a_forked_child_gets_no_bits);
	tcase_add_test(tcase, a_forked_child_that_keeps_the_pages_gets_no_refill);
	tcase_add_test(tcase, a_forked_child_may_close);
	tcase_add_test(tcase, closing_leaves_nothing_in_memory);
	tcase_add_test(tcase, no_memory_is_said);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
