"""Prosody as its package configures the archive, with a history in it before it starts."""

import random
import sqlite3
import time
import uuid
from pathlib import Path

from lab.prosody import Prosody, Prosody012, Prosody13
from lab.server import Account

#: Prosody's own cap on a page (`max_archive_query_results`).
PAGE = 50

#: Prosody's schema (mod_storage_sql), made here because the history is written before Prosody runs.
SCHEMA = """
CREATE TABLE IF NOT EXISTS "prosodyarchive" (
  "sort_id" INTEGER PRIMARY KEY AUTOINCREMENT, "host" TEXT NOT NULL, "user" TEXT NOT NULL, "store" TEXT NOT NULL,
  "key" TEXT NOT NULL, "when" INTEGER NOT NULL, "with" TEXT NOT NULL, "type" TEXT NOT NULL, "value" TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS "prosody" (
  "host" TEXT NOT NULL, "user" TEXT NOT NULL, "store" TEXT NOT NULL, "key" TEXT NOT NULL, "type" TEXT NOT NULL,
  "value" TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS "prosody_unique_index" ON "prosody" ("host", "user", "store", "key");
CREATE UNIQUE INDEX IF NOT EXISTS "prosodyarchive_index" ON "prosodyarchive" ("host", "user", "store", "key");
CREATE INDEX IF NOT EXISTS "prosodyarchive_with_when" ON "prosodyarchive" ("host", "user", "store", "with", "when");
CREATE INDEX IF NOT EXISTS "prosodyarchive_when" ON "prosodyarchive" ("host", "user", "store", "when");
CREATE INDEX IF NOT EXISTS "prosodyarchive_sort" ON "prosodyarchive" ("host", "user", "store", "sort_id");
"""

WORDS = "the meeting is tomorrow at nine please send files coffee lunch thanks okay great weekend train late photo".split()


class Measured:
    """Makes one of the lab's Prosodys the one to measure: pages as large as a stock server's, no log of every stanza."""

    def configure(self) -> None:
        super().configure()
        file = self.directory / "prosody.cfg.lua"
        settings = file.read_text()
        for ours, stock in [("results = 250", f"results = {PAGE}"), ('min = "debug"', 'min = "warn"')]:
            if ours not in settings:
                raise ValueError(f"the lab's Prosody is no longer configured with {ours}")
            settings = settings.replace(ours, stock)
        file.write_text(settings)


class Newer(Measured, Prosody13):
    """Prosody 13."""


class Older(Measured, Prosody012):
    """Prosody 0.12."""


def prepare(directory: Path) -> Prosody:
    """The newest Prosody that is here, not started yet."""
    kind = next((kind for kind in (Newer, Older) if not kind.missing()), None)
    if kind is None:
        raise FileNotFoundError("Prosody is missing: run ./dev setup")
    return kind(directory)


def fill(server: Prosody, account: Account, messages: int, people: int) -> None:
    """Writes a year of conversations with so many people into the account's archive."""
    connection = sqlite3.connect(server.databases()[0])
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(SCHEMA)
    sql = 'INSERT INTO prosodyarchive (host, "user", store, key, "when", "with", type, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
    with connection:
        connection.executemany(sql, _rows(account, messages, people))
    connection.close()


def _rows(account: Account, messages: int, people: int):
    dice, end = random.Random(account.user), time.time() - 60
    year = 365 * 86_400
    for number in range(messages):
        at = end - year + year * (number + 1) / messages
        # Ascending like Prosody's own (UUIDv7).
        key = uuid.UUID(int=(int(at * 1000) << 80) | (7 << 76) | (2 << 62) | number)
        peer = f"peer{number % people}@{account.domain}"
        text = " ".join(dice.choices(WORDS, k=dice.randint(3, 25))) + f" #{number}"
        yield account.domain, account.user, "archive", str(key), int(at), peer, "xml", _message(account.jid, peer, number, text)


def _message(me: str, peer: str, number: int, text: str) -> str:
    """Every third one is ours."""
    sender, receiver = (f"{me}/phone", peer) if number % 3 == 0 else (f"{peer}/phone", me)
    name = f"m{number}"
    body = f"<body>{text}</body><origin-id xmlns='urn:xmpp:sid:0' id='{name}'/>"
    return f"<message from='{sender}' to='{receiver}' type='chat' id='{name}' xml:lang='en'>{body}</message>"
