"""What was filled in at once – a page of the grid, a workbook that came back –, kept together to be taken back as one.

Of each record it is kept which columns were filled; with what, its history tells, where it lies sealed as it must.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import entries
from shouwang.office.kit import clock, codes
from shouwang.office.kit.sealing import sealed_of
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Completion, Household, Person
from shouwang.office.registry.models.present import CLOSED_OF_HOME
from shouwang.office.registry.past import history

MODELS: Mapping[str, type[Household] | type[Person]] = {"households": Household, "persons": Person}
SOME = 500
"""Records at a time: data bases limit how many keys a question names."""


def table(record: Household | Person) -> str:
    return "persons" if isinstance(record, Person) else "households"


# -- Keeping -------------------------------------------------------------------------------------------------------


def begun(records: Collection[Any], *, by: Any, on: date, reason: str, workbook: bool) -> Completion:
    """In the caller's transaction, before anything is filled in: what is filled in names it as its source."""
    place = codes.common(record.area_code for record in records)
    if not place:
        raise Refused(_("这里有不同省份的户，不能一次补齐。"), _("请按省分开办理。"))
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
    `why`: why nothing of it can be taken back.  `before`: its states as they were known until then, the last one
    written last; `since`: from which day on its state said so."""

    record: Any
    given: Mapping[str, Any] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    why: str = ""
    before: Sequence[Any] = ()
    since: date = date.min

    @property
    def standing(self) -> list[str]:
        return [] if self.why else [name for name in self.given if name not in self.moved]

    def said_before(self, day: date) -> dict[str, Any]:
        """Of a day, as it was known before: of the states that began by then the one that was written last."""
        began = [state for state in self.before if state.since <= day] or self.before[:1]
        return {name: getattr(began[-1], name) for name in self.standing}

    def said_before_since(self, on: date) -> dict[date, dict[str, Any]]:
        """Of every day, from one on, on which it was known to become something else."""
        days = {on, self.since, *(state.since for state in self.before if on < state.since < self.since)}
        return {day: self.said_before(day) for day in sorted(days) if day <= self.since}


@dataclass(frozen=True)
class Looked:
    """`hidden`: cells of records that are no longer within somebody's reach."""

    lines: list[Line]
    hidden: int

    @property
    def standing(self) -> int:
        return sum(len(line.standing) for line in self.lines)


def looked(completion: Completion, user: Any) -> Looked:
    known = {name: _reached(completion, name, user) for name in MODELS}
    lines, hidden = [], 0
    for name, key, columns in completion.filled:
        if record := known[name].get(key):
            lines.append(_line(completion, record, columns))
        else:
            hidden += len(columns)
    return Looked(lines, hidden)


def _reached(completion: Completion, name: str, user: Any) -> dict[int, Any]:
    """By key, with their past; nothing sealed is opened but what was filled in."""
    model = MODELS[name]
    keys = [key for one, key, _columns in completion.filled if one == name]
    filled = {column for one, _key, found in completion.filled for column in found if one == name}
    closed = [column for column in sealed_of(model) if column not in filled]
    rows = model.objects.visible_to(user, Permission.CHANGE_REQUEST).defer(*closed)
    if model is Person:
        rows = rows.select_related("household").defer(*closed, *CLOSED_OF_HOME)
    past, _parent = history.past_of(model)
    rows = rows.prefetch_related(Prefetch("past", past._base_manager.defer(*closed)))
    parts = (keys[start : start + SOME] for start in range(0, len(keys), SOME))
    return {one.pk: one for part in parts for one in rows.filter(pk__in=part)}


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
    why = _("已不在册") if record.ended_on else ""
    return Line(record, given, moved, why, before=states[: own[0]], since=written.since)


# -- Taking it back ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back(completion: Completion, *, by: Any, on: date, reason: str) -> int:
    """What still says what was filled in says again what it said before; returns how many cells.  What says something
    else by now, and what somebody does not reach, stays as it is, for somebody else to take back.

    Refused when nothing is left to be taken back.
    """
    seen = Completion.objects.visible_to(by, Permission.CHANGE_REQUEST).filter(pk=completion.pk)
    if not seen.exists():
        raise Refused(_("没有这次补齐，或不归您办理。"), _("请从“补齐记录”里打开。"))
    fresh = Completion.objects.select_for_update().get(pk=completion.pk)
    # Whoever changes one of the records meanwhile is seen by its version: then nothing is taken back.
    taken = sum(_take_back(fresh, line, by, reason) for line in looked(fresh, by).lines)
    if not taken:
        raise Refused(
            _("这次补上的都已经撤回过，或后来又改过，没有可以撤回的。"), _("要更正，请打开那一户办理。")
        )
    fresh.taken_back_at, fresh.taken_back_by, fresh.taken_back_why = clock.now(), by, reason
    fresh.taken_back += taken
    fresh.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why", "taken_back"])
    entries.record("completion.taken_back", fresh, on=on, detail={"cells": taken})
    return taken


def _take_back(completion: Completion, line: Line, by: Any, reason: str) -> int:
    if not line.standing:
        return 0
    amend = persons.amend if isinstance(line.record, Person) else households.amend
    changed = amend(
        line.record,
        line.said_before(line.since),
        seen_version=line.record.version,
        by=by,
        # As if it had never been said: from the day from which it was.
        on=completion.on,
        source=f"undo:{completion.source}",
        reason=reason,
        meanwhile=line.said_before_since(completion.on),
    )
    return len(changed)


def columns(completion: Completion) -> Iterator[str]:
    """As rules name them: `households.water_safe`."""
    yield from dict.fromkeys(
        f"{name}.{column}" for name, _key, found in completion.filled for column in found
    )
