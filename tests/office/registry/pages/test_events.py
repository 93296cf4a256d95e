"""Events as a list, newest first; and the page on which one event is entered for many households."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.registry import dwellings
from tests.office.registry.pages.test_lists import heads

from shouwang.office.kit import clock, lists
from shouwang.office.registry.models import Event
from shouwang.office.registry.stated import events, statements

pytestmark = pytest.mark.usefixtures("somebody")
ODD = dwellings.ODD


def told(home, by, on, **more):
    return statements.add("events", home, {"kind": "flood", "occurred_on": on, **more}, by=by)


@pytest.fixture
def village(cast):
    """A fire in May told by a neighbour, a flood in July that a department sent; one taken back; one next door."""
    made = [
        dwellings.home(cast, code="A-1", head="张三", group_name="2组"),
        dwellings.home(cast, code="A-2", head="赵六", group_name="10组"),
        dwellings.home(cast, code="A-3", head=ODD[:60]),
        dwellings.home(cast, area=people.NEIGHBOUR, code="B-1", head="钱七"),
    ]
    told(made[0], cast.achun, date(2026, 5, 3), kind="fire", channel="people")
    told(made[1], cast.achun, date(2026, 7, 1), channel="department", department="县应急管理局")
    statements.withdraw(told(made[2], cast.achun, date(2026, 7, 2)), reason="录错了户", by=cast.achun)
    told(made[3], cast.linjie, date(2026, 6, 1))
    return made


def shown(client, **asked):
    return heads(client.get(reverse("registry:events"), asked))


def page(code=people.VILLAGE):
    return reverse("registry:events-place", args=[code])


def sent(homes_, **more):
    return {"kind": "flood", "occurred_on": "2026-08-01", "home": [home.pk for home in homes_], **more}


# -- The list ------------------------------------------------------------------------------------------------------


def test_the_latest_first_within_reach(village, cast, as_):
    assert shown(as_(cast.achun)) == ["赵六", "张三"]
    assert shown(as_(cast.linjie)) == ["赵六", "钱七", "张三"]
    assert as_(cast.shenji).get(reverse("registry:events")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"f_kind": "fire"}, ["张三"]),
        ({"f_channel": "department"}, ["赵六"]),
        ({"f_channel": "unknown"}, ["钱七"]),
        ({"department": "应急"}, ["赵六"]),
        ({"area": people.NEIGHBOUR}, ["钱七"]),
        ({"f_occurred_on_from": "2026-06-01", "f_occurred_on_to": "2026-06-30"}, ["钱七"]),
        ({"since": "2999-01-01"}, []),
        ({"since": "2026-01-01", "f_kind": "fire"}, ["张三"]),
    ],
)
def test_filtered(village, cast, as_, asked, found):
    assert shown(as_(cast.linjie), **asked) == found


def test_a_file_has_the_channel_in_words(village, cast, rf):
    listed = lists.for_user("events", cast.achun, "", rf.get("/"))
    columns = listed.export_columns()

    rows = [
        dict(zip((column.name for column in columns), row, strict=True))
        for row in listed.export_rows(columns)
    ]

    assert [(row["household_id"], row["channel"], row["department"]) for row in rows] == [
        ("A-2", "部门推送", "县应急管理局"),
        ("A-1", "群众反映", None),
    ]


def test_the_household_says_where_its_event_came_from(village, cast, as_):
    answer = as_(cast.achun).get(reverse("registry:household", args=["A-2"]))

    assert "部门推送" in answer.content.decode()


# -- Entering ------------------------------------------------------------------------------------------------------


def test_one_event_each_and_then_the_list_of_them(village, cast, as_):
    client = as_(cast.achun)

    answer = client.post(
        page(), sent(village[:2], channel="grid_worker", **{f"amount-{village[0].pk}": "300"})
    )

    assert answer.status_code == 302
    assert heads(client.get(answer.url)) == ["赵六", "张三"]
    entered = Event.objects.filter(occurred_on=date(2026, 8, 1)).order_by("household")
    assert [(one.amount, one.channel) for one in entered] == [(300, "grid_worker"), (None, "grid_worker")]


def test_sent_twice_it_is_there_once(village, cast, as_):
    client, form = as_(cast.achun), sent(village[:2], once="abc")

    first, again = client.post(page(), form), client.post(page(), form)

    assert first.url == again.url
    assert Event.objects.filter(occurred_on=date(2026, 8, 1)).count() == 2


def test_a_wrong_amount_comes_back_with_every_tick_and_writes_nothing(village, cast, as_):
    before = Event.objects.count()

    answer = as_(cast.achun).post(page(), sent(village[:2], **{f"amount-{village[0].pk}": "三百"}))

    text = answer.content.decode()
    assert (answer.status_code, Event.objects.count()) == (422, before)
    assert text.count(" checked>") == 2 and "张三：" in text and "三百" in text


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,500.50", "1500.50"),
        ("１５００", "1500"),
        (" 1 500 ", "1500"),
        ("1500元", "1500"),
        ("￥1.5万", "15000"),
    ],
)
def test_an_amount_as_people_write_it(village, cast, as_, typed, amount):
    answer = as_(cast.achun).post(page(), sent(village[:1], **{f"amount-{village[0].pk}": typed}))

    assert answer.status_code == 302
    assert Event.objects.get(occurred_on=date(2026, 8, 1)).amount == Decimal(amount)


@pytest.mark.parametrize("typed", ["-1", "1.505", "1,50", "500元/月", "无", "∞", "9" * 40])
def test_what_is_no_amount_is_refused(village, cast, as_, typed):
    before = Event.objects.count()

    answer = as_(cast.achun).post(page(), sent(village[:1], **{f"amount-{village[0].pk}": typed}))

    assert (answer.status_code, Event.objects.count()) == (422, before)


def test_the_next_village_begins_with_what_was_said_of_the_event(village, cast, as_):
    client = as_(cast.linjie)
    said = {"channel": "grid_worker", "note": "河水进屋", "evidence": "照片", "following": "1"}

    onwards = client.post(page(), sent(village[:1], **said))
    form = client.get(onwards.url)

    assert onwards.url.startswith(page(people.NEIGHBOUR)) and "河水" not in onwards.url
    assert form.context["form"].initial == {
        "kind": "flood",
        "occurred_on": "2026-08-01",
        "channel": "grid_worker",
        "note": "河水进屋",
        "evidence": "照片",
    }
    assert "已给 1 户登记。" in form.content.decode()


def test_whose_only_village_it_is_is_led_to_none(village, cast, as_):
    client = as_(cast.achun)

    assert client.get(page()).context["following"] is None
    assert client.post(page(), sent(village[:1], following="1")).url.startswith(reverse("registry:events"))
    assert 'name="following"' not in client.get(page()).content.decode()


def test_a_refusal_names_the_households_and_keeps_the_ticks(village, cast, as_):
    answer = as_(cast.achun).post(page(), sent(village[:2], occurred_on="2026-07-01"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "赵六" in str(answer.context["page"].refused.why) and text.count(" checked>") == 2


def test_what_befell_somebody_lately_stands_beside_them(village, cast, as_):
    day = clock.today()
    told(village[0], cast.achun, day, kind="job_loss")

    text = as_(cast.achun).get(page()).content.decode()

    assert f"{day.isoformat()} 失业" in text


def test_groups_stand_in_their_order_and_show_only_their_households(village, cast, as_):
    answer = as_(cast.achun).get(page())
    groups = answer.context["groups"]

    assert [(one["label"], one["count"]) for one in groups] == [
        ("全村", 3),
        ("2组", 1),
        ("10组", 1),
        ("未填小组", 1),
    ]
    of_ten = as_(cast.achun).get(groups[2]["url"])
    assert [row["home"].household_id for row in of_ten.context["rows"]] == ["A-2"]
    of_none = as_(cast.achun).get(groups[3]["url"])
    assert [row["home"].household_id for row in of_none.context["rows"]] == ["A-3"]


def test_a_large_village_has_pages(village, cast, as_, monkeypatch):
    monkeypatch.setattr(events, "MOST", 2)

    first = as_(cast.achun).get(page())
    second = as_(cast.achun).get(first.context["next_url"])

    assert [len(answer.context["rows"]) for answer in (first, second)] == [2, 1]
    assert second.context["previous_url"] and not second.context["next_url"]


def test_odd_names_stay_text(village, cast, as_):
    text = as_(cast.achun).get(page()).content.decode()

    assert "<script>alert" not in text and "&lt;script&gt;" in text


def test_whose_only_village_it_is_has_nothing_to_choose(village, cast, as_):
    (own,) = as_(cast.achun).get(reverse("registry:events"), {"f_kind": "fire"}).context["page"].actions()
    (any_,) = as_(cast.linjie).get(reverse("registry:events")).context["page"].actions()

    assert own["url"] == f"{page()}?kind=fire"
    assert any_["url"] == reverse("registry:events-choose")


def test_the_address_says_what_the_form_begins_with(village, cast, as_):
    text = as_(cast.achun).get(page(), {"kind": "drought", "occurred_on": "2026-08-02"}).content.decode()

    assert '<option value="drought" selected>' in text and 'value="2026-08-02"' in text


def test_another_village_is_not_there(village, cast, as_):
    assert as_(cast.achun).get(page(people.NEIGHBOUR)).status_code == 404
    assert as_(cast.linjie).get(page(people.TOWNSHIP)).status_code == 404


def test_a_helper_sees_their_own_households(village, cast, as_):
    dwellings.helped(village[0], cast)

    answer = as_(cast.bangfu).get(page())

    assert [row["home"].household_id for row in answer.context["rows"]] == ["A-1"]


def test_choosing_a_village_leads_to_its_page(village, cast, as_):
    answer = as_(cast.linjie).post(reverse("registry:events-choose"), {"area_code": people.VILLAGE})

    assert answer.url == page()
