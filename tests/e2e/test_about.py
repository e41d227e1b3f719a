"""What is said about a message: corrections, deletion, reactions, answers, with a client that others wrote."""

from lab.sotto import Refused

import pytest


def row(person, peer: str, text: str | None, **entry) -> dict:
    """The message with this text in the conversation, once its entry has these fields."""

    def fits(row: dict) -> bool:
        shown = row["entry"]
        return shown["type"] == "message" and shown["text"] == text and all(shown[key] == value for key, value in entry.items())

    return person.timeline(peer).one(f"{text!r} {entry}", fits, 40)


def test_a_correction_of_ours_is_encrypted_and_replaces_the_text_there(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "helo")
    first = romeo.wait("message", body="helo", encrypted=True)
    juliet.do("correct", message=juliet.wrote(romeo.jid, "helo")["message"], text="hello")
    assert romeo.wait("message", body="hello", encrypted=True)["replace"] == first["id"]
    corrected = row(juliet, romeo.jid, "hello", edited=True, encryption="omemoLegacy")
    versions = juliet.view("versions", peer=romeo.jid, message=corrected["message"])
    versions.wait_for("both texts", lambda rows: [version["text"] for version in rows] == ["helo", "hello"])
    assert juliet.texts(romeo.jid) == ["hello"]


def test_a_correction_of_theirs_replaces_the_text_here_and_after_a_restart(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("openChat", peer=romeo.jid)
    first = romeo.send(juliet.jid, "helo")
    juliet.reads(romeo.jid, "helo")
    romeo.send(juliet.jid, "hello", beside=f"<replace xmlns='urn:xmpp:message-correct:0' id='{first['id']}'/>")
    row(juliet, romeo.jid, "hello", edited=True)
    juliet.view("chats").one("the new text", lambda chat: chat["preview"]["text"] == "hello" and chat["unread"] == 1)
    juliet.sotto.restart()
    assert juliet.online().texts(romeo.jid) == ["hello"]


def test_a_correction_that_was_not_encrypted_changes_no_encrypted_message(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    first = romeo.send(juliet.jid, "meet me at noon")
    juliet.reads(romeo.jid, "meet me at noon")
    forged = f"<replace xmlns='urn:xmpp:message-correct:0' id='{first['id']}'/>"
    romeo.send(juliet.jid, "send me money", encrypted=False, beside=forged)
    romeo.send(juliet.jid, "bye")
    juliet.reads(romeo.jid, "bye")
    row(juliet, romeo.jid, "meet me at noon", edited=False)


def test_reactions_go_both_ways_and_are_taken_away(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    sent = romeo.send(juliet.jid, "good morrow")
    message = juliet.reads(romeo.jid, "good morrow")["message"]
    juliet.do("react", message=message, emojis=["👍", "🎉"])
    assert romeo.wait("reactions", of=sent["id"])["emojis"] == sorted(["👍", "🎉"])
    juliet.write(romeo.jid, "and to you")
    answer = romeo.wait("message", body="and to you")["id"]
    romeo.react(juliet.jid, answer, "❤️")
    row(juliet, romeo.jid, "and to you", reactions=[{"emoji": "❤️", "count": 1, "mine": False}])
    romeo.react(juliet.jid, answer)
    row(juliet, romeo.jid, "and to you", reactions=[])
    with pytest.raises(Refused):
        juliet.do("react", message=message, emojis=["not an emoji"])


def test_an_answer_is_encrypted_with_its_quotation_and_found_again(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    asked = romeo.send(juliet.jid, "wilt thou be gone?")
    message = juliet.reads(romeo.jid, "wilt thou be gone?")["message"]
    juliet.do("send", peer=romeo.jid, text="it is not yet near day", replyTo=message)
    got = romeo.wait("message", reply=asked["id"], encrypted=True)
    assert got["body"] == "> wilt thou be gone?\nit is not yet near day"
    quote = {"message": message, "outgoing": False, "text": "wilt thou be gone?"}
    row(juliet, romeo.jid, "it is not yet near day", reply=quote)
    theirs = (
        f"<reply xmlns='urn:xmpp:reply:0' id='{got['id']}'/>"
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='9'/></fallback>"
    )
    romeo.send(juliet.jid, "> not yet\nit was the nightingale", beside=theirs)
    answer = row(juliet, romeo.jid, "> not yet"[9:] + "\nit was the nightingale")
    assert answer["entry"]["reply"]["text"] == "it is not yet near day" and answer["entry"]["reply"]["outgoing"]


def test_messages_are_taken_back_both_ways_and_leave_no_text(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "a secret of mine")
    first = romeo.wait("message", body="a secret of mine")
    juliet.do("retract", message=juliet.wrote(romeo.jid, "a secret of mine")["message"])
    romeo.wait("retraction", of=first["id"])
    row(juliet, romeo.jid, None, retracted=True)
    theirs = romeo.send(juliet.jid, "a secret of his")
    juliet.reads(romeo.jid, "a secret of his")
    romeo.retract(juliet.jid, theirs["id"])
    gone = lambda rows: sum(row["entry"].get("retracted", False) for row in rows) == 2
    juliet.timeline(romeo.jid).wait_for("both gone", gone)
    juliet.view("chats").one("no text", lambda chat: chat["preview"]["retracted"] and not chat["preview"]["text"])
    juliet.sotto.restart()
    assert juliet.online().texts(romeo.jid) == []


def test_what_is_said_about_messages_while_away_is_found_in_the_archive(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    ids = [romeo.send(juliet.jid, text)["id"] for text in ("one", "two")]
    juliet.reads(romeo.jid, "two")
    juliet.sotto.stop()
    romeo.send(juliet.jid, "one!", beside=f"<replace xmlns='urn:xmpp:message-correct:0' id='{ids[0]}'/>")
    romeo.react(juliet.jid, ids[0], "🌹")
    romeo.retract(juliet.jid, ids[1])
    romeo.send(juliet.jid, "three")
    juliet.sotto.start()
    juliet.online().reads(romeo.jid, "three")
    row(juliet, romeo.jid, "one!", edited=True, reactions=[{"emoji": "🌹", "count": 1, "mine": False}])
    assert juliet.texts(romeo.jid) == ["one!", "three"]
