/* answer: see answer.h. */
#include "cli/answer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

static void put_json(const char *key, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	printf(",\"%s\":\"", key);
	while (*at) {
		size_t length = character(at);

		if (length == 0) {
			fputs("\\ufffd", stdout);
			length = 1;
		} else if (*at == '"' || *at == '\\') {
			printf("\\%c", *at);
		} else if (*at < 0x20 || *at == 0x7f) {
			printf("\\u%04x", *at);
		} else {
			fwrite(at, 1, length, stdout);
		}
		at += length;
	}
	putchar('"');
}

/* A name from outside must not be able to steer the terminal. */
static void put_plain(const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		fputc(byte < 0x20 || byte == 0x7f ? '?' : byte, stderr);
	}
}

static void print_json(const hush_error *err)
{
	printf("{\"schema\":\"hushcount.error/1\",\"ok\":false,\"status\":\"%s\",\"exit\":%d", hush_status_name(err->status),
	       hush_exit_code(err->status));
	put_json("message", err->message);
	put_json("hint", err->hint);
	put_json("file", err->file);
	printf(",\"line\":%lu,\"column\":%lu}\n", err->line, err->column);
}

static void print_plain(const hush_error *err)
{
	fputs("hushcount: ", stderr);
	if (err->file[0]) {
		put_plain(err->file);
		if (err->line) {
			fprintf(stderr, ":%lu", err->line);
		}
		if (err->line && err->column) {
			fprintf(stderr, ":%lu", err->column);
		}
		fputs(": ", stderr);
	}
	put_plain(err->message);
	fputc('\n', stderr);
	if (err->hint[0]) {
		fputs("hint: ", stderr);
		put_plain(err->hint);
		fputc('\n', stderr);
	}
}

int hush_finish_output(int code)
{
	hush_error err = {.status = HUSH_E_IO, .file = "standard output"};

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout)) {
		return code;
	}
	snprintf(err.message, sizeof err.message, "the answer could not be written to the end%s%s", errno ? ": " : "",
	         errno ? strerror(errno) : "");
	snprintf(err.hint, sizeof err.hint, "what the command did stands; free some space and ask again");
	print_plain(&err);
	clearerr(stdout);
	return hush_exit_code(HUSH_E_IO);
}

int hush_finish(const struct hush_call *call, hush_status status, char *text, const hush_error *err)
{
	bool told = text != NULL;

	if (text) {
		fputs(text, stdout);
		hush_text_free(text);
	}
	if (status != HUSH_OK && call->format == HUSH_FORMAT_JSON) {
		if (!told) {
			print_json(err);
		}
	} else if (status != HUSH_OK) {
		fflush(stdout);
		print_plain(err);
	}
	return hush_finish_output(hush_exit_code(status));
}

int hush_finish_usage(hush_format format, const char *message, const char *hint)
{
	struct hush_call call = {.format = format};
	hush_error err = {.status = HUSH_E_USAGE};

	snprintf(err.message, sizeof err.message, "%s", message);
	snprintf(err.hint, sizeof err.hint, "%s", hint ? hint : "");
	return hush_finish(&call, HUSH_E_USAGE, NULL, &err);
}
