-- How a text wants to be shown, where it says anything about that: not styled (XEP-0393), or hidden until asked for, with a
-- hint of what it is about (XEP-0382).
CREATE TABLE markup (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    unstyled INTEGER NOT NULL DEFAULT 0,
    spoiler INTEGER NOT NULL DEFAULT 0,
    hint TEXT NOT NULL DEFAULT ''
) STRICT;

-- What a draft is about: the message that it answers, and another one whose text is being changed meanwhile.
CREATE TABLE drafts (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (id),
    reply INTEGER NOT NULL DEFAULT 0,
    edit INTEGER NOT NULL DEFAULT 0,
    edit_text TEXT NOT NULL DEFAULT ''
) STRICT;

-- Texts that are to be sent later. What was written for an encrypted conversation is never sent in the clear.
CREATE TABLE scheduled (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    secret INTEGER NOT NULL,
    reply INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX scheduled_at ON scheduled (at);
CREATE INDEX scheduled_conversation ON scheduled (conversation, at);

-- Which thread a message says it belongs to (XEP-0201). One that began here is called by the id of its first message, which has
-- no row.
CREATE TABLE threads (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    thread TEXT NOT NULL
) STRICT;
CREATE INDEX threads_thread ON threads (conversation, thread);

-- Messages kept at hand, by the sender's id and which side that is; the message may come later.
CREATE TABLE pins (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    outgoing INTEGER NOT NULL,
    target TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- 1 our other devices do not know yet, 2 they do, 3 they are to forget it
    state INTEGER NOT NULL,
    PRIMARY KEY (conversation, target, outgoing)
) STRICT, WITHOUT ROWID;
