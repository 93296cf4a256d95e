"""Persons: matched by their code, else by ID number, else – without either – by name within the household."""

from typing import Any

import pyarrow as pa

from shouwang.engine import identity
from shouwang.engine.tables import PERSONS
from shouwang.office.imports.comparing.asked import REOPENED, Asked
from shouwang.office.imports.comparing.codes_of_persons import MADE
from shouwang.office.imports.comparing.homes import SOUND_PHONE, differs, unfit
from shouwang.office.imports.comparing.homes import fields as changed_fields
from shouwang.office.registry.models import Person

FACTS = tuple(column.name for column in PERSONS if column.name not in ("person_id", "household_id"))
NUMBER = "upper(regexp_replace(id_number, '[\\s-]', '', 'g'))"


def compare(duck: Any, asked: Asked) -> None:
    """Makes `people` (the files' rows with match and refusal) and `people_as` (as the register's shall be)."""
    _number(duck)
    _match(duck)
    _keep_sound(duck)
    _refuse(duck, asked)
    facts = ", ".join(f"{asked.wanted('persons', name)} AS {name}" for name in FACTS)
    duck.execute(
        f"""
        CREATE TABLE people_as AS
        SELECT o.id, o.version, o.since, o.person_id, o.person_id AS ident, h.area_code, n.household_id, {facts},
            {differs(asked, "persons", FACTS)} OR o.household_id <> n.household_id OR o.ended_on IS NOT NULL
            AS is_changed
        FROM people n JOIN old_people o ON o.id = n.known_id JOIN known_homes h ON h.household_id = n.household_id
        WHERE n.refusal IS NULL
        """
    )


def _number(duck: Any) -> None:
    duck.execute(
        f"""
        CREATE TABLE old_people AS SELECT *, {NUMBER} AS number FROM old_persons;
        CREATE TABLE listed AS
        SELECT *, {NUMBER} AS number, regexp_full_match(person_id, '{MADE}')
            OR regexp_full_match(person_id, '.*-[0-9]+') AND starts_with(person_id, household_id || '-') AS is_made
        FROM new_persons
        """
    )


def _match(duck: Any) -> None:
    """`matched`: place in the files, key in the register; each at most once, the surest way first.

    A code that the reader made – of household and order, or of the ID number – says nothing more of who it is: the
    order changes, and the number is compared itself.  Way 6 is somebody of that name with another number: a person of
    their own if the files have the other one, too; else likely the same, whose number needs a request with papers.
    """
    duck.execute(
        """
        CREATE TABLE matched AS
        WITH pairs AS (
            SELECT place, o.id, 1 AS way FROM listed n JOIN old_people o USING (person_id) WHERE NOT n.is_made
            UNION ALL
            SELECT place, o.id, CASE WHEN o.ended_on IS NULL AND o.household_id = n.household_id THEN 2
                WHEN o.ended_on IS NULL THEN 3 ELSE 4 END
            FROM listed n JOIN old_people o USING (number)
            UNION ALL
            SELECT place, o.id, 5 FROM listed n JOIN old_people o USING (household_id, name)
            WHERE n.is_made AND (n.number IS NULL OR o.number IS NULL) AND o.ended_on IS NULL
            UNION ALL
            SELECT place, o.id, 6 FROM listed n JOIN old_people o USING (household_id, name)
            WHERE n.is_made AND n.number <> o.number AND o.ended_on IS NULL
        ), best AS (
            SELECT * FROM pairs QUALIFY row_number() OVER (PARTITION BY place ORDER BY way, id) = 1
        )
        SELECT place, id, way, row_number() OVER (PARTITION BY id ORDER BY way, place) AS turn FROM best
        QUALIFY way < 6 OR turn = 1
        """
    )


def _keep_sound(duck: Any) -> None:
    """What is no ID number does not take the place of one that is; the check of the reading has told of it."""
    other = duck.execute(
        """
        SELECT place, n.number, o.number FROM listed n JOIN matched m USING (place) JOIN old_people o ON o.id = m.id
        WHERE way < 6 AND n.number <> o.number
        """
    ).fetchall()
    worse = [place for place, new, old in other if _is_sound(old) and not _is_sound(new)]
    duck.register("worse", pa.table({"place": pa.array(worse, pa.int64())}))
    duck.execute(
        """
        UPDATE listed SET id_number = o.id_number, number = o.number FROM matched m, old_people o
        WHERE m.place = listed.place AND o.id = m.id AND listed.place IN (SELECT place FROM worse)
        """
    )


def _is_sound(number: str) -> bool:
    return identity.checksum_ok(number) or identity.is_disability_card(number)


def _refuse(duck: Any, asked: Asked) -> None:
    duck.execute(
        f"""
        CREATE TABLE people AS
        SELECT n.* EXCLUDE (person_id) REPLACE ({SOUND_PHONE}),
            CASE WHEN o.id IS NOT NULL THEN o.person_id WHEN t.id IS NULL THEN n.person_id
                ELSE n.household_id || '-' || upper(left(md5(concat_ws('|', n.name, n.number, n.birth_date)), 8)) END AS person_id,
            n.person_id AS said_id, m.id AS known_id, CASE
            WHEN h.household_id IS NULL THEN 'no_household'
            WHEN m.turn > 1 OR (n.number IS NOT NULL
                AND row_number() OVER (PARTITION BY n.number ORDER BY n.place) > 1) THEN 'twice'
            WHEN m.way = 6 THEN 'number_differs'
            WHEN o.area_code NOT BETWEEN $low AND $high THEN 'elsewhere'
            WHEN o.ended_on IS NOT NULL AND o.ending NOT IN {REOPENED} THEN 'ended'
            WHEN x.number IS NOT NULL THEN 'number_taken'
            WHEN {unfit(PERSONS, Person)} THEN 'unfit'
            END AS refusal
        FROM listed n LEFT JOIN matched m USING (place) LEFT JOIN old_people o ON o.id = m.id
            LEFT JOIN old_people t ON t.person_id = n.person_id
            LEFT JOIN known_homes h ON h.household_id = n.household_id
            LEFT JOIN (SELECT number, min(id) AS id FROM old_people WHERE ended_on IS NULL AND number IS NOT NULL
                GROUP BY number) x ON x.number = n.number AND m.id IS NOT NULL AND x.id <> m.id
                AND o.number IS DISTINCT FROM n.number
        """,
        {"low": asked.span.low, "high": asked.span.high},
    )


def fields(duck: Any) -> Any:
    """Arrow, as `homes.fields`; whose household changed has it as `household`."""
    duck.execute(
        "CREATE VIEW people_now AS SELECT *, household_id AS household FROM people_as;"
        "CREATE VIEW people_before AS SELECT *, household_id AS household FROM old_people"
    )
    return changed_fields(duck, "people_now", "people_before", ("household", "area_code", *FACTS))
