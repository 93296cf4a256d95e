"""A whole county: the same on every machine, with the proportions of a poor hill county, and nearly nothing wrong in it."""

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow.parquet as pq
import pytest

from shouwang.engine import schema
from shouwang.engine.county import block, rows, write
from shouwang.engine.county.draws import Stream
from shouwang.engine.errors import Refused
from shouwang.engine.quality import checks
from shouwang.engine.tables import TABLES, Type

ON = date(2022, 9, 30)
NAMES = list(TABLES)

# A change here is a change of every county that anybody ever made with a seed: say so in the change log.
DIGEST = "0c4ff1fa00c0e3fe09144b1e18fad168867eb04a593c35f438d0c81adaa4e3f4"
BEFORE_CHANNELS = "50e5b9d96920f4bb701477b0a08fba4703150e029c666f641a8cd51a3089df13"
"""Of a county made before events said where they came from."""


def written(out, households, **more):
    write.write(write.plan(households, **more), out)
    return {name: pq.read_table(out / f"{name}.parquet") for name in NAMES}


def digest(tables):
    found = hashlib.sha256()
    for name in NAMES:
        found.update(repr(tables[name].to_pydict()).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("county")


@pytest.fixture(scope="module")
def county(directory):
    """More than a block."""
    return written(directory, 40_000)


@pytest.fixture(scope="module")
def ask(county):
    connection = duckdb.connect()
    for name, table in county.items():
        connection.register(name, table)
    return lambda sql: connection.sql(sql).fetchall()


def share(ask, table, condition):
    """Per cent of the rows."""
    return float(ask(f"SELECT 100.0 * count(*) FILTER ({condition}) / count(*) FROM {table}")[0][0])


def test_a_county_is_the_same_on_every_machine(tmp_path):
    assert digest(written(tmp_path, 1_000)) == DIGEST


def test_a_column_added_later_changes_no_other(tmp_path):
    county = written(tmp_path, 1_000)

    county["events"] = county["events"].drop_columns(["channel"])

    assert digest(county) == BEFORE_CHANNELS


def test_another_seed_is_another_county(tmp_path):
    assert digest(written(tmp_path, 1_000, seed=8)) != DIGEST


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_written_as_declared(county, name):
    assert [(field.name, field.type) for field in county[name].schema] == [
        (field.name, field.type) for field in schema.arrow(TABLES[name])
    ]
    for column in TABLES[name]:
        values = county[name].column(column.name)
        assert not (column.known and values.null_count), column.name
        if column.type is Type.ENUM:
            assert set(values.unique().drop_null().to_pylist()) <= set(column.codes)


def test_a_block_depends_on_no_other(county):
    plan = write.plan(40_000)

    alone = rows.record_batches(block.draw_block(plan, 1))

    for name, batch in alone.items():
        part = county[name].slice(len(county[name]) - len(batch))
        assert part.to_pylist() == batch.to_pylist(), name


def test_every_purpose_has_its_own_stream(monkeypatch):
    asked = Counter()
    draw = Stream.__call__

    def counted(stream, purpose, count):
        asked[purpose] += 1
        return draw(stream, purpose, count)

    plan = write.plan(2_000)
    monkeypatch.setattr(Stream, "__call__", counted)
    rows.record_batches(block.draw_block(plan, 0))

    assert [purpose for purpose, count in asked.items() if count > 1] == []


@pytest.mark.parametrize(
    ("condition", "low", "high"),
    [
        ("origin = 'lifted'", 12, 18),
        ("origin = 'registered_poor'", 0.01, 0.5),
        ("monitoring_type <> 'none'", 2, 4),
        ("subsistence_allowance <> 'none'", 5, 7.5),
        ("extreme_hardship <> 'none'", 0.6, 1.5),
        ("house_grade IN ('C', 'D')", 1, 2),
        ("NOT water_safe", 0.7, 1.5),
        ("house_grade IS NULL", 0.8, 3),
        ("supporter IS NULL", 1, 3.5),
        ("household_id IN (SELECT household_id FROM persons WHERE NOT medical_insured)", 0.6, 1.5),
        (
            "household_id NOT IN (SELECT household_id FROM incomes WHERE period = '2022' AND NOT forecast)",
            0.5,
            1.5,
        ),
        ("household_id IN (SELECT household_id FROM events)", 3, 7),
    ],
)
def test_proportions_of_households_are_those_of_a_poor_hill_county(ask, condition, low, high):
    assert low <= share(ask, "households", condition) <= high


NET = """
    (SELECT household_id, origin, n / m AS net FROM
        (SELECT household_id, sum(CASE WHEN kind = 'business_cost' THEN -amount ELSE amount END) AS n
         FROM incomes WHERE period = '2022' AND NOT forecast GROUP BY ALL)
        JOIN (SELECT household_id, count(*) AS m FROM persons GROUP BY ALL) USING (household_id)
        JOIN households USING (household_id))
"""


@pytest.mark.parametrize(("line", "low", "high"), [(5_000, 0.5, 2.5), (6_900, 3, 6), (10_000, 18, 32)])
def test_net_income_per_head_spreads_around_the_lines(ask, line, low, high):
    assert low <= share(ask, NET, f"net < {line}") <= high


def test_lifted_households_are_poorer(ask):
    medians = dict(ask(f"SELECT origin, median(net) FROM {NET} GROUP BY ALL"))

    assert medians["lifted"] < medians["ordinary"]


def test_incomes_are_of_two_years_and_a_forecast(ask):
    assert ask("SELECT DISTINCT period, forecast FROM incomes ORDER BY ALL") == [
        ("2021", False),
        ("2022", False),
        ("2022", True),
    ]


def test_the_forecast_is_of_the_running_year(tmp_path):
    incomes = written(tmp_path, 50, on=date(2022, 11, 1))["incomes"]

    assert {(row["period"], row["forecast"]) for row in incomes.to_pylist()} == {
        ("2022", False),
        ("2021", False),
        ("2023", True),
    }


def test_known_income_always_has_a_row_even_if_it_is_nothing(ask):
    without = ask("""
        SELECT count(*) FROM (SELECT household_id, period, forecast FROM incomes GROUP BY ALL
                              HAVING count(*) FILTER (kind = 'transfer') <> 1)
    """)

    assert without == [(0,)]


def test_nothing_happens_after_the_reference_day(ask):
    last = ask("""
        SELECT greatest((SELECT max(occurred_on) FROM events), (SELECT max(starts_on) FROM measures),
                        (SELECT max(identified_on) FROM households), (SELECT max(eliminated_on) FROM households),
                        (SELECT max(birth_date) FROM persons))
    """)[0][0]

    assert last <= ON


def test_checks_at_the_door_find_nearly_nothing(county):
    found = [flag for flag in checks.check(county, ON) if flag.severity != "info"]

    assert len(found) <= 3, Counter(flag.message for flag in found)


def test_numbers_of_persons_are_their_own(ask):
    assert ask("SELECT count(*) - count(DISTINCT person_id) FROM persons") == [(0,)]


def test_row_groups_are_what_a_scan_takes_at_once(directory, county):
    groups = pq.read_metadata(directory / "incomes.parquet")

    sizes = [groups.row_group(place).num_rows for place in range(groups.num_row_groups - 1)]
    assert all(80_000 <= size <= 160_000 for size in sizes)


def test_amounts_are_exact_to_the_fen(county):
    amounts = county["incomes"].column("amount").to_pylist()

    assert all(amount == amount.quantize(Decimal("0.01")) and amount >= 0 for amount in amounts)


@pytest.mark.parametrize(
    "wrong",
    [
        {"households": 0},
        {"households": 10**9},
        {"households": 10, "seed": -1},
        {"households": 10, "area": "4309"},
        {"households": 10, "area": "990921"},
        {"households": 10, "on": date(1900, 1, 1)},
    ],
)
def test_impossible_counties_are_refused(wrong):
    with pytest.raises(Refused):
        write.plan(**wrong)
