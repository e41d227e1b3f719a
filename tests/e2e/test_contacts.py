"""Becoming contacts, in both directions, and ceasing to be."""


def presence_of(person, peer: str):
    return person.view("contacts").one(f"{peer} in the list", lambda row: row["peer"] == peer)


def test_a_request_is_sent_and_accepted(person):
    juliet, romeo = person("juliet"), person("romeo")
    juliet.do("addContact", peer=romeo.jid, name="Romeo")
    row = presence_of(juliet, romeo.jid)
    assert row["name"] == "Romeo"
    request = romeo.view("requests").one("the request", lambda row: row["peer"] == juliet.jid)
    assert request["peer"] == juliet.jid
    assert not romeo.sotto.notices, "a stranger is announced to nobody"
    romeo.do("acceptRequest", peer=juliet.jid)
    both = lambda row: row["subscription"] == "both"
    juliet.view("contacts").one("a mutual contact", both)
    romeo.view("contacts").one("a mutual contact", both)
    online = lambda row: row["presence"] == "online"
    juliet.view("contacts").one("romeo online", online)
    romeo.view("contacts").one("juliet online", online)
    romeo.view("requests").wait_for("no request left", lambda rows: not rows)


def test_a_request_is_ignored_and_does_not_come_back(person):
    juliet, paris = person("juliet"), person("paris")
    paris.do("addContact", peer=juliet.jid, name=None)
    juliet.view("requests").one("the request", lambda row: row["peer"] == paris.jid)
    juliet.do("ignoreRequest", peer=paris.jid)
    juliet.view("requests").wait_for("no request left", lambda rows: not rows)
    juliet.sotto.restart()
    juliet.online()
    paris.write(juliet.jid, "madam?")
    juliet.reads(paris.jid, "madam?")
    assert juliet.view("requests").all() == [] and juliet.view("chats").all() == []
    assert all(notice["notice"]["type"] == "withdraw" for notice in juliet.sotto.notices)


def test_a_request_that_came_while_away_waits(person):
    juliet, romeo = person("juliet"), person("romeo")
    romeo.sotto.stop()
    juliet.do("addContact", peer=romeo.jid, name=None)
    presence_of(juliet, romeo.jid)
    romeo.sotto.start()
    romeo.online().view("requests").one("the request", lambda row: row["peer"] == juliet.jid)


def test_a_foreign_client_accepts(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("addContact", peer=romeo.jid, name="Romeo")
    # The bot accepts by itself and asks the same; a request from somebody we asked ourselves is no question.
    seen = lambda row: row["peer"] == romeo.jid and row["subscription"] in ("to", "both") and row["presence"] == "online"
    juliet.view("contacts").one("romeo online", seen)


def test_a_renamed_contact_keeps_the_name_on_the_server(person):
    juliet = person("juliet")
    juliet.do("addContact", peer="nurse@xmpp.test", name="Nurse")
    presence_of(juliet, "nurse@xmpp.test")
    juliet.do("renameContact", peer="nurse@xmpp.test", name="Angelica")
    juliet.view("contacts").one("the new name", lambda row: row["name"] == "Angelica")
    elsewhere = person("phone", account=juliet.account)
    elsewhere.view("contacts").one("the new name on another device", lambda row: row["name"] == "Angelica")


def test_a_removed_contact_is_gone_and_the_conversation_stays(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("addContact", peer=romeo.jid, name="Romeo")
    # Romeo asks the same of her, and until that is settled as well her server may still put him on the list.
    juliet.view("contacts").one("each other's contact", lambda row: row["peer"] == romeo.jid and row["subscription"] == "both")
    juliet.write(romeo.jid, "before the quarrel")
    juliet.wrote(romeo.jid, "before the quarrel")
    juliet.do("removeContact", peer=romeo.jid)
    juliet.view("contacts").wait_for("an empty list", lambda rows: all(row["peer"] != romeo.jid for row in rows))
    assert "before the quarrel" in juliet.texts(romeo.jid)


def test_presence_is_seen_by_contacts(person):
    juliet, romeo = person("juliet"), person("romeo")
    juliet.do("addContact", peer=romeo.jid, name=None)
    romeo.view("requests").one("the request", lambda row: row["peer"] == juliet.jid)
    romeo.do("acceptRequest", peer=juliet.jid)
    juliet.view("contacts").one("romeo", lambda row: row["presence"] == "online")
    romeo.do("setPresence", presence="busy", status="in the orchard")
    juliet.view("contacts").one("romeo busy", lambda row: row["presence"] == "busy" and row["status"] == "in the orchard")
    romeo.sotto.stop()
    juliet.view("contacts").one("romeo gone", lambda row: row["presence"] == "offline")
