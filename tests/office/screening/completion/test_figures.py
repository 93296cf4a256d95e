"""A run's numbers are those of the part that somebody reaches, and their lists have as many rows."""

import html
import random
import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import labels
from shouwang.office.screening.completion import figures
from shouwang.office.screening.completion.unknowns import Unknowns
from shouwang.office.screening.models import Finding
from shouwang.office.screening.pages import telling

pytestmark = pytest.mark.django_db


def appointed(role: str, area: str) -> User:
    user = User(username=f"{role}{area}", full_name="某某", must_change_password=False)
    user.save()
    Appointment(user=user, role=role, area_code=area, since=date(2020, 1, 1)).save()
    return user


def test_the_whole_is_the_sum_of_its_villages(office):
    run = screened(office)
    villages = sorted(set(Household.objects.values_list("area_code", flat=True)))

    whole = figures.counts(run, "tier", office)
    parts = [figures.counts(run, "tier", appointed("village_cadre", code)) for code in villages]

    assert {tier: one.households for tier, one in whole.items()} == {
        tier: sum(part[tier].households for part in parts if tier in part) for tier in whole
    }
    assert sum(one.households for one in whole.values()) == 300
    assert figures.tiers_of([run], office)[run.pk] == {one["tier"]: one["households"] for one in run.tiers}


def test_whoever_reaches_a_village_sees_the_numbers_of_the_village(office):
    run = screened(office)
    code = Finding.objects.filter(tier="must_enter").first().area_code
    cadre = appointed("village_cadre", code)

    told = telling.found(run, cadre)

    assert told["part"] and not told["linked"]
    for tier, line in zip(labels.of(run).tiers, told["tiers"], strict=True):
        if line["url"] and tier != labels.of(run).last:
            listed = Finding.objects.filter(run=run, tier=tier, area_code=code)
            assert line["count"].households == listed.count()
    known = figures.tiers_of([run], cadre)[run.pk]
    assert known == {tier: one.households for tier, one in figures.counts(run, "tier", cadre).items()}


def test_every_number_opens_a_list_of_as_many_households(office, as_):
    screened(office)
    run = screened(office)
    told = telling.found(run, office)
    rows = [*told["tiers"], *told["moves"], *told["rules"]]
    numbers = [(row["url"], row["count"].households) for row in rows if row["url"]]
    for row in told["missing"]:
        numbers.append((row["url"], row["count"].households))
        numbers += [(place["url"], place["count"]) for place in row["places"]]
    client = as_(office)

    assert len(numbers) > 10
    for url, households in numbers:
        assert f"run={run.pk}" in urlsplit(url).query and "/situation/" in url, url
        page = client.get(url)
        assert f"共 {households} 户" in page.text, url


OPENING = re.compile(r'<a[^>]*href="([^"]*/households/\?run=[^"]*)"[^>]*>(?:<span>[^<]*</span><b>)?([\d,.]+)')
NUMBER = re.compile(r'<td class="num">(?:(?!</td>).)*</td>', re.DOTALL)
LISTED = {"": "共 {} 户", "persons": "共 {} 人", "measures": "共 {} 项"}


def moved_between(office):
    """Two regular runs, and what became of a few households in between."""
    screened(office)
    for place, home in enumerate(Household.objects.order_by("pk")[:9]):
        given = ({"house_grade": "D"}, {"water_safe": None}, {"monitoring_type": "marginal"})[place % 3]
        history.amend(home, given, on=ON, source="test")
    return screened(office)


def says(text, url, number):
    """Whether the page of a list says as many rows, or as much money."""
    rows = parse_qs(urlsplit(url).query).get("rows", [""])[0]
    if "." not in number:
        return LISTED[rows].format(number) in text
    amount = re.search(r"金额合计 ([\d,.]+) 元", text)
    return rows == "" or f"{Decimal(amount[1].replace(',', '')) / 10_000:,.2f}" == number


@pytest.mark.parametrize("page", ["", "incomes/", "groups/", "lists/", "summary/"])
def test_every_number_of_an_area_opens_a_list_of_as_many(office, as_, page):
    moved_between(office)
    client = as_(office)

    numbers = {
        (html.unescape(url), number)
        for level in ("township", "village")
        for url, number in OPENING.findall(client.get(f"/situation/{COUNTY}/{page}?level={level}").text)
    }

    assert {parse_qs(urlsplit(url).query).get("rows", [""])[0] for url, _number in numbers} >= {"", "persons"}
    whole = {one for one in numbers if COUNTY in one[0]}
    some = random.Random(7).sample(sorted(numbers), min(40, len(numbers)))
    assert [url for url, number in {*whole, *some} if not says(client.get(url).text, url, number)] == []


@pytest.mark.parametrize("page", ["", "groups/", "lists/"])
def test_no_number_of_an_area_is_without_its_list(office, as_, page):
    moved_between(office)

    cells = NUMBER.findall(as_(office).get(f"/situation/{COUNTY}/{page}").text)

    assert cells
    closed = [cell for cell in cells if re.search(r"[1-9]", re.sub(r"<a .*?</a>", "", cell, flags=re.DOTALL))]
    assert closed == []


def test_no_number_of_the_status_table_is_without_its_list(office, as_):
    moved_between(office)

    table = as_(office).get(f"/situation/{COUNTY}/summary/").context["table"]

    cells = [cell for line in (*table.lines, table.sums) for cell in line.cells if cell.column.adds]
    assert [cell.column.named for cell in cells if cell.text.strip("0.") and not cell.is_open] == []
    assert [cell.column.named for cell in cells if cell.persons.strip("0") and not cell.people_url] == []


def test_a_month_opens_its_run(office, as_):
    first, second = screened(office, on=ON), screened(office, on=date(2022, 10, 31))
    client = as_(office)

    chart = client.get(f"/situation/{COUNTY}/").context["trend"]

    assert [lead.partition("?on=")[2] for _month, lead, _cells in chart.rows] == ["2022-09-30", "2022-10-31"]
    for run, (_month, lead, cells) in zip((first, second), chart.rows, strict=True):
        assert client.get(lead).context["run"] == run
        assert any(url for _value, url in cells)
        for value, url in cells:
            assert bool(url) == bool(value)
            assert not url or (f"run={run.pk}&" in url and f"共 {value:,} 户" in client.get(url).text)


def test_what_is_missing_is_sorted_by_what_one_answer_settles(office):
    run = screened(office)
    reach = office.reach(Permission.CHANGE_REQUEST)

    found = figures.missing(run, reach)
    lines = Unknowns(run, reach).by_village(1_000)

    assert found and [one.settles for one in found] == sorted((one.settles for one in found), reverse=True)
    for one in found:
        own = [line for line in lines if line.column == one.column]
        assert sum(line.households for line in own) == one.households
        assert sum(line.settles for line in own) == one.settles
        assert len(own) == one.villages
        lacking = Finding.objects.filter(run=run, missing__contains=f",{one.column},")
        assert lacking.count() == one.households
        assert lacking.filter(tier="unknown", settles__contains=f",{one.column},").count() == one.settles
    best = figures.worst(run, reach, [found[0].column])[found[0].column]
    assert best[0][1] == max(line.households for line in lines if line.column == found[0].column)


def test_english_words_come_from_the_pack(office):
    run = screened(office)
    chinese = labels.of(run)
    with translation.override("en"):
        english = labels.of(run)

    assert chinese.tier("must_enter") == "应纳入" and english.tier("must_enter").isascii()
    assert chinese.rules.keys() == english.rules.keys()
    assert all(chinese.rules[rule] != text for rule, text in english.rules.items())
    assert (english.last, english.colour("must_enter")) == ("none", "red")
    assert labels.parameters(run) == {}
    with translation.override("en"):
        said = labels.parameters(run)
    assert {one["label"] for one in run.summary["incomes"]["lines"]} <= said.keys()
    assert all(text.isascii() for text in said.values())
