/*
 * sqlgen.c - turns sql/NAME.sql into a table of C strings.
 *
 * Owns:   OUTDIR/sql_files.c, the table of src/db/sql_files.h.
 * Called: by the Makefile: sqlgen OUTDIR sql/NAME.sql...
 * Thread: its own program.
 */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 4096 };

/* One string literal a line of the source. */
static void
write_text(FILE *out, FILE *in)
{
	bool at_start = true;
	int c;

	while ((c = getc(in)) != EOF) {
		if (at_start)
			fputs("\n\t    \"", out);
		at_start = c == '\n';
		if (c == '\n')
			fputs("\\n\"", out);
		else if (c == '\t')
			fputs("\\t", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			fprintf(out, "\\%03o", (unsigned)c);
		else
			putc(c, out);
	}
	if (!at_start)
		fputs("\"", out);
}

static bool
write_file(FILE *out, const char *path)
{
	const char *name = strrchr(path, '/');
	size_t len;
	FILE *in = fopen(path, "r");
	bool ok;

	if (in == NULL)
		return false;
	name = name == NULL ? path : name + 1;
	len = strlen(name);
	if (len > 4 && strcmp(name + len - 4, ".sql") == 0)
		len -= 4;
	fprintf(out, "\t{ \"%.*s\", \"\"", (int)len, name);
	write_text(out, in);
	fputs(" },\n", out);
	ok = !ferror(in);
	fclose(in);
	return ok;
}

int
main(int argc, char **argv)
{
	char path[PATH_BYTES];
	FILE *out;
	int n;

	if (argc < 3) {
		fprintf(stderr, "usage: sqlgen OUTDIR sql/NAME.sql...\n");
		return 1;
	}
	n = snprintf(path, sizeof(path), "%s/sql_files.c", argv[1]);
	if (n < 0 || (size_t)n >= sizeof(path))
		return 1;
	out = fopen(path, "w");
	if (out == NULL) {
		perror(path);
		return 1;
	}
	fputs("/* Made by sqlgen from sql/. Do not edit. */\n\n"
	    "#include \"db/sql_files.h\"\n\n#include <stddef.h>\n\n"
	    "const struct sql_file sql_files[] = {\n", out);
	for (int i = 2; i < argc; i++) {
		if (!write_file(out, argv[i])) {
			perror(argv[i]);
			fclose(out);
			remove(path);
			return 1;
		}
	}
	fputs("\t{ NULL, NULL }\n};\n", out);
	if (ferror(out) || fclose(out) != 0) {
		perror(path);
		remove(path);
		return 1;
	}
	return 0;
}
