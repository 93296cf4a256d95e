"""Who looks after all households of a village or township."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import changes as area_changes
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.registry import queries
from shouwang.office.registry.care import links
from shouwang.office.registry.homes import household_file, moves
from shouwang.office.registry.models import Household, Link
from shouwang.office.registry.pages import sheets

pytestmark = pytest.mark.django_db
ON, LATER = families.MAY_1, families.JUNE_1


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


@pytest.fixture
def village(cast):
    return Area.objects.get(pk=people.VILLAGE)


def told(home, user, day=None):
    file = household_file.on(home, day) if day else household_file.now(home)
    return [(row["kind"], row["name"]) for row in sheets.links(file, user)]


def test_one_link_of_the_village_stands_on_every_household_of_it(cast, home, village):
    links.link(home, "helper", name="某人", since=ON, by=cast.achun)
    links.link_place(village, "doctor", name="村医", unit="卫生室", since=ON, by=cast.achun)
    town = Area.objects.get(pk=people.TOWNSHIP)
    links.link_place(town, "leader", name="镇领导", since=ON, by=cast.xiaoman)

    found = told(home, cast.achun)

    assert found == [("帮扶责任人", "某人"), ("本村：家庭医生", "村医"), ("本乡镇：包联领导", "镇领导")]


def test_whoever_has_one_group_stands_on_the_households_of_that_group(cast, home, village):
    links.link_place(village, "grid", name="一组网格员", group_name="一组", since=ON, by=cast.achun)
    assert told(home, cast.achun) == []

    home.group_name = "一组"
    assert told(home, cast.achun) == [("本组：网格员", "一组网格员")]


def test_somebody_else_takes_over_and_both_stay_with_their_days(cast, home, village):
    first = links.link_place(
        village, "doctor", name="老村医", group_name="", since=families.BEGAN, by=cast.achun
    )
    second = links.replace(first, name="新村医", on=ON, by=cast.achun)
    links.unlink(second, until=LATER, by=cast.achun)

    assert told(home, cast.achun) == []
    assert told(home, cast.achun, ON) == [("本村：家庭医生", "新村医")]
    assert [one.name for one in queries.people_of(village.code, families.BEGAN)] == ["老村医"]
    assert Entry.objects.filter(action__startswith="link.", area_code=village.code).count() == 4


def test_it_hands_over_with_the_appointment(cast, home, village):
    line = Appointment.objects.get(user=cast.duiyuan).line
    links.link_place(village, "resident", line=line, since=ON, by=cast.achun)

    assert told(home, cast.achun) == [("本村：驻村工作队员", "队员")]


def test_it_opens_no_household_and_is_nobodys_helper(cast, home, village):
    line = Appointment.objects.get(user=cast.bangfu).line
    links.link_place(village, "helper", line=line, since=ON, by=cast.achun)

    assert not Household.objects.visible_to(cast.bangfu, Permission.HOUSEHOLD_VIEW).exists()
    assert not Link.objects.visible_to(cast.bangfu, Permission.HOUSEHOLD_VIEW).exists()
    lifted = Household.objects.filter(pk=home.pk)
    before = queries.uncovered(lifted).count()
    links.link(home, "helper", line=line, since=ON, by=cast.achun)
    assert (before, queries.uncovered(lifted).count()) == (int(home.origin == "lifted"), 0)


@pytest.mark.parametrize("who", ["laobai", "laozhou", "duiyuan", "bangfu", "luozhen", "ducha"])
def test_nobody_else_says_who_looks_after_the_village(cast, village, somebody, who):
    with pytest.raises(Refused):
        links.link_place(village, "doctor", name="村医", since=ON, by=getattr(cast, who))


def test_nobody_is_linked_twice_nor_to_a_county_nor_without_a_name(cast, somebody, village):
    links.link_place(village, "doctor", name="村医", since=ON, by=cast.linjie)
    county = Area.objects.get(pk=people.COUNTY)
    for place, name in ((village, "村医"), (village, " "), (county, "院长")):
        with pytest.raises(Refused):
            links.link_place(place, "doctor", name=name, since=ON, by=cast.linjie)
    links.link_place(village, "doctor", name="村医", group_name="一组", since=ON, by=cast.linjie)


def test_a_household_has_no_group_of_its_links(cast, home):
    with pytest.raises(IntegrityError), transaction.atomic():
        Link(
            household=home, area_code=home.area_code, kind="grid", name="某", group_name="一组", since=ON
        ).save()


def test_a_cadre_adds_hands_over_and_ends_on_the_pages(cast, home, village, as_):
    client = as_(cast.achun)
    new = reverse("registry:place-link-new", args=[village.code])
    assert new in client.get(reverse("registry:place-links")).content.decode()
    sent = {"kind": "doctor", "name": "村医", "group_name": "", "since": "2026-02-01"}
    page = client.post(new, sent, follow=True).content.decode()
    one = Link.objects.get(household=None)
    assert "村医" in page and reverse("registry:link-end", args=[one.pk]) in page

    client.post(reverse("registry:link-replace", args=[one.pk]), {"name": "新医", "since": "2026-03-01"})
    two = Link.objects.get(household=None, until=None)
    then = client.get(reverse("registry:place", args=[village.code]), {"on": "2026-02-10"}).content.decode()
    assert "村医" in then and "新医" not in then and reverse("registry:link-end", args=[two.pk]) not in then

    page = client.post(reverse("registry:link-end", args=[two.pk]), {"until": "2026-04-01"}, follow=True)
    assert "以前的联系人员" in page.content.decode()
    assert Link.objects.get(pk=two.pk).until == date(2026, 4, 1)


def test_the_list_names_them_by_place(cast, somebody, village, as_):
    links.link_place(village, "grid", name="网格员甲", since=ON, by=cast.linjie)

    seen = as_(cast.linjie).get(reverse("registry:place-links"), {"f_kind": "grid"}).content.decode()

    assert "网格员甲" in seen and reverse("registry:place", args=[village.code]) in seen
    assert "网格员甲" not in as_(cast.laobai).get(reverse("registry:place-links")).content.decode()


def test_the_page_of_a_village_leads_to_them(cast, home, village, as_):
    address = reverse("registry:place", args=[village.code])

    assert address in as_(cast.linjie).get(reverse("screening:area", args=[village.code])).content.decode()
    assert as_(cast.bangfu).get(address).status_code == 404


# -- Where villages become one ---------------------------------------------------------------------------------------


def merged(cast, village, on=LATER):
    into = Area.objects.get(pk=people.NEIGHBOUR)
    area_changes.merge([village], into=into, on=on, by=cast.linjie)
    village.refresh_from_db()
    return moves.follow(village, by=cast.linjie, on=on)


def held(code, on=None):
    return [(one.name, one.since, one.until) for one in queries.people_of(code, on)]


def test_of_earlier_days_people_stay_with_the_village_of_those_days(cast, home, village):
    links.link_place(village, "doctor", name="村医", since=families.BEGAN, by=cast.achun)

    counts = merged(cast, village)

    home.refresh_from_db()
    assert told(home, cast.linjie) == [("本村：家庭医生", "村医")]
    assert told(home, cast.linjie, ON) == [("本村：家庭医生", "村医")]
    assert held(people.VILLAGE, ON) == [("村医", families.BEGAN, LATER)] and held(people.VILLAGE) == []
    assert held(people.NEIGHBOUR, ON) == [] and held(people.NEIGHBOUR) == [("村医", LATER, None)]
    assert counts["link"] == 1
    noted = (
        Entry.objects.filter(kind="link", at__isnull=False).order_by("pk").values_list("action", "area_code")
    )
    assert list(noted)[-2:] == [
        ("link.changed", people.VILLAGE),
        ("link.created", people.NEIGHBOUR),
    ]


def test_whoever_was_replaced_before_stays_where_they_were(cast, home, village):
    first = links.link_place(village, "grid", name="老网格员", since=families.BEGAN, by=cast.achun)
    links.replace(first, name="网格员", on=ON, by=cast.achun)

    merged(cast, village)

    assert held(people.VILLAGE, families.BEGAN) == [("老网格员", families.BEGAN, ON)]
    assert [name for name, *_days in held(people.VILLAGE, ON)] == ["网格员"]
    assert held(people.NEIGHBOUR) == [("网格员", LATER, None)]


@pytest.mark.parametrize("since", [families.BEGAN, date(2026, 7, 1)])
def test_one_doctor_of_both_villages_stands_there_once(cast, village, somebody, since):
    links.link_place(village, "doctor", name="村医", since=families.BEGAN, by=cast.achun)
    other = Area.objects.get(pk=people.NEIGHBOUR)
    links.link_place(other, "doctor", name="村医", since=since, by=cast.linjie)

    merged(cast, village)

    assert [len(held(people.NEIGHBOUR, day)) for day in (LATER, date(2026, 8, 1))] == [1, 1]
    assert held(people.VILLAGE) == []


def test_whoever_came_after_the_merger_was_never_of_the_old_village(cast, village, somebody):
    links.link_place(village, "doctor", name="村医", since=date(2026, 7, 1), by=cast.achun)

    merged(cast, village)

    assert held(people.NEIGHBOUR) == [("村医", date(2026, 7, 1), None)]
    assert not Link.objects.filter(area_code=people.VILLAGE).exists()
