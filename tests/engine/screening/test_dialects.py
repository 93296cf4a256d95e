"""The text of translated queries; tests/dialects runs it."""

import re
from datetime import date

import pytest
import sqlglot

from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import shelf
from shouwang.engine.screening import dialects, query, run
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import TABLES
from tests.packs_builder import a_pack

PACKS = ("hunan-qingshuzui-2022", "seven-step-2020", "changde-2020")
GIVEN = {name: Source(name, frozenset(table.by_name)) for name, table in TABLES.items()}
COMMON = {"ABS", "BIT_OR", "CAST", "COALESCE", "COUNT", "DECIMAL", "FILTER", "NULLIF", "SUM"}
KNOWN = {
    "postgres": COMMON | {"ARRAY_REMOVE", "DIV", "EXTRACT"},
    "spark": COMMON | {"ARRAY", "ARRAY_COMPACT", "DAY", "MONTH", "YEAR"},
}
"""What the packs use of each engine."""


def translated(expression: str, dialect: str) -> str:
    sql = dialects.translate(f"SELECT {expression} AS x", dialect)
    return (
        " ".join(sql.split())
        .removeprefix("SELECT ")
        .removesuffix(" AS x")
        .replace("( ", "(")
        .replace(" )", ")")
    )


def of_pack(name: str, dialect: str) -> str:
    pack = packs.load(shelf.find(name))
    day = pack.accounting_year.last_day(pack.end.year)
    return dialects.translate(query.build(run.prepare(pack, day), GIVEN), dialect)


@pytest.mark.parametrize("dialect", KNOWN)
@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_uses_only_what_the_engine_has(pack: str, dialect: str) -> None:
    sql = of_pack(pack, dialect)

    called = set(re.findall(r"(\w+)\(", re.sub(r"'[^']*'", "''", sql)))

    assert called <= KNOWN[dialect]
    assert not re.search(r"::|//|->|HUGEINT|INT128|lambda", sql)


@pytest.mark.parametrize("dialect", KNOWN)
@pytest.mark.parametrize("pack", PACKS)
def test_a_translation_can_be_read_in_its_own_dialect(pack: str, dialect: str) -> None:
    sql = of_pack(pack, dialect)

    again = sqlglot.parse_one(sql, read=dialect)

    assert again.named_selects == sqlglot.parse_one(of_pack(pack, "duckdb"), read="duckdb").named_selects


@pytest.mark.parametrize(
    ("duckdb", "postgres", "spark"),
    [
        (
            "list_filter([a, b], lambda x: x IS NOT NULL)",
            "ARRAY_REMOVE(ARRAY[a, b], NULL)",
            "ARRAY_COMPACT(ARRAY(a, b))",
        ),
        ("[]::VARCHAR[]", "CAST(ARRAY[] AS TEXT[])", "CAST(ARRAY() AS ARRAY<STRING>)"),
        ("CAST(a AS HUGEINT)", "CAST(a AS DECIMAL(38, 0))", "CAST(a AS DECIMAL(38, 0))"),
        ("a // b", "DIV(a, b)", "a DIV b"),
        ("date_diff('day', a, b)", "(CAST(b AS DATE) - CAST(a AS DATE))", "DATEDIFF(b, a)"),
        ("a - to_months(b)", "a - MAKE_INTERVAL(0, b)", "ADD_MONTHS(a, -(b))"),
        ("a - b", "a - b", "a - b"),
        ("a & 1 <> 0", "a & 1 <> 0", "a & 1 <> 0"),
        ("'it''s a \\'", "'it''s a \\'", "'it\\'s a \\\\'"),
    ],
)
def test_what_stands_in_the_place_of_duckdbs_expressions(duckdb: str, postgres: str, spark: str) -> None:
    assert translated(duckdb, "postgres") == postgres
    assert translated(duckdb, "spark") == spark


def test_postgres_makes_a_table_of_every_step_and_of_nothing_else() -> None:
    sql = of_pack("changde-2020", "postgres")

    kept = re.findall(r"(\w+) AS MATERIALIZED", sql)
    inlined = re.findall(r"(\w+) AS NOT MATERIALIZED", sql)

    assert kept[0] == "joined" and all(name.startswith("step_") for name in kept[1:])
    assert inlined[0] == "household" and all(name.startswith("grouped_") for name in inlined[1:])


def test_a_product_that_spark_would_round_is_refused_there_and_only_there() -> None:
    wage = "max(p.monthly_wage for p in persons)"
    pack = a_pack(rules={"one": f"{wage} * {wage} * {wage} * 1.0000000000001 == 1"})
    sql = query.build(run.prepare(pack, date(2022, 9, 30)), GIVEN)

    assert dialects.translate(sql, "postgres")
    with pytest.raises(Refused, match="38 位、其中小数 19 位"):
        dialects.translate(sql, "spark")


@pytest.mark.parametrize("dialect", dialects.CHANGES)
def test_a_table_is_created_with_its_columns_and_what_must_be_known(dialect: str) -> None:
    sql = dialects.create(TABLES["incomes"], dialect)

    created = sqlglot.parse_one(sql, read=dialect)

    assert [each.name for each in created.this.expressions] == list(TABLES["incomes"].by_name)
    assert sql.count("NOT NULL") == 5
    assert "DECIMAL(14, 2)" in sql
