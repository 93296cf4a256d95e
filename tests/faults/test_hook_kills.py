"""`kill -9` of a worker that tells a receiver of events: each arrives, under one id, whenever it struck."""

import json
import shutil
import time
from collections import Counter
from pathlib import Path

from tests.faults import hooking, killing, parts
from tests.office.api.receiving import Receiver, receiver
from tests.offices import Office

EVENTS = hooking.EVENTS


def test_a_killed_worker_loses_no_event_and_gives_none_a_second_id(
    tmp_path: Path, kills: int, found: Counter[str]
) -> None:
    with receiver() as there:
        ready = Office(tmp_path / "ready", more={"SHOUWANG_HOOKS_TO": there.host})
        ready.home.mkdir()
        parts.run(ready, "hooking", "prepare")
        aim = killing.Aim(_span(ready, tmp_path / "whole"), "hooking")
        for moment in aim.moments(kills):
            there.got.clear()
            office = _copied(ready, tmp_path / "copy")
            parts.killed(office, "hooking", "work", moment)
            noted, ended = (
                int(line.split()[0]) for line in parts.run(office, "hooking", "resume").splitlines()
            )
            assert ended == EVENTS and _ids(there) == EVENTS
            # What the dead worker was just sending may have arrived twice.
            assert len(there.got) - EVENTS in (0, 1)
            found["before" if not noted else "after" if noted == EVENTS else "between"] += 1
            aim.found(before=not noted, after=noted == EVENTS)
            shutil.rmtree(office.home)


def _span(ready: Office, to: Path) -> float:
    office, began = _copied(ready, to), time.monotonic()
    parts.run(office, "hooking", "work")
    return time.monotonic() - began


def _copied(ready: Office, to: Path) -> Office:
    shutil.copytree(ready.home, to)
    return Office(to, more=ready.more)


def _ids(there: Receiver) -> int:
    """Of how many events; every event has one id, and every id one event."""
    told = {(headers["webhook-id"], json.loads(body)["data"]["import_id"]) for headers, body in there.got}
    assert len({one for one, _event in told}) == len({event for _one, event in told}) == len(told)
    return len(told)
