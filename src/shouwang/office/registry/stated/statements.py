"""What is stated of a household – expenses, events, measures, and the lines of income sheets.

Added, or taken back with a reason; never altered.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.errors import Refused
from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.registry import guards, values
from shouwang.office.registry.models import STATEMENTS, Household, Statement
from shouwang.office.registry.past import mergers
from shouwang.office.registry.past.mergers import YEAR

PERMISSIONS = {
    "incomes": Permission.INCOME_EDIT,
    "expenses": Permission.INCOME_EDIT,
    "events": Permission.CHANGE_REQUEST,
    "measures": Permission.CHANGE_REQUEST,
}
MOST = 200
"""Characters of evidence and of a reason."""


class Begun(Refused):
    """Something was stated of the household's year already."""


@transaction.atomic
def add(
    kind: str,
    household: Household,
    given: Mapping[str, Any],
    *,
    by: Any,
    source: str = "form",
    evidence: str = "",
) -> Statement:
    """`kind`: name of the table; `given` by its columns, a person by code."""
    guards.allow(by, PERMISSIONS[kind], household)
    guards.in_the_register(household)
    facts = values.row(TABLES[kind], given)
    refuse_not_yet(facts)
    person = facts.get("person_id")
    if person and not household.persons.filter(person_id=person).exists():
        raise Refused(_("这一户没有这个人。"), _("请从家庭成员里选择。"))
    return enter(kind, household, facts, at=clock.now(), source=source, evidence=evidence)


def refuse_not_yet(facts: Mapping[str, Any]) -> None:
    if (happened := facts.get("occurred_on")) and happened > clock.today():
        raise Refused(_("发生日期在今天之后。"), _("请填写事情发生的那一天。"))


def enter(
    kind: str,
    household: Household,
    facts: Mapping[str, Any],
    *,
    at: datetime,
    source: str,
    evidence: str = "",
) -> Statement:
    """A row of checked values; for callers that asked for permission."""
    refuse_long(evidence)
    made: Statement = STATEMENTS[kind](
        household=household,
        area_code=household.area_code,
        recorded_at=at,
        source=source,
        **{"evidence": evidence, **facts},
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def begin(
    kind: str,
    household: Household,
    period: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    by: Any,
    source: str = "form",
    evidence: str = "",
) -> list[Statement]:
    """The first rows of an accounting year, by their columns without the period.  Begun where there is one already, be
    it of a household that was merged into this one."""
    guards.allow(by, PERMISSIONS[kind], household)
    # Two people may begin the same year at the same minute; the second has to see the rows of the first.
    Household._base_manager.select_for_update().get(pk=household.pk)
    guards.in_the_register(household)
    if counting(kind, household, period=period):
        raise Begun(
            _("“%(household)s” %(period)s 年已有登记。") % {"household": household, "period": period},
            _("请打开那一户，看一看已经登记了什么。"),
        )
    facts, at = [values.row(TABLES[kind], {**row, "period": period}) for row in rows], clock.now()
    return [enter(kind, household, one, at=at, source=source, evidence=evidence) for one in facts]


def counting(kind: str, household: Household, year: AccountingYear = YEAR, **which: Any) -> list[Any]:
    """In force, the oldest first: its own, and those of households whose people came with a merger."""
    merged = mergers.into(household)
    homes = [household.pk, *(one.household for one in merged)]
    rows = STATEMENTS[kind].objects.in_force().filter(household__in=homes, **which)
    return mergers.counting(rows.order_by("pk"), merged, year)


@transaction.atomic
def withdraw(row: Statement, *, reason: str, by: Any, source: str = "form") -> None:
    """Refused without a reason, or when it was taken back already."""
    guards.allow(by, PERMISSIONS[table_of(row)], row)
    if not reason.strip():
        raise Refused(_("撤回须写明理由。"), _("请写清楚为什么撤回，例如“录错了户”。"))
    refuse_long(reason)
    take_back(row, at=clock.now(), source=source, why=reason.strip())


def take_back(row: Statement, *, at: datetime, source: str, why: str) -> None:
    """For callers that asked for permission."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())
    if row.withdrawn_at:
        raise Refused(_("这一条已经撤回。"), _("请刷新页面。"))
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, source, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


def table_of(row: Statement) -> str:
    return next(name for name, model in STATEMENTS.items() if isinstance(row, model))


def refuse_long(text: str) -> None:
    if len(text) > MOST:
        raise Refused(_("说明太长。"), _("请缩短到 %(most)s 个字以内。") % {"most": MOST})
