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

CHANGES, UNCHANGED = "changes.parquet", "unchanged.parquet"
SIZE = 50
"""Households on a page."""
PIECE = 1_000
"""Rows read at once."""
ENTERS, LEAVES, OTHER, UNSETTLED, COMPARED = "enters", "leaves", "other", "unsettled", "compared"
WAYS = {
    ENTERS: "enters",
    LEAVES: "leaves",
    OTHER: "NOT enters AND NOT leaves",
    UNSETTLED: "unsettled",
    COMPARED: "true",
}
"""Which of the changed households, in SQL; of those compared, the others, too."""

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
    folder: Path
    """With Parquet files: the households whose tier or rules differ, and the others."""


@dataclass(frozen=True)
class Narrowed:
    """To which of the households that changed; nothing: all.  `way`: of WAYS; `cause`, `move`: codes of Changes.

    Who stays in a tier is a move as well: with them, and with all that were compared, households that did not change.
    """

    way: str = ""
    inside: Span | None = None
    cause: str = ""
    move: str = ""

    @property
    def takes_unchanged(self) -> bool:
        before, _colon, after = self.move.partition(":")
        return self.way == COMPARED or bool(self.move and before == after)

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
        yield Compared(changes, folder)


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
    compare.write_unchanged(connection, folder / UNCHANGED)
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
    compare.write_unchanged(connection, folder / UNCHANGED)
    return _called(changes, before.pack, after.pack)


def page(compared: Compared, narrowed: Narrowed = ALL, number: int = 1) -> list[dict[str, Any]]:
    """Rows of the list; one more than a page holds where there is another page."""
    return list(_rows(compared, narrowed, f"LIMIT {SIZE + 1} OFFSET {SIZE * (number - 1)}"))


def every(compared: Compared, narrowed: Narrowed = ALL) -> Iterator[dict[str, Any]]:
    """All rows."""
    return _rows(compared, narrowed)


def count(compared: Compared, narrowed: Narrowed = ALL) -> tuple[int, int]:
    """Households that the list holds, and the persons in them."""
    where, values = narrowed.sql()
    asked = f"SELECT count(*), coalesce(sum(persons), 0) FROM {_listed(compared, narrowed)} WHERE {where}"
    ((households, persons),) = _reader(compared).execute(asked, values).fetchall()
    return int(households), int(persons)


def lies_in(compared: Compared, inside: Span) -> bool:
    """Whether somebody of a place was compared."""
    asked = f"SELECT 1 FROM {_files(compared, CHANGES, UNCHANGED)} WHERE area_code BETWEEN ? AND ? LIMIT 1"
    return bool(_reader(compared).execute(asked, [inside.low, inside.high]).fetchall())


def _rows(compared: Compared, narrowed: Narrowed, part: str = "") -> Iterator[dict[str, Any]]:
    where, values = narrowed.sql()
    found = _reader(compared).execute(
        f"SELECT * REPLACE (coalesce(because, []) AS because) FROM {_listed(compared, narrowed)} WHERE {where}"
        f" ORDER BY area_code, household_id {part}",
        values,
    )
    names = [each[0] for each in found.description]
    while piece := found.fetchmany(PIECE):
        for row in piece:
            yield dict(zip(names, row, strict=True))


def _reader(compared: Compared) -> Any:
    return sources.connect(threads=1, spill=compared.folder / "spill")


def _listed(compared: Compared, narrowed: Narrowed) -> str:
    return _files(compared, CHANGES, *([UNCHANGED] if narrowed.takes_unchanged else []))


def _files(compared: Compared, *files: str) -> str:
    named = ", ".join(quoted(str(compared.folder / name)) for name in files)
    return f"read_parquet([{named}], union_by_name = true)"
