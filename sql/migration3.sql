-- 3 -> 4: logins are the same in any case. The server has made sure that no
-- two differ in case alone. The highest id ever given stays known, so that a
-- deleted account's number never comes back.

CREATE TABLE NewAccounts (
	AccountID INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	Login TEXT NOT NULL UNIQUE COLLATE NOCASE,
	Password TEXT NOT NULL,
	Selected INTEGER NOT NULL DEFAULT 1,
	AccountLevel INTEGER NOT NULL,
	Created INTEGER NOT NULL DEFAULT (strftime('%s', 'now')),
	LastLogin INTEGER NOT NULL DEFAULT (strftime('%s', 'now')),
	BannedUntil INTEGER NOT NULL DEFAULT 0,
	BannedSince INTEGER NOT NULL DEFAULT 0,
	BanReason TEXT NOT NULL DEFAULT ''
);
INSERT INTO NewAccounts
	    (AccountID, Login, Password, Selected, AccountLevel, Created,
	    LastLogin, BannedUntil, BannedSince, BanReason)
	SELECT AccountID, Login, Password, Selected, AccountLevel, Created,
	    LastLogin, BannedUntil, BannedSince, BanReason
	FROM Accounts ORDER BY AccountID;
DELETE FROM sqlite_sequence WHERE name = 'NewAccounts';
INSERT INTO sqlite_sequence (name, seq)
	SELECT 'NewAccounts', seq FROM sqlite_sequence WHERE name = 'Accounts';
DROP TABLE Accounts;
ALTER TABLE NewAccounts RENAME TO Accounts;
