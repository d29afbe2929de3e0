/* effort: see effort.h. */
#include "aggregate/effort.h"

#include "aggregate/shares.h"
#include "base/threads.h"
#include "bound/spill.h"
#include "read/pieces.h"

enum { LEAST_PARTITION_BITS = 8, MOST_PARTITION_BITS = 11 };

/* Bytes of files whose units fit into a processor's own cache while they are limited. */
#define PARTITION_BYTES ((uint64_t)4 << 20)

struct hush_count_effort hush_count_effort_complete(const struct hush_count_effort *effort)
{
	struct hush_count_effort made = effort ? *effort : (struct hush_count_effort){0};
	hush_effort *asked = &made.asked;

	asked->threads = asked->threads ? asked->threads : hush_threads_available();
	asked->threads = asked->threads < HUSH_THREADS_MAX ? asked->threads : HUSH_THREADS_MAX;
	asked->memory = asked->memory ? asked->memory : HUSH_EFFORT_MEMORY;
	made.memory = made.memory ? made.memory : (uint64_t)asked->memory << 20;
	made.piece = made.piece ? made.piece : HUSH_PIECE;
	return made;
}

const char *hush_count_effort_folder(const struct hush_count_effort *effort, const struct hush_spec *spec)
{
	const char *own = spec->folder && spec->folder[0] ? spec->folder : ".";
	struct hush_spill *spill = NULL;

	if (effort->asked.spill) {
		return effort->asked.spill;
	}
	if (hush_spill_open(own, &spill, NULL) != HUSH_OK) {
		return NULL;
	}
	hush_spill_close(spill);
	return own;
}

/* More for larger files, as long as their blocks do not take the memory that units need. */
unsigned hush_count_effort_bits(const struct hush_count_effort *effort, uint64_t bytes)
{
	unsigned bits = LEAST_PARTITION_BITS;

	if (effort->partition_bits) {
		return effort->partition_bits;
	}
	while (bits < MOST_PARTITION_BITS && bytes >> bits > PARTITION_BYTES &&
	       ((uint64_t)HUSH_BLOCK_LEAST << (bits + 1)) * effort->asked.threads <= effort->memory / HUSH_SHARE_HELD) {
		bits++;
	}
	return bits;
}
