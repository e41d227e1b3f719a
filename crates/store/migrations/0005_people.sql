-- People: who may write to us, who may not, and what we know of them.

-- 1 we want this conversation; 2 a stranger began it and waits for an answer; 3 we let the stranger wait for good
ALTER TABLE conversations ADD COLUMN standing INTEGER NOT NULL DEFAULT 1;
CREATE INDEX conversations_waiting ON conversations (standing) WHERE standing <> 1;

-- Addresses, with or without a resource, and whole servers, as the server's block list has them (XEP-0191).
CREATE TABLE blocked (
    address TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What people, ourselves included, publish about themselves.
CREATE TABLE people (
    peer TEXT PRIMARY KEY,
    -- SHA-1 of their picture, in hexadecimal; empty: none.
    avatar TEXT NOT NULL DEFAULT '',
    -- Who says so: 1 their publication (XEP-0084), 2 their vCard (XEP-0153), which counts where there is no other.
    avatar_source INTEGER NOT NULL DEFAULT 0,
    -- The picture is here and can be shown.
    avatar_ready INTEGER NOT NULL DEFAULT 0,
    -- What they call themselves (XEP-0172).
    nick TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX people_avatar ON people (avatar) WHERE avatar <> '';

-- Small pictures, decoded and encoded anew by us; empty where what came was no picture.
CREATE TABLE pictures (
    hash TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- What each person is told without a word of ours: 1 as everybody, 2 in any case, 3 never.
ALTER TABLE conversations ADD COLUMN tell_receipts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE conversations ADD COLUMN tell_markers INTEGER NOT NULL DEFAULT 1;
ALTER TABLE conversations ADD COLUMN tell_typing INTEGER NOT NULL DEFAULT 1;
-- Our archive's id of the message up to which another device of ours has read, while it is not here yet (XEP-0490).
ALTER TABLE conversations ADD COLUMN read_elsewhere TEXT NOT NULL DEFAULT '';
-- Its sender wants to know when it is read (XEP-0333).
ALTER TABLE messages ADD COLUMN markable INTEGER NOT NULL DEFAULT 0;

-- Put away by the user, until something new comes.
ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
-- When `muted` ends by itself; 0: it does not.
ALTER TABLE conversations ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;
-- The groups of the server's list (RFC 6121 §2.1.2.6), one a line.
ALTER TABLE contacts ADD COLUMN groups TEXT NOT NULL DEFAULT '';
