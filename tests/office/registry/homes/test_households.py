"""Opening, correcting, ending and moving households."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.kit import sealing
from shouwang.office.registry.care import links
from shouwang.office.registry.homes import household_file, households, moves, persons
from shouwang.office.registry.models import Ending, Event, Household, Link, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.past.differences import Stale
from shouwang.office.registry.stated import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def test_a_registered_household_knows_its_head_and_its_members(home):
    assert (home.head_name, home.members) == ("周大", 3)
    assert {person.area_code for person in home.persons.all()} == {people.VILLAGE}


def test_sex_and_birth_are_read_from_the_id_number(home):
    head = families.person(home, "周大")

    assert (head.sex, head.birth_date) == ("male", date(1960, 1, 1))


def test_digests_follow_the_sealed_columns(home, cast):
    person = families.person(home, "周小")
    persons.amend(person, {"phone": "139 0000 0002"}, seen_version=1, by=cast.achun, on=families.MAY_1)
    assert Person.objects.get(phone_digest=sealing.digest("13900000002")) == person

    persons.amend(person, {"phone": ""}, seen_version=2, by=cast.achun, on=families.MAY_2)
    assert Person.objects.get(pk=person.pk).phone_digest is None


def test_the_second_sees_what_the_first_changed(home, cast):
    seen = home.version
    households.amend(home, {"house_grade": "C"}, seen_version=seen, by=cast.achun, on=families.MAY_1)

    with pytest.raises(Stale) as caught:
        households.amend(home, {"house_grade": "A"}, seen_version=seen, by=cast.xiaoman, on=families.MAY_1)

    assert [(each.label, each.old_text, each.new_text) for each in caught.value.differences] == [
        ("住房鉴定等级", "B级", "C级")
    ]
    assert Household.objects.get(pk=home.pk).house_grade == "C"


def test_what_decides_about_help_needs_a_request(home, cast):
    with pytest.raises(Refused, match="须经审批"):
        households.amend(home, {"monitoring_type": "none"}, seen_version=1, by=cast.achun, on=families.MAY_1)


@pytest.mark.parametrize("who", ["laobai", "laozhou", "luozhen", "shenji", "guanli", "xiaochen", "bangfu"])
def test_whoever_has_no_business_there_is_refused(home, cast, who):
    with pytest.raises(Refused):
        households.amend(home, {"house_grade": "A"}, seen_version=1, by=getattr(cast, who), on=families.MAY_1)

    assert Household.objects.get(pk=home.pk).version == 1


def test_a_helper_reaches_the_linked_household(home, cast):
    line = Appointment.objects.get(user=cast.bangfu).line
    links.link(home, Link.Kind.HELPER, line=line, since=families.BEGAN, by=cast.achun)

    households.amend(home, {"house_grade": "A"}, seen_version=1, by=cast.bangfu, on=families.MAY_1)

    assert Household.objects.visible_to(cast.bangfu, Permission.HOUSEHOLD_VIEW).get() == home


def test_a_wrong_value_is_refused_with_a_sentence(home, cast):
    with pytest.raises(Refused, match="住房鉴定等级：“E”不在可选的范围里"):
        households.amend(home, {"house_grade": "E"}, seen_version=1, by=cast.achun, on=families.MAY_1)


def test_an_id_number_stands_once_in_a_county(home, cast):
    twin = ({"name": "周大", "relation": "head", "id_number": "430921196001011018"},)
    with pytest.raises(Refused, match="户编码 430921104201000001"):
        families.settle(cast.linjie, code="2", family=twin)


def test_where_an_id_number_stands_is_told_only_to_those_who_may_see_it(home, cast):
    with pytest.raises(Refused, match="不在您的管理范围"):
        persons.refuse_duplicate("430921196001011018", people.VILLAGE, by=cast.laobai)


def test_a_slip_in_an_id_number_is_found(home, cast):
    with pytest.raises(Refused, match="校验位不对"):
        families.settle(
            cast.linjie,
            code="2",
            family=({"name": "王", "relation": "head", "id_number": "430921196001011019"},),
        )


@pytest.mark.parametrize("relations", [("spouse", "child"), ("head", "head")])
def test_a_household_has_one_head(cast, somebody, relations):
    family = tuple({"name": f"王{each}", "relation": each} for each in relations)
    with pytest.raises(Refused, match="有且只有一位户主"):
        families.settle(cast.linjie, family=family)


def test_an_ended_household_is_still_there_on_earlier_days(home, cast):
    households.end(home, ending=Ending.MISTAKE, by=cast.linjie, on=families.MAY_1, reason="重复建档")

    assert not Household.objects.present().exists()
    assert history.at(home, families.MAY_1) is None
    assert history.at(home, date(2026, 4, 30)).members == 3


def test_everything_moves_along(home, cast):
    statements.add("events", home, {"kind": "fire", "occurred_on": "2026-04-01"}, by=cast.achun)

    households.move(home, people.NEIGHBOUR, by=cast.linjie, on=families.MAY_1)

    assert {row.area_code for row in [home, *home.persons.all(), Event.objects.get()]} == {people.NEIGHBOUR}
    assert history.at(home, date(2026, 4, 30)).area_code == people.VILLAGE
    assert '"event":1' in Entry.objects.get(action="household.moved").detail


def test_nobody_moves_into_another_county_or_into_a_township(home, cast):
    for place in (people.FAR, people.TOWNSHIP):
        with pytest.raises(Refused):
            households.move(home, place, by=cast.linjie, on=families.MAY_1)


def test_records_of_a_merged_village_follow_it(home, cast, django_assert_max_num_queries):
    for number in range(2, 8):
        families.settle(cast.linjie, code=str(number), family=({"name": "王", "relation": "head"},))
    statements.add("events", home, {"kind": "fire", "occurred_on": "2026-04-01"}, by=cast.achun)
    area = Area.objects.get(pk=people.VILLAGE)
    area.successor_id, area.valid_to = people.NEIGHBOUR, families.MAY_1
    area.save()

    with django_assert_max_num_queries(32):
        counts = moves.follow(area, by=cast.linjie, on=families.MAY_1)

    assert (counts["household"], counts["person"], counts["event"]) == (7, 9, 1)
    assert not Household.objects.filter(area_code=people.VILLAGE).exists()
    assert history.at(home, date(2026, 4, 30)).area_code == people.VILLAGE
    assert Entry.objects.filter(action="household.changed", area_code=people.NEIGHBOUR).count() == 7


def test_a_birth_that_was_learnt_late_counts_from_its_day_on(cast, home, ask, done):
    late = date(2026, 4, 28)
    history.amend(home, {"house_grade": "C"}, on=families.MAY_1, source="import:1")

    done(ask("birth", name="周新", sex="male", relation="grandchild", happens_on=date(2026, 4, 20)))

    told = household_file.on(Household.objects.get(pk=home.pk), late)
    assert told.household.members == len(told.members) == 4
    assert history.at(home, late).members == 4
    assert history.at(home, date(2026, 4, 19)).members == 3


FAMILY = tuple({**one, "id_number": "", "phone": ""} for one in families.ZHOU)
STEP = st.tuples(st.sampled_from(["come", "go", "home"]), st.integers(-5, 40), st.integers(0, 9))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=6))
def test_members_of_any_day_are_the_persons_of_that_day(steps, cast, somebody):
    home = families.settle(cast.linjie, code=f"{Household.objects.count():018}", family=FAMILY)
    for number, (deed, after, which) in enumerate(steps):
        on, home = families.BEGAN + timedelta(after), Household.objects.get(pk=home.pk)
        here = persons.members(home)
        if deed == "home":
            history.amend(home, {"address": f"{number}"}, on=on, source="form")
            continue
        if deed == "come":
            facts = {"name": f"新{number}", "relation": "other"}
            persons.enter(home, facts, on=on, source="form", by=cast.linjie)
        elif here:
            persons.end(here[which % len(here)], ending=Ending.MOVED, on=on, source="form")
        households.recount(home, on=on, source="form")

    # Between two changes nothing changes: the days around each are enough.
    for after in sorted({-6, -1, 0, 44} | {on + near for _deed, on, _which in steps for near in (-1, 0, 1)}):
        day = families.BEGAN + timedelta(after)
        row = history.at(home, day)
        there = sum(history.at(one, day) is not None for one in home.persons.all())
        assert row is None or row.members == there == len(household_file.on(home, day).members)
