"""Columns of households and people that were filled in: with what, their history tells, where it lies sealed as it must."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit.sealing import sealed_of
from shouwang.office.registry.completed.lines import Line, in_parts
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Completion, Household, Person
from shouwang.office.registry.models.present import CLOSED_OF_HOME
from shouwang.office.registry.past import history

MODELS: Mapping[str, type[Household] | type[Person]] = {"households": Household, "persons": Person}


@dataclass(frozen=True)
class Cells(Line):
    """`before`: the record's states as they were known until then, the last one written last; `since`: from which day on
    its state said so."""

    before: Sequence[Any] = ()
    since: date = date.min

    def said_before(self, day: date) -> dict[str, Any]:
        """Of a day, as it was known before: of the states that began by then the one that was written last."""
        began = [state for state in self.before if state.since <= day] or self.before[:1]
        return {name: getattr(began[-1], name) for name in self.standing}

    def said_before_since(self, on: date) -> dict[date, dict[str, Any]]:
        """Of every day, from one on, on which it was known to become something else."""
        days = {on, self.since, *(state.since for state in self.before if on < state.since < self.since)}
        return {day: self.said_before(day) for day in sorted(days) if day <= self.since}

    def take_back(self, completion: Completion, *, by: Any, reason: str) -> int:
        """They say again what they said before.  Whoever changes the record meanwhile is seen by its version."""
        amend = persons.amend if isinstance(self.record, Person) else households.amend
        changed = amend(
            self.record,
            self.said_before(self.since),
            seen_version=self.record.version,
            by=by,
            # As if it had never been said: from the day from which it was.
            on=completion.on,
            source=f"undo:{completion.source}",
            reason=reason,
            meanwhile=self.said_before_since(completion.on),
        )
        return len(changed)


def table(record: Household | Person) -> str:
    return "persons" if isinstance(record, Person) else "households"


def lines(
    completion: Completion, name: str, filled: Mapping[int, Sequence[str]], user: Any
) -> dict[int, Line]:
    """By key, of the records that somebody reaches.  `filled`: key → columns."""
    known = _reached(MODELS[name], filled, user)
    return {key: _line(completion, name, record, filled[key]) for key, record in known.items()}


def _reached(model: Any, filled: Mapping[int, Sequence[str]], user: Any) -> dict[int, Any]:
    """With their past; nothing sealed is opened but what was filled in."""
    columns = {column for found in filled.values() for column in found}
    closed = [column for column in sealed_of(model) if column not in columns]
    rows = model.objects.visible_to(user, Permission.CHANGE_REQUEST).defer(*closed)
    if model is Person:
        rows = rows.select_related("household").defer(*closed, *CLOSED_OF_HOME)
    past, _parent = history.past_of(model)
    rows = rows.prefetch_related(Prefetch("past", past._base_manager.defer(*closed)))
    return {one.pk: one for part in in_parts(filled) for one in rows.filter(pk__in=part)}


def _line(completion: Completion, name: str, record: Any, columns: Sequence[str]) -> Line:
    states = [*sorted(record.past.all(), key=lambda row: row.pk), record]
    own = [place for place, state in enumerate(states) if state.source == completion.source]
    if not own:
        return Line(name, record, why=_("登记簿里已经没有这次补齐留下的内容"))
    # What somebody said later of days before says nothing against it.
    written, *later = states[own[-1] :]
    later = [state for state in later if state.since >= written.since]
    given = {column: getattr(written, column) for column in columns}
    moved = frozenset(
        column for column in columns if any(getattr(one, column) != given[column] for one in later)
    )
    why = _("已不在册") if record.ended_on else ""
    return Cells(name, record, given, moved, why, before=states[: own[0]], since=written.since)
