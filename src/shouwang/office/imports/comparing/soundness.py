"""Households as the files would leave them: with members, and one head.  What would leave them otherwise is not taken.

Households between which people move are taken together or not at all: whoever is not taken into the one has not left
the other.  What was wrong in the register before is nobody's fault here and stands in nobody's way.
"""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from shouwang.office.imports.comparing import present

TWO_HEADS, NO_HEAD, NO_MEMBERS, TIED = "two_heads", "no_head", "no_members", "tied"
COUNTED = (
    "count(*) AS members, count(*) FILTER (relation = 'head') AS heads,"
    " count(*) FILTER (relation IS NULL) AS untold"
)


def compare(duck: Any) -> None:
    """Makes `unsound` (household_id, reason) and takes what belongs to them out of what is to be written.

    Also `sound`: keys of the households in the register that were looked at and are as they should be.
    """
    _moves(duck)
    _before_and_after(duck)
    _lay_beside(duck)
    _judge(duck)
    unsound = duck.execute("SELECT household_id, fault FROM judged WHERE fault IS NOT NULL").fetchall()
    moves = duck.execute("SELECT origin, target FROM moves").fetchall()
    found = with_tied(dict(unsound), moves)
    duck.register(
        "unsound",
        pa.table(
            {
                "household_id": pa.array(list(found), pa.string()),
                "reason": pa.array(list(found.values()), pa.string()),
            }
        ),
    )
    _refuse(duck)


def with_tied(faults: dict[str, str], moves: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The households of `faults` and those that people moving tie to them, each with its reason."""
    near: dict[str, set[str]] = {}
    for origin, target in moves:
        near.setdefault(origin, set()).add(target)
        near.setdefault(target, set()).add(origin)
    found, open_ = dict(faults), list(faults)
    while open_:
        for other in near.get(open_.pop(), ()):
            if other not in found:
                found[other] = TIED
                open_.append(other)
    return found


def _moves(duck: Any) -> None:
    """Who lives in another household than before; and the members of households that the files do not name."""
    duck.execute(
        """
        CREATE TABLE moves AS
        SELECT DISTINCT o.household_id AS origin, n.household_id AS target, o.home
        FROM people_as n JOIN old_people o USING (id) WHERE o.ended_on IS NULL AND o.household_id <> n.household_id
        """
    )
    unnamed = duck.execute(
        "SELECT DISTINCT home FROM moves WHERE origin NOT IN (SELECT household_id FROM old_households) ORDER BY 1"
    ).fetchall()
    duck.register("housemates", present.members([home for (home,) in unnamed]))


def _before_and_after(duck: Any) -> None:
    duck.execute(
        f"""
        CREATE TABLE were_there AS
        SELECT id, household_id, relation FROM old_people WHERE ended_on IS NULL UNION ALL
        SELECT id, household_id, relation FROM housemates WHERE id NOT IN (SELECT id FROM old_people);
        CREATE TABLE had AS SELECT household_id, {COUNTED} FROM were_there GROUP BY ALL;
        CREATE TABLE has AS SELECT household_id, {COUNTED} FROM (
            SELECT household_id, relation FROM people WHERE refusal IS NULL AND known_id IS NULL UNION ALL
            SELECT household_id, relation FROM people_as UNION ALL
            SELECT household_id, relation FROM were_there
                WHERE id NOT IN (SELECT id FROM people_as) AND id NOT IN (SELECT id FROM gone_people)
        ) GROUP BY ALL
        """
    )


def _lay_beside(duck: Any) -> None:
    """`beside`: before and after, of households whose own rows or members the files touch; `id`: of those there are."""
    sides = ", ".join(
        f"coalesce({side}.{name}, 0) AS {prefix}{name}"
        for side, prefix in (("had", "old_"), ("has", ""))
        for name in ("members", "heads", "untold")
    )
    duck.execute(
        f"""
        CREATE TABLE beside AS
        WITH looked_at AS (
            SELECT household_id FROM homes WHERE refusal IS NULL UNION
            SELECT household_id FROM people WHERE refusal IS NULL UNION SELECT origin FROM moves
        ), there AS (
            SELECT household_id, id FROM old_households WHERE ended_on IS NULL UNION SELECT origin, home FROM moves
        )
        SELECT household_id, there.id, {sides} FROM looked_at LEFT JOIN there USING (household_id)
            LEFT JOIN had USING (household_id) LEFT JOIN has USING (household_id)
        WHERE household_id NOT IN (SELECT ident FROM gone_homes)
        """
    )


def _judge(duck: Any) -> None:
    """`judged`: what is wrong with each, and as `fault` what was not so before."""
    duck.execute(
        f"""
        CREATE TABLE judged AS
        SELECT household_id, id, state, CASE WHEN id IS NULL OR NOT was_so THEN state END AS fault
        FROM (
            SELECT *, CASE WHEN members = 0 THEN '{NO_MEMBERS}' WHEN heads > 1 THEN '{TWO_HEADS}'
                WHEN heads = 0 AND untold = 0 THEN '{NO_HEAD}' END AS state,
            CASE WHEN members = 0 THEN old_members = 0 WHEN heads > 1 THEN old_heads >= heads
                ELSE old_members > 0 AND old_heads = 0 AND old_untold = 0 END AS was_so FROM beside
        )
        """
    )


def _refuse(duck: Any) -> None:
    inside = "household_id IN (SELECT household_id FROM unsound)"
    for rows in ("homes", "people"):
        duck.execute(
            f"UPDATE {rows} SET refusal = u.reason FROM unsound u"
            f" WHERE u.household_id = {rows}.household_id AND refusal IS NULL"
        )
    duck.execute(
        f"""
        DELETE FROM homes_as WHERE {inside};
        DELETE FROM people_as WHERE {inside};
        DELETE FROM gone_people WHERE {inside};
        DELETE FROM gone_homes WHERE ident IN (SELECT household_id FROM unsound);
        CREATE TABLE sound AS SELECT id FROM judged WHERE id IS NOT NULL AND state IS NULL AND NOT {inside}
        """
    )


def counts(duck: Any) -> dict[str, int]:
    """Households by what is wrong with them."""
    found = duck.execute("SELECT reason, count(*) FROM unsound GROUP BY reason ORDER BY reason").fetchall()
    return dict(found)
