-- Rooms (XEP-0045) are conversations of another kind: 1 a person, 2 a private group, 3 a public channel.
ALTER TABLE conversations ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;

CREATE TABLE rooms (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (id),
    name TEXT NOT NULL DEFAULT '',
    -- What we call ourselves there, and who the room says we are (XEP-0421).
    nick TEXT NOT NULL,
    occupant TEXT NOT NULL DEFAULT '',
    password TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    -- We want to be in it, and why we are not.
    wanted INTEGER NOT NULL DEFAULT 1,
    problem INTEGER NOT NULL DEFAULT 0,
    -- It tells its kind by how it is configured; until that was seen once, nothing is sent.
    known INTEGER NOT NULL DEFAULT 0,
    -- We made it, and it still has to be configured as the kind it is to be.
    unfinished INTEGER NOT NULL DEFAULT 0,
    affiliation INTEGER NOT NULL DEFAULT 2,
    -- The account's bookmarks had it.
    bookmarked INTEGER NOT NULL DEFAULT 0,
    -- Which messages are told of; 0 leaves that to its kind.
    notify INTEGER NOT NULL DEFAULT 0,
    -- What other programs keep in its bookmark: XML, U+001F after each.
    extensions TEXT NOT NULL DEFAULT '',
    -- The room's archive: everything after this id is not here yet; nothing before that one is.
    archive_cursor TEXT NOT NULL DEFAULT '',
    history_cursor TEXT NOT NULL DEFAULT '',
    history_complete INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who belongs to a private group: the devices of all these read what is written there.
CREATE TABLE room_members (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    jid TEXT NOT NULL,
    affiliation INTEGER NOT NULL,
    -- To be made a member and invited as soon as we are inside.
    invite INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, jid)
) STRICT, WITHOUT ROWID;

-- Invitations into rooms that wait for us.
CREATE TABLE invitations (
    room TEXT PRIMARY KEY,
    inviter TEXT NOT NULL,
    -- It came through the room, to which it is declined.
    mediated INTEGER NOT NULL DEFAULT 0,
    password TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
) STRICT;

-- Whom we do not want to read in rooms.
CREATE TABLE ignored (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    author TEXT NOT NULL,
    nick TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation, author)
) STRICT, WITHOUT ROWID;

-- Who wrote it, where that may be more than one person: a key that nobody else there can have, the name of that time, and the
-- address behind it if the room tells. All empty for what we wrote, and between two.
ALTER TABLE messages ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN nick TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN real TEXT NOT NULL DEFAULT '';
-- It names us.
ALTER TABLE messages ADD COLUMN mention INTEGER NOT NULL DEFAULT 0;
-- What reactions, answers and deletions call it by: its sender's id between two, the room's id in a room.
ALTER TABLE messages ADD COLUMN reference TEXT NOT NULL DEFAULT '';
UPDATE messages SET reference = origin_id;
CREATE INDEX messages_reference ON messages (conversation, reference) WHERE reference <> '';
CREATE INDEX messages_address ON messages (conversation, author, id) WHERE author <> '' AND real <> '';
CREATE INDEX messages_mention ON messages (conversation, place, id) WHERE mention = 1;

-- Every room has an archive of its own: an id means something only together with the conversation.
DROP INDEX messages_stanza_id;
CREATE UNIQUE INDEX messages_stanza_id ON messages (conversation, stanza_id) WHERE stanza_id <> '';

-- As before, and only by the same author.
DROP VIEW corrections;
DROP VIEW valid_corrections;
CREATE VIEW valid_corrections AS
SELECT m.id AS message, c.id AS correction, c.place
FROM messages m JOIN messages c ON c.conversation = m.conversation AND c.target = m.origin_id AND c.target <> '' AND c.kind = 4
    AND c.outgoing = m.outgoing AND c.author = m.author AND c.unreadable = 0
    AND (m.encryption = 1 OR c.encryption = m.encryption OR c.delivery IN (1, 2));
CREATE VIEW corrections AS
SELECT m.id AS message, (
    SELECT v.correction FROM valid_corrections v WHERE v.message = m.id ORDER BY v.place DESC, v.correction DESC LIMIT 1
) AS correction
FROM messages m;
