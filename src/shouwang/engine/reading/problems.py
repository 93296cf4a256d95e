"""What was found, where: one line of problems.json each."""

from collections.abc import Iterable
from typing import NamedTuple

from shouwang.engine.reading import messages
from shouwang.engine.reading.phrases import Words
from shouwang.engine.reading.workbook import Sheet


class Problem(NamedTuple):
    """`row` as the spreadsheet program shows it (CSV: line); `sheet` is nothing for CSV and Parquet."""

    code: str
    severity: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    cell: str | None
    value: str | None
    message: str
    """The sentence in Chinese."""
    words: Words
    """What fills it, to say it in another language (`wording`)."""


class Log:
    """Collects problems; `places` keeps beside each the sheet, row and column that marking needs."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: list[tuple[Sheet | None, int | None, int | None]] = []

    def add(
        self,
        code: str,
        sheet: Sheet,
        row: int | None = None,
        column: int | None = None,
        value: object = None,
        **words: object,
    ) -> None:
        """`row` and `column` count from 0 in the sheet; `words` fill the sentence of the catalogue."""
        message = messages.CATALOGUE[code]
        header = sheet.header_of(column)
        text = None if value is None or value == "" else shown(value)
        words = {"value": text, "header": header, **words}
        words = {name: words[name] for name in message.places}
        self.put(code, message.severity, message.sentence(**words), words, sheet, row, column, text)

    def put(
        self,
        code: str,
        severity: str,
        sentence: str,
        words: Words,
        sheet: Sheet,
        row: int | None,
        column: int | None,
        value: str | None,
    ) -> None:
        """A problem whose sentence is ready, as the checks of data quality bring it."""
        number = None if row is None else sheet.number(row)
        cell = None if number is None or column is None else f"{letters(column)}{number}"
        header = sheet.header_of(column)
        self.problems.append(
            Problem(code, severity, sheet.path.name, sheet.name, number, header, cell, value, sentence, words)
        )
        self.places.append((sheet, row, column))

    def general(self, code: str, file: str) -> None:
        """A problem of the whole reading: no sheet, no cell."""
        message = messages.CATALOGUE[code]
        self.problems.append(
            Problem(code, message.severity, file, None, None, None, None, None, message.sentence(), {})
        )
        self.places.append((None, None, None))


def letters(column: int) -> str:
    """The spreadsheet's name of a column counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown(value: object) -> str:
    """A cell as its owner would recognise it: whole numbers without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def needs_attention(problems: Iterable[Problem]) -> bool:
    return any(problem.severity != messages.INFO for problem in problems)
