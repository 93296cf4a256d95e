"""How far the cells of an upload reach, asked before the reader lays them out: one cell in the last corner of a sheet
would claim half a terabyte, and the library that reads workbooks ends the process where it finds no memory."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import spreadsheet

MOST_CELLS = 60_000_000
"""About two gigabytes while it is read; a million rows of sixty columns."""
PIECE, OVERLAP = 4 << 20, 64
# As the reader takes them: in either quotation mark, in small letters, with room around.
LETTERS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})[0-9]""")
NUMBERS = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{0,3}([0-9]{1,7})["']""")


def refuse_huge(path: Path) -> None:
    """Of an XLSX or Parquet file; anything else – also a broken one – is left to the reader."""
    _refuse_endless(path)
    try:
        with zipfile.ZipFile(path) as archive:
            # What the reader would not unpack is not searched either.
            spreadsheet.refuse_bomb(path, archive)
            for info in archive.infolist():
                with archive.open(info) as part:
                    if _cells(part) > MOST_CELLS:
                        raise _too_large(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return


def _refuse_endless(path: Path) -> None:
    """A thousand million times the same value fits into a few kilobytes."""
    try:
        about = pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return
    if about.num_rows * about.num_columns > MOST_CELLS:
        raise _too_large(path)


def _too_large(path: Path) -> Refused:
    return Refused(
        _("“%(name)s”里的工作表大得不合常理（可能有一格写在了很远的地方）。") % {"name": path.name},
        _("请删去表格右边和下面的空白行列，另存后再上传；确有这么多数据的，请分成几个文件。"),
    )


def _cells(part: IO[bytes]) -> int:
    width, height = 0, 0
    for piece in _pieces(part):
        columns = set(LETTERS.findall(piece))
        width = max(width, max((_number(name) for name in columns), default=0))
        height = max(height, max(map(int, NUMBERS.findall(piece)), default=0))
        if width * height > MOST_CELLS:
            break
    return width * height


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """Overlapping, so that no reference is cut in two."""
    rest = b""
    while piece := part.read(PIECE):
        yield rest + piece
        rest = piece[-OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
