"""What was filled in at once is taken back as one, and nothing of what others said since is touched."""

import json
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from tests.office import cast as people
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments
from shouwang.office.areas import changes as areas
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.completed import completions
from shouwang.office.registry.homes import households, moves, persons
from shouwang.office.registry.models import Completion, Household, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.past.differences import Stale
from shouwang.office.screening.completion import completing
from shouwang.office.screening.completion.completing import Filled

pytestmark = pytest.mark.django_db
WATER, INSURED, HEALTH = "households.water_safe", "persons.medical_insured", "persons.health"
DAY = date(2026, 6, 1)


@pytest.fixture
def homes(cast, somebody):
    return [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]


@pytest.fixture
def kept(cast, homes):
    """Of three households water, of the first one's head two columns more."""
    head = Person.objects.get(household=homes[0], relation="head")
    given = [Filled(home, {"water_safe": True}, home.version) for home in homes]
    given.append(Filled(head, {"medical_insured": False, "health": "healthy"}, head.version))
    asked = [completing.asked(name) for name in (WATER, INSURED, HEALTH)]
    assert completing.complete(asked, given, by=cast.achun, on=DAY, reason="入户看过", workbook=True) == 5
    return Completion.objects.get()


def back(kept, by):
    return completions.take_back(kept, by=by, on=clock.today(), reason="填错了村")


def amended(home, by, on=DAY, **given):
    home.refresh_from_db()
    amend = persons.amend if isinstance(home, Person) else households.amend
    amend(home, given, seen_version=home.version, by=by, on=on)


def water():
    found = Household.objects.filter(household_id__startswith="ZW-").order_by("household_id")
    return list(found.values_list("water_safe", flat=True))


def test_what_was_filled_in_is_kept_without_its_values(cast, kept):
    assert (kept.area_code, kept.by, kept.on, kept.cells) == (people.VILLAGE, cast.achun, DAY, 5)
    assert kept.filled[-1][0] == "persons" and kept.filled[-1][2] == ["health", "medical_insured"]
    assert "healthy" not in str(kept.filled)
    assert [".".join(one) for one in completions.columns(kept)] == [WATER, HEALTH, INSURED]
    told = Entry.objects.get(action="completion.made")
    assert json.loads(told.detail)["cells"] == 5


def test_taken_back_it_is_as_if_it_had_never_been_said(cast, homes, kept):
    assert back(kept, cast.achun) == 5

    assert water() == [None] * 3
    head = Person.objects.get(household=homes[0], relation="head")
    assert (head.medical_insured, head.health) == (None, None)
    assert {history.at(home, day).water_safe for home in homes for day in (DAY, clock.today())} == {None}
    kept.refresh_from_db()
    assert (kept.taken_back_by, kept.taken_back) == (cast.achun, 5)
    assert Entry.objects.filter(action="completion.taken_back").count() == 1
    assert kept.taken_back_why == "填错了村" and "填错了村" not in str(
        list(Entry.objects.values_list("detail"))
    )
    with pytest.raises(Refused, match="已经撤回过"):
        back(kept, cast.achun)


def test_what_somebody_said_since_stays_and_the_rest_is_taken_back(cast, homes, kept):
    amended(homes[0], cast.xiaoman, group_name="三组")
    amended(homes[1], cast.xiaoman, water_safe=False)

    looked = completions.looked(kept, cast.achun)

    assert [line.moved for line in looked.lines] == [set(), {"water_safe"}, set(), set()]
    assert looked.standing == 4 and back(kept, cast.achun) == 4
    assert water() == [None, False, None]
    homes[0].refresh_from_db()
    assert homes[0].group_name == "三组"


def test_a_value_that_somebody_changed_and_gave_again_is_theirs(cast, homes, kept):
    amended(homes[1], cast.xiaoman, water_safe=False)
    amended(homes[1], cast.xiaoman, water_safe=True)

    assert back(kept, cast.achun) == 4
    assert water() == [None, True, None]


def test_what_is_said_later_of_days_before_says_nothing_against_it(cast, homes, kept):
    amended(homes[0], cast.xiaoman, on=DAY - timedelta(days=90), group_name="三组")

    assert completions.looked(kept, cast.achun).standing == 5


def test_filled_in_of_a_day_long_past_it_is_taken_back_since_that_day(cast, homes):
    """The household was said to be otherwise since: of the days between it is unknown again, too."""
    early = homes[0].since + timedelta(days=1)
    amended(homes[0], cast.achun, on=DAY, group_name="三组")
    filled = [Filled(homes[0], {"water_safe": True}, homes[0].version)]
    completing.complete([completing.asked(WATER)], filled, by=cast.achun, on=early)
    assert history.at(homes[0], early).water_safe is True

    assert back(Completion.objects.get(), cast.achun) == 1

    assert {history.at(homes[0], day).water_safe for day in (early, DAY)} == {None}
    assert (history.at(homes[0], early).group_name, history.at(homes[0], DAY).group_name) == (None, "三组")


def test_what_was_known_of_days_between_is_known_again(cast, homes):
    """Once it was known, then no longer; filled in since a day before both, and taken back."""
    home, days = homes[0], [homes[0].since + timedelta(days=number) for number in (10, 20, 40)]
    amended(home, cast.xiaoman, on=days[0], water_safe=True)
    amended(home, cast.xiaoman, on=days[2], water_safe=None)
    home.refresh_from_db()
    completing.complete(
        [completing.asked(WATER)],
        [Filled(home, {"water_safe": False}, home.version)],
        by=cast.achun,
        on=days[1],
    )
    amended(home, cast.xiaoman, group_name="三组")
    assert [history.at(home, day).water_safe for day in (*days, DAY)] == [True, False, False, False]

    assert back(Completion.objects.get(), cast.achun) == 1

    assert [history.at(home, day).water_safe for day in (*days, DAY)] == [True, True, None, None]
    assert history.at(home, DAY).group_name == "三组"


def test_who_reaches_less_takes_back_less_and_somebody_else_the_rest(cast, homes, kept):
    households.move(homes[1], people.NEIGHBOUR, by=cast.linjie, on=DAY)

    assert back(kept, cast.achun) == 4
    kept.refresh_from_db()
    assert (kept.taken_back, water()) == (4, [None, True, None])
    assert back(kept, cast.xiaoman) == 1
    kept.refresh_from_db()
    assert (kept.taken_back, water()) == (5, [None, None, None])


def test_a_change_at_the_same_moment_stops_all_of_it(cast, homes, kept, monkeypatch):
    look = completions.looked

    def overtaken(completion, user):
        found = look(completion, user)
        amended(homes[2], cast.xiaoman, group_name="三组")
        return found

    monkeypatch.setattr(completions, "looked", overtaken)
    with pytest.raises(Stale):
        back(kept, cast.achun)

    assert water() == [True] * 3
    kept.refresh_from_db()
    assert (kept.taken_back, kept.taken_back_at) == (0, None)


def test_of_whom_was_registered_later_it_says_from_when(cast, homes, as_):
    early = homes[0].since - timedelta(days=400)
    filled = [Filled(homes[0], {"water_safe": True}, homes[0].version)]
    completing.complete([completing.asked(WATER)], filled, by=cast.achun, on=early)

    page = as_(cast.achun).get(reverse("registry:completion", args=[Completion.objects.get().pk]))

    assert f"{early}；登记得更晚的，从登记之日起" in page.text


def test_of_what_is_taken_back_nothing_is_asked_again(cast, kept, as_):
    back(kept, cast.achun)

    assert as_(cast.achun).get(reverse("registry:completion-back", args=[kept.pk])).status_code == 404


def test_whoever_does_not_find_it_does_not_take_it_back(cast, kept):
    with pytest.raises(Refused, match="不归您办理"):
        back(kept, cast.laobai)


def test_when_everything_was_changed_since_nothing_can_be_taken_back(cast, homes):
    completing.complete(
        [completing.asked(WATER)], [Filled(homes[0], {"water_safe": True}, 1)], by=cast.achun, on=DAY
    )
    amended(homes[0], cast.xiaoman, water_safe=False)

    with pytest.raises(Refused, match="后来又改过"):
        back(Completion.objects.get(), cast.achun)


def test_nothing_is_kept_of_what_changed_nothing(cast, homes):
    amended(homes[0], cast.xiaoman, water_safe=True)
    filled = [Filled(homes[0], {"water_safe": True}, homes[0].version)]

    assert completing.complete([completing.asked(WATER)], filled, by=cast.achun, on=DAY) == 0
    assert not Completion.objects.exists()


def test_of_households_out_of_reach_and_gone_nothing_is_shown_or_touched(cast, homes, kept, as_):
    """One moved to the neighbours' village, one left the register."""
    households.move(homes[1], people.NEIGHBOUR, by=cast.linjie, on=DAY)
    households.end(homes[2], ending="mistake", by=cast.linjie, on=clock.today())

    page = as_(cast.achun).get(reverse("registry:completion", args=[kept.pk]))

    assert page.context["hidden"] == 1 and "周1旺" not in page.text and "已不在册" in page.text
    assert back(kept, cast.achun) == 3
    assert Household._base_manager.get(pk=homes[1].pk).water_safe is True


def test_after_a_merger_the_successor_finds_it_and_can_take_it_back(cast, kept):
    old, into = (Area.objects.get(pk=code) for code in (people.VILLAGE, people.NEIGHBOUR))
    areas.merge([old], into=into, on=clock.today(), by=cast.linjie)
    old.refresh_from_db()
    moves.follow(old, by=cast.linjie, on=clock.today())
    kept.refresh_from_db()

    assert kept in Completion.objects.visible_to(cast.laobai, "change.request")
    assert back(kept, cast.laobai) == 5
    assert water() == [None] * 3


def test_the_story_in_the_browser(cast, kept, as_):
    client = as_(cast.achun)
    page = client.get(reverse("registry:completions"))
    assert "是否解决安全饮用水" in page.text and "交回待补表" in page.text
    one = reverse("registry:completion", args=[kept.pk])
    assert (
        one in page.text and reverse("registry:completions") in client.get(reverse("screening:complete")).text
    )
    ask = reverse("registry:completion-back", args=[kept.pk])
    assert ask in client.get(one).text

    question = client.get(ask)
    assert "5 格" in question.text
    answer = client.post(ask, {"reason": "填错了村", "once": question.context["page"].once}, follow=True)

    assert "撤回了 5 格" in answer.text and ask not in answer.text and "已撤回" in answer.text
    assert f"撤回补齐 {kept.pk}" in client.get(reverse("registry:household", args=["ZW-0"])).text
    assert client.post(ask, {"reason": "再来一次"}).status_code == 409


def test_ones_own_in_several_villages_is_found_and_the_neighbours_is_not(cast, homes, kept, as_, somebody):
    assert as_(cast.laobai).get(reverse("registry:completion", args=[kept.pk])).status_code == 404
    kept.area_code = people.VILLAGE[:9] + "000"
    kept.save()

    assert kept in Completion.objects.visible_to(cast.achun, "change.request")
    for line in cast.achun.appointments_now:
        appointments.end(line, on=clock.today(), by=None)
    assert kept not in Completion.objects.visible_to(
        type(cast.achun).objects.get(pk=cast.achun.pk), "change.request"
    )


def test_in_english_what_was_taken_back_is_called_so_everywhere(cast, homes, kept, as_):
    client = as_(cast.achun)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        ask = client.get(reverse("registry:completion-back", args=[kept.pk])).text
        back(kept, cast.achun)

        listed = client.get(reverse("registry:completions")).text
        one = client.get(reverse("registry:completion", args=[kept.pk])).text

    assert ">Take back<" in re.sub(r"\s*([<>])\s*", r"\1", ask) and "Withdraw" not in ask
    assert "acts of filling in" in listed and ">runs" not in listed
    assert "Taken back" in listed and "Taken back" in one
    assert "Withdraw" not in listed + one
