/*
 * partitions: what several threads put, of any size, comes back whole, each once, from its own partition: from memory, from
 * the spill, from both. Nothing of it stands in the spill as it was, or in memory that was given back.
 */
#include <check.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "bound/offers.h"
#include "bound/partitions.h"

enum { THREADS = 3, HEAD = 16 };

static char folder[64];

/*
 * What is put: its number, its length (8 bytes each), then bytes that follow from both. Sizes: mostly small, some larger than a
 * block, a few larger than a stretch of the spill.
 */
static size_t size_of(uint64_t number)
{
	if (number % 5000 == 4999) {
		return HUSH_SPILL_STRETCH + number % 70000;
	}
	return number % 100 == 99 ? HEAD + number * 13 % 9000 : HEAD + number % 40;
}

static unsigned char byte_of(uint64_t number, size_t at)
{
	return (unsigned char)(number * 31 + at * 7 + at / 256);
}

static uint64_t hash_of(uint64_t number)
{
	return number * UINT64_C(0x9E3779B97F4A7C15);
}

struct putting {
	struct hush_partitions *partitions;
	uint64_t from;
	uint64_t to;
	hush_status status;
};

static hush_status put_all(struct putting *putting, struct hush_partition_writer *writer)
{
	for (uint64_t number = putting->from; number < putting->to; number++) {
		const size_t size = size_of(number);
		unsigned char *room;

		hush_partition_fetch(writer, hash_of(number));
		HUSH_TRY(hush_partition_room(writer, hash_of(number), size, &room, NULL));
		memcpy(room, &number, 8);
		memcpy(room + 8, &(uint64_t){size}, 8);
		for (size_t at = HEAD; at < size; at++) {
			room[at] = byte_of(number, at);
		}
		memset(room + size, 0xee, HUSH_OFFER_SLACK);
	}
	return hush_partition_writer_finish(writer, NULL);
}

static void *put(void *context)
{
	struct putting *putting = context;
	struct hush_partition_writer writer = {0};

	putting->status = hush_partition_writer_open(putting->partitions, &writer, NULL);
	if (putting->status == HUSH_OK) {
		putting->status = put_all(putting, &writer);
	}
	hush_partition_writer_close(&writer);
	return NULL;
}

static bool is_whole(uint64_t number, const unsigned char *bytes)
{
	for (size_t at = HEAD; at < size_of(number); at++) {
		if (bytes[at] != byte_of(number, at)) {
			return false;
		}
	}
	return true;
}

/* Everything of a partition; seen[number] counts. */
static void take_all(struct hush_partitions *partitions, unsigned bits, uint32_t partition,
                     struct hush_partition_reader *reader, unsigned char *seen)
{
	const unsigned char *bytes = NULL;
	size_t length;

	hush_partition_begin(partitions, partition, reader);
	for (;;) {
		ck_assert_int_eq(hush_partition_next(partitions, reader, &bytes, &length, NULL), HUSH_OK);
		if (length == 0) {
			return;
		}
		while (length > 0) {
			uint64_t number = 0;
			uint64_t size = 0;

			memcpy(&number, bytes, length < HEAD ? 0 : 8);
			memcpy(&size, bytes + 8, length < HEAD ? 0 : 8);
			ck_assert(length >= HEAD && size == size_of(number) && size <= length &&
			          hash_of(number) >> 1 >> (63 - bits) == partition);
			ck_assert(is_whole(number, bytes));
			seen[number]++;
			bytes += size;
			length -= size;
		}
	}
}

static void put_and_take(unsigned bits, size_t block, size_t most, const char *where, uint64_t count)
{
	unsigned char *seen = calloc(count, 1);
	struct hush_partitions *partitions;
	struct hush_partition_reader reader = {0};
	struct putting putting[THREADS];
	pthread_t threads[THREADS];
	bool once = true;

	ck_assert_ptr_nonnull(seen);
	ck_assert_int_eq(hush_partitions_open(bits, block, most, where, &partitions, NULL), HUSH_OK);
	for (unsigned i = 0; i < THREADS; i++) {
		putting[i] = (struct putting){partitions, count * i / THREADS, count * (i + 1) / THREADS, HUSH_OK};
		ck_assert_int_eq(pthread_create(&threads[i], NULL, put, &putting[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert_int_eq(putting[i].status, HUSH_OK);
	}
	for (uint32_t p = 0; p < hush_partitions_count(partitions); p++) {
		take_all(partitions, bits, p, &reader, seen);
		hush_partition_drop(partitions, p);
	}
	for (uint64_t number = 0; number < count; number++) {
		once = once && seen[number] == 1;
	}
	ck_assert(once);
	hush_partition_reader_close(&reader);
	hush_partitions_close(partitions);
	free(seen);
}

START_TEST(comes_back_once)
{
	static const size_t blocks[] = {64, 700, 4096, 65536};

	for (unsigned bits = 0; bits <= 8; bits += 4) {
		for (unsigned b = 0; b < 4; b++) {
			put_and_take(bits, blocks[b], 0, folder, 20000);      /* all of it is spilled */
			put_and_take(bits, blocks[b], 300000, folder, 20000); /* some */
			put_and_take(bits, blocks[b], 0, NULL, 20000);        /* nothing */
		}
	}
	put_and_take(12, 4096, 1 << 20, folder, 60000); /* rooms in large pages */
}
END_TEST

START_TEST(nothing_put_is_nothing)
{
	put_and_take(0, 4096, 0, folder, 0);
	put_and_take(3, 4096, 0, folder, 1);
}
END_TEST

/* -- personal data ----------------------------------------------------------------------------------------------------- */

static const char secret[] = "a plate that nobody may find";

static bool watched;            /* frees and writes are looked at */
static unsigned long unwiped;   /* frees of memory in which the text stood */
static unsigned long written;   /* writes with it */
static long failing_write = -1; /* how many may follow before one fails; -1: all */
static long failing_memory = -1;

void __real_free(void *memory);
void __wrap_free(void *memory);

void __wrap_free(void *memory)
{
	if (watched && memory && memmem(memory, malloc_usable_size(memory), secret, sizeof secret - 1)) {
		unwiped++;
	}
	__real_free(memory);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t at)
{
	if (watched && memmem(bytes, length, secret, sizeof secret - 1)) { /* then there is one thread */
		written++;
	}
	if (failing_write >= 0 && failing_write-- == 0) {
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_pwrite64, descriptor, bytes, length, at);
}

static bool may_allocate(void)
{
	return failing_memory < 0 || failing_memory-- != 0;
}

/* Small ones, large ones, and some larger than a stretch; each is the text, again and again. */
static hush_status put_secrets(struct hush_partition_writer *writer)
{
	for (uint64_t number = 0; number < 1500; number++) {
		const size_t size = number % 700 == 699 ? HUSH_SPILL_STRETCH + 5000 : number % 50 == 49 ? 9000 : 40;
		unsigned char *room;

		HUSH_TRY(hush_partition_room(writer, hash_of(number), size, &room, NULL));
		for (size_t at = 0; at < size; at++) {
			room[at] = (unsigned char)secret[at % (sizeof secret - 1)];
		}
	}
	return hush_partition_writer_finish(writer, NULL);
}

static hush_status put_and_take_secrets(struct hush_partitions *partitions)
{
	struct hush_partition_writer writer = {0};
	struct hush_partition_reader reader = {0};
	hush_status status = hush_partition_writer_open(partitions, &writer, NULL);

	if (status == HUSH_OK) {
		status = put_secrets(&writer);
	}
	hush_partition_writer_close(&writer);
	for (uint32_t p = 0; status == HUSH_OK && p < hush_partitions_count(partitions); p++) {
		const unsigned char *bytes = NULL;
		size_t length = 1;

		hush_partition_begin(partitions, p, &reader);
		while (status == HUSH_OK && length > 0) {
			status = hush_partition_next(partitions, &reader, &bytes, &length, NULL);
		}
		hush_partition_drop(partitions, p);
	}
	hush_partition_reader_close(&reader);
	return status;
}

static hush_status run_secrets(size_t block, size_t most, long write, long memory)
{
	struct hush_partitions *partitions;
	hush_status status;

	failing_write = write;
	failing_memory = memory;
	status = hush_partitions_open(3, block, most, folder, &partitions, NULL);
	if (status == HUSH_OK) {
		status = put_and_take_secrets(partitions);
		hush_partitions_close(partitions);
	}
	failing_write = -1;
	failing_memory = -1;
	return status;
}

/* Whatever fails, and wherever: no memory is given back with what was put still in it, and nothing of it is written. */
START_TEST(nothing_is_left_behind)
{
	static const size_t blocks[] = {64, 4096, 65536};

	watched = true;
	hush_memory_gate(may_allocate);
	for (unsigned i = 0; i < 6; i++) {
		const size_t most = i % 2 ? 60000 : 0;
		unsigned long failed = 0;

		ck_assert_int_eq(run_secrets(blocks[i / 2], most, -1, -1), HUSH_OK);
		for (long n = 0; n < 8; n++) {
			failed += run_secrets(blocks[i / 2], most, n, -1) != HUSH_OK;
		}
		for (long n = 0; n < 1200; n += n < 12 ? 1 : 89) {
			failed += run_secrets(blocks[i / 2], most, -1, n) != HUSH_OK;
		}
		ck_assert_uint_gt(failed, 10);
	}
	hush_memory_gate(NULL);
	watched = false;
	ck_assert_uint_eq(unwiped, 0);
	ck_assert_uint_eq(written, 0);
}
END_TEST

/* The only file of this size that this process has open without a name. */
static int spill_descriptor(off_t least)
{
	for (int i = 3; i < 64; i++) {
		struct stat about;

		if (fstat(i, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 0 && about.st_size >= least) {
			return i;
		}
	}
	return -1;
}

/* A text that was spilled cannot be found in the file; damage to it is. */
START_TEST(spilled_bytes_are_noise)
{
	enum { TEXT = 4000 };
	struct hush_spill *spill;
	struct hush_spill_writer writer = {0};
	struct hush_spill_place places[100];
	unsigned char text[TEXT];
	unsigned char back[TEXT];
	static unsigned char file[100 * TEXT + HUSH_SPILL_STRETCH];
	hush_error err = {0};
	ssize_t got;
	int descriptor;

	memset(text, 'x', sizeof text);
	ck_assert_int_eq(hush_spill_open(folder, &spill, NULL), HUSH_OK);
	for (unsigned i = 0; i < 100; i++) {
		ck_assert_int_eq(hush_spill_write(spill, &writer, text, TEXT, &places[i], NULL), HUSH_OK);
	}
	ck_assert_int_eq(hush_spill_flush(spill, &writer, NULL), HUSH_OK);
	descriptor = spill_descriptor(100 * TEXT);
	ck_assert_int_ge(descriptor, 0);
	got = pread(descriptor, file, sizeof file, 0);
	ck_assert_int_gt(got, 100 * TEXT);
	ck_assert_ptr_null(memmem(file, (size_t)got, "xxxxxxxx", 8)); /* by chance once in 10^13 */
	for (unsigned i = 0; i < 100; i++) {
		ck_assert_int_eq(hush_spill_read(spill, &places[i], back, NULL), HUSH_OK);
		ck_assert_mem_eq(back, text, TEXT);
		for (unsigned k = 0; k < i; k++) { /* no two blocks lie over each other, or are encrypted alike */
			ck_assert(places[k].offset + TEXT <= places[i].offset);
			ck_assert(memcmp(file + places[k].offset, file + places[i].offset, 16) != 0);
		}
	}
	file[places[50].offset + 100] ^= 1;
	ck_assert_int_eq(pwrite(descriptor, file + places[50].offset, TEXT, (off_t)places[50].offset), TEXT);
	ck_assert_int_eq(hush_spill_read(spill, &places[50], back, &err), HUSH_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "other bytes"));
	hush_spill_writer_close(&writer);
	hush_spill_close(spill);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partitions");
	TCase *tests = tcase_create("partitions");
	SRunner *runner = srunner_create(suite);
	int failed;

	snprintf(folder, sizeof folder, "/tmp/hush-partitions-XXXXXX");
	if (hush_crypto_start(NULL) != HUSH_OK || !mkdtemp(folder)) {
		return 1;
	}
	tcase_add_test(tests, comes_back_once);
	tcase_add_test(tests, nothing_put_is_nothing);
	tcase_add_test(tests, spilled_bytes_are_noise);
	tcase_add_test(tests, nothing_is_left_behind);
	tcase_set_timeout(tests, 240);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	(void)rmdir(folder);
	return failed ? 1 : 0;
}
