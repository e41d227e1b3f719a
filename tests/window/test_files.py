"""Pictures and files in the real window, with a client that others wrote."""

import struct
import zlib

from lab import parcels
from lab.process import wait_for
from support import arrive, message_with, open_chat

#: Pastes a picture and a text file into the conversation, as the system's clipboard gives them.
PASTE = """
const done = arguments[arguments.length - 1];
const canvas = document.createElement('canvas');
[canvas.width, canvas.height] = [640, 360];
const pen = canvas.getContext('2d');
[pen.fillStyle, pen.font] = ['#246', '48px sans-serif'];
pen.fillRect(0, 0, 640, 360);
pen.fillStyle = '#fff';
pen.fillText('Verona', 60, 200);
canvas.toBlob((blob) => {
  const data = new DataTransfer();
  data.items.add(new File([blob], 'verona.png', { type: 'image/png' }));
  data.items.add(new File(['a plan'], 'plan.txt', { type: 'text/plain' }));
  const field = document.querySelector('[data-testid=composer-input]');
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  done(true);
}, 'image/png');
"""

#: How wide each picture in the conversation is drawn from, as far as it was drawn.
DRAWN = "return [...document.querySelectorAll('[data-testid=picture] img')].map((img) => img.complete ? img.naturalWidth : 0)"


def balcony() -> bytes:
    """A PNG of 48 by 32."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes(part for x in range(48) for part in (x * 5, y * 7, 90)) for y in range(32))
    head = struct.pack(">IIBBBBB", 48, 32, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_pictures_and_files_go_both_ways_and_are_shown(standing, sign_in, bot, picture):
    juliet, romeo = standing.account("juliet"), bot("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    arrive(romeo, juliet.jid, "show me your town")
    open_chat(window, romeo.jid)
    message_with(window, "show me your town")
    window.run_async(PASTE)
    wait_for("both files in the dialog", lambda: len(window.all("attached")) == 2)
    picture(window, "attaching")
    window.find("attach-caption").type("here it is")
    window.find("attach-send").click()
    romeo.wait("message", body="here it is", encrypted=True)
    sealed = lambda: [body for body in romeo.bodies() if body.startswith("aesgcm://")]
    addresses = wait_for("the addresses", lambda: sealed() if len(sealed()) == 2 else None, 40)
    contents = [parcels.unseal(standing, address) for address in addresses]
    assert b"a plan" in contents and any(content.startswith(b"\x89PNG") or content.startswith(b"\xff\xd8") for content in contents)
    wait_for("our picture", lambda: any(width > 0 for width in window.run(DRAWN)))
    romeo.share(juliet.jid, "balcony.png", balcony())
    wait_for("his picture", lambda: len([width for width in window.run(DRAWN) if width > 0]) == 2, 40)
    picture(window, "files")
    window.all("picture-open")[-1].click()
    window.find("viewer")
    picture(window, "viewer")
