"""Runs of screening: which there were, what one found, starting one."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status
from pydantic import StrictBool

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import limits, paging, repeats
from shouwang.office.api.allowed import user_with
from shouwang.office.api.shapes import Strict
from shouwang.office.api.shapes_imports import Work, work
from shouwang.office.api.words import AreaCode, Day, Key, Line, Once, Year
from shouwang.office.kit import clock
from shouwang.office.screening import advice, labels, packs, queries
from shouwang.office.screening.completion import figures
from shouwang.office.screening.lists.columns import standing
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.running import knowledge, runs

router = Router(tags=["runs"])
P = Permission
MOST_LINES = 40
"""Changed parameters or assumptions in one run, as on the page."""


class TierCount(Schema):
    tier: str
    label: str
    households: int


class RunRow(Schema):
    id: int
    state: str = Field(description="`waiting`; `done`; `lost`: see `work` of the run")
    area_code: str
    on: date = Field(description="the register and the rules are those of this day")
    period: str = Field(description="accounting year")
    pack: str
    pack_title: str
    is_standing: bool = Field(description="of the regular series that pages show")
    created_at: datetime
    done_at: datetime | None
    tiers: list[TierCount] = Field(description="of the part of its area within reach")


class Runs(Schema):
    rows: list[RunRow]
    next: str | None


class RunCount(Schema):
    key: str = Field(description="tier, move, rule or column")
    label: str
    households: int
    persons: int


class Lacking(Schema):
    column: str
    label: str
    households: int = Field(description="that lack it")
    settles: int = Field(description="of which this answer alone makes the tier known")


class RunWhole(RunRow):
    pack_hash: str
    data_hash: str = Field(description="SHA-256 over the rows that went in")
    findings_hash: str = Field(description="SHA-256 of the findings: the same run made again has the same")
    engine: str = Field(description="version that made it")
    as_if: bool = Field(description="the day lies outside the pack's time")
    changed_parameters: dict[str, str]
    assumptions: list[str]
    known: str = Field(
        description="`then`: what the register knew by the end of its day went in; `now`: what it knew when it was made"
    )
    known_at: datetime | None = Field(description="what the register knew at this moment went in")
    before: int | None = Field(description="the run that moves are told against")
    is_kept: bool = Field(description="whether its findings are still there")
    work: Work | None
    moves: list[RunCount]
    rules: list[RunCount] = Field(description="households for which each fired")
    missing: list[Lacking]


class RunAsked(Strict):
    area_code: AreaCode
    pack: Line = Field(description="`pack` of `GET /packs`")
    on: Day = Field(description="the register and the rules are those of this day")
    period: Year = ""
    change: dict[Line, Line] = Field(
        {},
        max_length=MOST_LINES,
        description="parameter → value: what if",
        json_schema_extra={"additionalProperties": False},
    )
    assume: list[Line] = Field(
        [], max_length=MOST_LINES, description="`households.subsistence_allowance=none`"
    )
    as_if: StrictBool = Field(False, description="also outside the pack's time")
    standing: StrictBool = Field(
        False, description="as a run of the regular series; not with `change` or `assume`"
    )
    known: Literal["", "then", "now"] = Field(
        "",
        description="of a day before today: with what was known by its end, or with what was entered since;"
        " without, `then` where the register knew anybody there by that day",
    )


@router.get("/runs", response=Runs, summary="Runs within reach", operation_id="runs")
def listed(request: HttpRequest, asked: Query[paging.Asked]) -> dict[str, Any]:
    """Over places within reach, and regular ones over places around it."""
    user = user_with(request, P.STATISTICS_VIEW)
    found, after = paging.cut(queries.runs_for(user, P.STATISTICS_VIEW).select_related("job"), asked)
    counted = figures.tiers_of(found, user)
    return {"rows": [_row(run, counted[run.pk]) for run in found], "next": after}


def _row(run: Run, counted: dict[str, int]) -> dict[str, Any]:
    names = ("id", "area_code", "on", "period", "pack", "is_standing", "created_at", "done_at")
    known = labels.of(run).tiers
    return {
        **{name: getattr(run, name) for name in names},
        "state": standing(run),
        "pack_title": labels.title(run),
        "tiers": [
            {"tier": tier, "label": known.get(tier, tier), "households": counted[tier]}
            for tier in (one["tier"] for one in run.tiers)
            if tier in counted
        ],
    }


@router.get("/runs/{int:pk}", response=RunWhole, summary="One run", operation_id="run", url_name="run")
def one(request: HttpRequest, pk: Path[Key]) -> dict[str, Any]:
    """With counts of the part of its area within reach, and enough to make it again.

    Numbers are the run's own; `findings` has households as evaluated anew since, so it may list more or fewer.
    """
    user = user_with(request, P.STATISTICS_VIEW)
    rows = queries.runs_for(user, P.STATISTICS_VIEW).select_related("job")
    run = get_object_or_404(rows, pk=pk)
    return _whole(run, user)


def _whole(run: Run, user: Any) -> dict[str, Any]:
    names = (
        "pack_hash",
        "data_hash",
        "findings_hash",
        "engine",
        "as_if",
        "changed_parameters",
        "assumptions",
    )
    tiers = {tier: one.households for tier, one in figures.counts(run, "tier", user).items()}
    moves = {code: str(label) for code, label in Move.choices}
    return {
        **_row(run, tiers),
        **{name: getattr(run, name) for name in names},
        "known": knowledge.word(run),
        "known_at": run.known_at,
        "before": run.before_id,
        "is_kept": bool(run.archive),
        "work": work(run.job) if run.job and run.state == Run.State.WAITING else None,
        "moves": _counted(run, "move", moves, user),
        "rules": _counted(run, "rule", labels.of(run).rules, user),
        "missing": _missing(run, user),
    }


def _counted(run: Run, kind: str, named: dict[str, str], user: Any) -> list[dict[str, Any]]:
    found = figures.counts(run, kind, user)
    return [
        {"key": key, "label": label, "households": found[key].households, "persons": found[key].persons}
        for key, label in named.items()
        if key in found
    ]


def _missing(run: Run, user: Any) -> list[dict[str, Any]]:
    reach = user.reach(P.STATISTICS_VIEW)
    found = figures.missing(run, reach) if reach.spans else figures.own_missing(run, user)
    return [
        {
            "column": one.column,
            "label": labels.column(one.column),
            "households": one.households,
            "settles": one.settles,
        }
        for one in found
    ]


@router.post("/runs", response={202: RunRow}, summary="Start a run", operation_id="run_start")
def start(request: HttpRequest, response: HttpResponse, asked: RunAsked, key: Once = None) -> Any:
    """In the background: ask for the run until its `state` is `done`.  The same register, pack and day give the same.

    A place that is none, or none within reach, is refused with 409; which of them is not said.
    """
    user = user_with(request, P.SCREENING_RUN)
    if asked.pack not in packs.folders():
        raise Refused(_("没有政策包“%(name)s”。") % {"name": asked.pack}, _("请从 /api/v1/packs 里选一个。"))
    if asked.standing and (asked.change or asked.assume):
        raise Refused(_("日常筛查不能改参数，也不能假设。"), _("请去掉 change 和 assume，或去掉 standing。"))

    def make() -> Run:
        limits.refuse_many(user)
        return _started(user, asked)

    digest = repeats.digest_of(["run", *asked.dict().items()]) if key else ""
    run = repeats.once(Run, user.token, key, digest, make=make, at=clock.now())
    response["Location"] = reverse("api:run", args=[run.pk])
    # Of one that is done already, when it is asked for again: what it found.
    return Status(202, _row(run, figures.tiers_of([run], user)[run.pk]))


def _started(user: Any, asked: RunAsked) -> Run:
    with advice.for_programs():
        return runs.start(
            asked.area_code,
            pack=asked.pack,
            on=asked.on,
            by=user,
            today=clock.today(),
            period=asked.period or None,
            change=[f"{name}={value}" for name, value in asked.change.items()],
            assume=asked.assume,
            as_if=asked.as_if,
            standing=asked.standing,
            known=asked.known,
        )
