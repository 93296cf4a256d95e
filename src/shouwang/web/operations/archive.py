"""A backup is one ZIP file – sealed with a passphrase or not –: members, then a manifest with the SHA-256 of each.

Members: `database.sqlite3` or `database.dump` (PostgreSQL's custom format), `files/…`, perhaps `keys/…`.
"""

import hashlib
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from shouwang.engine.errors import Refused, sentence
from shouwang.web.operations import disk, sealed

MANIFEST = "manifest.json"
FORMAT = 1
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
MEMBER = re.compile(r"database\.(?:sqlite3|dump)|(?:files|keys)/(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)
"""Names that our own files have; nothing with `..` or a drive letter comes out of an archive."""
PART = 1 << 20

Progress = Callable[[int], None]
"""Hears how many bytes were dealt with since the last call."""


def quiet(_bytes: int) -> None:
    pass


@dataclass(frozen=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass
class Draft:
    """An archive being written."""

    zip: zipfile.ZipFile
    done: Progress = quiet
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, stream: IO[bytes], *, packed: bool = False) -> None:
        """`packed`: it is compressed or encrypted already, and would only cost time."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self.zip.open(info, "w", force_zip64=True) as out:
            self.members.append(Member(name, *copied(stream, out, self.done)))

    def finish(self, about: dict[str, Any]) -> None:
        members = [vars(member) for member in self.members]
        text = json.dumps({"format": FORMAT, **about, "members": members}, ensure_ascii=False, indent=1)
        self.zip.writestr(MANIFEST, text)


def copied(stream: IO[bytes], out: IO[bytes], done: Progress = quiet) -> tuple[int, str]:
    """Size and SHA-256 of what was copied."""
    size, summed = 0, hashlib.sha256()
    while part := stream.read(PART):
        out.write(part)
        summed.update(part)
        size += len(part)
        done(len(part))
    return size, summed.hexdigest()


@contextmanager
def writing(path: Path, passphrase: str | None, done: Progress = quiet) -> Iterator[Draft]:
    """A new file, on the disk when the block has ended well."""
    with disk.plainly(path), disk.private(path) as file:
        out = sealed.Writer(file, passphrase) if passphrase else None
        target: Any = out or file
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packing:
            yield Draft(packing, done)
        if out:
            out.finish()
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def opened(path: Path, passphrase: str | None) -> Iterator[zipfile.ZipFile]:
    """Refused for what is no backup, for a sealed one without its passphrase, and for one that was damaged."""
    with path.open("rb") as file:
        plain: Any = file
        if sealed.is_sealed(path):
            if passphrase is None:
                raise Refused(
                    sentence("备份“{name}”是加密的。", name=path.name),
                    sentence("请用 --passphrase-file 指明写有口令的文件。"),
                )
            plain = io.BufferedReader(sealed.Reader(file, passphrase), sealed.PIECE)
        try:
            with zipfile.ZipFile(plain) as packed:
                yield packed
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
            raise Refused(
                sentence("“{name}”不是完整的备份文件。", name=path.name), sentence("请换另一份备份。")
            ) from error


def verified(path: Path, passphrase: str | None, done: Progress = quiet) -> dict[str, Any]:
    """The manifest, after every byte of every member was read and compared.  Refused where anything differs."""
    with opened(path, passphrase) as packed:
        about = manifest(packed)
        for member in about["members"]:
            with packed.open(member["name"]) as stream, Path(os.devnull).open("wb") as nowhere:
                _compare(member, *copied(stream, nowhere, done))
    return about


def manifest(packed: zipfile.ZipFile) -> dict[str, Any]:
    names = packed.namelist()
    if MANIFEST not in names:
        raise Refused(
            sentence("这个文件里没有备份清单 manifest.json。"), sentence("请选 shouwang backup 写出的文件。")
        )
    about: dict[str, Any] = json.loads(packed.read(MANIFEST))
    if about.get("format") != FORMAT:
        raise Refused(
            sentence("这份备份由更新的版本写成。"), sentence("请先安装同样新或更新的守望，再恢复。")
        )
    listed = [member["name"] for member in about["members"]]
    odd = [name for name in listed if not MEMBER.fullmatch(name)]
    if odd or sorted(names) != sorted([*listed, MANIFEST]):
        raise Refused(sentence("备份里的文件与清单对不上。"), sentence("请换另一份备份。"))
    return about


def extract(packed: zipfile.ZipFile, member: dict[str, Any], target: Path, done: Progress = quiet) -> None:
    """Compared once more: what is written is what was read."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with packed.open(member["name"]) as stream, disk.private(target) as out:
        _compare(member, *copied(stream, out, done))
        out.flush()
        os.fsync(out.fileno())


def _compare(member: dict[str, Any], size: int, sha256: str) -> None:
    if (size, sha256) != (member["size"], member["sha256"]):
        why = sentence("备份中的“{name}”已损坏，内容与清单不符。", name=member["name"])
        raise Refused(why, sentence("请换另一份备份。"))
