"""A client without manners: it signs in properly and then sends whatever bytes a test wants.

It is both MALLORY, a stranger with an account on an honest server, and the eavesdropper that sees every stanza as it travels.
"""

import base64
import hashlib
import hmac
import os
import socket
import ssl
import time
from xml.etree import ElementTree

from .process import Timeout
from .server import Account, Server

STREAM = "http://etherx.jabber.org/streams"
CLIENT = "jabber:client"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
TLS = "urn:ietf:params:xml:ns:xmpp-tls"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
CARBONS = "urn:xmpp:carbons:2"
PUBSUB = "http://jabber.org/protocol/pubsub"
LEGACY = "eu.siacs.conversations.axolotl"
DEVICES = f"{LEGACY}.devicelist"


def text_of(element: ElementTree.Element) -> str:
    """An element as it would travel."""
    return ElementTree.tostring(element, encoding="unicode")


class RawPeer:
    """One connection, signed in with SCRAM-SHA-1 over StartTLS."""

    def __init__(self, server: Server, account: Account, resource: str = "raw"):
        self.server = server
        self.account = account
        self.resource = resource
        self.jid = ""
        #: Every stanza received, in order.
        self.seen: list[ElementTree.Element] = []
        self._asked = 0
        self._socket: socket.socket | None = None

    def __enter__(self) -> "RawPeer":
        return self.connect()

    def __exit__(self, *_) -> None:
        self.close()

    def connect(self) -> "RawPeer":
        """Signs in; again, if the server has thrown us out."""
        if self._socket:
            self._socket.close()
        self._socket = socket.create_connection((self.server.host, self.server.port), timeout=10)
        self._open()
        self.send(f"<starttls xmlns='{TLS}'/>")
        self._next_of(f"{{{TLS}}}proceed")
        context = ssl.create_default_context(cafile=str(self.server.ca_file))
        self._socket = context.wrap_socket(self._socket, server_hostname=self.server.domain)
        self._open()
        self._scram()
        self._open()
        bound = self.ask("set", f"<bind xmlns='{BIND}'><resource>{self.resource}</resource></bind>")
        self.jid = bound.findtext(f".//{{{BIND}}}jid") or ""
        return self

    def close(self) -> None:
        if self._socket:
            self._socket.close()

    # Sending.

    def send(self, xml: str | bytes) -> None:
        """Puts these bytes on the wire, well-formed or not."""
        self._socket.sendall(xml.encode() if isinstance(xml, str) else xml)

    def appear(self, priority: int = 0) -> None:
        """Becomes available."""
        self.send(f"<presence><priority>{priority}</priority></presence>")

    def carbons(self) -> None:
        """Asks for copies of what other devices of this account send and receive."""
        self.ask("set", f"<enable xmlns='{CARBONS}'/>")

    def ask(self, kind: str, payload: str, to: str | None = None, timeout: float = 20) -> ElementTree.Element:
        """Sends an IQ and waits for its answer."""
        self._asked += 1
        name = f"raw-{self._asked}"
        receiver = f" to='{to}'" if to else ""
        self.send(f"<iq type='{kind}' id='{name}'{receiver}>{payload}</iq>")
        return self.receive(lambda e: e.tag == f"{{{CLIENT}}}iq" and e.get("id") == name, timeout)

    # Receiving.

    def receive(self, wanted=lambda _: True, timeout: float = 20) -> ElementTree.Element:
        """The next stanza that fits; the others are kept in `seen`."""
        deadline = time.monotonic() + timeout
        while True:
            element = self._next(deadline)
            self.seen.append(element)
            if wanted(element):
                return element

    def message(self, timeout: float = 20) -> ElementTree.Element:
        """The next message stanza."""
        return self.receive(lambda e: e.tag == f"{{{CLIENT}}}message", timeout)

    def everything_so_far(self) -> str:
        """All stanzas up to now, as text: a round trip makes sure that nothing is still under way."""
        # Some servers take long over what is hostile.
        self.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", self.server.domain, timeout=60)
        return "\n".join(text_of(element) for element in self.seen)

    # The stream below.

    def _open(self) -> ElementTree.Element:
        self._parser = ElementTree.XMLPullParser(["start", "end"])
        self._depth = 0
        self._ready: list[ElementTree.Element] = []
        self._root: ElementTree.Element | None = None
        header = f"<?xml version='1.0'?><stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAM}' version='1.0'"
        self.send(f"{header} to='{self.server.domain}'>")
        return self._next_of(f"{{{STREAM}}}features")

    def _next_of(self, tag: str) -> ElementTree.Element:
        element = self._next(time.monotonic() + 20)
        if element.tag != tag:
            raise AssertionError(f"expected {tag}, got {text_of(element)}")
        return element

    def _next(self, deadline: float) -> ElementTree.Element:
        while not self._ready:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Timeout(f"no such stanza for {self.account.jid}; seen: {[text_of(e)[:200] for e in self.seen[-5:]]}")
            self._socket.settimeout(left)
            try:
                data = self._socket.recv(1 << 16)
            except TimeoutError:
                continue
            if not data:
                raise EOFError("the server closed the stream")
            self._parser.feed(data)
            self._collect()
        return self._ready.pop(0)

    def _collect(self) -> None:
        for event, element in self._parser.read_events():
            if event == "start":
                self._depth += 1
                if self._depth == 1:
                    self._root = element
            else:
                self._depth -= 1
                if self._depth == 1 and self._root is not None:
                    self._ready.append(element)
                    self._root.remove(element)

    def _scram(self) -> None:
        """RFC 5802 with SHA-1, which every server of the lab offers."""
        nonce = base64.b64encode(os.urandom(18)).decode()
        bare = f"n={self.account.user},r={nonce}"
        first = base64.b64encode(f"n,,{bare}".encode()).decode()
        self.send(f"<auth xmlns='{SASL}' mechanism='SCRAM-SHA-1'>{first}</auth>")
        challenge = base64.b64decode(self._next_of(f"{{{SASL}}}challenge").text or "").decode()
        fields = dict(part.split("=", 1) for part in challenge.split(","))
        salt, rounds = base64.b64decode(fields["s"]), int(fields["i"])
        salted = hashlib.pbkdf2_hmac("sha1", self.account.password.encode(), salt, rounds)
        client_key = hmac.digest(salted, b"Client Key", "sha1")
        without_proof = f"c=biws,r={fields['r']}"
        signature = hmac.digest(hashlib.sha1(client_key).digest(), f"{bare},{challenge},{without_proof}".encode(), "sha1")
        proof = bytes(a ^ b for a, b in zip(client_key, signature))
        final = base64.b64encode(f"{without_proof},p={base64.b64encode(proof).decode()}".encode()).decode()
        self.send(f"<response xmlns='{SASL}'>{final}</response>")
        self._next_of(f"{{{SASL}}}success")


def published_devices(peer: RawPeer, jid: str) -> list[int]:
    """The devices of somebody that others can encrypt to: on the list, and with a bundle."""
    return [device for device in listed_devices(peer, jid) if has_bundle(peer, jid, device)]


def listed_devices(peer: RawPeer, jid: str) -> list[int]:
    """The devices on somebody's list."""
    answer = peer.ask("get", f"<pubsub xmlns='{PUBSUB}'><items node='{DEVICES}'/></pubsub>", jid)
    return [int(device.get("id", "0")) for device in answer.iter(f"{{{LEGACY}}}device")]


def has_bundle(peer: RawPeer, jid: str, device: int) -> bool:
    """Whether the keys of one of somebody's devices can be had."""
    node = f"{LEGACY}.bundles:{device}"
    found = peer.ask("get", f"<pubsub xmlns='{PUBSUB}'><items node='{node}'/></pubsub>", jid)
    return found.find(f".//{{{LEGACY}}}bundle") is not None


def seed_device_list(server: Server, account: Account) -> None:
    """Publishes an empty OMEMO device list: Profanity never announces itself on an account that has none."""
    options = "".join(
        f"<field var='pubsub#{name}'><value>{value}</value></field>"
        for name, value in (("persist_items", "true"), ("access_model", "open"))
    )
    with RawPeer(server, account, "seed") as peer:
        answer = peer.ask(
            "set",
            f"<pubsub xmlns='{PUBSUB}'><publish node='{DEVICES}'><item id='current'>"
            f"<list xmlns='{LEGACY}'/></item></publish><publish-options>"
            f"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
            f"<value>{PUBSUB}#publish-options</value></field>{options}</x></publish-options></pubsub>",
        )
        if answer.get("type") != "result":
            raise AssertionError(text_of(answer))
