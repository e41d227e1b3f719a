"""Disks that are full, read-only or damaged, power that fails: each is said plainly, and nothing that was kept is lost."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab.process import wait_for
from lab.ratchet import message_keys, reused
from lab.sotto import Refused

FULL = os.environ.get("SOTTO_FULL") == "1"

#: Where SQLite's writers take turns: a byte of the file that its readers and writers share (wal-index, "WAL_WRITE_LOCK").
WRITE_LOCK = 120


@pytest.fixture
def small_disk(directory: Path):
    """A file system of its own, with room for a few messages."""
    place = directory / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", place], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"only root can make a small disk: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def on_small_disk(standing, sotto, small_disk):
    """Signs somebody in whose profile is on the small disk."""

    def sign_in(name: str = "juliet"):
        return sotto(name, profile=small_disk / "profile").sign_in(standing, standing.account(name)).online()

    return sign_in


def fill(place: Path) -> Path:
    """Leaves not one byte of room."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


def archive(person) -> Path:
    return person.sotto.profile / "accounts" / person.id / "archive.db"


def problem(person, *codes: str, timeout: float = 40) -> dict:
    """The account as the list of accounts shows it, once it has one of these problems."""
    rows = person.sotto.subscribe(None, {"type": "accounts"})
    return rows.one(f"the problem {codes}", lambda row: row["id"] == person.id and row["problem"] in codes, timeout)


def well(person, timeout: float = 90) -> None:
    """Waits until the account works again."""
    rows = person.sotto.subscribe(None, {"type": "accounts"})
    fine = lambda row: row["id"] == person.id and row["problem"] is None and row["connection"] == "online"
    rows.one("an account without problems", fine, timeout)


def test_f05_a_full_disk_is_said_and_nothing_is_lost(standing, small_disk, on_small_disk, bot):
    juliet, romeo = on_small_disk(), bot("romeo")
    juliet.write(romeo.jid, "before")
    romeo.wait("message", body="before")
    ballast = fill(small_disk)
    accepted = []
    with pytest.raises(Refused) as refused:
        for number in range(200):  # what was freed inside the file is used up first
            text = f"{number} " + "x" * 40_000
            juliet.do("send", peer=romeo.jid, text=text)
            accepted.append(text)
    assert refused.value.code == "diskFull"
    problem(juliet, "diskFull")
    for number in range(3):
        romeo.send(juliet.jid, f"while it was full {number}")
    ballast.unlink()
    well(juliet)
    for number in range(3):
        juliet.reads(romeo.jid, f"while it was full {number}")
    juliet.write(romeo.jid, "after")
    romeo.wait("message", body="after", encrypted=True)
    assert [body for body in romeo.bodies() if body[0].isdigit()] == accepted, "what was accepted came, once and in order"
    assert juliet.unreadable(romeo.jid) == []
    sealed = [stanza for stanza in standing.archive(romeo.account) if "<encrypted" in stanza]
    assert sum(len(message_keys(stanza)) for stanza in sealed) > 3 and reused(sealed) == []


def test_f05_a_disk_that_is_full_at_the_start_is_said_and_destroys_nothing(small_disk, on_small_disk, bot):
    juliet, romeo = on_small_disk(), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    juliet.sotto.kill()
    ballast = fill(small_disk)
    romeo.send(juliet.jid, "x" * 50_000)
    romeo.send(juliet.jid, "while it was full")
    juliet.sotto.start()
    problem(juliet, "diskFull")
    ballast.unlink()
    well(juliet)
    juliet.reads(romeo.jid, "while it was full")
    assert juliet.texts(romeo.jid)[:2] == ["before", "echo: before"]


def test_f05_a_new_archive_whose_making_finds_no_room_is_made_once_there_is(standing, sotto, small_disk, bot):
    signing_in, romeo = sotto("juliet", profile=small_disk / "profile"), bot("romeo")
    ballast = fill(small_disk)
    os.truncate(ballast, ballast.stat().st_size - 48 * 1024)  # room for the account, not for its first migration
    juliet = signing_in.sign_in(standing, standing.account("juliet"))
    problem(juliet, "diskFull")
    ballast.unlink()
    well(juliet)
    juliet.write(romeo.jid, "there is room now")
    romeo.wait("message", body="there is room now", encrypted=True)


def test_f06_an_archive_that_another_program_holds_is_said_and_used_again_when_free(person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    with held(archive(juliet)):
        with pytest.raises(Refused) as refused:
            juliet.do("send", peer=romeo.jid, text="in vain")
        assert refused.value.code == "alreadyRunning"
        problem(juliet, "alreadyRunning")
    well(juliet)
    juliet.write(romeo.jid, "after")
    juliet.reads(romeo.jid, "echo: after")
    assert juliet.texts(romeo.jid) == ["before", "echo: before", "after", "echo: after"]


@contextmanager
def held(database: Path):
    """Keeps every other writer waiting, as a backup program or a network disk might."""
    with open(f"{database}-shm", "r+b") as shared:
        fcntl.lockf(shared, fcntl.LOCK_EX, 1, WRITE_LOCK)
        yield


def test_f06_a_profile_on_a_read_only_disk_is_refused_and_kept(small_disk, on_small_disk, bot):
    juliet, romeo = on_small_disk(), bot("romeo", echo=True)
    juliet.write(romeo.jid, "before")
    juliet.reads(romeo.jid, "echo: before")
    juliet.sotto.stop()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    try:
        juliet.sotto.start()
        wait_for("the reason", lambda: any('"code":"readOnly"' in line for line in juliet.sotto.printed))
        wait_for("the end", lambda: not juliet.sotto.running())
    finally:
        subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    juliet.sotto.start()
    juliet.online()
    assert juliet.texts(romeo.jid) == ["before", "echo: before"]


def damage(database: Path, pages: slice) -> None:
    """Writes noise over some pages, and leaves the mark of a program that did not end by itself: a power cut did both."""
    assert not database.with_name("archive.db-wal").exists(), "ending well leaves no journal that could repair it"
    database.with_name("running").touch()
    with database.open("r+b") as file:
        for page in range(database.stat().st_size // 4096)[pages]:
            file.seek(page * 4096)
            file.write(os.urandom(4096))


@pytest.mark.parametrize("pages", [slice(0, 1), slice(1, None), slice(6, None, 7)], ids=["first", "rest", "some"])
def test_f09_a_damaged_archive_is_kept_aside_explained_and_filled_from_the_server(person, bot, raw, pages):
    juliet, romeo, paris = person("juliet"), bot("romeo"), raw("paris")
    romeo.send(juliet.jid, "for the old keys")
    juliet.reads(romeo.jid, "for the old keys")
    paris.send(f"<message to='{juliet.jid}' type='chat' id='p1'><body>readable</body></message>")
    juliet.reads(paris.account.jid, "readable", encrypted=False)
    juliet.sotto.stop()
    before = archive(juliet).read_bytes()
    damage(archive(juliet), pages)
    assert archive(juliet).read_bytes() != before
    damaged = archive(juliet).read_bytes()
    juliet.sotto.start()
    problem(juliet, "damaged")
    set_aside = lambda: list(archive(juliet).parent.glob("archive.db.damaged-*[0-9]"))
    [aside] = wait_for("the damaged file under another name", set_aside)
    assert aside.read_bytes() == damaged, "kept as it was, for whoever wants to try"
    juliet.online()
    problem(juliet, "damaged")
    juliet.reads(paris.account.jid, "readable", encrypted=False)
    romeo.send(juliet.jid, "for the new keys")
    juliet.reads(romeo.jid, "for the new keys")
    juliet.write(romeo.jid, "from the new keys")
    romeo.wait("message", body="from the new keys", encrypted=True)
    assert "for the old keys" not in juliet.texts(romeo.jid)
    assert len(juliet.unreadable(romeo.jid)) == 1, "what cannot be read any more says so, once"
    juliet.sotto.restart()
    well(juliet)
    assert "for the new keys" in juliet.texts(romeo.jid)


def test_f04_ratchets_messages_and_cursors_are_in_one_file(person, bot):
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    juliet.write(romeo.jid, "one file")
    juliet.reads(romeo.jid, "echo: one file")
    kept = {path.name for path in archive(juliet).parent.iterdir()}
    assert kept == {"account.json", "archive.db", "archive.db-shm", "archive.db-wal", "running"}
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(archive(juliet)).execute("SELECT * FROM sqlite_master").fetchall()
    settings = (archive(juliet).parent / "account.json").stat().st_mtime_ns
    juliet.write(romeo.jid, "two")
    juliet.reads(romeo.jid, "echo: two")
    assert (archive(juliet).parent / "account.json").stat().st_mtime_ns == settings, "nothing but the archive moves"


@pytest.mark.timeout(1800 if FULL else 240)
def test_f03_a_journal_cut_short_at_any_page_leaves_an_archive_that_opens(standing, person, bot, sotto, directory):
    """What a power cut leaves: the journal up to some page. Each state opens, and shows the beginning of the conversation."""
    juliet, romeo = person("juliet"), bot("romeo", echo=True)
    for number in range(4):
        juliet.write(romeo.jid, f"line {number}")
        juliet.reads(romeo.jid, f"echo: line {number}")
    whole = juliet.texts(romeo.jid)
    juliet.sotto.kill()
    standing.kill()  # the copies must not meet each other's ratchets
    journal = archive(juliet).with_name("archive.db-wal")
    size = journal.stat().st_size
    cuts = list(range(0, size, 4096))
    shown = []
    for cut in cuts if FULL else cuts[:: max(1, len(cuts) // 5)]:
        copy = directory / f"cut-{cut}"
        shutil.copytree(juliet.sotto.profile, copy)
        os.truncate(copy / journal.relative_to(juliet.sotto.profile), cut)
        one = type(juliet)(sotto(f"cut-{cut}", profile=copy), juliet.account, juliet.id)
        texts = one.texts(romeo.jid)
        assert texts == whole[: len(texts)], f"cut at {cut}"
        assert one.view("account").all()[0]["problem"] != "damaged", f"cut at {cut}"
        shown.append(len(texts))
        one.sotto.stop()
    assert shown == sorted(shown) and len(set(shown)) > 1, "a longer journal shows no less"
