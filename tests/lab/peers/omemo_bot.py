"""A foreign OMEMO client (slixmpp-omemo) as a program: JSON lines in, JSON lines out.

Commands on stdin:   {"do": "send", "to": JID, "body": TEXT, "encrypted": true, "beside": XML}   {"do": "raw", "xml": XML}   {"do": "quit"}
                     {"do": "react", "to": JID, "of": ID, "emojis": [TEXT]}   {"do": "retract", "to": JID, "of": ID}
                     {"do": "slot", "service": JID, "name": NAME, "size": BYTES}
Events on stdout:    ready, message, reactions, retraction, unreadable, receipt, carbon, sent, slot, refused, offline

It speaks the legacy profile (eu.siacs.conversations.axolotl), trusts blindly, accepts every contact request, and with
--echo answers each encrypted message with "echo: " and the same text.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import os
import ssl
import sys
from typing import Any
from xml.etree import ElementTree

import oldmemo
from omemo.storage import Just, Maybe, Nothing, Storage
from slixmpp import ClientXMPP, JID
from slixmpp.plugins import register_plugin
from slixmpp_omemo import TrustLevel, XEP_0384

LEGACY = oldmemo.oldmemo.NAMESPACE
PLUGINS = ("xep_0030", "xep_0060", "xep_0115", "xep_0163", "xep_0184", "xep_0198", "xep_0199", "xep_0280", "xep_0308", "xep_0334", "xep_0380")
PLUGINS += ("xep_0084", "xep_0085", "xep_0172", "xep_0333", "xep_0424", "xep_0444", "xep_0461")


def tell(event: str, **fields: Any) -> None:
    """One event for whoever started the bot."""
    print(json.dumps({"event": event, **fields}), flush=True)


class FileStorage(Storage):
    """Sessions and keys in one JSON file, replaced whole at every change."""

    def __init__(self, path: str):
        super().__init__()
        self._path = path
        self._values: dict = {}
        if os.path.exists(path):
            with open(path) as file:
                self._values = json.load(file)

    async def _load(self, key: str) -> Maybe:
        return Just(self._values[key]) if key in self._values else Nothing()

    async def _store(self, key: str, value: Any) -> None:
        self._values[key] = value
        self._flush()

    async def _delete(self, key: str) -> None:
        self._values.pop(key, None)
        self._flush()

    def _flush(self) -> None:
        with open(self._path + ".new", "w") as file:
            json.dump(self._values, file)
        os.replace(self._path + ".new", self._path)


class Omemo(XEP_0384):
    """slixmpp-omemo asks to be told where to store things and whom to trust."""

    default_config = {"fallback_message": "This message is OMEMO encrypted.", "state": None}

    def plugin_init(self) -> None:
        self._storage = FileStorage(self.state)
        super().plugin_init()

    @property
    def storage(self) -> Storage:
        return self._storage

    @property
    def _btbv_enabled(self) -> bool:
        return True

    async def _devices_blindly_trusted(self, blindly_trusted, identifier) -> None:
        pass

    async def _prompt_manual_trust(self, manually_trusted, identifier) -> None:
        manager = await self.get_session_manager()
        for device in manually_trusted:
            await manager.set_trust(device.bare_jid, device.identity_key, TrustLevel.TRUSTED.value)


register_plugin(Omemo)


class Bot(ClientXMPP):
    """The client itself."""

    def __init__(self, options: argparse.Namespace):
        super().__init__(options.jid, options.password)
        self._options = options
        self.ssl_context = ssl.create_default_context(cafile=options.ca)
        for plugin in PLUGINS:
            self.register_plugin(plugin)
        self.plugin["xep_0184"].auto_request = True
        self.register_plugin("xep_0384", {"state": options.state}, module=sys.modules[__name__])
        # Left alone, slixmpp-omemo reads and writes at once and then uses a ratchet state twice.
        self._keys = asyncio.Lock()
        self.auto_authorize = True
        self.auto_subscribe = True
        self.add_event_handler("session_start", self._started)
        self.add_event_handler("session_resumed", lambda _: tell("resumed"))
        self.add_event_handler("message", self._message)
        self.add_event_handler("reactions", self._reactions)
        self.add_event_handler("receipt_received", lambda m: tell("receipt", of=m["receipt"]))
        self.add_event_handler("avatar_metadata_publish", self._avatar)
        self.add_event_handler("user_nick_publish", self._nick)
        self.add_event_handler("marker_displayed", lambda m: tell("marker", of=m["displayed"]["id"]))
        self.add_event_handler("chatstate", lambda m: tell("state", sender=m["from"].bare, state=m["chat_state"]))
        self.add_event_handler("message_error", lambda m: tell("error", id=m["id"], condition=m["error"]["condition"]))
        self.add_event_handler("carbon_received", lambda m: self._carbon(m["carbon_received"]))
        self.add_event_handler("carbon_sent", lambda m: self._carbon(m["carbon_sent"]))
        self.add_event_handler("omemo_initialized", self._ready)
        self.add_event_handler("failed_auth", lambda _: tell("refused"))
        self.add_event_handler("disconnected", self._disconnected)

    async def _started(self, _) -> None:
        self.send_presence()
        await self.get_roster()
        await self.plugin["xep_0280"].enable()

    async def _ready(self, _) -> None:
        manager = await self.plugin["xep_0384"].get_session_manager()
        own = (await manager.get_own_device_information())[0]
        tell("ready", jid=self.boundjid.bare, device=own.device_id, fingerprint="".join(manager.format_identity_key(own.identity_key)))

    async def _disconnected(self, reason) -> None:
        tell("offline", reason=str(reason))
        await asyncio.sleep(0.3)
        self.connect(self._options.host, self._options.port)

    async def _message(self, message) -> None:
        if message.get_plugin("carbon_received", check=True) or message.get_plugin("carbon_sent", check=True):
            return
        sender = message["from"].bare
        if retraction := message.get_plugin("retract", check=True):
            tell("retraction", sender=sender, of=retraction["id"])
            return
        body, encrypted = await self._read(message)
        if body and message["type"] == "chat":
            about = {name: found["id"] for name in ("replace", "reply") if (found := message.get_plugin(name, check=True))}
            if message["thread"]:
                about["thread"] = message["thread"]
            tell("message", sender=sender, id=message["id"], body=body, encrypted=encrypted, **about)
            if self._options.echo:
                await self.write(message["from"].bare, f"echo: {body}", encrypted)

    async def _avatar(self, message) -> None:
        """Somebody says which picture they have: it is fetched, as any client would."""
        info = message["pubsub_event"]["items"]["item"]["avatar_metadata"]["items"]
        if not info:
            tell("avatar", sender=message["from"].bare, picture="")
            return
        found = await self.plugin["xep_0084"].retrieve_avatar(message["from"].bare, info[0]["id"])
        data = found["pubsub"]["items"]["item"]["avatar_data"]["value"]
        tell("avatar", sender=message["from"].bare, id=info[0]["id"], picture=hashlib.sha1(data).hexdigest(), start=data[:8].hex())

    def _nick(self, message) -> None:
        tell("nick", sender=message["from"].bare, nick=message["pubsub_event"]["items"]["item"]["nick"]["nick"])

    def _reactions(self, message) -> None:
        reactions = message["reactions"]
        tell("reactions", sender=message["from"].bare, of=reactions["id"], emojis=sorted(reactions["values"]))

    def _carbon(self, message) -> None:
        asyncio.ensure_future(self._read_carbon(message))

    async def _read_carbon(self, message) -> None:
        body, encrypted = await self._read(message)
        if body:
            tell("carbon", sender=message["from"].bare, to=message["to"].bare, body=body, encrypted=encrypted)

    async def _read(self, message) -> tuple[str, bool]:
        """The text and whether it was encrypted; an empty text for what is no message."""
        omemo = self.plugin["xep_0384"]
        if not omemo.is_encrypted(message):
            return message["body"], False
        try:
            async with self._keys:
                return (await omemo.decrypt_message(message))[0]["body"], True
        except Exception as error:  # whatever goes wrong in there is the finding of the test
            tell("unreadable", sender=message["from"].bare, id=message["id"], error=repr(error)[:300])
            return "", True

    async def write(self, to: str, body: str, encrypted: bool, beside: str = "") -> None:
        """Sends a chat message; `beside` are elements put readable next to what is encrypted, `<body/>` in place of the usual one."""
        message = self.make_message(mto=JID(to), mtype="chat", mbody=body)
        name = message["id"] = self.new_id()
        if encrypted:
            omemo = self.plugin["xep_0384"]
            await omemo.refresh_device_lists({JID(to)}, force_download=True)
            async with self._keys:
                message, errors = await omemo.encrypt_message(message, {JID(to)})
            for error in errors:
                tell("warning", error=repr(error)[:300])
            message["eme"]["namespace"] = LEGACY
        message["request_receipt"] = True
        for element in ElementTree.fromstring(f"<x xmlns='jabber:client'>{beside}</x>"):
            if element.tag == "{jabber:client}body":
                del message["body"]
            message.append(element)
        message.send()
        tell("sent", to=to, body=body, id=name)

    async def _show(self, picture: bytes) -> None:
        """Publishes a picture of our own; nothing takes it back."""
        avatars = self.plugin["xep_0084"]
        if not picture:
            await avatars.stop()
        else:
            await avatars.publish_avatar(picture)
            name = hashlib.sha1(picture).hexdigest()
            await avatars.publish_avatar_metadata({"id": name, "type": "image/png", "bytes": len(picture)})
        tell("published")
    async def slot(self, service: str, name: str, size: int) -> None:
        """Asks for a place to put a file."""
        iq = self.make_iq_get(ito=JID(service))
        iq.append(ElementTree.Element("{urn:xmpp:http:upload:0}request", {"filename": name, "size": str(size)}))
        answer = await iq.send()
        found = answer.xml.find("{urn:xmpp:http:upload:0}slot")
        places = {kind: found.find(f"{{urn:xmpp:http:upload:0}}{kind}") for kind in ("put", "get")}
        headers = {header.get("name"): header.text for header in places["put"]}
        tell("slot", name=name, put=places["put"].get("url"), get=places["get"].get("url"), headers=headers)

    async def obey(self, command: dict) -> None:
        """Carries out one line of stdin."""
        match command["do"]:
            case "send":
                await self.write(command["to"], command["body"], command.get("encrypted", True), command.get("beside", ""))
            case "react":
                self.plugin["xep_0444"].send_reactions(JID(command["to"]), command["of"], command["emojis"])
            case "retract":
                self.plugin["xep_0424"].send_retraction(JID(command["to"]), command["of"])
            case "avatar":
                await self._show(base64.b64decode(command["picture"]))
            case "nick":
                await self.plugin["xep_0172"].publish_nick(command["nick"])
            case "slot":
                await self.slot(command["service"], command["name"], command["size"])
            case "raw":
                self.send_raw(command["xml"])
            case "quit":
                os._exit(0)


async def main(options: argparse.Namespace) -> None:
    bot = Bot(options)
    bot.connect(options.host, options.port)
    lines = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        try:
            await bot.obey(json.loads(line))
        except Exception as error:  # told, not died of: the test decides
            tell("failed", command=line.decode().strip(), error=repr(error)[:300])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("jid", "password", "host", "ca", "state"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--echo", action="store_true")
    parser.add_argument("--debug", action="store_true")
    chosen = parser.parse_args()
    if chosen.debug:
        import logging

        logging.basicConfig(level=logging.DEBUG)
    asyncio.run(main(chosen))
