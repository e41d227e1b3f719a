-- People: who may write to us, who may not, and what we know of them.

-- 1 we want this conversation; 2 a stranger began it and waits for an answer; 3 we let the stranger wait for good
ALTER TABLE conversations ADD COLUMN standing INTEGER NOT NULL DEFAULT 1;
CREATE INDEX conversations_waiting ON conversations (standing) WHERE standing <> 1;

-- Addresses, with or without a resource, and whole servers, as the server's block list has them (XEP-0191).
CREATE TABLE blocked (
    address TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
