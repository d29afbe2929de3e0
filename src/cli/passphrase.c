/* passphrase: see passphrase.h. */
#include "cli/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { CONTROL_C = 3, CONTROL_D = 4 };

static hush_status fail(hush_error *err, hush_status status, const char *message, const char *hint)
{
	*err = (hush_error){.status = status};
	snprintf(err->message, sizeof err->message, "%s", message);
	snprintf(err->hint, sizeof err->hint, "%s", hint);
	return status;
}

static void say(int terminal, const char *text)
{
	/* A terminal that takes no text takes no answer either; reading finds out. */
	ssize_t ignored = write(terminal, text, strlen(text));

	(void)ignored;
}

/* One line, byte by byte, so that nothing of it stays in a buffer of the C library. */
static hush_status read_line(int terminal, char *to, size_t room, hush_error *err)
{
	size_t length = 0;

	for (;;) {
		char byte;
		ssize_t got = read(terminal, &byte, 1);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0 || byte == CONTROL_C || (byte == CONTROL_D && length == 0)) {
			return fail(err, HUSH_E_INTERRUPTED, "no passphrase was given", "nothing was charged or written");
		}
		if (byte == '\n' || byte == '\r') {
			to[length] = '\0';
			return HUSH_OK;
		}
		if (length + 1 == room) {
			return fail(err, HUSH_E_PERMISSION, "the passphrase is too long", "choose one of fewer than 1000 bytes");
		}
		to[length++] = byte;
	}
}

/* The terminal gets its echo back whatever is typed: signals wait until then, and Control-C is read as a byte. */
static hush_status read_hidden(int terminal, const char *prompt, char *to, size_t room, hush_error *err)
{
	struct termios before;
	struct termios hidden;
	sigset_t all;
	sigset_t old;
	hush_status status;

	if (tcgetattr(terminal, &before) != 0) {
		return fail(err, HUSH_E_PERMISSION, "the passphrase cannot be asked: there is no terminal", "run it on a terminal");
	}
	hidden = before;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0) {
		status = fail(err, HUSH_E_PERMISSION, "the terminal cannot hide what is typed", "run it on another terminal");
	} else {
		say(terminal, prompt);
		status = read_line(terminal, to, room, err);
		say(terminal, "\n");
		(void)tcsetattr(terminal, TCSAFLUSH, &before);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return status;
}

static hush_status ask(void *context, const char *prompt, char *to, size_t room, hush_error *err)
{
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	hush_status status;

	(void)context;
	if (terminal < 0) {
		return fail(err, HUSH_E_PERMISSION, "the passphrase cannot be asked: there is no terminal",
		            "run it on a terminal, or name a key without a passphrase");
	}
	status = read_hidden(terminal, prompt, to, room, err);
	close(terminal);
	return status;
}

const hush_passphrase hush_terminal_passphrase = {ask, NULL};
