"""What a user does, step by step."""

from lab.process import Timeout, wait_for
from lab.server import Account
from lab.webdriver import Browser, Element, WebDriverError


def fill_in(window: Browser, server, account: Account, password: str, port: int | None = None) -> None:
    """The sign-in form, with the server's address and authority under "advanced"."""
    window.find("signin-jid", 40).fill(account.jid)
    window.find("signin-password").fill(password)
    if not window.all("signin-host"):
        window.find("signin-advanced").click()
    window.find("signin-host").fill(server.host)
    window.find("signin-port").fill(str(port or server.port))
    window.find("signin-ca").fill(str(server.ca_file))
    window.find("signin-submit").click()


def open_chat(window: Browser, peer: str) -> None:
    """Clicks a conversation in the list."""

    def clicked() -> bool:
        try:
            window.find("chat-row", 40, peer=peer).click()
        except WebDriverError as error:
            if error.code == "stale element reference":  # the row was drawn anew under the pointer
                return False
            raise
        return True

    wait_for(f"the conversation with {peer}", clicked, 60)
    window.find("composer-input")


def write(window: Browser, text: str) -> None:
    """Types a message and sends it."""
    window.find("composer-input").type(text)
    window.find("composer-send").click()


def befriend(window: Browser, jid: str) -> None:
    """Adds a contact through the form."""
    window.find("add-contact-open", 40).click()
    window.find("new-conversation").click()
    window.find("add-contact-jid").fill(jid)
    window.find("add-contact-submit").click()
    window.gone("add-contact-jid")


def message_with(window: Browser, text: str, timeout: float = 30) -> Element:
    """The message with this text, waiting for it."""

    def find() -> Element | None:
        try:
            return next((message for message in window.all("message") if text in message.text()), None)
        except WebDriverError as error:
            if error.code == "stale element reference":  # rows came and went while they were read
                return None
            raise

    try:
        return wait_for(f"the message {text!r}", find, timeout, 0.05)
    except Timeout as error:
        raise Timeout(f"{error}; the window shows: {window.text()[:1500]!r}") from None


def arrive(bot, to: str, text: str) -> None:
    """The bot's first message to somebody who has only just signed in: their keys may be still on their way to the server."""

    def outcome() -> dict | None:
        return next((event for event in bot.events[seen:] if event["event"] in ("sent", "failed")), None)

    for _ in range(10):
        seen = len(bot.events)
        bot.queue(to, text)
        if wait_for("the bot to have tried", outcome)["event"] == "sent":
            return
    raise AssertionError(f"{to} publishes no keys: {bot.events[-1]}")
