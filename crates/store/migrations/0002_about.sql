-- Rows that are about another message: which they name by its sender's id, and which may come later than they do.
-- kind: 4 corrects it, 5 reacts to it (body: all of one person's emoji, with spaces between), 6 takes it back; a message
-- (1) answers it.
ALTER TABLE messages ADD COLUMN target TEXT NOT NULL DEFAULT '';
CREATE INDEX messages_target ON messages (conversation, target, kind, outgoing, place) WHERE target <> '';

-- The text that counts: of the last correction by who wrote the message, unless that came less protected than the message
-- (anybody on the way could have written it). What of ours is not sent yet is settled later.
CREATE VIEW corrections AS
SELECT m.id AS message, (
    SELECT c.id FROM messages c
    WHERE c.conversation = m.conversation AND c.target = m.origin_id AND c.target <> '' AND c.kind = 4
        AND c.outgoing = m.outgoing AND c.unreadable = 0
        AND (m.encryption = 1 OR c.encryption = m.encryption OR c.delivery IN (1, 2))
    ORDER BY c.place DESC, c.id DESC LIMIT 1
) AS correction
FROM messages m;
