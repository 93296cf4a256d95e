"""The data base itself refuses to alter or remove an entry or a seal.

Whoever owns the data base can drop these triggers; then `verify` finds what they did, and that the triggers are gone.
Emptying whole tables – tests, restoring – is TRUNCATE on PostgreSQL, which triggers on rows do not see; on SQLite it is
DELETE, and whoever means it lifts the triggers first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLES = ("journal_entry", "journal_seal")
DEEDS = ("update", "delete")
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END$$
"""
POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION journal_refuse()
"""
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # Disabled ones guard nothing.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def install(connection: Any) -> None:
    """Idempotent."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table, deed in _all():
            statement = POSTGRES if connection.vendor == "postgresql" else SQLITE
            cursor.execute(statement.format(table=table, deed=deed))


def lift(connection: Any) -> None:
    with connection.cursor() as cursor:
        for table, deed in _all():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}{on}")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """For emptying the tables on SQLite."""
    lift(connection)
    try:
        yield
    finally:
        install(connection)


def lacking(connection: Any) -> list[str]:
    """Names of the triggers that are not there."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return [name for table, deed in _all() if (name := f"{table}_no_{deed}") not in there]


def _all() -> Iterator[tuple[str, str]]:
    return ((table, deed) for table in TABLES for deed in DEEDS)
