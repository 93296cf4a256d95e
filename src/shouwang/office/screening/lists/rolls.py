"""The households behind a number: from a run's archive, by the very SQL that counted them.

Most of them do not stand out in the run, so that the data base has no finding of theirs; the register knows them, but
as it is today.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen, settled, sources
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.query import Source
from shouwang.office.kit.codes import Span
from shouwang.office.kit.held import Held
from shouwang.office.screening import archive, divisions, labels
from shouwang.office.screening.counts import marked, tallies
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.lists import keylists, proposals
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.places import assistance, bands, burdens, groups, keyareas
from shouwang.office.screening.queries import Count
from shouwang.office.screening.running import bases, storing

FILE = "roll.parquet"
SIZE = 50
"""Households on a page."""
PIECE = 1_000
"""Rows read at once."""
_held: Held[None] = Held(most=6)


MOVE, SINCE, UNSURE, SETTLES = "move", tallies.SINCE.name, "unsure", "settles"
HAS = "yes"
ACTIVE, ELIMINATED = "active", "eliminated"


@dataclass(frozen=True)
class Roll:
    """`is_so(key, measure)`: whether a household that is counted under `key` belongs to a list."""

    title: Any
    measures: Mapping[str, Any]
    is_so: Callable[[str, str], bool]
    said: Callable[[str, Labels], str]
    """A key in words; empty for what is none."""
    each: bool = True
    """Whether each key is a list of its own, beside the measures."""
    calls: Callable[[str, Labels], str] | None = None
    """What a list is called, where that is for others to say."""

    def named(self, measure: str, known: Labels) -> str:
        """What a list is called; empty where there is no such list."""
        if self.calls:
            return self.calls(measure, known)
        if measure in self.measures:
            return str(self.measures[measure])
        return self.said(measure, known) if self.each else ""


def _equal(key: str, measure: str) -> bool:
    return measure in (key, divisions.ALL)


def _has(key: str, measure: str) -> bool:
    return key not in (divisions.NONE, divisions.UNKNOWN) if measure == HAS else key == measure


def _watched(key: str, measure: str) -> bool:
    """`marginal:active`: type and state of the risk.  A state may be called like a type: `none`."""
    return key == measure or (measure in (ACTIVE, ELIMINATED) and key.endswith(f":{measure}"))


def _words(column: str) -> Callable[[str, Labels], str]:
    return lambda key, _known: divisions.words_of(column).get(key, "")


def _state(key: str, known: Labels) -> str:
    kind, colon, state = key.partition(":")
    said = [_words("monitoring_type")(kind, known), *([_words("risk_state")(state, known)] if colon else [])]
    return _("、").join(said) if all(said) else ""


def _of_tiers(key: str, measure: str) -> bool:
    """One tier, several – `must_enter,watch` –, or all."""
    return measure == divisions.ALL or key in measure.split(",")


def _tier(key: str, known: Labels) -> str:
    said = [known.tiers.get(one, "") for one in key.split(",")]
    return _("、").join(said) if all(said) else ""


def _crossed(key: str, known: Labels) -> str:
    origin, _colon, tier = key.partition(":")
    said = [_words("origin")(origin, known), _tier(tier, known)]
    return _("、").join(said) if all(said) else ""


def _unsure(key: str, _known: Labels) -> str:
    return _("有条款不能判定") if key == HAS else _("条款都能判定")


def _strain(key: str, known: Labels) -> str:
    return str(burdens.MEASURES.get(key, ""))


def _rest(said: Callable[[str, Labels], str]) -> Callable[[str, Labels], str]:
    """Of a key that begins with the number of a key area."""
    return lambda key, known: said(key.partition(":")[2], known)


def _move(key: str, _known: Labels) -> str:
    return str(dict(Move.choices).get(key, ""))


def _key_list(kind: str, key: str, _known: Labels) -> str:
    return keylists.said(kind, key)


def _assistance(kind: str, key: str, _known: Labels) -> str:
    return assistance.said(kind, key)


# fmt: off
ROLLS = {
    groups.KIND: Roll(gettext_lazy("档外五类对象"), groups.MEASURES, groups.is_so, lambda key, known: groups.said(key), each=False),
    burdens.KIND: Roll(gettext_lazy("自付医疗费和界限"), burdens.MEASURES, _equal, _strain),
    **{kind: Roll(title, keylists.MEASURES[kind], keylists.IS_SO[kind], partial(_key_list, kind), each=False) for kind, title in keylists.TITLES.items()},
    **{kind: Roll(title, assistance.MEASURES[kind], assistance.IS_SO[kind], partial(_assistance, kind), each=False) for kind, title in assistance.TITLES.items()},
    "tier": Roll(gettext_lazy("分级"), {divisions.ALL: gettext_lazy("全部农户")}, _of_tiers, _tier),
    UNSURE: Roll(gettext_lazy("能否判定"), {HAS: gettext_lazy("有条款不能判定")}, _equal, _unsure, each=False),
    "origin": Roll(gettext_lazy("户类型"), {}, _equal, _words("origin")),
    "crossed": Roll(gettext_lazy("户类型和分级"), {}, _equal, _crossed),
    "watched": Roll(gettext_lazy("监测对象"), {ACTIVE: gettext_lazy("风险未消除"), ELIMINATED: gettext_lazy("风险已消除")}, _watched, _state),
    "allowance": Roll(gettext_lazy("低保"), {HAS: gettext_lazy("低保户")}, _has, _words("subsistence_allowance")),
    "hardship": Roll(gettext_lazy("特困供养"), {HAS: gettext_lazy("特困户")}, _has, _words("extreme_hardship")),
    MOVE: Roll(gettext_lazy("与上次相比"), {}, _equal, _move),
    "rule": Roll(gettext_lazy("触发的规则"), {}, _equal, lambda key, known: known.rules.get(key, "")),
    "undecided": Roll(gettext_lazy("无法判定的规则"), {}, _equal, lambda key, known: known.rules.get(key, "")),
    "missing": Roll(gettext_lazy("待补信息"), {}, _equal, lambda key, _known: labels.lacked(key)),
    SETTLES: Roll(gettext_lazy("补上即可确定"), {}, _equal, lambda key, _known: labels.lacked(key)),
    SINCE: Roll(gettext_lazy("与上年末底数相比"), {}, _equal, _move),
    keyareas.KIND: Roll(gettext_lazy("重点区域"), {}, keyareas.is_so, _rest(_tier), calls=lambda asked, known: keyareas.named(asked, known.tiers)),
    keyareas.MOVED: Roll(gettext_lazy("重点区域"), {}, keyareas.is_so, _rest(_move), calls=lambda asked, known: keyareas.named(asked, dict(Move.choices))),
    "income": Roll(gettext_lazy("人均纯收入"), {}, bands.is_within, lambda key, known: bands.income(key)),
    "growth": Roll(gettext_lazy("收入增长"), {}, bands.is_within, lambda key, known: bands.growth(key)),
    "burden": Roll(gettext_lazy("自付医疗费"), {}, bands.is_within, lambda key, known: bands.burden(key)),
}
# fmt: on
"""Kind of tally → the lists that it is asked for."""


@dataclass(frozen=True)
class Listed:
    household_id: str
    area_code: str
    persons: int
    tier: str
    key: str
    amount: Decimal | None


@contextmanager
def opened(run: Run, kind: str) -> Iterator[Path]:
    """Refused where the archive was cleaned up, or the run's pack does not count this."""
    if not run.archive:
        raise Refused(
            _("这次筛查的全部结果已经清理，数字还在，名单不在了。"),
            _("请看较近的一次筛查，或按那一天重新筛查。"),
        )
    with _held.folder((run.archive, *_before(run, kind), kind), lambda folder: _make(run, kind, folder)) as (
        folder,
        _nothing,
    ):
        yield folder / FILE


def _make(run: Run, kind: str, folder: Path) -> None:
    found = tallies.NAMED.get(kind) or marked.NAMED[kind]
    with archive.opened(run.archive) as kept:
        made = screen.reopen(kept)
        parameters = made.run.parameters
        if not tallies.counts(found, made.pack, parameters):
            raise Refused(_("这次筛查用的政策包不统计这一项。"), _("请看用别的政策包做的筛查。"))
        connection = sources.connect(spill=folder / "spill")
        given = sources.from_directory(connection, kept / archive.TABLES)
        if kind == SETTLES:
            _tell_answers(connection, made, given)
        with _findings(run, made, kind) as findings:
            tallies.prepare(connection, made.pack, given, findings, parameters)
        homes = given["households"]
        sql = marked.inside(homes, marked.ever_in(run)) if kind in marked.NAMED else homes.sql
        rows = tallies.keyed(found, sql)
        target = quoted(str(folder / FILE))
        connection.execute(
            f"COPY (SELECT r.*, f.tier::VARCHAR AS tier FROM ({rows}) r JOIN counted f USING (household_id)"
            f" ORDER BY r.area_code, household_id) TO {target} (FORMAT parquet)"
        )
        if kind in proposals.KINDS:
            proposals.keep(connection, rows, given, folder)


def _tell_answers(connection: Any, made: screen.Kept, given: Mapping[str, Source]) -> None:
    """Which answer alone settles which household; of runs of earlier versions it is found out once more."""
    path = made.folder / archive.SETTLING
    if path.exists():
        connection.execute(f"CREATE TEMP TABLE {settled.TABLE} AS FROM read_parquet({quoted(str(path))})")
    else:
        settled.write(connection, f"read_parquet({quoted(str(made.findings))})", made.run, given)


def _before(run: Run, kind: str) -> tuple[str, ...]:
    """The archive that counts, too: runs are compared anew when a year gets another base."""
    if kind in marked.NAMED:
        # Key areas that were marked since have households of that day, too.
        return tuple(str(one.pk) for one in marked.ever_in(run))
    base = bases.shown(run) if kind == SINCE else None
    return (base.archive,) if base else ()


@contextmanager
def _findings(run: Run, made: screen.Kept, kind: str) -> Iterator[str]:
    """SQL; with moves where those are counted, told again against the run before, or the base of the year.  Refused
    where that one is gone."""
    before = bases.shown(run) if kind == SINCE else run.before
    if kind not in (MOVE, SINCE, keyareas.MOVED):
        yield f"read_parquet({quoted(str(made.findings))})"
    elif kind != SINCE and before is None and run.summary.get("moves", {}).keys() <= {Move.FIRST.value}:
        yield f"({storing.moved(made.pack, made.folder, None)})"
    elif before is None or not before.archive:
        raise Refused(
            _("与之相比的那次筛查，全部结果已经清理，名单不在了。"),
            _("请看较近的一次筛查，或与另一次比较。"),
        )
    else:
        with archive.opened(before.archive) as folder:
            told = storing.Before(before, folder / screen.FINDINGS)
            yield f"({storing.moved(made.pack, made.folder, told)})"


def page(path: Path, kind: str, measure: str, inside: Span, number: int) -> list[Listed]:
    """One more than a page holds where there is another page."""
    return list(_read(path, kind, measure, inside, f"LIMIT {SIZE + 1} OFFSET {SIZE * (number - 1)}"))


def every(path: Path, kind: str, measure: str, inside: Span) -> Iterator[Listed]:
    return _read(path, kind, measure, inside)


def _read(path: Path, kind: str, measure: str, inside: Span, some: str = "") -> Iterator[Listed]:
    keys = wanted(path, kind, measure)
    marks = ", ".join("?" for _key in keys) or "NULL"
    found = sources.connect(threads=1, spill=path.parent / "spill").execute(
        "SELECT household_id, area_code, _persons, tier, key, amount"
        f" FROM read_parquet({quoted(str(path))}) WHERE area_code BETWEEN ? AND ? AND key IN ({marks})"
        f" ORDER BY area_code, household_id {some}",
        [inside.low, inside.high, *keys],
    )
    while piece := found.fetchmany(PIECE):
        yield from (Listed(*row) for row in piece)


def count(path: Path, kind: str, measure: str, inside: Span) -> tuple[int, int]:
    """Households and persons of a list."""
    keys = wanted(path, kind, measure)
    marks = ", ".join("?" for _key in keys) or "NULL"
    found = sources.connect(threads=1).execute(
        f"SELECT count(*), coalesce(sum(_persons), 0)::BIGINT FROM read_parquet({quoted(str(path))})"
        f" WHERE area_code BETWEEN ? AND ? AND key IN ({marks})",
        [inside.low, inside.high, *keys],
    )
    households, persons = found.fetchall()[0]
    return households, persons


def counts(path: Path) -> dict[str, Count]:
    """Key → households and persons of the whole run."""
    found = sources.connect(threads=1).execute(
        "SELECT key, count(*), coalesce(sum(_persons), 0)::BIGINT"
        f" FROM read_parquet({quoted(str(path))}) WHERE key IS NOT NULL GROUP BY key"
    )
    return {key: Count(households, persons) for key, households, persons in found.fetchall()}


def wanted(path: Path, kind: str, measure: str) -> list[str]:
    """Keys that belong to a list, as the page of counts chose them."""
    roll = ROLLS[kind]
    found = sources.connect(threads=1).execute(
        f"SELECT DISTINCT key FROM read_parquet({quoted(str(path))}) WHERE key IS NOT NULL ORDER BY key"
    )
    return [key for (key,) in found.fetchall() if roll.is_so(key, measure)]
