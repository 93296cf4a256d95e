"""The command line as people meet it: two lines when something cannot be done, and exit codes that programs can trust."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine.screening import small
from tests.house.chinese import CHINESE

from shouwang import __version__
from shouwang.cli import main

PACK = "hunan-qingshuzui-2022"


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main.status([str(each) for each in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


REFUSALS = {
    "an unknown command": (["scren"], "没有命令"),
    "an unknown option": (["screen", "x", "--bar"], "没有选项 --bar"),
    "a missing option": (["screen", "x", "--pack", PACK, "--out", "o"], "缺少 --on"),
    "an impossible date": (["screen", "x", "--pack", PACK, "--on", "2022-9-31", "--out", "o"], "--on"),
    "a month instead of a day": (["screen", "x", "--pack", PACK, "--on", "202211", "--out", "o"], "不是日期"),
    "an unknown pack": (
        ["screen", "x", "--pack", "hunan", "--on", "2022-09-30", "--out", "o"],
        "没有政策包“hunan”",
    ),
    "a date outside the pack's time": (
        ["screen", "x", "--pack", PACK, "--on", "2023-01-01", "--out", "o"],
        "施行期",
    ),
    "a directory that is not there": (
        ["screen", "nowhere", "--pack", PACK, "--on", "2022-09-30", "--out", "o"],
        "找不到",
    ),
    "a parameter that does not exist": (
        ["whatif", "x", "--pack", PACK, "--set", "line=7300"],
        "没有参数“line”",
    ),
    "a negative line": (["whatif", "x", "--pack", PACK, "--set", "monitoring_line=-1"], "不能是 -1"),
    "a share above one": (
        ["whatif", "x", "--pack", PACK, "--set", "reassistance_share=25"],
        "比例须在 0 到 1 之间",
    ),
    "one pack to compare": (["compare", "x", "--pack", PACK], "需要两个政策包"),
    "packs without a common time": (
        ["compare", "x", "--pack", PACK, "--pack", "changde-2020"],
        "没有共同的施行期",
    ),
    "results that are none": (["explain", "x", "--household", "1"], "不是筛查结果的目录"),
    "a base pack": (["screen", "x", "--pack", "cn-base", "--on", "2022-09-30", "--out", "o"], "没有分级"),
    "an assumption of nothing": (
        ["screen", "x", "--pack", PACK, "--on", "2022-09-30", "--assume", "households.nix=1", "--out", "o"],
        "没有这个列",
    ),
    "a period that is no year": (
        ["screen", "x", "--pack", PACK, "--on", "2022-09-30", "--period", "22", "--out", "o"],
        "四位年份",
    ),
}


@pytest.mark.parametrize(("arguments", "why"), REFUSALS.values(), ids=REFUSALS)
def test_it_is_refused_with_one_line_why_and_one_what_to_do(
    arguments: list[str],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    code, _out, err = said(capsys, *arguments)

    lines = err.strip().splitlines()
    assert code == 2
    assert len(lines) == 2
    assert lines[0].startswith("做不到：") and why in lines[0]
    assert lines[1].startswith("怎么办：")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [arguments for arguments, _ in REFUSALS.values()], ids=REFUSALS)
def test_it_is_refused_in_english_too(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOUWANG_LANGUAGE", "en")

    code, _out, err = said(capsys, *arguments)

    assert code == 2
    assert [line.partition(": ")[0] for line in err.splitlines()] == ["Cannot be done", "What to do"]
    assert not CHINESE.search(err), err


def test_screening_a_directory_writes_findings_ledgers_and_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registers = small.write(tmp_path / "登记")

    code, out, _ = said(
        capsys, "screen", registers, "--pack", PACK, "--on", "2022-09-30", "--out", tmp_path / "结果"
    )

    assert code == 0
    assert "应纳入" in out
    names = {
        path.relative_to(tmp_path / "结果").as_posix()
        for path in (tmp_path / "结果").rglob("*")
        if path.is_file()
    }
    assert {"findings.parquet", "summary.json", "图表.html", "台账/430921104 青山镇.xlsx"} <= names


def test_only_findings_leaves_out_ledgers_and_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registers = small.write(tmp_path / "登记")

    said(
        capsys,
        "screen",
        registers,
        "--pack",
        PACK,
        "--on",
        "2022-09-30",
        "--only",
        "findings",
        "--out",
        tmp_path / "结果",
    )

    assert sorted(path.name for path in (tmp_path / "结果").iterdir()) == [
        "findings.parquet",
        "packs",
        "summary.json",
    ]


def test_an_output_directory_with_other_content_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registers = small.write(tmp_path / "登记")
    (tmp_path / "结果").mkdir()
    (tmp_path / "结果" / "笔记.txt").write_text("别动", encoding="utf-8")

    code, _, err = said(
        capsys, "screen", registers, "--pack", PACK, "--on", "2022-09-30", "--out", tmp_path / "结果"
    )

    assert code == 2 and "不为空" in err
    assert [path.name for path in (tmp_path / "结果").iterdir()] == ["笔记.txt"]


def test_an_interrupted_run_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registers = small.write(tmp_path / "登记")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shouwang.engine.documents.results.write", interrupt)

    code, _, err = said(
        capsys, "screen", registers, "--pack", PACK, "--on", "2022-09-30", "--out", tmp_path / "结果"
    )

    assert code == 2 and "已中断" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["登记"]


def test_explain_names_the_clause_and_what_would_change_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registers = small.write(tmp_path / "登记")
    said(
        capsys,
        "screen",
        registers,
        "--pack",
        PACK,
        "--on",
        "2022-09-30",
        "--only",
        "findings",
        "--out",
        tmp_path / "结果",
    )

    code, out, _ = said(capsys, "explain", tmp_path / "结果", "--household", "430921104201000002")

    assert code == 0
    assert "6,899.99" in out and "6,900" in out and "0.01" in out


def test_whatif_says_who_enters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registers = small.write(tmp_path / "登记")

    code, out, _ = said(capsys, "whatif", registers, "--pack", PACK, "--set", "monitoring_line=7300")

    assert code == 0
    assert "1 户进入" in out


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
def test_a_pack_can_be_had_as_sql(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "pack", "sql", PACK, "--dialect", dialect)

    assert code == 0
    assert "SELECT" in out and "6900" in out


def test_sql_does_not_ask_a_table_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "pack", "sql", PACK, "--without", "events")

    assert code == 0
    assert "FROM events" not in out and "CAST(NULL AS BOOLEAN) AS _fact_shock" in out


def test_a_new_pack_says_itself_what_is_to_be_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = said(
        capsys, "pack", "new", "nanxian-2023", "--extends", PACK, "--from", "2023-01-01", "--in", tmp_path
    )
    code, out, _ = said(capsys, "pack", "check", tmp_path / "nanxian-2023")

    assert made[0] == 0 and code == 2
    assert "还没有填值" in out and "parameters.yaml" in out


def test_a_new_pack_with_its_line_filled_in_is_a_pack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "pack", "new", "nanxian-2023", "--extends", PACK, "--from", "2023-01-01", "--in", tmp_path)
    parameters = tmp_path / "nanxian-2023" / "parameters.yaml"
    filled = parameters.read_text(encoding="utf-8").replace("value:  ", "value: 1")
    parameters.write_text(filled, encoding="utf-8")
    unfilled = said(capsys, "pack", "check", tmp_path / "nanxian-2023")
    for path in (tmp_path / "nanxian-2023").iterdir():
        path.write_text(re.sub("（请写[^）]*）", "某处", path.read_text(encoding="utf-8")), encoding="utf-8")

    code, out, _ = said(capsys, "pack", "check", tmp_path / "nanxian-2023")

    assert unfilled[0] == 2 and "还没有填写" in unfilled[1]
    assert code == 0, out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--help")

    assert code == 0
    assert all(name in out for name in main.COMMANDS)
    assert set(main.COMMANDS) == set(main.helps())


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, name, "--help")

    assert code == 0 and "用法" in out


def test_the_installed_program_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shouwang.cli.main", "--version"], capture_output=True, text=True, check=True
    )

    assert __version__ in done.stdout


def test_what_duckdb_makes_of_an_interruption_is_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registers = small.write(tmp_path / "登记")

    def interrupt(*_: object, **__: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("shouwang.engine.screening.screen.write", interrupt)

    code, _, err = said(capsys, "whatif", registers, "--pack", PACK, "--set", "monitoring_line=7300")

    assert code == 2 and "已中断" in err


def test_a_name_that_no_disk_can_hold_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "screen", "a" * 300, "--pack", PACK, "--on", "2022-09-30", "--out", "o")

    assert code == 2 and err.count("\n") == 2


def test_a_pack_still_to_be_filled_in_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said(capsys, "pack", "new", "own-2023", "--extends", PACK, "--from", "2023-01-01")

    code, out, _ = said(capsys, "pack", "list")

    assert code == 0
    assert PACK in out
    assert re.search("own-2023 +有误", out)
