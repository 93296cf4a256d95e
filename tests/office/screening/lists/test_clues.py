"""Where clues came from and how their households stand: counted as plain Python counts them, each number with its list."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.engine.tables import EVENTS
from shouwang.office.kit import clock, codes
from shouwang.office.registry.models import Event, Household
from shouwang.office.registry.stated import statements
from shouwang.office.screening.lists import clues
from shouwang.office.screening.models import Finding
from shouwang.office.screening.running import rechecks

pytestmark = pytest.mark.django_db
SINCE = date(2021, 10, 1)
SPAN = codes.span(COUNTY)


@pytest.fixture
def run(office):
    """With events of many channels and kinds; some households have several."""
    channels, kinds = (*EVENTS["channel"].codes, None), EVENTS["kind"].codes
    for number, home in enumerate(Household.objects.order_by("pk")[:60]):
        for turn in range(1 + number % 3):
            what = {
                "kind": kinds[(number + turn) % len(kinds)],
                "channel": channels[number % 7 * (turn + 1) % 10],
            }
            day = ON - timedelta(days=(number * 37 + turn) % 500)
            facts = {"occurred_on": day, **what}
            statements.enter("events", home, facts, at=clock.now(), source="test")
    return screened(office)


def plain(run):
    """Channel → kinds of its events; channel → tiers of its households; None for those that do not stand out."""
    tiers = dict(Finding.objects.filter(run=run).values_list("household", "tier"))
    kinds, homes = defaultdict(Counter), defaultdict(set)
    for event in Event.objects.filter(withdrawn_at=None, household__ended_on=None):
        if SINCE <= event.occurred_on <= ON:
            for channel in (event.channel or "", "whole"):
                kinds[channel][event.kind] += 1
                homes[channel].add(event.household_id)
    return kinds, {name: Counter(tiers.get(home) for home in found) for name, found in homes.items()}


def test_it_counts_as_plain_python_does(run):
    found = clues.told(run, SPAN, SINCE, ON)

    kinds, tiers = plain(run)
    assert len(found.lines) > 3 and found.whole.tiers
    for line in (*found.lines, found.whole):
        assert line.kinds == kinds[line.channel], line.channel
        assert line.households == tiers[line.channel].total()
        assert line.tiers == {tier: n for tier, n in tiers[line.channel].items() if tier is not None}
    assert {line.channel for line in (*found.lines, found.whole)} == set(kinds)


def test_what_was_taken_back_and_what_lies_outside_of_the_period_is_not_counted(run):
    before = clues.told(run, SPAN, SINCE, ON).whole.events
    first, second = Event.objects.filter(occurred_on__range=(SINCE, ON))[:2]

    statements.take_back(first, at=clock.now(), source="test", why="录错了")

    assert clues.told(run, SPAN, SINCE, ON).whole.events == before - 1
    assert clues.told(run, SPAN, second.occurred_on, second.occurred_on).whole.kinds[second.kind] >= 1


def test_whoever_gets_worse_by_a_clue_counts_for_its_channel_within_seconds(office):
    run = screened(office, pack="seven-step-2020", as_if=True)
    calm = Household.objects.exclude(findings__run=run).filter(events=None, ended_on=None).first()
    before = clues.told(run, SPAN, SINCE, ON)

    event = {"kind": "flood", "occurred_on": date(2022, 9, 1), "channel": "media"}
    statements.enter("events", calm, event, at=clock.now(), source="test")
    while rechecks.follow_up(clock.today()):
        pass

    (line,) = [one for one in clues.told(run, SPAN, SINCE, ON).lines if one.channel == "media"]
    had = next((one for one in before.lines if one.channel == "media"), clues.Line("media"))
    assert (line.events, line.tiers.total()) == (had.events + 1, had.tiers.total() + 1)


def test_whoever_entered_since_the_run_before_is_told(office):
    screened(office, pack="seven-step-2020", as_if=True)
    calm = Household.objects.filter(findings=None, events=None, ended_on=None).first()
    event = {"kind": "flood", "occurred_on": date(2022, 9, 1), "channel": "media"}
    statements.enter("events", calm, event, at=clock.now(), source="test")

    later = screened(office, pack="seven-step-2020", as_if=True, on=ON + timedelta(days=1))

    assert clues.told(later, SPAN, SINCE, ON).whole.worsened == 1
    (line,) = [one for one in clues.told(later, SPAN, SINCE, ON).lines if one.worsened]
    assert line.channel == "media"


def test_each_number_of_events_opens_the_list_of_them(run, office, as_):
    client = as_(office)
    asked = {"since": SINCE.isoformat(), "on": ON.isoformat()}

    answer = client.get(reverse("screening:clues", args=[COUNTY]), asked)

    shown = [
        (cell["count"], cell["url"])
        for line in answer.context["matrix"]
        for cell in (*line["cells"], {"count": line["events"], "url": line["url"]})
        if cell["url"]
    ]
    assert shown and answer.context["matrix"][-1]["is_whole"]
    for count, url in shown:
        assert client.get(url).context["page"].total == f"共 {count:,} 件"


def test_each_number_of_households_opens_the_list_of_them(run, office, as_):
    client = as_(office)
    asked = {"since": SINCE.isoformat(), "on": ON.isoformat()}

    lines = client.get(reverse("screening:clues", args=[COUNTY]), asked).context["yields"]

    cells = [cell for line in lines for cell in (line["told"], *line["tiers"], line["worsened"])]
    assert len([count for count, _url in cells if count]) > 8
    for count, url in cells:
        assert client.get(url).context["page"].total == f"共 {count:,} 户", url


def test_the_list_says_what_was_told_and_how_the_household_stands(run, office, as_):
    home = Event.objects.exclude(channel=None).filter(occurred_on__range=(SINCE, ON)).first().household
    address = f"/situation/clues/?area={COUNTY}&since={SINCE}&until={ON}"
    page = as_(office).get(address).context["page"]

    rows = {row[-1]: row for row in page.export_rows(page.columns_declared)}

    told = Event.objects.filter(household=home, withdrawn_at=None, occurred_on__range=(SINCE, ON))
    assert set(rows) == set(told.model.objects.filter(withdrawn_at=None, occurred_on__range=(SINCE, ON))
                            .values_list("household__household_id", flat=True))  # fmt: skip
    assert all(event.occurred_on.isoformat() in rows[home.household_id][3] for event in told)
    assert rows[home.household_id][2] in page.labels.tiers.values()


@pytest.mark.parametrize(
    "asked",
    ["", "since=2021-10-01", "since=soon&until=2022-09-30", "since=2021-10-01&until=2022-09-30&channel=abc"],
)
def test_without_a_period_nobody_is_listed(run, office, as_, asked):
    page = as_(office).get(f"/situation/clues/?area={COUNTY}&{asked}").context["page"]

    assert page.filters.errors and not page.slice.rows


def test_a_first_day_that_is_none_or_after_the_last_is_the_usual_one(run, office, as_):
    address = reverse("screening:clues", args=[COUNTY])

    for asked, since in (("abc", ON - timedelta(days=364)), ("2999-01-01", ON)):
        page = as_(office).get(address, {"since": asked, "on": ON.isoformat()}).context["page"]
        assert page.since == since


@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-30", "1899-12-31"])
def test_a_day_at_the_beginning_of_the_calendar_is_a_day(run, office, as_, day):
    answer = as_(office).get(reverse("screening:clues", args=[COUNTY]), {"on": day})

    assert answer.status_code == 200 and answer.context["page"].since <= date.fromisoformat(day)


def test_long_after_the_run_the_year_before_the_run_is_shown(run, office, as_):
    page = as_(office).get(reverse("screening:clues", args=[COUNTY])).context["page"]

    assert page.since == ON - timedelta(days=364) and page.on == clock.today()


def test_a_first_day_before_all_lists_opens_the_same_events(run, office, as_):
    client = as_(office)

    whole = client.get(reverse("screening:clues", args=[COUNTY]), {"since": "0001-01-01"}).context["matrix"][
        -1
    ]

    assert client.get(whole["url"]).context["page"].total == f"共 {whole['events']:,} 件"


def test_a_period_without_events_leads_to_the_last_ones(run, office, as_):
    client, since = as_(office), (clock.today() - timedelta(days=3)).isoformat()

    empty = client.get(reverse("screening:clues", args=[COUNTY]), {"since": since})

    last = Event.objects.order_by("-occurred_on").first().occurred_on
    assert not empty.context["yields"] and empty.context["latest"]["day"] == last
    assert client.get(empty.context["latest"]["url"]).context["yields"]
