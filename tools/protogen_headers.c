/*
 * protogen_headers.c - writes what rooms and features see: host structs,
 * packet kinds, and the types of handlers.
 *
 * Owns:   nothing.
 * Called: by protogen.c.
 * Thread: only one.
 */
#include <string.h>

#include "protogen_write.h"

/* A room: which packets it takes, and what its handlers are called with. */
struct room {
	const char *prefix;	/* of packets */
	const char *handler;	/* struct tag and function prefix */
	const char *room;
	const char *who;
};

static const struct room rooms[] = {
	{ "P_CL2FE_", "handler", "world", "player" },
	{ "P_CL2LS_", "login_handler", "login", "session" }
};

static void
write_member(FILE *out, const struct field *f)
{
	uint32_t length = field_host_length(f);

	switch (f->type) {
	case TYPE_STRUCT:
		fprintf(out, "\tstruct %s %s", f->ref->c_name, f->c_name);
		break;
	case TYPE_WSTR:
		fprintf(out, "\tchar %s[%u]", f->c_name, 3 * (length - 1) + 1);
		break;
	case TYPE_CHARS:
		fprintf(out, "\tchar %s[%u]", f->c_name, length + 1);
		break;
	case TYPE_I8: case TYPE_U8: case TYPE_I16: case TYPE_U16:
	case TYPE_I32: case TYPE_U32: case TYPE_I64: case TYPE_U64:
	case TYPE_F32:
		fprintf(out, "\t%s %s", scalar_types[f->type].c_name,
		    f->c_name);
		break;
	}
	if (f->is_array && f->type != TYPE_WSTR && f->type != TYPE_CHARS)
		fprintf(out, "[%u]", length);
	fprintf(out, ";\t/* %s", f->name);
	if (f->since > 0)
		fprintf(out, ", since %d", version_numbers[f->since]);
	fputs(" */\n", out);
}

static void
write_struct(FILE *out, const struct def *d)
{
	fprintf(out, "\n/* %s */\nstruct %s {\n", d->name, d->c_name);
	for (size_t i = 0; i < d->field_count; i++)
		write_member(out, &d->fields[i]);
	if (d->field_count == 0)
		fputs("\tuint8_t empty;\t/* nothing is sent */\n", out);
	fputs("};\n", out);
}

static void
print_type(FILE *out, const struct run *run)
{
	if (run->choice != NULL)
		fputs("void", out);
	else if (run->type == TYPE_STRUCT)
		fprintf(out, "struct %s", run->ref->c_name);
	else
		fputs(scalar_types[run->type].c_name, out);
}

/* x_items(p): the decoded elements behind p, and x_items2(p) behind those. */
static void
write_accessor(FILE *out, const struct def *d, size_t n)
{
	fputs("\nstatic inline const ", out);
	print_type(out, &d->runs[n]);
	fprintf(out, " *\n%s_items%s(const struct %s *p)\n{\n", d->c_name,
	    n == 0 ? "" : "2", d->c_name);
	fputs("\tsize_t at = PACKET_TAIL(sizeof(*p));\n\n", out);
	if (n > 0) {
		fprintf(out, "\tat = PACKET_TAIL(at + (size_t)p->%s * sizeof(",
		    d->runs[0].count->c_name);
		print_type(out, &d->runs[0]);
		fputs("));\n", out);
	}
	fputs("\treturn (const void *)((const char *)p + at);\n}\n", out);
}

static void
write_kinds(FILE *out, const struct schema *s)
{
	fputs("\nenum packet_kind {\n\tPKT_NONE,\n", out);
	for (size_t i = 0; i < s->def_count; i++)
		if (s->defs[i].is_packet)
			fprintf(out, "\tPKT_%s,\n", s->defs[i].upper);
	/* Macros, since enumerators of another enum would be another type. */
	fputs("\tPKT_KIND_COUNT\n};\n\n/* For macros that have the struct's "
	    "name: packet##_KIND. */\n", out);
	for (size_t i = 0; i < s->def_count; i++)
		if (s->defs[i].is_packet)
			fprintf(out, "#define %s_KIND PKT_%s\n",
			    s->defs[i].c_name, s->defs[i].upper);
	fputs("#define PKT_NONE_KIND PKT_NONE\n", out);
}

static void
write_wire_structs(FILE *out, const struct schema *s)
{
	fputs("\n/* What can stand behind a packet, element by element. */\n"
	    "enum wire_struct {\n\tWIRE_NONE,\n", out);
	for (int i = 0; i < TYPE_SCALAR_COUNT; i++)
		fprintf(out, "\t%s,\n", scalar_types[i].enumerator);
	for (size_t i = 0; i < s->def_count; i++)
		if (!s->defs[i].is_packet)
			fprintf(out, "\t%s,\n", s->defs[i].upper);
	fputs("\tWIRE_STRUCT_COUNT\n};\n", out);
}

void
write_packets_h(FILE *out, const struct schema *s)
{
	fputs("/* packets.h - made by tools/protogen from the schema; do not "
	    "edit. */\n#ifndef PROTO_PACKETS_H\n#define PROTO_PACKETS_H\n\n"
	    "#include <stddef.h>\n#include <stdint.h>\n\n"
	    "/* Where the elements behind a host struct begin. */\n"
	    "#define PACKET_TAIL(n)\t(((n) + 7) & ~(size_t)7)\n", out);
	write_kinds(out, s);
	write_wire_structs(out, s);
	for (size_t i = 0; i < s->def_count; i++)
		write_struct(out, &s->defs[i]);
	for (size_t i = 0; i < s->def_count; i++)
		for (size_t n = 0; n < s->defs[i].run_count; n++)
			write_accessor(out, &s->defs[i], n);
	fputs("\n#endif\n", out);
}

static bool
room_takes(const struct room *r, const struct def *d)
{
	return d->is_packet &&
	    strncmp(d->name, r->prefix, strlen(r->prefix)) == 0;
}

static void
write_room_h(FILE *out, const struct schema *s, const struct room *r)
{
	fprintf(out, "\nstruct %s {\n\tenum packet_kind kind;\n"
	    "\tuint32_t need;\n\tunion {\n", r->handler);
	for (size_t i = 0; i < s->def_count; i++)
		if (room_takes(r, &s->defs[i]))
			fprintf(out, "\t\tvoid (*%s)(struct %s *, struct %s *,"
			    "\n\t\t    const struct %s *);\n",
			    s->defs[i].c_name, r->room, r->who,
			    s->defs[i].c_name);
	fprintf(out, "\t} fn;\n};\n\n/* Calls h's function if it is for its "
	    "kind; the packet must be of that kind. */\n"
	    "void %s_call(const struct %s *h, struct %s *room,\n"
	    "    struct %s *who, const void *packet);\n\n", r->handler,
	    r->handler, r->room, r->who);
	for (size_t i = 0; i < s->def_count; i++) {
		const struct def *d = &s->defs[i];

		if (room_takes(r, d))
			fprintf(out, "#define ON_%s(need_, fn_) \\\n\t{ .kind "
			    "= PKT_%s, .need = (need_), \\\n\t    .fn.%s = "
			    "(fn_) }\n", d->upper, d->upper, d->c_name);
	}
}

void
write_handlers_h(FILE *out, const struct schema *s)
{
	fputs("/*\n * handlers.h - made by tools/protogen from the schema; do "
	    "not edit.\n *\n * Rows of handler tables. ON_X(need, fn) does not "
	    "compile unless fn takes X.\n */\n#ifndef PROTO_HANDLERS_H\n"
	    "#define PROTO_HANDLERS_H\n\n#include <stdint.h>\n\n"
	    "#include \"proto/packets.h\"\n\nstruct login;\nstruct player;\n"
	    "struct session;\nstruct world;\n\n"
	    "#define HANDLERS_END\t{ .kind = PKT_NONE }\n", out);
	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++)
		write_room_h(out, s, &rooms[i]);
	fputs("\n#endif\n", out);
}

void
write_handlers_c(FILE *out, const struct schema *s)
{
	fputs("/* handlers.c - made by tools/protogen from the schema; do not "
	    "edit. */\n#include \"proto/handlers.h\"\n", out);
	for (size_t n = 0; n < sizeof(rooms) / sizeof(rooms[0]); n++) {
		const struct room *r = &rooms[n];

		fprintf(out, "\nvoid\n%s_call(const struct %s *h, struct %s "
		    "*room,\n    struct %s *who, const void *packet)\n{\n"
		    "\tswitch (h->kind) {\n", r->handler, r->handler, r->room,
		    r->who);
		for (size_t i = 0; i < s->def_count; i++)
			if (room_takes(r, &s->defs[i]))
				fprintf(out, "\tcase PKT_%s:\n\t\th->fn.%s("
				    "room, who, packet);\n\t\tbreak;\n",
				    s->defs[i].upper, s->defs[i].c_name);
		fputs("\tdefault:\n\t\tbreak;\n\t}\n}\n", out);
	}
}
