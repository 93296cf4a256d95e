"""A PostgreSQL of our own, on a socket that nobody else sees."""

import csv
import io
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from tests.dialects import samples
from tests.dialects.samples import Rows, Sample

from shouwang.engine.screening import dialects
from shouwang.engine.tables import TABLES

ROOT = os.name == "posix" and os.geteuid() == 0
OWNER = {"user": "postgres"} if ROOT else {}
"""PostgreSQL does not start as root; Debian's package makes an account for it."""


@dataclass(frozen=True)
class Postgres:
    programs: Path
    folder: Path

    def start(self) -> None:
        data = str(self.folder / "data")
        self.call(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-locale",
            "-D",
            data,
        )
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.call("pg_ctl", "start", "-w", "-s", "-D", data, "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        self.call("pg_ctl", "stop", "-s", "-m", "immediate", "-D", str(self.folder / "data"))

    def call(self, program: str, *arguments: str) -> None:
        # The server keeps a pipe open for as long as it lives: its output goes nowhere, its log to a file.
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=False,
            **OWNER,
        )
        assert done.returncode == 0, program

    def run(self, script: str) -> str:
        done = subprocess.run(
            [self.programs / "psql", "-h", self.folder, "-U", "postgres", "-XqAt", "-v", "ON_ERROR_STOP=1"],
            input=script,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def findings(self, sample: Sample) -> Rows:
        """What the translated query finds, in a session that leaves nothing behind."""
        parts = ["BEGIN;"]
        for name, table in sample.tables.items():
            parts += [f"{dialects.create(TABLES[name], 'postgres')};", loaded(name, table)]
        parts += [f"SELECT row_to_json(f) FROM ({sample.sql('postgres')}) f;", "ROLLBACK;"]
        lines = self.run("\n".join(parts)).splitlines()
        return samples.by_household([json.loads(line, parse_float=Decimal) for line in lines])


def loaded(name: str, table: pa.Table) -> str:
    """COPY with the rows in the script; a null is written as nothing, a text in quotes."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    for row in table.to_pylist():
        out.writerow([r"\N" if value is None else value for value in row.values()])
    columns = ", ".join(f'"{column}"' for column in table.column_names)
    return f"COPY {name} ({columns}) FROM STDIN (FORMAT csv, NULL '\\N');\n{text.getvalue()}\\."


def programs() -> Path | None:
    """Debian keeps them out of the path: several versions may live side by side."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).parent if elsewhere else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    where = programs()
    if where is None and os.environ.get("CI"):
        pytest.fail("no PostgreSQL: in CI a translation that nobody ran is not tested")
    if where is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    # Not in tmp_path: the server's account has to get there, and a socket's path may have 100 letters.
    with tempfile.TemporaryDirectory(prefix="shouwang-", ignore_cleanup_errors=True) as folder:
        if ROOT:
            shutil.chown(folder, **OWNER)
        server = Postgres(where, Path(folder))
        server.start()
        yield server
        server.stop()
