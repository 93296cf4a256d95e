"""A run over a directory of tables: findings, summary, and everything needed to explain it later."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import shelf
from shouwang.engine.screening import run, screen, sources
from shouwang.engine.screening.summary import Summary
from tests.engine.screening import small

PACK = "hunan-qingshuzui-2022"
ON = date(2022, 9, 30)
FIRST = "430921104201000001"


def screened(tmp_path: Path, **how: Any) -> Summary:
    made = run.prepare(packs.load(shelf.find(PACK)), ON, **how)
    (tmp_path / "out").mkdir()
    with sources.connect() as connection:
        given = sources.from_directory(connection, small.write(tmp_path / "in"))
        return screen.screen(connection, given, made, tmp_path / "out")


def findings(tmp_path: Path) -> dict[str, dict[str, Any]]:
    return {
        row["household_id"]: row for row in pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    }


def test_each_household_gets_one_row_with_tier_rules_and_facts(tmp_path: Path) -> None:
    screened(tmp_path)

    found = findings(tmp_path)

    assert [row["tier"] for row in found.values()] == ["must_enter", "assess", "none", "unknown"]
    assert found[FIRST]["rules"] == ["allowance-with-burden"]
    assert found[FIRST]["risks"] == ["illness", "schooling"]
    assert found[FIRST]["net_income_per_capita"] == Decimal("20000.00")
    assert found["430921105201000001"]["missing"] == ["incomes.*"]
    assert found["430921105201000001"]["tier_at_least"] == "none"


def test_findings_name_pack_hash_day_and_period(tmp_path: Path) -> None:
    found = screened(tmp_path)

    row = findings(tmp_path)[FIRST]

    assert (row["pack"], row["on"], row["period"]) == (PACK, ON, "2022")
    assert row["pack_hash"] == found.pack_hash == packs.load(shelf.find(PACK)).hash


def test_the_columns_come_in_the_fixed_order(tmp_path: Path) -> None:
    screened(tmp_path)

    names = pq.read_schema(tmp_path / "out" / "findings.parquet").names

    assert names[:12] == (
        [
            "household_id",
            "area_code",
            "tier",
            "tier_at_least",
            "rules",
            "unknown_rules",
            "risks",
            "missing",
            "pack",
            "pack_hash",
            "on",
            "period",
        ]
    )
    assert names[12:17] == [
        "members",
        "net_income",
        "forecast_net_income",
        "previous_net_income",
        "net_income_per_capita",
    ]
    assert names[-2:] == ["assumed", "as_if"]


def test_an_assumption_settles_what_it_names_and_is_written_down(tmp_path: Path) -> None:
    found = screened(tmp_path, assume=("incomes=empty",))

    last = findings(tmp_path)["430921105201000001"]

    assert last["tier"] == "assess"  # nothing at all is below the line
    assert last["assumed"] == ["incomes=empty"]
    assert found.assumptions == ("incomes=empty",)


def test_the_summary_adds_up(tmp_path: Path) -> None:
    found = screened(tmp_path)

    assert (found.households, found.persons) == (4, 4)
    assert {each.tier: each.households for each in found.tiers} == {
        "must_enter": 1,
        "assess": 1,
        "none": 1,
        "unknown": 1,
    }
    townships = [each for each in found.areas if each.level == "township"]
    assert [(each.name, each.households, each.unknown) for each in townships] == [
        ("青山镇", 3, 0),
        ("白云乡", 1, 1),
    ]
    assert next((each.name, each.parent) for each in found.areas if each.level == "village") == (
        "青山村",
        "青山镇",
    )


def test_the_summary_says_what_would_settle_most(tmp_path: Path) -> None:
    found = screened(tmp_path)

    assert [(each.column, each.label, each.households, each.alone) for each in found.missing] == [
        ("incomes.*", "收入（整表）", 1, 1)
    ]


def test_the_distribution_has_the_line_in_it(tmp_path: Path) -> None:
    incomes = screened(tmp_path).incomes

    assert incomes is not None
    assert [line.value for line in incomes.lines] == [Decimal(6900)]
    assert incomes.counts[13] == 1  # 6,500 … 7,000
    assert incomes.counts[14] == 1  # 7,000 … 7,500
    assert (sum(incomes.counts), incomes.unknown) == (3, 1)


def test_results_carry_their_pack_and_can_be_reopened(tmp_path: Path) -> None:
    screened(tmp_path, assume=("expenses=empty",))

    kept = screen.reopen(tmp_path / "out")

    assert kept.pack.hash == packs.load(shelf.find(PACK)).hash
    assert kept.run.parameters["monitoring_line"] == 6900
    assert kept.run.assumptions.texts == ("expenses=empty",)


def test_results_whose_pack_was_changed_afterwards_are_refused(tmp_path: Path) -> None:
    screened(tmp_path)
    parameters = tmp_path / "out" / "packs" / PACK / "parameters.yaml"
    parameters.write_text(parameters.read_text(encoding="utf-8").replace("6900", "7300"), encoding="utf-8")

    with pytest.raises(Refused, match="不一致"):
        screen.reopen(tmp_path / "out")


def test_a_directory_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不是筛查结果的目录"):
        screen.reopen(tmp_path)


def test_a_household_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    screened(tmp_path)

    with sources.connect() as connection, pytest.raises(Refused) as refused:
        screen.household(connection, tmp_path / "out" / "findings.parquet", "430921104201000009")

    assert "43092110420100000" in refused.value.remedy


def test_the_summary_for_programs_has_the_parameters(tmp_path: Path) -> None:
    screened(tmp_path)

    said = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))

    assert said["parameters"]["monitoring_line"] == "6900"
    assert said["households"] == 4


def test_a_summary_of_something_else_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")

    with pytest.raises(Refused, match="不是筛查结果的目录"):
        screen.reopen(tmp_path)


def test_results_inside_the_pack_do_not_copy_themselves(tmp_path: Path) -> None:
    folder = tmp_path / PACK
    for each in (PACK, "cn-base"):
        shutil.copytree(shelf.find(each), tmp_path / each)
    (folder / "out").mkdir()

    screen.keep(packs.load(folder), folder / "out")

    kept = packs.load(folder / "out" / PACK)
    assert kept.hash == packs.load(folder).hash
    assert not (folder / "out" / PACK / "out").exists()
