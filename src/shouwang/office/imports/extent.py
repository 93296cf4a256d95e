"""How far the cells of an upload reach, asked before the reader lays them out: one cell in the last corner of a sheet
would claim half a terabyte.  What is not seen here – old workbooks, files that are two things at once – the reader lays
out in a process of its own (engine/reading/apart.py), which then ends with nothing but a sentence."""

import re
import zipfile
from pathlib import Path
from typing import Any

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
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""No program writes further out, and the reader would follow."""
# As the reader takes them: in either quotation mark, in small letters, with room around or none.  The mark before the
# letter is asked for after it: twice as fast.
LETTERS = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["']([A-Za-z]{1,4})""")
NUMBERS = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["'][A-Za-z]*0*([1-9][0-9]{0,7})""")
# Rows and cells without a place follow the one before.
PLACED = rb"""(?! r=")(?!(?:\s+[\w:.]+\s*=\s*"[^"<>]{0,99}")*?\s+r\s*=)"""
UNPLACED_ROWS = [re.compile(mark + rb"row(?=[\s/>])" + PLACED) for mark in (b"<", b":")]
UNPLACED_CELLS = [re.compile(mark + rb"c(?=[\s/>])" + PLACED) for mark in (b"<", b":")]
ROW_END = re.compile(rb"</(?:[^<>:]{0,99}:)?row\s*>")


def refuse_huge(path: Path, most: int = MOST_CELLS) -> None:
    """Of an XLSX file over `most` cells, a Parquet file, or an archive that cannot be unpacked; anything else is left
    to the reader."""
    _refuse_endless(path)
    if not _is_archive(path):
        return
    with spreadsheet.told(path), zipfile.ZipFile(path) as archive:
        # What the reader would not unpack is not searched either.
        spreadsheet.refuse_bomb(path, archive)
        for info in archive.infolist():
            if _cells(archive.read(info)) > most:
                raise _too_large(path)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


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


def _cells(xml: bytes) -> int:
    """Of the part of a workbook, where it is a sheet; at least as many as the reader will lay out."""
    if b"sheetData" not in xml:
        return 0
    height = max(map(int, set(NUMBERS.findall(xml))), default=0) + _count(UNPLACED_ROWS, xml)
    width = max(map(_number, set(LETTERS.findall(xml))), default=0) + _longest(xml)
    return height * width if height <= LAST_ROW and width <= LAST_COLUMN else LAST_ROW * LAST_COLUMN


def _count(marks: list[re.Pattern[bytes]], xml: bytes) -> int:
    return sum(len(mark.findall(xml)) for mark in marks)


def _longest(xml: bytes) -> int:
    """Most cells without a place in one row."""
    if not _count(UNPLACED_CELLS, xml):
        return 0
    return max(_count(UNPLACED_CELLS, row) for row in ROW_END.split(xml))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
