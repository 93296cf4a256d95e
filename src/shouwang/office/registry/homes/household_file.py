"""All that is held of one household, as its page shows it: now, or as it was on a day.  A fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from shouwang.office.kit.asking import Question
from shouwang.office.registry import queries
from shouwang.office.registry.care import watches
from shouwang.office.registry.models import (
    STATEMENTS,
    Change,
    Guarantee,
    Household,
    HouseholdPast,
    IncomeWatch,
    Link,
    Person,
    PersonPast,
)
from shouwang.office.registry.past import history, mergers
from shouwang.office.registry.past.mergers import Merger


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
    """With those who are gone, also to another household."""
    person_past: Sequence[PersonPast]
    household_past: Sequence[Any]
    statements: dict[str, Sequence[Any]]
    guarantees: Sequence[Guarantee]
    watches: Sequence[IncomeWatch]
    """Of quarters, the newest first."""
    links: Sequence[Link]
    """Of the household itself."""
    shared: Sequence[Link]
    """Of its place: those who look after all households there, or of its group."""
    changes: Sequence[Change]
    papers: Sequence[Any]
    merged: Sequence[Merger]
    """Households whose people came with a merger; what was stated of them stands among the statements."""


def now(household: Household) -> File:
    people = everybody(household)
    merged = mergers.into(household)
    return File(
        household=household,
        identity=household,
        day=None,
        members=_ranked(
            person for person in people if person.ended_on is None and person.household_id == household.pk
        ),
        everybody=people,
        person_past=_past_of(people, household),
        household_past=HOUSEHOLD_PAST.records(HouseholdPast, key=household.pk),
        statements=_in_force(household, merged),
        guarantees=latest(household.guarantees.select_related("checked_by").order_by("checked_on", "pk")),
        watches=watches.history(household),
        links=list(household.links.filter(until=None).order_by("kind", "since")),
        shared=_shared(household),
        changes=list(
            household.changes.select_related("asked_by", "decided_by").defer("answers").order_by("-pk")[:50]
        ),
        papers=list(household.papers.order_by("-pk")[:50]),
        merged=merged,
    )


def everybody(household: Household) -> list[Person]:
    """Who is in a household, and who ever was."""
    # Asked one after the other: “in the household or in this list of a query” would look at everybody.
    found = PEOPLE.records(Person, key=household.pk)
    ever = {person for (person,) in EVER.rows(key=household.pk)} - {person.pk for person in found}
    gone = list(Person.objects.filter(pk__in=ever)) if ever else []
    return sorted([*found, *gone], key=lambda person: person.pk)


def past_of(people: Iterable[Person]) -> list[PersonPast]:
    return list(PersonPast.objects.filter(person__in=[person.pk for person in people]).order_by("pk"))


def _past_of(people: Iterable[Person], household: Household) -> list[PersonPast]:
    """The same, where most of them are in the household."""
    found = PERSON_PAST.records(PersonPast, key=household.pk)
    if gone := [person for person in people if person.household_id != household.pk]:
        found = sorted([*found, *past_of(gone)], key=lambda row: row.pk)
    return found


def on(household: Household, day: date) -> File:
    """As it was on a day, as far as known today; statements as they were known when the day ended."""
    present = now(household)
    merged = mergers.into(household, day)
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    members = _ranked(_members_on(household, day))
    then = _counting(history.at(household, day), members)
    return replace(
        present,
        household=then,
        day=day,
        members=members,
        statements={
            name: mergers.counting(_known(rows, evening), merged)
            for name, rows in _statements(household, merged).items()
        },
        guarantees=latest(
            household.guarantees.filter(checked_on__lte=day)
            .select_related("checked_by")
            .order_by("checked_on", "pk")
        ),
        watches=watches.history(household, day),
        links=list(
            household.links.filter(Q(until=None) | Q(until__gt=day), since__lte=day).order_by("kind", "since")
        ),
        shared=_shared(then, day) if then else (),
        changes=[change for change in present.changes if change.asked_on <= day],
        papers=[paper for paper in present.papers if paper.added_at < evening],
        merged=merged,
    )


def _shared(home: Any, day: date | None = None) -> list[Link]:
    """`home`: the household, or the row of its past: where it lay then."""
    found = queries.people_of(home.area_code, day)
    return [link for link in found if link.group_name in ("", home.group_name)]


ORDERS = {
    "incomes": ("-period", "forecast", "pk"),
    "expenses": ("-period", "pk"),
    "events": ("-occurred_on", "pk"),
    "measures": ("-starts_on", "pk"),
}


def _in_force(household: Household, merged: Sequence[Merger]) -> dict[str, Sequence[Any]]:
    if not merged:
        return {name: STATED[name].records(model, key=household.pk) for name, model in STATEMENTS.items()}
    return {
        name: mergers.counting(rows.in_force(), merged)
        for name, rows in _statements(household, merged).items()
    }


def _stated(name: str, key: int) -> "QuerySet[Any]":
    rows: QuerySet[Any] = STATEMENTS[name].objects.in_force().filter(household=key)
    return rows.order_by(*ORDERS[name])


PEOPLE = Question(lambda key: Person.objects.filter(household=key), key=int)
EVER = Question(lambda key: PersonPast.objects.filter(household=key).values_list("person"), key=int)
PERSON_PAST = Question(lambda key: PersonPast.objects.filter(person__household=key).order_by("pk"), key=int)
HOUSEHOLD_PAST = Question(lambda key: HouseholdPast.objects.filter(household=key).order_by("pk"), key=int)
STATED = {name: Question(partial(_stated, name), key=int) for name in STATEMENTS}


def _statements(household: Household, merged: Iterable[Merger]) -> dict[str, Any]:
    homes = [household.pk, *(one.household for one in merged)]
    return {
        name: model.objects.filter(household__in=homes).order_by(*ORDERS[name])
        for name, model in STATEMENTS.items()
    }


def _known(rows: Any, evening: datetime) -> list[Any]:
    return list(rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=evening), recorded_at__lt=evening))


def _members_on(household: Household, day: date) -> list[Any]:
    """Also those who belong to another household today; not those who belonged to another one on the day."""
    present, past = history.as_of(Person, day)
    rows = {person.pk: person for person in present.filter(household=household)}
    for row in past.filter(household=household).select_related("person"):
        # Rows of the past borrow their code from the person, so that the page can link to it.
        row.ident = row.person.person_id
        rows[row.person.pk] = row
    return [rows[key] for key in sorted(rows)]


def _counting(row: Any, members: Sequence[Any]) -> Any:
    """What was written down at some time says nothing of people who became known later."""
    if row is not None:
        row.members = len(members)
    return row


def _ranked(members: Iterable[Any]) -> list[Any]:
    found = list(members)
    for row in found:
        row.ident = getattr(row, "ident", None) or row.person_id
    return sorted(found, key=lambda row: row.relation != "head")


def latest(card: Iterable[Guarantee]) -> list[Guarantee]:
    """One line per kind, in the order of the card; the rows come oldest first."""
    lines = {line.kind: line for line in card}
    return [lines[kind] for kind in Guarantee.Kind.values if kind in lines]
