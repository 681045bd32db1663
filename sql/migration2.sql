-- 2 -> 3: redeemed codes; coordinates in the singular; two players may have
-- attachments under the same message index.

CREATE TABLE RedeemedCodes (
	PlayerID INTEGER NOT NULL
	    REFERENCES Players (PlayerID) ON DELETE CASCADE,
	Code TEXT NOT NULL,
	UNIQUE (PlayerID, Code)
);

ALTER TABLE Players RENAME COLUMN XCoordinates TO XCoordinate;
ALTER TABLE Players RENAME COLUMN YCoordinates TO YCoordinate;
ALTER TABLE Players RENAME COLUMN ZCoordinates TO ZCoordinate;

CREATE TABLE NewEmailItems (
	PlayerID INTEGER NOT NULL
	    REFERENCES Players (PlayerID) ON DELETE CASCADE,
	MsgIndex INTEGER NOT NULL,
	Slot INTEGER NOT NULL,
	ID INTEGER NOT NULL,
	Type INTEGER NOT NULL,
	Opt INTEGER NOT NULL,
	TimeLimit INTEGER NOT NULL,
	UNIQUE (PlayerID, MsgIndex, Slot)
);
INSERT INTO NewEmailItems
	    (PlayerID, MsgIndex, Slot, ID, Type, Opt, TimeLimit)
	SELECT PlayerID, MsgIndex, Slot, ID, Type, Opt, TimeLimit
	FROM EmailItems ORDER BY rowid;
DROP TABLE EmailItems;
ALTER TABLE NewEmailItems RENAME TO EmailItems;
