/*
 * config.c - reads config.ini into one struct that is const ever after.
 *
 * Owns:   struct config and its strings.
 * Called: by main at start-up; tests.
 * Thread: main, before the others exist.
 *
 * inih knows the grammar, which is OpenFusion's (spec/config.md 1). It is fed
 * line by line, so that we know at each call which line it speaks of. All
 * mistakes of a file are told in one go.
 */
#include "config/config.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/str.h"
#include "config/config_key.h"
#include "config/config_value.h"

enum {
	FILE_MAX_BYTES = 1 << 20,
	GM_LEVEL_MAX = 50,	/* spec/commands.md: above it, no commands */
	VIEW_SENSIBLE_UNITS = 3000
};

/* What the file says about one key. */
struct entry {
	char *value;		/* NULL: nothing */
	int line;
};

struct storage {
	struct entry entries[CONFIG_KEY_MAX];
	char resolved_ip[INET_ADDRSTRLEN];
};

/* One pass over one file. */
struct reader {
	struct config_report report;
	struct storage *storage;
	const char *rest;	/* not yet given to inih */
	int line;		/* the one that inih has now */
	bool is_indented;	/* that line begins with white space */
	int last_key;		/* a continuation belongs to it; -1: unknown */
	bool has_last;		/* a key has come since the [section] */
};

/* --- lines */

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* inih forgets the key to be continued at each [section]; so do we. */
static void
note_line(struct reader *r, const char *line, size_t n)
{
	size_t i = 0;

	if (r->line == 1 && n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	r->is_indented = i < n && is_blank(line[i]);
	while (i < n && is_blank(line[i]))
		i++;
	if (i < n && line[i] == '[' && !(r->is_indented && r->has_last))
		r->has_last = false;
}

/* inih's fgets(): one whole line a call, so that its count is ours. */
static char *
read_line(char *buf, int cap, void *arg)
{
	struct reader *r = arg;
	const char *line = r->rest;
	size_t n, longest = (size_t)cap - 1;

	if (*line == '\0')
		return NULL;
	n = strcspn(line, "\n");
	r->rest = line + n + (line[n] == '\n');
	r->line++;
	note_line(r, line, n);

	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n > longest) {
		/* OpenFusion would read the rest as a line of its own. */
		config_tell(&r->report, r->line,
		    "the line has %zu bytes, allowed are %zu", n, longest);
		n = 0;
	}
	memcpy(buf, line, n);
	buf[n] = '\0';
	return buf;
}

static void
tell_syntax_error(struct reader *r, const char *text, int line)
{
	for (int i = 1; i < line && text != NULL; i++) {
		text = strchr(text, '\n');
		text = text != NULL ? text + 1 : NULL;
	}
	if (text != NULL && text[strspn(text, " \t")] == '[')
		config_tell(&r->report, line,
		    "a section without its closing ']'");
	else
		config_tell(&r->report, line,
		    "neither 'key=value' nor '[section]' nor '# comment'");
}

/* --- keys */

static void
append_line(struct entry *e, const char *more)
{
	size_t n = strlen(e->value), m = strlen(more);
	char *longer = realloc(e->value, n + 1 + m + 1);

	CHECK(longer != NULL);
	longer[n] = '\n';
	memcpy(longer + n + 1, more, m + 1);
	e->value = longer;
}

static void
warn_unknown(struct reader *r, const char *section, const char *name)
{
	const struct config_key *near = config_key_nearest(section, name);
	char label[CONFIG_LABEL_BYTES], near_label[CONFIG_LABEL_BYTES];

	config_warn(&r->report, r->line,
	    "%s: unknown key, ignored; the nearest known one is %s",
	    config_key_label(section, name, label, sizeof(label)),
	    config_key_label(near->section, near->name, near_label,
		sizeof(near_label)));
}

static void
take_continuation(struct reader *r, const char *text)
{
	const struct config_key *key;
	char label[CONFIG_LABEL_BYTES];

	if (r->last_key < 0)
		return;
	key = config_key_get((size_t)r->last_key);
	if (key->type == CONFIG_TEXT) {
		append_line(&r->storage->entries[r->last_key], text);
		return;
	}
	config_tell(&r->report, r->line,
	    "%s: an indented line would continue its value; remove the white "
	    "space before it",
	    config_key_label(key->section, key->name, label, sizeof(label)));
}

/* inih's handler: 1 is "go on", always; we count mistakes ourselves. */
static int
take_key(void *arg, const char *section, const char *name, const char *value)
{
	struct reader *r = arg;
	struct entry *e;
	char label[CONFIG_LABEL_BYTES];

	if (r->is_indented && r->has_last) {
		take_continuation(r, value);
		return 1;
	}

	r->has_last = true;
	r->last_key = config_key_find(section, name);
	if (r->last_key < 0) {
		warn_unknown(r, section, name);
		return 1;
	}
	e = &r->storage->entries[r->last_key];
	if (e->value != NULL) {
		config_tell(&r->report, r->line,
		    "%s: set twice, first in line %d; allowed is once",
		    config_key_label(section, name, label, sizeof(label)),
		    e->line);
		return 1;
	}
	e->value = strdup(value);
	CHECK(e->value != NULL);
	e->line = r->line;
	return 1;
}

static void
store_all(struct reader *r, struct config *cfg)
{
	const struct config_key *key;
	bool is_1013;

	/* Some defaults depend on it, so it goes first. */
	int p = config_key_find("", "protocol");
	struct entry *protocol = &r->storage->entries[p];
	is_1013 = protocol->value != NULL &&
	    strtol(protocol->value, NULL, 0) == 1013;

	for (size_t i = 0; (key = config_key_get(i)) != NULL; i++) {
		const struct entry *e = &r->storage->entries[i];
		const char *def = key->def;

		if (is_1013 && key->def_1013 != NULL)
			def = key->def_1013;
		config_value_store(&r->report, cfg, key, e->line,
		    e->value != NULL ? e->value : def);
	}
}

/* --- what only shows when all is read */

static int
line_of(const struct reader *r, const char *section, const char *name)
{
	return r->storage->entries[config_key_find(section, name)].line;
}

static bool
is_loopback(const char *ip)
{
	return strncmp(ip, "127.", 4) == 0 || strcmp(ip, "::1") == 0 ||
	    str_equal_nocase(ip, "localhost");
}

static void
check_ports(struct reader *r, const struct config *cfg)
{
	struct {
		const char *section;
		uint16_t port;
		bool is_open;
	} ports[] = {
		{ "login", cfg->login.port, true },
		{ "shard", cfg->shard.port, true },
		{ "monitor", cfg->monitor.port, cfg->monitor.is_enabled },
		{ "metrics", cfg->metrics.port, cfg->metrics.is_enabled },
	};

	for (size_t i = 0; i < COUNT_OF(ports); i++) {
		for (size_t j = 0; j < i; j++) {
			if (!ports[i].is_open || !ports[j].is_open ||
			    ports[i].port != ports[j].port)
				continue;
			config_tell(&r->report,
			    line_of(r, ports[i].section, "port"),
			    "%s.port: %d is %s.port already, allowed is any "
			    "other port", ports[i].section, ports[i].port,
			    ports[j].section);
		}
	}
}

static void
check_exposure(struct reader *r, const struct config *cfg)
{
	bool is_local = is_loopback(cfg->login.listen_ip) &&
	    is_loopback(cfg->shard.listen_ip);

	if (is_local && !is_loopback(cfg->shard.ip)) {
		config_warn(&r->report, line_of(r, "shard", "ip"),
		    "shard.ip: clients are sent to %s, but listenip lets only "
		    "this machine in",
		    cfg->shard.ip);
	}
	if (is_local || !cfg->login.auto_create_accounts ||
	    cfg->shard.account_level > GM_LEVEL_MAX)
		return;
	config_warn(&r->report, line_of(r, "shard", "accountlevel"),
	    "shard.accountlevel: *** EVERYBODY who can reach this server gets "
	    "game master rights (level %d) with a new account. Set "
	    "accountlevel=99 for a public server, or listenip=127.0.0.1 in "
	    "[login] and [shard]. ***",
	    cfg->shard.account_level);
}

/* spec/world.md 1: possible, but mobs shoot from farther than that. */
static void
check_view(struct reader *r, const struct config *cfg)
{
	if (cfg->shard.view_distance_units >= VIEW_SENSIBLE_UNITS)
		return;
	config_warn(&r->report, line_of(r, "shard", "viewdistance"),
	    "shard.viewdistance: with less than %d players do not see what "
	    "attacks them", VIEW_SENSIBLE_UNITS);
}

/* A patch file is patchdir + name: without the slash it would miss them all. */
static void
end_patch_dir_with_slash(struct reader *r, struct config *cfg)
{
	struct entry *e =
	    &r->storage->entries[config_key_find("shard", "patchdir")];
	size_t n;

	if (e->value == NULL || (n = strlen(e->value)) == 0 ||
	    e->value[n - 1] == '/')
		return;
	e->value = realloc(e->value, n + 2);
	CHECK(e->value != NULL);
	e->value[n] = '/';
	e->value[n + 1] = '\0';
	cfg->shard.patch_dir = e->value;
}

/* --- the file */

/* The whole file as text that the caller frees; NULL: told. */
static char *
read_text(struct reader *r, FILE *f)
{
	char *text = malloc(FILE_MAX_BYTES + 1);
	size_t n;
	char *nul;

	CHECK(text != NULL);
	n = fread(text, 1, FILE_MAX_BYTES + 1, f);
	if (ferror(f)) {
		config_tell(&r->report, 0, "cannot be read: %s",
		    strerror(errno));
		goto fail;
	}
	if (n > FILE_MAX_BYTES) {
		config_tell(&r->report, 0,
		    "longer than %d bytes, this is no config file",
		    FILE_MAX_BYTES);
		goto fail;
	}
	text[n] = '\0';
	nul = memchr(text, '\0', n);
	if (nul != NULL) {
		int line = 1;

		for (const char *c = text; c < nul; c++)
			line += *c == '\n';
		config_tell(&r->report, line, "a zero byte, this is no text");
		goto fail;
	}
	return text;
fail:
	free(text);
	return NULL;
}

/* False: told. */
static bool
parse_text(struct reader *r, const char *text)
{
	int bad_line;

	r->rest = text;
	bad_line = ini_parse_stream(read_line, r, take_key, r);
	if (bad_line > 0)
		tell_syntax_error(r, text, bad_line);
	else if (bad_line < 0)
		config_tell(&r->report, 0, "cannot be parsed: out of memory");
	return r->report.errors == 0;
}

/* False: told. */
static bool
read_file(struct reader *r, bool must_exist)
{
	FILE *f = fopen(r->report.path, "re");
	char *text;
	bool ok;

	if (f == NULL && errno == ENOENT && !must_exist) {
		config_warn(&r->report, 0,
		    "no such file, every setting is at its default");
		return true;
	}
	if (f == NULL) {
		config_tell(&r->report, 0, "cannot be opened: %s",
		    strerror(errno));
		return false;
	}
	text = read_text(r, f);
	fclose(f);
	if (text == NULL)
		return false;

	ok = parse_text(r, text);
	free(text);
	return ok;
}

static void
begin(struct reader *r, const char *path, FILE *err)
{
	*r = (struct reader){ .report = { .path = path, .err = err },
		.last_key = -1 };
	r->storage = calloc(1, sizeof(*r->storage));
	CHECK(r->storage != NULL);
}

/* What was read as a config, or NULL: told. */
static struct config *
finish(struct reader *r)
{
	struct config *cfg = calloc(1, sizeof(*cfg));

	CHECK(cfg != NULL);
	cfg->storage = r->storage;
	/* Values are judged even after a syntax error: all is told at once. */
	if (r->report.errors <= CONFIG_ERRORS_TOLD)
		store_all(r, cfg);
	if (r->report.errors == 0)
		check_ports(r, cfg);
	if (r->report.errors == 0) {
		end_patch_dir_with_slash(r, cfg);
		check_exposure(r, cfg);
		check_view(r, cfg);
		return cfg;
	}
	if (r->report.errors > CONFIG_ERRORS_TOLD)
		fprintf(r->report.err, "%s: and %u more mistakes\n",
		    r->report.path, r->report.errors - CONFIG_ERRORS_TOLD);
	config_free(cfg);
	return NULL;
}

struct config *
config_load(const char *path, bool must_exist, FILE *err)
{
	struct reader r;

	begin(&r, path, err);
	(void)read_file(&r, must_exist);
	return finish(&r);
}

struct config *
config_parse(const char *path, const char *text, FILE *err)
{
	struct reader r;

	begin(&r, path, err);
	(void)parse_text(&r, text);
	return finish(&r);
}

void
config_free(struct config *cfg)
{
	struct storage *s;

	if (cfg == NULL)
		return;
	s = cfg->storage;
	for (size_t i = 0; i < CONFIG_KEY_MAX; i++)
		free(s->entries[i].value);
	free(s);
	free(cfg);
}

bool
config_resolve(struct config *cfg, FILE *err)
{
	struct addrinfo hints = { .ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	struct storage *s = cfg->storage;
	struct in_addr addr;
	int res;

	if (inet_pton(AF_INET, cfg->shard.ip, &addr) == 1)
		return true;
	res = getaddrinfo(cfg->shard.ip, NULL, &hints, &found);
	if (res != 0) {
		fprintf(err, "config: shard.ip: '%s' has no IPv4 address: %s\n",
		    cfg->shard.ip, gai_strerror(res));
		return false;
	}
	inet_ntop(AF_INET, &((struct sockaddr_in *)found->ai_addr)->sin_addr,
	    s->resolved_ip, sizeof(s->resolved_ip));
	freeaddrinfo(found);
	cfg->shard.ip = s->resolved_ip;
	return true;
}
