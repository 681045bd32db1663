/* char.h - fusiond char: characters listed, shown and mended. */
#ifndef TOOL_CHAR_H
#define TOOL_CHAR_H

/* A row of tools[]: argv[0] is the verb; returns the exit status. */
int char_run(int argc, char **argv);

#endif
