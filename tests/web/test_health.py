"""`/health/` tells proxies whether the office lives, and nothing else."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Beat
from shouwang.office.kit import clock


def test_it_needs_no_account_and_opens_no_session(db: None) -> None:
    answer = Client().get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "worker": "fail"}
    assert not answer.cookies


@pytest.mark.parametrize(("seconds", "state"), [(1, "ok"), (3_600, "fail")])
def test_a_worker_that_was_seen_lately_is_alive(db: None, seconds: int, state: str) -> None:
    seen = clock.now() - timedelta(seconds=seconds)
    Beat.objects.create(worker="one", seen_at=seen, started_at=seen)

    assert Client().get("/health/").json()["worker"] == state


def test_without_the_data_base_a_proxy_asks_elsewhere(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> bool:
        raise OperationalError("password of the data base")

    monkeypatch.setattr(worker, "alive", gone)
    answer = Client().get("/health/")

    assert answer.status_code == 503
    assert answer.json() == {"database": "fail", "worker": "fail"}


def test_it_is_only_read(db: None) -> None:
    assert Client().post("/health/").status_code == 405
