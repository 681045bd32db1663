/*
 * check.h - CHECK() for our own mistakes, and the attributes every layer uses.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#define MUST_USE	__attribute__((warn_unused_result))
#define NO_RETURN	__attribute__((noreturn))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED(x)	((void)(x))
#define COUNT_OF(a)	(sizeof(a) / sizeof((a)[0]))

/*
 * Stops the server with file and line if a condition that our own code
 * guarantees does not hold. Never for what a client, a file or the database
 * says. Compiled into every build.
 */
#define CHECK(cond) \
	((cond) ? (void)0 : check_failed(#cond, __FILE__, __LINE__))

/* Writes one line to stderr and aborts. Called by CHECK() only. */
NO_RETURN void check_failed(const char *cond, const char *file, int line);

#endif
