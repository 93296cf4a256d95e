"""A file encrypted with a passphrase: written in one go, read at any place.

Head (fixed length): mark, scrypt salt and cost.  Then pieces of 64 kB, each AES-256-GCM with 16 bytes of tag.  A
piece's nonce is its number and whether it is the last, so that pieces left out, swapped or cut off are found; the head
is authenticated with every piece.  The key comes from passphrase and salt, so that no two files share one.
"""

import io
import secrets
import struct
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from shouwang.engine.errors import Refused, sentence

MARK = b"SHOUWANG-SEALED1"
HEAD = struct.Struct(">16s16sBBH")
"""Mark, salt, log2 of scrypt's n, r, p."""
PIECE = 65_536
TAG = 16
COST = 15
"""2^15 × 8 × 128 bytes: 32 MB and about 0.1 s for each guess."""
SHORTEST = 10


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def checked(passphrase: str) -> str:
    if len(passphrase) < SHORTEST:
        raise Refused(
            sentence("口令太短，不足 {least} 个字符。", least=SHORTEST),
            sentence("请换一个更长的口令，例如几个不相干的词。"),
        )
    return passphrase


def _key(passphrase: str, head: bytes) -> AESGCM:
    _mark, salt, cost, r, p = HEAD.unpack(head)
    if not (10 <= cost <= 20 and 1 <= r <= 16 and 1 <= p <= 4):
        raise broken()
    return AESGCM(Scrypt(salt=salt, length=32, n=2**cost, r=r, p=p).derive(passphrase.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def broken() -> Refused:
    return Refused(
        sentence("口令不对，或备份文件被改动、截断过。"), sentence("请核对口令；口令无误就换另一份备份。")
    )


class Writer(io.RawIOBase):
    """Encrypts what is written into `out`; the end is marked by `close`."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        self.out = out
        self.head = HEAD.pack(MARK, secrets.token_bytes(16), COST, 8, 1)
        self.cipher = _key(passphrase, self.head)
        self.number = 0
        self.waiting = bytearray()
        out.write(self.head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        # The last piece has to be known as such: one piece always waits.
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(data)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.number, last=last), piece, self.head))
        self.number += 1

    def finish(self) -> None:
        """Without it the file is one that was cut off."""
        self._put(bytes(self.waiting), last=True)
        self.waiting.clear()


class Reader(io.RawIOBase):
    """Decrypts at any place.  Refused at the first piece that is not what was written."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self.file = file
        self.head = file.read(HEAD.size)
        if len(self.head) < HEAD.size:
            raise broken()
        self.cipher = _key(passphrase, self.head)
        body = file.seek(0, io.SEEK_END) - HEAD.size
        self.pieces = max(1, -(-body // (PIECE + TAG)))
        self.size = body - TAG * self.pieces
        self.place = 0
        self.held: tuple[int, bytes] = (-1, b"")
        # A file that was cut off betrays itself before anything of it is used.
        self._piece(self.pieces - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        self.place = start + offset
        return self.place

    def readinto(self, buffer: Any) -> int:
        if self.place >= self.size:
            return 0
        number, offset = divmod(self.place, PIECE)
        part = self._piece(number)[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self.place += len(part)
        return len(part)

    def _piece(self, number: int) -> bytes:
        if self.held[0] != number:
            self.file.seek(HEAD.size + number * (PIECE + TAG))
            sealed = self.file.read(PIECE + TAG)
            nonce = _nonce(number, last=number == self.pieces - 1)
            try:
                self.held = number, self.cipher.decrypt(nonce, sealed, self.head)
            except (InvalidTag, ValueError) as error:
                raise broken() from error
        return self.held[1]
