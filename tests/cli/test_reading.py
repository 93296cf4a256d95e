"""`shouwang read` and `shouwang map` as typed."""

import json

import pytest
import yaml
from tests import workbooks

from shouwang.cli import main
from shouwang.cli import reading as cli
from shouwang.engine import identity

FIRST_17 = "43092119700101001"
GOOD = f"""
    户编码             | 行政村代码   | 姓名 | 证件号码                                    | 与户主关系
    430921104201000001 | 430921104201 | 王一 | {FIRST_17}{identity.check_digit(FIRST_17)} | 户主
"""
BAD = GOOD + "                     | 430921104201 | 李二 | 430921197202020029 | 户主\n"


@pytest.fixture
def typed(tmp_path, monkeypatch, capfd):
    """Types a command in an empty directory; gives exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")

    def type_(*arguments):
        code = main.status(list(arguments))
        return code, *capfd.readouterr()

    return type_


def test_reading_tells_what_was_understood_and_what_to_type_next(typed, tmp_path):
    workbooks.xlsx(tmp_path / "表.xlsx", BAD)

    code, said, _ = typed("read", "表.xlsx", "--out", "登记")

    assert code == 1
    for part in (
        "5 列，用了 5 列",
        "2 行中读入 1 行",
        "READ-020",
        "Sheet1 A3",
        "shouwang screen",
        "problems.xlsx",
    ):
        assert part in said


def test_a_file_without_anything_to_see_to_ends_with_0(typed, tmp_path):
    workbooks.xlsx(tmp_path / "表.xlsx", GOOD)

    assert typed("read", "表.xlsx", "--out", "登记")[0] == 0


def test_reading_for_programs(typed, tmp_path):
    workbooks.xlsx(tmp_path / "表.xlsx", BAD)

    code, said, _ = typed("read", "表.xlsx", "--out", "登记", "--json")
    summary = json.loads(said)

    assert (code, summary["tables"]["persons"], summary["needs_attention"]) == (1, 1, True)
    assert summary["sheets"][0]["columns"][0]["as"] == "households.household_id"


@pytest.mark.parametrize(
    "arguments", [("read", "无.xlsx", "--out", "登记"), ("read", ".", "--out", "登记"), ("map", "无.xlsx")]
)
def test_what_cannot_be_done_is_two_lines_and_leaves_nothing(typed, tmp_path, arguments):
    code, said, errors = typed(*arguments)

    assert (code, said) == (2, "")
    assert [line[:3] for line in errors.strip().splitlines()[-2:]] == ["做不到", "怎么办"]
    assert list(tmp_path.iterdir()) == []


def test_an_output_directory_in_use_is_refused_before_reading(typed, tmp_path):
    workbooks.xlsx(tmp_path / "表.xlsx", GOOD)
    (tmp_path / "登记").mkdir()
    (tmp_path / "登记" / "旧.txt").touch()

    code, _, errors = typed("read", "表.xlsx", "--out", "登记")

    assert code == 2
    assert "打开" not in errors


def test_an_interrupt_leaves_nothing_half_written(typed, tmp_path, monkeypatch):
    workbooks.xlsx(tmp_path / "表.xlsx", GOOD)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.store, "as_json", interrupted)

    assert typed("read", "表.xlsx", "--out", "登记")[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_map_shows_every_column_and_writes_a_file_that_read_obeys(typed, tmp_path):
    workbooks.xlsx(tmp_path / "表.xlsx", GOOD)

    code, said, _ = typed("map", "表.xlsx")
    again, _, _ = typed("read", "表.xlsx", "--mapping", "map.yaml", "--out", "登记")

    assert code == 0
    assert "与户主关系" in said and "--mapping map.yaml" in said
    assert yaml.safe_load((tmp_path / "map.yaml").read_text(encoding="utf-8"))["sheets"][0]["kind"] == "flat"
    assert again in (0, 1)


def test_map_does_not_overwrite_what_somebody_corrected(typed, tmp_path):
    workbooks.xlsx(tmp_path / "表.xlsx", GOOD)
    (tmp_path / "map.yaml").write_text("我改好的", encoding="utf-8")

    assert typed("map", "表.xlsx")[0] == 2
    assert (tmp_path / "map.yaml").read_text(encoding="utf-8") == "我改好的"


def test_other_commands_read_into_a_directory_of_theirs(typed, tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", BAD)

    assert cli.read_into(tmp_path / "登记", [path]) is False
    assert (tmp_path / "登记" / "persons.parquet").exists()


def test_amounts_left_out_for_want_of_a_year_say_so_and_not_how_sure_they_are(typed, tmp_path):
    header, row = (line.strip() for line in GOOD.strip().splitlines())
    workbooks.xlsx(tmp_path / "表.xlsx", f"{header} | 工资性收入\n{row} | 100")

    _, said, _ = typed("read", "表.xlsx", "--out", "登记")

    assert "1 列没有写年度：请加 --period 年" in said
    assert "没有把握" not in said and "98%" not in said


def test_many_columns_not_used_are_abbreviated(typed, tmp_path):
    header, row = (line.strip() for line in GOOD.strip().splitlines())
    more = " | ".join(f"怪列{number:02}" for number in range(30))
    workbooks.xlsx(tmp_path / "表.xlsx", f"{header} | {more}\n{row}{' | 1' * 30}")

    _, said, _ = typed("read", "表.xlsx", "--out", "登记")

    assert "… 等 30 列" in said and "怪列29" not in said
