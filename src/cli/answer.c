/* answer: see answer.h. */
#include "cli/answer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of the UTF-8 character at `text`, or 0 when there is none: a path may hold any bytes. */
static size_t character(const unsigned char *text)
{
	static const struct {
		unsigned char mask, lead;
		size_t length;
		unsigned long least;
	} forms[] = {{0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		unsigned long code = text[0] & (unsigned char)~forms[i].mask;

		if ((text[0] & forms[i].mask) != forms[i].lead) {
			continue;
		}
		for (size_t k = 1; k < forms[i].length; k++) {
			if ((text[k] & 0xc0) != 0x80) {
				return 0;
			}
			code = code << 6 | (text[k] & 0x3f);
		}
		return code >= forms[i].least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? forms[i].length : 0;
	}
	return 0;
}

/* stdio gives up, and forgets what it held, when a write is interrupted; this goes on. False with errno set. */
static bool write_all(int descriptor, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = write(descriptor, bytes, length);

		if (put < 0 && errno != EINTR) {
			return false;
		}
		bytes += put > 0 ? put : 0;
		length -= put > 0 ? (size_t)put : 0;
	}
	return true;
}

static void put_json(FILE *out, const char *key, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	fprintf(out, ",\"%s\":\"", key);
	while (*at) {
		size_t length = character(at);

		if (length == 0) {
			fputs("\\ufffd", out);
			length = 1;
		} else if (*at == '"' || *at == '\\') {
			fprintf(out, "\\%c", *at);
		} else if (*at < 0x20 || *at == 0x7f) {
			fprintf(out, "\\u%04x", *at);
		} else {
			fwrite(at, 1, length, out);
		}
		at += length;
	}
	putc('"', out);
}

/* A name from outside must not be able to steer the terminal. */
static void put_plain(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		fputc(byte < 0x20 || byte == 0x7f ? '?' : byte, out);
	}
}

static void print_json(FILE *out, const hush_error *err)
{
	fprintf(out, "{\"schema\":\"hushcount.error/1\",\"ok\":false,\"status\":\"%s\",\"exit\":%d",
	        hush_status_name(err->status), hush_exit_code(err->status));
	put_json(out, "message", err->message);
	put_json(out, "hint", err->hint);
	put_json(out, "file", err->file);
	fprintf(out, ",\"line\":%lu,\"column\":%lu}\n", err->line, err->column);
}

static void print_plain(FILE *out, const hush_error *err)
{
	fputs("hushcount: ", out);
	if (err->file[0]) {
		put_plain(out, err->file);
		if (err->line) {
			fprintf(out, ":%lu", err->line);
		}
		if (err->line && err->column) {
			fprintf(out, ":%lu", err->column);
		}
		fputs(": ", out);
	}
	put_plain(out, err->message);
	fputc('\n', out);
	if (err->hint[0]) {
		fputs("hint: ", out);
		put_plain(out, err->hint);
		fputc('\n', out);
	}
}

/* Prints an error in one piece; bit by bit when there is no memory for that. */
static bool tell(int descriptor, void (*print)(FILE *, const hush_error *), const hush_error *err)
{
	char *text = NULL;
	size_t length = 0;
	FILE *piece = open_memstream(&text, &length);
	bool told;

	if (piece) {
		print(piece, err);
	}
	if (!piece || fclose(piece) != 0 || !text) {
		free(text); /* open_memstream's own */
		print(descriptor == STDERR_FILENO ? stderr : stdout, err);
		return true; /* as far as is known; stdout is looked at in the end */
	}
	told = write_all(descriptor, text, length);
	free(text);
	return told;
}

/* `failed`: the errno of a write of the answer that failed, or 0. */
static int finish(int code, int failed)
{
	hush_error err = {.status = HUSH_E_IO, .file = "standard output"};

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout) && !failed) {
		return code;
	}
	failed = failed ? failed : errno;
	snprintf(err.message, sizeof err.message, "the answer could not be written to the end%s%s", failed ? ": " : "",
	         failed ? strerror(failed) : "");
	snprintf(err.hint, sizeof err.hint, "what the command did stands; free some space and ask again");
	tell(STDERR_FILENO, print_plain, &err);
	clearerr(stdout);
	return hush_exit_code(HUSH_E_IO);
}

int hush_finish_output(int code)
{
	return finish(code, 0);
}

int hush_finish(const struct hush_call *call, hush_status status, char *text, const hush_error *err)
{
	bool told = text != NULL;
	int failed = 0;

	fflush(stdout);
	if (text) {
		failed = write_all(STDOUT_FILENO, text, strlen(text)) ? 0 : errno;
		hush_text_free(text);
	}
	if (status != HUSH_OK && call->format == HUSH_FORMAT_JSON) {
		if (!told && !tell(STDOUT_FILENO, print_json, err)) {
			failed = errno;
		}
	} else if (status != HUSH_OK) {
		tell(STDERR_FILENO, print_plain, err);
	}
	return finish(hush_exit_code(status), failed);
}

int hush_finish_usage(hush_format format, const char *message, const char *hint)
{
	struct hush_call call = {.format = format};
	hush_error err = {.status = HUSH_E_USAGE};

	snprintf(err.message, sizeof err.message, "%s", message);
	snprintf(err.hint, sizeof err.hint, "%s", hint ? hint : "");
	return hush_finish(&call, HUSH_E_USAGE, NULL, &err);
}
