"""What the description allows and what it forbids, made up by schemathesis and sent: never a broken server, and every
answer is one that the description knows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.office import visits
from tests.office.api.calls import BY_NAME, description
from tests.office.api.conftest import program_of

from shouwang.office.journal.acting import Actor, acting

pytestmark = pytest.mark.django_db
SEED = 2026
"""The same requests each time: what fails here fails again."""
WITHOUT = {
    operation: [positive_data_acceptance]
    for operation in ("table_rows", "import_rows", "import_tables", "findings")
}
"""Which columns a table has, and what they hold, is told by the data dictionary and not by the description; which tiers
and rules a run has, by the run."""
CONFIG = SchemathesisConfig(
    seed=SEED,
    projects=ProjectsConfig(
        default=ProjectConfig(generation=GenerationConfig(with_security_parameters=False))
    ),
)
schema = schemathesis.openapi.from_dict(description(), config=CONFIG)
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def connected() -> Iterator[None]:
    """As the test client does: the end of a request does not close the connection in which the world is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def send(world: Any, settings: Any) -> Callable[[Any], None]:
    settings.API_PER_MINUTE = 100_000
    with acting(Actor("system:tests")):
        token = program_of(world["linjie"]).text
    headers = {"Authorization": f"Bearer {token}"}

    def sent(case: Any) -> None:
        operation = case.operation.definition.raw["operationId"]
        with visits.undone():
            case.call_and_validate(headers=headers, excluded_checks=WITHOUT.get(operation, []))

    return sent


@schema.parametrize()
@settings(max_examples=10, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_description_knows(case, world, send):
    send(case)
    parts = BY_NAME[case.operation.definition.raw["operationId"]].at(world)
    # Made-up numbers find nothing; the same again where there is something, but for what is no number.
    if parts and not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters.update(parts)
        send(case)
