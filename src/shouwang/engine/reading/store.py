"""The output directory: canonical tables, the problems as a list for programs and as a workbook for people."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq

from shouwang.engine import aside, manifest
from shouwang.engine.errors import sentence
from shouwang.engine.reading import marked, messages
from shouwang.engine.reading.problems import Problem
from shouwang.engine.reading.read import Reading
from shouwang.engine.reading.workbook import Book, Progress, silent

PROBLEMS, PROBLEMS_BOOK = "problems.json", "problems.xlsx"
MARKED = "标记_"
"""Before the name of a file whose copy was marked, where several were read together."""


def write(reading: Reading, out: Path, *, progress: Progress = silent) -> None:
    """Complete or absent.  One file: problems.xlsx is its marked copy; several: one copy each beside the list."""
    with aside.aside(out) as draft, ThreadPoolExecutor(1) as other_core:
        # Most of a marked copy is compression, which lets the other files be written meanwhile.
        books = other_core.submit(_write_books, reading, draft, progress)
        for name, table in reading.tables.items():
            pq.write_table(table, draft / f"{name}.parquet", compression="zstd")
        manifest.write(draft, {name: len(table) for name, table in reading.tables.items()})
        (draft / PROBLEMS).write_text(as_json(reading.problems), encoding="utf-8")
        books.result()


def as_json(problems: Sequence[Problem]) -> str:
    """One problem per line: large, and still to be read with grep.  The sentence is whole without its words."""
    names = Problem._fields[:-1]
    whole = json.dumps([dict(zip(names, problem, strict=False)) for problem in problems], ensure_ascii=False)
    # Inside a text every quotation mark is escaped, so this can only be the seam between two problems.
    return whole.replace('}, {"code": ', '},\n{"code": ') + "\n"


def _write_books(reading: Reading, draft: Path, progress: Progress) -> None:
    if len(reading.books) == 1:
        progress("标出问题", 0, 1)
        marked.write(reading.books[0], reading.log, reading.problems, draft / PROBLEMS_BOOK)
        return
    # A copy of a file in which nothing is marked would only be one more file to look through.
    places = zip(reading.log.places, reading.problems, strict=True)
    wrong = {sheet.path for (sheet, *_), problem in places if sheet and problem.severity != messages.INFO}
    for number, book in enumerate(book for book in reading.books if book.path in wrong):
        progress(sentence("标出 {name} 的问题", name=book.path.name), number, len(reading.books))
        marked.write(book, reading.log, None, _free_name(draft, book))
    marked.write_list(reading.problems, draft / PROBLEMS_BOOK)


def _free_name(draft: Path, book: Book) -> Path:
    """Two files of one name from two villages get two copies."""
    stem = f"{MARKED}{book.path.stem}"
    names = [stem, *(f"{stem}_{number}" for number in range(2, 1000))]
    return next(path for name in names if not (path := draft / f"{name}.xlsx").exists())
