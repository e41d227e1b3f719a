"""Negative controls: after a conversation, what is secret is nowhere but on the screen."""

import json

from lab.files import files_of, places

TEXT = "wherefore art thou 7f3a91"
ANSWER = "I take thee at thy word 5c1e"


def conversation(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, TEXT)
    romeo.wait("message", body=TEXT, encrypted=True)
    romeo.send(juliet.jid, ANSWER)
    juliet.reads(romeo.jid, ANSWER)
    return juliet, romeo


def test_o29_the_text_is_in_no_file_and_no_log(person, bot):
    juliet, _ = conversation(person, bot)
    running = files_of(juliet)
    juliet.sotto.stop()
    stopped = files_of(juliet)
    assert any(len(content) > 4096 for content in stopped.values()), "there is an archive to look into"
    for text in (TEXT, ANSWER):
        assert places(text.encode(), running) == []
        assert places(text.encode(), stopped) == []


def test_o29_the_password_and_the_passphrase_are_in_no_file_and_no_log(person, bot):
    juliet, _ = conversation(person, bot)
    juliet.sotto.stop()
    for secret in (juliet.account.password, juliet.sotto.passphrase):
        assert places(secret.encode(), files_of(juliet)) == []


def test_o29_the_archive_is_no_readable_database(person, bot):
    juliet, _ = conversation(person, bot)
    juliet.sotto.kill()
    files = {name: content for name, content in files_of(juliet).items() if name != str(juliet.sotto.log)}
    assert not [name for name, content in files.items() if content.startswith(b"SQLite format 3")]
    assert places(juliet.account.jid.encode(), {n: c for n, c in files.items() if n.endswith((".db", ".sqlite", "-wal"))}) == []


def test_w23_only_the_owner_may_read_the_profile(person):
    juliet = person("juliet")
    juliet.do("openChat", peer="romeo@xmpp.test")
    made = {path.name for path in juliet.sotto.profile.rglob("*")}
    assert {"lock", "vault.json", "account.json", "archive.db", "archive.db-wal", "archive.db-shm"} <= made
    for path in [juliet.sotto.profile, *juliet.sotto.profile.rglob("*")]:
        mode = path.stat().st_mode & 0o777
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path} is {mode:o}"


def test_the_text_is_not_in_the_servers_archive(standing, person, bot):
    juliet, romeo = conversation(person, bot)
    stored = standing.stored_bytes()
    for text in (TEXT, ANSWER):
        assert text.encode() not in stored
    sealed = [stanza for stanza in standing.archive(juliet.account) if "eu.siacs.conversations.axolotl" in stanza]
    assert len(sealed) >= 2, "the server did keep the conversation"


def test_the_text_is_not_in_the_stanza(standing, person, bot, raw):
    juliet, romeo = person("juliet"), bot("romeo")
    wiretap = raw("romeo", account=romeo.account, resource="wiretap")
    wiretap.carbons()
    wiretap.appear()
    juliet.write(romeo.jid, TEXT)
    romeo.wait("message", body=TEXT, encrypted=True)
    sealed = wiretap.receive(lambda e: e.find(".//{eu.siacs.conversations.axolotl}payload") is not None)
    assert sealed is not None
    assert TEXT not in wiretap.everything_so_far()


def test_the_password_does_not_come_back_through_the_doors(person):
    juliet = person("juliet")
    for kind in ("account", "preferences", "chats"):
        juliet.view(kind)
    juliet.sotto.subscribe(None, {"type": "accounts"})
    assert juliet.account.password not in json.dumps(juliet.sotto.printed)


def test_a_plain_message_is_in_the_servers_archive(standing, person, bot):
    """The control of the controls: what is not encrypted is found by the same look."""
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("openChat", peer=romeo.jid)
    juliet.do("setEncryption", peer=romeo.jid, mode="plain")
    juliet.write(romeo.jid, TEXT + " plain")
    romeo.wait("message", body=TEXT + " plain")
    assert (TEXT + " plain").encode() in standing.stored_bytes()
