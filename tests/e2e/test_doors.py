"""The doors from outside: lines that are none, commands that make no sense, two who do the same at once."""

import json
import threading

import pytest
from lab.process import wait_for
from lab.sotto import Refused

# What is refused at the door never reaches a server.
pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.parametrize("server", ["prosody13"], indirect=True)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", None),
        (b"   ", None),
        (b"no JSON", -32700),
        (b'{"id": "odd", "method": "subscribe"', -32700),
        (b'\xff\xfe{"id": "odd"}', -32700),
        (b"[" * 5_000, -32700),
        (b'{"id": "odd"}', -32600),
        (b"[]", -32600),
        (b"7", -32600),
        (b'{"id": "odd", "method": "open"}', -32601),
        (b'{"id": "odd", "method": "subscribe", "params": {"view": {"type": "walls"}}}', -32602),
        (b'{"id": "odd", "method": "retarget", "params": []}', -32602),
        (b'{"id": "odd", "method": "dispatch", "params": {"account": "../../etc", "command": {}}}', -32602),
    ],
)
def test_a_line_that_is_no_request_is_answered_as_json_rpc_says(sotto, line, code):
    made = sotto()
    before = len(made.printed)
    made.process.popen.stdin.write(line + b"\n")
    made.process.popen.stdin.flush()
    made.subscribe(None, {"type": "accounts"})  # the door is still open
    errors = lambda: [json.loads(text)["error"]["code"] for text in made.printed[before:] if '"error":' in text]
    if code:
        wait_for("the answer", errors)
    assert errors() == ([code] if code else [])


PEER = "romeo@xmpp.test"
WRONG = [
    {"type": "noSuchCommand"},
    {"type": "send"},
    {"type": "send", "peer": PEER, "text": 7},
    {"type": "send", "peer": PEER, "text": None},
    {"type": "send", "peer": "", "text": "hi"},
    {"type": "send", "peer": "a" * 3_000 + "@xmpp.test", "text": "hi"},
    {"type": "send", "peer": ["romeo@xmpp.test"], "text": "hi"},
    {"type": "retry", "message": -1},
    {"type": "retry", "message": 1e300},
    {"type": "retry", "message": 4_000_000_000},
    {"type": "discard", "message": "1; DROP TABLE messages"},
    {"type": "markRead", "peer": PEER, "upTo": 9_007_199_254_740_993},
    {"type": "trustDevice", "peer": PEER, "device": 0, "verdict": "verified"},
    {"type": "trustDevice", "peer": PEER, "device": 2**31, "verdict": "verified"},
    {"type": "trustDevice", "peer": PEER, "device": 5, "verdict": "of course"},
    {"type": "trustDevice", "peer": PEER, "device": 5, "verdict": "verified"},
    {"type": "repairSession", "peer": PEER, "device": -5},
    {"type": "removeDevice", "device": {"__proto__": 1}},
    {"type": "setPresence", "presence": "__proto__", "status": None},
    {"type": "setPreferences", "preferences": 7},
    {"type": "setEncryption", "peer": PEER, "mode": "none"},
]


def test_w04_a_command_that_makes_no_sense_is_refused_and_does_nothing(person):
    juliet = person("juliet")
    accepted = []
    for command in WRONG:
        try:
            juliet.sotto.command(juliet.id, command)
            accepted.append(command)
        except Refused:
            pass
    assert accepted == []
    with pytest.raises(Refused):
        juliet.sotto.command("0123456789abcdef", {"type": "send", "peer": PEER, "text": "for another account"})
    with pytest.raises(Refused):
        juliet.sotto.command(juliet.id, {"type": "signOut", "account": juliet.id})
    assert juliet.sotto.running() and juliet.view("chats").all() == []
    assert not juliet.lost_connection()


def test_w04_a_command_of_fifty_megabytes_is_refused(person):
    juliet = person("juliet")
    with pytest.raises(Refused) as refused:
        juliet.do("send", peer=PEER, text="x" * 50_000_000)
    assert refused.value.code == "invalidText"


def test_signing_in_twice_at_once_makes_one_account(standing, sotto):
    made, account = sotto(), standing.account("juliet")
    outcomes: list[str] = []

    def sign_in() -> None:
        try:
            made.sign_in(standing, account)
            outcomes.append("in")
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=sign_in) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["alreadySignedIn", "alreadySignedIn", "in"]
    accounts = made.subscribe(None, {"type": "accounts"})
    accounts.one("the account", lambda row: row["connection"] == "online")
    assert len(accounts.all()) == 1


def test_a_view_that_ended_says_no_more_and_one_that_moved_shows_the_other_part(person, raw):
    juliet, mallory = person("juliet"), raw("mallory")
    for number in range(30):
        mallory.send(f"<message to='{juliet.jid}' type='chat' id='m{number}'><body>line {number}</body></message>")
    juliet.reads(mallory.account.jid, "line 29", encrypted=False)
    view = {"type": "timeline", "peer": mallory.account.jid}
    rows = juliet.sotto.subscribe(juliet.id, view, {"anchor": None, "before": 5, "after": 0})
    assert len(rows.all()) == 5 and rows.edges == {"before": True, "after": False}
    juliet.sotto.retarget(rows, {"anchor": rows.all()[0]["message"], "before": 5, "after": 2})
    texts = lambda now: [row["entry"]["text"] for row in now]
    rows.wait_for("another part", lambda now: texts(now) == [f"line {number}" for number in range(21, 28)])
    juliet.sotto.unsubscribe(rows)
    told = len(rows.history)
    mallory.send(f"<message to='{juliet.jid}' type='chat' id='m30'><body>line 30</body></message>")
    juliet.reads(mallory.account.jid, "line 30", encrypted=False)
    assert len(rows.history) == told
    with pytest.raises(Refused) as refused:
        juliet.sotto.retarget(rows, {"anchor": None, "before": 5, "after": 0})
    assert refused.value.code == "notFound"
