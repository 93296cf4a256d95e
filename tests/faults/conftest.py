"""How often things go wrong, a PostgreSQL that can be stopped, a passphrase for backups."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.copies import Copies
from tests.faults.killing import SHORT_RUN
from tests.faults.stories import Story
from tests.postgres import server

__all__ = ["server"]
PASSPHRASE = "correct-horse-battery"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=SHORT_RUN, help="how often each command is killed")


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    # The whole suite starts above this folder and does not know the option.
    return int(request.config.getoption("--kills", default=SHORT_RUN))


@pytest.fixture
def found(record_property: Callable[[str, object], None]) -> Iterator[Counter[str]]:
    """What was found after each kill: counted here, it stands in the table at the end of a long run."""
    counted, began = Counter[str](), time.monotonic()
    yield counted
    record_property("found", (dict(counted), time.monotonic() - began))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.config.getoption("--kills", default=SHORT_RUN) <= SHORT_RUN:
        return
    for report in terminalreporter.getreports(""):
        for counted, seconds in (value for name, value in report.user_properties if name == "found"):
            test = report.nodeid.rpartition("/")[2]
            states = " · ".join(f"{count} {state}" for state, count in sorted(counted.items()))
            terminalreporter.write_line(f"{seconds:6.0f} s  {test}: {states}")


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    server = request.getfixturevalue("server") if request.param == "postgres" else None
    return Story(Copies(tmp_path_factory.mktemp("jobs"), server))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return path
