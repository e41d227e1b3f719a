"""`python -m measure.sync --messages N --rounds R`: messages a second out of a real archive, ours and a bare reader's.

The bare reader parses nothing and keeps nothing: it asks for the next page as soon as it has seen the end of one, and
acknowledges quickly. Ours runs from the answer to `signIn`, which is before it connects, until the archive is
committed. The rounds alternate, and every round has an account of its own.
"""

import argparse
import json
import re
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lab.raw import RawPeer
from lab.sotto import Person, Sotto

from .server import PAGE, fill, prepare

PEOPLE = 20
LAST = re.compile(rb"<first[^>]*>([^<]*)</first>")


class BareReader(RawPeer):
    """Drains an archive, newest page first, as a client does that signs in for the first time."""

    def drain(self) -> int:
        count, before = 0, b""
        while True:
            page = self._page(before)
            count += page.count(b"<result ")
            first = LAST.search(page[-1000:])
            if b"complete='true'" in page[-1000:] or first is None:
                return count
            before = first[1]

    def _page(self, before: bytes) -> bytes:
        self._asked += 1
        name = f"page-{self._asked}"
        rsm = f"<max>{PAGE}</max><before>{before.decode()}</before>"
        query = f"<query xmlns='urn:xmpp:mam:2' queryid='{name}'><set xmlns='http://jabber.org/protocol/rsm'>{rsm}</set></query>"
        self.send(f"<iq type='set' id='{name}'>{query}</iq>")
        self._socket.settimeout(60)
        got = bytearray()
        while not (b"<fin" in got[-1000:] and got.endswith(b"</iq>")):
            if hasattr(socket, "TCP_QUICKACK"):
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            data = self._socket.recv(1 << 18)
            if not data:
                raise EOFError("the server closed the stream")
            got += data
        return bytes(got)


def bare(server, account) -> float:
    with BareReader(server, account) as reader:
        started = time.monotonic()
        count = reader.drain()
        return count / (time.monotonic() - started)


def ours(server, account, directory: Path, messages: int) -> float:
    sotto = Sotto(directory).start()
    try:
        person = sotto.sign_in(server, account)
        started = time.monotonic()
        person.view("chats")
        state = person.view("account")
        state.one("a page on its way", lambda row: row["syncing"], timeout=60)
        state.one("the end of the archive", lambda row: row["connection"] == "online" and not row["syncing"], timeout=600)
        took = time.monotonic() - started
        arrived = count(person, account.domain)
        if arrived != messages:
            raise AssertionError(f"{arrived} of {messages} messages arrived")
        return messages / took
    finally:
        sotto.stop()


def count(person: Person, domain: str) -> int:
    """Pages through every conversation: what was fast must also be there."""
    found = 0
    for number in range(PEOPLE):
        peer = f"peer{number}@{domain}"
        rows = person.sotto.subscribe(person.id, {"type": "timeline", "peer": peer}, {"anchor": None, "before": 300, "after": 0})
        seen = {row["id"] for row in rows.all()}
        while rows.edges["before"]:
            oldest = rows.all()[0]
            person.sotto.retarget(rows, {"anchor": oldest["message"], "before": 300, "after": 0})
            moved = lambda all, oldest=oldest: all[0]["id"] != oldest["id"] and all[-1]["id"] == oldest["id"]
            rows.wait_for("older messages", moved)
            seen |= {row["id"] for row in rows.all()}
        person.sotto.unsubscribe(rows)
        found += len(seen)
    return found


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, required=True)
    words.add_argument("--rounds", type=int, required=True)
    wanted = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as place:
        directory = Path(place)
        server = prepare(directory / "server")
        accounts = [server.account("reader") for _ in range(wanted.rounds)]
        for account in accounts:
            fill(server, account, wanted.messages, PEOPLE)
        server.start()
        try:
            rates = []
            for number, account in enumerate(accounts):
                rates.append((bare(server, account), ours(server, account, directory / f"profile{number}", wanted.messages)))
                print(f"{server.name}: bare reader {rates[-1][0]:.0f}/s, ours {rates[-1][1]:.0f}/s", file=sys.stderr)
        finally:
            server.stop()
    print(json.dumps({"bare": statistics.median(r[0] for r in rates), "ours": statistics.median(r[1] for r in rates)}))


if __name__ == "__main__":
    main()
