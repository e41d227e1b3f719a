"""Servers that die, programs that are killed, devices that were away: nothing is lost and nothing comes twice."""

import os
import random
import shutil
import threading
import time
from collections import Counter

import pytest
from lab.process import wait_for
from lab.ratchet import message_keys, reused
from lab.raw import published_devices
from lab.sotto import Refused

#: The sizes the project promises, instead of the quick ones: ./dev test e2e --full
FULL = os.environ.get("SOTTO_FULL") == "1"


def test_f16_the_server_dies_in_mid_conversation_and_comes_back(standing, person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "before the crash")
    romeo.wait("message", body="before the crash")
    standing.kill()
    juliet.view("account").one("the loss is noticed", lambda row: row["connection"] != "online", 30)
    juliet.write(romeo.jid, "written while it was down")
    row = juliet.message(romeo.jid, "written while it was down")
    assert row["entry"]["delivery"] == "queued"
    standing.start()
    romeo.wait("message", timeout=90, body="written while it was down", encrypted=True)
    juliet.online(90)
    romeo.send(juliet.jid, "and the answer")
    juliet.reads(romeo.jid, "and the answer")
    assert Counter(romeo.bodies())["written while it was down"] == 1
    assert juliet.unreadable(romeo.jid) == []


def test_f15_whoever_turns_to_the_window_does_not_wait_out_the_pause(standing, person):
    juliet = person("juliet")
    account = juliet.view("account")
    juliet.do("focus", peer=None, active=False, atBottom=True)
    standing.kill()
    pause = 10_000
    row = account.one("a long pause", lambda row: (row["retryAt"] or 0) > time.time() * 1000 + pause, 120)
    standing.start()
    juliet.do("focus", peer=None, active=True, atBottom=True)
    juliet.online(30)
    assert time.time() * 1000 < row["retryAt"], "it waited until the pause was over"


def test_f16_the_server_restarts_cleanly_and_nothing_is_lost(standing, person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    for number in range(3):
        juliet.write(romeo.jid, f"round {number}")
        juliet.reads(romeo.jid, f"echo: round {number}", timeout=90)
        standing.restart()
    juliet.write(romeo.jid, "the end")
    juliet.reads(romeo.jid, "echo: the end", timeout=90)
    assert all(count == 1 for count in Counter(juliet.texts(romeo.jid)).values())


def test_the_archive_brings_what_was_missed(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("openChat", peer=romeo.jid)
    romeo.send(juliet.jid, "while you were here")
    juliet.reads(romeo.jid, "while you were here")
    juliet.sotto.stop()
    missed = [f"while you were away {number}" for number in range(120)]
    for text in missed:
        romeo.send(juliet.jid, text)
    juliet.sotto.start()
    juliet.reads(romeo.jid, missed[-1], timeout=90)
    assert juliet.texts(romeo.jid) == ["while you were here", *missed]
    assert juliet.unreadable(romeo.jid) == []
    juliet.view("chats").one("all unread", lambda row: row["peer"] == romeo.jid and row["unread"] == 121)


def test_f27_what_was_written_offline_is_sent_once_and_in_order(standing, person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "a session exists")
    romeo.wait("message", body="a session exists")
    standing.kill()
    juliet.view("account").one("offline", lambda row: row["connection"] != "online")
    texts = [f"offline {number}" for number in range(30)]
    for text in texts:
        juliet.write(romeo.jid, text)
    juliet.sotto.kill()
    standing.start()
    juliet.sotto.start()
    romeo.wait("message", timeout=90, body=texts[-1])
    assert [body for body in romeo.bodies() if body.startswith("offline")] == texts


def test_f09_a_fresh_profile_reads_what_comes_after_it_and_says_so_of_what_came_before(standing, person, bot, raw):
    account = standing.account("juliet")
    first, romeo = person("old", account), bot("romeo")
    romeo.send(account.jid, "before the new device")
    first.reads(romeo.jid, "before the new device")
    first.sotto.stop()
    second, stranger = person("new", account), raw("stranger")
    wait_for("the keys of both devices", lambda: len(published_devices(stranger, account.jid)) == 2)
    romeo.send(account.jid, "after the new device")
    second.reads(romeo.jid, "after the new device")
    assert "before the new device" not in second.texts(romeo.jid)
    assert [row["entry"]["unreadable"] for row in second.unreadable(romeo.jid)] == ["notForThisDevice"]


def test_f11_a_second_copy_on_the_same_profile_steps_back(person, sotto):
    juliet = person("juliet")
    second = type(juliet.sotto)(juliet.sotto.profile, juliet.sotto.passphrase)
    second.log = juliet.sotto.profile.parent / "second.log"
    second.start()
    try:
        with pytest.raises((Refused, EOFError, BrokenPipeError)) as refused:
            second.call("subscribe", account=None, view={"type": "accounts"}, window=None)
        if isinstance(refused.value, Refused):
            assert refused.value.code == "alreadyRunning"
        else:
            assert second.process.popen.wait(10) != 0 and "already" in second.process.tail().lower()
    finally:
        second.stop()
    assert juliet.sotto.running()
    juliet.online()


def test_f11_a_lock_does_not_outlive_the_program_that_was_killed(person):
    juliet = person("juliet")
    juliet.sotto.kill()
    juliet.sotto.start()
    juliet.online()


def test_o30_of_a_profile_and_its_copy_only_one_is_connected(standing, person, bot, sotto, directory):
    """Both would use the same ratchets; whoever came first stops, says why, and sends nothing."""
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    juliet.sotto.stop()
    shutil.copytree(juliet.sotto.profile, directory / "copy")
    juliet.sotto.start()
    juliet.online()
    copy = type(juliet)(sotto("copy", profile=directory / "copy"), juliet.account, juliet.id).online()
    stopped = lambda row: row["connection"] == "stopped" and row["problem"] == "replaced"
    juliet.view("account").one("the older one steps back", stopped)
    juliet.write(romeo.jid, "from the older one")
    copy.write(romeo.jid, "from the copy")
    copy.reads(romeo.jid, "echo: from the copy")
    assert juliet.message(romeo.jid, "from the older one")["entry"]["delivery"] == "queued"
    assert "from the older one" not in romeo.bodies()
    assert reused([stanza for stanza in standing.archive(romeo.account) if "<encrypted" in stanza]) == []


def test_f12_a_wrong_passphrase_is_refused_and_destroys_nothing(person):
    juliet = person("juliet")
    juliet.sotto.stop()
    right, juliet.sotto.passphrase = juliet.sotto.passphrase, "a wrong passphrase"
    juliet.sotto.start()
    try:
        profile = juliet.sotto.subscribe(None, {"type": "profile"})
        profile.one("still locked", lambda row: row["lock"] == "passphrase")
        with pytest.raises(Refused) as refused:
            juliet.sotto.dispatch(None, "unlock", passphrase="another wrong one")
        assert refused.value.code == "wrongPassphrase"
        juliet.sotto.dispatch(None, "unlock", passphrase=right)
        juliet.online()
    except EOFError:
        # Ending at once is as good, as long as it says why.
        assert "passphrase" in juliet.sotto.process.tail().lower()
    juliet.sotto.stop()
    juliet.sotto.passphrase = right
    juliet.sotto.start()
    juliet.online()


@pytest.mark.timeout(3600 if FULL else 240)
def test_f01_f02_killed_at_random_moments_nothing_is_lost_doubled_or_broken(standing, person, bot, directory):
    """SIGKILL while both sides write; then every message is on both sides, once, readable, and no ratchet state was used twice."""
    times = 200 if FULL else 20
    chance = random.Random(int(time.time()))
    account = standing.account("juliet")
    juliet, romeo = person("juliet", account), bot("romeo")
    romeo.send(juliet.jid, "hello")
    juliet.reads(romeo.jid, "hello")
    juliet.write(romeo.jid, "hello yourself")
    romeo.wait("message", body="hello yourself")
    accepted: list[str] = []
    sent: list[str] = ["hello"]
    for round_ in range(times):
        _write_until_killed(juliet, romeo, round_, accepted, sent, delay=chance.uniform(0.0, 0.5))
        juliet.sotto.kill()
        juliet.sotto.start()
        # Half of the time the next kill comes while it is still signing in or catching up.
        if chance.random() < 0.5:
            juliet.online()
    juliet.online()
    juliet.write(romeo.jid, "the last word")
    accepted += ["hello yourself", "the last word"]
    # The bot is slower than what it is sent; it works off what has piled up.
    romeo.wait("message", timeout=60 + len(accepted) / 2, body="the last word")
    romeo.send(juliet.jid, "the very last word")
    juliet.reads(romeo.jid, "the very last word", timeout=60)
    sent.append("the very last word")
    _nothing_lost_or_doubled(juliet, romeo, accepted, sent)
    states = _no_ratchet_state_twice(standing, romeo.account)
    print(f"{times} kills, {len(accepted)} messages accepted and {len(sent)} received, {states} ratchet states, none used twice")


def _write_until_killed(juliet, romeo, round_: int, accepted: list[str], sent: list[str], delay: float) -> None:
    """Both sides write for `delay` seconds; what Sotto accepted and what the bot was told to send is noted."""
    deadline = time.monotonic() + delay

    def juliet_writes() -> None:
        number = 0
        while time.monotonic() < deadline:
            text = f"juliet {round_}.{number}"
            try:
                juliet.do("send", peer=romeo.jid, text=text)
            except (OSError, EOFError, AssertionError, Refused):
                return  # not accepted: it may be lost
            accepted.append(text)
            number += 1
            time.sleep(0.01)

    writer = threading.Thread(target=juliet_writes)
    writer.start()
    for number in range(3):
        text = f"romeo {round_}.{number}"
        romeo.queue(juliet.jid, text)
        sent.append(text)
    writer.join()


def _nothing_lost_or_doubled(juliet, romeo, accepted: list[str], sent: list[str]) -> None:
    wait_for("all of juliet's messages", lambda: set(accepted) <= set(romeo.bodies()), 60)
    twice = [body for body, count in Counter(romeo.bodies()).items() if count > 1]
    assert twice == [], f"the peer saw these more than once: {twice}"
    unreadable = [event for event in romeo.events if event["event"] == "unreadable"]
    assert unreadable == [], unreadable
    rows = [row for row in juliet.whole(romeo.jid) if row["entry"]["type"] == "message"]
    shown = Counter(row["entry"]["text"] for row in rows)
    assert set(sent) | set(accepted) <= set(shown), "all of it is shown"
    assert [text for text, count in shown.items() if count > 1] == []
    assert [row for row in rows if row["entry"]["unreadable"]] == []
    assert [row for row in rows if row["outgoing"] and row["entry"]["delivery"] in ("queued", "failed")] == []


def _no_ratchet_state_twice(server, account) -> int:
    """Looks at all that the archive saw, and tells how many states that were."""
    stanzas = [stanza for stanza in server.archive(account) if "eu.siacs.conversations.axolotl" in stanza]
    states = {state for stanza in stanzas for state, _ in message_keys(stanza)}
    assert len(states) > 20, "the archive shows what was sent"
    assert reused(stanzas) == []
    return len(states)
