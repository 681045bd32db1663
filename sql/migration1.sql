-- 1 -> 2: reasons of bans, rings and times of races; Meta's Created column
-- becomes a row.

ALTER TABLE Accounts ADD COLUMN BanReason TEXT NOT NULL DEFAULT '';
ALTER TABLE RaceResults ADD COLUMN RingCount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE RaceResults ADD COLUMN Time INTEGER NOT NULL DEFAULT 0;

CREATE TABLE NewMeta (
	Key TEXT NOT NULL UNIQUE,
	Value INTEGER NOT NULL
);
INSERT INTO NewMeta (Key, Value) SELECT Key, Value FROM Meta;
INSERT INTO NewMeta (Key, Value)
	SELECT 'Created', Created FROM Meta WHERE Key = 'ProtocolVersion';
INSERT INTO NewMeta (Key, Value)
	VALUES ('LastMigration', strftime('%s', 'now'));
DROP TABLE Meta;
ALTER TABLE NewMeta RENAME TO Meta;
