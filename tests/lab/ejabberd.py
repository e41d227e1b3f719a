"""ejabberd 23.01 (Debian 12's own), without epmd, distribution or ejabberdctl: one Erlang process in the foreground."""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path

from .process import Process, answers
from .server import Account, Server

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")

CONFIGURATION = """\
hosts: ["{domain}"]
loglevel: info
certfiles: ["{certificate}"]
ca_file: "{ca}"
default_db: sql
sql_type: sqlite
sql_database: "{database}"
auth_method: sql
auth_password_format: plain # offers SCRAM-SHA-1, 256 and 512; a hashed store offers only its own
listen:
  - {{port: {port}, ip: "{host}", module: ejabberd_c2s, starttls: true, starttls_required: true, max_stanza_size: 1048576}}
  - {{port: {tls_port}, ip: "{host}", module: ejabberd_c2s, tls: true, max_stanza_size: 1048576}}
  - {{port: {https_port}, ip: "{host}", module: ejabberd_http, tls: true, request_handlers: {{/upload: mod_http_upload}}}}
  - {{port: {http_port}, ip: "{host}", module: ejabberd_http, request_handlers: {{/api: mod_http_api}}}}
acl: {{loopback: {{ip: [127.0.0.0/8]}}, local: {{user_regexp: ""}}}}
access_rules: {{local: {{allow: local}}, c2s: {{allow: all}}, pubsub_createnode: {{allow: local}}}}
api_permissions: {{"lab": {{who: [{{access: {{allow: [{{acl: loopback}}]}}}}], what: "*"}}}}
shaper_rules: {{max_user_sessions: 100, max_user_offline_messages: 100000, c2s_shaper: none}}
modules:
  mod_admin_extra: {{}}
  mod_blocking: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_client_state: {{}}
  mod_disco: {{}}
  mod_http_api: {{}}
  mod_http_upload: {{put_url: "https://localhost:{https_port}/upload", docroot: "{uploads}", max_size: 268435456}}
  mod_last: {{}}
  mod_mam: {{assume_mam_usage: true, default: always}}
  mod_muc: {{host: "rooms.{domain}", default_room_options: {{mam: true}}}}
  mod_muc_admin: {{}}
  mod_offline: {{access_max_user_messages: max_user_offline_messages}}
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_private: {{}}
  mod_pubsub: {{access_createnode: pubsub_createnode, plugins: [flat, pep]}}
  mod_roster: {{versioning: true}}
  mod_stream_mgmt: {{resend_on_timeout: if_offline, resume_timeout: 300}}
  mod_time: {{}}
  mod_vcard: {{}}
  mod_version: {{}}
"""

START = 'case application:ensure_all_started(ejabberd) of {ok,_} -> ok; E -> io:format("~p~n",[E]), halt(1) end.'


class Ejabberd(Server):
    """Its accounts and its archive live in one SQLite file."""

    name = "ejabberd2301"

    @classmethod
    def missing(cls) -> str | None:
        return None if _application() else "ejabberd is not installed"

    @property
    def database(self) -> Path:
        return self.directory / "ejabberd.sqlite"

    def configure(self) -> None:
        for name in ("spool", "log"):
            (self.directory / name).mkdir(exist_ok=True)
        (self.directory / "ejabberd.yml").write_text(
            CONFIGURATION.format(
                domain=self.domain,
                certificate=self.certificate.both,
                ca=self.ca_file,
                database=self.database,
                host=self.host,
                port=self.port,
                tls_port=self.tls_port,
                http_port=self.http_port,
                https_port=self.https_port,
                uploads=self.directory / "uploads",
            )
        )

    def launch(self) -> Process:
        environment = {
            **os.environ,
            "ERL_LIBS": str(LIBRARIES),
            "EJABBERD_CONFIG_PATH": str(self.directory / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(self.directory / "log/ejabberd.log"),
            "SPOOL_DIR": str(self.directory / "spool"),
            "HOME": str(self.directory),
            "ERL_CRASH_DUMP_SECONDS": "0",
        }
        spool = f'"{self.directory / "spool"}"'
        command = ["erl", "-noinput", "-pa", _application() / "ebin", "-mnesia", "dir", spool, "-eval", START]
        return Process(command, self.directory / "stdout.log", cwd=self.directory, env=environment)

    def ready(self) -> bool:
        return answers(self.host, self.port) and self._api("status") is not None

    def create(self, account: Account) -> None:
        self._api("register", user=account.user, host=account.domain, password=account.password)

    def archive(self, account: Account) -> list[str]:
        sql = "SELECT xml FROM archive WHERE username = ? ORDER BY timestamp, id"
        return [row[0] for row in self.query(self.database, sql, account.user)]

    def databases(self) -> list[Path]:
        return [self.database]

    def _api(self, command: str, **arguments):
        url = f"http://{self.host}:{self.http_port}/api/{command}"
        request = urllib.request.Request(url, json.dumps(arguments).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"ejabberd refused {command}: {error.read().decode()}") from error
        except OSError:
            if command == "status":
                return None
            raise


def _application() -> Path | None:
    """Where Debian puts ejabberd's own library."""
    return max(LIBRARIES.glob("ejabberd-2*-*"), default=None)
