"""Signing in: what works, and what each mistake is called."""

import pytest
from lab.certificates import Authority, DAY
from lab.process import free_ports, wait_for
from lab.prosody import Prosody13
from lab.raw import has_bundle, listed_devices, published_devices
from lab.server import Account
from lab.sotto import Refused


def refusal(sotto, server, account, **fields) -> str:
    """The code with which signing in fails."""
    with pytest.raises(Refused) as refused:
        sotto.sign_in(server, account, **fields)
    return refused.value.code


def test_the_right_password_signs_in(person):
    juliet = person("juliet")
    rows = juliet.sotto.subscribe(None, {"type": "accounts"})
    row = rows.one("the account", lambda row: row["jid"] == juliet.jid)
    assert row["connection"] == "online" and row["problem"] is None


def test_direct_tls_signs_in(standing, sotto):
    account = standing.account("juliet")
    address = {"host": standing.host, "port": standing.tls_port, "directTls": True}
    sotto().sign_in(standing, account, address=address).online()


def test_a_wrong_password_is_said_and_not_tried_again(standing, sotto):
    account = standing.account("juliet")
    wrong = Account(account.user, account.domain, "not the password")
    sotto = sotto()
    assert refusal(sotto, standing, wrong) == "wrongPassword"
    accounts = sotto.subscribe(None, {"type": "accounts"})
    assert accounts.all() == [], "an account that never signed in is not kept"
    sotto.sign_in(standing, account).online()


def test_an_account_that_does_not_exist_is_a_wrong_password(standing, sotto):
    nobody = Account("nobody-at-all", standing.domain, "whatever")
    assert refusal(sotto(), standing, nobody) == "wrongPassword"


@pytest.mark.parametrize("jid", ["", "juliet", "@xmpp.test", "juliet@", "juliet@xmpp.test@evil.test", "ju liet@xmpp.test"])
def test_x11_an_address_that_is_none_is_refused_before_anything_is_sent(sotto, jid):
    with pytest.raises(Refused) as refused:
        sotto().dispatch(None, "signIn", jid=jid, password="secret")
    assert refused.value.code == "invalidAddress"


def test_a_server_that_does_not_exist_is_unknown(sotto):
    with pytest.raises(Refused) as refused:
        sotto().dispatch(None, "signIn", jid="juliet@no-such-server.invalid", password="secret")
    # Without a name server at all, nobody can tell an unknown name from a broken network.
    assert refused.value.code in ("unknownServer", "unreachable")


def test_a_closed_port_is_a_refusal(standing, sotto):
    [closed] = free_ports(1)
    address = {"host": standing.host, "port": closed}
    assert refusal(sotto(), standing, standing.account("juliet"), address=address) == "refused"


def test_t08_a_certificate_of_an_unknown_authority_is_refused(standing, sotto, directory):
    stranger = Authority(directory / "other", "Somebody else")
    account = standing.account("juliet")
    assert refusal(sotto(), standing, account, ca_file=stranger.file) == "certificateUnknownIssuer"


def test_t06_a_certificate_for_another_name_is_refused(sotto, directory):
    elsewhere = Prosody13(directory / "server")
    elsewhere.certificate = elsewhere.authority.issue("other.test")
    assert refused_by(elsewhere, sotto) == "certificateWrongName"


def test_t08_an_expired_certificate_is_refused(sotto, directory):
    server = Prosody13(directory / "server")
    server.certificate = server.authority.issue(server.domain, starts=-9 * DAY, ends=-2 * DAY)
    assert refused_by(server, sotto) == "certificateExpired"


def test_t08_a_certificate_from_the_future_is_refused(sotto, directory):
    server = Prosody13(directory / "server")
    server.certificate = server.authority.issue(server.domain, starts=2 * DAY, ends=9 * DAY)
    assert refused_by(server, sotto) == "certificateNotYetValid"


def test_t09_a_new_certificate_of_the_same_authority_is_no_reason_to_stay_away(sotto, directory):
    server = Prosody13(directory / "server")
    server.start()
    try:
        juliet = sotto().sign_in(server, server.account("juliet")).online()
        server.stop()
        server.certificate = server.authority.issue(server.domain)
        server.configure()
        juliet.view("account").one("the loss is noticed", lambda row: row["connection"] != "online")
        server.start()
        juliet.online()
        server.stop()
        server.certificate = Authority(directory / "other", "Somebody else").issue(server.domain)
        server.configure()
        server.start()
        juliet.view("account").one("refused", lambda row: row["problem"] == "certificateUnknownIssuer")
    finally:
        server.stop()


def refused_by(server, sotto) -> str:
    """The code with which a server of a test's own fails."""
    server.configure()
    server.start()
    try:
        return refusal(sotto(), server, server.account("juliet"))
    finally:
        server.stop()


def test_the_same_account_signs_in_once(standing, person):
    juliet = person("juliet")
    with pytest.raises(Refused) as refused:
        juliet.sotto.sign_in(standing, juliet.account)
    assert refused.value.code == "alreadySignedIn"


def test_signing_out_leaves_nothing_behind(person):
    juliet = person("juliet")
    directory = juliet.sotto.profile
    assert any(juliet.id in str(path) for path in directory.rglob("*")), "the account has a directory of its own"
    juliet.sotto.sign_out(juliet)
    assert not any(juliet.id in str(path) for path in directory.rglob("*"))
    accounts = juliet.sotto.subscribe(None, {"type": "accounts"})
    accounts.wait_for("no account", lambda rows: not rows)


def test_signing_out_takes_the_device_off_the_account(standing, person, raw):
    account = standing.account("juliet")
    desk, phone, stranger = person("desk", account), person("phone", account), raw("stranger")
    wait_for("the keys of both devices", lambda: len(published_devices(stranger, account.jid)) == 2)
    [gone] = [row["device"] for row in desk.view("devices", peer=account.jid).all() if row["thisOne"]]
    desk.sotto.sign_out(desk)
    assert gone not in listed_devices(stranger, account.jid), "done when sign-out answers"
    assert not has_bundle(stranger, account.jid, gone)
    [left] = published_devices(stranger, account.jid)
    assert left != gone, "the other device stays"
    devices = phone.view("devices", peer=account.jid)
    devices.wait_for("the other device knows", lambda rows: not any(row["active"] and row["device"] == gone for row in rows))


def test_signing_out_of_the_only_device_leaves_no_keys(person, raw):
    juliet, stranger = person("juliet"), raw("stranger")
    wait_for("her keys", lambda: published_devices(stranger, juliet.jid))
    juliet.sotto.sign_out(juliet)
    assert listed_devices(stranger, juliet.jid) == []


def test_signing_out_does_not_wait_for_a_server_that_is_gone(standing, person):
    juliet = person("juliet")
    standing.kill()
    juliet.sotto.command(None, {"type": "signOut", "account": juliet.id}, timeout=15)
    assert not any(juliet.id in str(path) for path in juliet.sotto.profile.rglob("*"))


def test_leaving_is_seen_at_once(person):
    """The stream is closed properly: a server would keep a lost one for minutes, and contacts would see somebody who is gone."""
    juliet, romeo = person("juliet"), person("romeo")
    juliet.do("addContact", peer=romeo.jid, name=None)
    romeo.view("requests").one("the request", lambda row: row["peer"] == juliet.jid)
    romeo.do("acceptRequest", peer=juliet.jid)
    juliet.view("contacts").one("romeo", lambda row: row["presence"] == "online")
    romeo.sotto.sign_out(romeo)
    juliet.view("contacts").one("romeo gone", lambda row: row["presence"] == "offline", timeout=5)


def test_a_password_entered_while_connected_connects_anew_and_stays(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.sotto.command(None, {"type": "enterPassword", "account": juliet.id, "password": juliet.account.password})
    account = juliet.view("account")
    account.wait_for("a new connection", lambda _: "connecting" in [row["connection"] for row in account.history])
    juliet.online()
    romeo.send(juliet.jid, "still there?")
    juliet.reads(romeo.jid, "still there?")
    assert account.all()[0]["connection"] == "online"
    assert "stopped" not in [row["connection"] for row in account.history]


def test_a_restart_needs_no_password(person):
    juliet = person("juliet")
    juliet.sotto.restart()
    juliet.online()
