"""Rooms on real servers: a private group between two Sottos, a public channel, and coming back."""


def room(person, peer: str, **facts) -> dict:
    """The conversation, once its room has these facts."""

    def fits(row: dict) -> bool:
        shown = row.get("room") or {}
        return all(shown.get(key) == value for key, value in facts.items())

    return person.view("conversation", peer=peer).one(f"the room {facts}", fits, 40)


def chat(person, name: str) -> str:
    """The address of the conversation with this name."""
    return person.view("chats").one(name, lambda row: row["name"] == name, 40)["peer"]


def said(person, peer: str, text: str, **entry) -> dict:
    """The message with this text, once its entry has these fields."""

    def fits(row: dict) -> bool:
        shown = row["entry"]
        return shown["type"] == "message" and shown["text"] == text and all(shown[key] == value for key, value in entry.items())

    return person.timeline(peer).one(f"{text!r} {entry}", fits, 40)


def test_a_private_group_is_made_joined_and_encrypted_both_ways(person):
    juliet, romeo = person("juliet"), person("romeo")
    juliet.do("createRoom", kind="group", name="The balcony", people=[romeo.jid])
    balcony = chat(juliet, "The balcony")
    room(juliet, balcony, state="joined", affiliation="owner")
    romeo.view("invitations").one("the invitation", lambda row: row["peer"] == balcony, 40)
    romeo.do("acceptInvitation", peer=balcony)
    room(romeo, balcony, state="joined")
    room(juliet, balcony, online=2)
    romeo.do("send", peer=balcony, text="call me but love")
    got = said(juliet, balcony, "call me but love", encryption="omemoLegacy")
    assert got["sender"]["jid"] == romeo.jid and not got["outgoing"]
    juliet.do("send", peer=balcony, text="what man art thou?")
    said(romeo, balcony, "what man art thou?", encryption="omemoLegacy")
    said(juliet, balcony, "what man art thou?", delivery="sent")


def test_a_public_channel_is_readable_and_says_so_and_is_there_again_after_a_restart(person):
    juliet, romeo = person("juliet"), person("romeo")
    square = f"square@rooms.{juliet.jid.split('@')[1]}"
    juliet.do("createRoom", kind="channel", name="The square", address=square, people=[])
    room(juliet, square, state="joined")
    romeo.do("joinRoom", peer=square)
    room(romeo, square, state="joined")
    romeo.do("send", peer=square, text="do you bite your thumb at us?")
    said(juliet, square, "do you bite your thumb at us?", encryption="none")
    juliet.sotto.stop()
    romeo.do("send", peer=square, text="no, sir")
    said(romeo, square, "no, sir", delivery="sent")
    juliet.sotto.start()
    said(juliet.online(), square, "no, sir")
    room(juliet, square, state="joined", online=2)
