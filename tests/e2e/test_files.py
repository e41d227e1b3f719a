"""Files: over real servers, with a client that others wrote, encrypted and not."""

import os
import struct
import zlib

from lab import parcels
from lab.process import wait_for


def picture(width: int = 64, height: int = 48) -> bytes:
    """A PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = lambda y: bytes(part for x in range(width) for part in (x * 3 % 256, y * 5 % 256, 90))
    rows = b"".join(b"\0" + pixels(y) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def befriended(person, bot):
    """Two people on each other's lists."""
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.do("addContact", peer=romeo.jid, name=None)
    juliet.view("contacts").one("romeo", lambda row: row["peer"] == romeo.jid and row["subscription"] == "both")
    return juliet, romeo


def everything_on_disk(profile) -> bytes:
    return b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())


def test_a_file_of_ours_is_encrypted_and_opened_there(person, bot, standing, directory):
    juliet, romeo = person("juliet"), bot("romeo")
    content = b"a secret in a file: " + os.urandom(300_000)
    path = directory / "plan.bin"
    path.write_bytes(content)
    juliet.send_file(romeo.jid, path, text="here it is")
    romeo.wait("message", body="here it is", encrypted=True)
    address = wait_for("the file's address", lambda: next((body for body in romeo.bodies() if body.startswith("aesgcm://")), None))
    assert parcels.unseal(standing, address) == content
    assert "plan" not in address
    sent = juliet.file(romeo.jid, name="plan.bin", state="here", size=len(content), delivery=["sent", "delivered"])
    assert sent["entry"]["text"] is None and sent["entry"]["encryption"] == "omemoLegacy"
    assert juliet.save(sent, directory / "saved") == content
    # What is on the server is what was meant to be there, and nobody there can read it.
    stored = standing.stored_files()
    assert parcels.fetch(standing, "https://" + address.removeprefix("aesgcm://").split("#")[0]) in stored
    for kept in [*stored, standing.stored_bytes(), everything_on_disk(juliet.sotto.profile)]:
        assert content[:20] not in kept and b"plan.bin" not in kept
    assert address.split("#")[1].encode() not in standing.stored_bytes()


def test_a_file_in_the_clear_says_what_it_is(person, bot, standing, directory):
    juliet, romeo = person("juliet"), bot("romeo")
    path = directory / "notes.txt"
    path.write_bytes(b"for everybody")
    juliet.do("setEncryption", peer=romeo.jid, mode="plain")
    juliet.send_file(romeo.jid, path)
    address = wait_for("the file's address", lambda: next((body for body in romeo.bodies() if body.startswith("https://")), None))
    assert parcels.fetch(standing, address) == b"for everybody" and address.endswith("notes.txt")
    stanza = next(stanza for stanza in standing.archive(juliet.account) if address in stanza)
    assert "jabber:x:oob" in stanza and "urn:xmpp:sfs:0" in stanza and "notes.txt" in stanza
    # The negative control: what is not encrypted is found where the test above looks.
    assert b"for everybody" in b"".join(standing.stored_files())
    assert b"for everybody" not in everything_on_disk(juliet.sotto.profile)


def test_an_encrypted_picture_of_a_contact_comes_by_itself_and_is_nowhere_in_the_clear(person, bot, directory):
    juliet, romeo = befriended(person, bot)
    content = picture()
    romeo.share(juliet.jid, "summit.png", content)
    here = juliet.file(romeo.jid, state="here", kind="picture", extent=[64, 48], thumbnail=True)
    assert here["entry"]["text"] is None and here["entry"]["encryption"] == "omemoLegacy"
    assert juliet.save(here, directory / "saved") == content
    assert content[40:100] not in everything_on_disk(juliet.sotto.profile)
    juliet.view("chats").one("a picture", lambda chat: chat["preview"] and chat["preview"]["file"] == "picture")
    juliet.sotto.restart()
    assert juliet.online().save(juliet.file(romeo.jid, state="here"), directory / "again") == content


def test_w09_nothing_of_a_stranger_is_fetched_before_it_is_asked_for(person, bot, directory):
    juliet, mallory = person("juliet"), bot("mallory")
    mallory.share(juliet.jid, "look.png", picture())
    mallory.send(juliet.jid, "look")
    juliet.reads(mallory.jid, "look")
    waiting = juliet.file(mallory.jid, state="there", kind="picture")
    states = {row["entry"]["file"]["state"] for row in juliet.timeline(mallory.jid).history if row["entry"].get("file")}
    assert states == {"there"} and not list((juliet.sotto.profile / "accounts" / juliet.id / "files").glob("*"))
    juliet.do("fetchFile", message=waiting["message"])
    assert juliet.save(juliet.file(mallory.jid, state="here"), directory / "saved") == picture()


def test_a_file_altered_on_the_server_is_refused_and_not_kept(person, bot, standing):
    juliet, romeo = befriended(person, bot)
    sealed, secret = parcels.seal(picture())
    romeo._order(do="slot", service=f"upload.{romeo.account.domain}", name="x.png", size=len(sealed))
    slot = romeo.wait("slot", name="x.png")
    parcels.put(standing, slot, sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:])
    romeo.send(juliet.jid, f"aesgcm://{slot['get'].removeprefix('https://')}#{secret}")
    refused = juliet.file(romeo.jid, state="failed", failure="altered")
    assert not list((juliet.sotto.profile / "accounts" / juliet.id / "files").glob(str(refused["entry"]["file"]["id"]) + "*"))


def test_f27_a_file_survives_the_end_of_the_program_and_is_sent_once(person, bot, standing, directory):
    juliet, romeo = person("juliet"), bot("romeo")
    content = os.urandom(20_000_000)
    path = directory / "large.bin"
    path.write_bytes(content)
    juliet.write(romeo.jid, "first")
    romeo.wait("message", body="first")
    juliet.send_file(romeo.jid, path)
    path.unlink()  # what was accepted does not depend on it any more
    juliet.sotto.kill()
    juliet.sotto.start()
    juliet.online()
    juliet.file(romeo.jid, state="here", delivery=["sent", "delivered"])
    addresses = wait_for("the address", lambda: [body for body in romeo.bodies() if body.startswith("aesgcm://")])
    assert len(addresses) == 1 and parcels.unseal(standing, addresses[0]) == content


def test_f16_a_server_that_dies_while_a_file_is_sent_gets_it_when_it_is_back(person, bot, standing, directory):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "first")
    romeo.wait("message", body="first")
    content = os.urandom(60_000_000)
    path = directory / "large.bin"
    path.write_bytes(content)
    transfers = juliet.view("transfers")
    juliet.send_file(romeo.jid, path)
    transfers.one("being under way", lambda row: row["done"] > 0)
    standing.kill()
    standing.start()
    juliet.online()
    juliet.file(romeo.jid, state="here", delivery=["sent", "delivered"], timeout=120)
    address = wait_for("the address", lambda: next((body for body in romeo.bodies() if body.startswith("aesgcm://")), None), 60)
    assert parcels.unseal(standing, address) == content


def test_a_file_that_is_not_to_be_sent_after_all_is_gone(person, bot, directory):
    juliet, romeo = person("juliet"), bot("romeo")
    juliet.write(romeo.jid, "first")
    romeo.wait("message", body="first")
    path = directory / "large.bin"
    path.write_bytes(os.urandom(80_000_000))
    transfers = juliet.view("transfers")
    juliet.send_file(romeo.jid, path)
    sending = juliet.file(romeo.jid)
    transfers.one("being under way", lambda row: row["done"] > 0)
    juliet.do("cancelFile", message=sending["message"])
    juliet.timeline(romeo.jid).wait_for("it to be gone", lambda rows: not any(row["entry"].get("file") for row in rows))
    juliet.write(romeo.jid, "never mind")
    romeo.wait("message", body="never mind")
    assert not any(body.startswith("aesgcm://") for body in romeo.bodies())
