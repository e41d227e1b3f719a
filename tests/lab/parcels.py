"""Files as foreign clients put and fetch them: HTTP by Python's own library, AES-256-GCM by `cryptography` (XEP-0454)."""

import os
import ssl
import urllib.request

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .server import Server


def fetch(server: Server, url: str) -> bytes:
    """What is at an address of the server's."""
    with urllib.request.urlopen(url, timeout=30, context=_trust(server)) as answer:
        return answer.read()


def put(server: Server, slot: dict, content: bytes) -> None:
    """Puts something into a slot."""
    request = urllib.request.Request(slot["put"], content, slot["headers"], method="PUT")
    with urllib.request.urlopen(request, timeout=30, context=_trust(server)) as answer:
        assert answer.status in (200, 201), answer.status


def seal(content: bytes) -> tuple[bytes, str]:
    """Encrypted content, and the fragment that opens it."""
    vector, key = os.urandom(12), os.urandom(32)
    return AESGCM(key).encrypt(vector, content, None), vector.hex() + key.hex()


def unseal(server: Server, address: str) -> bytes:
    """What an `aesgcm:` address leads to."""
    place, secret = address.removeprefix("aesgcm://").split("#")
    raw = bytes.fromhex(secret)
    return AESGCM(raw[12:]).decrypt(raw[:12], fetch(server, f"https://{place}"), None)


def _trust(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.ca_file))
