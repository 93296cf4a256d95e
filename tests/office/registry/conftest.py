"""What tests of requests begin with."""

import pytest
from tests.office.registry import drafts, families


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


@pytest.fixture
def ask(cast, home):
    """Drafted by the cadre, unless somebody else is named."""
    return lambda kind, at=None, by=None, **said: drafts.draft(at or home, kind, by=by or cast.achun, **said)


@pytest.fixture
def done(cast):
    """Submitted and approved."""
    return lambda change: drafts.approve(drafts.submit(change), cast.linjie)
