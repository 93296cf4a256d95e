"""What became by now (截至目前) of the problems that an earlier run found, reason by reason and place by place.

A problem: a rule that fired in a household that was looked after then.  Done: it fires no more.  Begun: it fires, and a
measure is in force – any measure, as packs do not say which fits which rule.  Waiting: none is.  Unsure: the rule
cannot be decided now, or the pack has it no more.  Gone: no longer in the register.

All from the archives of both runs: asked again, the same table tells the same, and each number is its list.  A household
counts where the later run has it – who is gone, where it was –, and what was merged since, where its records lie today:
those who look after it now have it in their list, and nobody else.
Source: 000-C, F (REP-11).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import screen, sources
from shouwang.engine.screening.columns import quoted
from shouwang.office.areas import successors
from shouwang.office.kit.codes import Span, span
from shouwang.office.kit.held import Held
from shouwang.office.screening import archive
from shouwang.office.screening.counts import assisting
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import bases

DONE, BEGUN, WAITING, UNSURE, GONE = "done", "begun", "waiting", "unsure", "gone"
STATES = (DONE, BEGUN, WAITING, UNSURE, GONE)
FILE = "outcomes.parquet"
SIZE = 50
"""Rows on a page."""
PIECE = 1_000
MONTH = timedelta(days=28)
OFFERED = 24
"""Earlier runs to choose from."""
Row = dict[str, Any]
_held: Held[None] = Held(most=6)


@dataclass(frozen=True)
class Line:
    """`counts`: households by state; of several reasons together, a household counts for each."""

    key: str
    counts: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> str:
        """Percent that is done, of those who are still there."""
        here = self.whole - self.counts[GONE]
        return f"{100 * self.counts[DONE] / here:.1f}" if here else ""


@dataclass(frozen=True)
class Statement:
    """`reasons`: the most that is left first; `places`: by code; `households`: each once."""

    reasons: Sequence[Line]
    places: Sequence[Line]
    sums: Line
    households: int


# -- From which run ------------------------------------------------------------------------------------------------


def starts(now: Run) -> list[Run]:
    """From what can be counted: the base of the year, and of each month the last regular run before, the newest first."""
    kept = Run.objects.regular(now.on).filter(area_code=now.area_code, on__lt=now.on).exclude(archive="")
    last = kept.annotate(month=TruncMonth("on")).values("month").annotate(day=Max("on")).order_by("-month")
    days = [row["day"] for row in last[:OFFERED]]
    found: dict[date, Run] = {}
    for run in kept.filter(on__in=days).order_by("on", "pk").defer("summary"):
        found[run.on] = run
    if (base := bases.of(now)) is not None and base.archive:
        found[base.on] = base
    return sorted(found.values(), key=lambda run: (run.on, run.pk), reverse=True)


def usual(now: Run, offered: Sequence[Run]) -> Run | None:
    """The base of the year, else the last that is a month old, else the oldest."""
    base = bases.of(now)
    if base in offered:
        return base
    old = (run for run in offered if run.on <= now.on - MONTH)
    return next(old, offered[-1] if offered else None)


# -- What became of it ---------------------------------------------------------------------------------------------


@contextmanager
def opened(start: Run, now: Run) -> Iterator[Path]:
    """Refused where one of the archives was cleaned up."""
    if not start.archive or not now.archive:
        raise Refused(
            _("其中一次筛查的全部结果已经清理。"), _("请从较近的一次，或每月最后一次、年末底数算起。")
        )
    merged = successors.merged(span(now.area_code))
    key = (start.archive, now.archive, tuple(merged.items()))
    with _held.folder(key, lambda folder: _make(start, now, folder, merged)) as (folder, _nothing):
        yield folder / FILE


def _make(start: Run, now: Run, folder: Path, merged: Mapping[str, str]) -> None:
    with archive.opened(start.archive) as one, archive.opened(now.archive) as other:
        before, after = screen.reopen(one), screen.reopen(other)
        connection = sources.connect(spill=folder / "spill")
        given = sources.from_directory(connection, other / archive.TABLES)
        measures = assisting.of_measures(_read(after.findings), given)
        sql = _sql(before, after, measures, merged)
        target = quoted(str(folder / FILE))
        connection.execute(
            f"COPY ({sql} ORDER BY area_code, household_id, rule) TO {target} (FORMAT parquet)"
        )


def _read(path: Path) -> str:
    return f"read_parquet({quoted(str(path))})"


def _sql(before: screen.Kept, after: screen.Kept, measures: str, merged: Mapping[str, str]) -> str:
    last = quoted(before.pack.tiers[-1].tier)
    then = (
        "SELECT household_id, area_code, tier::VARCHAR AS tier_then, unnest(rules) AS rule"
        f" FROM {_read(before.findings)}"
        f" WHERE if(tier = 'unknown', tier_at_least::VARCHAR, tier::VARCHAR) <> {last}"
    )
    return (
        "SELECT t.household_id, coalesce(s.into_code, n.area_code, t.area_code) AS area_code, t.rule, t.tier_then,"
        " coalesce(n.tier::VARCHAR, '') AS tier_now,"
        f" coalesce(m._in_force, 0) AS measures, {_state(after.pack)} AS state FROM ({then}) t"
        f" LEFT JOIN {_read(after.findings)} n USING (household_id)"
        f" LEFT JOIN ({measures}) m USING (household_id)"
        f" LEFT JOIN ({_merged(merged)}) s ON s.code = coalesce(n.area_code, t.area_code)"
    )


def _merged(merged: Mapping[str, str]) -> str:
    pairs = ", ".join(f"({quoted(code)}, {quoted(into)})" for code, into in merged.items())
    rows = (
        f"(VALUES {pairs}) r(code, into_code)"
        if pairs
        else "(SELECT '' AS code, '' AS into_code) r WHERE false"
    )
    return f"SELECT code, into_code FROM {rows}"


def _state(pack: Pack) -> str:
    rules = ", ".join(map(quoted, pack.rules)) or "NULL"
    return (
        f"CASE WHEN n.household_id IS NULL THEN '{GONE}'"
        f" WHEN list_contains(n.rules, t.rule) THEN if(m._in_force > 0, '{BEGUN}', '{WAITING}')"
        f" WHEN list_contains(n.unknown_rules, t.rule) OR t.rule NOT IN ({rules}) THEN '{UNSURE}'"
        f" ELSE '{DONE}' END"
    )


@dataclass(frozen=True)
class Asked:
    """Which rows: of a place, and if chosen of one rule and state.  `once`: a household once, with all its problems."""

    inside: Span
    rule: str = ""
    state: str = ""
    once: bool = False

    def where(self) -> tuple[str, list[str]]:
        conditions, values = ["area_code BETWEEN ? AND ?"], [self.inside.low, self.inside.high]
        for column, value in (("rule", self.rule), ("state", self.state)):
            if value:
                conditions.append(f"{column} = ?")
                values.append(value)
        return " AND ".join(conditions), values

    def select(self, path: Path) -> tuple[str, list[str]]:
        """`problems`: rules, each with what became of it, in their order."""
        where, values = self.where()
        problem = "{'rule': rule, 'state': state}"
        several = f"list({problem} ORDER BY rule)" if self.once else f"[{problem}]"
        return (
            f"SELECT household_id, area_code, tier_then, tier_now, measures, {several} AS problems"
            f" FROM {_read(path)} WHERE {where}{' GROUP BY ALL' if self.once else ''}"
        ), values


def statement(path: Path, inside: Span, *, rule: str, length: int) -> Statement:
    """`rule`: of which the places are told, all where it is empty; `length`: digits of the places."""
    where, values = Asked(inside).where()
    told = _ask(
        f"SELECT rpad(left(area_code, {length}), 12, '0'), rule, state, count(*) FROM {_read(path)}"
        f" WHERE {where} GROUP BY ALL",
        values,
    )
    reasons = _lines((one, state, count) for _place, one, state, count in told)
    places = _lines((place, state, count) for place, one, state, count in told if rule in ("", one))
    (sums,) = _lines(("", state, count) for _place, _one, state, count in told) or [_line("", Counter())]
    ((households,),) = _ask(f"SELECT count(DISTINCT household_id) FROM {_read(path)} WHERE {where}", values)
    return Statement(
        sorted(reasons, key=lambda one: (-one.counts[WAITING] - one.counts[BEGUN], one.key)),
        sorted(places, key=lambda one: one.key),
        sums,
        households,
    )


def by_place_and_reason(path: Path, inside: Span, length: int) -> list[tuple[str, Line]]:
    """Place and line of a reason, for a table of everything."""
    where, values = Asked(inside).where()
    told = _ask(
        f"SELECT rpad(left(area_code, {length}), 12, '0') AS place, rule, state, count(*) FROM {_read(path)}"
        f" WHERE {where} GROUP BY ALL",
        values,
    )
    found: dict[tuple[str, str], Counter[str]] = {}
    for place, rule, state, count in told:
        found.setdefault((place, rule), Counter())[state] += count
    return [(place, _line(rule, counts)) for (place, rule), counts in sorted(found.items())]


def _lines(told: Iterable[tuple[str, str, int]]) -> list[Line]:
    found: dict[str, Counter[str]] = {}
    for key, state, count in told:
        found.setdefault(key, Counter())[state] += count
    return [_line(key, counts) for key, counts in found.items()]


def _line(key: str, counts: Mapping[str, int]) -> Line:
    return Line(key, {state: counts.get(state, 0) for state in STATES})


def count(path: Path, asked: Asked) -> int:
    select, values = asked.select(path)
    ((found,),) = _ask(f"SELECT count(*) FROM ({select})", values)
    return int(found)


def page(path: Path, asked: Asked, number: int) -> list[Row]:
    """One more than a page holds where there is another page."""
    return next(_rows(path, asked, SIZE + 1, SIZE * (number - 1)), [])


def every(path: Path, asked: Asked) -> Iterator[list[Row]]:
    """All, in pieces."""
    return _rows(path, asked)


def _rows(path: Path, asked: Asked, most: int | None = None, skipped: int = 0) -> Iterator[list[Row]]:
    select, values = asked.select(path)
    some = "" if most is None else f" LIMIT {most} OFFSET {skipped}"
    found = sources.connect(threads=1).execute(
        f"{select} ORDER BY area_code, household_id, problems{some}", values
    )
    names = [column[0] for column in found.description]
    while piece := found.fetchmany(PIECE):
        yield [dict(zip(names, row, strict=True)) for row in piece]


def _ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = sources.connect(threads=1).execute(sql, values).fetchall()
    return found
