"""`python -m measure.talking --messages N --sent S`: what one feels in a conversation. How long after Enter the message stands
on the screen, in a conversation of ten messages and in one of N; and what the main thread does while N messages are scrolled
through from one end to the other.

It is the real window, driven by WebDriver only to load it and to read the figures: what is measured happens in the page. A
message counts as painted when a task has run after the frame in which its row was there. What the main thread is busy with is
what a clock that ticks in tasks of its own does not get: the longest wait between two ticks of a frame.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from lab.desktop import Desktop
from lab.process import wait_for
from lab.sotto import Sotto

from .server import fill, prepare

#: Presses Enter on a text and waits until its row has been painted.
SEND = """
const [text, done] = arguments;
const field = document.querySelector('[data-testid=composer-input]');
field.value = text;
field.dispatchEvent(new Event('input', { bubbles: true }));
const there = () => [...document.querySelectorAll('[data-testid=message]')].slice(-3).some((line) => line.innerText.includes(text));
setTimeout(() => {
  const since = performance.now();
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - since);
    port2.postMessage(null);
  };
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  requestAnimationFrame(look);
}, 100);
"""

#: Scrolls upwards, most of a screen a frame, until nothing older comes, and tells how busy each frame was.
SCROLL = """
const done = arguments[0];
const view = document.querySelector('[data-pane=timeline]');
const busy = [];
let last = performance.now(), longest = 0, still = 0, over = false;
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  if (!over) port2.postMessage(null);
};
port2.postMessage(null);
const frame = () => {
  busy.push(longest);
  longest = 0;
  const before = view.scrollTop;
  view.scrollTop = before - view.clientHeight * 0.8;
  still = before === 0 ? still + 1 : 0;
  if (still < 60) return requestAnimationFrame(frame);
  over = true;
  done(busy);
};
requestAnimationFrame(frame);
"""


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--messages", type=int, required=True)
    words.add_argument("--sent", type=int, required=True)
    words.add_argument("--sotto", required=True)
    wanted = words.parse_args()
    os.environ["SOTTO_WINDOW"] = wanted.sotto
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as place:
        directory = Path(place)
        desktop = Desktop(directory / "desktop").start()
        # Whatever is started from here on has the keyring of this desktop.
        os.environ.update(desktop.environment)
        server = prepare(directory / "server")
        try:
            figures = {}
            for name, messages in (("few", 10), ("many", wanted.messages)):
                browser = talking(server, desktop, directory / name, messages)
                browser.run_async(SEND, "the first one is not counted")
                times = [browser.run_async(SEND, f"good morrow {turn}") for turn in range(wanted.sent)]
                figures[name] = statistics.median(times)
                print(f"{messages} messages: painted after {figures[name]:.1f} ms", file=sys.stderr)
                if name == "many":
                    busy = browser.run_async(SCROLL)[1:]
                    figures |= {"longest": max(busy), "usual": statistics.quantiles(busy, n=20)[18]}
                    print(f"{len(busy)} frames: 95 % under {figures['usual']:.1f} ms, all under {figures['longest']:.1f} ms", file=sys.stderr)
                browser.close()
        finally:
            server.stop()
            desktop.stop()
    print(json.dumps(figures))


def talking(server, desktop: Desktop, profile: Path, messages: int):
    """A window that shows a conversation of so many messages."""
    account = server.account(f"juliet{messages}")
    if server.process:
        server.stop()
    fill(server, account, messages, 1)
    server.start()
    sotto = Sotto(profile, arguments=()).start()
    try:
        person = sotto.sign_in(server, account).online()
        person.view("account").one("the end of the archive", lambda row: not row["syncing"], timeout=3600)
        peer = person.view("chats").one("the conversation", lambda row: row["peer"].startswith("peer0@"), timeout=60)["peer"]
        # Nobody is there whose keys could be had.
        person.do("setEncryption", peer=peer, mode="plain")
    finally:
        sotto.stop()
    browser = desktop.open(profile)
    browser.find("chat-row", 60, peer=peer).click()
    wait_for("the conversation", lambda: len(browser.all("message")) >= min(messages, 50), 60)
    return browser


if __name__ == "__main__":
    main()
