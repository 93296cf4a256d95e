"""The status table of an area (情况汇总表): a line per place below, a total that was counted apart, and what does not add up.

Counts are those of a standing run, also those of measures: they go with the run's day, and whoever asks again is told
the same.  Guarantees to check, households that nobody helps and changes that wait are of the register as it is today.  Funds other than
the amounts of measures have no register: there are no columns for them.  Source: 000-A, C, F (REP-01).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.kit.sheets import Heading
from shouwang.office.screening import divisions
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Run
from shouwang.office.screening.overview import columns, statuses
from shouwang.office.screening.overview.columns import Cell, Column
from shouwang.office.screening.overview.statuses import Figures
from shouwang.office.screening.places import assistance, situation
from shouwang.office.screening.queries import Count

CLASSES = ("origin", "watched", "allowance", "hardship", "move", assistance.KIND, rolls.SINCE, rolls.UNSURE)
"""Kinds that divide all households of a place, as far as the run counted them."""
LATER = (assistance.KIND, rolls.SINCE, rolls.UNSURE)


@dataclass(frozen=True)
class Line:
    label: str
    url: str
    figures: Figures
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    columns: Sequence[Column]
    lines: Sequence[Line]
    sums: Line
    wrong: Sequence[str]
    """Sentences about what does not add up."""

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Headings above the columns, and how many stand below each."""
        found: dict[str, int] = {}
        for column in self.columns:
            found[column.group] = found.get(column.group, 0) + 1
        return list(found.items())


@dataclass(frozen=True)
class Asked:
    """`level`: of the lines, empty below a village; `on`: today, for what is asked of the register; `links`: of the
    area."""

    run: Run
    reach: Reach
    code: str
    level: str
    links: Links
    on: date

    @property
    def own_level(self) -> str:
        return codes.level(self.code)

    def figures(self, level: str) -> dict[str, Figures]:
        return statuses.by_place(self.run, self.reach, codes.span(self.code), level)

    def today(self) -> dict[str, dict[str, int]]:
        return statuses.today(codes.span(self.code), self.level or self.own_level, self.on)


def table(asked: Asked, known: Labels) -> Table:
    now = asked.today()
    whole = replace(
        asked.figures(asked.own_level).get(asked.code, Figures()),
        now={name: sum(one[name] for one in now.values()) for name in statuses.NOW},
    )
    shown = columns.declared(asked.run, known, whole)
    lines = _lines(asked, shown, now) if asked.level else []
    sums = _line(shown, _("合计"), "", whole, asked.links)
    wrong = [*wrong_lines(asked.run, asked.code, [*lines, sums]), *wrong_sums(lines, sums)]
    return Table(shown, lines, sums, wrong)


def _lines(asked: Asked, shown: Sequence[Column], now: Mapping[str, Mapping[str, int]]) -> list[Line]:
    found = asked.figures(asked.level)
    names = situation.names(codes.span(asked.code), asked.level, asked.run.on)
    made = []
    for place in sorted({*found, *names, *now}):
        label = _("没有写明下级的") if place == asked.code else names.get(place, place)
        # What stands under the area's own code has no list: that code is a span of everything below it.
        links = replace(asked.links, area_code=place, is_open=asked.links.is_open and place in names)
        figures = replace(found.get(place, Figures()), now=now.get(place, {}))
        made.append(_line(shown, label, links.area(place), figures, links))
    return made


def _line(shown: Sequence[Column], label: str, url: str, figures: Figures, links: Links) -> Line:
    return Line(
        label,
        url,
        figures,
        [Cell(one, one.value(figures), one.url(links), one.people(links)) for one in shown],
    )


# -- Whether it adds up --------------------------------------------------------------------------------------------


def _classes(whole: Figures) -> list[str]:
    """Runs of earlier versions counted no measures, and not every year has a base."""
    return [kind for kind in CLASSES if kind not in LATER or kind in whole.counted]


def wrong_lines(run: Run, code: str, lines: Sequence[Line]) -> list[str]:
    """Places whose classes are not all of its households; and the run's own number of them."""
    found = [
        _("%(place)s，%(kind)s：%(equation)s")
        % {"place": line.label, "kind": _kind(kind), "equation": _differ(line.figures.whole, added)}
        for line in lines
        for kind in _classes(lines[-1].figures)
        if not _same(added := line.figures.of(kind, bool), line.figures.whole)
    ]
    whole, told = lines[-1].figures.whole, Count(run.households, run.persons)
    if code == run.area_code and not _same(whole, told):
        found.append(_("筛查的总数：%(equation)s") % {"equation": _differ(told, whole)})
    return found


def wrong_sums(lines: Sequence[Line], sums: Line) -> list[str]:
    """Columns whose places are not the area."""
    found = []
    for place, cell in enumerate(sums.cells):
        if cell.column.adds and lines:
            values = [line.cells[place].value for line in lines]
            if said := _sum_differs(cell.value, values):
                named = {"column": cell.column.named, "equation": said}
                found.append(_("%(column)s：%(equation)s") % named)
    return found


def _sum_differs(whole: Any, values: Sequence[Any]) -> str:
    """Empty where it does not."""
    if isinstance(whole, Count):
        added = divisions.total(iter(values))
        return "" if _same(whole, added) else _differ(whole, added)
    added = sum(values)
    return "" if whole == added else f"{whole:,} ≠ {added:,}"


def _same(one: Count, other: Count) -> bool:
    return divisions.plain(one) == divisions.plain(other)


def _kind(kind: str) -> str:
    return str(rolls.ROLLS[kind].title)


def _differ(whole: Count, added: Count) -> str:
    return _("%(households)s 户；%(persons)s 人") % {
        "households": divisions.equation(whole.households, [added.households]),
        "persons": divisions.equation(whole.persons, [added.persons]),
    }


# -- As a workbook -------------------------------------------------------------------------------------------------


def headings(table: Table) -> list[Heading]:
    made = [Heading(_("地方"))]
    for column, cell in zip(table.columns, table.sums.cells, strict=True):
        label = column.named
        if isinstance(cell.value, Count):
            made += [Heading(label, _("户"), True), Heading(label, _("人"), True)]
        else:
            made.append(Heading(label, column.unit, True))
    return made


def rows(table: Table) -> list[list[Any]]:
    """One table: the places, then the total."""
    return [[line.label, *_values(line)] for line in (*table.lines, table.sums)]


def _values(line: Line) -> list[Any]:
    made: list[Any] = []
    for cell in line.cells:
        match cell.value:
            case Count():
                made += [cell.value.households, cell.value.persons]
            case Decimal():
                made.append(round(cell.value, 2))
            case _:
                made.append(cell.value)
    return made
