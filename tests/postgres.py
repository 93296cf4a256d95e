"""`python -m tests.postgres ARGUMENTS`: pytest with these arguments, on a PostgreSQL that is made for it and then gone."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.dialects import conftest as dialects

CONNECTIONS = 200


class Server(dialects.Postgres):
    """A server that can go away and come back."""

    def begin(self) -> None:
        """A data base cluster, started."""
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
        self.go_on()

    def go_on(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections={CONNECTIONS}"
        log, data = str(self.folder / "log"), str(self.folder / "data")
        self.call("pg_ctl", "start", "-w", "-s", "-D", data, "-l", log, "-o", options)

    @property
    def address(self) -> str:
        return self.address_of("postgres")

    def address_of(self, database: str) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str) -> str:
        """Its address."""
        self.run(f'CREATE DATABASE "{database}" TEMPLATE template0')
        return self.address_of(database)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    # Not in tmp_path: the server's account has to get there, and a socket's path may have 100 letters.
    with tempfile.TemporaryDirectory(prefix="shouwang-", ignore_cleanup_errors=True) as folder:
        if dialects.ROOT:
            dialects.shutil.chown(folder, **dialects.OWNER)
        server = Server(programs, Path(folder))
        server.begin()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """For tests that need more of a server than a data base: conftest files take it from here."""
    programs = dialects.programs()
    if programs is None and os.environ.get("CI"):
        pytest.fail("no PostgreSQL: in CI an office that nobody tried on it is not tested")
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    with running(programs) as started:
        yield started


def main(arguments: list[str]) -> int:
    programs = dialects.programs()
    if programs is None:
        sys.stderr.write("没有 PostgreSQL，跳过办公系统在 PostgreSQL 上的测试：apt-get install postgresql\n")
        return 1 if os.environ.get("CI") else 0
    with running(programs) as server:
        environment = os.environ | {"DATABASE_URL": server.address}
        tested = subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False)
    return 0 if tested.returncode == pytest.ExitCode.NO_TESTS_COLLECTED else tested.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
