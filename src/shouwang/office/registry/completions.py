"""What was filled in at once – a page of the grid, a workbook that came back –, kept together to be taken back as one.

Of each record it is kept which columns were filled; with what, its history tells, where it lies sealed as it must.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import entries
from shouwang.office.kit import clock, codes
from shouwang.office.registry import history, households, persons
from shouwang.office.registry.models import Completion, Household, Person

MODELS: Mapping[str, type[Household] | type[Person]] = {"households": Household, "persons": Person}
SOME = 500
"""Records at a time: data bases limit how many keys a question names."""


def table(record: Household | Person) -> str:
    return "persons" if isinstance(record, Person) else "households"


# -- Keeping -------------------------------------------------------------------------------------------------------


def begun(records: Collection[Any], *, by: Any, on: date, reason: str, workbook: bool) -> Completion:
    """In the caller's transaction, before anything is filled in: what is filled in names it as its source."""
    place = codes.common(record.area_code for record in records)
    made = Completion(area_code=place, by=by, at=clock.now(), on=on, reason=reason, by_workbook=workbook)
    made.save(force_insert=True)
    return made


def done(completion: Completion, filled: Mapping[Any, Collection[str]]) -> None:
    """`filled`: record → columns that were written.  Of nothing written nothing is kept."""
    if not filled:
        completion.delete()
        return
    completion.filled = [[table(record), record.pk, sorted(names)] for record, names in filled.items()]
    completion.cells = sum(len(names) for names in filled.values())
    completion.save(update_fields=["filled", "cells"])
    said = {"cells": completion.cells, "records": len(filled), "workbook": completion.by_workbook}
    entries.record("completion.made", completion, on=completion.on, detail=said)


# -- How it stands now ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A record of it.  `given`: column → value that was filled in; `moved`: columns that have said something else since.
    `why`: why nothing of it can be taken back."""

    record: Any
    given: Mapping[str, Any] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    why: str = ""

    @property
    def standing(self) -> list[str]:
        return [] if self.why else [name for name in self.given if name not in self.moved]


@dataclass(frozen=True)
class Looked:
    """`hidden`: cells of records that are no longer within somebody's reach."""

    lines: list[Line]
    hidden: int

    @property
    def standing(self) -> int:
        return sum(len(line.standing) for line in self.lines)


def looked(completion: Completion, user: Any) -> Looked:
    known = {name: _reached(model, _keys(completion, name), user) for name, model in MODELS.items()}
    lines, hidden = [], 0
    for name, key, columns in completion.filled:
        if record := known[name].get(key):
            lines.append(_line(completion, record, columns))
        else:
            hidden += len(columns)
    return Looked(lines, hidden)


def _keys(completion: Completion, name: str) -> list[int]:
    return [key for one, key, _columns in completion.filled if one == name]


def _reached(model: Any, keys: list[int], user: Any) -> dict[int, Any]:
    rows = model.objects.visible_to(user, Permission.CHANGE_REQUEST)
    rows = rows.select_related("household") if model is Person else rows
    parts = (keys[start : start + SOME] for start in range(0, len(keys), SOME))
    return {one.pk: one for part in parts for one in rows.filter(pk__in=part).prefetch_related("past")}


def _line(completion: Completion, record: Any, columns: list[str]) -> Line:
    states = [*sorted(record.past.all(), key=lambda row: row.pk), record]
    own = [place for place, state in enumerate(states) if state.source == completion.source]
    if not own:
        return Line(record, why=_("登记簿里已经没有这次补齐留下的内容"))
    # What somebody said later of days before says nothing against it.
    written, *later = states[own[-1] :]
    later = [state for state in later if state.since >= written.since]
    given = {name: getattr(written, name) for name in columns}
    moved = frozenset(name for name in columns if any(getattr(one, name) != given[name] for one in later))
    return Line(record, given, moved, _("已不在册") if record.ended_on else "")


# -- Taking it back ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back(completion: Completion, *, by: Any, on: date, reason: str) -> int:
    """Unknown again is what still says what was filled in; returns how many cells.  What says something else by now,
    and what somebody no longer reaches, stays as it is.  Refused when nothing is left to be taken back."""
    fresh = Completion.objects.select_for_update().get(pk=completion.pk)
    if fresh.taken_back_at:
        raise Refused(_("这次补齐已经撤回过。"), _("不需要再办。"))
    for line in sorted(looked(fresh, by).lines, key=lambda one: (table(one.record), one.record.pk)):
        history.lock(line.record)
    taken = 0
    for line in looked(fresh, by).lines:
        taken += _take_back(fresh, line, by, reason)
    if not taken:
        raise Refused(_("这次补上的，后来都改过了，没有可以撤回的。"), _("要更正，请打开那一户办理。"))
    fresh.taken_back_at, fresh.taken_back_by, fresh.taken_back = clock.now(), by, taken
    fresh.save(update_fields=["taken_back_at", "taken_back_by", "taken_back"])
    entries.record("completion.taken_back", fresh, on=on, detail={"cells": taken, "reason": reason})
    return taken


def _take_back(completion: Completion, line: Line, by: Any, reason: str) -> int:
    if not line.standing:
        return 0
    amend = persons.amend if isinstance(line.record, Person) else households.amend
    changed = amend(
        line.record,
        dict.fromkeys(line.standing),
        seen_version=line.record.version,
        by=by,
        # As if it had never been said: from the day from which it was.
        on=completion.on,
        source=f"undo:{completion.source}",
        reason=reason,
    )
    return len(changed)


def columns(completion: Completion) -> Iterator[str]:
    """As rules name them: `households.water_safe`."""
    yield from dict.fromkeys(
        f"{name}.{column}" for name, _key, found in completion.filled for column in found
    )
