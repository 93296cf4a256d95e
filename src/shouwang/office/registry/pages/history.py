"""What a record said before: versions in the order in which they were learnt, each against the one before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from shouwang.office.registry.homes import household_file
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.pages import showing
from shouwang.office.registry.pages.showing import Origin


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
    first: dict[tuple[str, Any], Origin] = {}
    for version in made:
        for name in showing.COLUMNS[kind]:
            value = _value(version.row, name)
            if version.before is None or value != _value(version.before, name):
                found[name] = first[name, value] = _origin(version.row, first.get((name, value)))
    return found


def _origin(row: Any, before: Origin | None) -> Origin:
    """A value that was brought back comes from where it first came from."""
    if row.restored_by and before:
        return replace(before, restored_by=row.restored_by)
    return Origin(row.since, row.source, row.restored_by)


def timeline(made: Iterable[Version]) -> list[dict[str, Any]]:
    """Newest first; whoever was registered together with the household stands in its first entry."""
    made = list(made)
    opening = next((one for one in made if one.kind is Household and one.before is None), None)
    joined = [one for one in made if opening and _came_with(one, opening)]
    ordered = sorted(
        (one for one in made if one not in joined), key=lambda version: version.row.recorded_at, reverse=True
    )
    homes = _homes(ordered)
    entries = ((version, _entry(version, homes)) for version in ordered)
    return [
        {**entry, "with": [one.label for one in joined] if version is opening else []}
        for version, entry in entries
        if entry
    ]


def _came_with(one: Version, opening: Version) -> bool:
    same = one.row.source == opening.row.source and one.row.since == opening.row.since
    return one.kind is Person and one.before is None and same


def _homes(made: Iterable[Version]) -> dict[int, str]:
    """Codes of the households between which somebody changed; nobody did: no query."""
    keys = {key for version in made if _went(version) for key in _between(version)}
    if not keys:
        return {}
    return dict(Household._base_manager.filter(pk__in=keys).values_list("pk", "household_id"))


def _between(version: Version) -> tuple[int, int]:
    return version.before.household_id, version.row.household_id


def _went(version: Version) -> bool:
    """To another household."""
    if version.kind is not Person or version.before is None:
        return False
    before, after = _between(version)
    return before != after


def _entry(version: Version, homes: Mapping[int, str]) -> dict[str, Any] | None:
    changes = [] if version.before is None else list(_changes(version, homes))
    if version.before is not None and not changes:
        return None
    return {
        "who": "" if version.kind is Household else version.label,
        "at": version.row.recorded_at,
        "since": version.row.since,
        "source": showing.told_by(version.row),
        "first": version.before is None,
        "changes": changes,
    }


def _changes(version: Version, homes: Mapping[int, str]) -> Iterable[dict[str, Any]]:
    for name, column in showing.COLUMNS[version.kind].items():
        old, new = _value(version.before, name), _value(version.row, name)
        if old != new:
            yield {
                "label": column.label,
                "old": showing.text_of(column, old),
                "new": showing.text_of(column, new),
                "unit": showing.unit_of(version.kind, name),
            }
    if version.row.ended_on != version.before.ended_on:
        yield _change(_("退出登记"), _ending(version.before), _ending(version.row))
    if _went(version):
        yield _change(_("户编码"), *(homes.get(key, "") for key in _between(version)))
    if version.before.area_code != version.row.area_code:
        yield _change(_("行政村代码"), version.before.area_code, version.row.area_code)


def _change(label: str, old: str, new: str) -> dict[str, Any]:
    return {"label": label, "old": old, "new": new, "unit": ""}


def _ending(row: Any) -> str:
    return f"{row.ended_on} {row.get_ending_display()}" if row.ended_on else ""


def _value(row: Any, name: str) -> Any:
    # Keys never change; a row of the past has foreign keys under these names.
    return None if name in showing.KEYS else getattr(row, name)


def of_household(
    household: Household, everybody: Iterable[Person], own_past: Iterable[Any], person_past: Sequence[Any]
) -> list[Version]:
    """The household's versions and those of everybody who is or was in it, from coming until leaving."""
    made = versions(Household, household, own_past)
    for person in everybody:
        theirs = versions(Person, person, (row for row in person_past if row.person_id == person.pk))
        made += [version for version in theirs if _concerns(version, household)]
    return made


def _concerns(version: Version, household: Household) -> bool:
    rows = (version.row, version.before) if version.before else (version.row,)
    return any(row.household_id == household.pk for row in rows)


def written_by(household: Household, source: str) -> list[dict[str, Any]]:
    """What one request changed in a household and its people."""
    everybody = household_file.everybody(household)
    person_past = household_file.past_of(everybody)
    made = of_household(household, everybody, household.past.order_by("pk"), person_past)
    return timeline(version for version in made if version.row.source == source)
