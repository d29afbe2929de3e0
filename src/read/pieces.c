/* pieces: see pieces.h. */
#include "read/pieces.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "read/marks.h"
#include "read/opened.h"
#include "read/row.h"
#include "read/stream.h"

enum { EXTRA = 4096, FIRST_NUMBERS = 256 }; /* EXTRA: nearly always holds the end of a range's last line */

struct hush_piece_file {
	struct hush_opened opened;
	uint32_t index;
	uint64_t at;        /* plain: where the next range starts */
	uint32_t out;       /* pieces that threads work on */
	bool exhausted;     /* every piece was given */
	char *carry;        /* compressed: the start of a line that ends in the next piece */
	size_t carried;
	bool skipping;      /* compressed: inside a line that is too long */
};

/* Where the lines of a piece stand in the file, for line numbers. */
struct number {
	uint32_t file;
	uint32_t lines;
};

struct hush_pieces {
	struct hush_inputs *inputs;
	const struct hush_spec *spec;
	uint32_t source;
	size_t size;
	bool ahead; /* compressed files are unpacked by a thread of their own */
	pthread_mutex_t lock; /* guards everything below, and the files */
	struct hush_row *row; /* reads headers */
	struct hush_piece_file *file; /* the one that pieces are taken from; NULL before the first and behind the last */
	uint32_t next_file;
	struct number *numbers;
	uint64_t number_room;
	uint64_t given;
};

size_t hush_piece_room(const struct hush_pieces *pieces)
{
	return pieces->size + HUSH_LINE_LIMIT + 2 * EXTRA + HUSH_MARKS_SLACK;
}

hush_status hush_pieces_open(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source, size_t size,
                             struct hush_pieces **pieces, hush_error *err)
{
	struct hush_pieces *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->inputs = inputs;
	made->spec = spec;
	made->source = source;
	made->size = size;
	status = hush_row_open(spec->sources[source].separator, &made->row, err);
	if (status == HUSH_OK && pthread_mutex_init(&made->lock, NULL) != 0) {
		hush_row_close(made->row);
		status = hush_fail_memory(err);
	}
	if (status != HUSH_OK) {
		hush_free(made);
		return status;
	}
	*pieces = made;
	return HUSH_OK;
}

void hush_pieces_read_ahead(struct hush_pieces *pieces)
{
	pieces->ahead = true;
}

static void close_file(struct hush_piece_file *file)
{
	if (file) {
		hush_opened_close(&file->opened);
		hush_free_wiped(file->carry, HUSH_LINE_LIMIT + 1);
		hush_free(file);
	}
}

void hush_pieces_close(struct hush_pieces *pieces)
{
	if (pieces) {
		close_file(pieces->file);
		hush_row_close(pieces->row);
		hush_free(pieces->numbers);
		(void)pthread_mutex_destroy(&pieces->lock);
		hush_free(pieces);
	}
}

static hush_status open_file(struct hush_pieces *pieces, hush_error *err)
{
	struct hush_piece_file *file = hush_calloc(1, sizeof *file);
	hush_status status;

	if (!file) {
		return hush_fail_memory(err);
	}
	file->index = pieces->next_file;
	status = hush_opened_open(pieces->spec, pieces->source, hush_inputs_file(pieces->inputs, pieces->source, file->index),
	                          HUSH_STREAM_CHUNK, pieces->row, &file->opened, err);
	file->at = file->opened.begin;
	if (status == HUSH_OK && !file->opened.plain) {
		file->carry = hush_malloc(HUSH_LINE_LIMIT + 1);
		status = file->carry ? HUSH_OK : hush_fail_memory(err);
	}
	if (status == HUSH_OK && pieces->ahead) {
		hush_lines_read_ahead(file->opened.lines);
	}
	if (status != HUSH_OK) {
		close_file(file);
		return status;
	}
	pieces->file = file;
	pieces->next_file++;
	return HUSH_OK;
}

/* All pieces of the file are done: is it still the file that was opened? */
static hush_status finish_file(struct hush_piece_file *file, hush_error *err)
{
	hush_status status = hush_opened_check(&file->opened, err);

	close_file(file);
	return status;
}

/* -- plain files: a range of bytes, read without the lock ---------------------------------------------------------- */

/* Reads [at, at + length) of the file, or less at its end. */
static hush_status read_at(const struct hush_piece_file *file, char *bytes, uint64_t at, size_t length, hush_error *err)
{
	while (length > 0) {
		ssize_t got = pread(file->opened.descriptor, bytes, length, (off_t)at);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return hush_fail_errno(err, HUSH_E_IO, errno, file->opened.path, "cannot read the file");
		}
		if (got == 0) {
			return hush_opened_changed(file->opened.path, "while it was read", err); /* it ends before its size */
		}
		bytes += got;
		at += (uint64_t)got;
		length -= (size_t)got;
	}
	return HUSH_OK;
}

static size_t least(uint64_t a, uint64_t b)
{
	return (size_t)(a < b ? a : b);
}

/*
 * The lines that start in [at, end).  bytes[0] is the byte before `at`, which tells whether a line starts there; only at
 * the start of the records there is none before, and one does.
 */
static hush_status read_range(const struct hush_piece_file *file, uint64_t at, uint64_t end, char *bytes,
                              struct hush_piece *piece, hush_error *err)
{
	uint64_t base = at > file->opened.begin ? at - 1 : at; /* file offset of bytes[0] */
	size_t last = (size_t)(end - 1 - base);         /* the range's last byte */
	size_t filled = least(end - base + EXTRA, file->opened.size - base);
	size_t start = 0;
	size_t tail;

	HUSH_TRY(read_at(file, bytes, base, filled, err));
	if (base < at) {
		const char *feed = memchr(bytes, '\n', last);

		if (!feed) {
			return HUSH_OK; /* no line starts here */
		}
		start = (size_t)(feed - bytes) + 1;
	}
	piece->bytes = bytes + start;
	/* Where the last line that starts in the range starts, and where it ends. */
	for (tail = last; tail > start && bytes[tail - 1] != '\n'; tail--) {
	}
	for (size_t sought = last;;) {
		const char *feed = memchr(bytes + sought, '\n', filled - sought);
		size_t more;

		if (feed || filled == file->opened.size - base) {
			piece->length = (feed ? (size_t)(feed - bytes) + 1 : filled) - start;
			return HUSH_OK;
		}
		if (filled - tail > HUSH_LINE_LIMIT) {
			piece->length = tail - start;
			piece->long_after = true;
			return HUSH_OK;
		}
		sought = filled;
		more = least(16 * EXTRA, least(tail + HUSH_LINE_LIMIT + 1 - filled, file->opened.size - base - filled));
		HUSH_TRY(read_at(file, bytes + filled, base + filled, more, err));
		filled += more;
	}
}

/* -- compressed files: in their order, under the lock ------------------------------------------------------------------ */

/* Drops the rest of a line that is too long, up to its feed. */
static size_t skip(struct hush_piece_file *file, char *bytes, size_t filled)
{
	const char *feed = file->skipping ? memchr(bytes, '\n', filled) : NULL;
	size_t dropped = !file->skipping ? 0 : feed ? (size_t)(feed - bytes) + 1 : filled;

	file->skipping = file->skipping && !feed;
	memmove(bytes, bytes + dropped, filled - dropped);
	return filled - dropped;
}

static hush_status unpack(struct hush_piece_file *file, size_t size, char *bytes, struct hush_piece *piece, hush_error *err)
{
	size_t filled = file->carried;
	size_t wanted = filled + size;
	size_t whole;
	const char *feed = NULL;

	memcpy(bytes, file->carry, filled);
	file->carried = 0;
	while (filled < wanted && !file->exhausted) {
		size_t got;

		HUSH_TRY(hush_lines_rest(file->opened.lines, bytes + filled, wanted - filled, &got, err));
		file->exhausted = got == 0;
		filled = skip(file, bytes, filled + got);
	}
	feed = memrchr(bytes, '\n', filled);
	whole = file->exhausted ? filled : feed ? (size_t)(feed - bytes) + 1 : 0;
	piece->bytes = bytes;
	piece->length = whole;
	if (filled - whole > HUSH_LINE_LIMIT) {
		piece->long_after = true;
		file->skipping = true;
	} else {
		file->carried = filled - whole;
		memcpy(file->carry, bytes + whole, file->carried);
	}
	return HUSH_OK;
}

/* ------------------------------------------------------------------------------------------------------------------ */

/* Room for the line count of one more piece. */
static hush_status grow_numbers(struct hush_pieces *pieces, hush_error *err)
{
	uint64_t room = pieces->number_room ? pieces->number_room * 2 : FIRST_NUMBERS;
	struct number *numbers;

	if (pieces->given < pieces->number_room) {
		return HUSH_OK;
	}
	numbers = hush_reallocarray(pieces->numbers, room, sizeof *numbers);
	if (!numbers) {
		return hush_fail_memory(err);
	}
	pieces->numbers = numbers;
	pieces->number_room = room;
	return HUSH_OK;
}

/* Under the lock: a range of a plain file, or a whole piece of a compressed one. *more is false at the end. */
static hush_status take(struct hush_pieces *pieces, char *room, struct hush_piece *piece, uint64_t *at, bool *more,
                        hush_error *err)
{
	struct hush_piece_file *file = pieces->file;

	*more = false;
	for (;;) {
		if (!file) {
			if (pieces->next_file == hush_inputs_file_count(pieces->inputs, pieces->source)) {
				return HUSH_OK;
			}
			HUSH_TRY(open_file(pieces, err));
			file = pieces->file;
		}
		file->exhausted = file->exhausted || (file->opened.plain && file->at >= file->opened.size);
		if (!file->exhausted) {
			break;
		}
		pieces->file = NULL; /* if pieces of it are still worked on, the last of them finishes it */
		if (file->out == 0) {
			HUSH_TRY(finish_file(file, err));
		}
		file = NULL;
	}
	HUSH_TRY(grow_numbers(pieces, err));
	*piece = (struct hush_piece){.bytes = room, .file = file->index, .number = pieces->given, .header = &file->opened.header,
	                             .of = file};
	if (file->opened.plain) {
		*at = file->at;
		file->at += least(pieces->size, file->opened.size - file->at);
	} else {
		HUSH_TRY(unpack(file, pieces->size, room, piece, err));
	}
	pieces->numbers[pieces->given++] = (struct number){file->index, 0};
	file->out++;
	*more = true;
	return HUSH_OK;
}

hush_status hush_pieces_next(struct hush_pieces *pieces, char *room, struct hush_piece *piece, bool *more, hush_error *err)
{
	uint64_t at = 0;
	hush_status status;

	(void)pthread_mutex_lock(&pieces->lock);
	status = take(pieces, room, piece, &at, more, err);
	(void)pthread_mutex_unlock(&pieces->lock);
	if (status == HUSH_OK && *more && piece->of->opened.plain) {
		uint64_t end = at + least(pieces->size, piece->of->opened.size - at);

		status = read_range(piece->of, at, end, room, piece, err);
		if (status != HUSH_OK) {
			(void)hush_pieces_done(pieces, piece, 0, NULL);
		}
	}
	*more = *more && status == HUSH_OK;
	return status;
}

hush_status hush_pieces_done(struct hush_pieces *pieces, const struct hush_piece *piece, uint32_t lines, hush_error *err)
{
	struct hush_piece_file *file = piece->of;
	hush_status status = HUSH_OK;

	(void)pthread_mutex_lock(&pieces->lock);
	pieces->numbers[piece->number].lines = lines;
	file->out--;
	if (file->out == 0 && file != pieces->file) {
		status = finish_file(file, err);
	}
	(void)pthread_mutex_unlock(&pieces->lock);
	return status;
}

uint64_t hush_pieces_line(const struct hush_pieces *pieces, uint64_t number, uint32_t at)
{
	uint64_t line = 2 + (uint64_t)at; /* behind the header */

	for (uint64_t i = number; i-- > 0 && pieces->numbers[i].file == pieces->numbers[number].file;) {
		line += pieces->numbers[i].lines;
	}
	return line;
}
