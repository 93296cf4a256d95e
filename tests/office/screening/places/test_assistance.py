"""Measures in the status table: counted as plain Python counts them, unknown amounts told, each number with its list."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office.screening.conftest import COUNTY, ON, screened
from tests.office.screening.overview.test_summary import cells, table

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household, Measure, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements
from shouwang.office.screening import archive
from shouwang.office.screening.models import Tally
from shouwang.office.screening.places import assistance
from shouwang.office.screening.queries import Count
from shouwang.office.screening.running import reproducing

DAY = timedelta(days=1)
KEYS = st.builds(
    lambda number, watched: f"{number}:{watched}",
    st.integers(0, 3),
    st.sampled_from(["none", "unknown", *assistance.OBJECTS]),
)


@given(st.dictionaries(KEYS, st.integers(1, 9)))
def test_whoever_has_none_is_one_of_the_three_objects_and_nobody_twice(homes):
    counts = {key: Count(number, 2 * number) for key, number in homes.items()}

    def households(measure):
        return assistance.households(counts, assistance.KIND, measure).households

    parts = [households(f"{assistance.WITHOUT}:{watched}") for watched in assistance.OBJECTS]
    assert sum(parts) == households(assistance.WITHOUT)
    assert households(assistance.HAS) == sum(number for key, number in homes.items() if key[0] != "0")
    assert assistance.number(counts) == sum(int(key[0]) * number for key, number in homes.items())


@pytest.fixture
def borders(office):
    """Measures that begin and end about the run's day; watched households that lost theirs."""
    watched = list(Household.objects.exclude(monitoring_type="none").order_by("pk")[:5])
    Measure._base_manager.filter(household__in=watched).update(
        withdrawn_at=clock.now(), withdrawn_by="test", withdrawn_why="x"
    )
    homes = list(Household.objects.filter(monitoring_type="none").order_by("pk")[:6])
    ends = ((ON, ON), (ON - DAY, ON - DAY), (ON + DAY, None), (ON.replace(month=1, day=1), None),
            (ON.replace(month=1, day=1) - DAY, None), (ON, None))  # fmt: skip
    for home, (starts, ends_on) in zip(homes, ends, strict=True):
        given = {
            "kind": "health",
            "starts_on": starts,
            "ends_on": ends_on,
            "amount": None,
            "development": False,
        }
        statements.enter("measures", home, given, at=clock.now(), source="test")
    history.amend(watched[0], {"risk_state": None}, on=ON, source="test")
    history.amend(watched[1], {"risk_state": "eliminated"}, on=ON, source="test")
    return office


def plain(run):
    """The same numbers, row by row."""
    with archive.opened(run.archive) as folder:
        tables = reproducing.read(folder / archive.TABLES)
    rows = tables["measures"].to_pylist()
    running = [
        row for row in rows if row["starts_on"] <= ON and (row["ends_on"] is None or row["ends_on"] >= ON)
    ]
    begun = [row for row in rows if row["starts_on"].year == ON.year and row["starts_on"] <= ON]
    helped = {row["household_id"] for row in running}
    watched = [
        home
        for home in tables["households"].to_pylist()
        if home["monitoring_type"] in assistance.OBJECTS and home["risk_state"] != "eliminated"
    ]
    return {
        "有措施在实施": len(helped),
        "在实施的措施": len(running),
        "2022 年开始的，金额": sum((row["amount"] for row in begun if row["amount"] is not None), Decimal(0))
        / 10_000,
        "金额未填": sum(row["amount"] is None for row in begun),
        "监测对象没有措施": sum(home["household_id"] not in helped for home in watched),
    }


@pytest.mark.django_db
def test_the_table_says_what_plain_python_counts(borders):
    run = screened(borders)

    for level in ("township", "village"):
        found = table(run, borders, level=level)
        said = {
            label: value.households if isinstance(value, Count) else value
            for label, value in cells(found.sums).items()
        }
        assert found.wrong == []
        assert {label: said[label] for label in plain(run)} == plain(run)
    assert said["监测对象没有措施"] > 0 and said["金额未填"] >= 4


@pytest.mark.django_db
def test_what_does_not_add_up_and_what_was_not_counted(borders):
    run = screened(borders)
    Tally.objects.filter(run=run, kind="assisted").delete()
    run.subtotals.filter(kind="assisted").delete()

    assert "在实施的措施" not in cells(table(run, borders).sums) and table(run, borders).wrong == []
    other = screened(borders)
    one = Tally.objects.filter(run=other, kind="assisted").first()
    Tally.objects.filter(pk=one.pk).update(households=one.households + 1)
    assert any("帮扶措施" in said for said in table(other, borders, level="village").wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "of"), [("measures", "of=granted&key=unfilled"), ("persons", "of=tier&key=all")]
)
def test_measures_and_persons_are_taken_away_as_a_workbook(borders, as_, rows, of):
    run = screened(borders)
    page, client = f"/situation/{COUNTY}/households/?run={run.pk}&{of}&rows={rows}", as_(borders)

    text = client.get(page).text
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get(f"{page}&xlsx=1").streaming_content))
    ).active

    count = plain(run)["金额未填"] if rows == "measures" else Person.objects.filter(ended_on=None).count()
    assert f"共 {count:,} {'项' if rows == 'measures' else '人'}" in text
    assert len(list(sheet.iter_rows(min_row=4))) == count
    assert Entry.objects.filter(action__in=("roll.read", "roll.exported")).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["of=tier&key=all&rows=measures", "of=tier&key=all&rows=pigs"])
def test_of_other_numbers_there_is_no_list_of_measures(borders, as_, asked):
    screened(borders)

    assert as_(borders).get(f"/situation/{COUNTY}/households/?{asked}").status_code == 404
