"""Households evaluated one by one: the same as the run over everybody, at once after a change, and checked again."""

from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.engine.screening import screen
from shouwang.office.journal import entries
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.framing import frames
from shouwang.office.registry.models import Household, Income, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements
from shouwang.office.screening import archive, rows
from shouwang.office.screening.models import Finding, Move, Recheck, Run
from shouwang.office.screening.running import explaining, rechecks, renewing

pytestmark = pytest.mark.django_db
UNSAFE = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}


def told_of(run):
    with archive.opened(run.archive) as folder:
        return {row["household_id"]: row for row in pq.read_table(folder / screen.FINDINGS).to_pylist()}


def fine(run):
    """A lifted household that nothing was found of."""
    return (
        Household.objects.filter(house_grade="A", origin="lifted")
        .exclude(findings__run=run)
        .order_by("pk")[0]
    )


def follow(on=ON):
    while rechecks.follow_up(on):
        pass


def test_one_by_one_every_household_gets_the_row_of_the_run(office):
    run = screened(office)

    one_by_one = rechecks.evaluate_all(list(Household.objects.values_list("pk", flat=True)), run, on=ON)

    assert len(one_by_one) == 300
    assert one_by_one == told_of(run)


def test_one_household_alone_is_the_same(office):
    run = screened(office)
    told = told_of(run)

    for household in Household.objects.order_by("?")[:20]:
        assert rechecks.evaluate(household, run, on=ON) == told[household.household_id]


def test_the_moves_are_those_of_the_run(office):
    screened(office)
    for number, household in enumerate(Household.objects.order_by("pk")[:120]):
        values = [UNSAFE, {"house_grade": None}, {"house_grade": "A", "subsistence_allowance": "none"}]
        history.amend(household, values[number % 3], on=ON, source="test")
    run = screened(office)

    pack = explaining.of(run).pack
    found = Finding.objects.filter(run=run)
    assert len({one.move for one in found}) >= 4
    assert [one for one in found if renewing.became(run, pack, one.tier_before, one.tier) != one.move] == []


def test_a_household_that_changes_is_found_within_seconds(office):
    screened(office)
    run = screened(office)
    household = fine(run)
    follow()
    history.amend(household, UNSAFE, on=ON, source="test")

    follow()

    found = Finding.objects.get(run=run, household=household)
    assert (found.tier, found.move, found.tier_before) == ("must_enter", Move.ENTERED, "none")
    assert found.rechecked_at and rows.unpacked(found.row)["house_grade"] == "D"
    note = Recheck.objects.get(run=run)
    assert (note.tier_then, note.tier, note.row_then) == ("none", "must_enter", None)
    assert run.tallies.get(kind="tier", key="must_enter", area_code=household.area_code).households


def test_the_journal_tells_of_a_household_that_moved_once_and_of_others_nothing(office):
    run = screened(office)
    moved, other = fine(run), Household.objects.filter(house_grade="D").first()
    history.amend(moved, UNSAFE, on=ON, source="test")
    history.amend(other, {"address": "三组"}, on=ON, source="test")

    follow()
    follow()

    (told,) = Entry.objects.filter(action="screening.rechecked")
    assert (told.kind, told.ident, told.area_code) == ("recheck", moved.household_id, moved.area_code)
    assert told.detail == f'{{"run":{run.pk},"tier":["none","must_enter"]}}'


def test_what_is_put_right_again_leaves_the_run_as_it_was(office):
    run = screened(office)
    household = fine(run)
    for values in (UNSAFE, {"house_grade": "A"}, UNSAFE, {"house_grade": "A"}):
        history.amend(household, values, on=ON, source="test")
        follow()

    assert not Finding.objects.filter(run=run, household=household).exists()
    assert Recheck.objects.get(run=run).tier == "none"


def test_what_the_run_had_found_is_kept(office):
    run = screened(office)
    before = Finding.objects.filter(run=run, tier="must_enter").first()
    household = before.household
    for values in ({"house_grade": None}, {"house_grade": "A", "risk_state": None}):
        history.amend(household, values, on=ON, source="test")
        follow()

    note = Recheck.objects.get(run=run, household=household)
    assert rows.unpacked(note.row_then) == rows.unpacked(before.row) == told_of(run)[household.household_id]


@pytest.mark.parametrize("what", ["person", "statement", "withdrawal", "left", "registered", "read"])
def test_every_kind_of_change_is_followed(office, what):
    run = screened(office)
    household = Household.objects.order_by("pk")[0]
    at = clock.now()
    match what:
        case "person":
            person = household.persons.all()[0]
            history.amend(person, {"works": not person.works}, on=ON, source="test")
        case "statement":
            facts = {"period": "2021", "kind": "medical", "amount": "90000", "insurance_payout": "0"}
            statements.enter("expenses", household, facts, at=at, source="test")
        case "withdrawal":
            line = Income.objects.select_related("household").order_by("pk")[0]
            statements.take_back(line, at=at, source="test", why="录错")
            household = line.household
        case "left":
            gone = {"ended_on": ON, "ending": "moved"}
            history.amend(household, gone, on=ON, source="test")
        case "registered":
            same = {"since": ON, "recorded_at": at, "source": "test", "area_code": household.area_code}
            household = Household(household_id="NEW-1", **same)
            household.save()
            Person(person_id="NEW-1-1", household=household, relation="head", **same).save()
        case "read":
            entries.record("household.read", household)

    follow()

    notes = Recheck.objects.filter(run=run)
    assert [note.household for note in notes] == ([] if what == "read" else [household])
    if what == "left":
        assert notes[0].tier == "" and not Finding.objects.filter(run=run, household=household).exists()
    if what == "registered":
        assert notes[0].tier_then == ""


def test_following_twice_changes_nothing_and_costs_two_queries(office, django_assert_max_num_queries):
    run = screened(office)
    history.amend(fine(run), UNSAFE, on=ON, source="test")
    follow()
    # Past what the journal says of the recheck itself.
    follow()
    held = list(Finding.objects.order_by("pk").values_list("pk", "tier", "rechecked_at"))

    with django_assert_max_num_queries(3):
        assert rechecks.follow_up(ON) is False

    assert list(Finding.objects.order_by("pk").values_list("pk", "tier", "rechecked_at")) == held


def test_what_is_only_read_keeps_the_worker_from_nothing(office, monkeypatch):
    screened(office)
    follow()
    monkeypatch.setattr(rechecks, "evaluate_all", lambda *of, **more: 1 / 0)
    for home in Household.objects.all()[:5]:
        entries.record("household.read", home)

    assert rechecks.follow_up(ON) is False
    assert not Recheck.objects.exists()


def test_the_worker_that_comes_second_leaves_it(office):
    run = screened(office)
    history.amend(fine(run), UNSAFE, on=ON, source="test")
    stale = Run.objects.get(pk=run.pk)
    follow()
    kept = Finding.objects.get(run=run, move=Move.FIRST, tier="must_enter", rechecked_at__isnull=False)

    rechecks._followed(stale, ON)

    assert Finding.objects.get(pk=kept.pk).rechecked_at == kept.rechecked_at


def test_a_backlog_is_taken_in_pieces(office, monkeypatch):
    run = screened(office)
    monkeypatch.setattr(rechecks, "PIECE", 10)
    for household in Household.objects.order_by("pk")[:25]:
        history.amend(household, {"group_name": "九组"}, on=ON, source="test")

    assert rechecks.follow_up(ON) is True
    assert 0 < Recheck.objects.filter(run=run).count() <= 10
    follow()
    assert Recheck.objects.filter(run=run).count() == 25


def test_a_change_after_the_day_of_the_run_counts_once_the_register_says_so(office):
    run = screened(office)
    household = fine(run)
    history.amend(household, UNSAFE, on=ON + timedelta(days=3), source="test")

    assert rechecks.evaluate(household, run, on=ON)["tier"] == "none"
    assert rechecks.evaluate(household, run, on=ON + timedelta(days=3))["tier"] == "must_enter"


def test_the_next_run_agrees_with_what_was_evaluated_meanwhile(office):
    first = screened(office)
    household = fine(first)
    history.amend(household, UNSAFE, on=ON, source="test")
    follow()
    run = screened(office)

    found = rechecks.agree(run)

    assert found == {"checked": found["checked"], "again": 1, "differ": 0, "households": []}
    assert 100 <= found["checked"] <= 101
    assert Run.objects.get(pk=run.pk).summary["agreement"] == found


def test_a_difference_is_reported_and_named(office, monkeypatch, caplog):
    run = screened(office)
    ready = explaining.of(run)
    monkeypatch.setattr(
        explaining.Ready, "find", lambda self, one: {**self.row(one, self.finding(one)), "tier": "assess"}
    )
    assert ready

    found = rechecks.agree(run)

    assert found["differ"] > 50 and len(found["households"]) == 20
    assert "differ" in caplog.text


def test_who_was_written_while_the_run_read_is_no_difference(office):
    run = screened(office)
    with archive.opened(run.archive) as folder:
        codes = pq.read_table(folder / screen.FINDINGS, columns=["household_id"])["household_id"].to_pylist()
    for household in Household.objects.filter(household_id__in=codes):
        # As if its transaction had begun before the run looked, and ended after.
        history.amend(household, UNSAFE, on=ON, source="test", at=run.known_at - timedelta(seconds=1))

    assert rechecks.agree(run)["differ"] == 0


def test_a_merged_household_counts_where_its_people_went(office):
    run = screened(office)
    ended, heir = Household.objects.filter(area_code__startswith=COUNTY[:6]).order_by("pk")[:2]
    for person in ended.persons.all():
        history.amend(person, {"household": heir}, on=ON, source="test")
    merged = {"ended_on": ON, "ending": "merged", "merged_into": heir, "members": 0}
    history.amend(ended, merged, on=ON, source="test")

    follow()

    assert {note.household_id for note in Recheck.objects.filter(run=run)} == {ended.pk, heir.pk}
    near = frames.of_households([heir.pk], ON)[heir.household_id]
    assert len(near.children["incomes"]) == ended.incomes.count() + heir.incomes.count()
    again = screened(office)
    assert rechecks.evaluate(heir, again, on=ON) == told_of(again)[heir.household_id]
