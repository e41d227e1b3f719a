"""`python -m measure.window --starts S --settled R`: how long Sotto takes to show 200 chats and what memory that costs, beside an empty
window of the same kind. Needs Linux: an X server without a screen, and /proc.

Nothing in the programs helps to measure them. The X server keeps its screen in a file, which is looked at every few
milliseconds. When all has come to rest, the list counts as shown at the first look at which 95 of 100 of its scan lines
were as they are in the end. That these are the 200 chats is seen by WebDriver before, in a start that is not measured.
The server is there, so that what is shown in the end is the list and not an excuse.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from lab.desktop import Desktop
from lab.process import Process, wait_for
from lab.prosody import Prosody
from lab.sotto import Sotto

from .screen import Screen
from .server import fill, prepare

CHATS = 200
#: Without a GPU, WebKit draws to plain memory in Sotto. So it does in the empty window, which would else take some 70 MiB and
#: 100 ms more. What else Sotto does to start sooner is its own.
PLAIN_DRAWING = {} if list(Path("/dev/dri").glob("renderD*")) else {"WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
#: Nothing has changed on the screen for so long: the program has come to rest.
REST = 2.0
AT_MOST = 30.0
#: Programs start this often before it counts.
WARMING = 1
#: Memory is taken so many seconds after the start, when what only the start needed was given back.
SETTLED = 30.0
#: The list of chats is at least so much of the window's width.
LIST = 0.22
SHOWN = 0.95

#: Goes to the end of what is in the list, and tells how much that is.
SCROLL = """
const list = document.querySelector('.rows');
list.scrollTop = list.scrollHeight;
return list.querySelectorAll('[data-testid=chat-row]').length;
"""


class Bare(Desktop):
    """With the screen in a file."""

    def _start_display(self) -> None:
        # As on every desktop, the font of the system is one that is there.
        settings = Path(self.environment["XDG_CONFIG_HOME"]) / "gtk-3.0" / "settings.ini"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("[Settings]\ngtk-font-name=Noto Sans 10\n")
        reading, writing = os.pipe()
        shown = self.directory / "screen"
        shown.mkdir()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp", "-fbdir", str(shown)]
        self.spawn("xvfb", command, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as numbers:
            self.environment["DISPLAY"] = f":{numbers.readline().strip()}"
        self.screen = Screen(shown / "Xvfb_screen0")

    def by_itself(self) -> dict:
        """The environment of a program that WebDriver has nothing to do with."""
        return {name: value for name, value in self.environment.items() if name != "TAURI_WEBVIEW_AUTOMATION"}


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--starts", type=int, required=True)
    words.add_argument("--settled", type=int, required=True)
    words.add_argument("--sotto", required=True)
    words.add_argument("--empty", required=True)
    wanted = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as place:
        directory = Path(place)
        desktop = Bare(directory).start()
        # Whatever is started from here on runs in this desktop, with its keyring.
        os.environ.update(desktop.environment)
        server = prepare(directory / "server")
        try:
            profile = signed_in(server, directory)
            prove(desktop, profile, wanted.sotto)
            programs = {"empty": ([wanted.empty], PLAIN_DRAWING), "ours": ([wanted.sotto, "--profile", str(profile)], {})}
            starts, memory = ({name: [] for name in programs} for _ in range(2))
            for turn in range(-WARMING, wanted.starts):
                for name, (command, settings) in programs.items():
                    with started(desktop, name, command, settings) as (_, _, shown):
                        print(f"{name}: shown after {shown:.0f} ms{'' if turn >= 0 else ', not counted'}", file=sys.stderr)
                        starts[name] += [shown] if turn >= 0 else []
            for _ in range(wanted.settled):
                for name, (command, settings) in programs.items():
                    with started(desktop, name, command, settings) as (process, since, _):
                        memory[name].append(settled(process, since))
                        print(f"{name}: {memory[name][-1]:.0f} MiB", file=sys.stderr)
        finally:
            server.stop()
            desktop.stop()
    figures = {
        # Now and then WebKit waits half a second for a window's first size, the empty one's most of all: that must not
        # count in our favour, so it is the quarter point and not the middle.
        name: {"milliseconds": statistics.quantiles(starts[name], n=4)[0], "mebibytes": statistics.median(memory[name])}
        for name in programs
    }
    print(json.dumps(figures))


def signed_in(server: Prosody, directory: Path) -> Path:
    """A profile with 200 chats, its keys in the desktop's keyring."""
    account = server.account("juliet")
    fill(server, account, 5 * CHATS, CHATS)
    server.start()
    sotto = Sotto(directory / "profile", arguments=()).start()
    try:
        person = sotto.sign_in(server, account).online()
        person.view("chats").wait_for("200 chats", lambda rows: len(rows) == CHATS, timeout=120)
        person.view("account").one("the end of the archive", lambda row: not row["syncing"], timeout=120)
    finally:
        sotto.stop()
    return sotto.profile


def prove(desktop: Bare, profile: Path, sotto: str) -> None:
    """The window really shows the chats of this profile: all of them, as one scrolls."""
    os.environ["SOTTO_WINDOW"] = sotto
    before = desktop.screen.picture()
    browser = desktop.open(profile)
    browser.find("chat-row")
    wait_for("200 chats in the window", lambda: browser.run(SCROLL) == CHATS, 30)
    browser.close()
    desktop.screen.wait_for(before)


@contextmanager
def started(desktop: Bare, name: str, command: list, settings: dict):
    """A program, when it was started, and after how many milliseconds it was shown; ended when no longer needed."""
    before = desktop.screen.picture()
    looks = []
    since = time.monotonic()
    process = Process(command, desktop.directory / f"{name}.log", env=desktop.by_itself() | settings)
    try:
        desktop.screen.watch(looks, since, REST, AT_MOST)
        yield process, since, desktop.screen.shown(before, looks, LIST, SHOWN) * 1000
    finally:
        process.stop()
        desktop.screen.wait_for(before)


def settled(process: Process, since: float) -> float:
    """MiB that a program takes when what only the start needed was given back."""
    time.sleep(max(0.0, since + SETTLED - time.monotonic()))
    if not process.running():
        raise AssertionError(f"it ended by itself:\n{process.tail()}")
    return proportional(process.pid) / 1024


def proportional(root: int) -> int:
    """KiB of a process and all its descendants, what they share counted once (PSS)."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name, in parentheses, may contain anything.
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    tree, found = [root], 0
    while tree:
        pid = tree.pop()
        tree += children.get(pid, [])
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return found


if __name__ == "__main__":
    main()
