"""What every test can ask for: a server, people on it, foreign peers and strangers."""

import itertools
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lab.bot import OmemoBot  # noqa: E402
from lab.ejabberd import Ejabberd  # noqa: E402
from lab.paths import DEV  # noqa: E402
from lab.profanity import Profanity  # noqa: E402
from lab.prosody import Prosody012, Prosody13  # noqa: E402
from lab.raw import RawPeer  # noqa: E402
from lab.server import Account, Server  # noqa: E402
from lab.sotto import Person, Sotto  # noqa: E402

SERVERS = {kind.name: kind for kind in (Prosody13, Prosody012, Ejabberd)}


#: So many run at once, each with servers of its own. They wait most of the time, so two cores are enough for three.
WORKERS = 3

FAILED = pytest.StashKey[bool]()


def pytest_xdist_auto_num_workers(config) -> int:
    """Only where all that is asked for is end to end: a desktop with a window is there once."""
    asked = [Path(name.split("::")[0]).resolve() for name in config.args]
    end_to_end = Path(__file__).with_name("e2e")
    return WORKERS if all(path.is_relative_to(end_to_end) for path in asked) else 0


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Remembers a failure, so that its logs are kept."""
    outcome = yield
    if outcome.get_result().failed:
        item.stash[FAILED] = True


@pytest.fixture(scope="session")
def output() -> Path:
    """Where logs and profiles of failed tests stay: of this process, for a worker that broke is followed by another."""
    base = Path(os.environ.get("SOTTO_TEST_OUTPUT", DEV / "test-output"))
    directory = base / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@pytest.fixture
def directory(output: Path, request) -> Path:
    """This test's own directory; gone when it passes."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)
    # Long names are cut, and the end is what tells the servers apart.
    made = output / (name if len(name) <= 80 else f"{name[:50]}--{name[-28:]}")
    made.mkdir(parents=True)
    yield made
    if request.node.stash.get(FAILED, False):
        print(f"logs are kept in {made}")
    else:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session", params=SERVERS)
def server(request, output: Path) -> Server:
    """Each server of the lab in turn, shared by the tests: every test has accounts of its own."""
    kind = SERVERS[request.param]
    reason = kind.missing()
    if reason:
        # On the system CI runs on, nothing may be left out silently.
        if "bookworm" in Path("/etc/os-release").read_text():
            pytest.fail(f"{reason}; run ./dev setup")
        pytest.skip(reason)
    running = kind(output / request.param).start()
    yield running
    running.stop()


@pytest.fixture
def standing(server: Server) -> Server:
    """The server, started again if the test before left it down."""
    if not server.ready():
        server.restart()
    return server


@pytest.fixture
def sotto(directory: Path):
    """Starts copies of Sotto, each on a profile of its own unless named."""
    running: list[Sotto] = []

    def start(name: str = "sotto", **options) -> Sotto:
        profile = options.pop("profile", directory / f"{name}-profile")
        made = Sotto(profile, log=directory / f"{name}.log", **options).start()
        running.append(made)
        return made

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def person(standing: Server, sotto):
    """Signs somebody in with Sotto: on a new account, or with another device on the one given."""
    numbers = itertools.count(1)

    def sign_in(name: str = "juliet", account: Account | None = None) -> Person:
        account = account or standing.account(name)
        return sotto(f"{name}-{next(numbers)}").sign_in(standing, account).online()

    return sign_in


@pytest.fixture
def bot(standing: Server, directory: Path):
    """Starts a foreign OMEMO client."""
    running: list[OmemoBot] = []

    def start(name: str = "romeo", echo: bool = False, account: Account | None = None) -> OmemoBot:
        account = account or standing.account(name)
        running.append(OmemoBot(standing, account, directory / f"{name}-bot", echo).start())
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def profanity(standing: Server, directory: Path):
    """Starts Profanity."""
    running: list[Profanity] = []

    def start(name: str = "nurse") -> Profanity:
        made = Profanity(standing, standing.account(name), directory / f"{name}-profanity")
        running.append(made)
        return made.start()

    yield start
    for one in running:
        if hasattr(one, "process"):
            one.stop()


@pytest.fixture
def raw(standing: Server):
    """Signs in a client that sends whatever it likes."""
    open_: list[RawPeer] = []

    def sign_in(name: str = "mallory", account: Account | None = None, resource: str = "raw") -> RawPeer:
        open_.append(RawPeer(standing, account or standing.account(name), resource).connect())
        return open_[-1]

    yield sign_in
    for peer in open_:
        peer.close()
