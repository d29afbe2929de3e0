/* effort: see effort.h. */
#include "aggregate/effort.h"

#include "base/threads.h"
#include "read/pieces.h"

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
