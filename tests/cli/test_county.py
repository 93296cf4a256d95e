"""`shouwang county` as somebody types it."""

import json

import pytest
from click.testing import CliRunner

from shouwang.cli.county import county
from shouwang.engine.errors import Refused


def run(*words):
    return CliRunner().invoke(county, [str(word) for word in words], catch_exceptions=True)


def test_it_says_what_was_written(tmp_path):
    result = run("--households", 500, "--out", tmp_path / "县", "--xlsx")

    assert result.exit_code == 0
    assert "households.parquet  农户  500 行" in result.output
    assert (tmp_path / "县/表格/key.json").exists()


@pytest.mark.parametrize("words", [("--households", 0), ("--households", 10, "--area", "43"), ()])
def test_bad_parameters_leave_nothing_behind(tmp_path, words):
    result = run(*words, "--out", tmp_path / "县")

    assert isinstance(result.exception, Refused)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_in_use_is_refused(tmp_path):
    (tmp_path / "别的.txt").touch()

    result = run("--households", 10, "--out", tmp_path)

    assert isinstance(result.exception, Refused)
    assert [path.name for path in tmp_path.iterdir()] == ["别的.txt"]


def test_a_reading_is_scored_against_the_key(tmp_path):
    place = {"file": "甲.xlsx", "sheet": "户", "row": 3, "cell": "C3"}
    entry = {
        **place,
        "kind": "unknown_word",
        "scope": "cell",
        "column": "健康",
        "rows": [["户", 3]],
        "touched": [["户", 3]],
    }
    key, problems = tmp_path / "key.json", tmp_path / "problems.json"
    key.write_text(json.dumps([entry]))
    problems.write_text(json.dumps([{**place, "severity": "error", "code": "READ-041", "message": "…"}]))

    result = run("--score", key, problems)

    assert result.exit_code == 0
    assert "埋下 1 处，发现 1 处，漏掉 0 处，误报 0 处。" in result.output


def test_a_missed_mistake_needs_attention(tmp_path):
    entry = {
        "file": "甲.csv",
        "sheet": None,
        "row": 3,
        "cell": "C3",
        "kind": "two_heads",
        "scope": "household",
    }
    key, problems = tmp_path / "key.json", tmp_path / "problems.json"
    key.write_text(json.dumps([{**entry, "column": "关系", "rows": [[None, 3]], "touched": [[None, 3]]}]))
    problems.write_text("[]")

    result = run("--score", key, problems, "--json")

    assert result.exit_code == 1
    assert json.loads(result.output)["kinds"] == {"two_heads": [0, 1]}
