"""Events: which of them count, and the same one for many households at once – a typhoon, a flood, an epidemic.

enter(village, given, {household: amount}, by=…)      one event for each household, all or none
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.engine.errors import Refused
from shouwang.engine.tables import EVENTS
from shouwang.office.areas.models import Area
from shouwang.office.kit import clock
from shouwang.office.kit.scope import Reach, within
from shouwang.office.registry import values
from shouwang.office.registry.care import measures
from shouwang.office.registry.models import Event, Household
from shouwang.office.registry.stated import statements

PERMISSION = statements.PERMISSIONS["events"]
MOST = 600
"""Households of a page, and at once."""
NAMED = 12
"""Households whose names a refusal gives; of more it gives their number."""
Consequence = Callable[[str, str, date], str]
CONSEQUENCES: list[Consequence] = []
"""What whoever works with events says of new ones: village, kind, day → a sentence, or nothing."""


def consequence(function: Consequence) -> Consequence:
    CONSEQUENCES.append(function)
    return function


def consequences(code: str, kind: str, day: date) -> list[str]:
    return [said for tell in CONSEQUENCES if (said := tell(code, kind, day))]


def counting(events: "QuerySet[Any]", reach: Reach) -> "QuerySet[Any]":
    """Not taken back, and of a household in the register, or of one whose people count with another."""
    spans = (*reach.spans, *(span for _line, span in reach.linked))
    # Says nothing new – an event lies where its household lies –, but of the households only those of the place are read.
    return measures.counting(events.filter(within(spans, "household__area_code")))


def recorded_since(events: "QuerySet[Any]", on: date) -> "QuerySet[Any]":
    """Entered on that day or later, whenever they happened."""
    return events.filter(recorded_at__gte=timezone.make_aware(datetime.combine(on, time.min)))


def homes(code: str, by: Any) -> "QuerySet[Any]":
    """Present households of a village for which somebody may enter events, in the order of their codes."""
    rows: QuerySet[Any] = Household.objects.visible_to(by, PERMISSION).filter(area_code=code, ended_on=None)
    # Sealed columns stay closed.
    return rows.order_by("household_id").only("household_id", "area_code", "group_name", "head_name")


def villages(by: Any) -> "QuerySet[Any]":
    """In which somebody may enter events: those in reach, and – with linked households only – those in which one lies."""
    reach: Reach = by.reach(PERMISSION)
    found = within(reach.spans, "code")
    if reach.linked:
        homes = Household.objects.visible_to(by, PERMISSION).filter(ended_on=None)
        found |= Q(code__in=homes.values("area_code"))
    return Area.objects.in_force().filter(found, level="village")


@transaction.atomic
def enter(
    code: str,
    given: Mapping[str, Any],
    amounts: Mapping[int, Any],
    *,
    by: Any,
    evidence: str = "",
    source: str = "form",
) -> int:
    """How many were entered.  `amounts`: households of the village by primary key → yuan, None where unknown.

    Refused as a whole, with the households named, where one is not there, has that event already, or has no amount
    that can be.
    """
    by.require(PERMISSION, code)
    _refuse_none_or_many(amounts)
    facts = values.row(EVENTS, given)
    statements.refuse_not_yet(facts)
    # In one order: of two people who enter the same flood the second waits, and finds the first one's.
    found = list(homes(code, by).filter(pk__in=amounts).order_by("pk").select_for_update(of=("self",)))
    _refuse_strangers(amounts.keys() - {home.pk for home in found}, by)
    losses = _losses(found, amounts)
    _refuse_known(found, facts)
    at = clock.now()
    for home in found:
        statements.enter(
            "events", home, {**facts, "amount": losses[home.pk]}, at=at, source=source, evidence=evidence
        )
    return len(found)


def _refuse_none_or_many(amounts: Mapping[int, Any]) -> None:
    if not amounts:
        raise Refused(_("一户也没有选。"), _("请勾选受影响的户，再登记。"))
    if len(amounts) > MOST:
        raise Refused(_("一次最多登记 %(most)s 户。") % {"most": MOST}, _("请按村民小组分几次登记。"))


def _refuse_strangers(missing: Iterable[int], by: Any) -> None:
    if not (keys := list(missing)):
        return
    seen = Household.objects.visible_to(by, PERMISSION).filter(pk__in=keys).order_by("household_id")
    known = [str(home) for home in seen.only("household_id", "head_name")[: NAMED + 1]]
    said = ngettext(
        "有 %(count)s 户不在这个村的登记簿里，或不归您联系：%(who)s。",
        "有 %(count)s 户不在这个村的登记簿里，或不归您联系：%(who)s。",
        len(keys),
    )
    told = said % {"count": len(keys), "who": called(known) or _("看不到名字")}
    raise Refused(told, _("一户也没有登记。请重新打开这一页，再勾选。"))


def _losses(found: Iterable[Household], amounts: Mapping[int, Any]) -> dict[int, Any]:
    made, wrong = {}, []
    for home in found:
        try:
            made[home.pk] = values.typed(EVENTS["amount"], amounts[home.pk])
        except ValueError as error:
            wrong.append(_("%(who)s：%(why)s") % {"who": home, "why": error})
    if wrong:
        raise Refused(_("；").join(wrong[:NAMED]), _("一户也没有登记。请改正金额；不知道的留空。"))
    return made


def _refuse_known(found: Iterable[Household], facts: Mapping[str, Any]) -> None:
    same = Event.objects.in_force().filter(
        household__in=[home.pk for home in found], kind=facts["kind"], occurred_on=facts["occurred_on"]
    )
    there = set(same.values_list("household", flat=True))
    if there:
        said = _("已经登记过 %(day)s 的“%(what)s”：%(who)s。") % {
            "day": facts["occurred_on"].isoformat(),
            "what": _(EVENTS["kind"].label_of(facts["kind"])),
            "who": called([str(home) for home in found if home.pk in there]),
        }
        raise Refused(said, _("一户也没有登记。请取消勾选这些户；确是另一件事的，到户上单独登记。"))


def called(names: list[str]) -> str:
    """张三、李四等 20 户."""
    listed = _("、").join(names[:NAMED])
    if len(names) <= NAMED:
        return listed
    return _("%(who)s等 %(count)s 户") % {"who": listed, "count": len(names)}


def lately(code: str, by: Any, since: date) -> dict[int, list[Event]]:
    """Household → its events since a day, the latest first: nobody is to enter the same once more."""
    rows = Event.objects.in_force().visible_to(by, PERMISSION).filter(area_code=code, occurred_on__gte=since)
    found: dict[int, list[Event]] = {}
    for event in rows.only("household_id", "kind", "occurred_on").order_by("-occurred_on", "-pk"):
        found.setdefault(event.household_id, []).append(event)
    return found
