/*
 * password.c - a new password, never from the command line, where everybody
 * on the machine could read it.
 *
 * Owns:   the terminal's echo while it asks.
 * Called: by account.c.
 * Thread: main; there is no other.
 */
#include "tool/password.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
	LINE_BYTES = 256,
	KEY_CTRL_C = 3,
	KEY_CTRL_D = 4,
	KEY_CTRL_U = 21,
	KEY_BACKSPACE = 8,
	KEY_DELETE = 127
};

/* One byte at a time: what follows the line is not ours. False: cancelled. */
static bool
read_line(char *out, size_t cap, bool is_terminal)
{
	size_t n = 0;
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n' && c != '\r') {
		if (is_terminal && (c == KEY_CTRL_C || c == KEY_CTRL_D))
			return false;
		if (is_terminal && c == KEY_CTRL_U)
			n = 0;
		else if (is_terminal &&
		    (c == KEY_BACKSPACE || c == KEY_DELETE))
			n -= n > 0;
		else if (n < cap - 1)
			out[n++] = c;
	}
	out[n] = '\0';
	return n > 0;
}

static bool
ask(const char *prompt, char *out, size_t cap)
{
	bool ok;

	fputs(prompt, stderr);
	ok = read_line(out, cap, true);
	fputc('\n', stderr);
	return ok;
}

static enum password_result
ask_twice(char *out, size_t cap)
{
	char again[LINE_BYTES] = "";
	enum password_result res = PASSWORD_OK;

	if (!ask("New password: ", out, cap) ||
	    !ask("Once more: ", again, sizeof(again)))
		res = PASSWORD_CANCELLED;
	else if (strcmp(out, again) != 0)
		res = PASSWORD_DIFFER;
	explicit_bzero(again, sizeof(again));
	return res;
}

enum password_result
password_read(char *out, size_t cap)
{
	struct termios was, quiet;
	enum password_result res;

	out[0] = '\0';
	if (cap > LINE_BYTES)
		cap = LINE_BYTES;
	if (tcgetattr(STDIN_FILENO, &was) != 0)
		return read_line(out, cap, false) ? PASSWORD_OK :
		    PASSWORD_CANCELLED;
	/* Without ISIG no key ends us before the echo is back. */
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	res = ask_twice(out, cap);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	return res;
}
