"""`./dev demo`: a server of its own, two accounts, a foreign peer that answers, and Sotto's window signed in to it all.

Run as `python -m lab.demo` with `tests` on the path; everything it starts ends with it, and nothing of it stays.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .bot import OmemoBot
from .paths import program
from .prosody import Prosody012, Prosody13
from .sotto import Sotto

PASSPHRASE = "a demo has no secrets"
GREETING = "Welcome! I am a different program on the other side, and this line was encrypted for you alone. Write me something."


def say(text: str) -> None:
    print(f"    {text}", flush=True)


def main() -> int:
    kind = next((kind for kind in (Prosody13, Prosody012) if not kind.missing()), None)
    if kind is None:
        print("Prosody is missing: run ./dev setup demo", file=sys.stderr)
        return 1
    # A terminated demo tidies up like one that is closed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="sotto-demo-") as directory:
        return show(kind, Path(directory))


def show(kind, directory: Path) -> int:
    server = kind(directory / "server").start()
    say(f"{kind.name} listens on {server.host}:{server.port}")
    peer = OmemoBot(server, server.account("romeo"), directory / "romeo", echo=True)
    try:
        peer.start()
        say(f"{peer.jid} is online with a foreign OMEMO client and answers what you write")
        profile = prepare(server, peer, directory)
        say("the window opens; close it (or quit from the tray) to end the demo")
        return subprocess.run([program("sotto", "SOTTO_WINDOW"), "--profile", profile], env=environment()).returncode
    except KeyboardInterrupt:
        return 0
    finally:
        peer.stop()
        server.stop()


def prepare(server, peer: OmemoBot, directory: Path) -> Path:
    """Signs in on a fresh profile, makes the two contacts and waits for the first encrypted line."""
    sotto = driver(directory).start()
    try:
        juliet = sotto.sign_in(server, server.account("juliet")).online()
        say(f"{juliet.jid} is signed in with Sotto")
        juliet.do("addContact", peer=peer.jid, name="Romeo (foreign client)")
        juliet.view("contacts").one("the contact", lambda row: row["subscription"] == "both")
        peer.send(juliet.jid, GREETING)
        juliet.reads(peer.jid, GREETING)
        say("an encrypted greeting has arrived")
    finally:
        sotto.stop()
    return sotto.profile


def driver(directory: Path) -> Sotto:
    """The automation interface on the demo's profile. Its secrets go with it, so the user's keyring is left alone."""
    return Sotto(directory / "profile", PASSPHRASE, ("--no-keyring",))


def environment() -> dict:
    return {**os.environ, "SOTTO_PASSPHRASE": PASSPHRASE}


if __name__ == "__main__":
    sys.exit(main())
