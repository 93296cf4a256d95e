"""The demonstration's office, built once; each story gets an office of its own, served as people serve it."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys.office.visiting import Place, Visitors
from tests.offices import Office

BUILDING = 900
"""Seconds; machines that test are busy."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` builds.  One of the processes that test at the same time builds it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    demo = shared / "demo"
    with locked(shared / "demo.lock"):
        if not demo.exists():
            draft = shared / "demo-draft"
            words = ["demo", "--office", "--no-serve", "--out", draft]
            making = Office(draft).start(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            said = making.communicate(timeout=BUILDING)[0].decode()
            assert making.returncode == 0, said
            draft.rename(demo)
    return demo


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="module")
def settings_of_office() -> dict[str, str]:
    """What a story sets otherwise than the demonstration does."""
    return {}


@pytest.fixture(scope="module")
def place(
    built: Path, tmp_path_factory: pytest.TempPathFactory, settings_of_office: dict[str, str]
) -> Iterator[Place]:
    own = tmp_path_factory.mktemp("office")
    shutil.copytree(built, own, dirs_exist_ok=True)
    (book,) = (own / "表格").iterdir()
    office = Office(own / "办公", more=settings_of_office)
    with office.serving() as served:
        yield Place(served.address, office, book)
    shutil.rmtree(own)


@pytest.fixture
def visitors(chromium: Browser, place: Place) -> Iterator[Visitors]:
    """People with browsers of their own; whatever a browser complained about fails the test."""
    came = Visitors(chromium, place)
    yield came
    came.leave()
    assert came.complaints == []
