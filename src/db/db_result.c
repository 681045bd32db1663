/*
 * db_result.c - the results' names, for logs.
 *
 * Owns:   nothing.
 * Called: by whoever logs a result.
 * Thread: any.
 */
#include "db/db_result.h"

const char *
db_result_name(enum db_result res)
{
	switch (res) {
	case DB_OK:
		return "ok";
	case DB_NONE:
		return "none";
	case DB_TAKEN:
		return "taken";
	case DB_REFUSED:
		return "refused";
	case DB_UNDONE:
		return "undone";
	case DB_ERROR:
		return "error";
	case DB_RESULT_COUNT:
		break;
	}
	return "unknown";
}
