-- How a text wants to be shown, where it says anything about that: not styled (XEP-0393), or hidden until asked for, with a
-- hint of what it is about (XEP-0382).
CREATE TABLE markup (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    unstyled INTEGER NOT NULL DEFAULT 0,
    spoiler INTEGER NOT NULL DEFAULT 0,
    hint TEXT NOT NULL DEFAULT ''
) STRICT;
