"""Somebody with nothing but Python verifies an export, as docs/journal.md tells them to."""

import re
from pathlib import Path

import pytest

from shouwang.office.journal import entries, exporting, seals

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[3] / "docs" / "journal.md"


@pytest.fixture
def exported(somebody, tmp_path, monkeypatch):
    for name in ("阿春", 'quote " and \\', "line\nfeed\u2028", "\ud800"):
        entries.record("household.changed", detail={"name": [None, name]}, clause="第三条")
    seals.seal()
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "journal.jsonl"
    exporting.write(file)
    return file


def outsider():
    program = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert program
    exec(program.group(1), {})


def test_a_whole_export_is_found_whole(exported):
    outsider()


def test_the_program_names_the_place_of_an_altered_line(exported):
    exported.write_text(exported.read_text("utf-8").replace("阿春", "老白"), "utf-8")

    with pytest.raises(AssertionError, match="before or at 2"):
        outsider()
