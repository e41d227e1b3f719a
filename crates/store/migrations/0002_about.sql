-- Rows that are about another message: which they name by its sender's id, and which may come later than they do.
-- kind: 4 corrects it, 5 reacts to it (body: all of one person's emoji, with spaces between), 6 takes it back; a message
-- (1) answers it.
ALTER TABLE messages ADD COLUMN target TEXT NOT NULL DEFAULT '';
CREATE INDEX messages_target ON messages (conversation, target, kind, outgoing, place) WHERE target <> '';

-- Corrections that count: by who wrote the message, readable, and no less protected than the message, or anybody on the way
-- could have written them. What of ours is not sent yet is settled later.
CREATE VIEW valid_corrections AS
SELECT m.id AS message, c.id AS correction, c.place
FROM messages m JOIN messages c ON c.conversation = m.conversation AND c.target = m.origin_id AND c.target <> '' AND c.kind = 4
    AND c.outgoing = m.outgoing AND c.unreadable = 0
    AND (m.encryption = 1 OR c.encryption = m.encryption OR c.delivery IN (1, 2));

-- The last of them for each message, if there is any.
CREATE VIEW corrections AS
SELECT m.id AS message, (
    SELECT v.correction FROM valid_corrections v WHERE v.message = m.id ORDER BY v.place DESC, v.correction DESC LIMIT 1
) AS correction
FROM messages m;
