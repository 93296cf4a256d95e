"""How often things go wrong, and a PostgreSQL that can be stopped."""

import pytest
from tests.postgres import server

__all__ = ["server"]
SHORT_RUN = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=SHORT_RUN, help="how often each command is killed")


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    # The whole suite starts above this folder and does not know the option.
    return int(request.config.getoption("--kills", default=SHORT_RUN))
