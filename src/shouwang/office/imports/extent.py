"""How far the cells of an upload reach, asked before the reader lays them out: one cell in the last corner of a sheet
would claim half a terabyte, and the library that reads workbooks ends the process where it finds no memory."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import spreadsheet

MOST_CELLS = 60_000_000
"""About two gigabytes while it is read; a million rows of sixty columns."""
MOST_BYTES = 500_000_000
"""Of texts in cells; four times as much while it is read."""
BLOCKS = "FIXED_LEN_BYTE_ARRAY"
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
    """A thousand million times the same value, or a thousand times the same book, fits into a few kilobytes."""
    try:
        about = pq.read_metadata(path)
        if about.num_rows * about.num_columns > MOST_CELLS or _unfolded(path, about) > MOST_BYTES:
            raise _too_large(path)
    except (pa.ArrowException, OSError):
        return


def _unfolded(path: Path, about: Any) -> int:
    """Bytes of texts, as many times as they stand in cells; in the file one that is repeated stands once."""
    leaves = [about.schema.column(number) for number in range(about.num_columns)]
    found = about.num_rows * sum(leaf.length for leaf in leaves if leaf.physical_type == BLOCKS)
    found += sum(_at_most(about, number) for number, leaf in enumerate(leaves) if _is_nested(leaf))
    names = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY" and not _is_nested(leaf)]
    with pq.ParquetFile(path, read_dictionary=names) as file:
        for batch in file.iter_batches(columns=names):
            found += sum(_bytes(column) for column in batch.columns)
            if found > MOST_BYTES:
                break
    return int(found)


def _is_nested(leaf: Any) -> bool:
    """Of lists and records, which no table of ours has in a cell."""
    return bool(leaf.max_repetition_level) or leaf.max_definition_level > 1


def _at_most(about: Any, number: int) -> int:
    chunks = (about.row_group(group).column(number) for group in range(about.num_row_groups))
    return sum(chunk.num_values * chunk.total_uncompressed_size for chunk in chunks)


def _bytes(column: Any) -> int:
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.cast(pc.binary_length(column.dictionary), pa.int64())
    return pc.sum(lengths.take(column.indices)).as_py() or 0


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
