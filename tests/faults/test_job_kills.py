"""`kill -9` of a worker at work: what it did is there or not, never half, and the next worker ends it."""

from collections import Counter
from pathlib import Path

from tests.faults import parts
from tests.faults.copies import Copies
from tests.faults.stories import Story, kill_often

ROWS, HOUSEHOLDS = 1_500, 1_000
TOLD = 3 * ROWS
"""Lines about households when an import was undone: each came, left, and lost its only member."""


def left(files: int, folders: int = 0) -> str:
    """So many files and results of a step; no deserted room, no temporary file, nothing wrong with the journal."""
    return f"{files} {folders} 0 0 0"


def begun(state: str) -> set[str]:
    """Whether the worker had come to it or not."""
    return {f"queued {state}", f"running {state}"}


def test_a_killed_reading_is_begun_anew(story: Story, kills: int, found: Counter[str]) -> None:
    done = f"done read {ROWS} 0 0 0 1"

    # In the end the file and its marked copy.
    found.update(story.kill_often("read", kills, [done, left(2, 1)]))

    almost = {f"running reading {ROWS} 0 0 0 0", f"running read {ROWS} 0 0 0 1"}
    assert set(found) <= {*begun("reading 0 0 0 0 0"), *almost, done}


def test_a_killed_comparison_is_begun_anew(story: Story, kills: int, found: Counter[str]) -> None:
    done = f"done compared {ROWS} {ROWS} 0 0 2"

    found.update(story.kill_often("compare", kills, [done, left(2, 2)]))

    almost = {f"running comparing {ROWS} {ROWS} 0 0 1", f"running compared {ROWS} {ROWS} 0 0 2"}
    assert set(found) <= {*begun(f"comparing {ROWS} 0 0 0 1"), *almost, done}


def test_a_killed_import_is_committed_or_not_begun(story: Story, kills: int, found: Counter[str]) -> None:
    done = f"done committed 0 0 {ROWS} {ROWS} 4"

    # In the end the lists of problems and of what was not accepted, too; nothing in plain form.
    found.update(story.kill_often("commit", kills, [done, left(4)]))

    tidied = {f"{read} {compared}" for read in (0, ROWS) for compared in (0, ROWS)}
    almost = {f"running committed {still} {ROWS} {ROWS} 4" for still in tidied}
    assert set(found) <= {*begun(f"committing {ROWS} {ROWS} 0 0 2"), *almost, done}


def test_a_killed_undoing_is_done_or_not_begun(story: Story, kills: int, found: Counter[str]) -> None:
    done = f"done undone 0 0 0 {TOLD} 6"

    found.update(story.kill_often("undo", kills, [done, left(4)]))

    almost = f"running undone 0 0 0 {TOLD} 6"
    assert set(found) <= {*begun(f"undoing 0 0 {ROWS} {ROWS} 4"), almost, done}


def test_a_killed_export_offers_nothing_or_everything(story: Story, kills: int, found: Counter[str]) -> None:
    done = f"done {ROWS} 1"

    # In the end one file more, which is the one that is offered.
    found.update(story.kill_often("ask", kills, [done, left(5)]))

    # Told in the journal already, but not yet said to be done: the next worker says so, and does not tell it again.
    assert set(found) <= {*begun("0 0"), "running 0 1", done}


def test_a_killed_run_shows_nothing_or_everything(tmp_path: Path, kills: int, found: Counter[str]) -> None:
    copies = Copies(tmp_path)
    ready = copies.new("ready")
    parts.run(ready, "screening", "prepare")
    shown = f"done {parts.run(ready, 'screening', 'whole')} {HOUSEHOLDS} {HOUSEHOLDS}"
    done = f"done {shown} 100-0 1 True"

    # In the end an archive of each of the two runs, made of the same bytes.
    found.update(kill_often(copies, ready, "screening", kills, [done, "True", left(2)]))

    # All there to see, but not yet compared by both evaluators, or not yet said to be done: the next worker does that.
    almost = {f"running {shown} - 1 True", f"running {shown} 100-0 1 True"}
    assert set(found) <= {*begun("waiting 0 0 0 - 0 False"), *almost, done}
