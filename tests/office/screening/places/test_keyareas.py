"""Key areas in a run: counted as plain Python counts them, each number with the list that it counts."""

import re
from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.care import keyareas as register
from shouwang.office.registry.models import Household, Person
from shouwang.office.screening import queries
from shouwang.office.screening.counts import marked
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Run, Tally
from shouwang.office.screening.places import keyareas

EVERYWHERE = Reach((codes.span(COUNTY),))
WHY = "低洼处连年受淹"
pytestmark = pytest.mark.django_db


def mark(by, code, kind="disaster_prone", since=date(2022, 1, 1), **more):
    return register.mark(Area.objects.get(pk=code), kind, reason=WHY, since=since, by=by, **more)


def largest(column):
    """Place and name of the group or site with most households."""
    found = Counter(Household.objects.exclude(**{column: None}).values_list("area_code", column))
    return found.most_common(1)[0][0]


@pytest.fixture
def three(office):
    """A township, a group and a resettlement site."""
    village, group = largest("group_name")
    place, site = largest("resettlement_site")
    return [
        mark(office, f"{village[:9]}000"),
        mark(office, village, group_name=group),
        mark(office, place, kind="relocation", resettlement_site=site),
    ]


def members(one):
    homes = Household.objects.filter(register.condition([one]))
    return set(homes.values_list("household_id", flat=True))


def tiers_of(run):
    with rolls.opened(run, "tier") as path:
        return {one.household_id: one.tier for one in rolls.every(path, "tier", "all", codes.span(COUNTY))}


def of(run, one):
    """Tier → households, as the run counted a key area."""
    counted = keyareas.counts(run, EVERYWHERE, codes.span(COUNTY))
    (row,) = keyareas.rows(run, [one], counted)
    return row


def listed(run, one, *keys):
    with rolls.opened(run, keyareas.KIND) as path:
        found = rolls.every(path, keyareas.KIND, keyareas.measure(one, keys), codes.span(COUNTY))
        return [row.household_id for row in found]


def test_what_a_run_counts_is_what_plain_python_counts_and_what_its_lists_hold(office, three):
    run = screened(office)
    said = tiers_of(run)

    for one in three:
        row, inside = of(run, one), members(one)
        tiers = Counter(said[home] for home in inside)
        assert inside and {tier: count.households for tier, count in row.tiers.items()} == tiers
        assert row.whole.persons == Person.objects.filter(household__household_id__in=inside).count()
        assert row.at_risk.households == sum(tiers[tier] for tier in keyareas.risky(run))
        assert sorted(listed(run, one, "all")) == sorted(inside)
        for tier in tiers:
            assert sorted(listed(run, one, tier)) == sorted(home for home in inside if said[home] == tier)


def test_all_tiers_but_the_last_and_the_unknown_are_at_risk(office):
    run = screened(office)

    assert {"unknown", run.tiers[-2]["tier"]}.isdisjoint(keyareas.risky(run))
    assert len(keyareas.risky(run)) == len(run.tiers) - 2
    assert keyareas.whole(run).households == run.households


def test_subtotals_say_the_same(office, three):
    run = screened(office)
    township = codes.span(three[0].area_code)

    whole = queries.divisions(run, (keyareas.KIND,), EVERYWHERE, inside=township)
    Run.objects.filter(pk=run.pk).update(has_subtotals=False)
    single = queries.divisions(Run.objects.get(pk=run.pk), (keyareas.KIND,), EVERYWHERE, inside=township)

    assert whole == single and whole


def test_those_not_in_force_on_the_day_are_not_counted(office):
    village, _group = largest("group_name")
    mark(office, village, since=ON + timedelta(days=1))
    register.end(mark(office, village, kind="other"), until=ON, by=office)

    run = screened(office)

    assert run.summary[marked.KEY] == []
    assert not Tally.objects.filter(run=run, kind__in=(keyareas.KIND, keyareas.MOVED)).exists()


def test_who_newly_came_into_risk_is_counted_and_listed(office, three):
    screened(office)
    for home in Household.objects.filter(register.condition([three[1]]), house_grade__in=("A", "B")):
        home.house_grade, home.house_self_fix, home.other_safe_house = "D", False, False
        home.save()
    run = screened(office, on=ON + timedelta(days=31))

    row = of(run, three[1])
    with rolls.opened(run, keyareas.MOVED) as path:
        asked = keyareas.measure(three[1], ["entered"])
        found = list(rolls.every(path, keyareas.MOVED, asked, codes.span(COUNTY)))

    assert run.before_id and row.entered.households == len(found) > 0
    assert {one.household_id for one in found} <= members(three[1])


def page(client, run, name="screening:keyareas", code=COUNTY, **asked):
    return client.get(reverse(name, args=[code]), {"on": run.on.isoformat(), **asked}).content.decode()


def numbers(text):
    """Of the table: address → number."""
    found = re.findall(r'<a href="([^"]*of=key[^"]*)">([\d,]+)</a>', text)
    return {url.replace("&amp;", "&"): int(number.replace(",", "")) for url, number in found}


def test_every_number_of_the_page_opens_the_list_that_it_counts(office, three, as_):
    run = screened(office)
    client = as_(office)

    shown = numbers(page(client, run))

    assert len(shown) >= 6
    for url, number in shown.items():
        book = openpyxl.load_workbook(BytesIO(b"".join(client.get(url + "&xlsx=1").streaming_content)))
        rows = list(book.active.iter_rows(values_only=True))
        people = "rows=persons" in url
        assert (
            sum(1 for row in rows if row and any(str(cell).startswith("4309") for cell in row)) == number
        ), (url, people)


def test_one_marked_since_is_counted_from_what_the_run_kept(office, as_):
    run = screened(office)
    village, group = largest("group_name")
    one = mark(office, village, group_name=group)

    text = page(as_(office), run)

    whole = next(number for url, number in numbers(text).items() if f"{one.pk}%3Aall" in url)
    assert whole == len(members(one))

    Run.objects.filter(pk=run.pk).update(archive="")
    assert "没有数字" in page(as_(office), run)


def test_the_page_of_the_place_says_since_when_and_why(office, three, as_):
    run = screened(office)

    township, village = three[0].area_code, three[1].area_code

    assert WHY in page(as_(office), run, "screening:area", township)
    assert "自 2022-01-01 起" in page(as_(office), run, "screening:area", township)
    assert WHY not in page(as_(office), run, "screening:area", COUNTY)
    # Of several one line, which leads to the tab: it says all but those above in its table.
    several = page(as_(office), run, "screening:area", village)
    assert "与这里有关的重点区域有" in several and reverse("screening:keyareas", args=[village]) in several
    assert page(as_(office), run, "screening:keyareas", village).count("note-yellow key-area") == 1
    assert "note-yellow key-area" not in page(as_(office), run, "screening:keyareas", township)


def test_a_list_of_a_key_area_elsewhere_is_none(office, three, as_):
    run = screened(office)
    elsewhere = three[1].area_code
    client = as_(office)

    for key in (keyareas.measure(three[0]), "0:all", "x:all", f"{three[0].pk}:nothing", f"{three[0].pk}"):
        asked = {"run": run.pk, "of": keyareas.KIND, "key": key}
        assert client.get(reverse("screening:roll", args=[elsewhere]), asked).status_code == 404


def test_a_concentration_is_marked_with_its_numbers_and_stands_on_the_desk(office, as_):
    village, group = largest("group_name")
    damaged = {"origin": "lifted", "house_grade": "D", "house_self_fix": False, "other_safe_house": False}
    for home in Household.objects.filter(area_code=village, group_name=group):
        for name, value in damaged.items():
            setattr(home, name, value)
        home.save()
    one = mark(office, village, group_name=group)
    run = screened(office)

    row = of(run, one)
    text = page(as_(office), run)

    assert row.is_concentrated and "风险集中" in text and "机会不到 1%" in text
    (found,) = keyareas.concentrated(run, EVERYWHERE)
    assert found.area == one
    assert "风险集中的重点区域" in as_(office).get(reverse("desk")).content.decode()


def test_the_ledger_is_filtered_by_key_areas(office, three, as_):
    screened(office)
    client = as_(office)
    everything = client.get(reverse("screening:now")).content.decode()
    inside = members(three[1])

    for asked in ("any", str(three[1].pk)):
        text = client.get(
            reverse("screening:now"), {"keyarea": asked, "columns": "household_id"}
        ).content.decode()
        found = set(re.findall(r"households/([^/]+)/reasons", text))
        assert found and found <= (
            inside if asked != "any" else inside | members(three[0]) | members(three[2])
        )
    assert 'name="keyarea"' in everything
