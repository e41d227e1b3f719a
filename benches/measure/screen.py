"""The screen of an X server that keeps it in a file (`Xvfb -fbdir`), in the format of `xwd`."""

import mmap
import struct
import time
import zlib
from pathlib import Path

#: Between two looks, in seconds.
INTERVAL = 0.004
#: Every so many scan lines are enough to see that something changed.
SPARSE = 8


class Screen:
    """What is shown, read without asking the X server."""

    def __init__(self, file: Path):
        with file.open("rb") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        # XWDFile.h: big-endian words; the picture follows the header and twelve bytes for each colour.
        header = struct.unpack(">25I", self._memory[:100])
        self._start = header[0] + 12 * header[19]
        self.height, self._line = header[5], header[12]

    def picture(self) -> bytes:
        return self._memory[self._start : self._start + self.height * self._line]

    def watch(self, looks: list, started: float, rest: float, at_most: float) -> None:
        """Adds the time since `started` and the picture whenever that changes, until it has not for a while."""
        seen, changed = self._sum(), time.monotonic()
        while True:
            now = time.monotonic()
            if (looks and now - changed > rest) or now - started > at_most:
                return
            found = self._sum()
            if found != seen:
                seen, changed = found, now
                looks.append((now - started, self.picture()))
            time.sleep(INTERVAL)

    def shown(self, before: bytes, looks: list, width: float, enough: float) -> float:
        """When the left part of what is new on the screen was, nearly, what it is in the end."""
        end = looks[-1][1]
        region = self._region(before, end, width)
        final = self._cut(end, *region)
        for at, picture in looks:
            same = sum(a == b for a, b in zip(self._cut(picture, *region), final))
            if same >= enough * len(final):
                return at
        raise AssertionError("the last picture is not like itself")

    def wait_for(self, before: bytes) -> None:
        """Waits until a program's window is gone from the screen."""
        deadline = time.monotonic() + 10
        while self.picture() != before:
            if time.monotonic() > deadline:
                raise AssertionError("a window stayed after its program had ended")
            time.sleep(0.05)

    def _region(self, before: bytes, after: bytes, width: float) -> tuple[int, int, int, int]:
        """The left part of everything that changed: top, bottom, first and last byte of a line."""
        old, new = self._cut(before), self._cut(after)
        lines = [number for number, (a, b) in enumerate(zip(old, new)) if a != b]
        if not lines:
            raise AssertionError("nothing was shown")
        # The middle line crosses the window from edge to edge.
        middle = (lines[0] + lines[-1]) // 2
        columns = [at for at in range(0, self._line, 4) if old[middle][at : at + 4] != new[middle][at : at + 4]]
        first, last = columns[0], columns[-1] + 4
        return lines[0], lines[-1] + 1, first, first + int((last - first) / 4 * width) * 4

    def _cut(self, picture: bytes, top: int = 0, bottom: int | None = None, first: int = 0, last: int | None = None) -> list:
        bottom, last = bottom or self.height, last or self._line
        return [picture[line * self._line + first : line * self._line + last] for line in range(top, bottom)]

    def _sum(self) -> int:
        found = 0
        for line in range(0, self.height, SPARSE):
            at = self._start + line * self._line
            found = zlib.crc32(self._memory[at : at + self._line], found)
        return found
