"""What was entered later is in a run that goes by what is known now, and not in one that goes by what was known then."""

import json
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.office.screening.conftest import COUNTY, ON, PACK, screened

from shouwang.engine.errors import Refused
from shouwang.office.journal import entries, following
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, codes
from shouwang.office.registry.models import STATEMENTS, Household, HouseholdPast, Person, PersonPast
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements
from shouwang.office.screening import archive, queries
from shouwang.office.screening.differences import comparing, titles
from shouwang.office.screening.differences.comparing import Asked
from shouwang.office.screening.models import Finding, Recheck, Run
from shouwang.office.screening.pages import telling
from shouwang.office.screening.places import situation
from shouwang.office.screening.running import knowledge, rechecks, reproducing

pytestmark = pytest.mark.django_db
LATER = {"kind": "industry", "starts_on": ON - timedelta(days=20), "development": True}


@pytest.fixture
def entered(office):
    """The register as if it had been entered on the morning of the run's day."""
    at = timezone.make_aware(datetime.combine(ON, time(9)))
    for model in (Household, HouseholdPast, Person, PersonPast, *STATEMENTS.values()):
        model._base_manager.update(recorded_at=at)
    return office


def tables(run):
    with archive.opened(run.archive) as folder:
        return reproducing.read(folder / archive.TABLES)


def told_later(home):
    """About a day before the run's: another class, and a measure."""
    other = "ordinary" if home.origin == "lifted" else "lifted"
    history.amend(home, {"origin": other}, on=ON - timedelta(days=20), source="test")
    statements.enter("measures", home, LATER, at=clock.now(), source="test")
    return other


def origin(run, home):
    rows = tables(run)["households"].select(["household_id", "origin"]).to_pylist()
    return {row["household_id"]: row["origin"] for row in rows}[home.household_id]


def test_what_is_entered_about_last_month_is_known_now_and_was_not_known_then(entered):
    home = Household.objects.order_by("pk").first()
    before, first = home.origin, screened(entered, known="then")
    other = told_later(home)

    then, now = screened(entered, known="then"), screened(entered, known="now")

    assert (origin(then, home), origin(now, home)) == (before, other)
    measures = [tables(run)["measures"].num_rows for run in (then, now)]
    assert measures[1] == measures[0] + 1
    # Whenever it is made, it is the same; that is why it is the rule.
    assert then.data_hash == first.data_hash == screened(entered).data_hash != now.data_hash
    assert then.known_at == knowledge.evening(ON) < now.known_at


def test_both_are_made_again_compared_and_evaluated_one_by_one_alike(entered):
    home = Household.objects.order_by("pk").first()
    told_later(home)
    then, now = screened(entered), screened(entered, known="now")

    assert all(reproducing.reproduce(run)["same"] for run in (then, now))
    assert all(rechecks.agree(run)["differ"] == 0 for run in (then, now))
    spans = (codes.span(COUNTY),)
    with comparing.opened(Asked(then, spans, after=now)) as compared:
        assert comparing.count(compared) == (0, 0)
    with comparing.opened(Asked(then, spans, change=("monitoring_line=9000",))) as compared:
        assert comparing.count(compared) > (0, 0)


def test_where_nobody_was_known_that_day_there_is_only_what_is_known_now(office):
    assert not screened(office).known_then
    with pytest.raises(Refused, match="没有记下"):
        screened(office, known="then")
    assert Run.objects.count() == 1


def test_of_today_both_are_the_same_and_nights_go_by_now(entered):
    today = clock.today()

    assert not knowledge.is_then(COUNTY, today, "then", today=today)
    assert knowledge.is_then(COUNTY, ON, "", today=today)
    assert not knowledge.is_then(COUNTY, ON, "now", today=today)


def test_what_changed_after_the_evening_is_followed(entered):
    told_later(Household.objects.order_by("pk").first())
    ends, now = following.ends(), clock.now()

    assert following.ends_at(now) == ends
    assert set(following.ends_at(knowledge.evening(ON)).values()) == {0}
    entries.record("test.later", area_code=COUNTY)
    assert following.ends_at(now) == {lane: ends.get(lane, 0) for lane in following.ends()}


def test_the_form_asks_and_run_title_journal_and_page_say_it(entered, as_):
    client = as_(entered)
    asked = {"area_code": COUNTY, "pack": PACK, "on": ON.isoformat(), "known": "then"}
    page = client.get(reverse("screening:run-new")).text

    client.post(reverse("screening:run-new"), asked)
    run = Run.objects.get()

    assert "当天已知的" in page and "现在所知的" in page
    assert run.known_then and "按当天已知的" in titles.of([run])[run.pk]
    assert json.loads(Entry.objects.get(action="screening.started").detail)["known"] == "then"
    run.known_at = knowledge.evening(ON)
    assert any("不包括事后补录和更正的" in fact["text"] for fact in telling.facts(run, entered))
    assert "按当天已知的" in client.get(reverse("screening:run", args=[run.pk])).text


def found(run):
    rows = Finding.objects.filter(run=run).order_by("household")
    return list(rows.values_list("household", "tier", "move", "missing"))


def follow():
    while rechecks.follow_up(clock.today()):
        pass


def test_a_run_by_what_was_known_then_stays_as_it_was(entered):
    then = screened(entered, known="then")
    before = found(then)
    for home in Household.objects.order_by("pk")[:40]:
        history.amend(home, {"house_grade": None, "water_safe": None}, on=ON, source="test")

    follow()

    assert found(then) == before
    assert not Recheck.objects.filter(run=then).exists()


def test_the_present_is_followed_from_a_run_that_knows_it(entered):
    now = screened(entered, known="now")
    then = screened(entered, on=ON + timedelta(days=20), known="then")
    home = Household.objects.order_by("pk").first()
    history.amend(home, {"house_grade": None, "water_safe": None}, on=clock.today(), source="test")

    follow()

    today = clock.today()
    assert queries.present(COUNTY, today=today) == now != then
    assert queries.counting(COUNTY, on=today, today=today) == now
    # Of the day itself, and of the days after it until today, it is the record.
    assert queries.counting(COUNTY, on=then.on, today=today) == then
    assert queries.latest(COUNTY, on=today) == then
    assert list(Recheck.objects.values_list("run", "household")) == [(now.pk, home.pk)]
    assert situation.runs_inside("430900000000", on=today, today=today) == [now]
    assert situation.runs_inside("430900000000", on=then.on, today=today) == [then]


def test_where_there_is_no_other_pages_go_by_it_and_say_so(entered, as_):
    then = screened(entered, known="then")
    client = as_(entered)

    assert queries.present(COUNTY, today=clock.today()) == then
    for page in ("desk", "screening:now"):
        assert "那天以后的变动和补录不在这里复算" in client.get(reverse(page)).text
    screened(entered, known="now")
    assert "那天以后的变动和补录不在这里复算" not in client.get(reverse("desk")).text
