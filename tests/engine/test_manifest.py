"""A note beside tables vouches for files that are just as they were written, and for nothing else."""

import pytest

from shouwang.engine import manifest


@pytest.fixture
def tables(tmp_path):
    """Two files with their note."""
    paths = {name: tmp_path / f"{name}.parquet" for name in ("households", "persons")}
    for name, path in paths.items():
        path.write_bytes(name.encode())
    manifest.write(tmp_path, {"households": 2, "persons": 5})
    return paths


def test_untouched_files_are_vouched_for(tmp_path, tables):
    assert manifest.vouches_for(tmp_path, tables)
    assert manifest.vouches_for(tmp_path, {"persons": tables["persons"]})


def test_a_file_of_another_size_is_not(tmp_path, tables):
    tables["persons"].write_bytes(b"persons and more")

    assert not manifest.vouches_for(tmp_path, tables)


def test_a_file_that_was_not_written_then_is_not(tmp_path, tables):
    added = tmp_path / "events.csv"
    added.write_text("household_id\n", encoding="utf-8")

    assert not manifest.vouches_for(tmp_path, {**tables, "events": added})


def test_a_file_that_is_gone_is_not(tmp_path, tables):
    tables["persons"].unlink()

    assert not manifest.vouches_for(tmp_path, tables)


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "{}", '{"tables": []}', '{"tables": {"households": 3}}', "\x00"]
)
def test_a_spoilt_note_vouches_for_nothing(tmp_path, tables, note):
    (tmp_path / manifest.NAME).write_text(note, encoding="utf-8")

    assert not manifest.vouches_for(tmp_path, tables)


def test_without_a_note_nothing_is_vouched_for(tmp_path, tables):
    (tmp_path / manifest.NAME).unlink()

    assert not manifest.vouches_for(tmp_path, tables)
