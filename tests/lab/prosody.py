"""Prosody 13 (unpacked from Debian's backports by `./dev setup`) and Prosody 0.12 (Debian 12's own)."""

import shutil
from pathlib import Path

from .paths import PROSODY_13
from .process import Process
from .server import Account, Server

INSTALLED = Path(shutil.which("prosody") or "/usr/bin/prosody")

CONFIGURATION = """\
run_as_root = true -- tests run as root in containers; it listens on loopback only
pidfile = "{data}/prosody.pid"
data_path = "{data}"
log = {{ {{ levels = {{ min = "debug" }}; to = "file"; filename = "{data}/prosody.log" }} }}
interfaces = {{ "{host}" }}
local_interfaces = {{ "{host}" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ {tls_port} }}
http_ports = {{ {http_port} }}
http_interfaces = {{ "{host}" }}
https_ports = {{ {https_port} }}
https_interfaces = {{ "{host}" }}
https_ssl = {tls}
s2s_ports = {{ }}
use_ipv6 = false
ssl = {tls}
c2s_direct_tls_ssl = {tls}
c2s_require_encryption = true
authentication = "internal_plain" -- offers SCRAM-SHA-1 and SCRAM-SHA-256; a hashed store offers only its own
storage = {{ archive = "sql" }}
sql = {{ driver = "SQLite3"; database = "{data}/archive.sqlite" }}
archive_expires_after = "never"
max_archive_query_results = 250
default_archive_policy = true
limits = {{}}
c2s_stanza_size_limit = 1024 * 1024
smacks_hibernation_time = 300
modules_enabled = {{
  "blocklist"; "bookmarks"; "carbons"; "csi"; "csi_simple"; "disco"; "http"; "http_files"; "lastactivity"; "mam"; "offline"; "pep";
  "ping"; "private"; "roster"; "saslauth"; "smacks"; "time"; "tls"; "uptime"; "vcard4"; "vcard_legacy"; "version"; {extra}
}}
modules_disabled = {{ "s2s" }}
http_files_dir = "{data}/www"
VirtualHost "{domain}"
-- Profanity publishes readable keys only where some service of the server says "publish-options"; Prosody's accounts do, it does not.
Component "upload.{domain}" "http_file_share"
http_host = "localhost"
http_external_url = "https://localhost:{https_port}/"
http_file_share_size_limit = 256 * 1024 * 1024
http_file_share_daily_quota = 16 * 1024 * 1024 * 1024
Component "pubsub.{domain}" "pubsub"
Component "rooms.{domain}" "muc"
  modules_enabled = {{ "muc_mam" }}
  restrict_room_creation = false
  muc_log_by_default = true
"""


class Prosody(Server):
    """What both versions have in common."""

    #: Where it may be, best first.
    binaries: tuple[Path, ...] = ()
    #: How its version begins.
    version = ""
    extra = ""

    @classmethod
    def binary(cls) -> Path | None:
        return next((binary for binary in cls.binaries if _version(binary).startswith(cls.version)), None)

    @classmethod
    def missing(cls) -> str | None:
        return None if cls.binary() else f"Prosody {cls.version.rstrip('.')} is not installed"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    def configure(self) -> None:
        (self.data / "www").mkdir(parents=True, exist_ok=True)
        # A TLS table has to be written out each time: Prosody does not copy one option from another.
        tls = f'{{ certificate = "{self.certificate.chain}"; key = "{self.certificate.key}"; protocol = "tlsv1_2+" }}'
        (self.directory / "prosody.cfg.lua").write_text(
            CONFIGURATION.format(
                data=self.data,
                host=self.host,
                port=self.port,
                tls_port=self.tls_port,
                http_port=self.http_port,
                https_port=self.https_port,
                tls=tls,
                extra=self.extra,
                domain=self.domain,
            )
        )

    def launch(self) -> Process:
        command = [self.binary(), "-F", "--config", self.directory / "prosody.cfg.lua"]
        return Process(command, self.directory / "stdout.log", cwd=self.directory)

    def create(self, account: Account) -> None:
        # With `internal_plain` an account is one small file, read when somebody signs in.
        accounts = self.data / _escaped(self.domain) / "accounts"
        accounts.mkdir(parents=True, exist_ok=True)
        file = accounts / f"{_escaped(account.user)}.dat"
        file.write_text(f'return {{ ["password"] = "{account.password}"; }};\n')

    def befriend(self, account: Account, jid: str) -> None:
        """Puts somebody on the contact list of an account that is not signed in: who is on it is no stranger."""
        rosters = self.data / _escaped(self.domain) / "roster"
        rosters.mkdir(parents=True, exist_ok=True)
        contact = f'["{jid}"] = {{ ["subscription"] = "both"; ["groups"] = {{}}; }}'
        file = rosters / f"{_escaped(account.user)}.dat"
        file.write_text(f'return {{ [false] = {{ ["version"] = 1; }}; {contact}; }};\n')

    def archive(self, account: Account) -> list[str]:
        sql = "SELECT value FROM prosodyarchive WHERE user = ? AND store = 'archive' ORDER BY sort_id"
        return [row[0] for row in self.query(self.databases()[0], sql, account.user)]

    def databases(self) -> list[Path]:
        return [self.data / "archive.sqlite"]


class Prosody13(Prosody):
    """With SASL2, Bind 2 and channel binding on TLS 1.3."""

    name = "prosody13"
    binaries = (PROSODY_13 / "usr/bin/prosody", INSTALLED)
    version = "13."
    extra = '"sasl2"; "sasl2_bind2"; "sasl2_fast"; "sasl2_sm";'


class Prosody012(Prosody):
    """Without SASL2 (its module breaks every TLS stream there) and without channel binding on TLS 1.3."""

    name = "prosody012"
    binaries = (INSTALLED,)
    version = "0.12"


def _escaped(name: str) -> str:
    """A name as Prosody's file storage spells it."""
    return "".join(c if c.isascii() and c.isalnum() else f"%{ord(c):02x}" for c in name)


def _version(binary: Path) -> str:
    """What the library beside a launcher says its version is; nothing where there is none."""
    file = binary.parent.parent / "lib/prosody/prosody.version"
    return file.read_text() if binary.exists() and file.exists() else ""
