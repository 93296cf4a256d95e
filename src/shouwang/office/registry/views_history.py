"""What a record said before: versions in the order in which they were learnt, each against the one before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from shouwang.office.registry import views_facts
from shouwang.office.registry.models import Household, Person, PersonPast
from shouwang.office.registry.views_facts import Origin


@dataclass(frozen=True)
class Version:
    """One state of a household or person; `label` says whose."""

    kind: type[models.Model]
    label: str
    row: Any
    before: Any


def versions(kind: type[models.Model], record: Any, past: Iterable[Any]) -> list[Version]:
    """`past`: in the order in which it was kept."""
    rows = [*past, record]
    return [Version(kind, str(record), row, _before(row, rows[:place])) for place, row in enumerate(rows)]


def _before(row: Any, earlier: Sequence[Any]) -> Any:
    """What held on its first day until it became known: a change that reaches back adds several rows at once."""
    held = [one for one in earlier if one.since <= row.since]
    known = [one for one in held if one.recorded_at < row.recorded_at]
    return (known or held or [None])[-1]


def origins(kind: type[models.Model], made: Sequence[Version]) -> dict[str, Origin]:
    """For every field the version from which on it says what it says now."""
    found: dict[str, Origin] = {}
    for version in made:
        for name in views_facts.COLUMNS[kind]:
            if version.before is None or _value(version.row, name) != _value(version.before, name):
                found[name] = Origin(version.row.since, version.row.source)
    return found


def timeline(made: Iterable[Version]) -> list[dict[str, Any]]:
    """Newest first."""
    ordered = sorted(made, key=lambda version: version.row.recorded_at, reverse=True)
    return [entry for version in ordered if (entry := _entry(version))]


def _entry(version: Version) -> dict[str, Any] | None:
    changes = [] if version.before is None else list(_changes(version))
    if version.before is not None and not changes:
        return None
    return {
        "who": "" if version.kind is Household else version.label,
        "at": version.row.recorded_at,
        "since": version.row.since,
        "source": views_facts.source(version.row.source),
        "first": version.before is None,
        "changes": changes,
    }


def _changes(version: Version) -> Iterable[dict[str, Any]]:
    for name, column in views_facts.COLUMNS[version.kind].items():
        old, new = _value(version.before, name), _value(version.row, name)
        if old != new:
            yield {
                "label": column.label,
                "old": views_facts.text_of(column, old),
                "new": views_facts.text_of(column, new),
                "unit": views_facts.unit_of(version.kind, name),
            }
    if version.row.ended_on != version.before.ended_on:
        label = _("退出登记")
        yield {"label": label, "old": _ending(version.before), "new": _ending(version.row), "unit": ""}
    if version.before.area_code != version.row.area_code:
        yield {
            "label": _("行政村代码"),
            "old": version.before.area_code,
            "new": version.row.area_code,
            "unit": "",
        }


def _ending(row: Any) -> str:
    return f"{row.ended_on} {row.get_ending_display()}" if row.ended_on else ""


def _value(row: Any, name: str) -> Any:
    # Keys never change; a row of the past has foreign keys under these names.
    return None if name in views_facts.KEYS else getattr(row, name)


def of_household(
    household: Household, members: Iterable[Person], own_past: Iterable[Any], person_past: Sequence[Any]
) -> list[Version]:
    """The household's versions and those of everybody in it."""
    made = versions(Household, household, own_past)
    for person in members:
        made += versions(Person, person, (row for row in person_past if row.person_id == person.pk))
    return made


def written_by(household: Household, source: str) -> list[dict[str, Any]]:
    """What one request changed in a household and its people."""
    everybody = list(household.persons.order_by("pk"))
    person_past = list(PersonPast.objects.filter(person__household=household).order_by("pk"))
    made = of_household(household, everybody, household.past.order_by("pk"), person_past)
    return timeline(version for version in made if version.row.source == source)
