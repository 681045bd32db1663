-- Ours, for tables that OpenFusion scans whole. It ignores them, so the schema
-- version stays the same (spec/database.md 3).

CREATE INDEX IF NOT EXISTS FusiondBuddyshipsA ON Buddyships (PlayerAID);
CREATE INDEX IF NOT EXISTS FusiondBuddyshipsB ON Buddyships (PlayerBID);
CREATE INDEX IF NOT EXISTS FusiondBlocksPlayer ON Blocks (PlayerID);
CREATE INDEX IF NOT EXISTS FusiondBlocksBlocked ON Blocks (BlockedPlayerID);
CREATE INDEX IF NOT EXISTS FusiondRunningQuests ON RunningQuests (PlayerID);
CREATE INDEX IF NOT EXISTS FusiondRaceResultsPlayer
	ON RaceResults (PlayerID, EPID, Score);
CREATE INDEX IF NOT EXISTS FusiondRaceResultsScore
	ON RaceResults (EPID, Score);
