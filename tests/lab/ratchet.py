"""What a legacy OMEMO message shows on the wire: enough to see whether a message key was ever used for two things.

Read from the XML and the two protobuf messages of XEP-0384 (version 0.3), where `<key/>` holds a SignalMessage, or a
PreKeySignalMessage around one.
"""

import base64
from xml.etree import ElementTree

LEGACY = "{eu.siacs.conversations.axolotl}"


def message_keys(stanza: str) -> list[tuple[tuple, bytes]]:
    """For each `<key/>`: who encrypts to whom with which ratchet key and counter, and the bytes that came of it."""
    root = ElementTree.fromstring(stanza)
    found = []
    for header in root.iter(f"{LEGACY}header"):
        for key in header.iter(f"{LEGACY}key"):
            sealed = base64.b64decode(key.text or "")
            inner = _fields(sealed[1:]).get(4) if key.get("prekey") in ("true", "1") else sealed
            fields = _fields(inner[1:-8])
            found.append(((header.get("sid"), key.get("rid"), fields[1], fields.get(2, 0)), inner))
    return found


def reused(stanzas: list[str]) -> list[tuple]:
    """The ratchet states that two different messages were encrypted with. There must be none."""
    seen: dict[tuple, bytes] = {}
    twice = []
    for stanza in stanzas:
        for state, sealed in message_keys(stanza):
            if seen.setdefault(state, sealed) != sealed:
                twice.append(state)
    return twice


def _fields(data: bytes) -> dict[int, bytes | int]:
    """A protobuf message with varints and byte strings."""
    at, fields = 0, {}
    while at < len(data):
        tag, at = _varint(data, at)
        value, at = _varint(data, at)
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        fields[tag >> 3] = value
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at
