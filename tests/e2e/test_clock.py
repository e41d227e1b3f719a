"""Clocks that are wrong: it is said, nothing is lost, and a conversation keeps its order (F22)."""

import pytest
from lab.clock import Clock
from lab.sotto import Refused

# Certificates and archives are the same everywhere in this respect.
pytestmark = pytest.mark.parametrize("server", ["prosody13"], indirect=True)

HOUR = 3600
YEAR = 365 * 24 * HOUR


@pytest.fixture
def clock(directory):
    return Clock(directory)


@pytest.fixture
def juliet(standing, sotto, clock):
    return sotto("juliet", environment=clock.environment).sign_in(standing, standing.account("juliet")).online()


@pytest.mark.parametrize(("years", "code"), [(10, "certificateExpired"), (-10, "certificateNotYetValid")])
def test_f22_signing_in_with_a_clock_years_off_says_what_about_the_certificate(standing, sotto, clock, years, code):
    clock.ahead(years * YEAR)
    with pytest.raises(Refused) as refused:
        sotto("juliet", environment=clock.environment).sign_in(standing, standing.account("juliet"))
    assert refused.value.code == code


@pytest.mark.parametrize("hours", [-5, 5])
def test_f22_a_conversation_keeps_its_order_when_the_clock_is_hours_off(juliet, clock, bot, hours):
    romeo = bot("romeo", echo=True)
    expected = []
    for number in range(6):
        # It jumps in the middle, as when the system finds out the time, and back.
        clock.ahead(hours * HOUR if number in (2, 3) else 0)
        juliet.write(romeo.jid, f"line {number}")
        juliet.reads(romeo.jid, f"echo: line {number}")
        expected += [f"line {number}", f"echo: line {number}"]
    assert juliet.texts(romeo.jid) == expected
    juliet.sotto.restart()
    assert juliet.texts(romeo.jid) == expected


def test_f22_what_came_while_the_clock_was_wrong_is_in_order_after_the_archive_was_read(juliet, clock, bot):
    romeo = bot("romeo")
    romeo.send(juliet.jid, "first")
    juliet.reads(romeo.jid, "first")
    juliet.sotto.stop()
    missed = [f"missed {number}" for number in range(5)]
    for text in missed:
        romeo.send(juliet.jid, text)
    clock.ahead(-3 * HOUR)
    juliet.sotto.start()
    juliet.reads(romeo.jid, missed[-1])
    romeo.send(juliet.jid, "last")
    juliet.reads(romeo.jid, "last")
    assert juliet.texts(romeo.jid) == ["first", *missed, "last"]


def test_f22_sessions_outlive_jumps_of_the_clock(juliet, clock, bot):
    """A signed prekey is a week's: a jump changes it, and what was begun with the one before is still read."""
    romeo = bot("romeo", echo=True)
    juliet.write(romeo.jid, "hello")
    juliet.reads(romeo.jid, "echo: hello")
    for jump, days in enumerate((30, 0, 30, 0)):
        clock.ahead(days * 24 * HOUR)
        juliet.sotto.restart()
        juliet.online().write(romeo.jid, f"jump {jump}")
        juliet.reads(romeo.jid, f"echo: jump {jump}")
    assert juliet.unreadable(romeo.jid) == []


def test_f22_an_account_that_runs_says_that_the_certificate_seems_wrong_and_recovers(standing, juliet, clock, bot):
    romeo = bot("romeo")
    romeo.send(juliet.jid, "before")
    juliet.reads(romeo.jid, "before")
    juliet.sotto.stop()
    clock.ahead(10 * YEAR)
    romeo.send(juliet.jid, "meanwhile")
    juliet.sotto.start()
    juliet.view("account").one("the reason", lambda row: row["problem"] == "certificateExpired")
    assert juliet.texts(romeo.jid) == ["before"], "what is here can be read all the same"
    clock.ahead(0)
    juliet.sotto.restart()
    juliet.reads(romeo.jid, "meanwhile")
    assert juliet.texts(romeo.jid) == ["before", "meanwhile"]
