"""Streams sealed piece by piece, so that a file of any size passes through bounded memory.

Header: magic, number of the personal key, nonce, the file's own key sealed with it (the file's name is authenticated,
so that files cannot be exchanged).  Then pieces of 64 kB, each AES-256-GCM; the nonce of a piece is its place and
whether it is the last, so that a piece moved, left out, or cut off behind does not open.
"""

import hashlib
import io
import secrets
import struct
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused

PIECE = 65_536
TAG = 16
KEY = 32
MAGIC = b"SWF1"
HEADER = struct.Struct(f">4sI12s{KEY + TAG}s")


def broken() -> Refused:
    return Refused(
        _("有一份加密保存的文件解不开：文件不完整、被改动过，或密钥不对。"),
        _("请管理员运行 shouwang check-deploy，并从备份恢复这份文件。"),
    )


def header(own: bytes, name: str, number: int, key: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return HEADER.pack(MAGIC, number, nonce, AESGCM(key).encrypt(nonce, own, name.encode()))


def number_of(head: bytes) -> int:
    """Which personal key opens it.  Refused when it is no header."""
    if len(head) != HEADER.size or not head.startswith(MAGIC):
        raise broken()
    return int(HEADER.unpack(head)[1])


def own_key(head: bytes, name: str, key: bytes) -> bytes:
    nonce, sealed = HEADER.unpack(head)[2:]
    try:
        return AESGCM(key).decrypt(nonce, sealed, name.encode())
    except InvalidTag as error:
        raise broken() from error


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Write plain, sealed comes out.  `finish()` seals what is left; without it the file never opens."""

    def __init__(self, target: BinaryIO, own: bytes) -> None:
        self.target = target
        self.size = 0
        self._cipher = AESGCM(own)
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        self._place = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        self.size += len(view)
        self._hash.update(view)
        for start in range(0, len(view), PIECE):
            self._waiting += view[start : start + PIECE]
            # One piece is held back: only the end tells which was the last.
            if len(self._waiting) > PIECE:
                self._seal(PIECE, last=False)
        return len(view)

    def finish(self) -> None:
        self._seal(len(self._waiting), last=True)

    @property
    def checksum(self) -> str:
        """SHA-256 of what was written, plain."""
        return self._hash.hexdigest()

    def _seal(self, size: int, *, last: bool) -> None:
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        self.target.write(self._cipher.encrypt(_nonce(self._place, last), piece, None))
        self._place += 1


class Unsealing(io.RawIOBase):
    """Read plain from a sealed stream that stands behind its header.  Refused at the first piece that is not whole."""

    def __init__(self, source: BinaryIO, own: bytes) -> None:
        self.source = source
        self._cipher = AESGCM(own)
        self._ahead = source.read(PIECE + TAG)
        self._place = 0
        self._ready = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._ready and not self._ended:
            self._open()
        room = memoryview(buffer).cast("B")
        size = min(len(room), len(self._ready))
        room[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _open(self) -> None:
        piece, self._ahead = self._ahead, self.source.read(PIECE + TAG)
        self._ended = not self._ahead
        try:
            self._ready = memoryview(self._cipher.decrypt(_nonce(self._place, self._ended), piece, None))
        except (InvalidTag, ValueError) as error:
            raise broken() from error
        self._place += 1

    def close(self) -> None:
        self.source.close()
        super().close()
