"""`kill -9` of a backup and a restore of an office on PostgreSQL: the data base is as before or as after, never between."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.faults import killing
from tests.faults.conftest import PASSPHRASE
from tests.faults.copies import anew, ask, settled
from tests.offices import Office
from tests.postgres import Server

from shouwang.engine.errors import Refused
from shouwang.web.operations import archive, postgresql, restoring

BALLAST = 200_000
"""Rows, so that filling the data base takes a moment."""
CONTENT = (
    f"CREATE TABLE ballast AS SELECT n, md5(n::text) AS filler FROM generate_series(1, {BALLAST}) AS n;"
    "CREATE INDEX ON ballast (filler)"
)
SHAPE = """
SELECT (SELECT count(*) FROM ballast), (SELECT count(DISTINCT filler) FROM ballast),
       (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_trigger)
"""
"""The same in every whole office."""
OLD, NEW = "old", "new"
"""The office that is replaced, and the one that comes from the backup."""
ADMINISTRATORS = {"laowang": OLD, "admin": NEW}


@pytest.fixture(scope="module")
def office(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("office") / "home", server.create("kills_new")).init()
    ask(made.database, CONTENT)
    return made


@pytest.fixture(scope="module")
def old(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("old") / "home", server.create("kills_old"))
    made.run("init", "--area", "430922", "--admin", "laowang")
    ask(made.database, CONTENT)
    return made


@pytest.fixture
def copy(office: Office, tmp_path: Path, secret: Path) -> Path:
    path = tmp_path / "b"
    office.run("backup", "--out", path, "--passphrase-file", secret)
    return path


def state(address: str) -> str:
    """Nothing, or whose office: with everything in it, or AssertionError."""
    if ask(address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]:
        return "empty"
    assert ask(address, SHAPE) == ask(address.replace("/kills_back", "/kills_new"), SHAPE)
    ((administrator,),) = ask(address, "SELECT username FROM accounts_user")
    return ADMINISTRATORS[str(administrator)]


def kept_dumps(home: Path) -> Iterator[Path]:
    """Whole ones: read by PostgreSQL's own program."""
    for dump in home.parent.glob("*/替换前.dump"):
        program = postgresql.program("pg_restore", at_least=0)
        subprocess.run([program, "--file=/dev/null", dump], check=True)
        yield dump


def test_a_backup_is_whole_or_not_there(
    server: Server, office: Office, secret: Path, tmp_path: Path, kills: int, found: Counter[str]
) -> None:
    out = tmp_path / "out"
    words = ("backup", "--passphrase-file", secret, "--out", out)
    aim = killing.Aim(killing.duration(office, *words), "backup")
    for moment in aim.moments(kills):
        out.unlink(missing_ok=True)
        killing.killed(office, moment, *words, alone=aim.alone)

        if out.exists():
            archive.verified(out, PASSPHRASE)
        aim.found(before=not out.exists(), after=out.exists())
        found["whole" if out.exists() else "not there"] += 1
        settled(server, "kills_new")
        assert state(office.database) == NEW

    out.unlink(missing_ok=True)
    office.run(*words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "passphrase"]
    office.run("journal", "verify")


def test_a_restored_office_is_whole_or_does_not_start(
    server: Server, copy: Path, secret: Path, tmp_path: Path, kills: int, found: Counter[str]
) -> None:
    back = Office(tmp_path / "room" / "back", anew(server, "kills_back", "template0"))
    words = ("restore", copy, "--passphrase-file", secret)
    aim = killing.Aim(killing.duration(back, *words), "restore")
    for moment in aim.moments(kills):
        shutil.rmtree(back.home.parent)
        anew(server, "kills_back", "template0")
        killing.killed(back, moment, *words, alone=aim.alone)
        settled(server, "kills_back")

        seen = after_a_kill(back, {"empty", NEW})
        aim.found(before=seen == "empty, untouched", after=seen == "new, whole")
        found[seen] += 1
        again(back, copy, replace=False)
        assert state(back.database) == NEW
        assert beside(back.home) == []
        assert not list(back.home.glob("*.dump"))
    back.run("journal", "verify")


def test_replacing_loses_neither_the_old_nor_the_new(
    server: Server, old: Office, copy: Path, secret: Path, tmp_path: Path, kills: int, found: Counter[str]
) -> None:
    back = Office(tmp_path / "room" / "back", anew(server, "kills_back", "kills_old"))
    words = ("restore", copy, "--passphrase-file", secret, "--replace")
    shutil.copytree(old.home, back.home)
    aim = killing.Aim(killing.duration(back, *words), "replace")
    for moment in aim.moments(kills):
        shutil.rmtree(back.home.parent)
        shutil.copytree(old.home, back.home)
        anew(server, "kills_back", "kills_old")
        killing.killed(back, moment, *words, alone=aim.alone)
        settled(server, "kills_back")

        seen = after_a_kill(back, {OLD, NEW})
        aim.found(before=seen == "old, untouched", after=seen == "new, whole")
        found[seen] += 1
        assert state(back.database) == OLD or list(kept_dumps(back.home))
        again(back, copy, replace=True)
        assert state(back.database) == NEW
        assert len(list(kept_dumps(back.home))) == 1
        assert len(beside(back.home)) == 1
    back.run("journal", "verify")


def again(office: Office, copy: Path, *, replace: bool) -> None:
    """The same command once more, where the first one did not end."""
    if not is_restored(office):
        target = restoring.Target(office.home, office.home / "keys", office.database)
        restoring.restore(copy, target, at=datetime.now(UTC), passphrase=PASSPHRASE, replace=replace)


def beside(home: Path) -> list[str]:
    return [path.name for path in home.parent.iterdir() if path != home and path.suffix != ".lock"]


def is_restored(office: Office) -> bool:
    return (office.home / "restored.json").exists() and not (office.home / "restore-unfinished.json").exists()


def after_a_kill(office: Office, allowed: set[str]) -> str:
    """The data base, and what an office says that is started in this home."""
    found = state(office.database)
    assert found in allowed
    if is_restored(office):
        assert found == NEW
        return f"{found}, whole"
    if (office.home / "restore-unfinished.json").exists() or ".back-replaced" in beside(office.home):
        with pytest.raises(Refused, match="恢复没有做完") as refused:
            restoring.refuse_unfinished(office.home)
        assert "重新运行 shouwang restore" in refused.value.remedy
        return f"{found}, does not start"
    assert found != NEW
    return f"{found}, untouched"
