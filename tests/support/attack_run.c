/*
 * attack_run.c - makes one thread do what a row of the tables says, and judges
 * the answer.
 *
 * Owns:   nothing; the files of a place belong to the test.
 * Called: by tests/sandbox/attack.c.
 * Thread: the test's.
 */
#include "support/attack.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/die.h"
#include "bot/files.h"

enum { MAX_ERRNO = 4095, PAGE = 4096, TCP_ESTABLISHED = 1, TCP_LISTEN = 10 };

static const char victim_text[] = "nobody has harmed me\n";

/* --- what there is in the process --- */

struct tcp_socket {
	unsigned long inode;
	unsigned state;
};

struct tcp_sockets {
	struct tcp_socket *all;
	size_t count;
};

static void
read_tcp_sockets(const char *path, struct tcp_sockets *out)
{
	FILE *f = fopen(path, "r");
	char line[512];

	if (f == NULL)
		return;		/* a machine without IPv6 */
	while (fgets(line, sizeof(line), f) != NULL) {
		struct tcp_socket s;

		if (sscanf(line, "%*d: %*s %*s %x %*s %*s %*s %*u %*d %lu",
		    &s.state, &s.inode) != 2)
			continue;
		out->all = realloc(out->all,
		    (out->count + 1) * sizeof(*out->all));
		if (out->all == NULL)
			die("out of memory");
		out->all[out->count++] = s;
	}
	fclose(f);
}

/* All of this machine; the caller frees `all`. */
static void
take_tcp_sockets(struct tcp_sockets *out)
{
	*out = (struct tcp_sockets){ 0 };
	read_tcp_sockets("/proc/net/tcp", out);
	read_tcp_sockets("/proc/net/tcp6", out);
}

static unsigned
find_state(const struct tcp_sockets *s, unsigned long inode)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->all[i].inode == inode)
			return s->all[i].state;
	return 0;
}

/* Calls `see` for each descriptor with what it is a link to. */
static void
for_each_fd(pid_t pid, void (*see)(void *arg, int fd, const char *link),
    void *arg)
{
	char path[64], name[PATH_MAX], link[PATH_MAX];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	d = opendir(path);
	if (d == NULL)
		die("%s: %s", path, strerror(errno));
	while ((e = readdir(d)) != NULL) {
		ssize_t n;

		path_format(name, sizeof(name), "%s/%s", path, e->d_name);
		n = readlink(name, link, sizeof(link) - 1);
		if (n < 0)
			continue;
		link[n] = '\0';
		see(arg, (int)strtol(e->d_name, NULL, 10), link);
	}
	closedir(d);
}

struct fd_finder {
	struct tcp_sockets sockets;
	uint64_t *known;	/* NULL: only clients are wanted */
	int *clients;
	unsigned client_count, client_cap;
};

static void
see_socket(struct fd_finder *f, int fd, unsigned long inode)
{
	unsigned state = find_state(&f->sockets, inode);

	if (state == TCP_ESTABLISHED && f->client_count < f->client_cap)
		f->clients[f->client_count++] = fd;
	if (state == TCP_LISTEN && f->known != NULL)
		f->known[KNOWN_LISTENER] = (uint64_t)fd;
}

static void
see_fd(void *arg, int fd, const char *link)
{
	struct fd_finder *f = arg;
	size_t n = strlen(link);
	unsigned long inode;

	if (sscanf(link, "socket:[%lu]", &inode) == 1)
		see_socket(f, fd, inode);
	if (f->known == NULL)
		return;
	if (strstr(link, "[eventfd]") != NULL)
		f->known[KNOWN_EVENT] = (uint64_t)fd;
	else if (strstr(link, "[eventpoll]") != NULL)
		f->known[KNOWN_EPOLL] = (uint64_t)fd;
	else if (n > 12 && strcmp(link + n - 12, "/database.db") == 0)
		f->known[KNOWN_DATABASE] = (uint64_t)fd;
}

unsigned
attack_find_clients(pid_t pid, int *out, unsigned cap)
{
	struct fd_finder f = { .clients = out, .client_cap = cap };

	take_tcp_sockets(&f.sockets);
	for_each_fd(pid, see_fd, &f);
	free(f.sockets.all);
	return f.client_count;
}

/* The program's own text comes first; the heap has a name. */
static void
find_pages(pid_t pid, uint64_t *known)
{
	unsigned long from, to;
	char path[64], line[512], mode[8];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3)
			continue;
		/* not the first page: there is the entry point */
		if (known[KNOWN_TEXT] == 0 && strcmp(mode, "r-xp") == 0)
			known[KNOWN_TEXT] = to - PAGE;
		if (strstr(line, "[heap]") != NULL)
			known[KNOWN_DATA] = from;
	}
	fclose(f);
}

void
attack_target_init(struct attack_target *t, struct inject *in,
    const char *dir, uid_t uid)
{
	struct fd_finder f = { .known = t->known, .clients = t->clients,
	    .client_cap = ATTACK_MAX_CLIENTS };

	*t = (struct attack_target){ .in = in, .dir = dir, .uid = uid };
	take_tcp_sockets(&f.sockets);
	for_each_fd(inject_pid(in), see_fd, &f);
	free(f.sockets.all);
	t->client_count = f.client_count;
	find_pages(inject_pid(in), t->known);
	t->known[KNOWN_UID] = t->known[KNOWN_GID] = uid;
	if (t->client_count == 0 || t->known[KNOWN_LISTENER] == 0 ||
	    t->known[KNOWN_DATABASE] == 0 || t->known[KNOWN_EVENT] == 0 ||
	    t->known[KNOWN_EPOLL] == 0 || t->known[KNOWN_TEXT] == 0 ||
	    t->known[KNOWN_DATA] == 0)
		die("attack: not all found in process %d",
		    (int)inject_pid(in));
}

/* --- arguments --- */

/* Several tests may run on one machine. */
static void
name_in_place(const char *dir, const char *name, char *out, size_t cap)
{
	path_format(out, cap, "%s/fusiond-%d-%s", dir, (int)getpid(), name);
}

void
attack_expand(const struct attack_target *t, const char *text, char *out,
    size_t cap)
{
	if (strncmp(text, "%P", 2) == 0) {
		char place[PATH_MAX];

		attack_expand(t, t->place, place, sizeof(place));
		if (text[2] == '/')
			name_in_place(place, text + 3, out, cap);
		else
			path_format(out, cap, "%s", place);
	} else if (strncmp(text, "%D", 2) == 0) {
		path_format(out, cap, "%s%s", t->dir, text + 2);
	} else {
		path_format(out, cap, "%s", text);
	}
}

static uint64_t
find_known(struct attack_target *t, enum attack_known what)
{
	switch (what) {
	case KNOWN_PID:
		return (uint64_t)inject_pid(t->in);
	case KNOWN_TID:
		return (uint64_t)inject_thread_id(t->in, t->thread);
	case KNOWN_VICTIM:
		return (uint64_t)t->victim;
	case KNOWN_CLIENT:
		return (uint64_t)t->clients[t->next_client++ %
		    t->client_count];
	case KNOWN_UID:
	case KNOWN_GID:
	case KNOWN_LISTENER:
	case KNOWN_DATABASE:
	case KNOWN_EVENT:
	case KNOWN_EPOLL:
	case KNOWN_TEXT:
	case KNOWN_DATA:
	case KNOWN_COUNT:
		break;
	}
	return t->known[what];
}

static uint64_t
make_argument(struct attack_target *t, const struct attack_arg *arg)
{
	char text[PATH_MAX];

	switch (arg->kind) {
	case ARG_NUMBER:
		break;
	case ARG_TEXT:
		attack_expand(t, arg->data, text, sizeof(text));
		return inject_put(t->in, t->thread, text, strlen(text) + 1);
	case ARG_BYTES:
		return inject_put(t->in, t->thread, arg->data,
		    (size_t)arg->number);
	case ARG_KNOWN:
		return find_known(t, (enum attack_known)arg->number);
	case ARG_BUILT:
		return arg->build(t);
	}
	return arg->number;
}

void
attack_run(struct attack_target *t, const struct attack *a,
    struct inject_result *out)
{
	struct inject_call call = { .number = a->number };

	if (a->flags & ATTACK_INT80)
		call.entry = INJECT_INT80;
	for (size_t i = 0; i < COUNT_OF(call.args); i++)
		call.args[i] = make_argument(t, &a->args[i]);
	inject_run(t->in, t->thread, &call, out);
	inject_drop(t->in, t->thread);
}

/* --- judging --- */

static bool
is_error(const struct inject_result *r)
{
	return r->fate == INJECT_RETURNED && r->value < 0 &&
	    r->value >= -MAX_ERRNO;
}

bool
attack_is_refused(const struct attack *a, const struct inject_result *r)
{
	if (a->flags & ATTACK_DEADLY)
		return r->fate == INJECT_DIED && r->sig == SIGSYS;
	/* the same answer as without a sandbox is not the sandbox's */
	return is_error(r) && (a->unconfined == 0 ||
	    (a->flags & ATTACK_UNTOLD) || r->value != a->unconfined);
}

bool
attack_has_worked(const struct attack *a, const struct inject_result *r)
{
	if (a->unconfined != 0)
		return r->fate == INJECT_RETURNED &&
		    r->value == a->unconfined;
	return r->fate == INJECT_EXECUTED ||
	    (r->fate == INJECT_RETURNED && !is_error(r));
}

const char *
attack_describe(const struct inject_result *r)
{
	static char text[96];

	switch (r->fate) {
	case INJECT_RETURNED:
		if (is_error(r))
			snprintf(text, sizeof(text), "%lld, %s",
			    (long long)r->value, strerror((int)-r->value));
		else
			snprintf(text, sizeof(text), "%lld",
			    (long long)r->value);
		break;
	case INJECT_WAITED:
		snprintf(text, sizeof(text), "waits in the kernel");
		break;
	case INJECT_EXECUTED:
		snprintf(text, sizeof(text), "runs another program");
		break;
	case INJECT_DIED:
		snprintf(text, sizeof(text), "died of signal %d, status %d",
		    r->sig, r->status);
		break;
	}
	return text;
}

/* --- places --- */

/* Those that are filled: a failed test leaves its functions, and them. */
static char filled[8][PATH_MAX];

static void
clear_filled(void)
{
	for (size_t i = 0; i < COUNT_OF(filled); i++)
		if (filled[i][0] != '\0' && files_exist(filled[i]))
			attack_place_clear(filled[i]);
}

static void
remember_place(const char *dir)
{
	static bool is_registered;

	if (!is_registered)
		atexit(clear_filled);
	is_registered = true;
	for (size_t i = 0; i < COUNT_OF(filled); i++) {
		if (filled[i][0] == '\0')
			path_format(filled[i], sizeof(filled[i]), "%s", dir);
		if (strcmp(filled[i], dir) == 0)
			return;
	}
	die("attack: too many places");
}

static void
forget_place(const char *dir)
{
	for (size_t i = 0; i < COUNT_OF(filled); i++)
		if (strcmp(filled[i], dir) == 0)
			filled[i][0] = '\0';
}

void
attack_place_clear(const char *dir)
{
	static const char *const names[] = { "victim", "dir", "new" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char path[PATH_MAX];

		name_in_place(dir, names[i], path, sizeof(path));
		if (unlink(path) != 0 && rmdir(path) != 0 && errno != ENOENT)
			die("%s: %s", path, strerror(errno));
	}
	forget_place(dir);
}

void
attack_place_fill(const char *dir, uid_t uid)
{
	char path[PATH_MAX];

	attack_place_clear(dir);
	remember_place(dir);
	name_in_place(dir, "victim", path, sizeof(path));
	files_write(path, victim_text, strlen(victim_text));
	if (chmod(path, 0644) != 0 || chown(path, uid, uid) != 0)
		die("%s: %s", path, strerror(errno));
	name_in_place(dir, "dir", path, sizeof(path));
	if (mkdir(path, 0700) != 0 || chown(path, uid, uid) != 0)
		die("%s: %s", path, strerror(errno));
}

bool
attack_place_is_whole(const char *dir)
{
	char path[PATH_MAX];
	struct stat st;
	char *text;
	bool is_whole;

	name_in_place(dir, "new", path, sizeof(path));
	if (lstat(path, &st) == 0)
		return false;
	name_in_place(dir, "dir", path, sizeof(path));
	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return false;
	name_in_place(dir, "victim", path, sizeof(path));
	if (lstat(path, &st) != 0 || st.st_mode != (S_IFREG | 0644) ||
	    st.st_nlink != 1)
		return false;
	text = files_take(path, NULL);
	is_whole = text != NULL && strcmp(text, victim_text) == 0;
	free(text);
	return is_whole;
}
