"""Tables of the household page: income sheets, guarantee card, and what else was stated."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang.engine.tables import INCOMES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import codes
from shouwang.office.kit.columns import Column, of_field, shown
from shouwang.office.kit.scope import Reach
from shouwang.office.registry import queries
from shouwang.office.registry.care import guarantees
from shouwang.office.registry.columns import GUARANTEE
from shouwang.office.registry.homes import persons
from shouwang.office.registry.homes.household_file import File
from shouwang.office.registry.models import Event, Expense, Guarantee, Household, Link, Measure
from shouwang.office.registry.pages import showing
from shouwang.office.registry.past.mergers import Merger
from shouwang.office.registry.stated import incomes, statements

KINDS = INCOMES["kind"].values
Merged = Mapping[int, dict[str, Any]]
"""Primary key of a household that was merged → its code, its address, and on which day."""
STATED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "expenses": (Expense, ("period", "kind", "amount", "insurance_payout", "evidence")),
    "events": (Event, ("occurred_on", "kind", "channel", "department", "amount", "note")),
    "measures": (Measure, ("starts_on", "ends_on", "kind", "amount", "development")),
}
COLUMNS: dict[str, list[Column]] = {
    name: [of_field(model, column) for column in columns] for name, (model, columns) in STATED.items()
}


def sheets(file: File, merged: Merged) -> list[dict[str, Any]]:
    """Newest period first."""
    lines = file.statements["incomes"]
    if not lines:
        return []
    lives = persons.lives_of(file.everybody, file.person_past)
    found = incomes.sheets(file.identity, lines=lines, lives=lives, by=file.day)
    return [sheet(one, merged) for one in found]


def merged_of(merged: Sequence[Merger], user: Any) -> Merged:
    """With the address where somebody may look at it; one query, and only where there are any."""
    if not merged:
        return {}
    keys = [one.household for one in merged]
    seen = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW).filter(pk__in=keys)
    open_to = set(seen.values_list("pk", flat=True))
    return {one.household: {"code": one.code, "on": one.on, "url": _page(one, open_to)} for one in merged}


def _page(one: Merger, open_to: set[int]) -> str:
    return reverse("registry:household", args=[one.code]) if one.household in open_to else ""


def sheet(one: incomes.Sheet, merged: Merged) -> dict[str, Any]:
    """Kinds as rows, actual beside forecast.  A side without lines is unknown, not zero; of one that has some, a kind
    that nobody entered is said to be none of them: the sum takes it so."""
    actual, forecast = one.actual.totals, one.forecast.totals
    kinds = [
        _both(
            _(value.label),
            *(side.get(value.code, _("没有登记") if side else None) for side in (actual, forecast)),
        )
        for value in KINDS
        if value.code in actual or value.code in forecast
    ]
    sums = [
        _both(_("纯收入"), one.actual.net, one.forecast.net),
        _both(_("人均纯收入"), one.actual.per_head, one.forecast.per_head),
    ]
    lines = [*one.actual.lines, *one.forecast.lines]
    return {"sheet": one, "kinds": kinds, "sums": sums, "lines": [_income(line, merged) for line in lines]}


def _both(label: Any, actual: Any, forecast: Any) -> dict[str, Any]:
    """Amounts as text: the grouping of digits by four, as the language has it, is nobody's habit with money."""
    return {
        "label": label,
        "sides": [
            {
                "label": label_of,
                "text": amount if amount is None or isinstance(amount, str) else shown(amount),
            }
            for label_of, amount in ((_("实际"), actual), (_("预估"), forecast))
        ],
    }


def _income(line: Any, merged: Merged) -> dict[str, Any]:
    return {
        "kind": line.get_kind_display(),
        "item": line.item or "",
        "amount": shown(line.amount),
        "forecast": line.forecast,
        "how": line.how,
        "evidence": line.evidence,
        "source": showing.told_by(line),
        "merged": merged.get(line.household_id),
    }


def links(file: File, user: Any) -> list[dict[str, Any]]:
    """The household's own, then those of its place; one query for all names."""
    found = [*file.links, *file.shared]
    names = queries.holders([link.line for link in found if link.line])
    seen = user.reach(Permission.HOUSEHOLD_VIEW)
    return [link_row(link, names) | {"url": place_of(link, seen)} for link in found]


def link_row(link: Link, holders: Mapping[int, str]) -> dict[str, Any]:
    """Whoever holds the appointment now, or the name where they have no account."""
    return {
        "pk": link.pk,
        "kind": told(link),
        "name": holders.get(link.line or 0) or link.name or _("（岗位空缺）"),
        "unit": link.unit,
        "since": link.since,
        "until": link.until,
        "group": link.group_name,
        "is_own": link.household_id is not None,
    }


def told(link: Link) -> str:
    """“家庭医生” of a household, “本村：家庭医生” of its place."""
    kind = link.get_kind_display()
    if link.household_id is not None:
        return str(kind)
    whose = _("本乡镇") if codes.level(link.area_code) == "township" else _("本村")
    return _("%(whose)s：%(kind)s") % {"whose": _("本组") if link.group_name else whose, "kind": kind}


def place_of(link: Link, seen: Reach) -> str:
    """Where the people of the place are kept, for whoever reaches all of it."""
    if link.household_id is not None or link.area_code not in seen:
        return ""
    return reverse("registry:place", args=[link.area_code])


def card(lines: Iterable[Guarantee], on: date) -> list[dict[str, Any]]:
    """One row per kind, also for those that nobody has checked yet."""
    known = {line.kind: line for line in lines}
    return [_line(kind, label, known.get(kind), on) for kind, label in Guarantee.Kind.choices]


def _line(kind: str, label: Any, line: Guarantee | None, on: date) -> dict[str, Any]:
    if line is None:
        return {"kind": kind, "label": label, "line": None, "overdue": False}
    return {
        "kind": kind,
        "label": label,
        "line": line,
        "state": line.get_state_display(),
        "colour": GUARANTEE.get(line.state, ""),
        "overdue": guarantees.overdue(line, on),
    }


def tables(file: File, may: Iterable[Any], merged: Merged) -> list[dict[str, Any]]:
    """Expenses, events, measures: as declared."""
    return [
        {
            "name": name,
            "label": title(name),
            "columns": COLUMNS[name],
            "rows": [row(name, one, merged) for one in file.statements[name]],
            "may_edit": statements.PERMISSIONS[name] in may,
        }
        for name in STATED
    ]


def title(name: str) -> str:
    return {"expenses": _("支出"), "events": _("事件"), "measures": _("帮扶措施")}[name]


def row(name: str, one: Any, merged: Merged | None = None) -> dict[str, Any]:
    cells = [
        {"column": column, "text": showing.text_of(column, getattr(one, column.name))}
        for column in COLUMNS[name]
    ]
    whose = (merged or {}).get(one.household_id)
    return {"pk": one.pk, "source": showing.told_by(one), "merged": whose, "cells": cells}
