"""`kill -9` of a worker at work: what it did is there or not, never half, and the next worker ends it."""

import shutil
import time
from collections import Counter
from pathlib import Path

from tests.faults import killing, parts
from tests.offices import Office

ROWS, HOUSEHOLDS = 1_500, 1_000


def prepared(folder: Path, module: str) -> Office:
    ready = Office(folder / "ready")
    parts.run(ready, module, "prepare")
    return ready


def kill_often(ready: Office, module: str, kills: int, end: list[str]) -> Counter[str]:
    """How often which state was found.  `end`: what the next worker always leaves."""
    folder = ready.home.parent
    aim, found = killing.Aim(_span(ready, folder / "whole", module, end), module), Counter[str]()
    for moment in aim.moments(kills):
        office = _copied(ready, folder / "copy")
        parts.killed(office, "working", "work", moment)
        state, *rest = parts.run(office, module, "resume").splitlines()
        assert rest == end
        found[state] += 1
        aim.found(before=state not in end and not state.startswith("running"), after=state in end)
        shutil.rmtree(office.home)
    return found


def _span(ready: Office, whole: Path, module: str, end: list[str]) -> float:
    """Seconds of a worker that nobody kills."""
    office = _copied(ready, whole)
    began = time.monotonic()
    parts.run(office, "working", "work")
    ended = time.monotonic()
    assert parts.run(office, module, "resume").splitlines()[1:] == end
    return ended - began


def _copied(ready: Office, to: Path) -> Office:
    shutil.copytree(ready.home, to)
    return Office(to)


def test_a_killed_import_is_committed_or_not_begun(tmp_path: Path, kills: int, found: Counter[str]) -> None:
    done = f"committed {ROWS} {ROWS}"

    found.update(kill_often(prepared(tmp_path, "importing"), "importing", kills, [done]))

    assert set(found) <= {"committing 0 0", done}


def test_a_killed_export_offers_nothing_or_everything(
    tmp_path: Path, kills: int, found: Counter[str]
) -> None:
    done = f"done {ROWS} 1"

    # In the end one file, which is the one that is offered, and nobody's room.
    found.update(kill_often(prepared(tmp_path, "exporting"), "exporting", kills, [done, "1 0"]))

    # Told in the journal already, but not yet said to be done: the next worker says so, and does not tell it again.
    assert set(found) <= {"queued 0 0", "running 0 0", "running 0 1", done}


def test_a_killed_run_shows_nothing_or_everything(tmp_path: Path, kills: int, found: Counter[str]) -> None:
    ready = prepared(tmp_path, "screening")
    shown = f"done {parts.run(ready, 'screening', 'whole')} {HOUSEHOLDS} {HOUSEHOLDS}"
    done = f"done {shown} 100-0 1 True"

    # In the end an archive of each of the two runs, made of the same bytes, and nobody's room.
    found.update(kill_often(ready, "screening", kills, [done, "True 2 0"]))

    # All there to see, but not yet compared by both evaluators, or not yet said to be done: the next worker does that.
    almost = {f"running {shown} - 1 True", f"running {shown} 100-0 1 True"}
    nothing = {f"{state} waiting 0 0 0 - 0 False" for state in ("queued", "running")}
    assert set(found) <= {*nothing, *almost, done}
