-- Files that go with messages. What a file contains is beside the archive, encrypted; what opens it is here, so that a file
-- whose row is gone cannot be read any more.
CREATE TABLE files (
    -- By chance.
    id INTEGER PRIMARY KEY,
    -- Nothing as long as it is only chosen and not sent.
    message INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    name TEXT NOT NULL DEFAULT '',
    media_type TEXT NOT NULL DEFAULT '',
    -- In bytes, pixels and milliseconds; 0 where not known.
    size INTEGER NOT NULL DEFAULT 0,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    length INTEGER NOT NULL DEFAULT 0,
    -- Of the file beside the archive: an AES-256 key and an initialisation vector.
    secret BLOB NOT NULL,
    -- Its address on a server, and whether it is there encrypted, with the same secret.
    source TEXT NOT NULL DEFAULT '',
    sealed INTEGER NOT NULL DEFAULT 0,
    -- What its sender says it should be; empty where they do not.
    sha256 BLOB NOT NULL DEFAULT x'',
    state INTEGER NOT NULL,
    failure INTEGER NOT NULL DEFAULT 0,
    -- How loud it is, from its beginning to its end; small pictures of it.
    peaks BLOB NOT NULL DEFAULT x'',
    thumbnail BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE UNIQUE INDEX files_message ON files (message) WHERE message IS NOT NULL;
CREATE INDEX files_coming ON files (state) WHERE state = 2;
