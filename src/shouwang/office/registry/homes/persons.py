"""People of a household: entering, correcting, leaving.  One head per household; one household per ID number."""

import secrets
import sys
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.engine import identity
from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import entries
from shouwang.office.kit import clock, codes, sealing
from shouwang.office.registry import guards, values
from shouwang.office.registry.models import Ending, Household, Person, PersonPast
from shouwang.office.registry.past import differences, history

BY_REQUEST = frozenset(
    {
        "name",
        "id_number",
        "relation",
        "sex",
        "birth_date",
        "subsistence_allowance",
        "extreme_hardship",
        "bank_account",
    }
)
"""What decides who somebody is or what they are paid: a second person has to approve its change."""


@transaction.atomic
def amend(
    person: Person,
    given: Mapping[str, Any],
    *,
    seen_version: int,
    by: Any,
    on: date,
    source: str = "form",
    reason: str = "",
    meanwhile: history.Meanwhile | None = None,
) -> history.Changed:
    """Correct facts that need no second person.  Stale when somebody else was quicker.  `meanwhile`: past/history.py."""
    guards.allow(by, Permission.CHANGE_REQUEST, person)
    refuse_by_request(Person, given)
    history.lock(person)
    refuse_gone(person)
    differences.check(person, seen_version)
    changed = history.amend(
        person, values.cleaned(Person, dict(given)), on=on, source=source, meanwhile=meanwhile
    )
    if changed and reason:
        entries.record("person.reasoned", person, on=on, detail={"reason": reason})
    return changed


def refuse_by_request(model: type[Household] | type[Person], given: Mapping[str, Any]) -> None:
    names = BY_REQUEST if model is Person else HOUSEHOLD_BY_REQUEST
    labels = [_(values.column(model, name).label) for name in given if name in names]
    if labels:
        raise Refused(
            _("%(labels)s 不能直接改，须经审批。") % {"labels": _("、").join(labels)},
            _("请提交“更正登记信息”的变更申请。"),
        )


HOUSEHOLD_BY_REQUEST = frozenset(
    {
        "head_name",
        "origin",
        "monitoring_type",
        "risk_state",
        "identified_on",
        "eliminated_on",
        "elimination_way",
        "subsistence_allowance",
        "extreme_hardship",
        "allowance_edge",
        "bank_account",
    }
)


def refuse_gone(person: Person) -> None:
    if person.ended_on:
        raise Refused(
            _("%(person)s已于 %(day)s 退出登记（%(why)s）。")
            % {"person": person, "day": person.ended_on, "why": person.get_ending_display()},
            _("请刷新页面，看现在的家庭成员。"),
        )


def enter(household: Household, given: Mapping[str, Any], *, on: date, source: str, by: Any) -> Person:
    """Somebody new in a household, from a day on; for callers that asked for permission.

    Refused for a second head and for an ID number that stands in the register of the county already.
    """
    facts = completed(values.cleaned(Person, dict(given)))
    if facts.get("relation") == "head":
        refuse_second_head(household)
    if number := facts.get("id_number"):
        refuse_duplicate(number, household.area_code, by=by)
    person = Person(
        household=household,
        area_code=household.area_code,
        person_id=f"{household.household_id}-{secrets.token_hex(4).upper()}",
        since=on,
        recorded_at=clock.now(),
        source=source,
        **facts,
    )
    person.save(force_insert=True)
    return person


def end(person: Person, *, ending: Ending, on: date, source: str) -> None:
    """Out of the register; for callers that asked for permission."""
    history.amend(person, {"ended_on": on, "ending": ending}, on=on, source=source)


def members(household: Household) -> list[Person]:
    """Present members, the head first, then as they came."""
    found = household.persons.filter(ended_on=None).order_by("pk")
    return sorted(found, key=lambda person: person.relation != "head")


def completed(facts: dict[str, Any]) -> dict[str, Any]:
    """Sex and date of birth as a citizen number tells them.  Refused where it tells otherwise."""
    number = facts.get("id_number")
    if not number:
        return facts
    told = {"birth_date": identity.birth_date(number), "sex": identity.sex(number)}
    for name, value in told.items():
        if facts.get(name) not in (None, value):
            label = _(values.column(Person, name).label)
            raise Refused(
                _("证件号码与填写的%(label)s不一致。") % {"label": label},
                _("请对照证件核对这两项，改正其中一项。"),
            )
    return facts | told


def refuse_second_head(household: Household) -> None:
    if household.persons.filter(ended_on=None, relation="head").exists():
        raise Refused(_("这一户已有户主。"), _("请选其他关系，或先办理变更户主。"))


def duplicate(number: str, area_code: str, *, apart_from: Person | None = None) -> Person | None:
    """Whoever else is present in the same county under an ID number."""
    county = codes.span(codes.padded(area_code[:6]))
    found = Person.objects.present().inside(county).filter(id_number_digest=sealing.digest(number))
    other: Person | None = (
        found.exclude(pk=apart_from.pk if apart_from else None).select_related("household").first()
    )
    return other


def refuse_duplicate(number: str, area_code: str, *, by: Any, apart_from: Person | None = None) -> None:
    other = duplicate(number, area_code, apart_from=apart_from)
    if other is None:
        return
    seen = Household.objects.visible_to(by, Permission.HOUSEHOLD_VIEW).filter(pk=other.household_id).exists()
    where = (
        _("户编码 %(code)s") % {"code": other.household.household_id}
        if seen
        else _("本县另一户，不在您的管理范围")
    )
    raise Refused(
        _("这个证件号码已经登记在%(where)s。") % {"where": where},
        _("请核对号码；如果此人确实换了户，请先办理原户的婚出、迁出或分户。"),
    )


def refuse_namesake(facts: Mapping[str, Any], people: Iterable[Person]) -> None:
    """Whoever comes into a household and is in it already, as far as name, birth and number tell."""
    for one in people:
        if one.name == facts.get("name") and not _apart(facts, one):
            raise Refused(
                _("这一户已经有一位“%(name)s”，出生日期和证件号码都分不出是两个人。") % {"name": one.name},
                _("如果是重复申请，请撤回；确实是另一个人，请填写能分清的出生日期或证件号码。"),
            )


def _apart(facts: Mapping[str, Any], person: Person) -> bool:
    pairs = ((facts.get(name), getattr(person, name)) for name in ("birth_date", "id_number"))
    return any(new and old and new != old for new, old in pairs)


Life = tuple[date, int, int, int, date | None]
"""since, order of becoming known, person, household, ended on"""


def counts_on(
    household: Household, days: Collection[date], known: Collection[Life] | None = None
) -> dict[date, int | None]:
    """How many people belonged to the household on each day; three queries, nothing is unsealed, or – with the
    lives of everybody who ever was in it – none.

    A day before anybody was registered counts as the first day on which somebody was; nobody ever: unknown.
    """
    rows = lives(household) if known is None else list(known)
    first = min((since for since, *_rest in rows), default=None)
    return {day: None if first is None else _count(rows, household, max(day, first)) for day in days}


def lives_of(people: Iterable[Person], past: Iterable[PersonPast]) -> list[Life]:
    """Of people whose rows are at hand, with all of their past."""
    rows = [(row.since, row.pk, row.person_id, row.household_id, row.ended_on) for row in past]
    # The present became known after everything that is past.
    rows += [(one.since, sys.maxsize, one.pk, one.household_id, one.ended_on) for one in people]
    return rows


def lives(household: Household) -> list[Life]:
    """Every state of everybody who ever was in the household."""
    # Asked one after the other: “in the household or in this list of a query” would look at everybody.
    ever = list(PersonPast.objects.filter(household=household).values_list("person", flat=True))
    present = list(
        Person.objects.filter(Q(household=household) | Q(pk__in=ever)).values_list(
            "since", "pk", "household", "ended_on"
        )
    )
    past = PersonPast.objects.filter(person__in=[person for _since, person, _home, _ended in present])
    rows: list[Life] = list(past.values_list("since", "pk", "person", "household", "ended_on"))
    for since, person, home, ended in present:
        # The present became known after everything that is past.
        rows.append((since, sys.maxsize, person, home, ended))
    return rows


def _count(rows: list[Life], household: Household, day: date) -> int:
    so: dict[int, Life] = {}
    for row in sorted((row for row in rows if row[0] <= day), key=lambda row: row[1]):
        so[row[2]] = row
    return sum(home == household.pk and (ended is None or ended > day) for *_rest, home, ended in so.values())
