"""Writes the transcript in docs/rpc.md anew, from a real run: `python -m lab.transcript` with `tests` on the path.

Lines to the program start with `→`, lines from it with `←`; addresses, ids and times are real, the password is not shown.
"""

import json
import re
import tempfile
from pathlib import Path

from .bot import OmemoBot
from .paths import ROOT
from .prosody import Prosody13
from .sotto import Sotto

DOCUMENT = ROOT / "docs/rpc.md"
BEGIN, END = "<!-- transcript -->\n```\n", "```\n<!-- end of transcript -->"


class Recorded(Sotto):
    """Sotto, with every line in both directions written down in order."""

    def start(self) -> "Recorded":
        self.lines: list[str] = []
        return super().start()

    def write(self, line: str) -> None:
        self.lines.append(f"→ {line}")
        super().write(line)

    def _take(self, message: dict) -> None:
        self.lines.append(f"← {json.dumps(message, ensure_ascii=False)}")
        super()._take(message)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sotto-transcript-") as directory:
        lines = record(Path(directory))
    text = DOCUMENT.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    DOCUMENT.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after)


def record(directory: Path) -> list[str]:
    server = Prosody13(directory / "server").start()
    romeo = OmemoBot(server, server.account("romeo"), directory / "romeo", echo=True)
    sotto = Recorded(directory / "profile")
    try:
        romeo.start()
        juliet = sotto.start().sign_in(server, server.account("juliet"))
        juliet.online()
        juliet.timeline(romeo.jid)
        juliet.write(romeo.jid, "Art thou not Romeo?")
        juliet.wrote(romeo.jid, "Art thou not Romeo?", "delivered")
        juliet.reads(romeo.jid, "echo: Art thou not Romeo?")
        juliet.view("devices", peer=romeo.jid).one("the device", lambda row: row["fingerprint"])
        juliet.do("trustDevice", peer=romeo.jid, device=romeo.device, verdict="verified")
        juliet.view("devices", peer=romeo.jid).one("the verdict", lambda row: row["trust"] == "verified")
        return [readable(line, juliet, romeo, server) for line in sotto.lines]
    finally:
        sotto.stop()
        romeo.stop()
        server.stop()


def readable(line: str, juliet, romeo, server) -> str:
    """A line without what differs from run to run and means nothing."""
    line = line.replace(juliet.account.password, "••••••••").replace(str(server.ca_file), "/etc/sotto/private-ca.crt")
    line = line.replace(juliet.jid, "juliet@xmpp.test").replace(romeo.jid, "romeo@xmpp.test")
    line = line.replace(f'"port": {server.port}', '"port": 5222').replace(f'"port":{server.port}', '"port":5222')
    return re.sub(r'"jsonrpc": ?"2\.0", ?', "", line)


if __name__ == "__main__":
    main()
