"""A workbook of what is missing, come back filled in: what it answers, and what of that may be written as it stands.

For those who fill in on the page without importing files.  Written are answers to what nobody knows yet, of households
within reach, in columns that need no second person; of everything else it is said where it stands and why not.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import spreadsheet
from shouwang.engine.reading import values as cells
from shouwang.engine.reading.files import ENDINGS, open_book
from shouwang.engine.reading.problems import letters, shown
from shouwang.engine.reading.workbook import Sheet
from shouwang.office.accounts.permissions import Permission
from shouwang.office.imports import extent, own, reading
from shouwang.office.kit import sayings, workroom
from shouwang.office.kit.sealing import sealed_of
from shouwang.office.registry import values
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.models.present import CLOSED_OF_HOME
from shouwang.office.screening.completion import completing
from shouwang.office.screening.completion.completing import Asked, Filled

MOST = 2_000
"""Answers at once; whoever has more hands them in by and by."""
MOST_BYTES, MOST_INSIDE, MOST_CELLS = 4_000_000, 60_000_000, 1_000_000
"""Of a file, of what is packed in it, and of its sheets: it is read while whoever sent it waits."""
SOME = 500
"""Records at a time: data bases limit how many keys a question names."""


@dataclass(frozen=True)
class Said:
    """A cell that was filled in.  `wrong`: why it could not be read; `where`: for people."""

    column: Asked
    code: str
    value: Any
    where: str = ""
    text: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Answer:
    record: Any
    column: Asked
    value: Any


@dataclass(frozen=True)
class Left:
    """Not to be written, and why."""

    said: Said
    why: str


@dataclass
class Weighed:
    """`same`: cells that say what is known already."""

    answers: list[Answer] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    same: int = 0

    @property
    def columns(self) -> list[Asked]:
        return list(dict.fromkeys(one.column for one in self.answers))

    def filled(self, seen: Mapping[tuple[str, str], int]) -> list[Filled]:
        """By record; `seen`: table and code → version that was on the screen."""
        given: dict[Any, dict[str, Any]] = {}
        for one in self.answers:
            given.setdefault(one.record, {})[one.column.short] = one.value
        return [Filled(record, row, seen.get(named(record), record.version)) for record, row in given.items()]


def named(record: Any) -> tuple[str, str]:
    """Table and code."""
    if isinstance(record, Person):
        return "persons", record.person_id
    return "households", record.household_id


# -- Out of the workbook -------------------------------------------------------------------------------------------


def read(upload: Any) -> list[Said]:
    """Refused where it is no workbook of ours, or cannot be read."""
    if upload.size > MOST_BYTES:
        raise _too_large()
    ending = PurePosixPath(upload.name).suffix.lower()
    with workroom.private() as room:
        path = room / f"upload{ending if ending in ENDINGS else '.bin'}"
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        with reading.plain_words({path.name: upload.name}):
            _refuse_large(path)
            extent.refuse_huge(path, MOST_CELLS)
            return [one for sheet in open_book(path).sheets for one in _sheet(sheet)]


def _refuse_large(path: Path) -> None:
    if zipfile.is_zipfile(path):
        with spreadsheet.told(path), zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_INSIDE:
                raise _too_large()


def _too_large() -> Refused:
    return Refused(
        _("这本表太大，不像是一个村的待补表。"), _("请按村分开交；整个乡镇的表由乡镇从“导入”上传。")
    )


def _sheet(sheet: Sheet) -> Iterator[Said]:
    if sheet.is_empty:
        return
    found = own.of(sheet)
    if found is None:
        raise Refused(
            _("“%(sheet)s”不是从这里下载的待补表，或表头改过。") % {"sheet": sheet.title},
            _("请把下载的待补表填好，原样交回；别的表格由乡镇从“导入”上传。"),
        )
    code_of = cells.reader(found.table[found.table.key[0]])
    columns = {place: Asked(f"{found.table.name}.{column.name}") for place, column in found.columns.items()}
    for number, row in enumerate(sheet.rows[own.FIRST_ROW :], start=own.FIRST_ROW):
        code = str(code_of(row[found.key])[0] or "")
        for place, column in columns.items():
            said = _said(sheet, number, place, column, code)
            if said:
                yield said


def _said(sheet: Sheet, number: int, place: int, column: Asked, code: str) -> Said | None:
    """Nothing for a cell that says nothing."""
    raw = sheet.rows[number][place]
    where = f"{sheet.title} {letters(place)}{sheet.number(number)}"
    value, problem = cells.reader(column.declared)(raw)
    problem = sheet.faults.get((number, place), problem)
    if value is None and problem is None:
        return None
    text = shown(raw)
    return Said(column, code, value, where, text, "" if value is not None else sayings.title(problem or ""))


# -- Beside the register -------------------------------------------------------------------------------------------


def weigh(said: Sequence[Said], user: Any) -> Weighed:
    """What of it can be written now, by somebody; the rest with the reason.  Refused where it is too much."""
    if len(said) > MOST:
        raise _too_large()
    known = {
        table: _records(model, {one.code for one in said if one.column.table == table}, said, user)
        for table, model in (("households", Household), ("persons", Person))
    }
    made = Weighed()
    taken: dict[tuple[Asked, str], Said] = {}
    for one in said:
        record = known[one.column.table].get(one.code)
        if why := _why_not(one, record):
            made.left.append(Left(one, why))
            continue
        try:
            value = values.typed(one.column.declared, one.value)
        except ValueError as error:
            made.left.append(Left(one, str(error)))
            continue
        _place(made, taken, one, record, value)
    return made


def _place(made: Weighed, taken: dict[tuple[Asked, str], Said], one: Said, record: Any, value: Any) -> None:
    """`taken`: what the cells before say of the same."""
    before = taken.setdefault((one.column, one.code), one)
    here = getattr(record, one.column.short)
    if before is not one:
        if before.value != one.value:
            made.left.append(Left(one, _("同一份表里前面填的不一样。")))
    elif here is None:
        made.answers.append(Answer(record, one.column, value))
    elif here == value:
        made.same += 1
    else:
        made.left.append(Left(one, _("已经登记过，不改动；要更正请打开那一户。")))


def _why_not(one: Said, record: Any) -> str:
    if one.wrong:
        return one.wrong
    if record is None:
        # The same for whoever is not there and for whoever is out of reach.
        return _("在您能办理的在册农户里没有找到，请核对编码。")
    if not one.column.is_direct:
        return _("这一项须经审批，请打开那一户提交变更申请。")
    return ""


def _records(model: Any, codes: set[str], said: Iterable[Said], user: Any) -> dict[str, Any]:
    """By code, those that somebody may fill in; nothing sealed is opened but what is asked."""
    asked = {one.column.short for one in said if one.column.model is model}
    closed = [name for name in sealed_of(model) if name not in asked]
    reached = model.objects.visible_to(user, Permission.CHANGE_REQUEST).filter(ended_on=None)
    key = "person_id" if model is Person else "household_id"
    if model is Person:
        reached = reached.select_related("household").defer(*closed, *CLOSED_OF_HOME)
    else:
        reached = reached.defer(*closed)
    ordered = sorted(codes)
    parts = (ordered[start : start + SOME] for start in range(0, len(ordered), SOME))
    return {getattr(one, key): one for part in parts for one in reached.filter(**{f"{key}__in": part})}


# -- From one page to the next -------------------------------------------------------------------------------------


def packed(weighed: Weighed) -> str:
    """For the form that confirms: what its sender could as well type into the grid, so that nothing of it is believed."""
    return json.dumps(
        [
            [*named(one.record), one.column.short, values.plain(one.value), one.record.version]
            for one in weighed.answers
        ],
        ensure_ascii=False,
    )


def unpacked(text: str) -> tuple[list[Said], dict[tuple[str, str], int]]:
    """What `packed` made, and the versions that were seen.  ValueError for anything else."""
    said, seen = [], {}
    for table, code, short, value, version in json.loads(text):
        column = completing.asked(f"{table}.{short}")
        if column is None or column.model is None or not isinstance(value, str | int):
            raise ValueError(short)
        said.append(Said(column, str(code), value))
        seen[table, str(code)] = int(version)
    return said, seen
