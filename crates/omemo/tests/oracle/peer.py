"""A device of its own on python-omemo's backends, driven by lines on stdin: `oldmemo` or, as argument, `omemo2`.

Only tests run it. The lines are described in peer.rs.
"""

import asyncio
import sys
from typing import Any, Dict, Optional

import omemo
import x3dh
import xeddsa
from omemo.session import Initiation

OMEMO2 = sys.argv[1:] == ["omemo2"]
if OMEMO2:
    from twomemo import twomemo as profile
    Backend = profile.Twomemo
else:
    from oldmemo import oldmemo as profile
    Backend = profile.Oldmemo

JID, DEVICE = "peer@example.org", 1


class Memory(omemo.Storage):
    """Everything in a dictionary."""

    def __init__(self) -> None:
        super().__init__(True)
        self.values: Dict[str, Any] = {}

    async def _load(self, key: str) -> Any:
        return omemo.Just(self.values[key]) if key in self.values else omemo.Nothing()

    async def _store(self, key: str, value: Any) -> None:
        self.values[key] = value

    async def _delete(self, key: str) -> None:
        self.values.pop(key, None)


def key_to_wire(key: bytes) -> str:
    return (key if OMEMO2 else profile.StateImpl.serialize_public_key(key)).hex()


def key_from_wire(text: str) -> bytes:
    key = bytes.fromhex(text)
    return key if OMEMO2 else profile.StateImpl.parse_public_key(key)


class Device:
    """One session with one device."""

    def __init__(self) -> None:
        self.backend = Backend(Memory())
        self.session: Optional[Any] = None
        self.negative = False
        # A session is begun together with its first message, so `begin` only remembers the bundle.
        self.bundle: Optional[Any] = None

    async def publish(self) -> str:
        await self.backend.generate_pre_keys(20)
        own = await self.backend.get_bundle(JID, DEVICE)
        identity, signature = own.bundle.identity_key, bytearray(own.bundle.signed_pre_key_sig)
        if not OMEMO2:
            signature[63] |= identity[31] & 0x80
            identity = xeddsa.ed25519_pub_to_curve25519_pub(identity)
        prekeys = " ".join(f"{number}:{key_to_wire(key)}" for key, number in own.pre_key_ids.items())
        signed = key_to_wire(own.bundle.signed_pre_key)
        return f"bundle {key_to_wire(identity)} {own.signed_pre_key_id} {signed} {signature.hex()} {prekeys}"

    async def begin(self, identity: str, number: str, signed: str, signature: str, prekey: str) -> str:
        identity_key, signed_by = key_from_wire(identity), bytearray.fromhex(signature)
        if not OMEMO2:
            self.negative = bool(signed_by[63] & 0x80)
            identity_key = xeddsa.curve25519_pub_to_ed25519_pub(identity_key, self.negative)
            signed_by[63] &= 0x7F
        prekey_number, prekey_key = prekey.split(":")
        theirs = key_from_wire(prekey_key)
        bundle = x3dh.Bundle(identity_key, key_from_wire(signed), bytes(signed_by), frozenset([theirs]))
        self.bundle = profile.BundleImpl(JID, DEVICE, bundle, int(number), {theirs: int(prekey_number)})
        return "ok"

    async def encrypt(self, plaintext: bytes) -> str:
        length = profile.PlainKeyMaterialImpl.KEY_LENGTH
        material = profile.PlainKeyMaterialImpl(plaintext[:length], plaintext[length:])
        if self.bundle is not None:
            self.session, encrypted = await self.backend.build_session_active(JID, DEVICE, self.bundle, material)
            self.bundle = None
        else:
            encrypted = await self.backend.encrypt_key_material(self.session, material)
        data = encrypted.serialize()
        if self.session.initiation is Initiation.ACTIVE and not self.session.confirmed:
            exchange = self.session.key_exchange.serialize(data)
            return f"message 1 {(exchange if OMEMO2 else exchange[0]).hex()}"
        return f"message 0 {data.hex()}"

    async def decrypt(self, key_exchange: bool, data: bytes) -> str:
        exchange = None
        if key_exchange:
            parts = [data] if OMEMO2 else [data, self.negative]
            exchange, data = profile.KeyExchangeImpl.parse(*parts)
        encrypted = profile.EncryptedKeyMaterialImpl.parse(data, JID, DEVICE)
        same = self.session is not None and (exchange is None or exchange.builds_same_session(self.session.key_exchange))
        if same:
            plain = await self.backend.decrypt_key_material(self.session, encrypted)
        else:
            self.session, plain = await self.backend.build_session_passive(JID, DEVICE, exchange, encrypted)
        return f"plain {(plain.key + plain.auth_tag).hex()}"

    async def answer(self, words: list) -> str:
        if words[0] == "bundle":
            return await self.publish()
        if words[0] == "begin":
            return await self.begin(*words[1:])
        if words[0] == "encrypt":
            return await self.encrypt(bytes.fromhex(words[1]))
        if words[0] == "decrypt":
            try:
                return await self.decrypt(words[1] == "1", bytes.fromhex(words[2]))
            except Exception as reason:  # whatever it does not read, the test asks why
                return f"error {type(reason).__name__}: {reason!r}".replace("\n", " ")
        raise ValueError(words[0])


async def main() -> None:
    device = Device()
    for line in sys.stdin:
        print(await device.answer(line.split()), flush=True)


asyncio.run(main())
