"""What each kind of request does to the register."""

from datetime import date

import pytest
from tests.office import cast as people
from tests.office.registry import drafts, families
from tests.office.registry.drafts import present

from shouwang.engine.errors import Refused
from shouwang.office.registry import kinds
from shouwang.office.registry.models import Change, Household, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.requests import changes, planning

pytestmark = pytest.mark.django_db
ON = drafts.ON
CHEN = {"name": "陈七", "id_number": "43092119910203102X"}
BRIDE = {**CHEN, "sex": "female", "birth_date": "1991-02-03", "relation": "child_in_law"}


def test_every_kind_has_a_plan_and_a_form():
    assert set(kinds.KINDS) == set(planning.MAKERS) == set(Change.Kind.values)


def test_a_birth_adds_a_person_from_that_day_on_and_asks_after_insurance(home, ask, done):
    day = date(2026, 4, 20)
    change = ask("birth", **drafts.BIRTH, happens_on=day)

    outcome = done(change)

    born = Person.objects.get(name="周新")
    assert (born.birth_date, born.since, born.source) == (day, day, f"change:{change.pk}")
    assert outcome.notes == ["周新没有基本医疗保险的参保记录，请核实。"]
    assert Household.objects.get(pk=home.pk).members == 4


def test_a_death_of_the_head_makes_a_new_head_with_derived_relations(home, ask, done):
    done(ask("death", person="周大", new_head="李二"))

    home.refresh_from_db()
    assert present(home) == {"李二": "head", "周小": "child"}
    assert (home.head_name, home.members) == ("李二", 2)
    assert families.person(home, "周大").ending == "died"


def test_the_last_one_to_die_ends_the_household(cast, somebody, ask, done):
    lone = families.settle(cast.linjie, code="9", family=({"name": "王", "relation": "head"},))

    done(ask("death", at=lone, person="王"))

    lone.refresh_from_db()
    assert (lone.ended_on, lone.ending, lone.members) == (ON, "died", 0)


@pytest.mark.parametrize(
    ("kind", "answers", "then"),
    [
        ("marriage_in", BRIDE, {"陈七": "child_in_law"}),
        ("move_in", {"name": "周弟", "relation": "sibling"}, {"周弟": "sibling"}),
        ("head", {"person": "周小"}, {"周小": "head", "周大": "parent", "李二": "parent"}),
    ],
)
def test_who_comes_or_becomes_head_is_there_as_what_they_are(home, ask, done, kind, answers, then):
    before = present(home)

    done(ask(kind, **answers))

    assert present(home) == before | then
    head = next(name for name, relation in present(home).items() if relation == "head")
    assert Household.objects.get(pk=home.pk).head_name == head


def test_who_marries_in_must_have_left_elsewhere(cast, home, ask):
    families.settle(cast.linjie, code="8", family=({**CHEN, "relation": "head"},))
    with pytest.raises(Refused, match="户编码 8"):
        ask("marriage_in", **BRIDE)


def test_somebody_marries_out(home, ask, done):
    done(ask("marriage_out", person="周小", destination="外县"))

    assert families.person(home, "周小").ending == "married"
    assert history.at(families.person(home, "周小"), date(2026, 4, 30)).relation == "child"


def test_a_whole_household_moves_out_and_comes_back_into_another_village(cast, home, ask, done):
    done(ask("move_out", whole=True))
    home.refresh_from_db()
    assert (home.ending, home.members, present(home)) == ("moved", 0, {})

    done(ask("move_in", at=home, by=cast.laohe, whole=True, area=people.NEIGHBOUR))

    home.refresh_from_db()
    assert (home.ended_on, home.members, home.area_code) == (None, 3, people.NEIGHBOUR)
    assert len(present(home)) == 3


def test_a_household_does_not_come_back_with_somebody_who_lives_elsewhere_by_now(cast, home, ask, done):
    other = families.settle(cast.linjie, code="7", family=({"name": "吴一", "relation": "head"},))
    done(ask("move_out", whole=True))
    done(ask("move_in", at=other, name="周大", relation="parent", id_number=families.NUMBER))
    home.refresh_from_db()

    with pytest.raises(Refused, match="已经登记在户编码 7"):
        ask("move_in", at=home, whole=True, area=people.VILLAGE)

    assert home.ended_on and present(home) == {}


def test_a_merged_household_is_not_revived_empty(cast, home, ask, done):
    other = families.settle(cast.linjie, code="7", family=({"name": "吴一", "relation": "head"},))
    done(ask("merge", household="7"))
    other.refresh_from_db()

    with pytest.raises(Refused, match="并户"):
        ask("move_in", at=other, whole=True, area=people.VILLAGE)


def test_a_household_that_nobody_would_come_back_with_stays_away(cast, home, ask, done):
    done(ask("move_out", whole=True))
    home.refresh_from_db()
    for one in home.persons.all():
        history.amend(one, {"ended_on": families.JUNE_1}, on=families.JUNE_1, source="test")

    with pytest.raises(Refused, match="空户"):
        ask("move_in", at=home, whole=True, area=people.VILLAGE)


def test_a_household_splits(home, ask, done):
    done(ask("split", persons=["周小"], head="周小", group_name="二组"))

    new = Household.objects.exclude(pk=home.pk).get()
    assert (new.head_name, new.members, new.group_name, new.origin) == ("周小", 1, "二组", "lifted")
    assert present(new) == {"周小": "head"}
    assert present(home) == {"周大": "head", "李二": "spouse"}
    assert Household.objects.get(pk=home.pk).members == 2


@pytest.mark.parametrize(
    ("kind", "answers", "why"),
    [
        ("death", {"person": "周大"}, "须有新户主"),
        ("split", {"persons": ["周大", "李二", "周小"], "head": "周小"}, "有人分出、有人留下"),
        ("birth", {"relation": "child"}, "请填写“姓名”；请填写“性别”"),
    ],
)
def test_what_cannot_be_is_not_even_drafted(ask, kind, answers, why):
    with pytest.raises(Refused, match=why):
        ask(kind, **answers)


LATE = date(2025, 1, 1)
CHILD = {"name": "小二", "sex": "female", "birth_date": "2024-01-01", "id_number": "430921202401010020"}
YOUNG = {"name": "小丽", "sex": "female", "birth_date": "2008-01-01", "id_number": "430921200801010020"}

GROWN = {**YOUNG, "birth_date": "1996-01-01", "id_number": "430921199601010020"}


@pytest.mark.parametrize(
    ("kind", "on", "answers", "why"),
    [
        ("death", date(1950, 1, 1), {"person": "周小"}, "早于“周小”的出生日期"),
        ("death", date(1900, 1, 1), {"person": "周小"}, "太早"),
        ("birth", date(1990, 1, 1), drafts.BIRTH, "太早"),
        ("birth", LATE, drafts.BIRTH, "超过一年"),
        (
            "move_in",
            LATE,
            {"name": "新", "relation": "other", "birth_date": "2026-01-01"},
            "早于“新”的出生日期",
        ),
        ("marriage_in", families.MAY_1, {**CHILD, "relation": "child_in_law"}, "只有 2 岁"),
        ("move_in", families.MAY_1, {**CHILD, "relation": "spouse"}, "只有 2 岁"),
        ("marriage_in", families.MAY_1, {**YOUNG, "relation": "child_in_law"}, "法定婚龄 20 岁"),
        ("marriage_in", families.MAY_1, {**GROWN, "relation": "spouse"}, "已经登记了户主的配偶"),
    ],
)
def test_days_that_cannot_be_are_refused(ask, kind, on, answers, why):
    with pytest.raises(Refused, match=why):
        ask(kind, happens_on=on, reason="", **answers)


def test_what_is_odd_and_may_be_so_needs_a_reason(ask):
    ask("birth", happens_on=LATE, reason="在外出生，今年才回村", **drafts.BIRTH)
    ask("death", happens_on=date(2024, 1, 1), reason="外地死亡，现才得知", person="周小")
    ask("marriage_in", reason="有当地变通规定", **YOUNG, relation="child_in_law")


def test_what_began_by_a_request_is_not_reached_back_before(home, ask, done):
    done(ask("split", persons=["周小"], head="周小"))
    home.refresh_from_db()
    new = Household.objects.exclude(pk=home.pk).get()

    with pytest.raises(Refused, match="早于“周小”进入登记的日期 2026-05-01"):
        ask("merge", household=new.household_id, happens_on=date(2026, 4, 1))
    with pytest.raises(Refused, match="进入登记"):
        ask("death", at=new, person="周小", happens_on=date(2026, 4, 1))
    ask("merge", household=new.household_id)


def test_two_households_merge(cast, home, ask, done):
    other = families.settle(cast.linjie, code="7", family=({"name": "周弟", "relation": "head"},))
    code = other.persons.get().person_id

    done(ask("merge", household="7", relations={code: "sibling"}))

    other.refresh_from_db()
    assert (other.ending, other.members, other.merged_into) == ("merged", 0, home)
    assert (present(home)["周弟"], Household.objects.get(pk=home.pk).members) == ("sibling", 4)


def test_an_id_number_is_corrected_with_birth_and_sex(home, ask, done):
    done(ask("id", person="周小", id_number="430921198808081059"))

    person = families.person(home, "周小")
    assert (person.id_number, person.birth_date) == ("430921198808081059", date(1988, 8, 8))


def test_facts_are_corrected_by_request(home, ask, done):
    change = ask("facts", values={"monitoring_type": "marginal", "identified_on": "2026-04-01"})
    assert {(each.label, each.new_text) for each in changes.preview(change)} == {
        ("监测对象类别", "边缘易致贫户"),
        ("识别时间", "2026-04-01"),
    }

    done(change)

    assert Household.objects.get(pk=home.pk).monitoring_type == "marginal"


def test_the_preview_is_what_happens(home, ask, done):
    change = ask("death", person="周大", new_head="李二")
    shown = changes.preview(change)

    outcome = done(change)

    assert [(each.ident, each.field, each.new) for each in shown] == [
        (each.ident, each.field, each.new) for each in outcome.differences
    ]
    assert {(each.subject, each.field) for each in shown} >= {
        ("周大", "ended_on"),
        ("李二", "relation"),
        ("周大", "members"),
    }


def test_the_preview_masks_numbers(ask):
    shown = changes.preview(ask("id", person="周小", id_number="430921198808081059"))

    assert [each.new_text for each in shown if each.field == "id_number"] == ["430921********"]
