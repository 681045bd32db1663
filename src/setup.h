/*
 * setup.h - what config.ini means for the parts that take options instead of
 * it, for all who build them: the server, its tools.
 */
#ifndef SETUP_H
#define SETUP_H

struct config;
struct db_options;
struct tdata_options;

/* The strings are the config's. */
void setup_db_options(const struct config *cfg, struct db_options *out);
void setup_tdata_options(const struct config *cfg, struct tdata_options *out);

#endif
