"""CSV: which encoding, which delimiter, which line."""

import csv
import io
from pathlib import Path

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading.workbook import Book, Cells, Sheet

DELIMITERS = ",;\t"


def open_text(path: Path, data: bytes) -> Book:
    text = decoded(path, data)
    rows, lines = _records(path, text)
    return Book(path, [Sheet(path, None, _padded(rows), lines=lines)])


def decoded(path: Path, data: bytes) -> str:
    """UTF-8 and UTF-16 with or without mark, else GB18030; nothing is replaced by question marks."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        sentence("“{name}”既不是 UTF-8 也不是 GB18030 编码，读不出文字。", name=path.name),
        "请用表格软件打开后另存为 .xlsx 或 UTF-8 的 .csv。",
    )


def delimiter(text: str) -> str:
    """The one that is found on most of the first lines; among equals the more frequent."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    return max(DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), text[:20_000].count(mark)))


def _records(path: Path, text: str) -> tuple[list[list[str]], list[int]]:
    rows, lines, line = [], [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        for row in reader:
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            sentence(
                "“{name}”第 {line} 行不是规范的 CSV（{error}）。",
                name=path.name,
                line=reader.line_num,
                error=error,
            ),
            "请用表格软件打开后另存为 .xlsx。",
        ) from error
    return rows, lines


def _padded(rows: list[list[str]]) -> Cells:
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]
