"""Sotto from the outside: `sotto-rpc` and the lines it speaks (docs/rpc.md)."""

import json
import os
import subprocess
import threading
import time
from pathlib import Path

from .paths import program
from .process import Process, Timeout
from .server import Account, Server


class Refused(Exception):
    """An answer that says why not."""

    def __init__(self, error: dict):
        data = error.get("data") or {}
        super().__init__(f"{data.get('code', error.get('code'))}: {data.get('detail', error.get('message'))}")
        #: As in `ErrorCode`: the only thing to decide by.
        self.code: str = data.get("code", "")


class Rows:
    """What a subscription sees, kept up to date by its patches."""

    def __init__(self, changed: threading.Condition):
        self._changed = changed
        self._rows: dict[str, dict] = {}
        #: Every version of every row, in the order they came: for what must never have been shown.
        self.history: list[dict] = []
        self.edges: dict = {}
        self.filled = False

    def apply(self, patches: list[dict]) -> None:
        """Called by the reader, which holds the lock."""
        for patch in patches:
            if patch["type"] == "reset":
                self._rows = {row["id"]: row for row in patch["rows"]}
                self.history += patch["rows"]
                self.filled = True
            else:
                for row in patch["upsert"]:
                    self._rows[row["id"]] = row
                    self.history.append(row)
                for gone in patch["remove"]:
                    self._rows.pop(gone, None)
            self.edges = patch["edges"]

    def all(self) -> list[dict]:
        """The rows as a window would list them."""
        with self._changed:
            return sorted(self._rows.values(), key=lambda row: row["sort"])

    def wait_for(self, what: str, predicate, timeout: float = 30):
        """Waits until `predicate` gives something true for the list of rows, and returns that."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                value = predicate(sorted(self._rows.values(), key=lambda row: row["sort"]))
                if value:
                    return value
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Timeout(f"waited {timeout:g} s for {what}; there is {list(self._rows.values())[-6:]}")
                self._changed.wait(left)

    def one(self, what: str, predicate, timeout: float = 30) -> dict:
        """The first row that fits, waiting for it."""
        return self.wait_for(what, lambda rows: next((row for row in rows if predicate(row)), None), timeout)


class Sotto:
    """The program on one profile. It can be killed and started again; the profile stays."""

    def __init__(
        self,
        profile: Path,
        passphrase: str | None = "a passphrase for tests",
        arguments: tuple = ("--no-keyring",),
        environment: dict[str, str] | None = None,
        log: Path | None = None,
    ):
        self.profile = profile
        self.passphrase = passphrase
        self.arguments = arguments
        self.environment = environment or {}
        self.log = log or profile.parent / f"{profile.name}.log"
        self.notices: list[dict] = []
        #: Every line that came out, over all runs.
        self.printed: list[str] = []
        self._changed = threading.Condition()
        self._asked = 0

    # Its life.

    def start(self) -> "Sotto":
        self._answers: dict[int, dict] = {}
        self._rows: dict[int, Rows] = {}
        self._ended = False
        self.profile.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **self.environment, "RUST_BACKTRACE": "1"}
        if self.passphrase is not None:
            environment["SOTTO_PASSPHRASE"] = self.passphrase
        # All that can be logged at all is looked through for secrets.
        environment.setdefault("SOTTO_LOG", "trace")
        # The most careless environment there is: files are private because Sotto makes them so (W23).
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "umask": 0}
        command = [program("sotto-rpc", "SOTTO_RPC"), "--profile", self.profile, *self.arguments]
        self.process = Process(command, self.log, env=environment, **pipes)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def stop(self) -> None:
        """Ends as a user would end it: by closing its input."""
        if self.process.running():
            try:
                self.process.popen.stdin.close()
                self.process.popen.wait(15)
            except (OSError, subprocess.TimeoutExpired):
                pass
        self.process.stop()
        self._reader.join(10)

    def kill(self) -> None:
        self.process.kill()
        self._reader.join(10)

    def restart(self) -> "Sotto":
        self.stop()
        return self.start()

    def running(self) -> bool:
        return self.process.running()

    # The four doors.

    def dispatch(self, account: str | None, kind: str, /, **fields) -> dict:
        """A command to the program, or to an account."""
        return self.command(account, {"type": kind, **fields})

    def command(self, account: str | None, command: dict, timeout: float = 60) -> dict:
        return self.call("dispatch", timeout, account=account, command=command)

    def subscribe(self, account: str | None, view: dict, window: dict | None = None) -> Rows:
        answer = self.call("subscribe", account=account, view=view, window=window)
        with self._changed:
            rows = self._rows_of(answer["subscription"])
        rows.subscription = answer["subscription"]
        rows.wait_for(f"the first rows of {view}", lambda _: rows.filled)
        return rows

    def retarget(self, rows: Rows, window: dict) -> None:
        self.call("retarget", subscription=rows.subscription, window=window)

    def unsubscribe(self, rows: Rows) -> None:
        self.call("unsubscribe", subscription=rows.subscription)

    def call(self, method: str, timeout: float = 30, **params) -> dict:
        """One request and its answer."""
        with self._changed:
            self._asked += 1
            number = self._asked
        self.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
        answer = self._answer(number, method, timeout)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def write(self, line: str) -> None:
        """One line as it is."""
        self.process.popen.stdin.write(line.encode() + b"\n")
        self.process.popen.stdin.flush()

    def choose(self, account: str, path: Path, **options) -> dict:
        """Takes a file, to be sent afterwards."""
        return self.call("choose", 120, account=account, path=str(path), **options)

    def notice(self, kind: str, timeout: float = 30, **fields) -> dict:
        """The first wish for a notification with these fields, past or to come."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                for params in self.notices:
                    notice = params["notice"]
                    if notice["type"] == kind and all(notice.get(key) == value for key, value in fields.items()):
                        return notice
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Timeout(f"no {kind} notice {fields}; there were {self.notices[-5:]}")
                self._changed.wait(left)

    # People.

    def sign_in(self, server: Server, account: Account, ca_file: Path | None = None, address: dict | None = None) -> "Person":
        """Adds the account by explicit host, port and certificate authority."""
        address = address or {"host": server.host, "port": server.port}
        secrets = {"jid": account.jid, "password": account.password}
        answer = self.dispatch(None, "signIn", **secrets, server=address, caFile=str(ca_file or server.ca_file))
        return Person(self, account, answer["account"])

    def sign_out(self, person: "Person") -> None:
        """Takes the account, and this device of it, away."""
        self.command(None, {"type": "signOut", "account": person.id})

    # Below.

    def _answer(self, number: int, method: str, timeout: float) -> dict:
        deadline = time.monotonic() + timeout
        with self._changed:
            while number not in self._answers:
                left = deadline - time.monotonic()
                if self._ended:
                    raise EOFError(f"sotto-rpc ended before it answered {method}:\n{self.process.tail()}")
                if left <= 0:
                    raise Timeout(f"no answer to {method} in {timeout:g} s:\n{self.process.tail()}")
                self._changed.wait(left)
            return self._answers.pop(number)

    def _rows_of(self, subscription: int) -> Rows:
        return self._rows.setdefault(subscription, Rows(self._changed))

    def _read(self) -> None:
        for line in self.process.popen.stdout:
            text = line.decode(errors="replace")
            with self._changed:
                self.printed.append(text)
                if text.endswith("\n"):  # a killed program may leave half a line
                    self._take(json.loads(text))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _take(self, message: dict) -> None:
        if "method" not in message:
            self._answers[message.get("id")] = message
        elif message["method"] == "patch":
            self._rows_of(message["params"]["subscription"]).apply(message["params"]["patches"])
        elif message["method"] == "notice":
            self.notices.append(message["params"])


class Person:
    """Somebody who is signed in with Sotto."""

    def __init__(self, sotto: Sotto, account: Account, id: str):
        self.sotto = sotto
        self.account = account
        self.id = id
        self._views: dict[str, Rows] = {}
        self._process: Process | None = None

    @property
    def jid(self) -> str:
        return self.account.jid

    def do(self, kind: str, /, **fields) -> dict:
        """Dispatches a command to the account."""
        return self.sotto.dispatch(self.id, kind, **fields)

    def view(self, kind: str, **fields) -> Rows:
        """A live view of the account; asked for once per run of the program."""
        if self._process is not self.sotto.process:
            self._views, self._process = {}, self.sotto.process
        key = json.dumps([kind, fields], sort_keys=True)
        if key not in self._views:
            self._views[key] = self.sotto.subscribe(self.id, {"type": kind, **fields})
        return self._views[key]

    def timeline(self, peer: str) -> Rows:
        return self.view("timeline", peer=peer)

    def online(self, timeout: float = 60) -> "Person":
        """Waits until the account is connected."""
        self.view("account").one("being online", lambda row: row["connection"] == "online", timeout)
        return self

    def write(self, peer: str, text: str) -> None:
        """Sends a message: durably accepted when this returns."""
        self.do("openChat", peer=peer)
        self.do("send", peer=peer, text=text)

    def send_file(self, peer: str, path: Path, text: str = "", **options) -> dict:
        """Chooses a file and sends it: durably accepted when this returns."""
        chosen = self.sotto.choose(self.id, path, **options)
        self.do("openChat", peer=peer)
        self.do("sendFiles", peer=peer, files=[chosen["file"]], text=text)
        return chosen

    def file(self, peer: str, timeout: float = 60, **fields) -> dict:
        """The first message that is a file, once its file has these fields; `delivery` is the message's."""
        delivery = fields.pop("delivery", None)

        def fits(row: dict) -> bool:
            shown = row["entry"]
            if shown["type"] != "message" or not shown["file"] or (delivery and shown["delivery"] not in delivery):
                return False
            return all(shown["file"][key] == value for key, value in fields.items())

        return self.timeline(peer).one(f"a file {fields} {delivery}", fits, timeout)

    def save(self, row: dict, directory: Path) -> bytes:
        """The content of a file, as it is saved."""
        directory.mkdir(parents=True, exist_ok=True)
        saved = self.sotto.call("save", 60, account=self.id, file=row["entry"]["file"]["id"], directory=str(directory))
        return Path(saved["path"]).read_bytes()

    def message(self, peer: str, text: str, timeout: float = 40, **entry) -> dict:
        """The message with this text in the conversation, once its entry has these fields."""

        def fits(row: dict) -> bool:
            shown = row["entry"]
            return shown["type"] == "message" and shown["text"] == text and all(shown[k] == v for k, v in entry.items())

        return self.timeline(peer).one(f"{text!r} {entry}", fits, timeout)

    def reads(self, peer: str, text: str, encrypted: bool = True, timeout: float = 40) -> dict:
        """A message of the peer's, readable, and encrypted or not as said."""
        row = self.message(peer, text, timeout, encryption="omemoLegacy" if encrypted else "none")
        assert not row["outgoing"] and row["author"] == peer, row
        return row

    def wrote(self, peer: str, text: str, delivery: str = "sent", timeout: float = 40) -> dict:
        """A message of ours that has come at least so far."""
        ladder = ["queued", "sent", "delivered", "read"]
        enough = ladder[ladder.index(delivery) :]
        shown = lambda row: row["entry"].get("text") == text and row["entry"].get("delivery") in enough
        return self.timeline(peer).one(f"{text!r} {delivery}", shown, timeout)

    def texts(self, peer: str) -> list[str]:
        """The readable messages of a conversation, oldest first."""
        rows = self.timeline(peer).all()
        return [row["entry"]["text"] for row in rows if row["entry"]["type"] == "message" and row["entry"]["text"] is not None]

    def whole(self, peer: str) -> list[dict]:
        """Every row of a conversation, oldest first, however many windows that takes."""
        rows = self.sotto.subscribe(self.id, {"type": "timeline", "peer": peer}, {"anchor": None, "before": 300, "after": 0})
        found = {row["id"]: row for row in rows.all()}
        while rows.edges["before"]:
            oldest = rows.all()[0]
            self.sotto.retarget(rows, {"anchor": oldest["message"], "before": 300, "after": 0})
            older = lambda now: now and now[0]["sort"] < oldest["sort"]
            found |= {row["id"]: row for row in rows.wait_for("older rows", lambda now: older(now) and now)}
        self.sotto.unsubscribe(rows)
        return sorted(found.values(), key=lambda row: row["sort"])

    def unreadable(self, peer: str) -> list[dict]:
        """The messages of a conversation that could not be read."""
        rows = self.timeline(peer).all()
        return [row for row in rows if row["entry"]["type"] == "message" and row["entry"]["unreadable"]]

    def lost_connection(self) -> bool:
        """Whether this run ever left the server after it had come online."""
        states = [row["connection"] for row in self.view("account").history]
        return "online" in states and any(state != "online" for state in states[states.index("online") :])
