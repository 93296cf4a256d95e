"""How many people a household has, after an import or its undoing: of every day as many as there were on it.

A household whose people alone changed gets a state of its own from that day on; the one before stays as it was.
"""

from dataclasses import replace
from typing import Any

import pyarrow as pa

from shouwang.office.registry.homes import persons
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.registry.writing import amending, bulk, telling
from shouwang.office.registry.writing.amending import LISTED, STAGED
from shouwang.office.registry.writing.prepared import Stamp


def recount(households: pa.Array, stamp: Stamp) -> None:
    """Inside the caller's transaction, after all else was written with the stamp."""
    bulk.stage(LISTED, pa.table({"id": households}))
    far = _reaching(stamp)
    _count_present(set(far), stamp)
    for home in Household._base_manager.filter(pk__in=far).order_by("pk"):
        _count_days(home, stamp)


MOVED = (
    "SELECT {home} AS home, p.since AS since FROM {listed} s"
    " JOIN registry_person p ON p.household_id = s.id {joined}"
    " WHERE p.recorded_at = %s AND NOT EXISTS (SELECT 1 FROM registry_personpast o WHERE o.person_id = p.id"
    " AND o.replaced_at = %s AND o.household_id = p.household_id AND o.ended_on IS NOT DISTINCT FROM p.ended_on)"
)
"""Households – where somebody is now, where they were – of people who came, went or left with the stamp."""


def _reaching(stamp: Stamp) -> list[int]:
    """Households where one number from the stamp's day on does not say it.

    They have states that began later than the day, or people whose own state did.
    """
    was = "JOIN registry_personpast b ON b.person_id = p.id AND b.replaced_at = p.recorded_at"
    came = MOVED.format(home="p.household_id", listed=LISTED, joined="")
    left = MOVED.format(home="b.household_id", listed=LISTED, joined=was)
    day = amending.cast(Household, "since")
    found = bulk.rows(
        f"SELECT DISTINCT h.id FROM ({came} UNION {left}) m JOIN registry_household h ON h.id = m.home"
        f" WHERE (m.since > h.since AND m.since > {day}) OR (h.since > {day} AND EXISTS"
        " (SELECT 1 FROM registry_householdpast q WHERE q.household_id = h.id AND q.since < h.since)) ORDER BY 1",
        [*[bulk.moment(stamp.at)] * 4, stamp.on, stamp.on],
    )
    return [key for (key,) in found]


def _count_present(apart: set[int], stamp: Stamp) -> None:
    # Counted in one go: asked household by household, PostgreSQL, which knows nothing yet of rows just copied, would
    # read all persons for each.
    wrong = bulk.rows(
        "SELECT h.id, h.household_id, h.area_code, h.members, c.present, h.recorded_at = %s FROM registry_household h"
        f" JOIN (SELECT s.id, count(p.id) AS present FROM {LISTED} s LEFT JOIN registry_person p"
        " ON p.household_id = s.id AND p.ended_on IS NULL GROUP BY s.id"
        ") c ON c.id = h.id WHERE h.members <> c.present ORDER BY h.id",
        [bulk.moment(stamp.at)],
    )
    wrong = [row for row in wrong if row[0] not in apart]
    for is_fresh in (True, False):
        _set([row[:5] for row in wrong if bool(row[5]) == is_fresh], stamp, is_fresh=is_fresh)


def _set(wrong: list[tuple[int, str, str, int, int]], stamp: Stamp, *, is_fresh: bool) -> None:
    """`is_fresh`: their present is of this very stamp, and nobody has seen it yet."""
    if not wrong:
        return
    keys, _idents, _areas, _old, present = zip(*wrong, strict=True)
    bulk.stage(STAGED, pa.table({"id": pa.array(keys, pa.int64()), "members": pa.array(present, pa.int64())}))
    before = {} if is_fresh else amending.held(Household)
    if is_fresh:
        table = "registry_household"
        bulk.run(f"UPDATE {table} SET members = s.members FROM {STAGED} s WHERE s.id = {table}.id")
    else:
        amending.keep(Household, stamp)
        amending.update(Household, ["members"], stamp)
    telling.each(
        Household,
        (
            (
                ident,
                area,
                {"members": [old, new]} | ({} if is_fresh else telling.restamped(before[ident], stamp)),
            )
            for _key, ident, area, old, new in wrong
        ),
    )


def _count_days(home: Household, stamp: Stamp) -> None:
    """Few: whoever imports what is older than the register knows was told so (imports/guards.py)."""
    lives = persons.lives(home)
    ends = {day for since, *_rest, ended in lives for day in (since, ended) if day and day > stamp.on}
    days = sorted({stamp.on, home.since, *ends})
    counts = {day: number or 0 for day, number in persons.counts_on(home, days, lives).items()}
    stamped: dict[str, Any] = {"source": stamp.source, "at": stamp.at}
    if stamp.on < home.since:
        earlier = {day: {"members": counts[day]} for day in days if day < home.since}
        history.amend(home, {"members": counts[home.since]}, on=stamp.on, meanwhile=earlier, **stamped)
    for day in days:
        if day >= home.since:
            history.amend(home, {"members": counts[day]}, on=day, **stamped)


def since(stamp: Stamp, source: str) -> Stamp:
    """The stamp of an undoing, with the first day from which the import's own states are."""
    firsts = [
        bulk.day(day)
        for table in ("registry_household", "registry_person")
        for (day,) in bulk.rows(f"SELECT min(since) FROM {table} WHERE source = %s", [source])
        if day
    ]
    return replace(stamp, on=min(firsts, default=stamp.on))
