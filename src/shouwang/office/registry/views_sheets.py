"""Tables of the household page: income sheets, guarantee card, and what else was stated."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.tables import INCOMES
from shouwang.office.kit.columns import Column, of_field, shown
from shouwang.office.registry import guarantees, incomes, queries, statements, views_facts
from shouwang.office.registry.columns import GUARANTEE
from shouwang.office.registry.models import Event, Expense, Guarantee, Measure
from shouwang.office.registry.queries_file import File

KINDS = INCOMES["kind"].values
STATED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "expenses": (Expense, ("period", "kind", "amount", "insurance_payout", "evidence")),
    "events": (Event, ("occurred_on", "kind", "department", "amount", "note")),
    "measures": (Measure, ("starts_on", "ends_on", "kind", "amount", "development")),
}
COLUMNS: dict[str, list[Column]] = {
    name: [of_field(model, column) for column in columns] for name, (model, columns) in STATED.items()
}


def sheets(file: File) -> list[dict[str, Any]]:
    """Newest period first."""
    lines = file.statements["incomes"]
    return [sheet(one) for one in incomes.sheets(file.identity, lines=lines)] if lines else []


def sheet(one: incomes.Sheet) -> dict[str, Any]:
    """Kinds as rows, actual beside forecast; what was not stated is unknown, not zero."""
    actual, forecast = one.actual.totals, one.forecast.totals
    kinds = [
        _both(_(value.label), actual.get(value.code), forecast.get(value.code))
        for value in KINDS
        if value.code in actual or value.code in forecast
    ]
    sums = [
        _both(_("纯收入"), one.actual.net, one.forecast.net),
        _both(_("人均纯收入"), one.actual.per_head, one.forecast.per_head),
    ]
    lines = [*one.actual.lines, *one.forecast.lines]
    return {"sheet": one, "kinds": kinds, "sums": sums, "lines": [_income(line) for line in lines]}


def _both(label: Any, actual: Any, forecast: Any) -> dict[str, Any]:
    """Amounts as text: the grouping of digits by four, as the language has it, is nobody's habit with money."""
    return {
        "label": label,
        "sides": [
            {"label": _("实际"), "text": None if actual is None else shown(actual)},
            {"label": _("预估"), "text": None if forecast is None else shown(forecast)},
        ],
    }


def _income(line: Any) -> dict[str, Any]:
    return {
        "kind": line.get_kind_display(),
        "item": line.item or "",
        "amount": shown(line.amount),
        "forecast": line.forecast,
        "how": line.how,
        "evidence": line.evidence,
        "source": views_facts.source(line.source),
    }


def links(file: File) -> list[dict[str, Any]]:
    """Whoever holds the appointment now, or the name where they have no account; one query for all."""
    holders = queries.holders([link.line for link in file.links if link.line])
    return [
        {
            "pk": link.pk,
            "kind": link.get_kind_display(),
            "name": holders.get(link.line or 0) or link.name or _("（岗位空缺）"),
            "unit": link.unit,
            "since": link.since,
        }
        for link in file.links
    ]


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


def tables(file: File, may: Iterable[Any]) -> list[dict[str, Any]]:
    """Expenses, events, measures: as declared."""
    return [
        {
            "name": name,
            "label": title(name),
            "columns": COLUMNS[name],
            "rows": _rows(name, file.statements[name]),
            "may_edit": statements.PERMISSIONS[name] in may,
        }
        for name in STATED
    ]


def title(name: str) -> str:
    return {"expenses": _("支出"), "events": _("事件"), "measures": _("帮扶措施")}[name]


def _rows(name: str, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [row(name, one) for one in rows]


def row(name: str, one: Any) -> dict[str, Any]:
    cells = [
        {"column": column, "text": views_facts.text_of(column, getattr(one, column.name))}
        for column in COLUMNS[name]
    ]
    return {"pk": one.pk, "source": views_facts.source(one.source), "cells": cells}
