"""Strangers with an account on an honest server, sending what no client should.

Each test ends with an honest message: the program lives, the stream is usable, and what was hostile has been dealt with by then,
because a server keeps the order of what one sender sends.
"""

from xml.sax.saxutils import escape, quoteattr

import pytest
from lab.raw import CLIENT, PUBSUB, text_of

CARBONS = "urn:xmpp:carbons:2"
FORWARD = "urn:xmpp:forward:0"
ARCHIVE = "urn:xmpp:mam:2"
ROSTER = "jabber:iq:roster"


def say(peer, to: str, text: str, extra: str = "") -> None:
    """An honest message."""
    peer.send(f"<message to='{to}' type='chat' id='{abs(hash(text))}'><body>{escape(text)}</body>{extra}</message>")


def forwarded(sender: str, to: str, text: str) -> str:
    """A message as carbons and archives wrap it."""
    inner = f"<message xmlns='{CLIENT}' from='{sender}' to='{to}' type='chat' id='f1'><body>{text}</body></message>"
    return f"<forwarded xmlns='{FORWARD}'>{inner}</forwarded>"


def full_address(raw, person) -> str:
    """Where exactly somebody is connected: their other devices are told by the server."""
    watcher = raw("watcher", account=person.account, resource="watcher")
    watcher.appear(-1)
    other = lambda e: e.tag == f"{{{CLIENT}}}presence" and e.get("type") is None and not e.get("from", "").endswith("/watcher")
    return watcher.receive(lambda e: other(e) and e.get("from", "").startswith(person.jid)).get("from")


def poison(mallory, xml: str) -> None:
    """Sends it; some servers throw out who sends such things, and MALLORY comes back."""
    try:
        mallory.send(xml)
        mallory.everything_so_far()
    except (EOFError, OSError):
        try:
            mallory.connect()
        except OSError:
            pytest.skip(f"{mallory.server.name} itself dies of it and delivers nothing")


def unharmed(person, mallory) -> None:
    """Alive, still on the same connection, and able to read."""
    say(mallory, person.jid, "an honest word at last")
    person.reads(mallory.account.jid, "an honest word at last", encrypted=False)
    assert person.sotto.running()
    assert not person.lost_connection(), "the connection was dropped"


@pytest.mark.parametrize("depth", [100, 5_000, 35_000])
def test_x01_deep_nesting_is_skipped_and_the_stream_survives(person, raw, depth):
    juliet, mallory = person("juliet"), raw()
    juliet.view("account")
    nested = "<b>" * depth + "</b>" * depth
    poison(mallory, f"<message to='{juliet.jid}' type='chat'><body>deep</body><x xmlns='urn:example:deep'>{nested}</x></message>")
    unharmed(juliet, mallory)


@pytest.mark.parametrize("size", [8_193, 200_000])
def test_x02_a_long_attribute_does_not_end_the_stream(person, raw, size):
    juliet, mallory = person("juliet"), raw()
    juliet.view("account")
    attribute = f"<x xmlns='urn:example:long' a='{'a' * size}'/>"
    poison(mallory, f"<message to='{juliet.jid}' type='chat'><body>long</body>{attribute}</message>")
    unharmed(juliet, mallory)


def test_x03_poison_that_waited_on_the_server_does_not_keep_sotto_from_starting(person, raw):
    juliet, mallory = person("juliet"), raw()
    juliet.sotto.stop()
    say(mallory, juliet.jid, "before the poison")
    nested = "<b>" * 5_000 + "</b>" * 5_000
    long = f"<x xmlns='urn:example:long' a='{'a' * 9_000}'/>"
    for element in (f"<x xmlns='urn:example:deep'>{nested}</x>", long):
        poison(mallory, f"<message to='{juliet.jid}' type='chat'><body>poison</body>{element}</message>")
    say(mallory, juliet.jid, "after the poison")
    mallory.everything_so_far()
    for _ in range(2):
        juliet.sotto.start()
        juliet.online()
        juliet.reads(mallory.account.jid, "before the poison", encrypted=False)
        juliet.reads(mallory.account.jid, "after the poison", encrypted=False)
        honest = f"honest {juliet.sotto.process.pid}"
        say(mallory, juliet.jid, honest)
        juliet.reads(mallory.account.jid, honest, encrypted=False)
        assert not juliet.lost_connection()
        juliet.sotto.stop()


SMUGGLED = [
    "</body></message><message from='romeo@xmpp.test' type='chat'><body>smuggled</body></message><message><body>",
    "]]></body></message><message from='romeo@xmpp.test'><body>smuggled</body></message>",
    "&lt;/body>&#x3C;/message>",
    "a|b\u2028c\u2029d\u0085e",
]


@pytest.mark.parametrize("text", SMUGGLED)
def test_x07_markup_in_a_text_stays_text(person, raw, text):
    juliet, mallory = person("juliet"), raw()
    say(mallory, juliet.jid, text)
    juliet.reads(mallory.account.jid, text, encrypted=False)
    inside = text.replace("]]>", "]]]]><![CDATA[>")
    mallory.send(f"<message to='{juliet.jid}' type='chat'><body><![CDATA[{inside}!]]></body></message>")
    juliet.reads(mallory.account.jid, text + "!", encrypted=False)
    mallory.send(f"<message to='{juliet.jid}' type='chat' id={quoteattr(text)}><body>the id is the attack</body></message>")
    juliet.reads(mallory.account.jid, "the id is the attack", encrypted=False)
    assert [row["peer"] for row in juliet.view("requests").all()] == [mallory.account.jid]
    assert juliet.view("chats").all() == []


@pytest.mark.parametrize("direction", ["received", "sent"])
@pytest.mark.parametrize("to_full_address", [False, True])
def test_r01_a_carbon_from_a_stranger_is_ignored(person, raw, direction, to_full_address):
    juliet, mallory = person("juliet"), raw()
    target = full_address(raw, juliet) if to_full_address else juliet.jid
    pair = ("romeo@xmpp.test", juliet.jid) if direction == "received" else (juliet.jid, "romeo@xmpp.test")
    carbon = f"<{direction} xmlns='{CARBONS}'>{forwarded(*pair, 'forged by carbon')}</{direction}>"
    mallory.send(f"<message to='{target}' type='chat'>{carbon}</message>")
    unharmed(juliet, mallory)
    assert juliet.texts("romeo@xmpp.test") == []
    assert juliet.texts(mallory.account.jid) == ["an honest word at last"]


def test_r04_an_archive_result_nobody_asked_for_is_ignored(person, raw):
    juliet, mallory = person("juliet"), raw()
    target = full_address(raw, juliet)
    for query in ("", " queryid='1'", " queryid='mam'"):
        stanza = forwarded("romeo@xmpp.test", juliet.jid, "forged by archive")
        result = f"<result xmlns='{ARCHIVE}' id='x1'{query}>{stanza}</result>"
        mallory.send(f"<message to='{target}'>{result}</message>")
        mallory.send(f"<message to='{juliet.jid}' type='chat'>{result}</message>")
    unharmed(juliet, mallory)
    assert juliet.texts("romeo@xmpp.test") == []
    assert juliet.texts(mallory.account.jid) == ["an honest word at last"]


def test_r07_a_roster_push_from_a_stranger_changes_nothing(person, raw):
    juliet, mallory = person("juliet"), raw()
    juliet.do("addContact", peer="nurse@xmpp.test", name="Nurse")
    contacts = juliet.view("contacts")
    contacts.one("the nurse", lambda row: row["name"] == "Nurse")
    target = full_address(raw, juliet)
    for item in ("jid='evil@xmpp.test' subscription='both'", "jid='nurse@xmpp.test' subscription='remove'"):
        answer = mallory.ask("set", f"<query xmlns='{ROSTER}'><item {item}/></query>", target)
        assert answer.get("type") == "error", text_of(answer)
    unharmed(juliet, mallory)
    assert [row["peer"] for row in contacts.all()] == ["nurse@xmpp.test"]


def test_r10_a_device_list_pushed_by_a_stranger_changes_nobody_elses(person, bot, raw):
    juliet, romeo, mallory = person("juliet"), bot("romeo"), raw()
    juliet.write(romeo.jid, "to romeo alone")
    romeo.wait("message", body="to romeo alone")
    devices = juliet.view("devices", peer=romeo.jid)
    before = devices.wait_for("romeo's device", lambda rows: [row["id"] for row in rows])
    node = "eu.siacs.conversations.axolotl.devicelist"
    listed = "<list xmlns='eu.siacs.conversations.axolotl'><device id='666'/></list>"
    event = f"<event xmlns='{PUBSUB}#event'><items node='{node}'><item id='current'>{listed}</item></items></event>"
    mallory.send(f"<message to='{juliet.jid}' type='headline'>{event}</message>")
    unharmed(juliet, mallory)
    assert [row["id"] for row in devices.all()] == before
    assert all(row["device"] != 666 for row in juliet.view("devices", peer=juliet.jid).all())


def test_r16_a_forged_archive_id_does_not_hide_a_later_message(person, raw):
    juliet, mallory = person("juliet"), raw()
    forged = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{juliet.jid}' id='same'/>"
    for number in range(3):
        say(mallory, juliet.jid, f"message {number}", forged)
        juliet.reads(mallory.account.jid, f"message {number}", encrypted=False)
    assert len(juliet.texts(mallory.account.jid)) == 3


def test_o20_a_readable_message_in_an_encrypted_chat_is_marked(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "this is encrypted")
    assert not juliet.reads(romeo.jid, "this is encrypted")["entry"]["exposed"]
    romeo.send(juliet.jid, "this is not", encrypted=False)
    row = juliet.reads(romeo.jid, "this is not", encrypted=False)
    assert row["entry"]["exposed"]
    juliet.write(romeo.jid, "the answer is encrypted all the same")
    assert romeo.wait("message", body="the answer is encrypted all the same")["encrypted"]


def test_o19_readable_parts_beside_an_encrypted_message_are_ignored(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "the first")
    juliet.reads(romeo.jid, "the first")
    beside = (
        "<body>smuggled body</body><subject>smuggled subject</subject>"
        "<x xmlns='jabber:x:oob'><url>https://smuggled.example/</url></x>"
        "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'><p>smuggled markup</p></body></html>"
    )
    romeo.send(juliet.jid, "the real text", beside=beside)
    juliet.reads(romeo.jid, "the real text")
    assert juliet.texts(romeo.jid) == ["the first", "the real text"]
    assert "smuggled" not in "".join(juliet.sotto.printed)


def test_o13_a_replayed_message_is_shown_once(standing, person, bot, raw):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "only once")
    juliet.reads(romeo.jid, "only once")
    sealed = [stanza for stanza in standing.archive(juliet.account) if "<payload" in stanza][-1]
    start = sealed.index("<encrypted")
    element = sealed[start : sealed.index("</encrypted>") + len("</encrypted>")]
    for number in range(3):
        romeo.raw(f"<message to='{juliet.jid}' type='chat' id='replay-{number}'>{element}<store xmlns='urn:xmpp:hints'/></message>")
    romeo.send(juliet.jid, "after the replay")
    juliet.reads(romeo.jid, "after the replay")
    assert juliet.texts(romeo.jid) == ["only once", "after the replay"]


def test_o24_garbage_is_told_apart_from_text_and_breaks_no_session(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "good")
    juliet.reads(romeo.jid, "good")
    header = f"<header sid='{romeo.device}'><key rid='1'>bm90aGluZw==</key><iv>AAAAAAAAAAAAAAAA</iv></header>"
    for payload in ("<payload>Z2FyYmFnZQ==</payload>", "<payload>!!!</payload>", "<payload/>", ""):
        garbage = f"<encrypted xmlns='eu.siacs.conversations.axolotl'>{header}{payload}</encrypted>"
        romeo.raw(f"<message to='{juliet.jid}' type='chat'>{garbage}<body>fallback</body></message>")
    romeo.send(juliet.jid, "good again")
    juliet.reads(romeo.jid, "good again")
    assert juliet.texts(romeo.jid) == ["good", "good again"], "no fallback text is shown as if it were the message"


def test_r18_an_error_for_something_never_sent_shows_nothing(person, raw):
    juliet, mallory = person("juliet"), raw()
    condition = "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
    mallory.send(f"<message to='{juliet.jid}' type='error' id='never'><body>pretended</body>{condition}</message>")
    unharmed(juliet, mallory)
    assert juliet.texts(mallory.account.jid) == ["an honest word at last"]


def test_x14_broken_base64_and_numbers_are_survived(person, raw):
    juliet, mallory = person("juliet"), raw()
    hostile = [
        "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='-1'><key rid='99999999999'>b'..'</key><iv>=</iv></header></encrypted>",
        "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1e9'><key rid=''>====</key></header><payload>%</payload></encrypted>",
        "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
        "<delay xmlns='urn:xmpp:delay' stamp='-9999-99-99T99:99:99Z'/>",
        "<received xmlns='urn:xmpp:receipts' id=''/>",
    ]
    for element in hostile:
        mallory.send(f"<message to='{juliet.jid}' type='chat'>{element}<store xmlns='urn:xmpp:hints'/></message>")
    unharmed(juliet, mallory)
