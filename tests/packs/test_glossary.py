"""GLOSSARY.md joins code and Chinese: what the tables and the packs name has to stand in it."""

from pathlib import Path

import pytest

from shouwang.engine.policy import pack as packs
from shouwang.engine.tables import TABLES

HOUSE = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (HOUSE / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]
COLUMNS = [(table.name, column) for table in TABLES.values() for column in table]
PACKS = [packs.load(path.parent) for path in sorted((HOUSE / "packs").glob("*/pack.yaml"))]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: getattr(value, "name", value))
def test_a_column_and_its_values_stand_in_one_row(table, column):
    rows = [(code, label) for code, label, *_ in ROWS if f"`{table}.{column.name}`" in code.split(" = ")[0]]

    assert any(
        label.startswith(column.label) and all(value.label in label for value in column.values)
        for _, label in rows
    )


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_a_pack_names_stands_under_its_label(pack):
    named = {f"`{fact.name}`": fact.label for fact in pack.facts.values()}
    named |= {f"`parameter.{each.name}`": each.label for each in pack.parameters.values()}
    named |= {f"tier `{tier.tier}` (`{pack.id}`)": tier.label for tier in pack.tiers}

    assert {code: label for code, label, *_ in ROWS if code in named} == named


def test_every_row_names_a_document_listed_at_the_top():
    listed = tuple(name for row in ROWS if len(row) == 2 for name in row[0].split(" · "))
    outside = ("GB/T", "义务教育法", "国发")
    cited = {word for row in ROWS[1:] if len(row) == 3 and row[0] != "code" for word in row[2].split("、")}

    assert {word for word in cited if not word.startswith((*listed, *outside))} == set()


def test_no_concept_has_two_rows():
    concepts = [row[0] for row in ROWS if len(row) == 3 and row[0] != "code"]

    assert sorted(concepts) == sorted(set(concepts))
