/*
 * secure: the shipped source of random bits.
 *
 * A ChaCha20 key stream whose key comes from the operating system when the source is opened.  At every refill the first
 * block of the stream becomes the next key and the old key is gone ("fast key erasure"): what was handed out cannot be
 * computed again from the memory of the process.
 *
 * The state lives in pages of its own, which the system is asked to zero in a forked child (MADV_WIPEONFORK).  Two
 * processes can then never draw the same noise: the child's pool is empty, so its first word leads to refill(), which
 * finds another process id than it was opened with and stops.  Where the system cannot zero pages on fork, the pool
 * holds one word at a time and drops what a take leaves of it, so that the process id is compared before every take.
 *
 * Mapped directly, not through base/memory.h: page advice applies to whole pages, which an allocator would share.
 */
#include "random/bits.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/memory.h"

enum { CHACHA_BLOCK = 64 };

struct secure {
	struct hush_bits_pool pool; /* first: a pool's address is its secure's address */
	uint8_t key[HUSH_CHACHA_KEY];
	pid_t owner;       /* never 0; zeroed with the rest of the pages in a forked child */
	uint32_t portion; /* words per refill */
};

static void stop_after_fork(void)
{
	static const char message[] = "hushcount: random bits asked for in a forked process; stopping\n";

	(void)!write(STDERR_FILENO, message, sizeof message - 1);
	abort();
}

static void refill(struct hush_bits_pool *pool)
{
	struct secure *secure = (struct secure *)pool;
	uint8_t next[CHACHA_BLOCK];

	if (secure->owner != getpid()) {
		stop_after_fork();
	}
	hush_chacha20(secure->key, 0, 0, next, sizeof next);
	hush_chacha20(secure->key, 0, 1, (uint8_t *)pool->words, secure->portion * sizeof pool->words[0]);
	memcpy(secure->key, next, sizeof secure->key);
	hush_wipe(next, sizeof next);
	pool->left = secure->portion * HUSH_BITS_PER_WORD;
}

static void close_secure(struct hush_bits_pool *pool)
{
	hush_unlock_memory(pool, sizeof(struct secure));
	hush_wipe(pool, sizeof(struct secure));
	munmap(pool, sizeof(struct secure));
}

hush_status hush_bits_secure(struct hush_bits *bits, hush_error *err)
{
	struct secure *secure;

	HUSH_TRY(hush_crypto_start(err));
	secure = mmap(NULL, sizeof *secure, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (secure == MAP_FAILED) {
		return hush_fail_memory(err);
	}
	secure->portion = 1;
	secure->pool.keep = HUSH_BITS_DROP;
#ifdef MADV_WIPEONFORK
	if (madvise(secure, sizeof *secure, MADV_WIPEONFORK) == 0) {
		secure->portion = HUSH_BITS_WORDS;
		secure->pool.keep = UINT32_MAX;
	}
#endif
	hush_lock_memory(secure, sizeof *secure);
	secure->owner = getpid();
	hush_system_random(secure->key, sizeof secure->key);
	bits->pool = &secure->pool;
	bits->refill = refill;
	bits->close = close_secure;
	return HUSH_OK;
}
