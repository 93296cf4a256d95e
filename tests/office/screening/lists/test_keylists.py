"""Key lists: the SQL says what plain Python says of the register, lists say why, old runs say that they have none."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office.screening.conftest import COUNTY, ON, PACK, screened

from shouwang.engine.policy import pack as reading
from shouwang.engine.policy import shelf
from shouwang.engine.screening import sources
from shouwang.engine.screening.query import Source
from shouwang.office.kit import clock, codes
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.models import STATEMENTS, Expense, Household, Income, Person
from shouwang.office.registry.stated import statements
from shouwang.office.screening import queries
from shouwang.office.screening.counts import marking
from shouwang.office.screening.links import Links
from shouwang.office.screening.lists import keylists, rolls
from shouwang.office.screening.queries import Count
from shouwang.office.screening.why import dossier

EVERYWHERE = Reach((codes.span(COUNTY),))
LINE = Decimal(6900)
SAID = {
    "incomes": ("period", "kind", "amount", "forecast"),
    "expenses": ("period", "kind", "amount", "insurance_payout"),
}
pytestmark = pytest.mark.django_db


def keys(run, kind):
    """Household → key, as the list has it."""
    known = {}
    with rolls.opened(run, kind) as path:
        for measure in keylists.MEASURES[kind]:
            for one in rolls.every(path, kind, measure, codes.span(COUNTY)):
                known[one.household_id] = one.key
    return known


def actual(model, home, **more):
    return model.objects.filter(household=home, period="2022", withdrawn_at=None, **more)


def net(home):
    rows = list(actual(Income, home, forecast=False))
    spent = sum(row.amount for row in rows if row.kind == "business_cost")
    return sum(row.amount for row in rows if row.kind != "business_cost") - spent if rows else None


def accounts(model, home, **more):
    return sorted((row.kind, row.amount) for row in actual(model, home, **more) if row.amount)


@pytest.fixture
def copied(office):
    """A household whose accounts are those of its neighbour."""
    home = next(
        home
        for home in Household.objects.order_by("pk")
        if len(accounts(Income, home, forecast=False)) >= 4 and len(accounts(Expense, home)) >= 2
    )
    other = Household.objects.filter(area_code=home.area_code).exclude(pk=home.pk).order_by("pk").first()
    for table, model in STATEMENTS.items():
        if model in (Income, Expense):
            for row in actual(model, other):
                statements.take_back(row, at=clock.now(), source="test", why="录错了")
            for row in actual(model, home):
                said = {name: getattr(row, name) for name in SAID[table]}
                statements.enter(table, other, said, at=clock.now(), source="test")
    return office, {home.household_id, other.household_id}


def test_whoever_is_below_the_line_is_listed_by_class(office):
    run = screened(office)
    said = {}
    for home in Household.objects.all():
        income, people = net(home), Person.objects.filter(household=home).count()
        if income is None or not people:
            said[home.household_id] = "unknown"
        elif income < LINE * people:
            said[home.household_id] = home.origin or "nowhere"

    assert keys(run, "short") == {home: key for home, key in said.items() if key != "nowhere"}


def test_whoever_is_on_allowance_and_not_monitored_is_listed_by_tier(office):
    run = screened(office)
    tiers = {row.household_id: row.tier for row in _everybody(run)}
    said = {}
    for home in Household.objects.all():
        is_watched = home.monitoring_type != "none" and home.risk_state != "eliminated"
        if home.subsistence_allowance == "none" or is_watched or tiers[home.household_id] == "none":
            continue
        tier = tiers[home.household_id]
        said[home.household_id] = {"unknown": "perhaps", "must_enter": "must"}.get(tier, "assess")

    assert said and keys(run, "unwatched") == said


def _everybody(run):
    with rolls.opened(run, "tier") as path:
        return list(rolls.every(path, "tier", "all", codes.span(COUNTY)))


def test_whose_accounts_are_those_of_a_neighbour_is_listed(copied):
    office, two = copied
    run = screened(office)
    found = {"incomes": Counter(), "expenses": Counter()}
    for home in Household.objects.all():
        earned, spent = accounts(Income, home, forecast=False), accounts(Expense, home)
        if len(earned) >= 3 and any(kind != "transfer" for kind, _amount in earned):
            found["incomes"][home.area_code, tuple(earned)] += 1
        if len(spent) >= 2:
            found["expenses"][home.area_code, tuple(spent)] += 1

    listed = keys(run, "twins")

    assert two <= set(listed) and {listed[home] for home in two} == {"2:2"}
    many = sum(n for counted in found.values() for n in counted.values() if n > 1)
    assert many == sum(bool(n) for key in listed.values() for n in keylists.shared(key))


homes = st.lists(st.sampled_from(["430921100201", "430921100202"]), min_size=2, max_size=6)
books = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["2022", "2021"]),
        st.sampled_from(["wage", "transfer"]),
        st.sampled_from([0, 1, 2]),
        st.booleans(),
    ),
    max_size=30,
)


def rows_of(lines, home, is_income):
    """Of the year: kind and amount."""
    return sorted(
        (kind, amount)
        for one, period, kind, amount, forecast in lines
        if one == home and period == "2022" and amount and not (is_income and forecast)
    )


def plain_twins(villages, incomes, expenses):
    """Household → how many of its village have the same incomes, and the same expenses."""
    found = {}
    for place, lines, least, is_income in ((0, incomes, 3, True), (1, expenses, 2, False)):
        booked = {home: rows_of(lines, home, is_income) for home in range(len(villages))}
        for home, own in booked.items():
            if len(own) < least or (is_income and all(kind == "transfer" for kind, _amount in own)):
                continue
            same = [
                one for one, theirs in booked.items() if theirs == own and villages[one] == villages[home]
            ]
            if len(same) > 1:
                found.setdefault(home, [None, None])[place] = len(same)
    return {home: tuple(counts) for home, counts in found.items()}


@settings(max_examples=40, deadline=None)
@given(homes, books, books)
def test_twins_are_those_that_plain_python_finds(villages, incomes, expenses):
    duck = sources.connect(threads=1)
    duck.execute("CREATE TABLE findings (household_id INT, area_code VARCHAR, period VARCHAR)")
    duck.executemany("INSERT INTO findings VALUES (?, ?, '2022')", list(enumerate(villages)))
    tables = {}
    for table, lines in (("incomes", incomes), ("expenses", expenses)):
        names = ["household_id", "period", "kind", "amount", *(["forecast"] if table == "incomes" else [])]
        duck.execute(
            f"CREATE TABLE {table} (household_id INT, period VARCHAR, kind VARCHAR, amount INT, forecast BOOLEAN)"
        )
        if lines:
            duck.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", lines)
        tables[table] = Source(table, frozenset(names))

    found = duck.execute(marking.twins("findings", tables)).fetchall()

    assert {home: (incomes, expenses) for home, incomes, expenses in found} == plain_twins(
        villages, incomes, expenses
    )
    assert duck.execute(marking.twins("findings", {})).fetchall() == []


def test_a_key_says_how_many_share():
    assert keylists.said("twins", "3:0") == "收入与本村另外 2 户相同"
    assert keylists.said("twins", "20:2") == "收入与本村另外 19+ 户相同；支出与本村另外 1 户相同"
    assert [m for m in keylists.MEASURES["twins"] if keylists.is_twin("5:0", m)] == ["any", "incomes", "many"]
    assert not any(keylists.is_twin("none", m) for m in keylists.MEASURES["twins"])


def test_the_line_is_the_lowest_of_the_run():
    pack = reading.load(shelf.find("seven-step-2020"))

    assert marking.line(pack, {"red_line": "5000", "green_line": "10000"}).parameter.name == "red_line"
    assert marking.line(pack, {"red_line": "5000", "green_line": "900"}).yuan == 900
    assert marking.line(reading.load(shelf.find("cn-base")), {}) is None


def test_a_run_that_counted_none_says_so(office):
    run = screened(office)

    cards = keylists.cards(run, {"twins": {"none": Count(9, 9)}}, Links(run, COUNTY))

    assert [bool(card.parts) for card in cards] == [False, False, True]
    assert "没有统计这一项" in cards[0].about[0] and not any(part.url for part in cards[2].parts)


def test_the_page_opens_the_lists_and_each_says_what_could_change(office, as_):
    run, client = screened(office), as_(office)
    page = client.get(f"/situation/{COUNTY}/lists/").content.decode()
    address = f"/situation/{COUNTY}/households/?run={run.pk}&of=short&key=below"
    number = queries.counts(run, "short", EVERYWHERE)
    below = sum(one.households for key, one in number.items() if keylists.is_short(key, "below"))

    text = client.get(address).content.decode()
    sheet = openpyxl.load_workbook(
        BytesIO(b"".join(client.get(f"{address}&xlsx=1").streaming_content))
    ).active

    assert "防止返贫监测收入基准线" in page and "of=short&amp;key=below" in page
    assert "即不低于监测线" in text or "再增" in text
    assert "正在实施的措施" in text and "劳动力" in text and "低保：" in text
    told = [row[7].value for row in sheet.iter_rows(min_row=4) if row[1].value]
    assert len(told) == below and all(told)


# -- The pack's page -----------------------------------------------------------------------------------------------


def test_a_pack_s_page_has_its_values_by_date_and_their_documents(office, as_):
    text = as_(office).get(f"/screening/packs/{PACK}/").content.decode()

    for said in (
        "防止返贫监测收入基准线",
        "6,900",
        "2022年为6900元",
        "全国防返贫监测信息系统",
        "每月走访一次",
    ):
        assert said in text
    assert f'href="/screening/packs/{PACK}/"' in as_(office).get("/screening/packs/").content.decode()
    assert as_(office).get("/screening/packs/nobody/").status_code == 404


def test_a_run_s_pack_page_says_what_the_run_changed(office, as_):
    run = screened(office, standing=False, change=["monitoring_line=7300"])

    text = as_(office).get(f"/screening/runs/{run.pk}/pack/").content.decode()

    assert "7300" in text and "那次筛查所用的内容" in text


@pytest.mark.parametrize("name", sorted(shelf.packs()))
def test_every_pack_can_be_shown(name):
    pack = reading.load(shelf.find(name))

    for section in dossier.of(pack, ON):
        assert {len(row) for row in section.rows} == {len(section.heads)}


@pytest.mark.parametrize("name", sorted(shelf.packs()))
def test_a_pack_of_ours_says_in_english_where_its_tiers_are_kept_and_how_often_they_are_looked_at(name):
    pack = reading.load(shelf.find(name))

    for tier in (one.tier for one in pack.tiers):
        chinese = dossier.kept(pack, tier)
        with translation.override("en"):
            english = dossier.kept(pack, tier)
        assert len(english) == len(chinese)
        assert all(one.lang == "en" and one.text.isascii() for one in english)
        assert all(one.lang == "zh-hans" and not one.text.isascii() for one in chinese)


def test_a_pack_without_english_is_quoted_as_it_is():
    pack = reading.load(shelf.find(PACK))
    tiers = tuple(replace(one, custody_en=None) for one in pack.tiers)

    with translation.override("en"):
        where, often = dossier.kept(replace(pack, tiers=tiers), "must_enter")

    assert (where.text, where.lang, often.lang) == ("全国防返贫监测信息系统", "zh-hans", "en")


def test_custody_and_cadence_stand_beside_the_tier(office, as_):
    run, client = screened(office), as_(office)
    home = run.findings.filter(tier="must_enter").first().household

    page, reasons = (
        client.get(address).content.decode()
        for address in (f"/screening/runs/{run.pk}/", f"/households/{home.household_id}/reasons/")
    )

    for said in ("在哪里管理", "全国防返贫监测信息系统", "每月走访一次"):
        assert said in page and said in reasons
