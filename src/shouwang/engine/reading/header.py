"""Finds the header of a sheet: one row, or two with groups above, below any number of title rows."""

from dataclasses import dataclass

from shouwang.engine.reading import vocabulary, words
from shouwang.engine.reading.workbook import Merge, Sheet

DEPTH = 30
"""No register has more rows above its header."""


@dataclass(frozen=True)
class Header:
    first: int
    last: int
    names: dict[int, str]
    """Column → its text, groups and own words joined by “/”; columns without any are absent."""
    above: tuple[str, ...] = ()
    """Texts of the title rows."""

    @property
    def scale(self) -> int | None:
        """The unit a title row states for all amounts (“单位：万元”)."""
        return next((found for text in self.above if (found := vocabulary.Header(text).scale)), None)


def find(sheet: Sheet) -> Header | None:
    """The row, or pair of rows, with the most known words; nothing where no row has two of them."""
    best, most = None, 1 if sheet.width > 1 else 0
    for row in range(min(DEPTH, len(sheet.rows))):
        alone = _known(names_of(sheet, row, row))
        if alone > most:
            best, most = (row, row), alone
        if row + 1 < len(sheet.rows):
            together = _known(names_of(sheet, row, row + 1))
            below = _known(names_of(sheet, row + 1, row + 1))
            if together > max(most, below) or (together == below > most and _has_groups(sheet, row)):
                best, most = (row, row + 1), together
    return None if best is None else at(sheet, *best)


def at(sheet: Sheet, first: int, last: int) -> Header:
    """The header in rows `first` … `last`, found or stated by a mapping file."""
    above = tuple(str(cell) for row in sheet.rows[:first] for cell in row if cell not in ("", None))
    return Header(first, last, names_of(sheet, first, last), above)


def names_of(sheet: Sheet, first: int, last: int) -> dict[int, str]:
    own = _texts(sheet.rows[last])
    groups = _groups(sheet, first, own) if first < last else {}
    names = {
        column: "/".join(filter(None, (groups.get(column), own.get(column)))) for column in {*groups, *own}
    }
    return {column: names[column] for column in sorted(names)}


def _texts(row: list[object]) -> dict[int, str]:
    texts = {column: "".join(str(cell).split()) for column, cell in enumerate(row) if cell is not None}
    return {column: text for column, text in texts.items() if text}


def _groups(sheet: Sheet, row: int, own: dict[int, str]) -> dict[int, str]:
    """The upper row, each group's text over all its columns."""
    groups = _texts(sheet.rows[row])
    merges = _across(sheet.merges, row)
    for _, left, _, right in merges:
        if left in groups:
            groups |= dict.fromkeys(range(left, right + 1), groups[left])
    # Without merged cells (CSV) a group reaches right until the next text, but only over columns with words of
    # their own: “户编码” with nothing below it stands alone.
    group = None
    for column in range(sheet.width if merges else 0, sheet.width):
        if column in groups:
            group = groups[column] if column in own else None
        elif group and column in own:
            groups[column] = group
    return groups


def _across(merges: list[Merge], row: int) -> list[Merge]:
    return [merge for merge in merges if merge[0] == row and merge[3] > merge[1]]


def _has_groups(sheet: Sheet, row: int) -> bool:
    """Whether a row reads as groups of a header: not as a title, nor as “填报单位：…　单位：元”."""
    texts = _texts(sheet.rows[row])
    covered = _groups(sheet, row, _texts(sheet.rows[row + 1]))
    return (
        len(set(texts.values())) > 1
        and not any(":" in words.bare(text) for text in texts.values())
        and len(covered) >= 0.8 * len(_texts(sheet.rows[row + 1]))
    )


def _known(names: dict[int, str]) -> int:
    return sum(map(vocabulary.is_known, names.values()))
