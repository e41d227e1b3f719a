"""What one does with a message: react, answer, correct, delete; with a client that others wrote."""

from lab.process import wait_for
from support import arrive, message_with, open_chat, write

#: As WebDriver writes the arrow key.
UP = "\ue013"


def test_messages_are_reacted_to_answered_corrected_and_deleted(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "wilt thou be gone?")
    asked = romeo.wait("sent", body="wilt thou be gone?")["id"]
    open_chat(window, romeo.jid)

    message_with(window, "wilt thou be gone?").click()
    window.find("message-react").click()
    window.find("reaction-picker")
    picture(window, "reaction-picker")
    window.run("document.querySelector('[data-testid=reaction-picker] button').click()")
    given = romeo.wait("reactions", of=asked)["emojis"]
    assert given[0] in window.find("reaction").attribute("aria-label")

    message_with(window, "wilt thou be gone?").click()
    window.find("message-reply").click()
    window.find("composer-about")
    picture(window, "replying")
    write(window, "it is not yet neer day")
    answer = romeo.wait("message", reply=asked, encrypted=True)
    assert answer["body"] == "> wilt thou be gone?\nit is not yet neer day"
    window.gone("composer-about")
    message_with(window, "it is not yet neer day")
    # WebDriver does not read what is on buttons.
    assert "wilt thou be gone?" in window.run("return document.querySelector('[data-testid=quote]').textContent")

    window.find("composer-input").type(UP)
    window.find("composer-about")
    window.find("composer-input").fill("it is not yet near day")
    window.find("composer-send").click()
    romeo.wait("message", body="> wilt thou be gone?\nit is not yet near day", replace=answer["id"])
    message_with(window, "it is not yet near day")
    window.find("message-edited").click()
    wait_for("both texts", lambda: len(window.all("version")) == 2)
    picture(window, "versions")
    window.run("document.querySelector('dialog[open] header button').click()")

    romeo.react(juliet.jid, answer["id"], "🌹")
    wait_for("the rose", lambda: any("🌹" in chip.attribute("aria-label") for chip in window.all("reaction")))
    picture(window, "reactions")

    message_with(window, "it is not yet near day").click()
    window.find("message-more").click()
    window.find("message-retract").click()
    window.find("confirm").click()
    romeo.wait("retraction", of=answer["id"])
    message_with(window, "You deleted this message")
    picture(window, "deleted")
