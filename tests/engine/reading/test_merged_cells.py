"""Cells merged wherever somebody merges them: a block's value holds for its rows, and a block outside holds nothing."""

from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.reading import drawn

from shouwang.engine.errors import Refused
from shouwang.engine.reading import files, mapping, messages, observe, read, spreadsheet
from shouwang.engine.reading.apart import Laid
from shouwang.engine.reading.workbook import Book

TABLE = [line.split(" | ") for line in (drawn.HEAD, drawn.WANG, drawn.LI, drawn.ZHAO)]
DEEP, WIDE = len(TABLE), len(TABLE[0])
FAR = 1_048_575


def spans(first, last):
    near = st.integers(first, last + 4)
    return st.tuples(near, near | st.just(FAR)).map(sorted)


def blocks(first_row):
    drawn_blocks = st.tuples(spans(first_row, DEEP), spans(0, WIDE))
    return st.lists(drawn_blocks.map(lambda one: (one[0][0], one[1][0], one[0][1], one[1][1])), max_size=4)


def apart(found):
    """Only blocks that touch none before them, as programs allow."""
    kept = []
    for top, left, bottom, right in found:
        if not any(top <= b and t <= bottom and left <= r and le <= right for t, le, b, r in kept):
            kept.append((top, left, bottom, right))
    return kept


def merged(blocks, *, spread):
    """The table after somebody merged the blocks; `spread`: with the value of each written out below its first row."""
    rows = [list(row) for row in TABLE]
    for top, left, bottom, right in blocks:
        for row in range(top, min(bottom, DEEP - 1) + 1):
            for column in range(left, min(right, WIDE - 1) + 1):
                if (row, column) != (top, left):
                    rows[row][column] = rows[top][left] if spread and column == left else ""
    return rows


def sheet(found):
    return spreadsheet._sheet(Path("表.xlsx"), Laid("1", False, found, merged(found, spread=False)))


@given(blocks(first_row=1).map(apart))
def test_a_block_is_its_value_written_into_every_row(found):
    plan = mapping.understand(sheet(found), None)
    columns = list(zip(*plan.sheet.rows[1:], strict=True))

    observe._spread_merges(plan, columns)

    written = list(zip(*merged(found, spread=True)[1:], strict=True))
    used = {column.index for column in plan.used.values()}
    assert {index: tuple(columns[index]) for index in used} == {index: written[index] for index in used}


@settings(max_examples=25)
@given(blocks(first_row=0).map(apart))
def test_a_block_anywhere_is_read_or_refused(found):
    book = Book(Path("表.xlsx"), [sheet(found)])

    with patch.object(files, "open_book", return_value=book), suppress(Refused):
        assert read.read([book.path]).tables


@pytest.mark.parametrize("block", ["A20:A25", "A6:G9", "J2:K3", "A5:XFD5", "A1048570:B1048576", "XFC1:XFD2"])
def test_an_empty_block_outside_the_table_is_nothing(tmp_path, block):
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.active.merge_cells(block)
    book.save(tmp_path / "表.xlsx")

    made = read.read([tmp_path / "表.xlsx"])

    assert drawn.values(made, "persons.name") == ["王一", "李二", "赵三"]


REPEATED = [*TABLE, TABLE[1], TABLE[1], TABLE[2], TABLE[3]]
COLUMN = st.tuples(st.integers(1, len(REPEATED) - 1), st.integers(0, WIDE - 1), st.integers(0, 3))


@settings(max_examples=60, deadline=None)
@given(st.lists(COLUMN.map(lambda one: (one[0], one[1], one[0] + one[2], one[1])), max_size=4).map(apart))
def test_a_value_written_once_makes_the_same_twins_as_one_written_out(found):
    once, out = ([list(row) for row in REPEATED] for _time in range(2))
    for top, left, bottom, _right in found:
        for row in range(top + 1, min(bottom, len(REPEATED) - 1) + 1):
            once[row][left], out[row][left] = "", out[top][left]

    assert _told(Laid("1", False, found, once)) == _told(Laid("1", False, [], out))


def _told(laid):
    book = Book(Path("表.xlsx"), [spreadsheet._sheet(Path("表.xlsx"), laid)])
    with patch.object(files, "open_book", return_value=book):
        made = read.read([book.path])
    said = sorted((one.code, one.row or 0, one.message) for one in made.problems)
    return {name: table.to_pylist() for name, table in made.tables.items()}, said


def test_a_line_repeated_under_a_merged_code_is_noticed(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["户编码", "行政村代码", "户类型"])
    book.active.append(["1", "430921104201", "脱贫户"])
    lines = book.create_sheet("收入")
    for row in (
        ["户编码", "年度", "类别", "金额"],
        ["1", "2022", "工资性收入", 100],
        [None, "2022", "工资性收入", 100],
    ):
        lines.append(row)
    lines.append(["1", "2022", "工资性收入", 100])
    lines.merge_cells("A2:A3")
    book.save(tmp_path / "表.xlsx")

    made = read.read([tmp_path / "表.xlsx"])

    assert [one.row for one in drawn.found(made, messages.ROW_REPEATED)] == [3, 4]
