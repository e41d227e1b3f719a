"""Strangers wait silently; whom one does not want is blocked, on every device."""


def waiting(person, peer: str, **fields) -> dict:
    """Who waits to be let in, once their row has these fields."""
    fits = lambda row: row["peer"] == peer and all(row[key] == value for key, value in fields.items())
    return person.view("requests").one(f"{peer} {fields}", fits)


def conversation(person, peer: str, **fields) -> dict:
    fits = lambda row: all(row[key] == value for key, value in fields.items())
    return person.view("conversation", peer=peer).one(f"{peer} {fields}", fits)


def test_r23_r24_a_stranger_waits_and_learns_nothing(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "a word with you", beside="<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>")
    waiting(juliet, romeo.jid, text="a word with you", messages=1)
    juliet.do("openChat", peer=romeo.jid)
    row = juliet.reads(romeo.jid, "a word with you")
    juliet.do("focus", peer=romeo.jid, active=True, atBottom=True)
    juliet.do("typing", peer=romeo.jid, composing=True)
    juliet.do("markRead", peer=romeo.jid, upTo=row["message"])
    assert juliet.view("chats").all() == [] and not [n for n in juliet.sotto.notices if n["notice"]["type"] != "withdraw"]
    # What she says once she accepts comes alone: nothing came before it.
    juliet.do("acceptRequest", peer=romeo.jid)
    juliet.write(romeo.jid, "speak")
    romeo.wait("message", body="speak", encrypted=True)
    # That she is there now stands in the message itself.
    told = [event for event in romeo.events if event["event"] in ("receipt", "marker", "unreadable") or event.get("state") in ("composing", "paused")]
    assert not told
    juliet.view("chats").one("a conversation", lambda row: row["peer"] == romeo.jid)
    assert juliet.view("requests").all() == []


def test_somebody_is_blocked_on_every_device_and_let_through_again(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    phone = person("phone", account=juliet.account)
    romeo.send(juliet.jid, "before")
    juliet.reads(romeo.jid, "before")
    conversation(juliet, romeo.jid, canBlock=True)
    juliet.do("block", peer=romeo.jid)
    for device in (juliet, phone):
        device.view("blocked").one("romeo", lambda row: row["id"] == romeo.jid)
        conversation(device, romeo.jid, blocked=True)
        device.view("requests").wait_for("nobody waits", lambda rows: not rows)
    romeo.raw(f"<message type='chat' to='{juliet.jid}' id='b'><body>while blocked</body></message>")
    romeo.raw(f"<message type='chat' to='{romeo.jid}' id='o'><body>and this comes after it</body></message>")
    romeo.wait("message", body="and this comes after it")
    phone.do("unblock", address=romeo.jid)
    for device in (juliet, phone):
        device.view("blocked").wait_for("nobody", lambda rows: not rows)
    romeo.send(juliet.jid, "after")
    juliet.reads(romeo.jid, "after")
    assert juliet.texts(romeo.jid) == ["before", "after"]


def test_the_block_list_outlives_the_program_and_comes_from_elsewhere(person, raw):
    juliet = person("juliet")
    elsewhere = raw("juliet", account=juliet.account, resource="other")
    elsewhere.send("<iq type='set' id='b1'><block xmlns='urn:xmpp:blocking'><item jid='iago@xmpp.test'/></block></iq>")
    juliet.view("blocked").one("iago", lambda row: row["id"] == "iago@xmpp.test")
    juliet.sotto.stop()
    elsewhere.send("<iq type='set' id='b2'><unblock xmlns='urn:xmpp:blocking'><item jid='iago@xmpp.test'/></unblock></iq>")
    elsewhere.receive(lambda stanza: stanza.get("id") == "b2")
    juliet.sotto.start()
    juliet.online().view("blocked").wait_for("nobody", lambda rows: not rows)


def test_who_may_know_learns_what_was_read_and_so_do_our_other_devices(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    phone = person("phone", account=juliet.account)
    juliet.do("addContact", peer=romeo.jid, name=None)
    juliet.view("contacts").one("each other's contact", lambda row: row["peer"] == romeo.jid and row["subscription"] == "both")
    markable = "<markable xmlns='urn:xmpp:chat-markers:0'/>"
    one = romeo.send(juliet.jid, "one", beside=markable)
    for device in (juliet, phone):
        device.reads(romeo.jid, "one")
        conversation(device, romeo.jid, unread=1)
    juliet.do("markRead", peer=romeo.jid, upTo=juliet.reads(romeo.jid, "one")["message"])
    romeo.wait("marker", of=one["id"])
    conversation(phone, romeo.jid, unread=0)
    never = {"receipts": "never", "markers": "never", "typing": "never"}
    phone.do("setPrivacy", peer=romeo.jid, privacy=never)
    two = romeo.send(juliet.jid, "two", beside=markable)
    phone.do("markRead", peer=romeo.jid, upTo=phone.reads(romeo.jid, "two")["message"])
    # Her other device hears of it all the same, and he does not.
    conversation(juliet, romeo.jid, unread=0)
    phone.write(romeo.jid, "the end")
    romeo.wait("message", body="the end")
    assert not [event for event in romeo.events if event["event"] == "marker" and event["of"] == two["id"]]
