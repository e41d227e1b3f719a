"""What one does with messages besides reading them: keep them at hand, say them again, write in threads, to oneself, later."""

import time

import pytest
from lab.sotto import Refused


def texts(rows) -> list[str]:
    return [row["entry"]["text"] for row in rows]


def test_what_is_pinned_here_is_pinned_on_the_other_device_and_survives_a_restart(standing, person, bot):
    account = standing.account("juliet")
    juliet, romeo, other = person(account=account), bot("romeo"), person(account=account)
    romeo.send(juliet.jid, "at the friar's, at nine")
    message = juliet.reads(romeo.jid, "at the friar's, at nine")["message"]
    other.reads(romeo.jid, "at the friar's, at nine")
    juliet.do("pinMessage", message=message, on=True)
    for who in (juliet, other):
        who.view("pinned", peer=romeo.jid).wait_for("the pin", lambda rows: texts(rows) == ["at the friar's, at nine"])
    other.sotto.restart()
    other.online()
    juliet.do("pinMessage", message=message, on=False)
    # ejabberd tells nobody that an item was taken away: there one learns it with the next stream.
    other.sotto.restart()
    other.online()
    other.view("pinned", peer=romeo.jid).wait_for("no pin", lambda rows: rows == [])


def test_what_was_said_is_said_again_elsewhere_but_not_in_the_clear(person, bot):
    juliet, romeo, nurse = person("juliet"), bot("romeo"), bot("nurse")
    romeo.send(juliet.jid, "a secret")
    message = juliet.reads(romeo.jid, "a secret")["message"]
    juliet.do("forward", messages=[message], to=[nurse.jid])
    nurse.wait("message", body="a secret", encrypted=True)
    juliet.do("setEncryption", peer=nurse.jid, mode="plain")
    with pytest.raises(Refused):
        juliet.do("forward", messages=[message], to=[nurse.jid])
    juliet.do("forward", messages=[message], to=[nurse.jid], inTheClear=True)
    nurse.wait("message", body="a secret", encrypted=False)


def test_a_thread_goes_both_ways(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    asked = romeo.send(juliet.jid, "shall we meet?")
    message = juliet.reads(romeo.jid, "shall we meet?")["message"]
    juliet.do("sendInThread", message=message, text="where?")
    romeo.wait("message", body="where?", encrypted=True, thread=asked["id"])
    romeo.send(juliet.jid, "here", beside=f"<thread xmlns='jabber:client'>{asked['id']}</thread>")
    thread = juliet.view("thread", peer=romeo.jid, message=message)
    thread.wait_for("all of it", lambda rows: texts(rows) == ["shall we meet?", "where?", "here"], 40)


def test_what_is_to_be_sent_later_waits_for_its_time_through_a_restart(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "hello")
    romeo.wait("message", body="hello")
    juliet.do("schedule", peer=romeo.jid, text="good morrow", at=int((time.time() + 12) * 1000))
    juliet.view("scheduled", peer=romeo.jid).wait_for("it waits", lambda rows: [row["text"] for row in rows] == ["good morrow"])
    juliet.sotto.restart()
    juliet.online()
    assert "good morrow" not in juliet.texts(romeo.jid)
    romeo.wait("message", body="good morrow", encrypted=True, timeout=40)
    juliet.view("scheduled", peer=romeo.jid).wait_for("it is sent", lambda rows: rows == [])


def test_what_one_writes_to_oneself_is_read_on_the_other_device_and_nowhere_else(standing, person):
    account = standing.account("juliet")
    juliet = person(account=account)
    juliet.write(juliet.jid, "alone")
    note = juliet.timeline(juliet.jid).one("kept", lambda row: row["entry"].get("delivery") == "sent", 40)
    assert note["entry"]["text"] == "alone"
    other = person(account=account)
    juliet.view("devices", peer=juliet.jid).wait_for("two devices", lambda rows: len([row for row in rows if row["active"]]) == 2, 40)
    juliet.write(juliet.jid, "buy ink")
    shown = other.timeline(juliet.jid).one("the note", lambda row: row["entry"].get("text") == "buy ink", 40)
    assert shown["outgoing"] and shown["entry"]["encryption"] == "omemoLegacy"
    assert juliet.texts(juliet.jid).count("buy ink") == 1
