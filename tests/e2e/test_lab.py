"""The tools of the tests can fail: what they look for is found where it is."""

import base64

from lab.ratchet import message_keys, reused


def sealed(ratchet_key: bytes, counter: int, text: bytes) -> str:
    """A legacy OMEMO stanza from device 1 to device 2, as far as it can be seen from outside."""
    message = b"\x33" + bytes([0x0A, len(ratchet_key)]) + ratchet_key + bytes([0x10, counter, 0x18, 0, 0x22, len(text)]) + text
    key = base64.b64encode(message + b"\0" * 8).decode()
    return (
        "<message><encrypted xmlns='eu.siacs.conversations.axolotl'>"
        f"<header sid='1'><key rid='2'>{key}</key><iv/></header></encrypted></message>"
    )


def test_a_ratchet_state_used_for_two_texts_is_found():
    assert reused([sealed(b"K" * 33, 4, b"one"), sealed(b"K" * 33, 4, b"two")]) == [("1", "2", b"K" * 33, 4)]


def test_the_same_stanza_sent_again_is_no_second_use():
    assert reused([sealed(b"K" * 33, 4, b"one"), sealed(b"K" * 33, 4, b"one")]) == []
    assert reused([sealed(b"K" * 33, 4, b"one"), sealed(b"K" * 33, 5, b"two")]) == []


def test_who_encrypts_to_whom_is_read_off_the_stanza():
    [(state, _)] = message_keys(sealed(b"K" * 33, 7, b"x"))
    assert state == ("1", "2", b"K" * 33, 7)
