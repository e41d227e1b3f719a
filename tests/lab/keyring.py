"""A session bus with a keyring on it, of its own: open, locked, emptied, gone, or deaf."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from .process import Process, wait_for

SECRETS = "org.freedesktop.secrets"

#: A session bus on which nothing is started because somebody asks for it: a keyring that is gone stays gone.
BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Keyring:
    """gnome-keyring with one password-protected collection. `environment` leads a program to it."""

    PASSWORD = b"the keyring's own"

    def __init__(self, directory: Path):
        self.home = directory / "keyring"
        self.home.mkdir(parents=True)
        # A socket path may have 107 characters; test directories are longer than that.
        self.runtime = Path(tempfile.mkdtemp(prefix="sotto-keyring-"))
        self._daemon: Process | None = None
        configuration = self.home / "bus.conf"
        configuration.write_text(BUS)
        bus = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"]
        self._bus = Process(bus, self.home / "bus.log", stdout=subprocess.PIPE)
        self.environment = {
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "DBUS_SESSION_BUS_ADDRESS": self._bus.popen.stdout.readline().decode().strip(),
            "DISPLAY": "",
        }

    def open(self) -> "Keyring":
        """Starts the keyring, unlocked, as signing in to the desktop does."""
        self.end()
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        environment = os.environ | self.environment
        self._daemon = Process(command, self.home / "keyring.log", stdin=subprocess.PIPE, env=environment)
        self._daemon.popen.stdin.write(self.PASSWORD)
        self._daemon.popen.stdin.close()
        wait_for("the keyring", lambda: SECRETS in self._run("dbus-send", *_ask_bus("ListNames")), 10)
        return self

    def lock(self) -> None:
        """Locks what is in it; nobody is there to answer a prompt."""
        service = ["-d", SECRETS, "-o", "/org/freedesktop/secrets", "-m", "org.freedesktop.Secret.Service.Lock"]
        done = self._run("gdbus", "call", "--session", *service, "['/org/freedesktop/secrets/aliases/default']")
        assert "/org/freedesktop/secrets" in done, done

    def secret(self, user: str) -> bytes:
        """What Sotto keeps in it under this name."""
        lookup = ["secret-tool", "lookup", "service", "Sotto", "username", user]
        return subprocess.run(lookup, env=os.environ | self.environment, capture_output=True, timeout=20).stdout

    def empty(self) -> None:
        """Another keyring, with nothing in it, takes its place."""
        self.end()
        shutil.rmtree(self.home / "data")
        self.open()

    def end(self) -> None:
        """Nobody answers any more."""
        if self._daemon:
            self._daemon.stop(3)
            self._daemon = None
            shutil.rmtree(self.runtime / "keyring", ignore_errors=True)  # its socket, in the way of the next

    def stop(self) -> None:
        self.end()
        self._bus.stop(3)
        shutil.rmtree(self.runtime)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=os.environ | self.environment, capture_output=True, timeout=20)
        return (done.stdout + done.stderr).decode()


def _ask_bus(method: str) -> list[str]:
    bus = "org.freedesktop.DBus"
    return ["--session", "--print-reply", f"--dest={bus}", "/", f"{bus}.{method}"]


class DeafBus:
    """A bus that takes every connection and never says a word."""

    def __init__(self, directory: Path):
        # A socket path may have 107 characters; test directories are longer than that.
        self.path = Path(f"/tmp/sotto-deaf-{os.getpid()}-{id(self):x}")
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self.path))
        self._socket.listen(50)
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.path}", "HOME": str(directory)}

    def stop(self) -> None:
        self._socket.close()
        self.path.unlink()
