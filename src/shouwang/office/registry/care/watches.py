"""The quarterly watch of incomes: what was seen of a household, who is to be watched, and who was not yet.

Watched are those who must have a helper: lifted households of any kind, registered ones, and the monitored.
Source: 002-P6(2) (INC-08).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, FilteredRelation, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import codes, counts
from shouwang.office.registry import guards, quarters
from shouwang.office.registry.care import colours
from shouwang.office.registry.models import OWED, Household, IncomeWatch
from shouwang.office.registry.models.present import WATCHED
from shouwang.office.registry.quarters import Quarter

OWED_BY_ORIGIN = ("lifted", "registered_poor")
MOST = 500
"""Characters of a note."""
NONE, SEEN = "none", "seen"
"""What a list may be asked for beside a colour: not yet looked at; looked at."""


# -- Looking at a household ----------------------------------------------------------------------------------------


@transaction.atomic
def check(
    household: Household,
    quarter: Quarter,
    answers: Mapping[str, str],
    *,
    checked_on: date,
    by: Any,
    on: date,
    note: str = "",
) -> IncomeWatch:
    """`answers`: of all colours.QUESTIONS.  Refused for a day outside of the quarter, and for less without a word."""
    guards.allow(by, Permission.INCOME_EDIT, household)
    guards.in_the_register(household)
    refuse_impossible(answers, quarter, checked_on, on)
    refuse_silent(answers, note.strip())
    # One after the other: of two at once both would count.
    now = Household._base_manager.select_for_update().get(pk=household.pk)
    row = IncomeWatch(
        household=now,
        area_code=now.area_code,
        quarter=quarter.code,
        checked_on=checked_on,
        checked_by=by,
        colour=colours.verdict(answers).colour,
        note=note.strip(),
        **{question: answers[question] for question in colours.QUESTIONS},
    )
    row.counts = _supersedes(row)
    row.save(force_insert=True)
    return row


def _supersedes(row: IncomeWatch) -> bool:
    """Whether it counts; then the one that did no longer does.  An earlier look may be entered later."""
    standing = IncomeWatch.objects.filter(household=row.household, quarter=row.quarter, counts=True).first()
    if standing is None:
        return True
    if standing.checked_on > row.checked_on:
        return False
    standing.counts = False
    standing.save(update_fields=["counts"])
    return True


def refuse_impossible(answers: Mapping[str, str], quarter: Quarter, checked_on: date, on: date) -> None:
    if any(answers.get(question) not in known for question, known in colours.ANSWERS.items()):
        raise Refused(
            _("三个问题没有都答，或答案不在可选的范围里。"), _("请从表单里选择；问不清的选“没有问清”。")
        )
    if checked_on > on:
        raise Refused(_("监测日还没有到。"), _("请填写实际去看的日期。"))
    if not quarter.first <= checked_on <= quarter.until:
        raise Refused(
            _("监测日不在%(quarter)s。") % {"quarter": quarter},
            _("请填 %(first)s 至 %(until)s 之间的日期，或改选季度。")
            % {"first": quarter.first.isoformat(), "until": quarter.until.isoformat()},
        )


def refuse_silent(answers: Mapping[str, str], note: str) -> None:
    if answers["level"] == IncomeWatch.Level.DOWN and not note:
        raise Refused(_("收入下降时，须写明原因。"), _("请在“说明”里写明少了哪一笔、为什么。"))
    if len(note) > MOST:
        raise Refused(_("说明太长。"), _("请缩短到 %(most)s 个字以内。") % {"most": MOST})


# -- Who is to be watched ------------------------------------------------------------------------------------------


def is_watched(household: Any) -> bool:
    """The same as OWED, of a row in hand."""
    return household.origin in OWED_BY_ORIGIN or household.monitoring_type in WATCHED


def watched(households: "QuerySet[Any]") -> "QuerySet[Any]":
    return households.filter(OWED, ended_on=None)


def unseen(households: "QuerySet[Any]", quarter: Quarter) -> "QuerySet[Any]":
    """Of those to be watched, whom nobody looked at in a quarter."""
    seen = IncomeWatch.objects.filter(household=OuterRef("pk"), quarter=quarter.code, counts=True)
    return watched(households).filter(~Exists(seen))


def beside(households: "QuerySet[Any]", quarter: Quarter) -> "QuerySet[Any]":
    """With the look that counts as `look`, to be asked for and selected; without one where there is none."""
    counting = Q(watches__quarter=quarter.code, watches__counts=True)
    rows: QuerySet[Any] = households.annotate(look=FilteredRelation("watches", condition=counting))
    return rows


def asked(households: "QuerySet[Any]", quarter: Quarter, state: str) -> "QuerySet[Any]":
    """`state`: NONE, SEEN, a colour, or empty for all who are to be watched."""
    if state == NONE:
        return beside(unseen(households, quarter), quarter)
    rows = beside(watched(households), quarter)
    if state == SEEN:
        rows = rows.filter(look__isnull=False)
    elif state:
        rows = rows.filter(look__colour=state)
    return rows


def known(on: date) -> list[Quarter]:
    """Which there is something to see of: the recent ones, and all back to the first in which anything was recorded."""
    # The unique index of what counts begins with the quarter: its first entry is asked for, no table read.
    first = IncomeWatch.objects.filter(counts=True).aggregate(first=Min("quarter"))["first"]
    return quarters.since(quarters.read(first) if first else None, on)


def history(household: Household, by: date | None = None) -> list[IncomeWatch]:
    """The newest quarter first, in it the latest look; as known of a day."""
    rows = household.watches.select_related("checked_by").order_by("-quarter", "-checked_on", "-pk")
    return list(rows.filter(checked_on__lte=by) if by else rows)


# -- How far a quarter has come ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """Households of a place."""

    colours: Mapping[str, int] = field(default_factory=dict)
    """Colour, or NONE → how many."""

    @property
    def whole(self) -> int:
        return sum(self.colours.values())

    @property
    def unseen(self) -> int:
        return self.colours.get(NONE, 0)

    @property
    def seen(self) -> int:
        return self.whole - self.unseen

    def __add__(self, other: "Coverage") -> "Coverage":
        names = {*self.colours, *other.colours}
        return Coverage({name: self.colours.get(name, 0) + other.colours.get(name, 0) for name in names})


def coverage(households: "QuerySet[Any]", quarter: Quarter, level: str) -> dict[str, Coverage]:
    """Place of a level → how far; one query, however many places."""
    rows = beside(watched(households), quarter).order_by()
    placed = rows.annotate(place=Left("area_code", codes.LENGTHS[level]))
    grouped = placed.values_list("place", "look__colour").annotate(n=Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for place, colour, number in counts.rows(grouped):
        found.setdefault(place.ljust(12, "0"), {})[colour or NONE] = number
    return {place: Coverage(counts) for place, counts in sorted(found.items())}
