"""The office's own workbooks of what is missing (screening/completion/blanks.py), known again when they come back.

By what stands in them: the title, and a header row with what tells who it is, then columns by the names they have here.
A mark saves questions and nothing else: who may write what is asked as of any other file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shouwang.engine.reading import messages
from shouwang.engine.reading.read import Reading
from shouwang.engine.reading.workbook import Sheet
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Column, Table

TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = range(4)
TITLE = gettext_noop("待补信息：%(place)s")
TITLE_OF_COLUMN = gettext_noop("待补：%(column)s")
VILLAGE = gettext_noop("行政村")
"""Its name, for people; the code beside it is what counts."""
GIVEN: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (PERSONS, ("household_id", "area_code", VILLAGE, "head_name", "person_id", "name")),
    (HOUSEHOLDS, ("household_id", "area_code", VILLAGE, "head_name")),
)
"""What tells who it is, on a sheet of persons and on one of households."""


@dataclass(frozen=True)
class Own:
    """A sheet of ours.  `columns`: place → what is asked there; `key`: place of the code of a household or person."""

    table: Table
    key: int
    columns: Mapping[int, Column]


def headers(table: Table) -> tuple[str, ...]:
    """Of what is given, in the language that the text is asked for in."""
    given = next(names for one, names in GIVEN if one is table)
    return tuple(_header(name, table) for name in given)


def _header(name: str, table: Table) -> str:
    if name == VILLAGE:
        return _(VILLAGE)
    return (table[name] if name in table else HOUSEHOLDS[name]).label


def of(sheet: Sheet) -> Own | None:
    """What a sheet asks; nothing for any other sheet, nor for one whose columns somebody changed."""
    if len(sheet.rows) <= HEAD_ROW or not _is_titled(sheet):
        return None
    said = [str(cell or "").strip() for cell in sheet.rows[HEAD_ROW]]
    while said and not said[-1]:
        said.pop()
    return next((found for table, _names in GIVEN if (found := _own(table, said))), None)


def _is_titled(sheet: Sheet) -> bool:
    title = str(sheet.rows[TITLE_ROW][0] or "")
    with translation.override(settings.LANGUAGE_CODE):
        return any(title.startswith(_(one).partition("%")[0]) for one in (TITLE, TITLE_OF_COLUMN))


def _own(table: Table, said: list[str]) -> Own | None:
    with translation.override(settings.LANGUAGE_CODE):
        given, village = headers(table), _(VILLAGE)
    # A list of one column, as its page exports it, does without the village's name.
    short = tuple(name for name in given if name != village)
    begun = next((each for each in (given, short) if tuple(said[: len(each)]) == each), None)
    if begun is None:
        return None
    asked = said[len(begun) :]
    by_label = {column.label: column for column in table if column.label not in given}
    if not asked or len(set(asked)) < len(asked) or not set(asked) <= set(by_label):
        return None
    key = "person_id" if table is PERSONS else "household_id"
    places = {len(begun) + place: by_label[label] for place, label in enumerate(asked)}
    return Own(table, begun.index(table[key].label), places)


def is_own(reading: Reading) -> bool:
    """Whether nothing was read but sheets of ours."""
    return bool(reading.understood) and all(of(one.sheet) is not None for one in reading.understood)


def without_remarks(reading: Reading) -> Reading:
    """The same, without the remark that the village's name, which we wrote there ourselves, was not used."""
    log = reading.log
    kept = list(_kept(reading))
    log.problems[:] = [log.problems[number] for number in kept]
    log.places[:] = [log.places[number] for number in kept]
    return reading


def _kept(reading: Reading) -> Iterator[int]:
    with translation.override(settings.LANGUAGE_CODE):
        village = _(VILLAGE)
    ours = {(one.sheet.path.name, one.sheet.name) for one in reading.understood if of(one.sheet)}
    for number, problem in enumerate(reading.problems):
        if not (
            problem.code == messages.COLUMN_NOT_NEEDED
            and problem.column == village
            and (problem.file, problem.sheet) in ours
        ):
            yield number
