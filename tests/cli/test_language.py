"""The command line in English: asked for by the environment or an option, never guessed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import workbooks
from tests.engine.screening import small
from tests.house.chinese import CHINESE

from shouwang.cli import language, main

Typed = Callable[..., tuple[int, str, str]]
HELP = """
import json
import click
from shouwang.cli import main

def pages(command, context):
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in [*command.list_commands(context), *(main.INNER if command is main.main else ())]:
            inner = command.get_command(context, name)
            yield from pages(inner, click.Context(inner, info_name=name, parent=context))

print(json.dumps(dict(pages(main.main, click.Context(main.main, info_name="shouwang")))))
"""


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    """Types a command in an empty directory; gives exit code, output, errors.  Nobody has asked for a language."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    # Set before it is removed: what the option writes there is taken back afterwards.
    monkeypatch.setenv(language.VARIABLE, "")

    def type_(*arguments: str | Path) -> tuple[int, str, str]:
        code = main.status([str(each) for each in arguments])
        return code, *capfd.readouterr()

    return type_


def test_the_help_of_every_command_is_english(tmp_path: Path) -> None:
    environment = os.environ | {"SHOUWANG_LANGUAGE": "en", "SHOUWANG_HOME": str(tmp_path / "home")}

    said = subprocess.run(
        [sys.executable, "-c", HELP], env=environment, capture_output=True, text=True, check=True
    )
    pages = json.loads(said.stdout)

    assert len(pages) > 35
    assert {name for name, page in pages.items() if CHINESE.search(page)} == set()


@pytest.mark.parametrize("lang", ["C", "en_US.UTF-8"])
def test_the_system_s_language_says_nothing(lang: str, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LANGUAGE"):
        monkeypatch.setenv(name, lang)

    assert "没有命令" in typed("nix")[2]


def test_the_option_comes_before_the_command(typed: Typed) -> None:
    assert typed("--language", "en", "nix")[2] == (
        "Cannot be done: There is no command nix\nWhat to do: See shouwang --help.\n"
    )


def test_the_option_is_stronger_than_the_environment(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(language.VARIABLE, "en")

    assert "没有命令" in typed("--language", "zh", "nix")[2]


def test_processes_that_are_started_speak_as_the_command_does(typed: Typed) -> None:
    typed("--language", "en", "pack", "list")

    assert os.environ[language.VARIABLE] == "en"


def test_an_unknown_language_is_refused_in_both(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(language.VARIABLE, "fr")

    code, _out, err = typed("pack", "list")

    assert code == 2
    assert "“fr”" in err and "write zh or en" in err


@pytest.mark.parametrize("arguments", [("pack", "list"), ("pack", "check"), ("tables",)], ids=" ".join)
def test_what_they_print_is_english(arguments: tuple[str, ...], typed: Typed) -> None:
    code, out, err = typed("--language", "en", *arguments)

    assert code == 0
    assert not CHINESE.search(out + err)


def test_a_workbook_is_read_in_english(typed: Typed, tmp_path: Path) -> None:
    workbooks.xlsx(
        tmp_path / "book.xlsx",
        """
        户编码             | 行政村代码   | 姓名 | 证件号码           | 与户主关系 | 工资性收入 | 备注
        430921104201000001 | 430921104201 | A    | 430921197202020029 | 户主       | 100        | x
        """,
    )

    code, out, err = typed("--language", "en", "read", "book.xlsx", "--out", "register")
    # What the workbook itself says is not translated.
    for header in ("证件号码", "工资性收入", "备注"):
        out = out.replace(header, "")

    assert code == 1
    assert "columns: 7, used: 5" in out and "please add --period YEAR" in out
    assert not CHINESE.search(out + err), out


def test_results_are_in_the_command_s_language(typed: Typed, tmp_path: Path) -> None:
    registers = small.write(tmp_path / "register")
    asked = ("screen", registers, "--pack", "hunan-qingshuzui-2022", "--on", "2022-09-30")

    english = typed("--language", "en", *asked, "--out", "english")[1]
    chinese = typed("--language", "en", *asked, "--lang", "zh", "--out", "chinese")[1]

    assert "Rules" in english and "规则触发情况" not in english
    assert "规则触发情况" in chinese


def test_mistakes_of_a_pack_are_told_in_english(typed: Typed, tmp_path: Path) -> None:
    typed("pack", "new", "nanxian-2023", "--extends", "hunan-qingshuzui-2022", "--from", "2023-01-01")

    code, out, _err = typed("--language", "en", "pack", "check", "nanxian-2023")
    whole = typed("--language", "en", "pack", "show", "nanxian-2023")[2]

    assert code == 2
    assert "PACK-021 The parameter “monitoring_line” still has no value." in out
    assert whole.startswith("Cannot be done: The policy pack “nanxian-2023” has mistakes (")


REGISTERS = {
    "a word that is no code": (
        ("430921104201", "rich", "1"),
        "In the table households, rows whose Kind of household (origin) is no value it can have: 1, such as household 1.",
    ),
    "a place that is none": (
        ("4309", "lifted", "1"),
        "In the table households, rows whose Village code (area_code) does not have 12 digits: 1, such as household 1.",
    ),
    "somebody of no household": (
        ("430921104201", "lifted", "2"),
        "In the table persons, rows whose household is not in the table households: 1, such as 2.",
    ),
}


@pytest.mark.parametrize(("row", "why"), REGISTERS.values(), ids=REGISTERS)
def test_a_register_that_cannot_be_screened_is_refused_in_english(
    row: tuple[str, str, str], why: str, typed: Typed, tmp_path: Path
) -> None:
    area, origin, household = row
    (tmp_path / "households.csv").write_text(
        f"household_id,area_code,origin\n1,{area},{origin}\n", encoding="utf-8"
    )
    (tmp_path / "persons.csv").write_text(f"person_id,household_id\n9,{household}\n", encoding="utf-8")
    asked = ("screen", ".", "--pack", "hunan-qingshuzui-2022", "--on", "2022-09-30", "--out", "out")

    err = typed("--language", "en", *asked)[2]

    assert f"Cannot be done: {why}" in err
    assert not CHINESE.search(err)


def test_a_file_that_is_no_backup_is_refused_in_english(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "backup.zip").write_text("nothing", encoding="utf-8")

    _code, _out, err = typed("--language", "en", "restore", "backup.zip", "--home", "home")

    assert err.endswith(
        "Cannot be done: “backup.zip” is no whole backup.\nWhat to do: Please take another backup.\n"
    )


def test_what_the_environment_gets_wrong_is_said_in_english(tmp_path: Path) -> None:
    environment = os.environ | {
        "SHOUWANG_LANGUAGE": "en",
        "SHOUWANG_HOME": str(tmp_path),
        "SHOUWANG_HTTPS": "perhaps",
    }

    said = subprocess.run(
        [sys.executable, "-m", "shouwang.cli.main", "users", "list"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 2
    assert said.stderr == (
        "Cannot be done: SHOUWANG_HTTPS: “perhaps” is neither yes nor no.\nWhat to do: Please write 1 or 0.\n"
    )
