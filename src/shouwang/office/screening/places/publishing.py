"""An area's numbers for publication: small counts, and what they could be computed from, are left out.

The tables of a page share totals, and an area's line stands in the page of the area above: what one hides the others
must not tell.  So the tiers are decided first, from above, and each table keeps to what is decided; and what is divided
otherwise – by origin – is published of the run's whole area only, or the parts would give it away.

Tables of another day are other tables, and their difference is as small as what happened between: so all numbers are
rounded, and of a month only its first regular day is published unless somebody insists (docs/adr/0010).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shouwang.engine.screening.disclosure import Cell, rounded, withheld
from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.screening import divisions, queries
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.models import Run
from shouwang.office.screening.places import situation
from shouwang.office.screening.queries import Count

HIDDEN = "▢"
UNITS = ("households", "persons")
Pattern = tuple[frozenset[int], frozenset[int]]
"""Which tiers of an area are hidden, by place, the area's sum behind the last: of households, of persons."""


@dataclass(frozen=True)
class Sheet:
    """A table to be published, as texts; `lines` have a label and, per column, households and persons."""

    title: str
    columns: Sequence[str]
    lines: Sequence[tuple[str, Sequence[tuple[str, str]]]]

    @property
    def hides(self) -> bool:
        return any(HIDDEN in cell for _label, cells in self.lines for cell in cells)


@dataclass(frozen=True)
class Raw:
    """Counts of a table, before anything is hidden."""

    title: str
    columns: Sequence[str]
    labels: Sequence[str]
    counts: Sequence[Sequence[Count]]

    def of(self, unit: str) -> list[list[int]]:
        return [[getattr(count, unit) for count in line] for line in self.counts]


def sheets(run: Run, code: str, known: Labels) -> list[Sheet | None]:
    """None: a table that cannot be published whatever is hidden in it."""
    pattern = tiers_hidden(run, code, known)
    if pattern is None:
        return [None]
    whole = _everywhere(run)
    tables = []
    if code == run.area_code:
        tables.append(_by_origin(situation.numbers(run, whole, code), known))
    if situation.level_below(code):
        tables.append(_by_area(run, whole, code, known))
    if not tables:
        tables.append(_only_tiers(run, whole, code, known))
    # Where nobody lives there are no lines.
    return [_sheet(table, pattern) for table in tables if table.counts]


def day_of_month(run: Run, code: str) -> date:
    """The day of the run's month whose tables are published of an area: that of the first regular run over it."""
    month = Run.objects.done().filter(
        is_standing=True,
        area_code__in=[code, *codes.parents(code)],
        on__year=run.on.year,
        on__month=run.on.month,
    )
    found: date | None = month.order_by("on").values_list("on", flat=True).first()
    return found or run.on


def _everywhere(run: Run) -> Reach:
    """What is hidden depends on tables above, whoever looks; of them only that is used."""
    return Reach((codes.span(run.area_code),))


def tiers_hidden(run: Run, code: str, known: Labels) -> Pattern | None:
    """Of an area's line of tiers; its line in the table above, if the run reaches further."""
    whole = _everywhere(run)
    if code == run.area_code:
        counts = queries.counts(run, "tier", whole, inside=codes.span(code))
        return _alone([counts.get(tier, Count()) for tier in known.tiers])
    above = codes.parents(code)[-1]
    pattern = tiers_hidden(run, above, known)
    if pattern is None:
        return None
    table = _by_area(run, whole, above, known, keyed=True)
    hidden = hidden_in(table, pattern)
    if hidden is None or code not in table.labels:
        return None
    line = table.labels.index(code)
    return _line(hidden[0], line), _line(hidden[1], line)


def _line(hidden: Collection[Cell], line: int) -> frozenset[int]:
    return frozenset(column for row, column in hidden if row == line)


def _alone(counts: Sequence[Count]) -> Pattern | None:
    """A single line of numbers with its sum, which is never hidden unless everything is."""
    table = Raw("", (), ("",), [counts])
    hidden = hidden_in(table, None)
    return None if hidden is None else (_line(hidden[0], 0), _line(hidden[1], 0))


def hidden_in(table: Raw, pattern: Pattern | None) -> tuple[frozenset[Cell], frozenset[Cell]] | None:
    """Of households, of persons: who is hidden as a household is hidden as a person.  `pattern`: of the last line."""
    also: set[Cell] = set()
    made = []
    for place, unit in enumerate(UNITS):
        counts = table.of(unit)
        last, width = len(counts), len(counts[0]) + 1 if counts else 0
        given = {(last, column) for column in pattern[place]} if pattern else set()
        shown = {(last, column) for column in range(width)} - given if pattern else set()
        hidden = withheld(counts, also=also | given, published=shown)
        if hidden is None:
            return None
        made.append(hidden)
        also = set(hidden) - shown
    return made[0], made[1]


def _sheet(table: Raw, pattern: Pattern) -> Sheet | None:
    hidden = hidden_in(table, pattern)
    if hidden is None:
        return None
    said = [_texts(table.of(unit), hidden[place]) for place, unit in enumerate(UNITS)]
    labels = [*table.labels, _("合计")]
    lines = [(label, list(zip(said[0][row], said[1][row], strict=True))) for row, label in enumerate(labels)]
    return Sheet(table.title, [*table.columns, _("合计")], lines)


def _texts(counts: Sequence[Sequence[int]], hidden: Collection[Cell]) -> list[list[str]]:
    lines = [[*line, sum(line)] for line in counts]
    lines.append([sum(column) for column in zip(*lines, strict=True)])
    return [
        [HIDDEN if (row, column) in hidden else f"{rounded(value):,}" for column, value in enumerate(line)]
        for row, line in enumerate(lines)
    ]


def _by_origin(counted: Mapping[str, Mapping[str, Count]], known: Labels) -> Raw:
    words = divisions.words_of("origin")
    keys = divisions.ordered(words, counted.get("origin", {}))
    cells = counted.get("crossed", {})
    counts = [[cells.get(f"{key}:{tier}", Count()) for tier in known.tiers] for key in keys]
    return Raw(_("户类型和分级"), list(known.tiers.values()), [words.get(key, key) for key in keys], counts)


def _only_tiers(run: Run, whole: Reach, code: str, known: Labels) -> Raw:
    """Of a village in a larger run."""
    counts = queries.counts(run, "tier", whole, inside=codes.span(code))
    line = [counts.get(tier, Count()) for tier in known.tiers]
    return Raw(_("分级"), list(known.tiers.values()), [_("本地")], [line])


def _by_area(run: Run, whole: Reach, code: str, known: Labels, *, keyed: bool = False) -> Raw:
    """`keyed`: lines are called by code."""
    level = situation.level_below(code)
    length = codes.LENGTHS[level]
    found = queries.counts_by_area(run, "tier", whole, inside=codes.span(code), length=length)
    names = {} if keyed else situation.names(codes.span(code), level, run.on)
    places = sorted(found)
    labels = places if keyed else [names.get(place, place) for place in places]
    counts = [[found[place].get(tier, Count()) for tier in known.tiers] for place in places]
    return Raw(_("下级各地和分级"), list(known.tiers.values()), labels, counts)
