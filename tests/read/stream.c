/* Streams: plain, gzip and zstd give the same bytes at every chunk size; damage is found wherever it is; a thread of its own
 * that unpacks changes nothing. */
#include "fixture.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>

#include "base/memory.h"
#include "read/stream.h"

static char plain[60000];
static unsigned char packed[200000];
static bool ahead;           /* unpacked by a thread of its own */
static atomic_bool awkward;  /* reads are short, and interrupted */
static atomic_bool broken;   /* reads of more than the first bytes fail */
static atomic_uint turn;

ssize_t read(int descriptor, void *bytes, size_t length)
{
	unsigned now = atomic_fetch_add(&turn, 1);

	if (atomic_load(&broken) && now > 1) {
		errno = EIO;
		return -1;
	}
	if (atomic_load(&awkward)) {
		length = length > 90 ? 1 + (now * 7919U) % 90 : length;
		if (now % 3 == 0) {
			errno = EINTR;
			return -1;
		}
	}
	return syscall(SYS_read, descriptor, bytes, length);
}

/* Text that compresses, but not to nothing. */
static void fill_plain(void)
{
	unsigned state = 1;

	for (size_t i = 0; i < sizeof plain; i++) {
		state = state * 1103515245u + 12345u;
		plain[i] = state >> 28 == 0 ? '\n' : (char)('a' + (state >> 20) % 7);
	}
}

/* Reads a file whole; returns the status, *length is what was given before it. */
static hush_status read_whole(const char *name, size_t chunk, size_t room, char *out, size_t *length)
{
	struct hush_stream *stream = NULL;
	hush_status status = hush_stream_open(path_of(name), chunk, &stream, NULL);
	size_t got = 1;

	*length = 0;
	if (status == HUSH_OK && ahead) {
		hush_stream_read_ahead(stream);
	}
	while (status == HUSH_OK && got > 0) {
		status = hush_stream_read(stream, out + *length, room, &got, NULL);
		*length += status == HUSH_OK ? got : 0;
	}
	hush_stream_close(stream);
	return status;
}

static void expect_plain(const char *name, size_t length)
{
	static const size_t chunks[] = {1, 2, 3, 7, 10, 11, 100, 4096, HUSH_STREAM_CHUNK};
	static const size_t rooms[] = {1, 5, 1000, sizeof plain};
	static char out[2 * sizeof plain];
	size_t got;

	for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
		for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
			for (int way = 0; way < 2; way++) {
				ahead = way == 1;
				ck_assert_int_eq(read_whole(name, chunks[c], rooms[r], out, &got), HUSH_OK);
				ck_assert_uint_eq(got, length);
				ck_assert_int_eq(memcmp(out, plain, length), 0);
			}
		}
	}
}

START_TEST(all_kinds_give_the_same_bytes)
{
	size_t half = sizeof plain / 3;
	size_t used;

	fill_plain();
	put_bytes("plain", plain, sizeof plain);
	expect_plain("plain", sizeof plain);
	used = pack_gzip(plain, sizeof plain, packed, sizeof packed);
	put_bytes("one.gz", packed, used);
	expect_plain("one.gz", sizeof plain);
	used = pack_zstd(plain, sizeof plain, packed, sizeof packed);
	put_bytes("one.zst", packed, used);
	expect_plain("one.zst", sizeof plain);

	/* Members one after the other, an empty one between, and the padding of a tape. */
	used = pack_gzip(plain, half, packed, sizeof packed);
	used += pack_gzip("", 0, packed + used, sizeof packed - used);
	used += pack_gzip(plain + half, sizeof plain - half, packed + used, sizeof packed - used);
	put_bytes("many.gz", packed, used);
	expect_plain("many.gz", sizeof plain);
	memset(packed + used, 0, 700);
	put_bytes("padded.gz", packed, used + 700);
	expect_plain("padded.gz", sizeof plain);

	/* Frames, with one to be skipped in front and behind. */
	memcpy(packed, "\x5A\x2A\x4D\x18\x03\0\0\0abc", 11);
	used = 11;
	used += pack_zstd(plain, half, packed + used, sizeof packed - used);
	used += pack_zstd("", 0, packed + used, sizeof packed - used);
	used += pack_zstd(plain + half, sizeof plain - half, packed + used, sizeof packed - used);
	memcpy(packed + used, "\x50\x2A\x4D\x18\x01\0\0\0z", 9);
	put_bytes("many.zst", packed, used + 9);
	expect_plain("many.zst", sizeof plain);
}
END_TEST

/* Every cut of a compressed file is found, and every changed byte is found or changes nothing. */
static void expect_damage_found(size_t used, size_t length, const char *suffix)
{
	static unsigned char copy[4096];
	static char out[8192];
	hush_status status;
	size_t got;

	for (size_t cut = 5; cut < used; cut++) {
		put_bytes("cut", packed, cut);
		ck_assert_msg(read_whole("cut", 13, 1000, out, &got) == HUSH_E_IO, "%s cut at %zu", suffix, cut);
	}
	for (size_t at = 4; at < used; at++) {
		memcpy(copy, packed, used);
		copy[at] ^= 0x10;
		put_bytes("changed", copy, used);
		status = read_whole("changed", 64, 1000, out, &got);
		ck_assert(status == HUSH_E_IO || (status == HUSH_OK && got == length && memcmp(out, plain, got) == 0));
	}
	memcpy(copy, packed, used);
	memcpy(copy + used, "garbage after the end", 21);
	put_bytes("tail", copy, used + 21);
	ck_assert_int_eq(read_whole("tail", 64, 1000, out, &got), HUSH_E_IO);
}

START_TEST(damage_is_an_io_error)
{
	fill_plain();
	for (int way = 0; way < 2; way++) {
		ahead = way == 1;
		expect_damage_found(pack_gzip(plain, 900, packed, sizeof packed), 900, "gzip");
		expect_damage_found(pack_zstd(plain, 900, packed, sizeof packed), 900, "zstd");
	}
}
END_TEST

/* Every byte before the damage is given, and then the same words. */
START_TEST(a_thread_tells_of_damage_as_it_would_be_told_without)
{
	static char out[2][2 * sizeof plain];
	size_t used;

	fill_plain();
	used = pack_zstd(plain, sizeof plain / 2, packed, sizeof packed);
	used += pack_gzip(plain, 5000, packed + used, sizeof packed - used); /* no frame of zstd */
	put_bytes("odd.zst", packed, used);
	for (int round = 0; round < 4; round++) {
		hush_error err[2] = {{0}, {0}};
		size_t given[2] = {0, 0};

		atomic_store(&awkward, round == 1 || round == 3);
		for (int way = 0; way < 2; way++) {
			struct hush_stream *stream = NULL;
			hush_status status = HUSH_OK;
			size_t got = 1;

			ck_assert_int_eq(hush_stream_open(path_of("odd.zst"), round < 2 ? 50 : HUSH_STREAM_CHUNK, &stream, NULL), HUSH_OK);
			atomic_store(&turn, 0);
			atomic_store(&broken, round == 2);
			if (way == 1) {
				hush_stream_read_ahead(stream);
			}
			while (status == HUSH_OK && got > 0) {
				status = hush_stream_read(stream, out[way] + given[way], 777, &got, &err[way]);
				given[way] += status == HUSH_OK ? got : 0;
			}
			ck_assert_int_eq(status, HUSH_E_IO);
			ck_assert_int_eq(hush_stream_read(stream, out[way], 777, &got, NULL), HUSH_E_IO); /* and again */
			hush_stream_close(stream);
			atomic_store(&broken, false);
		}
		ck_assert_uint_eq(given[0], given[1]);
		ck_assert_mem_eq(out[0], out[1], given[0]);
		ck_assert_uint_gt(given[0], 0);
		ck_assert_str_eq(err[0].message, err[1].message);
		ck_assert_str_eq(err[0].hint, err[1].hint);
		ck_assert_str_eq(err[0].file, err[1].file);
	}
	atomic_store(&awkward, false);
}
END_TEST

static void expect_refusal(const char *name, hush_status wanted)
{
	struct hush_stream *stream = NULL;
	hush_error err = {0};

	ck_assert_int_eq(hush_stream_open(path_of(name), 100, &stream, &err), wanted);
	ck_assert_ptr_null(stream);
	ck_assert_str_ne(err.hint, "");
	ck_assert_str_ne(err.file, "");
	ck_assert_int_eq(hush_stream_open(path_of(name), 100, &stream, NULL), wanted);
}

START_TEST(what_is_no_csv_is_refused)
{
	put_text("empty", "");
	put_bytes("sheet.xlsx", "PK\x03\x04\x14\0\0\0", 8);
	put_bytes("sheet.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	put_bytes("text.xz",
	          "\xFD"
	          "7zXZ\0\0",
	          7);
	put_bytes("text.bz2", "BZh9\x31\x41\x59\x26\x53\x59\x01", 11);
	ck_assert_int_eq(mkdir(path_of("dir"), 0700), 0);
	ck_assert_int_eq(mkfifo(path_of("pipe"), 0600), 0);
	expect_refusal("missing", HUSH_E_NO_INPUT);
	expect_refusal("empty", HUSH_E_NO_INPUT);
	expect_refusal("dir", HUSH_E_NO_INPUT);
	expect_refusal("pipe", HUSH_E_NO_INPUT);
	expect_refusal("sheet.xlsx", HUSH_E_HEADER);
	expect_refusal("sheet.xls", HUSH_E_HEADER);
	expect_refusal("text.xz", HUSH_E_HEADER);
	expect_refusal("text.bz2", HUSH_E_HEADER);
	if (geteuid() != 0) {
		put_text("closed", "a,b\n");
		ck_assert_int_eq(chmod(path_of("closed"), 0), 0);
		expect_refusal("closed", HUSH_E_PERMISSION);
	}
}
END_TEST

static unsigned allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(short_memory_is_told_and_leaks_nothing)
{
	static const char *const names[] = {"m.gz", "m.zst", "m"};
	static char out[4096];
	hush_status status;
	size_t got;

	fill_plain();
	put_bytes("m.gz", packed, pack_gzip(plain, 900, packed, sizeof packed));
	put_bytes("m.zst", packed, pack_zstd(plain, 900, packed, sizeof packed));
	put_bytes("m", plain, 900);
	for (size_t n = 0; n < 3; n++) {
		unsigned most = 0;

		do {
			allowed = most++;
			hush_memory_gate(gate);
			status = read_whole(names[n], 50, 900, out, &got);
			hush_memory_gate(NULL);
			ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		} while (status != HUSH_OK);
		ck_assert_uint_gt(most, 2);
	}
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {all_kinds_give_the_same_bytes, damage_is_an_io_error,
	                              a_thread_tells_of_damage_as_it_would_be_told_without, what_is_no_csv_is_refused,
	                              short_memory_is_told_and_leaks_nothing};

	return run_cases("stream", cases, sizeof cases / sizeof cases[0]);
}
