/*
 * setup.c - what config.ini means for parts that take options.
 *
 * Owns:   nothing.
 * Called: by main.c; by src/tool.
 * Thread: any.
 */
#include "setup.h"

#include "config/config.h"
#include "db/db.h"
#include "tdata/tdata.h"

void
setup_db_options(const struct config *cfg, struct db_options *out)
{
	*out = (struct db_options){
		.path = cfg->shard.db_path,
		.protocol = cfg->protocol,
		.journal = cfg->db.journal_mode == CONFIG_JOURNAL_WAL ?
		    DB_JOURNAL_WAL : DB_JOURNAL_DELETE,
		.synchronous = cfg->db.synchronous,
	};
}

void
setup_tdata_options(const struct config *cfg, struct tdata_options *out)
{
	*out = (struct tdata_options){
		.protocol = cfg->protocol,
		.dir = cfg->shard.tdata_dir,
		.patch_dir = cfg->shard.patch_dir,
		.patches = cfg->shard.enabled_patches,
		.has_drop_fixes = cfg->shard.drop_fixes_enabled,
		.xdt_file = cfg->shard.xdt_data,
		.npc_file = cfg->shard.npc_data,
		.mob_file = cfg->shard.mob_data,
		.path_file = cfg->shard.path_data,
		.drop_file = cfg->shard.drop_data,
		.egg_file = cfg->shard.egg_data,
		.gruntwork_file = cfg->shard.gruntwork,
	};
}
