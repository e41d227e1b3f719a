"""Encrypted conversations with clients that others wrote."""

import pytest
from lab.process import wait_for
from lab.raw import published_devices
from lab.sotto import Refused


def test_sotto_writes_first_and_a_foreign_client_reads_it_encrypted(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "Art thou not Romeo? <&> ✓ 🌹")
    got = romeo.wait("message", sender=juliet.jid, body="Art thou not Romeo? <&> ✓ 🌹")
    assert got["encrypted"]
    row = juliet.wrote(romeo.jid, "Art thou not Romeo? <&> ✓ 🌹")
    assert row["entry"]["encryption"] == "omemoLegacy" and row["outgoing"]


def test_a_foreign_client_writes_first_and_sotto_reads_it_encrypted(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("openChat", peer=romeo.jid)
    romeo.send(juliet.jid, "She speaks: O, speak again!")
    row = juliet.reads(romeo.jid, "She speaks: O, speak again!")
    assert not row["entry"]["exposed"]
    juliet.view("chats").one("the chat", lambda row: row["peer"] == romeo.jid and row["unread"] == 1)
    notice = juliet.sotto.notice("message", peer=romeo.jid)
    assert notice["preview"] == "She speaks: O, speak again!"


def test_a_conversation_goes_to_and_fro(person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    for number in range(12):
        juliet.write(romeo.jid, f"line {number}")
        juliet.reads(romeo.jid, f"echo: line {number}")
    expected = [text for number in range(12) for text in (f"line {number}", f"echo: line {number}")]
    assert juliet.texts(romeo.jid) == expected
    assert juliet.unreadable(romeo.jid) == []


def test_both_write_at_once(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    for number in range(5):
        juliet.write(romeo.jid, f"from juliet {number}")
        romeo.send(juliet.jid, f"from romeo {number}")
    for number in range(5):
        romeo.wait("message", body=f"from juliet {number}", encrypted=True)
        juliet.reads(romeo.jid, f"from romeo {number}")


def test_a_burst_arrives_complete_and_in_order(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "hello")
    juliet.reads(romeo.jid, "hello")
    for number in range(40):
        juliet.do("send", peer=romeo.jid, text=f"burst {number}")
    romeo.wait("message", body="burst 39")
    assert [body for body in romeo.bodies() if body.startswith("burst")] == [f"burst {number}" for number in range(40)]


def test_the_conversation_is_there_after_a_restart_and_goes_on(person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    juliet.sotto.restart()
    assert juliet.message(romeo.jid, "before") and juliet.message(romeo.jid, "echo: before")
    juliet.online().write(romeo.jid, "after")
    juliet.reads(romeo.jid, "echo: after")
    assert juliet.texts(romeo.jid) == ["before", "echo: before", "after", "echo: after"]


def test_the_foreign_client_restarts_and_the_session_holds(person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    romeo.stop()
    romeo.start()
    juliet.write(romeo.jid, "after")
    romeo.wait("message", body="after", encrypted=True)
    juliet.reads(romeo.jid, "echo: after")


def test_two_copies_of_sotto_talk(person, raw):
    juliet, romeo = person("juliet"), person("romeo")
    # Being online comes before having published keys, and they are no contacts who would be told.
    stranger = raw("stranger")
    for one in (juliet, romeo):
        wait_for(f"the keys of {one.jid}", lambda: published_devices(stranger, one.jid))
    juliet.write(romeo.jid, "to a Sotto")
    romeo.reads(juliet.jid, "to a Sotto")
    romeo.write(juliet.jid, "from a Sotto")
    juliet.reads(romeo.jid, "from a Sotto")


def test_profanity_and_sotto_talk_sotto_first(person, profanity):
    juliet, nurse = person("juliet"), profanity("nurse")
    juliet.write(nurse.jid, "good nurse speak")
    nurse.reads(juliet.jid, "good nurse speak")
    nurse.send(juliet.jid, "I am aweary")
    juliet.reads(nurse.jid, "I am aweary")


def test_profanity_and_sotto_talk_profanity_first(person, profanity):
    juliet, nurse = person("juliet"), profanity("nurse")
    nurse.send(juliet.jid, "hie you to church")
    juliet.reads(nurse.jid, "hie you to church")
    juliet.write(nurse.jid, "hie to high fortune")
    nurse.reads(juliet.jid, "hie to high fortune")


def test_profanity_and_sotto_go_on_after_a_restart_and_after_the_server_died(standing, person, profanity):
    juliet, nurse = person("juliet"), profanity("nurse")
    juliet.write(nurse.jid, "before")
    nurse.reads(juliet.jid, "before")
    nurse.send(juliet.jid, "before indeed")
    juliet.reads(nurse.jid, "before indeed")
    juliet.sotto.restart()
    juliet.online().write(nurse.jid, "after the restart")
    nurse.reads(juliet.jid, "after the restart")
    nurse.type("after the restart indeed")
    juliet.reads(nurse.jid, "after the restart indeed")
    standing.kill()
    juliet.view("account").one("the loss is noticed", lambda row: row["connection"] != "online")
    juliet.write(nurse.jid, "while it was down")
    standing.start()
    nurse.reads(juliet.jid, "while it was down", timeout=90)
    juliet.online()
    nurse.type("after the crash")
    juliet.reads(nurse.jid, "after the crash", timeout=60)
    assert juliet.unreadable(nurse.jid) == []


def test_a_receipt_moves_the_message_to_delivered(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "did it arrive")
    juliet.wrote(romeo.jid, "did it arrive", "delivered")


def test_a_receipt_is_given_to_a_contact(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("addContact", peer=romeo.jid, name=None)
    juliet.view("contacts").one("mutual", lambda row: row["peer"] == romeo.jid and row["subscription"] == "both")
    sent = romeo.send(juliet.jid, "please sign for this")
    romeo.wait("receipt", of=sent["id"])


def test_r24_a_stranger_gets_no_receipt(person, bot):
    juliet, paris = person("juliet"), bot("paris")
    sent = paris.send(juliet.jid, "are you there")
    juliet.reads(paris.jid, "are you there")
    # An answer of juliet's comes after any receipt she would have given.
    juliet.write(paris.jid, "who asks")
    paris.wait("message", body="who asks")
    assert not any(event["event"] == "receipt" and event["of"] == sent["id"] for event in paris.events)


def test_plaintext_is_a_deliberate_choice_and_shown(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("openChat", peer=romeo.jid)
    juliet.do("setEncryption", peer=romeo.jid, mode="plain")
    juliet.write(romeo.jid, "for everybody to read")
    got = romeo.wait("message", body="for everybody to read")
    assert not got["encrypted"]
    assert juliet.wrote(romeo.jid, "for everybody to read")["entry"]["encryption"] == "none"
    conversation = juliet.view("conversation", peer=romeo.jid)
    conversation.one("plain mode", lambda row: row["mode"] == "plain" and row["readiness"]["type"] == "plain")
    juliet.do("setEncryption", peer=romeo.jid, mode="encrypted")
    juliet.write(romeo.jid, "between us again")
    assert romeo.wait("message", body="between us again")["encrypted"]


def test_o21_nothing_is_sent_to_a_contact_without_keys(person, raw):
    juliet, paris = person("juliet"), raw("paris")
    paris.appear()
    juliet.write(paris.account.jid, "not for the server")
    failed = lambda row: row["entry"].get("delivery") == "failed" and row["entry"]["failure"] == "noKeys"
    row = juliet.timeline(paris.account.jid).one("a failed message", failed)
    assert "not for the server" not in paris.everything_so_far()
    juliet.do("sendUnencrypted", message=row["message"])
    paris.receive(lambda e: e.findtext("{jabber:client}body") == "not for the server")


def test_carbons_bring_what_the_other_device_sent_and_received(standing, person, bot):
    account = standing.account("juliet")
    desk, phone, romeo = person("desk", account), person("phone", account), bot("romeo")
    desk.write(romeo.jid, "from the desk")
    romeo.wait("message", body="from the desk", encrypted=True)
    copy = phone.message(romeo.jid, "from the desk", encryption="omemoLegacy")
    assert copy["outgoing"]
    romeo.send(account.jid, "to both of you")
    desk.reads(romeo.jid, "to both of you")
    phone.reads(romeo.jid, "to both of you")
    phone.write(romeo.jid, "from the phone")
    phone.wrote(romeo.jid, "from the phone")
    assert desk.message(romeo.jid, "from the phone")["outgoing"]
    assert desk.texts(romeo.jid) == phone.texts(romeo.jid)


def test_a_device_can_be_verified_and_distrusted(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "it is me")
    juliet.reads(romeo.jid, "it is me")
    devices = juliet.view("devices", peer=romeo.jid)
    device = devices.one("the bot's device", lambda row: row["device"] == romeo.device and row["fingerprint"])
    assert device["fingerprint"] == romeo.fingerprint and device["trust"] == "blind"
    juliet.do("trustDevice", peer=romeo.jid, device=romeo.device, verdict="verified")
    devices.one("a verified device", lambda row: row["trust"] == "verified")
    juliet.do("trustDevice", peer=romeo.jid, device=romeo.device, verdict="distrusted")
    juliet.write(romeo.jid, "not for this device")
    failed = lambda row: row["entry"].get("delivery") == "failed" and row["entry"]["failure"] == "untrusted"
    juliet.timeline(romeo.jid).one("nothing is sent", failed)
    assert "not for this device" not in romeo.bodies()


def test_o25_a_session_is_repaired_by_one_command(person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    juliet.do("repairSession", peer=romeo.jid, device=romeo.device)
    juliet.write(romeo.jid, "after")
    juliet.reads(romeo.jid, "echo: after")
    devices = juliet.view("devices", peer=romeo.jid)
    assert devices.one("trust is kept", lambda row: row["device"] == romeo.device)["trust"] == "blind"


def test_what_was_read_is_read_everywhere(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("openChat", peer=romeo.jid)
    romeo.send(juliet.jid, "read me")
    row = juliet.reads(romeo.jid, "read me")
    chats = juliet.view("chats")
    chats.one("one unread", lambda row: row["peer"] == romeo.jid and row["unread"] == 1)
    juliet.do("markRead", peer=romeo.jid, upTo=row["message"])
    chats.one("none unread", lambda row: row["peer"] == romeo.jid and row["unread"] == 0)
    juliet.sotto.notice("withdraw", peer=romeo.jid)
    juliet.sotto.restart()
    juliet.view("chats").one("still none", lambda row: row["peer"] == romeo.jid and row["unread"] == 0)


@pytest.mark.parametrize("text", ["", "   ", "x" * 60_001])
def test_a_message_that_is_none_is_refused(person, text):
    juliet = person("juliet")
    juliet.do("openChat", peer="romeo@xmpp.test")
    with pytest.raises(Refused) as refused:
        juliet.do("send", peer="romeo@xmpp.test", text=text)
    assert refused.value.code == "invalidText"
