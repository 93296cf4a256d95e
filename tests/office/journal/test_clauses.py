"""Under which clause, and from which day: said by whoever knows, else by the procedure of the action."""

from datetime import date

import pytest
from django.utils import timezone, translation
from tests.office.cast import TOWNSHIP

from shouwang.office.areas.models import Area
from shouwang.office.journal import actions, clauses, entries
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.django_db
MAY_1 = date(2026, 5, 1)


def last():
    return Entry.objects.latest("pk")


def test_where_nobody_says_more_an_action_rests_on_its_procedure(somebody):
    entries.record("household.read")

    assert last().clause == "rule:read"
    assert clauses.shown(last().clause) == "查看：限本岗位的地方，逐次留痕"


def test_what_is_recorded_inside_rests_on_what_was_said_outside(somebody):
    with clauses.resting("import:12; sender:县医保局", on=MAY_1), clauses.resting(on=date(2026, 4, 1)):
        entries.record("household.changed")
    told = last()
    entries.record("household.changed")

    assert (told.clause, told.day) == ("import:12; sender:县医保局", date(2026, 4, 1))
    assert clauses.shown(told.clause) == "导入 12；来源单位：县医保局"
    assert last().clause == "rule:correct"


def test_a_record_takes_effect_on_the_day_it_says_and_a_change_of_it_at_once(somebody):
    area = Area(code=TOWNSHIP, name="青山镇", level="township", valid_from="2026-01-01")
    area.save(force_insert=True)
    assert last().day == date(2026, 1, 1)

    area.name = "青山街道"
    area.save()
    assert (last().day, last().clause) == (timezone.localdate(), "rule:areas")


def test_every_kind_of_thing_has_a_procedure_with_words_in_both_languages():
    kinds = {*actions.KINDS, *actions.recorded()}
    assert {kind for kind in kinds if not clauses.of(f"{kind}.created")} == set()
    assert all(clauses.of(action) for action in actions.ACTIONS)
    for code in clauses.RULES:
        with translation.override("en"):
            english = clauses.shown(f"rule:{code}")
        assert clauses.shown(f"rule:{code}") != f"rule:{code}" != english


def test_what_is_no_code_stands_as_it_was_written():
    assert clauses.shown("《村规》第三条; rule:none") == "《村规》第三条；rule:none"


def test_numbers_of_people_are_never_part_of_a_clause(somebody):
    with clauses.resting("sender:430921198001010014"):
        entries.record("household.changed")

    assert "430921198001010014" not in last().clause
