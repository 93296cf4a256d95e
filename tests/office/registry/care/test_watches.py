"""The quarterly watch of incomes: what counts, what is refused, who was not looked at."""

from datetime import date
from itertools import product

import pytest
from tests.office import cast as people
from tests.office.registry import families
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.office.journal.models import Entry
from shouwang.office.registry import quarters
from shouwang.office.registry.care import colours, watches
from shouwang.office.registry.homes import moves
from shouwang.office.registry.models import Household, IncomeWatch
from shouwang.office.registry.quarters import Quarter

pytestmark = pytest.mark.django_db
ON = families.MAY_1
SPRING, WINTER = Quarter(2026, 2), Quarter(2026, 1)
WELL = {"channel": "yes", "job": "stable", "level": "up"}
ILL = {"channel": "no", "job": "stable", "level": "down"}


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def look(home, by, answers=WELL, *, on=ON, quarter=SPRING, note="工厂停工", today=ON):
    return watches.check(home, quarter, answers, checked_on=on, by=by, on=today, note=note)


def unseen(by, quarter=SPRING):
    return list(watches.unseen(Household.objects.visible_to(by, "income.edit"), quarter))


# -- What counts


def test_a_household_is_looked_at_once_somebody_was_there(cast, home):
    assert unseen(cast.achun) == [home]

    look(home, cast.achun)

    assert unseen(cast.achun) == []
    assert unseen(cast.achun, WINTER) == [home]


@pytest.mark.parametrize("days", [(2, 3), (3, 2), (3, 3)])
def test_of_a_quarter_the_latest_look_counts_whenever_it_was_entered(cast, home, days):
    for day in days:
        look(home, cast.achun, on=date(2026, 4, day))

    latest = max(home.watches.all(), key=lambda row: (row.checked_on, row.pk))

    assert list(home.watches.filter(counts=True)) == [latest]
    assert home.watches.count() == 2
    assert not Entry.objects.filter(action="incomewatch.changed").exists()


def test_looks_of_other_quarters_and_households_count_beside_it(cast, home):
    other = settle(cast.linjie, people.VILLAGE, "邻家和")
    look(home, cast.achun)
    look(other, cast.achun)
    look(home, cast.achun, on=date(2026, 3, 1), quarter=WINTER)

    assert IncomeWatch.objects.filter(counts=True).count() == 3


def test_the_newest_quarter_stands_first_and_a_day_knows_nothing_later(cast, home):
    winter = look(home, cast.achun, on=date(2026, 3, 1), quarter=WINTER)
    spring = look(home, cast.duiyuan, ILL)

    assert watches.history(home) == [spring, winter]
    assert watches.history(home, date(2026, 4, 30)) == [winter]


def test_the_journal_tells_what_was_seen_and_not_what_follows_from_it(cast, home):
    look(home, cast.achun)

    entry = Entry.objects.get(action="incomewatch.created")

    assert '"quarter":[null,"2026Q2"]' in entry.detail and "colour" not in entry.detail
    assert (entry.clause, entry.day) == ("rule:watch", ON)


# -- What is refused


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"on": families.MAY_2}, "还没有到"),
        ({"on": date(2026, 3, 31)}, "不在2026 年第 2 季度"),
        ({"quarter": WINTER}, "不在2026 年第 1 季度"),
        ({"answers": WELL | {"job": "perhaps"}}, "没有都答"),
        ({"answers": {"channel": "yes", "job": "stable"}}, "没有都答"),
        ({"answers": ILL, "note": " "}, "写明原因"),
        ({"note": "长" * 501}, "太长"),
    ],
)
def test_what_cannot_be_is_refused(cast, home, more, why):
    with pytest.raises(Refused, match=why):
        look(home, cast.achun, **more)

    assert not IncomeWatch.objects.exists()


def test_a_quarter_may_be_looked_at_for_a_fortnight_after_its_end(cast, home):
    look(home, cast.achun, on=date(2026, 4, 15), quarter=WINTER)

    with pytest.raises(Refused):
        look(home, cast.achun, on=date(2026, 4, 16), quarter=WINTER)


@pytest.mark.parametrize("username", ["laobai", "bangfu", "yibao", "ducha", "luozhen", "xiaochen"])
def test_only_whoever_states_incomes_of_the_household_looks_at_it(cast, home, username):
    with pytest.raises(Refused):
        look(home, getattr(cast, username))


def test_a_household_that_left_is_looked_at_no_more(cast, home):
    home.ended_on, home.ending = date(2026, 4, 1), "moved"

    with pytest.raises(Refused, match="退出登记"):
        look(home, cast.achun)


# -- Colours


def test_every_answer_has_one_colour_and_a_reason():
    """Unknown makes nothing worse and nothing green."""
    for each in product(*colours.ANSWERS.values()):
        answers = dict(zip(colours.QUESTIONS, each, strict=True))
        found = colours.verdict(answers)

        ill = {
            question
            for question, bad in (("channel", "no"), ("job", "unstable"), ("level", "down"))
            if answers[question] == bad
        }
        if "level" in ill and len(ill) > 1:
            expected = "red"
        elif ill:
            expected = "yellow"
        else:
            expected = "grey" if "unknown" in answers.values() else "green"
        assert found.colour == expected and found.why, answers


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (WELL, "有增收渠道，就业没有不稳，收入没有下降"),
        (ILL, "收入比上季度下降；没有增收渠道"),
        (WELL | {"job": "none"}, "有增收渠道，就业没有不稳，收入没有下降"),
        (WELL | {"level": "unknown", "job": "unstable"}, "就业不稳定；收入水平没有问清"),
    ],
)
def test_a_colour_says_why(cast, home, answers, why):
    row = look(home, cast.achun, answers)

    assert (colours.told(row), row.colour) == (why, colours.of(row).colour)


# -- Who is to be watched


@pytest.mark.parametrize(
    ("facts", "is_watched"),
    [
        ({"origin": "lifted"}, True),
        ({"origin": "registered_poor"}, True),
        ({"origin": "ordinary", "monitoring_type": "marginal"}, True),
        ({"origin": "ordinary", "monitoring_type": "none"}, False),
        ({"origin": None, "monitoring_type": None}, False),
    ],
)
def test_watched_are_the_lifted_and_the_monitored(cast, somebody, facts, is_watched):
    home = families.settle(cast.linjie, **facts)

    assert watches.is_watched(home) is is_watched
    assert (home in unseen(cast.linjie)) is is_watched


def test_whom_somebody_reaches_not_is_not_counted(cast, home):
    assert unseen(cast.bangfu) == unseen(cast.laobai) == unseen(cast.xiaochen) == []


def test_asking_for_a_state_gives_its_households_and_their_look(cast, home):
    other = settle(cast.linjie, people.VILLAGE, "邻家和")
    row = look(home, cast.achun, ILL)
    rows = Household.objects.visible_to(cast.linjie, "household.view")

    found = {
        state: list(watches.asked(rows, SPRING, state).order_by("pk"))
        for state in ("", "none", "seen", "red", "green")
    }

    assert found == {"": [home, other], "none": [other], "seen": [home], "red": [home], "green": []}
    (seen,) = watches.asked(rows, SPRING, "red").select_related("look", "look__checked_by")
    assert seen.look == row


def test_coverage_adds_up_by_place(cast, home):
    settle(cast.linjie, people.NEIGHBOUR, "白家福")
    look(home, cast.achun, ILL)
    look(home, cast.achun, WELL, on=date(2026, 4, 2))
    rows = Household.objects.visible_to(cast.linjie, "household.view")

    village = watches.coverage(rows, SPRING, "village")
    township = watches.coverage(rows, SPRING, "township")

    assert village[people.VILLAGE].colours == {"red": 1}
    assert village[people.NEIGHBOUR].colours == {"none": 1}
    (whole,) = township.values()
    assert (whole.whole, whole.seen, whole.unseen) == (2, 1, 1)
    assert sum(village.values(), watches.Coverage()) == whole


def test_what_was_seen_goes_along_when_a_household_moves(cast, home):
    row = look(home, cast.achun)

    moves.carry(home, people.NEIGHBOUR, on=ON, source="form")

    assert IncomeWatch.objects.get(pk=row.pk).area_code == people.NEIGHBOUR


# -- Quarters


@pytest.mark.parametrize(
    ("day", "code", "last"),
    [
        (date(2026, 1, 1), "2026Q1", date(2026, 3, 31)),
        (date(2026, 6, 30), "2026Q2", date(2026, 6, 30)),
        (date(2026, 12, 31), "2026Q4", date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_quarter(day, code, last):
    found = quarters.of(day)

    assert (found.code, found.last, quarters.read(code)) == (code, last, found)
    assert found.first <= day <= found.last
    assert found.next().before() == found


@pytest.mark.parametrize("code", ["", "2026Q5", "2026Q0", "3026Q1", "2026q1", "2026Q1 ", "x"])
def test_what_is_no_quarter_is_none(code):
    assert quarters.read(code) is None


def test_quarters_to_choose_from_begin_with_this_one():
    assert [one.code for one in quarters.recent(ON)] == [
        "2026Q2",
        "2026Q1",
        "2025Q4",
        "2025Q3",
        "2025Q2",
        "2025Q1",
    ]
