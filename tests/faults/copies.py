"""Copies of an office on either data base, so that it can be killed again and again from the same moment on."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from tests.offices import PATIENCE, Office
from tests.postgres import Server


@dataclass(frozen=True)
class Copies:
    """`server`: offices are on PostgreSQL; else on SQLite."""

    folder: Path
    server: Server | None = None

    def new(self, name: str) -> Office:
        return self._office(name, self.server.create(self._database(name)) if self.server else "")

    def of(self, office: Office, name: str) -> Office:
        """In place of the one that had this name."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(office.home, self.folder / name)
        if not self.server:
            return self._office(name, "")
        template = self._database(office.home.name)
        settled(self.server, template)
        return self._office(name, anew(self.server, self._database(name), template))

    def settle(self, office: Office) -> None:
        if self.server:
            settled(self.server, self._database(office.home.name))

    def _office(self, name: str, database: str) -> Office:
        """What it leaves where the system has its temporary files lies in its home."""
        temporary = self.folder / name / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        return Office(self.folder / name, database, more={"TMPDIR": str(temporary)})

    def _database(self, name: str) -> str:
        return f"{self.folder.name}_{name}"


def settled(server: Server, database: str) -> None:
    """What a killed process had begun in the data base comes to its end by itself."""
    question = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'"
    until = time.monotonic() + PATIENCE
    while ask(server.address, question) != [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.05)


def anew(server: Server, database: str, template: str) -> str:
    server.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    server.run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    return server.address_of(database)


def ask(address: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address, autocommit=True) as connection:
        asked = connection.execute(question)
        return asked.fetchall() if asked.description else []
