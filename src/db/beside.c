/*
 * beside.c - an operator's tool at the database.
 *
 * The tool is one more of those that share the file (spec/database.md 9): it
 * takes short transactions, waits while others write, and leaves the journal
 * mode to the server. What a running server has in memory is not its business:
 * a character that is played belongs to the server.
 *
 * Owns:   the descriptor of the tool's claims.
 * Called: by src/tool.
 * Thread: main; there is no other.
 */
#include "db/beside.h"

#include <fcntl.h>
#include <unistd.h>

#include "db/claim.h"
#include "db/guard.h"
#include "db/migrate.h"

bool
beside_open(struct beside *b, const struct db_options *opt)
{
	b->fd = -1;
	if (!store_open_beside(&b->store, opt))
		return false;
	b->fd = open(opt->path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	return true;
}

void
beside_close(struct beside *b)
{
	store_close(&b->store);
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
}

/* With rollback journals a server's claims do not last. */
static bool
is_unsure(const struct beside *b)
{
	return b->fd < 0 ||
	    (!store_is_wal(&b->store) && guard_is_taken(b->fd));
}

enum beside_player
beside_look(const struct beside *b, int32_t player_id)
{
	if (is_unsure(b))
		return BESIDE_UNKNOWN;
	return claim_is_played(b->fd, player_id) ? BESIDE_PLAYED : BESIDE_FREE;
}

enum beside_player
beside_claim(struct beside *b, int32_t player_id)
{
	if (b->fd >= 0 && !claim_take(b->fd, player_id))
		return BESIDE_PLAYED;
	return is_unsure(b) ? BESIDE_UNKNOWN : BESIDE_FREE;
}

void
beside_release(struct beside *b, int32_t player_id)
{
	claim_release(b->fd, player_id);
}
