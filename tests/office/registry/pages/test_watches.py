"""Watching a quarter in the browser: along the list from house to house, and what a county sees of it."""

from datetime import date

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.world import SPRING, settle

from shouwang.office.jobs import exporting
from shouwang.office.kit import clock
from shouwang.office.registry import quarters
from shouwang.office.registry.care import links, watches
from shouwang.office.registry.models import IncomeWatch

pytestmark = pytest.mark.django_db
LIST = "/watches/"
WELL = {"channel": "yes", "job": "stable", "level": "same"}
ILL = {"channel": "no", "job": "stable", "level": "down", "note": "厂里停工"}


@pytest.fixture
def homes(cast, somebody):
    """Three of 青山村 that are to be watched, in the order of the list, and one that is not."""
    made = [settle(cast.linjie, people.VILLAGE, f"甄{n}", code=f"QS-{n}") for n in "123"]
    settle(cast.linjie, people.VILLAGE, "常户", origin="ordinary", monitoring_type="none")
    return made


def form(home, query="walk=1"):
    return reverse("registry:watch-new", args=[home.household_id]) + f"?{query}"


def sent(**answers):
    today = clock.today()
    return {"quarter": quarters.of(today).code, "checked_on": today.isoformat(), **WELL, **answers}


def look(home, by, **answers):
    said = {name: {**WELL, **answers}[name] for name in WELL}
    today = clock.today()
    note = answers.get("note", "")
    return watches.check(home, quarters.of(today), said, checked_on=today, by=by, on=today, note=note)


def text(answer):
    return answer.content.decode()


def test_the_list_shows_whom_nobody_looked_at_yet(as_, cast, homes):
    look(homes[0], cast.achun)

    page = text(as_(cast.achun).get(LIST, {"look": "none"}))

    assert "甄2" in page and "甄3" in page and "甄1" not in page and "常户" not in page
    assert f"{reverse('registry:watch-new', args=['QS-2'])}?walk=1&amp;look=none" in page


def test_saving_leads_to_the_next_household_that_nobody_looked_at(as_, cast, homes):
    look(homes[1], cast.achun)

    answer = as_(cast.achun).post(form(homes[0], "walk=1&look=none"), sent())

    assert answer["Location"] == form(homes[2], "walk=1&look=none")


def test_at_the_end_of_the_list_it_begins_again_and_then_is_done(as_, cast, homes):
    client = as_(cast.achun)

    assert client.post(form(homes[2]), sent())["Location"] == form(homes[0])
    assert client.post(form(homes[0]), sent())["Location"] == form(homes[1])
    assert client.post(form(homes[1]), sent())["Location"] == LIST
    assert "都监测过了" in text(client.get(LIST))


def test_the_walk_stays_within_what_the_list_was_asked(as_, cast, homes):
    neighbour = settle(cast.linjie, people.NEIGHBOUR, "白家福", code="LJ-1")

    answer = as_(cast.linjie).post(form(neighbour, f"walk=1&area={people.NEIGHBOUR}"), sent())

    assert answer["Location"] == f"{LIST}?area={people.NEIGHBOUR}"


def test_whoever_came_from_the_household_goes_back_to_it(as_, cast, homes):
    answer = as_(cast.achun).post(form(homes[0], ""), sent())

    assert answer["Location"] == "/households/QS-1/#watch"


def test_where_the_income_went_down_an_event_is_offered_and_none_recorded(as_, cast, homes):
    client = as_(cast.achun)

    page = text(client.post(form(homes[0]), sent(**ILL), follow=True))

    assert reverse("registry:statement-new", args=["QS-1", "events"]) in page
    assert form(homes[1]) in page and "收入比上季度下降；没有增收渠道" in page
    assert not homes[0].events.exists()


def test_who_may_not_record_an_event_is_offered_none(as_, cast, homes):
    row = look(homes[0], cast.achun, **ILL)

    page = text(as_(cast.ducha).get(reverse("registry:watch", args=[row.pk])))

    assert "甄1" in page and "登记事件" not in page


def test_an_answer_that_lacks_or_a_refusal_comes_back_to_the_form(as_, cast, homes):
    client = as_(cast.achun)

    lacking = client.post(form(homes[0]), sent(level=""))
    silent = client.post(form(homes[0]), sent(**ILL, checked_on="2026-01-01") | {"note": ""})

    assert (lacking.status_code, silent.status_code) == (422, 409)
    assert not IncomeWatch.objects.exists()


def test_who_only_reads_is_led_to_the_household(as_, cast, homes):
    page = text(as_(cast.ducha).get(LIST))

    assert "/households/QS-1/#watch" in page and "/watch/?" not in page


def test_a_colour_a_quarter_and_something_odd_can_be_asked_for(as_, cast, homes):
    look(homes[0], cast.achun, **ILL)
    client = as_(cast.linjie)
    before = quarters.of(clock.today()).before()

    assert "甄1" in text(client.get(LIST, {"look": "red"}))
    assert "甄1" not in text(client.get(LIST, {"look": "green"}))
    assert "甄1" in text(client.get(LIST, {"look": "none", "quarter": before.code}))
    assert client.get(LIST, {"look": "purple", "quarter": "2026Q9", "area": "x"}).status_code == 200


def test_the_export_takes_colour_and_reason_along(cast, homes):
    look(homes[0], cast.achun, **ILL)

    page = exporting.found("watches", cast.linjie, "look=red")
    (row,) = page.export_rows(page.export_columns())

    assert "红" in row and "收入比上季度下降；没有增收渠道" in row and "阿春" in row


def test_coverage_counts_and_opens_the_list(as_, cast, homes):
    look(homes[0], cast.achun, **ILL)
    settle(cast.linjie, people.NEIGHBOUR, "白家福")
    code = quarters.of(clock.today()).code

    page = text(as_(cast.linjie).get("/watches/places/", {"area": people.TOWNSHIP}))

    assert "青山村" in page and "33%" in page
    for state in ("none", "red"):
        assert f"/watches/?quarter={code}&amp;look={state}&amp;area={people.VILLAGE}" in page
    assert "合计" in page and "25%" in page


def test_a_helper_sees_and_counts_only_linked_households(as_, cast, homes):
    line = cast.bangfu.appointments_now[0].line
    links.link(homes[1], "helper", since=SPRING, by=cast.linjie, line=line)
    client = as_(cast.bangfu)

    listed, counted, desk = (text(client.get(at)) for at in (LIST, "/watches/places/", "/"))

    assert "甄2" in listed and "甄1" not in listed and "甄3" not in listed
    assert ">1</a>" in counted and ">3</a>" not in counted
    assert "本季度还没有监测的户" in desk
    assert client.post(form(homes[1]), sent())["Location"] == LIST
    assert client.get(form(homes[0])).status_code == 404


def test_the_household_shows_its_quarters_and_whether_this_one_waits(as_, cast, homes):
    client = as_(cast.achun)
    before = text(client.get("/households/QS-1/"))
    look(homes[0], cast.achun, **ILL)

    after = text(client.get("/households/QS-1/"))

    assert "本季度还没有监测" in before and "登记本季度" in before
    assert "本季度还没有监测" not in after and "收入比上季度下降；没有增收渠道" in after


def test_a_household_that_is_not_watched_has_no_such_part(as_, cast, homes):
    settle(cast.linjie, people.VILLAGE, "平户", code="QS-9", origin="ordinary", monitoring_type="none")

    assert 'id="watch"' not in text(as_(cast.achun).get("/households/QS-9/"))


@pytest.mark.parametrize("asked", ["2099Q4", "1999Q4", "2026Q9", "x"])
def test_a_quarter_that_there_is_not_is_refused_and_none_shown_in_its_place(as_, cast, homes, asked):
    look(homes[0], cast.achun)
    client = as_(cast.linjie)

    counted = client.get("/watches/places/", {"quarter": asked})
    listed = client.get(LIST, {"quarter": asked})

    for page in (text(counted), text(listed)):
        assert f"没有“{asked}”这个季度" in page and "甄1" not in page
    assert "lines" not in counted.context and listed.context["page"].title == "季度增收监测"


def test_an_older_quarter_in_which_something_was_recorded_can_be_chosen(as_, cast, homes):
    day = date(2021, 5, 1)
    said = {name: {**WELL, **ILL}[name] for name in WELL}
    past = quarters.of(day)
    watches.check(homes[0], past, said, checked_on=day, by=cast.achun, on=day, note="厂里停工")
    client = as_(cast.linjie)

    counted, listed = (
        text(client.get("/watches/places/", {"quarter": "2021Q2"})),
        client.get(LIST, {"quarter": "2021Q2", "look": "red"}),
    )

    assert (
        '<option value="2021Q2" selected>' in counted and "/watches/?quarter=2021Q2&amp;look=red" in counted
    )
    assert "甄1" in text(listed) and "2021 年第 2 季度" in listed.context["page"].title
    # Nothing is entered any more of a quarter long past.
    assert "/households/QS-1/#watch" in text(listed) and form(homes[0], "walk=1") not in text(listed)
    assert '<option value="2021Q1"' not in counted


def test_whoever_need_not_be_watched_is_said_to_be_in_no_list(as_, cast, homes):
    home = settle(cast.linjie, people.VILLAGE, "平户", code="QS-9", origin="ordinary", monitoring_type="none")
    client = as_(cast.achun)

    before, after = client.get(form(home, "")), client.post(form(home, ""), sent(), follow=True)

    for page in (text(before), text(after)):
        assert "不在季度监测的名单里" in page
    assert IncomeWatch.objects.filter(household=home).exists()
    assert "不在季度监测的名单里" not in text(client.get(form(homes[0])))
