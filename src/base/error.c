/* error: see error.h. */
#define HUSH_ERROR_SOURCE /* error.h: no analyser's view of these functions here */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int hush_exit_code(hush_status status)
{
	switch (status) {
	case HUSH_OK: return 0;
	case HUSH_E_MEMORY:
	case HUSH_E_BUG: return 70;
	case HUSH_E_INTERRUPTED: return 130;
	case HUSH_E_NO_INPUT: return 66;
	case HUSH_E_CREATE: return 73;
	case HUSH_E_IO: return 74;
	case HUSH_E_PERMISSION: return 77;
	case HUSH_E_USAGE: return 64;
	case HUSH_E_SPEC:
	case HUSH_E_HEADER: return 65;
	case HUSH_E_BUDGET: return 10;
	case HUSH_E_LEDGER: return 12;
	case HUSH_E_BUSY: return 75;
	case HUSH_E_VERIFY:
	case HUSH_E_SIGNER: return 11;
	case HUSH_E_ENGINE: return 69;
	}
	return 70;
}

const char *hush_status_name(hush_status status)
{
	switch (status) {
	case HUSH_OK: return "ok";
	case HUSH_E_MEMORY: return "memory";
	case HUSH_E_BUG: return "bug";
	case HUSH_E_INTERRUPTED: return "interrupted";
	case HUSH_E_NO_INPUT: return "no-input";
	case HUSH_E_CREATE: return "create";
	case HUSH_E_IO: return "io";
	case HUSH_E_PERMISSION: return "permission";
	case HUSH_E_USAGE: return "usage";
	case HUSH_E_SPEC: return "spec";
	case HUSH_E_HEADER: return "header";
	case HUSH_E_BUDGET: return "budget";
	case HUSH_E_LEDGER: return "ledger";
	case HUSH_E_BUSY: return "busy";
	case HUSH_E_VERIFY: return "verify";
	case HUSH_E_SIGNER: return "signer";
	case HUSH_E_ENGINE: return "engine";
	}
	return "unknown";
}

/* Copies a path into the error, keeping its end when it is too long: the end names the file. */
static void set_file(hush_error *err, const char *file)
{
	size_t length = file ? strlen(file) : 0;
	size_t skip = length >= sizeof err->file ? length - sizeof err->file + 1 : 0;

	memcpy(err->file, file ? file + skip : "", length - skip + 1);
}

static void fill(hush_error *err, hush_status status, const char *file, unsigned long line, unsigned long column,
                 const char *format, va_list arguments) HUSH_PRINTF(6, 0);

static void fill(hush_error *err, hush_status status, const char *file, unsigned long line, unsigned long column,
                 const char *format, va_list arguments)
{
	if (!err) {
		return;
	}
	err->status = status;
	set_file(err, file);
	err->line = line;
	err->column = column;
	err->hint[0] = '\0';
	vsnprintf(err->message, sizeof err->message, format, arguments);
}

hush_status hush_fail(hush_error *err, hush_status status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fill(err, status, NULL, 0, 0, format, arguments);
	va_end(arguments);
	return status;
}

hush_status hush_fail_at(hush_error *err, hush_status status, const char *file, unsigned long line, unsigned long column,
                         const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fill(err, status, file, line, column, format, arguments);
	va_end(arguments);
	return status;
}

hush_status hush_fail_errno(hush_error *err, hush_status status, int errnum, const char *file, const char *format, ...)
{
	va_list arguments;
	size_t used;

	va_start(arguments, format);
	fill(err, status, file, 0, 0, format, arguments);
	va_end(arguments);
	if (err) {
		used = strlen(err->message);
		snprintf(err->message + used, sizeof err->message - used, ": %s", strerror(errnum));
	}
	return status;
}

hush_status hush_fail_memory(hush_error *err)
{
	hush_fail(err, HUSH_E_MEMORY, "out of memory");
	hush_hint(err, "close other programs or use a machine with more memory; nothing was published");
	return HUSH_E_MEMORY;
}

hush_status hush_fail_bug(hush_error *err, const char *where)
{
	hush_fail(err, HUSH_E_BUG, "internal check failed in %s", where);
	hush_hint(err, "this is a bug in hushcount; please report it with the command you ran");
	return HUSH_E_BUG;
}

hush_status hush_hint(hush_error *err, const char *format, ...)
{
	va_list arguments;

	if (!err) {
		/* The public functions never pass NULL on, so no status is lost here; and a failure never turns into HUSH_OK. */
		return HUSH_E_BUG;
	}
	va_start(arguments, format);
	vsnprintf(err->hint, sizeof err->hint, format, arguments);
	va_end(arguments);
	return err->status;
}
