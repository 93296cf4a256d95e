"""Uploads that are no workbooks, made from a seed: each must end in a sentence, never in a trace or a half-written batch.

    python -m tests.faults.malformed --count 1000 --seed 7

Every file is read as an import reads it; printed are how many ended how, and every file that did not end in a sentence.
"""

import argparse
import random
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults import misshapen
from tests.faults.misshapen import changed_parts, good, zipped

Make = Callable[[random.Random], bytes]


@dataclass(frozen=True)
class Bad:
    kind: str
    name: str
    content: bytes


def noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 5_000))


def nothing(chance: random.Random) -> bytes:
    return b""


def page(chance: random.Random) -> bytes:
    return b"<html><table><tr><td>1</td></tr></table></html>" * chance.randrange(1, 9)


def strange_zip(chance: random.Random) -> bytes:
    return zipped(
        chance, {f"../../{chance.random()}": chance.randbytes(50), "xl/workbook.xml": chance.randbytes(90)}
    )


def entities(chance: random.Random) -> bytes:
    """XML that grows while it is read."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    text = f'<?xml version="1.0"?><!DOCTYPE x [{levels}]><sst><si><t>&a8;</t></si></sst>'.encode()
    return changed_parts(chance, lambda name, part: text if name.endswith("sharedStrings.xml") else part)


def encrypted(chance: random.Random) -> bytes:
    """What an encrypted workbook looks like from outside: an OLE container."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(4_096) + "EncryptedPackage".encode("utf-16-le")
    )


def ole(chance: random.Random) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + chance.randbytes(chance.randrange(0, 3_000))


def parquet(chance: random.Random) -> bytes:
    return b"PAR1" + chance.randbytes(chance.randrange(0, 900)) + b"PAR1"


def text(chance: random.Random) -> bytes:
    lines = [
        "，".join(chance.choice(["甲", "1", '"', "=1+1", "\x00", ""]) for _ in range(9)) for _ in range(20)
    ]
    return "\n".join(lines).encode(chance.choice(["utf-8", "gb18030", "utf-16"]))


def picture(chance: random.Random) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + zlib.compress(chance.randbytes(500))


KINDS: dict[str, tuple[Make, tuple[str, ...]]] = {
    "noise": (noise, (".xlsx", ".xls", ".csv", ".parquet", ".exe", "")),
    "empty": (nothing, (".xlsx", ".csv")),
    "cut": (misshapen.cut, (".xlsx",)),
    "flipped": (misshapen.flipped, (".xlsx",)),
    "wrong ending": (good, (".csv", ".parquet", ".pdf", ".php")),
    "flipped part": (misshapen.flipped_part, (".xlsx", ".xls")),
    "page": (page, (".xls", ".xlsx", ".html")),
    "strange zip": (strange_zip, (".xlsx", ".zip")),
    "bomb": (misshapen.bomb, (".xlsx",)),
    "huge": (misshapen.huge, (".xlsx",)),
    "wrong sum": (misshapen.wrong_sum, (".xlsx", ".xls")),
    "unplaced": (misshapen.unplaced, (".xlsx",)),
    "twice": (misshapen.twice, (".xlsx", ".xls")),
    "lying": (misshapen.lying, (".xlsx",)),
    "merged": (misshapen.merged, (".xlsx",)),
    "hidden": (misshapen.hidden, (".xlsx",)),
    "far xls": (misshapen.far_xls, (".xls", ".xlsx")),
    "two at once": (misshapen.two_at_once, (".xlsx", ".xls")),
    "entities": (entities, (".xlsx",)),
    "encrypted": (encrypted, (".xlsx", ".xls")),
    "ole": (ole, (".xls",)),
    "parquet": (parquet, (".parquet",)),
    "text": (text, (".csv", ".txt", ".xls")),
    "picture": (picture, (".xlsx", ".png")),
}
RARE = {"bomb": 25, "huge": 10, "unplaced": 10, "far xls": 5}
"""Slow ones: one in so many of their turns."""
NAMES = ("农户", "../../etc/passwd", "C:\\temp\\x", "a" * 300, "名单\n\r", "<b>x</b>", ".", "con")


def generate(count: int, seed: int) -> Iterator[Bad]:
    chance = random.Random(seed)
    turns = Counter[str]()
    kinds = list(KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        turns[kind] += 1
        if turns[kind] % RARE.get(kind, 1) != (1 % RARE.get(kind, 1)):
            kind = "flipped"
        make, endings = KINDS[kind]
        yield Bad(kind, chance.choice(NAMES) + chance.choice(endings), make(chance))


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    ends: Counter[str] = Counter()
    slow: list[tuple[float, str]] = []
    from shouwang.engine.errors import Refused
    from shouwang.office.imports import extent, reading

    with tempfile.TemporaryDirectory() as folder:
        for number, bad in enumerate(generate(given.count, given.seed)):
            suffix = Path(bad.name.rpartition("/")[2]).suffix.lower()
            path = Path(folder) / f"upload-1{suffix if suffix in reading.ENDINGS else '.bin'}"
            path.write_bytes(bad.content)
            began = time.monotonic()
            try:
                with reading.plain_words({path.name: bad.name}):
                    extent.refuse_huge(path)
                    reading.read.read([path])
                end = "read"
            except Refused:
                end = "a sentence"
            except Exception as error:
                end = f"NOT A SENTENCE: {type(error).__name__}"
                sys.stderr.write(f"{number} {bad.kind} {bad.name!r}: {error!r}\n")
            slow.append((time.monotonic() - began, bad.kind))
            ends[end] += 1
            path.unlink()
    for end, count in ends.most_common():
        sys.stdout.write(f"{count:6} {end}\n")
    sys.stdout.write(f"slowest: {max(slow)}\n")
    return int(any(end.startswith("NOT") for end in ends))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("SHOUWANG_HOME", tempfile.mkdtemp(prefix="shouwang-malformed-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.web.settings")
    django.setup()
    raise SystemExit(main())
