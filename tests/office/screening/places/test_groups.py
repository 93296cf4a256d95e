"""The five groups outside the register: nobody twice in the number of all, the unknown nowhere as nothing, lists that agree."""

from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office.screening.conftest import COUNTY, ON, answered, screened

from shouwang.engine.screening import screen
from shouwang.office.journal.models import Entry
from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.past import history
from shouwang.office.screening import archive, labels, packs, queries
from shouwang.office.screening.counts import grouping, marked
from shouwang.office.screening.links import Links
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.places import groups
from shouwang.office.screening.queries import Count

EVERYWHERE = Reach((codes.span(COUNTY),))
CLOSED = SimpleNamespace(roll=lambda kind, key: "")
words = st.sampled_from(list(groups.LABELS))
keys = st.builds(
    lambda sure, perhaps, origin: (
        ",".join(
            ([f"{grouping.ORIGIN}?"] if origin else [])
            + [name + ("?" if name in perhaps else "") for name in groups.LABELS if name in sure | perhaps]
        )
        or grouping.NO_GROUP
    ),
    st.sets(words),
    st.sets(words),
    st.booleans(),
)


def test_a_household_of_two_groups_is_in_both_and_once_in_all():
    counts = {
        "allowance": Count(5, 12),
        "allowance,illness": Count(2, 7),
        "none": Count(90, 300),
        "registered": Count(9, 20),
    }

    card = groups.card(counts, CLOSED)

    assert {part.label: part.count for part in card.parts}["农村低保"] == Count(7, 19)
    assert card.any.count == Count(7, 19) and card.several.count == Count(2, 7)
    assert card.equation == "9 = 7 + 2"


def test_what_is_not_known_is_in_no_group_and_in_none_of_the_others():
    counts = {"illness?": Count(3, 9), "allowance,illness?": Count(1, 2), "origin?,edge": Count(2, 4)}

    card = groups.card(counts, CLOSED)

    assert card.any.count == Count(1, 2) and card.unsure.count == Count(5, 13)
    assert groups.said("allowance,illness?") == "农村低保；可能还属：患大病"


@given(st.dictionaries(keys, st.integers(1, 50)))
def test_all_of_them_are_the_sum_of_the_groups_less_whoever_is_counted_again(homes):
    counts = {key: Count(number, number) for key, number in homes.items()}

    sums = sum(groups.count(counts, name).households for name in groups.LABELS)
    again = sum((len(groups.sure(key)) - 1) * number for key, number in homes.items() if groups.sure(key))

    assert groups.count(counts, groups.ANY).households == sums - again
    assert groups.count(counts, groups.ANY).households + groups.count(
        counts, groups.UNSURE
    ).households <= sum(homes.values())


@pytest.fixture
def holes(office):
    """With holes: unknown health, unknown classes, unknown origins."""
    people = list(Person.objects.order_by("pk")[:60])
    for place, person in enumerate(people):
        history.amend(
            person,
            {"health": None if place % 2 else "serious", "disability_grade": None if place % 3 else 1},
            on=ON,
            source="test",
        )
    homes = list(Household.objects.filter(origin="ordinary").order_by("pk")[:12])
    for place, home in enumerate(homes):
        history.amend(
            home,
            {("origin", "subsistence_allowance", "monitoring_type")[place % 3]: None},
            on=ON,
            source="test",
        )
    return office


@pytest.mark.django_db
def test_counts_say_the_same_as_the_pack_s_own_fact(holes, monkeypatch):
    monkeypatch.setattr(packs, "applies", lambda pack, area: True)
    run = screened(holes, pack="changde-2020", as_if=True)
    counts = queries.counts(run, groups.KIND, EVERYWHERE)

    with archive.opened(run.archive) as folder:
        rows = answered(
            f"SELECT off_register_group, count(*), sum(members) FROM read_parquet('{folder / screen.FINDINGS}') GROUP BY 1"
        )
    said = {value: Count(homes, int(people or 0)) for value, homes, people in rows}
    assert groups.count(counts, groups.ANY) == said.get(True, Count())
    assert groups.count(counts, groups.UNSURE) == said.get(None, Count())
    assert sum(one.households for one in counts.values()) == run.households


@pytest.mark.django_db
def test_every_list_holds_whom_the_number_counts(holes):
    run = screened(holes)
    known = labels.of(run)
    # Of years and key areas only where there are any: running/test_bases.py, test_keyareas.py.
    for kind, roll in (one for one in rolls.ROLLS.items() if one[0] not in (rolls.SINCE, *marked.NAMED)):
        counts = queries.counts(run, kind, EVERYWHERE)
        assert counts, kind
        with rolls.opened(run, kind) as path:
            for measure in {*roll.measures, *counts} if roll.each else roll.measures:
                assert roll.named(measure, known), (kind, measure)
                listed = list(rolls.every(path, kind, measure, codes.span(COUNTY)))
                counted = [one for key, one in counts.items() if roll.is_so(key, measure)]
                assert len(listed) == sum(one.households for one in counted), (kind, measure)
                assert sum(one.persons for one in listed) == sum(one.persons for one in counted)
                assert rolls.count(path, kind, measure, codes.span(COUNTY))[0] == len(listed)


@pytest.mark.django_db
def test_the_day_that_was_asked_for_is_kept_on_the_way_down(holes, as_):
    run = screened(holes)
    township = f"/situation/{Household.objects.first().area_code[:9]}000/"

    page = as_(holes).get(f"/situation/{COUNTY}/groups/?on={run.on}").text

    assert f'href="{township}?on={run.on}"' in page and f'href="{township}"' not in page


@pytest.mark.django_db
def test_the_page_of_a_list_and_its_workbook(office, as_):
    run = screened(office)
    home = Household.objects.exclude(subsistence_allowance__in=("none", "")).order_by("pk").first()
    page, client = f"/situation/{home.area_code}/households/?run={run.pk}&of=allowance&key=yes", as_(office)

    text = client.get(page).content.decode()
    sheet = openpyxl.load_workbook(BytesIO(b"".join(client.get(f"{page}&xlsx=1").streaming_content))).active

    assert str(home) in text and f"/households/{home.household_id}/reasons/" in text
    listed = {row[1].value for row in sheet.iter_rows(min_row=4)}
    homes = Household.objects.filter(area_code=home.area_code, subsistence_allowance__in=("part", "whole"))
    assert listed == set(homes.values_list("household_id", flat=True))
    assert Entry.objects.filter(action__in=("roll.read", "roll.exported")).count() == 2


@pytest.mark.django_db
def test_the_tier_of_a_list_by_tiers_stands_there_once(office, as_):
    run = screened(office)
    page, client = f"/situation/{COUNTY}/households/?run={run.pk}&of=tier&key=all", as_(office)

    text = client.get(page).content.decode()
    sheet = openpyxl.load_workbook(BytesIO(b"".join(client.get(f"{page}&xlsx=1").streaming_content))).active

    assert text.count("分级</th>") == 1
    heads, *rows = sheet.iter_rows(min_row=3, values_only=True)
    assert list(heads).count("分级") == 1 and len(heads) == len(rows[0]) == 6
    assert all(isinstance(row[-1], int) for row in rows)


@pytest.mark.django_db
def test_amounts_of_a_list_have_two_decimals(office, as_):
    run = screened(office)
    with rolls.opened(run, "burden") as path:
        one = next(one for one in rolls.every(path, "burden", "1", codes.span(COUNTY)) if one.amount)

    asked = f"run={run.pk}&of=burden&key={one.key}"
    text = as_(office).get(f"/situation/{one.area_code}/households/?{asked}").content.decode()

    assert f">{one.amount:,.2f}</td>" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        "",
        "of=group",
        "of=group&key=nobody",
        "of=tier&key=nobody",
        "of=growth&key=..",
        "of=income&key=41",
        "of=group&key=any&run=0",
    ],
)
def test_a_list_of_nothing_that_is_counted_is_no_page(office, as_, asked):
    screened(office)

    assert as_(office).get(f"/situation/{COUNTY}/households/?{asked}").status_code == 404


@pytest.mark.django_db
def test_a_list_that_was_cleaned_up_says_so(office, as_):
    run = screened(office)
    run.archive = ""
    run.save()

    answer = as_(office).get(f"/situation/{COUNTY}/households/?of=group&key=any")

    assert answer.status_code == 409 and "名单不在了" in answer.content.decode()


def test_links_lead_to_the_list_of_the_run():
    run = SimpleNamespace(archive="x", pk=7)

    assert (
        Links(run, COUNTY).roll("group", "illness")
        == f"/situation/{COUNTY}/households/?run=7&of=group&key=illness"
    )
    assert Links(run, COUNTY, is_open=False).roll("group", "illness") == ""
