-- 5 -> 6: what a web tool needs to reset a password.

ALTER TABLE Accounts ADD COLUMN Email TEXT NOT NULL DEFAULT '';
ALTER TABLE Accounts ADD COLUMN LastPasswordReset INTEGER NOT NULL DEFAULT 0;
