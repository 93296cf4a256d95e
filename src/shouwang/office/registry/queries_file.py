"""All that is held of one household, as its page shows it: now, or as it was on a day.  A fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from shouwang.office.registry.models import Change, Guarantee, Household, Link, Person, PersonPast


@dataclass(frozen=True)
class File:
    household: Any
    """A household, or the row of its past that held on the day; nothing: not yet in the register."""
    identity: Household
    day: date | None
    """Nothing: the present."""
    members: Sequence[Any]
    """Present on the day, the head first."""
    everybody: Sequence[Person]
    """With those who are gone."""
    person_past: Sequence[PersonPast]
    household_past: Sequence[Any]
    statements: dict[str, Sequence[Any]]
    guarantees: Sequence[Guarantee]
    links: Sequence[Link]
    changes: Sequence[Change]
    papers: Sequence[Any]


def now(household: Household) -> File:
    everybody = list(household.persons.order_by("pk"))
    return File(
        household=household,
        identity=household,
        day=None,
        members=_ranked(person for person in everybody if person.ended_on is None),
        everybody=everybody,
        person_past=list(PersonPast.objects.filter(person__household=household).order_by("pk")),
        household_past=list(household.past.order_by("pk")),
        statements={name: list(rows.in_force()) for name, rows in _statements(household).items()},
        guarantees=latest(household.guarantees.select_related("checked_by").order_by("checked_on", "pk")),
        links=list(household.links.filter(until=None).order_by("kind", "since")),
        changes=list(
            household.changes.select_related("asked_by", "decided_by").defer("answers").order_by("-pk")[:50]
        ),
        papers=list(household.papers.order_by("-pk")[:50]),
    )


def on(household: Household, day: date) -> File:
    """As it was on a day, as far as known today; statements as they were known when the day ended."""
    present = now(household)
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return replace(
        present,
        household=held([*present.household_past, household], day),
        day=day,
        members=_ranked(_members_on(present, day)),
        statements={name: _known(rows, evening) for name, rows in _statements(household).items()},
        guarantees=latest(
            household.guarantees.filter(checked_on__lte=day)
            .select_related("checked_by")
            .order_by("checked_on", "pk")
        ),
        links=list(
            household.links.filter(Q(until=None) | Q(until__gt=day), since__lte=day).order_by("kind", "since")
        ),
        changes=[change for change in present.changes if change.asked_on <= day],
        papers=[paper for paper in present.papers if paper.added_at < evening],
    )


def _statements(household: Household) -> dict[str, Any]:
    return {
        "incomes": household.incomes.order_by("-period", "forecast", "pk"),
        "expenses": household.expenses.order_by("-period", "pk"),
        "events": household.events.order_by("-occurred_on", "pk"),
        "measures": household.measures.order_by("-starts_on", "pk"),
    }


def _known(rows: Any, evening: datetime) -> list[Any]:
    return list(rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=evening), recorded_at__lt=evening))


def held(versions: Iterable[Any], day: date) -> Any:
    """The version that held on a day, as history.at finds it with a query; nothing: not in the register.

    `versions`: the past in the order in which it was kept, then the present.
    """
    fitting = [row for row in versions if row.since <= day]
    row = fitting[-1] if fitting else None
    return None if row is None or (row.ended_on and row.ended_on <= day) else row


def _members_on(file: File, day: date) -> Iterable[Any]:
    """Rows of the past borrow their key from the person, so that the page can link to it."""
    for person in file.everybody:
        row = held([person, *(past for past in file.person_past if past.person_id == person.pk)], day)
        if row is not None:
            row.ident = person.person_id
            yield row


def _ranked(members: Iterable[Any]) -> list[Any]:
    found = list(members)
    for row in found:
        row.ident = getattr(row, "ident", None) or row.person_id
    return sorted(found, key=lambda row: row.relation != "head")


def latest(card: Iterable[Guarantee]) -> list[Guarantee]:
    """One line per kind, in the order of the card; the rows come oldest first."""
    lines = {line.kind: line for line in card}
    return [lines[kind] for kind in Guarantee.Kind.values if kind in lines]
