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
BODY = FUNCTION.split("$$")[1]
ROW_BEFORE, BITS = 3, {"update": 16, "delete": 8}
"""Of pg_trigger.tgtype."""
STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # Those that never fire guard nothing: disabled or for replicas only, under a condition, of some columns, with
    # another function.
    "postgresql": """
SELECT t.tgname, c.relname || ' ' || t.tgtype || ' ' || p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_language l ON l.oid = p.prolang
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = ''
 AND l.lanname = 'plpgsql' AND c.oid = to_regclass(quote_ident(c.relname))""",
}
"""Name and what it does."""


def install(connection: Any) -> None:
    """Idempotent; what bears the name and does something else gives way."""
    _drop(connection, lacking(connection))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table, deed in _all():
            statement = POSTGRES if connection.vendor == "postgresql" else SQLITE
            cursor.execute(statement.format(table=table, deed=deed))


def lift(connection: Any) -> None:
    _drop(connection, [_name(table, deed) for table, deed in _all()])


def _drop(connection: Any, names: list[str]) -> None:
    with connection.cursor() as cursor:
        for table, deed in _all():
            if (name := _name(table, deed)) in names:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """For emptying the tables on SQLite."""
    lift(connection)
    try:
        yield
    finally:
        install(connection)


def lacking(connection: Any) -> list[str]:
    """Names of the triggers that are not there, or do not do what ours do."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        there = {name: _plain(does) for name, does in cursor.fetchall()}
    wanted = _of_postgres if connection.vendor == "postgresql" else _of_sqlite
    return [
        name for table, deed in _all() if there.get(name := _name(table, deed)) != _plain(wanted(table, deed))
    ]


def _of_sqlite(table: str, deed: str) -> str:
    # As SQLite keeps it.
    return SQLITE.format(table=table, deed=deed).replace("IF NOT EXISTS ", "")


def _of_postgres(table: str, deed: str) -> str:
    return f"{table} {ROW_BEFORE + BITS[deed]} {BODY}"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _name(table: str, deed: str) -> str:
    return f"{table}_no_{deed}"


def _all() -> Iterator[tuple[str, str]]:
    return ((table, deed) for table in TABLES for deed in DEEDS)
