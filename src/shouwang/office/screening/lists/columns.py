"""What the lists of screening show: runs, findings, households to complete."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwang.office.areas import names
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.registry.columns import code, head, place
from shouwang.office.registry.models import Household
from shouwang.office.screening import labels
from shouwang.office.screening.completion.progress import BEGUN, DONE, GONE, WAITING
from shouwang.office.screening.completion.progress import Told as Progress
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.models import Finding, Move, Run
from shouwang.office.screening.running import regular

MOVES = {
    Move.ENTERED: "red",
    Move.WORSE: "red",
    Move.BETTER: "green",
    Move.LEFT: "green",
    Move.UNSETTLED: "azure",
    Move.SETTLED: "blue",
}
STANDING = {"done": "green", "waiting": "blue", "lost": "red"}
LOST = _("没有完成")
STATES = {DONE: _("已补齐"), BEGUN: _("补了一部分"), WAITING: _("还没有补"), GONE: _("已不在册")}
PROGRESS = {DONE: "green", BEGUN: "yellow", WAITING: "red"}


WHO = (
    head(official=3),
    place(phone="line", official=2),
)
CODE = code(official=1)
NUMBERS = (
    of_field(Finding, "members", filter="", phone="hide", official=7),
    of_field(Finding, "income", unit=_("元"), filter="", phone="line", official=8),
)
RECHECKED = of_field(Finding, "rechecked_at", filter="", shown=False, phone="hide", official=11)


def findings(known: Labels) -> tuple[Column, ...]:
    """In the words of one run's pack."""
    return (*WHO, *_tiers(known), *NUMBERS, *_why(known), RECHECKED, CODE)


def _tiers(known: Labels) -> tuple[Column, ...]:
    tiers = tuple(known.tiers.items())
    moved = of_field(
        Finding, "move", filter="", badge=lambda move: MOVES.get(move, ""), phone="badge", official=5
    )
    return (
        Column("tier", _("分级"), choices=tiers, badge=known.colour, phone="badge", official=4),
        moved,
        Column("tier_before", _("上次分级"), choices=tiers, shown=False, phone="hide", official=6),
    )


def _why(known: Labels) -> tuple[Column, ...]:
    return (
        Column(
            "rules", _("触发的规则"), show=lambda row: known.rules_of(row.rules), phone="line", official=9
        ),
        Column(
            "missing",
            _("待补信息"),
            show=lambda row: labels.missing_of(row.missing),
            phone="line",
            official=10,
        ),
    )


HOME = (
    of_field(Household, "head_name", label=_("户主"), filter="text", sortable=True, phone="title"),
    place(phone="line"),
)
HOME_CODE = of_field(Household, "household_id", filter="text", shown=False, phone="hide")
Told = Callable[[Sequence[Any]], dict[Any, Any]]


def told(known: Labels, standing: Told, happened: Told) -> tuple[Column, ...]:
    """Households of which somebody told: how they stand, and what was told."""
    tiers = tuple(known.tiers.items())
    return (
        *HOME,
        Column("tier", _("分级"), batch=standing, choices=tiers, badge=known.colour, phone="badge"),
        Column("happened", _("事件"), batch=happened, phone="line"),
        HOME_CODE,
    )


def progress(lacking: Callable[[Sequence[Any]], dict[Any, Progress]]) -> tuple[Column, ...]:
    """Households that lacked something: what, and what of it they lack still."""

    def of(what: Callable[[Progress], Any]) -> Told:
        return lambda rows: {pk: what(one) for pk, one in lacking(rows).items()}

    return (
        *HOME,
        Column(
            "state",
            _("进度"),
            batch=of(lambda one: one.state),
            choices=tuple(STATES.items()),
            badge=lambda state: PROGRESS.get(state, ""),
            phone="badge",
        ),
        Column("then", _("当时缺"), batch=of(lambda one: _lacked(one.then)), phone="line"),
        Column("left", _("还缺"), batch=of(lambda one: _lacked(one.left)), phone="line"),
        HOME_CODE,
    )


def _lacked(names: Iterable[str]) -> str:
    return labels.missing_of(",".join(sorted(names)))


def standing(run: Run) -> str:
    return "lost" if run.is_lost else str(run.state)


def areas(rows: Sequence[Any]) -> dict[Any, Any]:
    known = names.paths_of(row.area_code for row in rows)
    return {row.pk: known.get(row.area_code, row.area_code) for row in rows}


def runs(told: Callable[[Sequence[Any]], dict[Any, Any]]) -> tuple[Column, ...]:
    """`told`: tiers in words for a page of runs, of the part that somebody reaches."""
    return (
        of_field(Run, "on", filter="", phone="title"),
        Column("place", _("地方"), batch=areas, phone="line"),
        Column("pack_title", _("政策包"), show=labels.title, phone="hide"),
        Column(
            "state",
            _("状态"),
            show=standing,
            choices=(*Run.State.choices, ("lost", LOST)),
            badge=lambda state: STANDING.get(state, ""),
            phone="badge",
        ),
        Column(
            "is_standing",
            _("性质"),
            show=regular.nature,
            phone="hide",
        ),
        Column("found", _("结果"), batch=told, phone="line"),
        Column("by", _("发起人"), show=lambda run: str(run.by), needs=("by",), phone="hide"),
        of_field(Run, "created_at", filter="", phone="hide"),
    )


def reasons(row: Any, run: Any = None) -> str:
    """Where a finding leads: why the household stands there – in a run, or in the one that counts now."""
    address = reverse("screening:reasons", args=[row.household.household_id])
    return f"{address}?run={run.pk}" if run else address
