"""What the home remembers of the journal convicts nobody who was only killed – and whoever goes back behind it."""

import shutil
from collections import Counter
from random import Random

import pytest
from tests.faults import parts
from tests.faults.copies import Copies, anew
from tests.offices import Office

WHILE = 2.0
"""Seconds of writing, at most."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    server = request.getfixturevalue("server") if request.param == "postgres" else None
    return Copies(tmp_path_factory.mktemp("ends"), server)


@pytest.fixture(scope="module")
def ready(copies: Copies) -> Office:
    return copies.new("ready").init()


def test_who_was_killed_while_writing_is_not_convicted(
    copies: Copies, ready: Office, kills: int, found: Counter[str]
) -> None:
    office, draw, before = copies.of(ready, "killed"), Random("ends"), 0
    for _kill in range(kills):
        assert parts.killed(office, "keeping", "write_and_keep", draw.uniform(0.2, WHILE))
        copies.settle(office)

        office.run("journal", "verify")
        now = int(parts.run(office, "keeping", "reached"))
        found["further" if now > before else "as before"] += 1
        assert now >= before
        before = now

    assert found["further"]
    # The next one to write clears what a killed one left.
    office.run("journal", "head")
    assert sorted(path.name for path in office.home.glob(".journal-ends*")) == [".journal-ends.json.lock"]


def test_a_data_base_that_somebody_put_back_is_told_of(copies: Copies, ready: Office) -> None:
    office = copies.of(ready, "office")
    office.run("journal", "head")
    copies.settle(office)
    put_aside(copies, office)
    office.run("users", "reset-password", "admin")
    copies.settle(office)

    put_back(copies, office)

    said = office.run("journal", "verify", code=1)
    assert "链尾被截去" in said and "journal-ends.json" in said
    (office.home / "journal-ends.json").rename(office.home.parent / "filed")
    (office.home / "journal-head.json").rename(office.home.parent / "filed, too")
    office.run("journal", "verify")


def put_aside(copies: Copies, office: Office) -> None:
    if copies.server:
        anew(copies.server, "aside", office.database.rpartition("/")[2])
    else:
        shutil.copytree(office.home, office.home.parent / "aside")


def put_back(copies: Copies, office: Office) -> None:
    if copies.server:
        anew(copies.server, office.database.rpartition("/")[2], "aside")
        return
    for path in office.home.glob("shouwang.sqlite3*"):
        path.unlink()
    for path in (office.home.parent / "aside").glob("shouwang.sqlite3*"):
        shutil.copy(path, office.home)
