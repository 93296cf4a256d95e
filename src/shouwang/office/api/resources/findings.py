"""What a run found: the households that stand out, and counts by area."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import AfterValidator, StringConstraints

from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import paging
from shouwang.office.api.allowed import asked_span, user_with
from shouwang.office.api.words import PRINTED, AnyArea, Key, one_of
from shouwang.office.journal import entries
from shouwang.office.journal.entries import Line
from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span
from shouwang.office.screening import labels, queries, rows
from shouwang.office.screening.counts.tallies import KINDS
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.models import Finding
from shouwang.office.screening.pages.findings import asked_run
from shouwang.office.screening.queries import Count

router = Router(tags=["runs"])
P = Permission
NAMES = [kind.name for kind in KINDS]
LENGTHS = {level: codes.LENGTHS[level] for level in ("county", "township", "village")}
Move = Literal["", "entered", "worse", "better", "left", "unsettled", "settled", "same", "first"]
Word = Annotated[str, StringConstraints(max_length=60, pattern=PRINTED)]


Kind = Annotated[
    str,
    AfterValidator(one_of(NAMES)),
    Field(
        description="one way to divide households, or – `rule`, `undecided`, `risk`, `missing`, `settles` – of what they"
        " may have several; `settled`: those that some one answer settles, under `yes`",
        json_schema_extra={"enum": NAMES},
    ),
]


class FindingRow(Schema):
    household_id: str
    area_code: str
    tier: str
    tier_label: str
    tier_at_least: str = Field(
        description="where `tier` is `unknown`: as far as is known; otherwise the tier"
    )
    tier_before: str = Field(description="in the run before; empty: there was none")
    move: str
    rules: list[str] = Field(description="that fired")
    missing: list[str] = Field(description="columns that leave something undecided")
    members: int
    net_income_per_capita: str | None = Field(description="yuan per person and year, exact")
    rechecked_at: datetime | None = Field(description="evaluated anew since, after a change of the household")


class Findings(Schema):
    rows: list[FindingRow]
    next: str | None


class Asked(paging.Asked):
    tier: Word = Field("", description="`unknown` or one of the run's; empty: all")
    move: Move = Field("", description="since the run before; empty: all")
    rule: Word = Field("", description="those for which it fired")
    missing: Word = Field("", description="those that lack this column, `households.water_safe`")
    area: AnyArea = ""


class KeyCount(Schema):
    key: str
    households: int
    persons: int
    amount: str | None = Field(description="yuan, exact; of kinds that add up amounts")


class AreaCounts(Schema):
    area_code: str
    counts: list[KeyCount]


class Counts(Schema):
    rows: list[AreaCounts]
    next: str | None


class CountsAsked(paging.Asked):
    kind: Kind = "tier"
    by: Literal["county", "township", "village"] = Field("village", description="level of the areas")
    area: AnyArea = ""


@router.get(
    "/runs/{int:pk}/findings",
    response=Findings,
    summary="Households that stand out in a run",
    operation_id="findings",
)
def findings(request: HttpRequest, pk: Path[Key], asked: Query[Asked]) -> dict[str, Any]:
    """In any tier but the last, undecided, or moved since the run before; codes and no names.

    A household that is evaluated anew while a client reads on keeps its place.
    """
    user = user_with(request, P.HOUSEHOLD_VIEW, P.EXPORT)
    run = asked_run(user, P.HOUSEHOLD_VIEW, pk)
    assert run
    known = labels.of(run)
    _refuse_unknown(asked, known)
    inside = asked_span(user, P.HOUSEHOLD_VIEW, asked.area)
    found, after = paging.cut(
        _chosen(queries.findings_for(run, user, P.HOUSEHOLD_VIEW), asked, inside),
        asked,
        # Of a run each household has one; its row may be written anew under another number.
        by="household_id",
        key=attrgetter("household_id"),
    )
    _note(user, run.pk, len(found), asked.area)
    return {"rows": [_row(one, known.tier(one.tier)) for one in found], "next": after}


def _refuse_unknown(asked: Asked, known: Labels) -> None:
    """A word with a slip would read as nobody."""
    wrong = [
        _unknown(name, word, there)
        for name, word, there in (("tier", asked.tier, known.tiers), ("rule", asked.rule, known.rules))
        if word and word not in there
    ]
    if asked.missing and not labels.is_column(asked.missing):
        told = _("没有 %(name)s 这一列；各列见 GET /tables") % {"name": asked.missing}
        wrong.append({"loc": ("query", "missing"), "type": "unknown_column", "msg": told})
    if wrong:
        raise ValidationError(wrong)


def _unknown(name: str, word: str, there: Iterable[str]) -> dict[str, Any]:
    told = _("这次筛查没有 %(name)s；有：%(there)s") % {"name": word, "there": _("、").join(there)}
    return {"loc": ("query", name), "type": f"unknown_{name}", "msg": told}


def _chosen(chosen: Any, asked: Asked, inside: Span | None) -> Any:
    for name in ("tier", "move"):
        if value := getattr(asked, name):
            chosen = chosen.filter(**{name: value})
    for name, value in (("rules", asked.rule), ("missing", asked.missing)):
        if value:
            chosen = chosen.filter(**{f"{name}__contains": f",{value},"})
    if inside:
        chosen = chosen.inside(inside)
    return chosen.select_related("household").only(*SHOWN, "household__household_id")


SHOWN = (
    "area_code",
    "tier",
    "tier_at_least",
    "tier_before",
    "move",
    "rules",
    "missing",
    "members",
    "income",
    "rechecked_at",
)


def _row(one: Finding, label: str) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in SHOWN if name != "income"}
    return {
        **told,
        "household_id": one.household.household_id,
        "tier_label": label,
        "rules": rows.split(one.rules),
        "missing": rows.split(one.missing),
        "net_income_per_capita": _yuan(one.income),
    }


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _note(user: Any, run: int, count: int, area: str) -> None:
    told = {"table": "findings", "run": run, "count": count}
    entries.record_many([Line("api.read", "api", area_code=area or user.token.area_code, detail=told)])


@router.get("/runs/{int:pk}/counts", response=Counts, summary="A run's counts by area", operation_id="counts")
def counts(request: HttpRequest, pk: Path[Key], asked: Query[CountsAsked]) -> dict[str, Any]:
    """Of the part of its area within reach; `limit` counts areas.  A household is counted where the run found it.

    Numbers are the run's own; `findings` has households as evaluated anew since, so it may list more or fewer.
    """
    user = user_with(request, P.STATISTICS_VIEW)
    run = asked_run(user, P.STATISTICS_VIEW, pk)
    assert run
    found = queries.counts_by_area(
        run,
        asked.kind,
        user.reach(P.STATISTICS_VIEW),
        inside=asked_span(user, P.STATISTICS_VIEW, asked.area),
        length=LENGTHS[asked.by],
    )
    page, after = paging.cut_listed(sorted(found), asked)
    return {"rows": [_counted(area, found[area]) for area in page], "next": after}


def _counted(area: str, found: dict[str, Count]) -> dict[str, Any]:
    return {
        "area_code": area,
        "counts": [
            {"key": key, "households": one.households, "persons": one.persons, "amount": _yuan(one.amount)}
            for key, one in sorted(found.items())
        ],
    }
