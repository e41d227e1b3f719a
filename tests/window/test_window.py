"""The real program through WebDriver: what a user sees and does."""

import contextlib
import http.server
import threading

from lab.process import wait_for
from support import arrive, befriend, fill_in, message_with, open_chat, write


def test_a_wrong_password_is_explained_and_can_be_corrected(standing, sign_in, picture):
    account = standing.account("juliet")
    window = sign_in(account, password="not the password")
    error = window.find("signin-error", 40)
    assert error.attribute("data-code") == "wrongPassword"
    assert "password" in error.text().lower()
    picture(window, "signin-wrong-password")
    window.find("signin-password").fill(account.password)
    window.find("signin-submit").click()
    window.find("account-menu", 40)


def test_a_server_that_refuses_is_explained(standing, desktop, directory):
    window = desktop.open(directory / "profile")
    account = standing.account("juliet")
    fill_in(window, standing, account, account.password, port=1)
    assert window.find("signin-error", 40).attribute("data-code") == "refused"


def test_an_encrypted_conversation_that_is_still_there_after_a_restart(standing, desktop, directory, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "But soft, what light")
    open_chat(window, romeo.jid)
    received = message_with(window, "But soft, what light")
    assert received.attribute("data-encryption") == "omemoLegacy"
    write(window, "O Romeo, Romeo")
    romeo.wait("message", body="O Romeo, Romeo", encrypted=True)
    sent = message_with(window, "O Romeo, Romeo")
    wait_for("the delivery mark", lambda: sent.attribute("data-delivery") in ("sent", "delivered", "read"), 20)
    picture(window, "conversation")
    window.close()

    window = desktop.open(directory / "profile")
    open_chat(window, romeo.jid)
    message_with(window, "But soft, what light")
    message_with(window, "O Romeo, Romeo")
    romeo.send(juliet.jid, "after the restart")
    message_with(window, "after the restart")
    picture(window, "conversation-after-restart")


def test_a_contact_is_added_and_shown(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    window = sign_in(juliet)
    befriend(window, romeo.jid)
    open_chat(window, romeo.jid)
    write(window, "good morrow")
    romeo.wait("message", body="good morrow", encrypted=True)
    picture(window, "contact-added")


def test_an_arrival_is_notified_by_the_desktop(standing, desktop, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "a real notification")
    desktop.notified("a real notification")
    shown = desktop.shown()
    assert any("a real notification" in entry["body"] for entry in shown), shown


def test_what_is_being_looked_at_is_not_notified(standing, desktop, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "the first opens the chat")
    open_chat(window, romeo.jid)
    message_with(window, "the first opens the chat")
    desktop.shown()
    romeo.send(juliet.jid, "seen as it comes")
    message_with(window, "seen as it comes")
    assert not any("seen as it comes" in entry["body"] for entry in desktop.shown())


def test_the_key_is_in_the_secret_service_and_nowhere_else(standing, desktop, directory, sign_in):
    juliet = standing.account("juliet")
    assert desktop.secrets() == []
    sign_in(juliet).find("account-menu", 40)
    secrets = desktop.secrets()
    assert any("sotto" in secret.lower() for secret in secrets), secrets
    files = [path for path in (directory / "profile").rglob("*") if path.is_file()]
    assert files and not any(juliet.password.encode() in path.read_bytes() for path in files)
    archives = list((directory / "profile/accounts").rglob("archive.db*"))
    assert archives and not any(path.read_bytes().startswith(b"SQLite format 3") for path in archives)


def test_f12_without_a_keyring_a_passphrase_is_chosen_and_asked_for(standing, desktop, directory, picture):
    juliet = standing.account("juliet")
    window = desktop.open(directory / "profile", "--no-keyring")
    window.find("unlock-passphrase", 40).fill("a good long passphrase")
    window.find("unlock-again").fill("a good long passphrase")
    picture(window, "passphrase-chosen")
    window.find("unlock-submit").click()
    fill_in(window, standing, juliet, juliet.password)
    window.find("account-menu", 40)
    assert desktop.secrets() == []
    window.close()

    window = desktop.open(directory / "profile", "--no-keyring")
    window.find("unlock-passphrase", 40).fill("another passphrase")
    window.find("unlock-submit").click()
    window.find("unlock-error", 40)
    window.find("unlock-passphrase").fill("a good long passphrase")
    window.find("unlock-submit").click()
    window.find("account-menu", 40)


def test_a_device_is_verified_in_the_contact_panel(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "compare with me")
    open_chat(window, romeo.jid)
    window.find("conversation-header").click()
    device = window.find("device-row")
    shown = "".join(character for character in device.text().lower() if character in "0123456789abcdef")
    assert romeo.fingerprint in shown
    picture(window, "contact-panel")
    window.find("device-verify").click()
    window.gone("device-verify")


HOSTILE = [
    "<img src=x onerror='window.__pwned=1'>",
    "<script>window.__pwned=1</script>",
    "<svg/onload=window.__pwned=1>",
    "javascript:window.__pwned=1",
    "{{constructor.constructor('window.__pwned=1')()}}",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
]


def test_w01_markup_in_a_message_is_text(standing, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    for text in HOSTILE:
        arrive(romeo, juliet.jid, text)
    open_chat(window, romeo.jid)
    for text in HOSTILE:
        message_with(window, text)
    inside = "return document.querySelectorAll('[data-testid=message] :is(img[src=x], script, iframe, svg[onload])').length"
    assert window.run(inside) == 0
    assert window.run("return window.__pwned") is None


@contextlib.contextmanager
def canary():
    """A web server that must never be asked anything."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


REACH_OUT = """
const [base, done] = arguments;
const add = (tag, set) => document.body.appendChild(Object.assign(document.createElement(tag), set));
add('img', { src: base + '/img' });
add('script', { src: base + '/script' });
add('link', { rel: 'stylesheet', href: base + '/css' });
add('iframe', { src: base + '/frame' });
add('script', { textContent: 'window.__inline = 1' });
add('video', { src: base + '/video' });
try { new WebSocket(base.replace('http', 'ws') + '/ws'); } catch { /* refused is right */ }
fetch(base + '/fetch').catch(() => {}).finally(() => setTimeout(() => done({ inline: window.__inline ?? null }), 1000));
"""


def test_w03_the_page_reaches_nothing_outside_and_runs_no_inline_script(desktop, directory):
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    with canary() as (base, asked):
        result = window.run_async(REACH_OUT, base)
        assert asked == []
    assert result == {"inline": None}


def test_w05_the_window_stays_where_it_is(desktop, directory):
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    with canary() as (base, asked):
        before = window.run("return location.href")
        window.run_async("const [url, done] = arguments; location.href = url; setTimeout(done, 1000)", base)
        window.run_async("const [url, done] = arguments; window.open(url); setTimeout(done, 500)", base)
        assert window.run("return location.href") == before
        assert asked == []
    window.find("signin-jid")
