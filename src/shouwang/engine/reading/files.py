"""Opens a file by what its first bytes say it is."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import spreadsheet, textfile
from shouwang.engine.reading.apart import broken
from shouwang.engine.reading.workbook import Book, Sheet, without_booleans

TEXTS = (".csv", ".txt", ".tsv", ".xls")
"""Many systems export tables of text and call them .xls."""
ENDINGS = (*TEXTS, ".xlsx", ".xlsm", ".parquet")


def open_book(path: Path) -> Book:
    """Refused where there is no file, or none that holds cells."""
    _refuse_strange(path)
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        book = spreadsheet.open_xlsx(path)
    elif start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        book = spreadsheet.open_xls(path, path.read_bytes())
    elif start.startswith(b"PAR1"):
        book = _open_parquet(path)
    elif path.suffix.lower() in TEXTS and not start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        book = textfile.open_text(path, path.read_bytes())
    else:
        raise _disguised(path, start)
    return _filled(book)


def _refuse_strange(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        pass  # said below, in better words
    except OSError as error:
        raise Refused(
            sentence("打不开“{name}”：{error}。", name=path.name[:40], error=error.strerror),
            "请检查文件名、所在目录和权限。",
        ) from error
    if path.is_dir():
        raise Refused(sentence("“{path}”是目录，这里需要一个文件。", path=path), "请写出目录里要读的文件名。")
    if not path.exists():
        raise Refused(sentence("找不到文件“{path}”。", path=path), "请检查文件名和所在目录。")
    if not path.is_file():
        raise Refused(sentence("“{path}”不是普通文件（是管道或设备）。", path=path), "请先存成文件再读。")
    if path.suffix.lower() not in ENDINGS:
        raise Refused(
            sentence("不认识“{name}”这种文件。", name=path.name),
            "可以读 .xlsx、.xls、.csv、.parquet；请用表格软件另存为 .xlsx。",
        )


def _disguised(path: Path, start: bytes) -> Refused:
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return Refused(
            sentence("“{name}”其实是网页，不是工作簿。", name=path.name), "请用表格软件打开后另存为 .xlsx。"
        )
    return broken(path)


def _filled(book: Book) -> Book:
    if not all(sheet.is_empty for sheet in book.sheets):
        return book
    raise Refused(sentence("“{name}”是空的，没有一行数据。", name=book.path.name), "请检查是否导出了内容。")


def _open_parquet(path: Path) -> Book:
    """The names of the columns stand for a header in row 1, so the first record is row 2."""
    with spreadsheet.told(path, pa.ArrowException):
        table = pq.read_table(path)
        columns = [column.to_pylist() for column in table.columns]
    records = without_booleans([list(row) for row in zip(*columns, strict=True)])
    return Book(path, [Sheet(path, None, [list(table.column_names), *records])])
