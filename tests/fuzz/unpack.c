/*
 * unpack: the bytes of a file, compressed or not: the same whether much or little is read at a time, here or by a thread of its
 * own; and the same end.
 *
 * Input: how many bytes are read at a time; then the file.
 */
#include "fuzz.h"

#include "../read/fixture.h"

#include <stdbool.h>

#include "read/stream.h"

enum { HEAD = 2, MOST = 1 << 20 };

struct outcome {
	hush_status status;
	size_t length;
	char *bytes;
};

/* At most MOST bytes: little can become very much. */
static struct outcome unpack(size_t chunk, size_t room, bool ahead)
{
	struct outcome outcome = {.bytes = malloc(MOST)};
	struct hush_stream *stream = NULL;
	hush_error err = {0};
	size_t got = 1;

	MUST(outcome.bytes);
	outcome.status = hush_stream_open(path_of("f"), chunk, &stream, &err);
	if (outcome.status == HUSH_OK && ahead) {
		hush_stream_read_ahead(stream);
	}
	while (outcome.status == HUSH_OK && got > 0 && outcome.length < MOST) {
		size_t left = MOST - outcome.length;

		outcome.status = hush_stream_read(stream, outcome.bytes + outcome.length, room < left ? room : left, &got, &err);
		outcome.length += outcome.status == HUSH_OK ? got : 0;
	}
	MUST(outcome.status == HUSH_OK || (outcome.status == err.status && err.message[0] && err.hint[0]));
	hush_stream_close(stream);
	return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole;
	struct outcome other;

	if (size < HEAD) {
		return 0;
	}
	if (folder[0] == 0) {
		make_folder();
		(void)atexit(remove_folder);
	}
	put_bytes("f", data + HEAD, size - HEAD);
	whole = unpack(HUSH_STREAM_CHUNK, MOST, false);
	for (int way = 0; way < 2; way++) {
		other = unpack(1 + data[0], 1 + 16 * (size_t)data[1], way == 1);
		/* Before damage is found, more or less may have been given; the end is the same. */
		MUST(whole.length >= MOST || other.length >= MOST || whole.status == other.status);
		MUST(whole.status != HUSH_OK || other.status != HUSH_OK || whole.length == other.length);
		MUST(memcmp(whole.bytes, other.bytes, whole.length < other.length ? whole.length : other.length) == 0);
		free(other.bytes);
	}
	free(whole.bytes);
	return 0;
}
