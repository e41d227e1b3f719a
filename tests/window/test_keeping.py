"""What one does with messages besides reading them, in the real window with a client that others wrote."""

from lab.process import wait_for
from support import arrive, befriend, message_with, open_chat, write

STYLED = "> which *tempo*?\n_allegro_, I'd say, ~not~ `largo`. The end: ||they marry||\n```rust\n// a bar\nlet beats = 4;\n```"


def more(window, text: str, choice: str) -> None:
    """Chooses something from a message's menu."""
    message_with(window, text).click()
    window.find("message-more").click()
    window.find(choice).click()


def test_text_is_styled_and_emoji_are_picked(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, STYLED)
    open_chat(window, romeo.jid)
    shown = message_with(window, "which")
    wait_for("the code in colours", lambda: window.run("return document.querySelector('pre .keyword')?.textContent") == "let")
    assert "they marry" not in shown.text()
    picture(window, "styled")
    window.find("spoiler").click()
    wait_for("the end", lambda: "they marry" in message_with(window, "which").text())
    window.find("emoji-button").click()
    wait_for("emoji", lambda: len(window.all("emoji")) > 100)
    picture(window, "emoji-picker")
    window.run("document.querySelector('[data-testid=emoji]').click()")
    window.find("composer-input").type(" :tad")
    window.find("candidates")
    picture(window, "emoji-candidates")
    window.find("composer-input").type("a:")
    wait_for("the emoji", lambda: window.run("return document.querySelector('[data-testid=composer-input]').value") == "😀 🎉")
    window.find("composer-send").click()
    romeo.wait("message", body="😀 🎉", encrypted=True)


def test_messages_are_found_forwarded_pinned_continued_and_sent_later(standing, sign_in, bot, picture):
    juliet, romeo, nurse = standing.account("juliet"), bot("romeo"), bot("nurse")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "it was the nightingale")
    asked = romeo.wait("sent", body="it was the nightingale")["id"]
    befriend(window, nurse.jid)
    open_chat(window, romeo.jid)

    window.find("show-find").click()
    window.run("const f = document.querySelector('[data-testid=find-bar] input'); f.value = 'NIGHT'; f.dispatchEvent(new Event('input', { bubbles: true }))")
    wait_for("the match", lambda: "1" in window.run("return document.querySelector('[data-testid=find-count]').textContent"))
    picture(window, "find")
    window.find("find-close").click()

    more(window, "nightingale", "menu-forward")
    window.find("forward-to", peer=nurse.jid).click()
    picture(window, "forward")
    window.find("forward-send").click()
    nurse.wait("message", body="it was the nightingale", encrypted=True)

    more(window, "nightingale", "menu-pin")
    window.find("show-pinned").click()
    window.find("pane-message")
    picture(window, "pinned")
    window.find("pane-close").click()

    more(window, "nightingale", "menu-thread")
    window.find("thread-input").type("and not the lark")
    window.find("thread-send").click()
    romeo.wait("message", body="and not the lark", encrypted=True, thread=asked)
    wait_for("both", lambda: len(window.all("pane-message")) == 2)
    picture(window, "thread")
    window.find("pane-close").click()

    more(window, "nightingale", "menu-select")
    window.find("selection-bar")
    picture(window, "selection")
    window.find("selection-end").click()

    window.find("composer-input").type("good morrow")
    window.run("const f = document.querySelector('[data-testid=composer-input]'); f.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true }))")
    window.find("schedule-at")
    picture(window, "schedule")
    window.find("schedule-send").click()
    window.find("show-scheduled").click()
    window.find("scheduled")
    picture(window, "scheduled")
    window.find("scheduled-now").click()
    romeo.wait("message", body="good morrow", encrypted=True)
    write(window, "bye")
    romeo.wait("message", body="bye", encrypted=True)
