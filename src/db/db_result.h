/* db_result.h - who asks the database, and in what ways it answers. */
#ifndef DB_DB_RESULT_H
#define DB_DB_RESULT_H

/* Who asks, and gets the reply in the mailbox given to db_set_room(). */
enum db_room { DB_ROOM_LOGIN, DB_ROOM_WORLD, DB_ROOM_COUNT };

enum db_result {
	DB_OK,
	DB_NONE,	/* no such row */
	DB_TAKEN,	/* exists already: login, name, code, buddy ... */
	DB_REFUSED, /* a rule says no: see the struct; or a key of the schema */
	DB_UNDONE, /* was fine, but another part of its transaction was not */
	DB_ERROR,	/* the database could not; logged */
	DB_RESULT_COUNT
};

const char *db_result_name(enum db_result res);

#endif
