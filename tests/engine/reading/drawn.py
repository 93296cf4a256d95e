"""A drawing read: what tests ask of it."""

from pathlib import Path
from typing import Any

from tests import workbooks

from shouwang.engine.reading import read
from shouwang.engine.reading.problems import Problem
from shouwang.engine.reading.read import Reading

HEAD = "户编码 | 行政村代码 | 姓名 | 证件号码 | 与户主关系"
WANG = "430921104201000001 | 430921104201 | 王一 | 430921197001010012 | 户主"
LI = "430921104201000001 | 430921104201 | 李二 | 430921197202020029 | 配偶"
ZHAO = "430921104201000002 | 430921104201 | 赵三 | 430921196503030037 | 户主"


def read_drawn(folder: Path, drawing: str = "", /, **asked: Any) -> Reading:
    """The drawing as one sheet of an .xlsx, read.  `hidden` goes to the drawing, the rest to the reader."""
    path = workbooks.xlsx(folder / "表.xlsx", drawing, hidden=asked.pop("hidden", ()))
    return read.read([path], **asked)


def values(reading: Reading, name: str) -> list[Any]:
    """A column of a canonical table, named like households.origin."""
    table, _, column = name.partition(".")
    found: list[Any] = reading.tables[table][column].to_pylist()
    return found


def found(reading: Reading, code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def cells(reading: Reading, code: str) -> list[str | None]:
    return [problem.cell for problem in found(reading, code)]


def one_column(label: str, *spellings: str) -> str:
    """A flat sheet of households with one member each, and `label` as a further column."""
    lines = [f"{HEAD} | {label}"]
    for number, spelling in enumerate(spellings, 1):
        lines.append(
            f"43092110420100{number:04d} | 430921104201 | 王{number} | P{number} | 户主 | {spelling}"
        )
    return "\n".join(lines)
