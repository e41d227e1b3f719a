"""Keyrings that are locked, emptied, gone or deaf: it is said which, nothing is destroyed, and it goes on where it can (F12)."""

import time

import pytest
from lab.files import files_of, places
from lab.keyring import DeafBus, Keyring
from lab.sotto import Refused

# What a keyring does has nothing to do with the server.
pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.parametrize("server", ["prosody13"], indirect=True)]

NOWHERE = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}


@pytest.fixture
def keyring(directory):
    made = Keyring(directory)
    yield made.open()
    made.stop()


@pytest.fixture
def juliet(standing, sotto, keyring, bot):
    """Signed in, her secrets in the keyring, with a conversation to lose."""
    made = sotto("juliet", arguments=(), passphrase=None, environment=keyring.environment)
    person = made.sign_in(standing, standing.account("juliet")).online()
    person.romeo = bot("romeo", echo=True)
    person.write(person.romeo.jid, "before")
    person.reads(person.romeo.jid, "echo: before")
    return person


def locked(sotto, *states: str) -> dict:
    """Waits until the profile is in one of these states."""
    profile = sotto.subscribe(None, {"type": "profile"})
    return profile.one(f"the profile {states}", lambda row: row["lock"] in states, 30)


def still_there(juliet) -> None:
    juliet.online()
    assert juliet.texts(juliet.romeo.jid) == ["before", "echo: before"]
    juliet.write(juliet.romeo.jid, "after")
    juliet.reads(juliet.romeo.jid, "echo: after")


def test_f12_with_an_open_keyring_no_passphrase_is_needed_and_no_secret_is_in_a_file(juliet):
    juliet.sotto.restart()
    still_there(juliet)
    assert not (juliet.sotto.profile / "vault.json").exists()


def test_o29_the_key_of_the_archive_and_the_password_are_in_the_keyring_and_nowhere_else(juliet, keyring):
    key, password = (keyring.secret(f"{juliet.id}/{name}") for name in ("archive-key", "password"))
    assert len(key) == 32 and password.decode() == juliet.account.password
    for secret in (key, password):
        assert places(secret, files_of(juliet)) == []
    juliet.sotto.stop()
    for secret in (key, password):
        assert places(secret, files_of(juliet)) == []
    juliet.sotto.log.write_bytes(b"a line with " + key.hex().encode())
    assert places(key, files_of(juliet)) == [str(juliet.sotto.log)], "the look finds one"


def test_f12_a_keyring_that_is_locked_at_the_start_is_waited_for(juliet, keyring):
    juliet.sotto.stop()
    keyring.lock()
    juliet.sotto.start()
    locked(juliet.sotto, "keyring")
    with pytest.raises(Refused) as refused:
        juliet.sotto.dispatch(None, "retryKeyring")
    assert refused.value.code == "keyringLocked"
    keyring.open()
    juliet.sotto.dispatch(None, "retryKeyring")
    still_there(juliet)


def test_f12_a_keyring_that_is_gone_is_waited_for_and_no_other_secret_is_made(juliet, keyring):
    juliet.sotto.stop()
    keyring.end()
    juliet.sotto.start()
    locked(juliet.sotto, "keyring")
    with pytest.raises(Refused) as refused:
        juliet.sotto.dispatch(None, "unlock", passphrase="a passphrase instead")
    assert refused.value.code == "keyringLocked"
    assert not (juliet.sotto.profile / "vault.json").exists()
    keyring.open()
    juliet.sotto.dispatch(None, "retryKeyring")
    still_there(juliet)


def test_f12_a_key_that_is_missing_is_said_and_the_archive_is_kept(juliet, keyring):
    juliet.sotto.stop()
    kept = (juliet.sotto.profile / "accounts" / juliet.id / "archive.db").read_bytes()
    keyring.empty()
    juliet.sotto.start()
    accounts = juliet.sotto.subscribe(None, {"type": "accounts"})
    row = accounts.one("what is wrong", lambda row: row["problem"] == "keyMissing")
    assert row["jid"] == juliet.jid and row["connection"] == "stopped"
    assert (juliet.sotto.profile / "accounts" / juliet.id / "archive.db").read_bytes() == kept
    juliet.sotto.sign_out(juliet)
    accounts.wait_for("the account given up", lambda rows: not rows)


def test_f12_without_a_keyring_a_passphrase_is_asked_for(standing, sotto):
    made = sotto("juliet", arguments=(), passphrase=None, environment=NOWHERE)
    locked(made, "choosePassphrase")
    with pytest.raises(Refused) as refused:
        made.sign_in(standing, standing.account("juliet"))
    assert refused.value.code == "passphraseNeeded"
    made.dispatch(None, "unlock", passphrase="correct horse battery")
    made.sign_in(standing, standing.account("juliet")).online()


def test_f12_a_keyring_that_never_answers_does_not_keep_the_program_from_starting(sotto, directory):
    bus = DeafBus(directory)
    try:
        began = time.monotonic()
        made = sotto("juliet", arguments=(), passphrase=None, environment=bus.environment)
        locked(made, "keyring", "choosePassphrase")
        assert time.monotonic() - began < 15
    finally:
        bus.stop()
