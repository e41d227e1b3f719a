"""Profanity, a console client, in a tmux of its own."""

import os
import subprocess
import time
from pathlib import Path

from .process import Process, wait_for
from .raw import RawPeer, published_devices, seed_device_list
from .server import Account, Server

ACCOUNT = """\
[{jid}]
enabled=true
jid={jid}
password={password}
resource=profanity
server={host}
port={port}
tls.policy=trust
"""

SETTINGS = """\
[connection]
account={jid}
reconnect=1
[ui]
splash=false
titlebar.presence=false
[logging]
chlog=true
[omemo]
policy=automatic
trustmode=blind
log=on
[notifications]
message=false
"""


class Profanity:
    """Signed in and with its OMEMO keys published once `start` returns."""

    def __init__(self, server: Server, account: Account, directory: Path):
        self.server = server
        self.account = account
        self.directory = directory
        # A socket path may have 107 characters; test directories are longer than that.
        self.socket = Path(f"/tmp/sotto-tmux-{os.getpid()}-{id(self):x}")

    @property
    def jid(self) -> str:
        return self.account.jid

    def start(self) -> "Profanity":
        config, data = self.directory / "config", self.directory / "data"
        for place in (config, data):
            (place / "profanity").mkdir(parents=True, exist_ok=True)
        fields = {"jid": self.jid, "password": self.account.password, "host": self.server.host, "port": self.server.port}
        (data / "profanity/accounts").write_text(ACCOUNT.format(**fields))
        (config / "profanity/profrc").write_text(SETTINGS.format(jid=self.jid))
        seed_device_list(self.server, self.account)
        environment = {
            **os.environ,
            "HOME": str(self.directory),
            "XDG_CONFIG_HOME": str(config),
            "XDG_DATA_HOME": str(data),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        environment.pop("TMUX", None)
        command = f"profanity -l DEBUG -f {self.directory}/profanity.log"
        tmux = ["tmux", "-S", self.socket, "-f", "/dev/null", "-D", "new-session"]
        # -D keeps the tmux server in the foreground, so that it is ours to end; it wants no command, so the session comes next.
        self.process = Process(tmux[:-1], self.directory / "tmux.log", env=environment)
        wait_for("tmux", self.socket.exists, 10)
        size = ["-x", "150", "-y", "45"]
        subprocess.run(["tmux", "-S", self.socket, "new-session", "-d", *size, command], env=environment, check=True)
        self.until("logged in successfully", 30)
        self._make_keys()
        return self

    def stop(self) -> None:
        self.process.stop()
        self.socket.unlink(missing_ok=True)

    def send(self, to: str, body: str) -> None:
        """Sends an encrypted message."""
        self.type(f"/msg {to}")
        self.type(f"/omemo start {to}")
        # The screen says at once that it is encrypted, but until the contact's keys have come, what is typed is dropped; only
        # the log tells.
        log = self.directory / "profanity.log"

        def sent() -> bool:
            before = log.stat().st_size
            new = lambda: log.read_bytes()[before:].decode(errors="replace")
            self.type(body)
            wait_for(f"what becomes of {body!r}", lambda: "<encrypted" in new() or "[OMEMO][SEND]" in new(), 20, 0.05)
            return "<encrypted" in new()

        wait_for(f"the keys of {to}", sent, 20, 0.3)

    def type(self, line: str) -> None:
        """Types a line and Enter."""
        self._tmux("send-keys", "-l", "--", line)
        self._tmux("send-keys", "Enter")

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p", "-J", "-S", "-500")

    def until(self, text: str, timeout: float = 30) -> None:
        """Waits until this text is on the screen."""
        try:
            wait_for(text, lambda: text in self.screen(), timeout, 0.1)
        except AssertionError as error:
            raise AssertionError(f"{error}; the screen shows\n{self.screen().strip()[-2000:]}") from None

    def reads(self, sender: str, text: str, timeout: float = 30) -> None:
        """Waits for a message, in whichever window it opened."""
        log = self.directory / "data/profanity/chatlogs"

        def there() -> bool:
            return any(text in file.read_text(errors="replace") for file in log.rglob("*.log"))

        try:
            wait_for(f"{text!r} from {sender}", there, timeout, 0.1)
        except AssertionError as error:
            raise AssertionError(f"{error}; the screen shows\n{self.screen().strip()[-2000:]}") from None

    def _make_keys(self) -> None:
        # "/omemo gen" before service discovery is done publishes a bundle nobody else can read; nothing on the screen tells when
        # that is, so its log is asked.
        log = self.directory / "profanity.log"
        wait_for("service discovery", lambda: "disco#info" in log.read_text(errors="replace"), 20, 0.1)
        time.sleep(2.5)  # the only wait by the clock: Profanity gives no sign
        self.type("/omemo gen")
        self.until("Your Device ID", 40)
        with RawPeer(self.server, self.server.account("stranger")) as probe:
            wait_for("Profanity's keys", lambda: published_devices(probe, self.jid), 20, 0.1)
        self.type("/omemo trustmode blind")
        self.type("/omemo policy automatic")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-S", str(self.socket), *words], capture_output=True, text=True, timeout=10)
        return done.stdout
