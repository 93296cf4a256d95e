"""Two runs compared, or a run with what it would have been under other parameters – as somebody may see it.

Answers are held for a while: pages of the list of those who enter and leave ask for the same again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import compare, screen, sources
from shouwang.engine.screening import run as preparing
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.compare import Changes, Side
from shouwang.office.kit.codes import Span
from shouwang.office.kit.held import Held
from shouwang.office.screening import archive
from shouwang.office.screening.differences import changed, titles
from shouwang.office.screening.models import Run

CHANGES = "changes.parquet"
SIZE = 50
"""Households on a page."""
ENTERS, LEAVES, OTHER, UNSETTLED = "enters", "leaves", "other", "unsettled"
WAYS = {
    ENTERS: "enters",
    LEAVES: "leaves",
    OTHER: "NOT enters AND NOT leaves",
    UNSETTLED: "unsettled",
}
"""Which of the changed households, in SQL."""

_held: Held[Changes] = Held(most=6)


@dataclass(frozen=True)
class Asked:
    """`after`: another run of the same area, or none and other parameters (`name=value`).

    `spans`: the part of the area that whoever asks may see.
    """

    before: Run
    spans: tuple[Span, ...]
    after: Run | None = None
    change: tuple[str, ...] = ()
    lang: str = "zh"

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.before.archive, self.after.archive if self.after else self.change, self.spans, self.lang)


@dataclass(frozen=True)
class Compared:
    changes: Changes
    list: Path
    """Parquet: the households whose tier or rules differ."""


@dataclass(frozen=True)
class Narrowed:
    """To which of the households that changed; nothing: all.  `way`: of WAYS; `cause`, `move`: codes of Changes."""

    way: str = ""
    inside: Span | None = None
    cause: str = ""
    move: str = ""

    def sql(self) -> tuple[str, list[Any]]:
        """A condition, and what stands in for its placeholders."""
        conditions, values = [WAYS.get(self.way, "true")], list[Any]()
        if self.inside:
            conditions.append("area_code BETWEEN ? AND ?")
            values += [self.inside.low, self.inside.high]
        if self.cause:
            conditions.append("list_contains(because, ?)")
            values.append(self.cause)
        if self.move:
            conditions.append("tier_before = ? AND tier_after = ?")
            before, _colon, after = self.move.partition(":")
            values += [before, after]
        return " AND ".join(f"({one})" for one in conditions), values


ALL = Narrowed()


@contextmanager
def opened(asked: Asked) -> Iterator[Compared]:
    """Refused where an archive was cleaned up, for parameters that the pack does not have, and for other areas."""
    _refuse(asked)
    with _held.folder(asked.key, lambda folder: _compare(asked, folder)) as (folder, changes):
        yield Compared(changes, folder / CHANGES)


def _refuse(asked: Asked) -> None:
    for run in filter(None, (asked.before, asked.after)):
        if run.state != Run.State.DONE or not run.archive:
            raise Refused(
                _("%(run)s 这次筛查的全部结果已经清理，或还没有完成，不能比较。")
                % {"run": titles.of([run])[run.pk]},
                _("请另选一次，或按那一天重新筛查。"),
            )
    if asked.after and asked.after.area_code != asked.before.area_code:
        raise Refused(_("两次筛查不是同一个地方。"), _("请选同一个地方的两次筛查。"))


def _compare(asked: Asked, folder: Path) -> Changes:
    with archive.opened(asked.before.archive) as one:
        if asked.after is None:
            return _changed(asked, one, folder)
        with archive.opened(asked.after.archive) as other:
            return _between(asked, one, other, folder)


def _called(changes: Changes, before: Pack, after: Pack) -> Changes:
    """Causes by the names that the office's pages have for them."""
    named = changed.called(before, after)
    causes = (replace(one, label=named.get(one.code, one.label)) for one in changes.causes)
    return replace(changes, causes=tuple(causes))


def _between(asked: Asked, one: Path, other: Path, folder: Path) -> Changes:
    before, after = screen.reopen(one), screen.reopen(other)
    connection = sources.connect(spill=folder / "spill")
    # Names of places as the later run knew them.
    given = sources.from_directory(connection, other / archive.TABLES)
    one_side, other_side = (Side(kept.run, kept.findings, asked.spans) for kept in (before, after))
    changes = compare.between(connection, given, one_side, other_side, folder, asked.lang)
    return _called(changes, before.pack, after.pack)


def _changed(asked: Asked, one: Path, folder: Path) -> Changes:
    """The same tables under other parameters."""
    before = screen.reopen(one)
    change = preparing.settings(before.pack, asked.change)
    after = preparing.prepare(
        before.pack,
        before.run.on,
        period=before.run.period or None,
        assume=before.run.assumptions.texts,
        as_if=True,
        change={**before.run.parameters, **change},
    )
    connection = sources.connect(spill=folder / "spill")
    given = sources.from_directory(connection, one / archive.TABLES)
    now = Side(before.run, before.findings, asked.spans)
    changes = compare.whatif(connection, given, now, after, folder, asked.lang)
    return _called(changes, before.pack, after.pack)


def page(compared: Compared, narrowed: Narrowed = ALL, number: int = 1) -> list[dict[str, Any]]:
    """Rows of the list; one more than a page holds where there is another page."""
    where, values = narrowed.sql()
    connection = sources.connect(threads=1)
    found = connection.execute(
        f"SELECT * FROM read_parquet({quoted(str(compared.list))}) WHERE {where}"
        f" ORDER BY area_code, household_id LIMIT {SIZE + 1} OFFSET {SIZE * (number - 1)}",
        values,
    )
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def count(compared: Compared, narrowed: Narrowed = ALL) -> int:
    """Households that the list holds."""
    where, values = narrowed.sql()
    connection = sources.connect(threads=1)
    asked = f"SELECT count(*) FROM read_parquet({quoted(str(compared.list))}) WHERE {where}"
    ((found,),) = connection.execute(asked, values).fetchall()
    return int(found)


def every(compared: Compared, narrowed: Narrowed = ALL) -> Iterator[dict[str, Any]]:
    """All rows, a page at a time."""
    number = 1
    while rows := page(compared, narrowed, number):
        yield from rows[:SIZE]
        if len(rows) <= SIZE:
            return
        number += 1
