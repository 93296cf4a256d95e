"""For all tests."""

import os

import pytest
from hypothesis import settings

from tests.browsing import chromium

# Once for all: two browsers of Playwright's cannot be started in one process.
__all__ = ["chromium"]

# A deadline would fail on a machine that is busy, not on code that is wrong; speed has its bench.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

MAY_BE_SKIPPED = "PySpark"
"""Too large to install for every run; DEVELOPERS.md says how to run these tests."""


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test that should have run is a failure, whoever skipped it."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None:
        return
    skipped = [
        report for report in reporter.stats.get("skipped", []) if MAY_BE_SKIPPED not in str(report.longrepr)
    ]
    for report in skipped:
        reporter.write_line(f"skipped in CI: {report.nodeid}: {report.longrepr}")
    if skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
