"""What every server of the lab can do."""

import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from .certificates import Authority, Certificate
from .process import Process, answers, free_ports


@dataclass(frozen=True)
class Account:
    """Somebody with an account on a server of the lab."""

    user: str
    domain: str
    password: str

    @property
    def jid(self) -> str:
        return f"{self.user}@{self.domain}"


class Server:
    """One XMPP server on loopback. It keeps its data through `stop`, `kill` and `start`."""

    #: As test ids name it.
    name = ""
    host = "127.0.0.1"

    def __init__(self, directory: Path, domain: str = "xmpp.test", certificate: Certificate | None = None):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.domain = domain
        self.authority = Authority(directory / "ca")
        self.certificate = certificate or self.authority.issue(domain)
        self.ca_file = self.authority.file
        self.port, self.tls_port, self.http_port, self.https_port = free_ports(4)
        self.process: Process | None = None
        self.configure()

    # What each kind of server answers for itself.

    @classmethod
    def missing(cls) -> str | None:
        """Why this server cannot be started here."""
        raise NotImplementedError

    def configure(self) -> None:
        """Writes the configuration."""
        raise NotImplementedError

    def launch(self) -> Process:
        """Starts the program."""
        raise NotImplementedError

    def create(self, account: Account) -> None:
        """Creates an account while running."""
        raise NotImplementedError

    def archive(self, account: Account) -> list[str]:
        """What the server keeps of this account's messages, as XML, oldest first."""
        raise NotImplementedError

    def databases(self) -> list[Path]:
        """The files the archive is in."""
        raise NotImplementedError

    # What is the same for all.

    def start(self) -> "Server":
        self.process = self.launch()
        self.process.until(f"{self.name} on port {self.port}", self.ready, timeout=40)
        return self

    def ready(self) -> bool:
        return answers(self.host, self.port) and answers(self.host, self.http_port)

    def stop(self) -> None:
        if self.process:
            self.process.stop()
            self.process = None

    def kill(self) -> None:
        """Dies as in a power cut; connections break without a goodbye."""
        if self.process:
            self.process.kill()
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def account(self, user: str) -> Account:
        """A new account: the name gets a suffix, so that no two tests share one, and the password is unguessable."""
        made = Account(f"{user}-{secrets.token_hex(3)}", self.domain, secrets.token_hex(16))
        self.create(made)
        return made

    def stored_bytes(self) -> bytes:
        """All that is on disk of the archive, journals included: for asking what must not be there."""
        files = [path for database in self.databases() for path in database.parent.glob(database.name + "*")]
        return b"".join(path.read_bytes() for path in files)

    def stored_files(self) -> list[bytes]:
        """The content of every file that was put on the server."""
        return [path.read_bytes() for path in sorted(self.directory.rglob("*")) if path.is_file() and self._holds_files(path)]

    def _holds_files(self, path: Path) -> bool:
        return "http_file_share" in str(path) or "uploads" in path.parts

    def query(self, database: Path, sql: str, *values) -> list[tuple]:
        """Reads the server's own database while it runs; one that was not needed yet is empty."""
        if not database.exists():
            return []
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()
