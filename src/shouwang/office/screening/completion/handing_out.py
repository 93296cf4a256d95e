"""Handing out what is missing: a workbook of a place (blanks.py), or one for each of its villages in a ZIP."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.imports import own
from shouwang.office.jobs import filing, queue
from shouwang.office.jobs.models import Job
from shouwang.office.jobs.running import Running
from shouwang.office.journal import entries
from shouwang.office.kit import clock, codes, files
from shouwang.office.screening import queries
from shouwang.office.screening.completion import blank_books, blanks, unknowns
from shouwang.office.screening.completion.unknowns import Unknowns
from shouwang.office.screening.models import Run

KIND, NAME = "screening.hand_out", "to-complete"
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\t\r\n', "_"))
P = Permission


# -- Which villages ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Village:
    """What is open there now.  `undecided`: households, as the ledger lists them; `columns`: that it lacks;
    `settles`: households for which one answer is enough."""

    area_code: str
    undecided: int
    columns: int
    settles: int


def villages(unknown: Unknowns, most: int) -> list[Village]:
    """Those first where answers settle most; none where nothing is open any more."""
    found = unknown.villages(most)
    now = unknowns.undecided_now(unknown.run, [one.area_code for one in found])
    return [Village(one.area_code, now.get(one.area_code, 0), one.columns, one.settles) for one in found]


# -- The job -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(area_code: str, *, each: bool, by: Any) -> Job:
    """Puts it in the queue; `each`: a workbook per village.  Refused where somebody may not take names away."""
    _refuse(area_code, by)
    payload = {"name": NAME, "area": area_code, "each": each}
    return queue.once(KIND, payload, by=by, area_code=area_code)


def _refuse(area_code: str, by: Any) -> Run:
    high = codes.span(area_code).high
    if not all(area_code in reach and high in reach for reach in map(by.reach, (P.EXPORT, P.CHANGE_REQUEST))):
        raise Refused(
            _("您的岗位不能导出这个地方的待补表。"), _("请选您管的地方，或由有导出权限的岗位办理。")
        )
    run = queries.present(area_code, today=clock.today())
    if run is None:
        raise Refused(_("这里还没有做过日常筛查，不知道缺什么。"), _("请先筛查。"))
    return run


def hand_out(running: Running, *, name: str, area: str, each: bool) -> dict[str, Any]:
    """The job.  Taken up again after its file was kept, it says so."""
    if filing.is_made(running):
        return dict(running.job.result)
    made = _Making(_refuse(area, running.owner), running)

    def write(target: Any, room: Path) -> int:
        made.zipped(target, area, room) if each else made.book(target, area, room)
        return made.lines

    return filing.keep(
        running,
        write=write,
        record=lambda kept, _rows: _record(made, area, kept),
        title=_("待补表_%(place)s") % {"place": names.names_of([area]).get(area, area)},
        kind="zip" if each else "xlsx",
    )


def _record(made: "_Making", area: str, kept: files.Kept) -> None:
    detail = {
        "list": NAME,
        "query": f"area={area}",
        "columns": sorted(made.columns),
        "rows": made.lines,
        "revealed": [],
        "checksum": kept.checksum,
    }
    entries.record("list.exported", area_code=area, detail=detail)


class _Making:
    """Counts what goes into the workbooks."""

    def __init__(self, run: Run, running: Running) -> None:
        self.run, self.running = run, running
        self.lines = 0
        self.columns: set[str] = set()

    def book(self, target: Any, area: str, room: Path) -> bool:
        """Whether anything is to be filled in."""
        book = blanks.of(self.run, self.running.owner, codes.span(area))
        self.lines += sum(len(sheet.lines) for sheet in book.sheets)
        self.columns |= set(book.columns)
        with blanks.in_chinese():
            title = _(own.TITLE) % {"place": names.path_of(area)}
        blank_books.write(target, book, title=title, on=clock.today(), room=room)
        return bool(book.cells)

    def zipped(self, target: Any, area: str, room: Path) -> None:
        """Villages where nothing is missing are left out."""
        found = self._villages(area)
        step = _("写入表格")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as pack:
            for number, (village, name) in enumerate(found):
                self.running.progress(step, number, len(found))
                path = room / "book.xlsx"
                if self.book(path, village, room):
                    pack.write(path, name)
        self.running.progress(step, len(found), len(found))

    def _villages(self, area: str) -> list[tuple[str, str]]:
        found: Any = queries.findings_for(self.run, self.running.owner, P.CHANGE_REQUEST)
        lacking = found.inside(codes.span(area)).exclude(missing="").order_by("area_code")
        there = list(lacking.values_list("area_code", flat=True).distinct())
        return list(zip(there, file_names(there), strict=True))


def file_names(villages: Sequence[str]) -> Iterator[str]:
    """青山镇_青山村.xlsx; with the code where two are called the same."""
    above = {code: f"{code[:9]}000" for code in villages}
    called = names.names_of({*villages, *above.values()})
    said = [
        "_".join(called[one] for one in (above[code], code) if one in called).translate(FORBIDDEN) or code
        for code in villages
    ]
    for code, name in zip(villages, said, strict=True):
        yield f"{name}_{code}.xlsx" if said.count(name) > 1 else f"{name}.xlsx"
