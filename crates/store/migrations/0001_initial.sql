-- Never edited once released: a change is a new file.
-- Everything an account knows is in this one file, so that message, cursor and ratchet commit together.

CREATE TABLE account (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    jid TEXT NOT NULL,
    roster_version TEXT NOT NULL DEFAULT '',
    -- The newest archive id whose page, and everything before it, is committed (XEP-0313).
    archive_cursor TEXT NOT NULL DEFAULT '',
    -- The oldest archive id committed of the history before the first sign-in, and whether that history is complete.
    history_cursor TEXT NOT NULL DEFAULT '',
    history_complete INTEGER NOT NULL DEFAULT 0,
    presence INTEGER NOT NULL DEFAULT 5,
    status TEXT NOT NULL DEFAULT '',
    preferences TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE contacts (
    peer TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    subscription INTEGER NOT NULL DEFAULT 1,
    pending INTEGER NOT NULL DEFAULT 0,
    -- On the server's contact list; 0 keeps our own facts about somebody who is not.
    listed INTEGER NOT NULL DEFAULT 0,
    favourite INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE requests (
    peer TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    peer TEXT NOT NULL UNIQUE,
    mode INTEGER NOT NULL DEFAULT 1,
    draft TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0,
    -- When the user opened it; places a conversation without messages.
    opened_at INTEGER NOT NULL DEFAULT 0,
    -- The newest message: its time, and its place. Kept by the writers: the list must not look for it.
    last_at INTEGER NOT NULL DEFAULT 0,
    last_place INTEGER NOT NULL DEFAULT 0,
    last_id INTEGER NOT NULL DEFAULT 0,
    -- Read up to and including this place.
    read_place INTEGER NOT NULL DEFAULT 0,
    read_id INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    -- 1 message, 2 a device appeared or changed, 3 messages are missing here
    kind INTEGER NOT NULL DEFAULT 1,
    outgoing INTEGER NOT NULL DEFAULT 0,
    -- When it was written, as shown.
    at INTEGER NOT NULL,
    -- Where it stands: as a rule its time, but never before what the server had before it, whatever clocks say. Ties are
    -- broken by id.
    place INTEGER NOT NULL,
    -- The sender's id, and whether it is one nobody else chooses (XEP-0359 origin-id) or a mere stanza id.
    origin_id TEXT NOT NULL DEFAULT '',
    origin_unique INTEGER NOT NULL DEFAULT 0,
    -- Our own archive's id; empty until known.
    stanza_id TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    encryption INTEGER NOT NULL DEFAULT 1,
    exposed INTEGER NOT NULL DEFAULT 0,
    device INTEGER NOT NULL DEFAULT 0,
    unreadable INTEGER NOT NULL DEFAULT 0,
    -- Ours only: how far it has come, and why no further.
    delivery INTEGER NOT NULL DEFAULT 0,
    failure INTEGER NOT NULL DEFAULT 0,
    -- Chosen by hand for this one message.
    send_plain INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX messages_place ON messages (conversation, place, id);
CREATE INDEX messages_unread ON messages (conversation, place, id) WHERE outgoing = 0 AND kind = 1;
CREATE UNIQUE INDEX messages_stanza_id ON messages (stanza_id) WHERE stanza_id <> '';
CREATE INDEX messages_origin_id ON messages (conversation, origin_id) WHERE origin_id <> '';
CREATE INDEX messages_own ON messages (conversation) WHERE outgoing = 1;
CREATE INDEX messages_unreadable ON messages (conversation, device, at) WHERE unreadable <> 0;
CREATE INDEX messages_unsent ON messages (conversation, id) WHERE delivery IN (1, 2);

-- What a queued message looks like on the wire, once that is settled: a repeat sends the same bytes,
-- never another text under the same key.
CREATE TABLE outbox (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    stanza TEXT NOT NULL
) STRICT;

-- Facts keyed by what they refer to, which may arrive later than they do.
CREATE TABLE receipts (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    target TEXT NOT NULL,
    delivery INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, target)
) STRICT, WITHOUT ROWID;

-- Messages of others that another device of ours said it displayed, and that are not here yet (XEP-0333).
CREATE TABLE displayed_elsewhere (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    target TEXT NOT NULL,
    PRIMARY KEY (conversation, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE omemo_device (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    device INTEGER NOT NULL,
    identity BLOB NOT NULL,
    -- Of the public key, for the read side, which has no business with the private one.
    fingerprint TEXT NOT NULL,
    next_prekey INTEGER NOT NULL DEFAULT 1,
    next_signed_prekey INTEGER NOT NULL DEFAULT 1,
    -- What the server was last known to hold; 0 when it must be published again.
    published INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE omemo_prekeys (
    id INTEGER PRIMARY KEY,
    secret BLOB NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE omemo_signed_prekeys (
    id INTEGER PRIMARY KEY,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Every device ever seen, ours and other people's.
CREATE TABLE omemo_devices (
    jid TEXT NOT NULL,
    device INTEGER NOT NULL,
    -- Empty until its key is known.
    identity BLOB NOT NULL DEFAULT x'',
    trust INTEGER NOT NULL,
    -- Which lists name it: 1 legacy, 2 OMEMO 2.
    listed INTEGER NOT NULL DEFAULT 0,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (jid, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX omemo_devices_identity ON omemo_devices (identity) WHERE identity <> x'';

-- Whose lists have been seen at all: unknown is not empty.
CREATE TABLE omemo_lists (
    jid TEXT NOT NULL,
    profile INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (jid, profile)
) STRICT, WITHOUT ROWID;

CREATE TABLE omemo_sessions (
    profile INTEGER NOT NULL,
    jid TEXT NOT NULL,
    device INTEGER NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (profile, jid, device)
) STRICT, WITHOUT ROWID;
