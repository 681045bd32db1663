-- 4 -> 5: cookies of a web login.

CREATE TABLE Auth (
	AccountID INTEGER NOT NULL UNIQUE
	    REFERENCES Accounts (AccountID) ON DELETE CASCADE,
	Cookie TEXT NOT NULL,
	Expires INTEGER NOT NULL DEFAULT 0
);
