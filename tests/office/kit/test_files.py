"""Sealed files: whole or absent, and nobody alters them unnoticed."""

import io
import os
import shutil
import stat
import subprocess
import sys
import time

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.office import keys
from shouwang.office.kit import chunks, files, workroom

PIECE = chunks.PIECE
SEALED = PIECE + chunks.TAG
PATHS = ("../../etc/passwd", "papers/../../x", "/etc/passwd", "", "papers/aa/zz", "户表.xlsx")


def kept(data: bytes) -> files.Kept:
    return files.keep(io.BytesIO(data), "papers")


def read(name: str) -> bytes:
    with files.opened(name) as stream:
        return stream.read()


def altered(name: str, change) -> None:
    path = files.place(name)
    path.write_bytes(change(path.read_bytes()))


def pieces(raw: bytes) -> tuple[bytes, list[bytes]]:
    body = raw[chunks.HEADER.size :]
    return raw[: chunks.HEADER.size], [body[i : i + SEALED] for i in range(0, len(body), SEALED)]


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_is_kept_comes_back(size):
    data = os.urandom(size)

    file = kept(data)

    assert (file.size, read(file.name)) == (size, data)


@given(sizes=st.lists(st.integers(0, 2 * PIECE), max_size=5))
def test_it_does_not_matter_in_which_portions_a_file_is_written(sizes):
    with files.writing("papers") as draft:
        for size in sizes:
            draft.write(b"x" * size)

    assert read(draft.kept.name) == b"x" * sum(sizes)
    files.remove(draft.kept.name)


def test_nothing_plain_lies_on_the_disk_and_only_the_owner_may_read():
    file = kept(b"430921199001011234" * 100)

    path = files.place(file.name)

    assert b"430921" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "change",
    [
        lambda head, parts: head + b"".join(parts[:-1]),
        lambda head, parts: head + b"".join(parts)[:-1],
        lambda head, parts: head + b"".join([parts[1], parts[0], parts[2]]),
        lambda head, parts: head + b"".join([*parts, parts[-1]]),
        lambda head, parts: head + b"".join([parts[0], parts[2]]),
        lambda head, parts: head,
        lambda head, parts: head[:10],
        lambda head, parts: b"",
        lambda head, parts: head + bytes([parts[0][0] ^ 1]) + b"".join(parts)[1:],
    ],
    ids=["cut", "short", "swapped", "longer", "removed", "no body", "half a head", "empty", "one bit"],
)
def test_an_altered_file_does_not_open(change):
    file = kept(os.urandom(2 * PIECE + 5))

    altered(file.name, lambda raw: change(*pieces(raw)))

    with pytest.raises(Refused):
        read(file.name)


def test_a_file_under_the_name_of_another_does_not_open():
    one, other = kept(b"one"), kept(b"other")

    altered(one.name, lambda _: files.place(other.name).read_bytes())

    with pytest.raises(Refused):
        read(one.name)


@pytest.mark.parametrize("name", PATHS)
def test_a_name_that_is_not_ours_is_no_path(name):
    with pytest.raises(ValueError, match="kept file"):
        files.opened(name)


def test_a_plain_copy_is_gone_after_an_error():
    file = kept(b"PK\x03\x04 xl/workbook.xml")

    with pytest.raises(RuntimeError), files.plain(file.name) as path:
        assert (path.suffix, stat.S_IMODE(path.stat().st_mode)) == (".xlsx", 0o600)
        raise RuntimeError

    assert not path.exists()


def test_a_failed_writing_leaves_nothing():
    before = set(settings.FILES.rglob("*"))

    with pytest.raises(RuntimeError), files.writing("papers") as draft:
        draft.write(b"half")
        raise RuntimeError

    assert {path for path in set(settings.FILES.rglob("*")) - before if path.is_file()} == set()


def test_a_full_disk_is_refused_and_nothing_is_left(monkeypatch):
    def full(_self, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(chunks.Sealing, "write", full)
    before = list(files.names("papers"))

    with pytest.raises(Refused, match="空间"):
        kept(b"anything")

    assert list(files.names("papers")) == before
    assert not list(settings.FILES.rglob("*.new"))


def test_too_large_a_file_is_refused():
    with pytest.raises(Refused, match="1 MB"):
        files.keep(io.BytesIO(b"x" * 1_000_001), "papers", limit=1_000_000)


def test_a_file_is_removed_when_what_it_belongs_to_fails():
    with pytest.raises(RuntimeError), files.kept_or_removed(io.BytesIO(b"x"), "papers") as file:
        raise RuntimeError

    assert not files.place(file.name).exists()


def test_a_file_opens_after_a_new_key_was_added():
    file = kept(b"old")

    keys.add_personal(settings.KEYS)

    assert (read(file.name), read(kept(b"new").name)) == (b"old", b"new")


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF....WEBPVP8 ", "webp"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04....xl/workbook.xml", "xlsx"),
        (b"PK\x03\x04....word/document.xml", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        ("户编码,姓名\n".encode("gb18030"), "csv"),
        ("\ufeff户编码\t姓名\n".encode("utf-16"), "csv"),
        (b"  <html><table>", "html"),
        (b"MZ\x90\x00\x03", ""),
        (b"", ""),
    ],
)
def test_the_kind_is_told_by_content(first, kind):
    assert files.kind_of(first) == kind


KILLED = """
import os, django; django.setup()
from shouwang.office.kit import workroom
with workroom.private() as folder:
    (folder / "secret").write_text("plain"); print(workroom.name(), flush=True); os._exit(9)
"""


def test_the_room_of_a_killed_process_is_cleared_and_ours_is_not():
    there = {"DJANGO_SETTINGS_MODULE": "shouwang.web.settings", "SHOUWANG_HOME": str(settings.HOME)}
    environment = {**os.environ, **there, "PYTHONPATH": os.pathsep.join(sys.path)}
    left = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, text=True, stdout=-1
    ).stdout.strip()
    with workroom.private() as ours:
        dead = workroom.lives(left)

        workroom.clear()

        assert (dead, workroom.lives(left), workroom.lives(workroom.name())) == (False, None, True)
        assert ours.is_dir()


def test_a_room_without_lock_is_left_unless_it_is_just_being_made():
    with workroom.private() as ours:
        ground = ours.parent.parent
        born, left, old = (ground / name for name in ("born", "left", "old"))
        for room in (born, left, old):
            room.mkdir()
        (left / "aborted").touch()
        os.utime(old, (time.time() - 2 * workroom.NEWBORN,) * 2)

        workroom.clear()

        assert (born.exists(), left.exists(), old.exists(), ours.exists()) == (True, False, False, True)
        born.rmdir()


def test_who_leaves_takes_the_lock_last(tmp_path, monkeypatch):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "secret").touch()
    (tmp_path / "aborted").touch()
    with (tmp_path / "lock").open("wb") as lock:
        monkeypatch.setattr(workroom.shutil, "rmtree", _only_below(tmp_path))

        workroom._leave(workroom.Room(tmp_path, lock))

    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def _only_below(room):
    """Killed just before the room itself is removed."""
    remove = shutil.rmtree
    return lambda path, **how: None if path == room else remove(path, **how)
