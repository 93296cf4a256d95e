"""Statements: incomes and expenses as sets, replaced only where they differ; events and measures as multisets."""

from typing import Any

import pyarrow as pa

from shouwang.engine.tables import TABLES
from shouwang.office.imports.comparing.asked import Asked
from shouwang.office.imports.comparing.homes import unfit
from shouwang.office.imports.comparing.present import LATER
from shouwang.office.registry.models import STATEMENTS

SETS = {"incomes": ("household_id", "period", "forecast"), "expenses": ("household_id", "period")}
"""What names a set."""
BESIDE = {"evidence": pa.string(), "replaces": pa.int64()}
"""What is created of them has beside the columns of the files: what takes the place of a row of the register (its key)
has that one's evidence."""


def compare(duck: Any, name: str, asked: Asked) -> None:
    """Makes `said_<name>`: the files' rows, persons by the code that the register has, with what is in their way."""
    columns = [column.name for column in TABLES[name]]
    person = "person_id" in columns
    listed = ", ".join(
        "coalesce(p.person_id, n.person_id) AS person_id" if c == "person_id" else f"n.{c}" for c in columns
    )
    join = "LEFT JOIN codes_of_people p ON p.said_id = n.person_id" if person else ""
    duck.execute(
        f"""
        CREATE TABLE said_{name} AS
        SELECT {listed}, n.place, CASE WHEN u.reason IS NOT NULL THEN u.reason
            WHEN h.household_id IS NULL THEN 'no_household'
            WHEN {unfit(TABLES[name], STATEMENTS[name])} THEN 'unfit' END AS refusal
        FROM new_{name} n {join} LEFT JOIN known_homes h ON h.household_id = n.household_id
            LEFT JOIN unsound u ON u.household_id = n.household_id
        """
    )
    if name in SETS:
        _sets(duck, name, asked)
    else:
        _multisets(duck, name, columns)
        _told_apart(duck, name, LATER.get(name, ()))


def _sets(duck: Any, name: str, asked: Asked) -> None:
    """`sheets_<name>`: one row per set; `state` new, changed or same.

    Where blank means keep, kinds of which the files say nothing at all stay as they are: a list of wages does not take
    away anybody's pension.
    """
    keys = SETS[name]
    rest = [column.name for column in TABLES[name] if column.name not in keys]
    row = ", ".join(f"{column} := {column}" for column in rest)
    kinds = "true" if asked.erase else f"kind IN (SELECT kind FROM said_{name} WHERE refusal IS NULL)"
    by = ", ".join(keys)
    amounts = "string_agg(kind || ' ' || amount, '; ' ORDER BY kind, amount)"
    duck.execute(
        f"""
        CREATE TABLE had_{name} AS SELECT * FROM old_{name} WHERE {kinds};
        CREATE TABLE sheets_{name} AS
        WITH said AS (SELECT {by}, list_sort(list(struct_pack({row})::VARCHAR)) AS rows, {amounts} AS told
                FROM said_{name} WHERE refusal IS NULL GROUP BY ALL),
            had AS (SELECT {by}, list_sort(list(struct_pack({row})::VARCHAR)) AS rows, {amounts} AS told
                FROM had_{name} GROUP BY ALL)
        SELECT {by}, had.told AS old, said.told AS new, CASE WHEN had.rows IS NULL THEN 'new'
            WHEN had.rows <> said.rows THEN 'changed' ELSE 'same' END AS state
        FROM said LEFT JOIN had USING ({by})
        """
    )
    _replaced(duck, name, by)


def _replaced(duck: Any, name: str, by: str) -> None:
    duck.execute(
        f"""
        CREATE TABLE created_{name} AS SELECT s.* FROM said_{name} s
            JOIN (SELECT {by} FROM sheets_{name} WHERE state <> 'same') USING ({by}) WHERE s.refusal IS NULL ORDER BY place;
        CREATE TABLE withdrawn_{name} AS SELECT h.id, h.area_code FROM had_{name} h
            JOIN (SELECT {by} FROM sheets_{name} WHERE state = 'changed') USING ({by}) ORDER BY id
        """
    )


def _multisets(duck: Any, name: str, columns: list[str]) -> None:
    """A row that the files have twice and the register once is new once; nothing is taken away.

    `columns`: by which rows are the same.
    """
    every = ", ".join(columns)
    same = " AND ".join(f"n.{column} IS NOT DISTINCT FROM o.{column}" for column in columns)
    turn = f"row_number() OVER (PARTITION BY {every} ORDER BY"
    duck.execute(
        f"""
        CREATE TEMP VIEW files AS SELECT *, {turn} place) AS turn FROM said_{name} WHERE refusal IS NULL;
        CREATE TEMP VIEW had AS SELECT *, {turn} id) AS turn FROM old_{name};
        CREATE TABLE created_{name} AS
        SELECT n.* FROM files n ANTI JOIN had o ON n.turn = o.turn AND {same} ORDER BY n.place;
        CREATE TABLE left_{name} AS SELECT o.* EXCLUDE turn FROM had o ANTI JOIN files n ON n.turn = o.turn AND {same};
        DROP VIEW files;
        DROP VIEW had
        """
    )


def _told_apart(duck: Any, name: str, later: tuple[str, ...]) -> None:
    """Of rows that are the same but for the columns `later`, which either the files or the register does not know: none
    is made twice.

    `withdrawn_<name>`: rows of the register that say less; a row of the files takes their place, with their evidence.
    Where the files say less, the register's row stays.
    """
    if not later:
        duck.execute(f"CREATE TABLE withdrawn_{name} AS SELECT id, area_code FROM left_{name} WHERE false")
        return
    silent, told = (" AND ".join(f"{column} IS {word}" for column in later) for word in ("NULL", "NOT NULL"))
    duck.execute(
        f"""
        CREATE TABLE less_{name} AS {_pairs(name, later, silent, told)};
        CREATE TABLE more_{name} AS {_pairs(name, later, told, silent)};
        DELETE FROM created_{name} WHERE place IN (SELECT place FROM less_{name});
        CREATE TABLE withdrawn_{name} AS SELECT id, area_code FROM more_{name} ORDER BY id;
        ALTER TABLE created_{name} ADD COLUMN evidence VARCHAR DEFAULT '';
        ALTER TABLE created_{name} ADD COLUMN replaces BIGINT;
        UPDATE created_{name} SET evidence = m.evidence, replaces = m.id FROM more_{name} m
            WHERE m.place = created_{name}.place
        """
    )


def _pairs(name: str, later: tuple[str, ...], of_files: str, of_register: str) -> str:
    """SELECT of rows that were left over on both sides, each with one of the other side."""
    rest = [column.name for column in TABLES[name] if column.name not in later]
    same = " AND ".join(f"n.{column} IS NOT DISTINCT FROM o.{column}" for column in rest)
    turn = f"row_number() OVER (PARTITION BY {', '.join(rest)} ORDER BY"
    return f"""
        SELECT n.place, o.id, o.area_code, o.evidence
        FROM (SELECT *, {turn} place) AS turn FROM created_{name} WHERE {of_files}) n
        JOIN (SELECT *, {turn} id) AS turn FROM left_{name} WHERE {of_register}) o ON n.turn = o.turn AND {same}
        """
