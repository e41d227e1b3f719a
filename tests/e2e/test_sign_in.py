"""Signing in: what works, and what each mistake is called."""

import pytest
from lab.certificates import Authority, DAY
from lab.process import free_ports
from lab.prosody import Prosody13
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


def test_a_restart_needs_no_password(person):
    juliet = person("juliet")
    juliet.sotto.restart()
    juliet.online()
