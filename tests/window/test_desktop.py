"""What the program does on the desktop outside its window: notifications, tray, links, and a second copy."""

from lab.pictures import png
from lab.process import wait_for
from lab.server import Account
from support import arrive, befriend, message_with, open_chat


def test_a_click_on_a_notification_opens_its_conversation(standing, desktop, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "click me")
    desktop.notified("click me")
    wait_for("the notification on screen", lambda: desktop.displayed() == 1)
    desktop.click_notification()
    message_with(window, "click me")
    window.find("composer-input")


def test_a_notification_is_replaced_by_the_next_and_goes_when_both_were_read(standing, desktop, sign_in, bot):
    panel = desktop.panel()
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    # A stranger is announced once; of a contact every message is.
    befriend(sign_in(juliet), romeo.jid)
    icon = panel.icon()
    desktop.close_window()
    arrive(romeo, juliet.jid, "the first")
    desktop.notified("the first")
    romeo.send(juliet.jid, "the second")
    desktop.notified("the second")
    wait_for("one notification", lambda: desktop.displayed() == 1)
    icon.click()
    wait_for("no notification", lambda: desktop.displayed() == 0)


def test_without_previews_a_notification_tells_nobody_what_was_written(standing, desktop, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40).click()
    window.find("open-settings").click()
    window.find("preferences-previews").click()
    arrive(romeo, juliet.jid, "between us alone")
    desktop.notified("New message")
    assert "between us alone" not in desktop.notifications.read_text(errors="replace")


def test_w15_markup_in_a_message_is_text_in_its_notification(standing, desktop, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "<img src='http://127.0.0.1:9/'><b>bold</b> & more")
    desktop.notified("&lt;b&gt;bold&lt;/b&gt; &amp; more")
    assert "<b>bold" not in desktop.notifications.read_text(errors="replace")


def test_f11_a_second_copy_hands_its_link_to_the_first_and_ends(standing, desktop, directory, sign_in):
    window = sign_in(standing.account("juliet"))
    window.find("account-menu", 40)
    romeo: Account = standing.account("romeo")
    assert desktop.again(directory / "profile", f"xmpp:{romeo.jid}") == 0
    window.find("composer-input")
    window.find("chat-row", peer=romeo.jid)


def test_closing_the_window_leaves_the_program_in_the_tray(standing, desktop, sign_in, bot):
    panel = desktop.panel()
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    icon = panel.icon()
    assert {"Open Sotto", "Your presence", "Settings", "Quit Sotto"} <= icon.lines().keys()
    wait_for("the presence in the menu", lambda: icon.lines()["Online"][1])
    desktop.close_window()
    arrive(romeo, juliet.jid, "are you there")
    desktop.notified("are you there")
    wait_for("the unread message in the tray", lambda: icon.tooltip() == "Sotto, one unread message")
    icon.click()
    wait_for("the window again", desktop.windows)
    open_chat(window, romeo.jid)
    message_with(window, "are you there")
    icon.choose("Away")
    wait_for("the presence in the menu", lambda: icon.lines()["Away"][1] and not icon.lines()["Online"][1])


def test_a_hidden_window_comes_back_when_the_tray_goes(standing, desktop, sign_in):
    panel = desktop.panel()
    sign_in(standing.account("juliet")).find("account-menu", 40)
    panel.icon()
    desktop.close_window()
    panel.close()
    wait_for("the window again", desktop.windows)


SCRIPT = """#!/bin/sh
printf '%s\\n' "$#" "$@" >> "$HOME/opened"
"""

OPEN = """
const [url, done] = arguments;
window.__TAURI_INTERNALS__.invoke('open_link', { url }).then(() => done('opened'), (error) => done(error.code));
"""


def test_w06_a_link_goes_to_the_users_program_as_one_word_and_others_nowhere(desktop, directory):
    applications = desktop.home / "data/applications"
    applications.mkdir(parents=True)
    browser = desktop.home / "browser"
    browser.write_text(SCRIPT)
    browser.chmod(0o755)
    entry = f"[Desktop Entry]\nType=Application\nName=Browser\nExec={browser} %u\nMimeType=x-scheme-handler/https;\n"
    (applications / "browser.desktop").write_text(entry)
    (desktop.home / "config/mimeapps.list").write_text("[Default Applications]\nx-scheme-handler/https=browser.desktop\n")
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    link = "https://example.org/a?b='$(touch%20x)'&c=\";id"
    assert window.run_async(OPEN, link) == "opened"
    opened = desktop.home / "opened"
    wait_for("the browser", opened.exists)
    wait_for("all its words", lambda: opened.read_text().endswith("\n"))
    assert opened.read_text().splitlines()[0] == "1"
    opened.unlink()
    for refused in ("file:///etc/passwd", "smb://host/share", "javascript:alert(1)", "data:text/html,x", "https://a b"):
        assert window.run_async(OPEN, refused) == "badRequest", refused
    assert not opened.exists()


FOREIGN = """
const done = arguments[arguments.length - 1];
const commands = ['plugin:window|close', 'plugin:fs|read_file', 'plugin:shell|open', 'plugin:event|emit', 'plugin:webview|create_webview'];
Promise.all(commands.map((command) => window.__TAURI_INTERNALS__.invoke(command, {}).then(() => command, () => null)))
  .then((allowed) => done(allowed.filter(Boolean)));
"""


def test_w04_the_page_can_call_nothing_but_the_doors(desktop, directory):
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    assert window.run_async(FOREIGN) == []
    assert window.run("return typeof window.__TAURI__") == "undefined"


def test_a_reload_shows_the_same_again(standing, sign_in, bot):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "before the reload")
    open_chat(window, romeo.jid)
    message_with(window, "before the reload")
    window.run("window.__before = true; location.reload()")
    wait_for("the new page", lambda: window.run("return !window.__before && document.readyState === 'complete'"))
    open_chat(window, romeo.jid)
    message_with(window, "before the reload")
    romeo.send(juliet.jid, "after the reload")
    message_with(window, "after the reload")


def test_the_window_comes_back_where_it_was_and_as_large(standing, desktop, directory):
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    window.resize(700, 650)
    wait_for("the size", lambda: window.run("return innerWidth") == 700)
    desktop.close_window()
    window.close()
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    assert window.run("return [innerWidth, innerHeight]") == [700, 650]


def test_the_window_never_becomes_narrower_than_a_phone(desktop, directory):
    window = desktop.open(directory / "profile")
    window.find("signin-jid", 40)
    window.resize(200, 200)
    wait_for("the smallest size", lambda: window.run("return innerWidth") < 500)
    assert window.run("return innerWidth") >= 360


def test_r23_a_stranger_waits_without_a_sound_and_is_accepted(standing, desktop, sign_in, raw, picture):
    juliet = standing.account("juliet")
    window = sign_in(juliet)
    window.find("account-menu", 40)
    romeo = raw("romeo")
    romeo.appear()
    romeo.send(f"<presence type='subscribe' to='{juliet.jid}'/>")
    romeo.send(f"<message type='chat' to='{juliet.jid}' id='m'><body>a word with you</body></message>")
    window.find("requests-open", 40).click()
    window.find("request-row", 40, peer=romeo.account.jid).click()
    window.find("request-bar")
    message_with(window, "a word with you")
    picture(window, "request")
    assert "a word with you" not in desktop.notifications.read_text(errors="replace")
    window.find("request-accept").click()
    romeo.receive(lambda stanza: (stanza.get("from") or "").startswith(f"{juliet.jid}/"))
    window.find("composer-input")
    window.find("chat-row", 40, peer=romeo.account.jid)
    window.gone("requests-open")


def test_somebody_is_blocked_and_unblocked_in_the_window(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "a word")
    open_chat(window, romeo.jid)
    window.find("conversation-header").click()
    window.find("contact-block").click()
    window.find("block-confirm")
    picture(window, "block")
    window.find("block-confirm").click()
    window.find("request-bar")
    picture(window, "blocked")
    window.find("unblock").click()
    window.find("composer-input")


def test_a_favourite_who_comes_online_is_notified(standing, desktop, sign_in, raw):
    window = sign_in(standing.account("juliet"))
    romeo = raw("romeo")
    befriend(window, romeo.account.jid)
    romeo.appear()
    asked = romeo.receive(lambda stanza: stanza.get("type") == "subscribe")
    romeo.send(f"<presence type='subscribed' to='{asked.get('from')}'/>")
    open_chat(window, romeo.account.jid)
    window.find("conversation-header").click()
    window.find("contact-favourite").click()

    def comes_and_goes() -> bool:
        romeo.send("<presence type='unavailable'/>")
        romeo.appear()
        return "Is online now" in desktop.notifications.read_text(errors="replace")

    # Who is there when one signs in has not just come, so the first few seconds bring no news.
    wait_for("the word of romeo's coming", comes_and_goes, 60, 0.5)


def test_a_contacts_picture_is_shown_by_the_program_itself(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    window = sign_in(juliet)
    befriend(window, romeo.jid)
    romeo.show(png(96, 200))
    drawn = "return [...document.querySelectorAll('[data-testid=chat-row] img')].map((one) => [one.src, one.naturalWidth])"
    wait_for("the picture", lambda: any(width == 96 for _, width in window.run(drawn)), 60)
    assert all(source.startswith("media://localhost/") for source, _ in window.run(drawn))
    picture(window, "avatar")
