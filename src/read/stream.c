/* stream: see stream.h. */
#include "read/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/memory.h"
#include "read/ahead.h"

enum { MAGIC = 10 }; /* bytes that tell the kind of a file */

enum kind { PLAIN, GZIP, ZSTD };

struct hush_stream {
	const char *path;
	int fd;
	enum kind kind;
	bool ended; /* the file gave its last byte */

	/* What was read from the file and not yet used: `bytes[at..filled)`. For plain files only the first few bytes. */
	unsigned char *bytes;
	size_t chunk;
	size_t at;
	size_t filled;

	z_stream inflate;
	bool inflate_open;
	ZSTD_DCtx *zstd;
	bool inside; /* a gzip member or zstd frame has begun and not ended */
	struct hush_ahead *ahead; /* NULL: it is unpacked where it is read. Else all above is its thread's. */
};

static void *zlib_alloc(void *context, unsigned count, unsigned size)
{
	(void)context;
	return hush_calloc(count, size);
}

static void zlib_free(void *context, void *memory)
{
	(void)context;
	hush_free(memory);
}

static hush_status open_file(const char *path, int *fd, hush_error *err)
{
	struct stat found;
	int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not block before it is refused */
	int errnum = errno;

	if (opened < 0) {
		if (errnum == EACCES || errnum == EPERM) {
			hush_fail_errno(err, HUSH_E_PERMISSION, errnum, path, "cannot open the file");
			hush_hint(err, "ask for the right to read it, or run as a user who has it");
			return HUSH_E_PERMISSION;
		}
		if (errnum == ENOENT || errnum == ENOTDIR || errnum == ELOOP || errnum == ENAMETOOLONG || errnum == ENXIO) {
			hush_fail_errno(err, HUSH_E_NO_INPUT, errnum, path, "cannot open the file");
			hush_hint(err, "files of a source are looked for from the folder of the spec");
			return HUSH_E_NO_INPUT;
		}
		return hush_fail_errno(err, HUSH_E_IO, errnum, path, "cannot open the file");
	}
	if (fstat(opened, &found) != 0) {
		errnum = errno;
		(void)close(opened);
		return hush_fail_errno(err, HUSH_E_IO, errnum, path, "cannot look at the file");
	}
	if (!S_ISREG(found.st_mode) || found.st_size == 0) {
		(void)close(opened);
		if (S_ISDIR(found.st_mode)) {
			hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "is a folder, not a file");
			hush_hint(err, "name the files in it, for example \"%.80s/*.csv\"", path);
		} else if (!S_ISREG(found.st_mode)) {
			hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "is not a regular file");
			hush_hint(err, "an input is read twice, once for its header, so it cannot be a pipe or a device");
		} else {
			hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "is empty: it has no header line");
			hush_hint(err, "check that the export was finished; a file with a header and no rows is fine");
		}
		return HUSH_E_NO_INPUT;
	}
	*fd = opened;
	return HUSH_OK;
}

/* Reads once into `bytes`; *got is 0 at the end of the file. */
static hush_status read_file(struct hush_stream *stream, void *bytes, size_t room, size_t *got, hush_error *err)
{
	ssize_t size;

	do {
		size = read(stream->fd, bytes, room < SSIZE_MAX ? room : SSIZE_MAX);
	} while (size < 0 && errno == EINTR);
	if (size < 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, stream->path, "cannot read the file");
	}
	stream->ended = size == 0;
	*got = (size_t)size;
	return HUSH_OK;
}

/* Reads on behind what is not yet used, which is moved to the front; nothing is added at the end of the file only. */
static hush_status refill(struct hush_stream *stream, hush_error *err)
{
	size_t rest = stream->filled - stream->at;
	size_t got = 0;

	memmove(stream->bytes, stream->bytes + stream->at, rest);
	stream->at = 0;
	stream->filled = rest;
	HUSH_TRY(read_file(stream, stream->bytes + rest, stream->chunk - rest, &got, err));
	stream->filled += got;
	return HUSH_OK;
}

static bool starts(const struct hush_stream *stream, const char *magic, size_t length)
{
	return stream->filled >= length && memcmp(stream->bytes, magic, length) == 0;
}

static hush_status refuse_kind(const struct hush_stream *stream, const char *what, const char *hint, hush_error *err)
{
	hush_fail_at(err, HUSH_E_HEADER, stream->path, 0, 0, "is %s, not CSV text", what);
	hush_hint(err, "%s", hint);
	return HUSH_E_HEADER;
}

static hush_status find_kind(struct hush_stream *stream, hush_error *err)
{
	while (stream->filled < MAGIC && !stream->ended) {
		HUSH_TRY(refill(stream, err));
	}
	if (starts(stream, "\x1F\x8B", 2)) {
		stream->kind = GZIP;
		stream->inflate.zalloc = zlib_alloc;
		stream->inflate.zfree = zlib_free;
		stream->inflate_open = inflateInit2(&stream->inflate, 15 + 16) == Z_OK; /* 32 KiB window, gzip only */
		return stream->inflate_open ? HUSH_OK : hush_fail_memory(err);
	}
	/* A zstd file may also begin with a frame to be skipped: 0x184D2A50 to 0x184D2A5F. */
	if (starts(stream, "\x28\xB5\x2F\xFD", 4) ||
	    (stream->filled >= 4 && (stream->bytes[0] & 0xF0) == 0x50 && memcmp(stream->bytes + 1, "\x2A\x4D\x18", 3) == 0)) {
		stream->kind = ZSTD;
		stream->zstd = ZSTD_createDCtx();
		return stream->zstd ? HUSH_OK : hush_fail_memory(err);
	}
	if (starts(stream, "PK\x03\x04", 4) || starts(stream, "\xD0\xCF\x11\xE0", 4)) {
		return refuse_kind(stream, "a spreadsheet or an archive", "open it and save the sheet as CSV (UTF-8)", err);
	}
	if (starts(stream, "\xFD" "7zXZ", 5) || (starts(stream, "BZh", 3) && stream->filled >= MAGIC &&
	                                       memcmp(stream->bytes + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0)) {
		return refuse_kind(stream, "compressed with xz or bzip2", "unpack it, or compress it with gzip or zstd", err);
	}
	stream->kind = PLAIN;
	return HUSH_OK;
}

hush_status hush_stream_open(const char *path, size_t chunk, struct hush_stream **stream, hush_error *err)
{
	struct hush_stream *made;
	hush_status status;
	int fd = -1;

	HUSH_TRY(open_file(path, &fd, err));
	made = hush_calloc(1, sizeof *made);
	if (!made) {
		(void)close(fd);
		return hush_fail_memory(err);
	}
	made->path = path;
	made->fd = fd;
	made->chunk = chunk < MAGIC ? MAGIC : chunk;
	made->bytes = hush_malloc(made->chunk);
	status = made->bytes ? find_kind(made, err) : hush_fail_memory(err);
	if (status != HUSH_OK) {
		hush_stream_close(made);
		return status;
	}
	*stream = made;
	return HUSH_OK;
}

int hush_stream_descriptor(const struct hush_stream *stream, bool *plain)
{
	*plain = stream->kind == PLAIN;
	return stream->fd;
}

void hush_stream_close(struct hush_stream *stream)
{
	if (!stream) {
		return;
	}
	hush_ahead_close(stream->ahead);
	if (stream->inflate_open) {
		(void)inflateEnd(&stream->inflate);
	}
	(void)ZSTD_freeDCtx(stream->zstd);
	hush_free_wiped(stream->bytes, stream->chunk);
	(void)close(stream->fd);
	hush_free(stream);
}

static hush_status damaged(const struct hush_stream *stream, const char *how, hush_error *err)
{
	hush_fail_at(err, HUSH_E_IO, stream->path, 0, 0, "the compressed file is %s", how);
	hush_hint(err, "make or copy the file again; \"%s\" tests it", stream->kind == GZIP ? "gzip -t" : "zstd -t");
	return HUSH_E_IO;
}

static hush_status read_plain(struct hush_stream *stream, char *bytes, size_t room, size_t *got, hush_error *err)
{
	size_t rest = stream->filled - stream->at;

	if (rest == 0) {
		return read_file(stream, bytes, room, got, err);
	}
	*got = rest < room ? rest : room;
	memcpy(bytes, stream->bytes + stream->at, *got);
	stream->at += *got;
	return HUSH_OK;
}

/* One call of inflate. Between members: the next begins at the next byte, and zeros are the padding of a tape. */
static hush_status step_gzip(struct hush_stream *stream, char *bytes, size_t room, size_t *got, hush_error *err)
{
	unsigned limit = room < UINT_MAX ? (unsigned)room : UINT_MAX;
	size_t rest = stream->filled - stream->at;
	int outcome;

	if (!stream->inside) {
		while (stream->at < stream->filled && stream->bytes[stream->at] == 0) {
			stream->at++;
		}
		rest = stream->filled - stream->at;
		if (rest == 0) {
			*got = 0;
			return HUSH_OK;
		}
		(void)inflateReset(&stream->inflate);
		stream->inside = true;
	}
	stream->inflate.next_in = stream->bytes + stream->at;
	stream->inflate.avail_in = rest < UINT_MAX ? (unsigned)rest : UINT_MAX;
	stream->inflate.next_out = (unsigned char *)bytes;
	stream->inflate.avail_out = limit;
	outcome = inflate(&stream->inflate, Z_NO_FLUSH);
	stream->at = (size_t)(stream->inflate.next_in - stream->bytes);
	*got = limit - stream->inflate.avail_out;
	switch (outcome) {
	case Z_STREAM_END: stream->inside = false; return HUSH_OK;
	case Z_OK: return HUSH_OK;
	case Z_BUF_ERROR: return HUSH_OK; /* no step was possible: more bytes are needed */
	case Z_MEM_ERROR: return hush_fail_memory(err);
	default: return damaged(stream, "damaged", err);
	}
}

static hush_status step_zstd(struct hush_stream *stream, char *bytes, size_t room, size_t *got, hush_error *err)
{
	ZSTD_inBuffer in = {stream->bytes, stream->filled, stream->at};
	ZSTD_outBuffer out = {bytes, room, 0};
	size_t outcome;

	if (!stream->inside && in.pos == in.size) {
		*got = 0; /* between frames: a call would announce a frame that may not come */
		return HUSH_OK;
	}
	outcome = ZSTD_decompressStream(stream->zstd, &out, &in);
	if (ZSTD_isError(outcome)) {
		return damaged(stream, "damaged, or needs more than 128 MiB to unpack", err);
	}
	stream->inside = outcome != 0;
	stream->at = in.pos;
	*got = out.pos;
	return HUSH_OK;
}

static hush_status unpack(struct hush_stream *stream, char *bytes, size_t room, size_t *got, hush_error *err)
{
	for (;;) {
		size_t before = stream->at;

		HUSH_TRY((stream->kind == GZIP ? step_gzip : step_zstd)(stream, bytes, room, got, err));
		if (*got > 0) {
			return HUSH_OK;
		}
		if (stream->at < stream->filled && stream->at > before) {
			continue; /* a member without bytes, or padding */
		}
		if (!stream->ended) {
			HUSH_TRY(refill(stream, err));
		} else if (stream->inside || stream->at < stream->filled) {
			return damaged(stream, "cut short", err);
		} else {
			return HUSH_OK;
		}
	}
}

static hush_status unpack_ahead(void *context, char *bytes, size_t room, size_t *got, hush_error *err)
{
	return unpack(context, bytes, room, got, err);
}

void hush_stream_read_ahead(struct hush_stream *stream)
{
	if (stream->kind != PLAIN && !stream->ahead) {
		(void)hush_ahead_open(unpack_ahead, stream, &stream->ahead, NULL); /* else it goes on as before */
	}
}

hush_status hush_stream_read(struct hush_stream *stream, char *bytes, size_t room, size_t *got, hush_error *err)
{
	if (stream->ahead) {
		return hush_ahead_read(stream->ahead, bytes, room, got, err);
	}
	return (stream->kind == PLAIN ? read_plain : unpack)(stream, bytes, room, got, err);
}
