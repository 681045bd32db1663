/*
 * protogen.c - makes the codecs: `protogen SCHEMA OUTDIR` reads the schema text
 * and writes C headers and tables into a directory.
 *
 * Owns:   the output files.
 * Called: by the Makefile, before anything else is compiled.
 * Thread: only one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "protogen_schema.h"
#include "protogen_write.h"

struct output {
	const char *name;
	void (*write)(FILE *out, const struct schema *s);
};

static const struct output outputs[] = {
	{ "packets.h", write_packets_h },
	{ "handlers.h", write_handlers_h },
	{ "handlers.c", write_handlers_c },
	{ "tables.c", write_tables_c },
	{ "layout_check.c", write_layout_check_c }
};

/* Too large for the stack. */
static struct schema schema;

static void
output_write(const struct output *o, const char *dir)
{
	char path[4096];
	FILE *f;
	bool is_ok;

	snprintf(path, sizeof(path), "%s/%s", dir, o->name);
	f = fopen(path, "w");
	if (f == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(1);
	}
	o->write(f, &schema);
	is_ok = ferror(f) == 0;
	if (fclose(f) != 0 || !is_ok) {
		fprintf(stderr, "%s: cannot be written\n", path);
		remove(path);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: protogen SCHEMA OUTDIR\n", stderr);
		return 2;
	}
	schema_read(&schema, argv[1]);
	if (mkdir(argv[2], 0777) != 0 && errno != EEXIST) {
		fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
		return 1;
	}
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		output_write(&outputs[i], argv[2]);
	return 0;
}
