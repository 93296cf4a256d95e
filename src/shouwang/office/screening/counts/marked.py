"""Households in key areas, counted from a run's tables like everything else of it (tallies.py).

Keys begin with the number of the key area; a household in two of them is counted in both.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.query import Source
from shouwang.office.kit import codes
from shouwang.office.kit.scope import within
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import KeyArea
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.counts.tallies import Counted, Kind
from shouwang.office.screening.models import Run

TIER = Kind("keyarea", "concat(h.mark, ':', f.tier)", parts=False)
MOVE = Kind("keymoved", "concat(h.mark, ':', f.move)", parts=False)
NAMED = {kind.name: kind for kind in (TIER, MOVE)}
COLUMNS = ("group_name", "resettlement_site")
KEY = "keyareas"
"""In a run's summary: numbers of those that were counted with it."""


def counted_with(run: Run) -> list[KeyArea]:
    """What a run counts when it is stored: those of its area in force on its day."""
    inside = within([codes.span(run.area_code)])
    return list(KeyArea.objects.filter(inside, keyareas.in_force(run.on)).order_by("pk"))


def ever_in(run: Run) -> list[KeyArea]:
    """Whose households the run can list: what a key area is of never changes."""
    return list(KeyArea.objects.filter(within([codes.span(run.area_code)])).order_by("pk"))


def count(connection: Any, households: Source, marked: Sequence[KeyArea]) -> Iterator[Counted]:
    """After `tallies.prepare`, from findings with their moves."""
    if marked:
        for kind in NAMED.values():
            yield from tallies.of_kind(connection, kind, inside(households, marked))


def inside(households: Source, marked: Sequence[KeyArea]) -> str:
    """A relation in the place of the households: each with the number of a key area that it lies in, once for each."""
    conditions = [
        (one.pk, condition) for one in marked if (condition := _condition(one, households)) is not None
    ]
    parts = [
        f"SELECT household_id, {key}::BIGINT AS mark FROM {households.sql} WHERE {condition}"
        for key, condition in conditions
    ]
    nobody = f"SELECT household_id, NULL::BIGINT AS mark FROM {households.sql} WHERE false"
    return f"({' UNION ALL '.join(parts or [nobody])})"


def _condition(one: KeyArea, households: Source) -> str | None:
    """Nothing where the run's tables do not say who is in the group or site."""
    low, high = map(quoted, codes.span(one.area_code))
    said = [f"area_code BETWEEN {low} AND {high}"]
    for column in COLUMNS:
        if value := getattr(one, column):
            if column not in households.columns:
                return None
            said.append(f"{column} = {quoted(value)}")
    return " AND ".join(said)
