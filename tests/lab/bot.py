"""The foreign peer of most tests, from the outside: `peers/omemo_bot.py` and its lines."""

import base64
import json
import subprocess
import sys
import threading
from pathlib import Path

from . import parcels
from .process import Process, wait_for
from .server import Account, Server

PROGRAM = Path(__file__).with_name("peers") / "omemo_bot.py"


class OmemoBot:
    """slixmpp-omemo, signed in and with its keys published once `start` returns."""

    def __init__(self, server: Server, account: Account, directory: Path, echo: bool = False):
        directory.mkdir(parents=True, exist_ok=True)
        self.server = server
        self.account = account
        self.directory = directory
        self.echo = echo
        self.events: list[dict] = []
        self.fingerprint = ""
        self.device = 0

    @property
    def jid(self) -> str:
        return self.account.jid

    def start(self) -> "OmemoBot":
        self.events = []
        command = [sys.executable, PROGRAM, "--jid", self.jid, "--password", self.account.password]
        command += ["--host", self.server.host, "--port", self.server.port, "--ca", self.server.ca_file]
        command += ["--state", self.directory / "omemo.json", "--debug"] + (["--echo"] if self.echo else [])
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = Process(command, self.directory / "bot.log", **pipes)
        threading.Thread(target=self._read, daemon=True).start()
        ready = self.process.until("the bot's keys", lambda: self._find("ready"), timeout=60)
        self.device, self.fingerprint = ready["device"], ready["fingerprint"]
        return self

    def stop(self) -> None:
        self.process.stop()

    def send(self, to: str, body: str, encrypted: bool = True, beside: str = "", timeout: float = 30) -> dict:
        """Sends a message, with these readable elements beside it, and waits until it is on its way."""
        self._order(do="send", to=to, body=body, encrypted=encrypted, beside=beside)
        return self.wait("sent", timeout, to=to, body=body)

    def queue(self, to: str, body: str) -> None:
        """Sends an encrypted message some time."""
        self._order(do="send", to=to, body=body, encrypted=True)

    def react(self, to: str, of: str, *emojis: str) -> None:
        """Puts reactions on a message."""
        self._order(do="react", to=to, of=of, emojis=emojis)

    def retract(self, to: str, of: str) -> None:
        """Takes a message back."""
        self._order(do="retract", to=to, of=of)

    def show(self, picture: bytes) -> None:
        """Publishes a picture; an empty one takes it back."""
        self._order(do="avatar", picture=base64.b64encode(picture).decode())
        self.wait("published")
    def share(self, to: str, name: str, content: bytes, encrypted: bool = True) -> dict:
        """Puts a file on the server and sends its address: encrypted as XEP-0454 has it, or as XEP-0066."""
        sealed, secret = parcels.seal(content) if encrypted else (content, "")
        self._order(do="slot", service=f"upload.{self.account.domain}", name=name, size=len(sealed))
        slot = self.wait("slot", name=name)
        parcels.put(self.server, slot, sealed)
        if encrypted:
            return self.send(to, f"aesgcm://{slot['get'].removeprefix('https://')}#{secret}")
        return self.send(to, slot["get"], encrypted=False, beside=f"<x xmlns='jabber:x:oob'><url>{slot['get']}</url></x>")

    def raw(self, xml: str) -> None:
        """Sends any XML."""
        self._order(do="raw", xml=xml)

    def wait(self, event: str, timeout: float = 30, **fields) -> dict:
        """The first event of that kind with these fields, past or to come."""
        try:
            return wait_for(f"{event} {fields}", lambda: self._find(event, **fields), timeout)
        except AssertionError as error:
            raise AssertionError(f"{error}; the bot saw {self.events[-8:]}; {self.process.tail(4)}") from None

    def bodies(self) -> list[str]:
        """The texts received so far, oldest first."""
        return [event["body"] for event in list(self.events) if event["event"] == "message"]

    def _find(self, event: str, **fields) -> dict | None:
        for seen in list(self.events):
            if seen["event"] == event and all(seen.get(key) == value for key, value in fields.items()):
                return seen
        return None

    def _order(self, **command) -> None:
        self.process.popen.stdin.write(json.dumps(command).encode() + b"\n")
        self.process.popen.stdin.flush()

    def _read(self) -> None:
        for line in self.process.popen.stdout:
            try:
                self.events.append(json.loads(line))
            except ValueError:
                continue
