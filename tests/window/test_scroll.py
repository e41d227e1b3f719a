"""A long conversation, read backwards in the real window."""

from lab.process import wait_for
from lab.webdriver import Browser
from support import open_chat

MESSAGES = 420

#: Goes to the top of what is there, and watches the line being read in every frame until older ones have come before it.
READ_ON = """
const done = arguments[arguments.length - 1];
let view = document.querySelector('[data-testid=message]');
while (!['auto', 'scroll'].includes(getComputedStyle(view).overflowY)) view = view.parentElement;
const lines = () => [...view.querySelectorAll('[data-testid=message]')];
const oldest = lines()[0].dataset.message ?? lines()[0].innerText;
const isNew = () => (lines()[0].dataset.message ?? lines()[0].innerText) !== oldest;
view.scrollTop = 0;
const edge = view.getBoundingClientRect().top;
const read = lines().find((line) => line.getBoundingClientRect().bottom > edge + 1);
const place = read.getBoundingClientRect().top;
let moved = 0, frames = 0, settled = 0;
const look = () => {
  moved = Math.max(moved, read.isConnected ? Math.abs(read.getBoundingClientRect().top - place) : 1e6);
  settled += isNew() ? 1 : 0;
  if (settled >= 10 || ++frames > 180) done({ moved, older: isNew(), lines: lines().length });
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def shown(window: Browser) -> list[str]:
    """The messages in the page, oldest first, all as of one moment."""
    return window.run("return [...document.querySelectorAll('[data-testid=message]')].map((line) => line.innerText)")


def test_older_messages_come_without_moving_what_is_read(standing, desktop, sign_in, raw):
    juliet = standing.account("juliet")
    romeo = raw("romeo")
    standing.befriend(juliet, romeo.account.jid)
    for number in range(MESSAGES):
        words = " ".join(["word"] * (number * 7 % 60))
        romeo.send(f"<message type='chat' to='{juliet.jid}' id='m{number}'><body>No. {number}. {words}</body></message>")
    romeo.everything_so_far()
    window = sign_in(juliet)
    open_chat(window, romeo.account.jid)
    # It opens where the reader left off: at the first unread message.
    wait_for("the first unread message", lambda: shown(window) and shown(window)[0].startswith("No. 0."), 60)
    newest = lambda: shown(window)[-1].startswith(f"No. {MESSAGES - 1}.")
    window.find("jump-latest").click()
    wait_for("the newest message", newest)
    pages = []
    while not shown(window)[0].startswith("No. 0."):
        pages.append(window.run_async(READ_ON))
        assert pages[-1]["moved"] <= 1, pages
        assert pages[-1]["lines"] <= 320, "a bounded window of rows"
        assert pages[-1]["older"] or len(pages) < 12, pages
    assert any(page["older"] for page in pages), "nothing had to be fetched"
    window.find("jump-latest").click()
    wait_for("the newest message again", newest)
