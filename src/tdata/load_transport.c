/*
 * load_transport.c - warps, stations, trips, and the maps of instances.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

/* spec/npcs.md 4; the limits are the client's columns that it names. */
static const struct row_field warp_fields[] = {
#define WARP(member, key, need) \
	ROW_FIELD(tdata_warp, member, key, ROW_I32, need)
	WARP(id, "m_iWarpNumber", ROW_MUST),
	WARP(x, "m_iToX", ROW_MUST),
	WARP(y, "m_iToY", ROW_MUST),
	WARP(z, "m_iToZ", ROW_MUST),
	WARP(map, "m_iToMapNum", ROW_MUST),
	WARP(npc_type, "m_iNpcNumber", ROW_MUST),
	WARP(limit_task, "m_iLimit_TaskID", ROW_MUST),
	WARP(limit_level, "m_iLimit_Level", ROW_EXTRA),
	WARP(mission, "m_iMissionID", ROW_EXTRA),
	WARP(item_type, "m_iLimit_ItemType", ROW_EXTRA),
	WARP(item_id, "m_iLimit_ItemID", ROW_EXTRA),
	WARP(use_item_type, "m_iLimit_UseItemType", ROW_EXTRA),
	WARP(use_item_id, "m_iLimit_UseItemID", ROW_EXTRA),
	WARP(cost, "m_iCost", ROW_EXTRA),
	WARP(group_type, "m_iWarpGroupType", ROW_EXTRA),
#undef WARP
	ROW_FIELD(tdata_warp, is_instance, "m_iIsInstance", ROW_IS_SET,
	    ROW_MUST),
};

static const struct row_field location_fields[] = {
#define LOCATION(member, key) \
	ROW_FIELD(tdata_location, member, key, ROW_I32, ROW_MUST)
	LOCATION(id, "m_iLocationID"),
	LOCATION(npc_type, "m_iNPCID"),
	LOCATION(x, "m_iXpos"),
	LOCATION(y, "m_iYpos"),
	LOCATION(z, "m_iZpos"),
#undef LOCATION
};

/* OpenFusion does not read the skyway's stations: they may be anything. */
static const struct row_field station_fields[] = {
#define STATION(member, key) \
	ROW_FIELD(tdata_location, member, key, ROW_I32, ROW_EXTRA)
	STATION(id, "m_iLocationID"),
	STATION(npc_type, "m_iNPCID"),
	STATION(x, "m_iXpos"),
	STATION(y, "m_iYpos"),
	STATION(z, "m_iZpos"),
#undef STATION
};

static const struct row_field trip_fields[] = {
#define TRIP(member, key, need) \
	ROW_FIELD(tdata_trip, member, key, ROW_I32, need)
	TRIP(id, "m_iVehicleID", ROW_MUST),
	TRIP(move_type, "m_iMoveType", ROW_MUST),
	TRIP(start_location, "m_iStartLocation", ROW_MUST),
	TRIP(end_location, "m_iEndLocation", ROW_MUST),
	TRIP(cost, "m_iCost", ROW_MUST),
	TRIP(speed, "m_iSpeed", ROW_MUST),
	TRIP(route, "m_iRouteNum", ROW_MUST),
	TRIP(npc_type, "m_iNPCID", ROW_EXTRA),
#undef TRIP
};

/* Times, pods and factors come with the races of drops.json. */
static const struct row_field map_fields[] = {
#define MAP(member, key) ROW_FIELD(tdata_map, member, key, ROW_I32, ROW_MUST)
	MAP(id, "m_iInstanceNameID"),
	MAP(zone_x, "m_iZoneX"),
	MAP(zone_y, "m_iZoneY"),
	MAP(ep_id, "m_iIsEP"),
	MAP(max_score, "m_ScoreMax"),
#undef MAP
};

/* Reads one table, in order of the ids its rows begin with. */
#define READ_SORTED(ld, root, group, table, fields, rows, count) \
	read_sorted((ld), (root), (group), (table), group "." table, \
	    (fields), COUNT_OF(fields), sizeof(**(rows)), (void *)(rows), \
	    (count))

static bool
read_sorted(struct load *ld, struct jtree_node *root, const char *group,
    const char *table, const char *path, const struct row_field *fields,
    size_t field_count, size_t row_bytes, void *rows, uint32_t *count)
{
	struct row_reader r;

	row_reader_init(&r, ld, path, fields, field_count);
	if (!row_read_table(&r, load_table(ld, root, group, table), row_bytes,
	    rows, count))
		return false;
	*count = load_sort_rows(*(void **)rows, *count, row_bytes,
	    load_id_key);
	return true;
}

/* A trip that costs less than nothing would be a way to make money. */
static void
check_costs(struct load *ld, struct tdata_trip *trips, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (trips[i].cost >= 0)
			continue;
		load_warn(ld, NULL, "m_pTransportationTable."
		    "m_pTransportationData: trip %d: m_iCost %d is negative, "
		    "0 taken", trips[i].id, trips[i].cost);
		trips[i].cost = 0;
	}
}

bool
load_transport(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_trip *trips;

	if (!READ_SORTED(ld, root, "m_pInstanceTable", "m_pWarpData",
	    warp_fields, &t->warps, &t->warp_count))
		return false;
	load_info(ld, "Loaded %u Warps", t->warp_count);

	if (!READ_SORTED(ld, root, "m_pTransportationTable",
	    "m_pTransportationWarpLocation", location_fields, &t->scampers,
	    &t->scamper_count))
		return false;
	load_info(ld, "Loaded %u S.C.A.M.P.E.R. locations", t->scamper_count);

	if (!READ_SORTED(ld, root, "m_pTransportationTable",
	    "m_pBroomstickLocation", station_fields, &t->stations,
	    &t->station_count))
		return false;

	if (!READ_SORTED(ld, root, "m_pTransportationTable",
	    "m_pTransportationData", trip_fields, &trips, &t->trip_count))
		return false;
	check_costs(ld, trips, t->trip_count);
	t->trips = trips;
	load_info(ld, "Loaded %u transportation routes", t->trip_count);

	if (!READ_SORTED(ld, root, "m_pInstanceTable", "m_pInstanceData",
	    map_fields, &ld->maps, &t->map_count))
		return false;
	t->maps = ld->maps;
	load_info(ld, "Loaded %u instances", t->map_count);
	return true;
}
