"""Processes that are started, watched and ended by us: each in its own process group, so that nothing else is ever hit."""

import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path


class Timeout(AssertionError):
    """Something that should have happened did not, in time."""


def wait_for(what: str, condition, timeout: float = 20.0, interval: float = 0.02):
    """Polls `condition` until it gives something true, and returns that."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Timeout(f"waited {timeout:g} s for {what}")
        time.sleep(interval)


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Ports nobody listens on, below the range the system gives to outgoing connections: a restart finds them free."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(20_000, 31_000)
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
        return True
    except OSError:
        return False


class Process:
    """One program in its own process group, its output in a file."""

    def __init__(self, command: list, log: Path, **options):
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            options.setdefault("stdin", subprocess.DEVNULL)
            options.setdefault("stdout", out)
            options.setdefault("stderr", out)
            self.popen = subprocess.Popen([str(part) for part in command], start_new_session=True, **options)

    @property
    def pid(self) -> int:
        return self.popen.pid

    def running(self) -> bool:
        return self.popen.poll() is None

    def tail(self, lines: int = 15, width: int = 300) -> str:
        """The end of what it printed."""
        printed = self.log.read_text(errors="replace").splitlines()
        return "\n".join(line[:width] for line in printed[-lines:])

    def until(self, what: str, condition, timeout: float = 20.0):
        """Waits like `wait_for`, and gives up at once when the program ends."""

        def met():
            if not self.running():
                raise AssertionError(f"ended with {self.popen.returncode} before {what}:\n{self.tail()}")
            return condition()

        return wait_for(what, met, timeout)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self._signal(signal.SIGKILL)
        self.popen.wait()

    def stop(self, patience: float = 10.0) -> None:
        """SIGTERM, and SIGKILL for what does not listen."""
        self._signal(signal.SIGTERM)
        try:
            self.popen.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        # What it started and left behind is in its group as well.
        self._signal(signal.SIGKILL)
        self.popen.wait()

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.popen.pid, number)
        except ProcessLookupError:
            pass
