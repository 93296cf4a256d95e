"""Key areas: marked with a reason, ended rather than deleted, carried along by a merger, and found in lists."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import changes as area_changes
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.kit import codes
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.homes import moves
from shouwang.office.registry.models import Household, KeyArea

pytestmark = pytest.mark.django_db
ON, LATER = families.MAY_1, families.JUNE_1
WHY = "去年受了水灾"
SITE = "新村安置点"


@pytest.fixture
def village(cast):
    return Area.objects.get(pk=people.VILLAGE)


@pytest.fixture
def home(cast, somebody):
    home = families.settle(cast.linjie)
    home.group_name, home.resettlement_site = "一组", SITE
    home.save()
    return home


def mark(place, by, kind="disaster_struck", **more):
    return keyareas.mark(place, kind, by=by, **{"reason": WHY, "since": ON, **more})


def listed(client, page="registry:households", **query):
    return client.get(reverse(page), query).content.decode()


def test_it_is_in_force_from_its_day_until_it_ends_and_the_journal_tells_both(cast, somebody, village):
    one = mark(village, cast.linjie)
    keyareas.end(one, until=LATER, by=cast.linjie)

    def known(day):
        return keyareas.for_user(cast.achun, Permission.STATISTICS_VIEW, on=day)

    assert [bool(known(day)) for day in (date(2026, 4, 30), ON, date(2026, 5, 31), LATER)] == [
        False,
        True,
        True,
        False,
    ]
    told = list(Entry.objects.filter(kind="keyarea").order_by("pk").values_list("action", "clause"))
    assert told == [("keyarea.created", "rule:keyareas"), ("keyarea.changed", "rule:keyareas")]


def test_a_group_or_site_that_no_household_names_is_refused(cast, home, village):
    for named in (
        {"group_name": "九组"},
        {"resettlement_site": "别处"},
        {"group_name": "一组", "resettlement_site": "别处"},
    ):
        with pytest.raises(Refused) as refused:
            mark(village, cast.linjie, **named)
        assert "没有一户" in refused.value.why and "组名" in refused.value.remedy
    assert not KeyArea.objects.exists()

    mark(village, cast.linjie, group_name=" 一组 ", resettlement_site=SITE)


def test_nobody_marks_twice_without_a_reason_or_a_group_of_a_township(cast, home, village):
    mark(village, cast.linjie)
    town = Area.objects.get(pk=people.TOWNSHIP)
    for place, said in (
        (village, {}),
        (village, {"kind": "other", "reason": " "}),
        (town, {"group_name": "一组"}),
    ):
        with pytest.raises(Refused):
            mark(place, cast.linjie, **said)
    mark(village, cast.linjie, group_name="一组")
    mark(town, cast.linjie, resettlement_site=SITE)


@pytest.mark.parametrize("who", ["achun", "xiaoman", "luozhen", "bangfu", "laozhou", "ducha"])
def test_only_the_county_office_marks_and_ends(cast, somebody, village, who):
    one = mark(village, cast.linjie)

    with pytest.raises(Refused):
        mark(village, getattr(cast, who), kind="other")
    with pytest.raises(Refused):
        keyareas.end(one, until=LATER, by=getattr(cast, who))


def test_it_ends_once_and_not_before_it_began(cast, somebody, village):
    one = mark(village, cast.linjie)
    with pytest.raises(Refused):
        keyareas.end(one, until=date(2026, 4, 1), by=cast.linjie)
    keyareas.end(one, until=LATER, by=cast.linjie)
    with pytest.raises(Refused):
        keyareas.end(one, until=LATER, by=cast.linjie)


def merged(cast, village, on=LATER):
    target = Area.objects.get(pk=people.NEIGHBOUR)
    area_changes.merge([village], into=target, on=on, by=cast.linjie)
    village.refresh_from_db()
    return moves.follow(village, by=cast.linjie, on=on)


def spans_of(code):
    found = KeyArea.objects.filter(area_code=code).order_by("pk")
    return [(one.kind, one.group_name, one.since, one.until) for one in found]


def test_it_goes_along_with_a_village_that_merges(cast, home, village):
    mark(village, cast.linjie, group_name="一组")
    keyareas.end(mark(village, cast.linjie, kind="other"), until=date(2026, 5, 5), by=cast.linjie)

    counts = merged(cast, village)

    assert counts["keyarea"] == 1
    assert spans_of(people.NEIGHBOUR) == [("disaster_struck", "一组", LATER, None)]
    assert spans_of(people.VILLAGE) == [
        ("disaster_struck", "一组", ON, LATER),
        ("other", "", ON, date(2026, 5, 5)),
    ]
    (goes_on,) = KeyArea.objects.filter(area_code=people.NEIGHBOUR)
    assert list(Household.objects.filter(keyareas.condition([goes_on]))) == [home]


def settled_next_door(cast, group):
    other = families.settle(
        cast.linjie, code="N", area=people.NEIGHBOUR, family=({"name": "邻", "relation": "head"},)
    )
    other.group_name = group
    other.save()
    return other


@pytest.mark.parametrize("said", [{"group_name": "一组"}, {}])
def test_it_ends_with_a_merger_that_would_make_it_mean_others_too(cast, home, village, said):
    settled_next_door(cast, "一组")
    mark(village, cast.linjie, **said)

    counts = merged(cast, village)

    assert (counts["keyarea"], counts["keyarea_ended"]) == (0, 1)
    assert spans_of(people.NEIGHBOUR) == []
    assert spans_of(people.VILLAGE) == [("disaster_struck", said.get("group_name", ""), ON, LATER)]


def test_a_group_of_which_there_is_none_in_the_successor_goes_on(cast, home, village):
    settled_next_door(cast, "二组")
    mark(village, cast.linjie, group_name="一组")

    counts = merged(cast, village)

    assert (counts["keyarea"], counts["keyarea_ended"]) == (1, 0)
    assert spans_of(people.NEIGHBOUR) == [("disaster_struck", "一组", LATER, None)]


def test_what_the_successor_was_as_a_whole_ends_when_others_come(cast, home, village):
    settled_next_door(cast, "二组")
    place = Area.objects.get(pk=people.NEIGHBOUR)
    mark(place, cast.linjie)
    mark(place, cast.linjie, group_name="二组")

    assert merged(cast, village)["keyarea_ended"] == 1
    assert spans_of(people.NEIGHBOUR) == [
        ("disaster_struck", "", ON, LATER),
        ("disaster_struck", "二组", ON, None),
    ]


def test_two_that_were_marked_alike_become_one(cast, somebody, village):
    mark(village, cast.linjie)
    mark(Area.objects.get(pk=people.NEIGHBOUR), cast.linjie)

    merged(cast, village)

    assert spans_of(people.NEIGHBOUR) == [("disaster_struck", "", ON, None)]
    assert spans_of(people.VILLAGE) == [("disaster_struck", "", ON, LATER)]


def test_the_list_of_households_is_filtered_by_one_or_by_any(cast, home, village, as_):
    other = families.settle(cast.linjie, code="2", family=({"name": "王", "relation": "head"},))
    client = as_(cast.achun)
    assert "重点区域" not in listed(client)

    one = mark(village, cast.linjie, group_name="一组")

    for asked in ("any", str(one.pk)):
        page = listed(client, keyarea=asked)
        assert home.household_id in page or home.head_name in page
        assert reverse("registry:household", args=[other.household_id]) not in page
    for asked in ("0", "x", str(one.pk + 1)):
        assert reverse("registry:household", args=[home.household_id]) not in listed(client, keyarea=asked)


def test_whoever_works_next_door_filters_by_nothing_of_it(cast, home, village, as_):
    one = mark(village, cast.linjie, group_name="一组")

    assert "一组" not in listed(as_(cast.laobai), keyarea="any")
    assert as_(cast.laobai).get(reverse("registry:keyarea", args=[one.pk])).status_code == 404


def test_a_township_that_is_one_holds_for_its_villages(cast, home, as_):
    mark(Area.objects.get(pk=people.TOWNSHIP), cast.linjie)

    assert reverse("registry:household", args=[home.household_id]) in listed(as_(cast.achun), keyarea="any")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([people.VILLAGE, people.NEIGHBOUR, people.TOWNSHIP]),
            st.sampled_from(["", "一组", "二组"]),
            st.sampled_from(["", SITE]),
        ),
        max_size=6,
    )
)
def test_the_condition_says_what_plain_python_says(cast, somebody, chosen):
    homes = Household.objects.present()
    if not homes.exists():
        for number in range(12):
            made = families.settle(
                cast.linjie,
                code=f"K-{number}",
                area=(people.VILLAGE, people.NEIGHBOUR)[number % 2],
                family=({"name": f"甲{number}", "relation": "head"},),
            )
            made.group_name = ("一组", "二组", None)[number % 3]
            made.resettlement_site = (SITE, None)[number // 6]
            made.save()
    marked = [
        KeyArea(area_code=code, group_name=group, resettlement_site=site) for code, group, site in chosen
    ]

    def lies_in(home):
        return any(
            home.area_code in codes.span(one.area_code)
            and one.group_name in ("", home.group_name)
            and one.resettlement_site in ("", home.resettlement_site)
            for one in marked
        )

    found = set(homes.filter(keyareas.condition(marked)).values_list("pk", flat=True))

    assert found == {home.pk for home in homes if lies_in(home)}


def test_the_county_marks_looks_and_ends_on_the_pages(cast, home, village, as_):
    client = as_(cast.linjie)
    assert reverse("registry:keyarea-choose") in listed(client, "registry:keyareas")
    sent = client.post(reverse("registry:keyarea-choose"), {"area_code": village.code})
    new = sent["Location"]
    assert "一组" in client.get(new).content.decode()
    answers = {"kind": "relocation", "resettlement_site": SITE, "reason": WHY, "since": "2026-02-01"}

    refused = client.post(new, answers | {"group_name": "九组"})
    page = client.post(new, answers, follow=True).content.decode()

    one = KeyArea.objects.get()
    assert refused.status_code == 409 and "没有一户" in refused.content.decode()
    assert WHY in page and reverse("registry:keyarea", args=[one.pk]) in page
    end = reverse("registry:keyarea-end", args=[one.pk])
    assert end in client.get(reverse("registry:keyarea", args=[one.pk])).content.decode()
    client.post(end, {"until": "2026-03-01"})
    assert WHY not in listed(client, "registry:keyareas")
    assert WHY in listed(client, "registry:keyareas", which="ended")


def test_it_is_called_by_its_place_below_whoever_looks(cast, home, village):
    one = mark(village, cast.linjie, group_name="一组", resettlement_site=SITE)
    town, own = people.TOWNSHIP, people.VILLAGE

    whole, inside, itself = (keyareas.titles([one], below=code)[one.pk] for code in ("", town, own))

    assert whole.endswith(f"青山村 · 一组 · {SITE}") and whole != inside
    assert inside == f"青山村 · 一组 · {SITE}" == itself.removeprefix(whole.removesuffix(inside))


def test_whoever_only_looks_after_areas_marks_nothing(cast, somebody, village, as_):
    client = as_(cast.guanli)

    assert client.get(reverse("registry:keyarea-choose")).status_code == 404
    assert client.get(reverse("registry:keyarea-new", args=[village.code])).status_code == 404


def test_it_began_on_a_day_that_can_be(cast, home, village, as_):
    new, answers = reverse("registry:keyarea-new", args=[village.code]), {"kind": "other", "reason": WHY}

    refused = as_(cast.linjie).post(new, answers | {"since": "0001-01-01"})

    assert refused.status_code == 422 and "最早填" in refused.text and not KeyArea.objects.exists()
    assert as_(cast.linjie).post(new, answers | {"since": "1949-10-01"}).status_code == 302


def test_groups_are_named_in_the_order_of_their_numbers(cast, somebody):
    for number in (10, 2, 1):
        made = families.settle(
            cast.linjie, code=f"G-{number}", family=({"name": f"户{number}", "relation": "head"},)
        )
        made.group_name = f"{number}组"
        made.save()

    assert keyareas.named_in(people.VILLAGE, "group_name") == ["1组", "2组", "10组"]


def test_the_village_has_the_mark_of_its_county_in_its_register(cast, somebody, as_):
    county = mark(Area.objects.get(pk=people.COUNTY), cast.linjie)

    assert WHY in listed(as_(cast.achun), "registry:keyareas")
    shown = as_(cast.achun).get(reverse("registry:keyarea", args=[county.pk])).text
    assert WHY in shown and reverse("screening:keyareas", args=[people.COUNTY]) not in shown


def test_on_its_own_page_a_place_is_called_as_shortly_as_what_lies_in_it(cast, home, village):
    one, own = mark(village, cast.linjie, group_name="一组"), mark(village, cast.linjie)

    said = keyareas.titles([one, own], below=village.code)

    assert (said[one.pk], said[own.pk]) == ("青山村 · 一组", "青山村")
