"""`demo --office`: an office with a made-up county, made once."""

import json
import sqlite3
from pathlib import Path

import pytest
from tests.offices import Office

MADE = ("demo", "--office", "--no-serve", "--households", "300", "--out")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("demo") / "演示"
    # Settings of a real office are not touched.
    anybody = Office(out / "real", database="postgres://nobody@nowhere/none")
    return out, anybody.run(*MADE, out)


def count(home: Path, question: str) -> int:
    database = sqlite3.connect(home / "shouwang.sqlite3")
    try:
        return int(database.execute(question).fetchone()[0])
    finally:
        database.close()


def test_every_role_has_an_account(made: tuple[Path, str]) -> None:
    out, said = made

    assert count(out / "办公", "SELECT count(DISTINCT role) FROM accounts_appointment") == 10
    assert "shouwang-demo" in said
    assert "二次验证已关闭" in said


def test_there_is_work_in_hand(made: tuple[Path, str]) -> None:
    home = made[0] / "办公"

    assert count(home, "SELECT count(*) FROM registry_household WHERE ended_on IS NULL") > 250
    assert count(home, "SELECT count(DISTINCT state) FROM registry_change") == 4
    assert count(home, "SELECT count(*) FROM registry_guarantee WHERE state = 'at_risk'") > 0
    assert count(home, "SELECT count(*) FROM registry_link") > 0


def test_a_workbook_lies_there_to_be_uploaded(made: tuple[Path, str]) -> None:
    (book,) = (made[0] / "表格").iterdir()

    assert book.name in made[1]


def test_the_second_time_nothing_is_made_anew(made: tuple[Path, str]) -> None:
    out, _said = made
    office = Office(out / "办公")
    before = count(out / "办公", "SELECT count(*) FROM journal_entry")

    again = office.run(*MADE, out)

    assert "造一个虚构的县" not in again
    assert count(out / "办公", "SELECT count(*) FROM journal_entry") == before


def test_it_is_not_fit_for_real_work(made: tuple[Path, str]) -> None:
    found = json.loads(Office(made[0] / "办公").run("check-deploy", "--json", code=1))

    assert [line["state"] for line in found if line["name"] == "演示账户"] == ["fail"]


def test_what_was_half_made_is_made_again(tmp_path: Path) -> None:
    out = tmp_path / "演示"
    (out / "办公").mkdir(parents=True)
    (out / "办公" / "demo-unfinished").touch()
    (out / "办公" / "shouwang.sqlite3").write_bytes(b"half")

    Office(tmp_path / "any").run(*MADE, out)

    assert (out / "办公" / "demo.json").exists()


def test_an_office_that_is_none_of_ours_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "演示"
    Office(out / "办公").init()

    assert "另一套办公系统" in Office(tmp_path / "any").run(*MADE, out, code=2)
    assert (out / "办公" / "shouwang.sqlite3").stat().st_size > 0


def test_the_county_is_screened_twice_the_second_time_compared(made: tuple[Path, str]) -> None:
    home = made[0] / "办公"

    assert count(home, "SELECT count(*) FROM screening_run WHERE state = 'done' AND is_standing") == 2
    assert count(home, "SELECT count(*) FROM screening_run WHERE before_id IS NOT NULL") == 1
    assert count(home, "SELECT count(*) FROM screening_finding WHERE tier = 'must_enter'") > 0
    assert count(home, "SELECT count(*) FROM screening_plan WHERE NOT is_active") == 1


def test_it_is_a_chinese_county_told_of_in_english(made: tuple[Path, str]) -> None:
    out, _said = made

    said = Office(out / "办公", more={"SHOUWANG_LANGUAGE": "en"}).run(*MADE, out)

    assert "The password of all of them: shouwang-demo" in said
    assert "Village cadre" in said and "密码" not in said
    names = "SELECT count(*) FROM accounts_user WHERE full_name LIKE '%（演示）'"
    assert count(out / "办公", names) == 10
