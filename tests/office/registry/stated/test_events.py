"""The same event for many households: one for each, all or none, and never the same twice."""

from datetime import date, timedelta

import pytest
from tests.office import cast as people
from tests.office.registry import dwellings

from shouwang.engine.errors import Refused
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Event
from shouwang.office.registry.stated import events, statements

pytestmark = pytest.mark.usefixtures("somebody")
DAY = date(2026, 7, 1)
FLOOD = {"kind": "flood", "occurred_on": DAY, "channel": "grid_worker"}


@pytest.fixture
def village(cast):
    """Three households here, one in the village beside."""
    made = [
        dwellings.home(cast, code=f"A-{n}", head=name)
        for n, name in enumerate(("张三", "赵六", "吴八"), start=1)
    ]
    return [*made, dwellings.home(cast, area=people.NEIGHBOUR, code="B-1", head="钱七")]


def enter(by, amounts, **more):
    return events.enter(people.VILLAGE, {**FLOOD, **more}, amounts, by=by)


def refusal(by, amounts, **more):
    with pytest.raises(Refused) as refused:
        enter(by, amounts, **more)
    assert not Event.objects.filter(note=None).exists()
    return str(refused.value.why)


def test_each_ticked_household_gets_one_event_and_the_journal_one_line(village, cast):
    first, second, third, _beside = village

    count = enter(cast.achun, {first.pk: "1200.50", second.pk: None})

    made = list(Event.objects.order_by("household"))
    assert count == 2
    assert [(one.household, one.amount, one.channel) for one in made] == [
        (first, 1200.5, "grid_worker"),
        (second, None, "grid_worker"),
    ]
    assert Entry.objects.filter(action="event.created").count() == 2
    assert not third.events.exists()


def test_a_household_elsewhere_refuses_all_without_its_name(village, cast):
    first, *_others, beside = village

    why = refusal(cast.achun, {first.pk: None, beside.pk: None})

    assert "1 户" in why and "钱七" not in why


def test_whoever_reaches_both_villages_reads_whom_it_is_about(village, cast):
    first, *_others, beside = village

    assert "钱七" in refusal(cast.linjie, {first.pk: None, beside.pk: None})


def test_a_household_that_left_meanwhile_is_named(village, cast):
    first, second, *_rest = village
    households.end(second, ending="moved_out", by=cast.linjie, on=DAY)

    assert "赵六" in refusal(cast.achun, {first.pk: None, second.pk: None})


def test_an_amount_that_cannot_be_is_named_with_its_household(village, cast):
    first, second, *_rest = village

    why = refusal(cast.achun, {first.pk: "12", second.pk: "-5"})

    assert "赵六" in why and "张三" not in why


def test_who_has_the_same_event_already_is_named_and_nobody_gets_it(village, cast):
    first, second, *_rest = village
    statements.add("events", first, FLOOD | {"note": "已在"}, by=cast.achun)

    why = refusal(cast.achun, {first.pk: None, second.pk: None})

    assert "张三" in why and "洪涝" in why
    assert not second.events.exists()


def test_what_was_taken_back_may_be_entered_anew(village, cast):
    first = village[0]
    row = statements.add("events", first, FLOOD, by=cast.achun)
    statements.withdraw(row, reason="录错了", by=cast.achun)

    assert enter(cast.achun, {first.pk: None}) == 1


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"occurred_on": clock.today() + timedelta(days=1)}, "今天之后"),
        ({"kind": ""}, "事件类别"),
        ({"channel": "rumour"}, "线索来源"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(village, cast, given, word):
    assert word in refusal(cast.achun, {village[0].pk: None}, **given)


def test_nobody_ticked_is_said(village, cast):
    assert "一户也没有选" in refusal(cast.achun, {})


def test_more_than_a_page_is_refused(village, cast):
    assert str(events.MOST) in refusal(cast.achun, dict.fromkeys(range(1, events.MOST + 2)))


def test_a_helper_enters_for_their_households_only(village, cast):
    first, second, *_rest = village
    dwellings.helped(first, cast)

    assert enter(cast.bangfu, {first.pk: None}) == 1
    with pytest.raises(Refused):
        enter(cast.bangfu, {second.pk: None})


def test_whoever_may_not_request_changes_may_not_enter(village, cast):
    with pytest.raises(Refused):
        enter(cast.ducha, {village[0].pk: None})


def test_of_many_names_the_first_and_the_number_are_given():
    names = [f"户{number}" for number in range(1, 21)]

    assert events.called(names[:2]) == "户1、户2"
    assert events.called(names).startswith("户1、户2") and events.called(names).endswith("等 20 户")


def test_whoever_reaches_linked_households_only_goes_to_their_villages_and_no_further(village, cast):
    """The township's other villages have nobody for whom the helper may enter anything."""

    def places(by):
        return list(events.villages(by).values_list("code", flat=True))

    assert places(cast.bangfu) == []

    dwellings.helped(village[0], cast)

    assert places(cast.bangfu) == [people.VILLAGE] == places(cast.achun)
    assert people.NEIGHBOUR in places(cast.linjie)
