"""Requests: each kind from the draft to what it does to the register."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments
from shouwang.office.kit import clock
from shouwang.office.registry import changes, history, households, kinds, planning, queries
from shouwang.office.registry.differences import Stale
from shouwang.office.registry.flow import CHANGE
from shouwang.office.registry.models import Change, Household, Paper, Person

pytestmark = pytest.mark.django_db
ON = families.MAY_1


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


@pytest.fixture
def ask(cast, home):
    """Draft, with a paper; answers may name members."""

    def draft(kind, at=None, by=None, happens_on=ON, reason="如实更正", **answers):
        household = at or home
        codes = {name: _code(household, value) for name, value in answers.items()}
        change = changes.draft(
            household, kind, codes, happens_on=happens_on, by=by or cast.achun, on=ON, reason=reason
        )
        _paper(change, by or cast.achun)
        return change

    return draft


def _code(household, value):
    if isinstance(value, list):
        return [_code(household, each) for each in value]
    if isinstance(value, dict):
        return {_code(household, who): said for who, said in value.items()}
    found = household.persons.filter(name=value).first()
    return found.person_id if found else value


def _paper(change, by):
    Paper(
        household=change.household,
        area_code=change.area_code,
        change=change,
        title="证明",
        file="papers/00/0",
        kind="image/png",
        size=1,
        checksum="0",
        added_by=by,
        added_at=clock.now(),
    ).save()


@pytest.fixture
def done(cast):
    """Submitted and approved."""

    def carry(change, by=None):
        changes.submit(change, by=change.asked_by, on=ON)
        return changes.approve(change, by=by or cast.linjie, on=families.MAY_2)

    return carry


def present(household):
    household = Household.objects.get(pk=household.pk)
    return {person.name: person.relation for person in household.persons.filter(ended_on=None)}


def test_every_kind_has_a_plan_and_a_form():
    assert set(kinds.KINDS) == set(planning.MAKERS) == set(Change.Kind.values)


def test_a_birth_adds_a_person_from_that_day_on_and_asks_after_insurance(home, ask, done):
    change = ask("birth", name="周新", sex="female", relation="grandchild", happens_on=date(2026, 4, 20))

    outcome = done(change)

    born = Person.objects.get(name="周新")
    assert (born.birth_date, born.since, born.source) == (
        date(2026, 4, 20),
        date(2026, 4, 20),
        f"change:{change.pk}",
    )
    assert outcome.notes == ["周新没有基本医疗保险的参保记录，请核实。"]
    assert Household.objects.get(pk=home.pk).members == 4


def test_a_death_of_the_head_makes_a_new_head_with_derived_relations(home, ask, done):
    done(ask("death", person="周大", new_head="李二"))

    home.refresh_from_db()
    assert present(home) == {"李二": "head", "周小": "child"}
    assert (home.head_name, home.members) == ("李二", 2)
    assert families.person(home, "周大").ending == "died"


def test_a_death_of_the_head_needs_a_new_head(ask):
    with pytest.raises(Refused, match="须有新户主"):
        ask("death", person="周大")


def test_the_last_one_to_die_ends_the_household(cast, somebody, ask, done):
    lone = families.settle(cast.linjie, code="9", family=({"name": "王", "relation": "head"},))

    done(ask("death", at=lone, person="王"))

    lone.refresh_from_db()
    assert (lone.ended_on, lone.ending, lone.members) == (ON, "died", 0)


def test_somebody_marries_in(home, ask, done):
    done(
        ask(
            "marriage_in",
            name="陈七",
            id_number="43092119910203102X",
            sex="female",
            birth_date="1991-02-03",
            relation="child_in_law",
        )
    )

    assert present(home)["陈七"] == "child_in_law"


def test_who_marries_in_must_have_left_elsewhere(cast, home, ask):
    families.settle(
        cast.linjie,
        code="8",
        family=({"name": "陈七", "relation": "head", "id_number": "43092119910203102X"},),
    )
    with pytest.raises(Refused, match="户编码 8"):
        ask(
            "marriage_in",
            name="陈七",
            id_number="43092119910203102X",
            sex="female",
            birth_date="1991-02-03",
            relation="child_in_law",
        )


def test_somebody_marries_out(home, ask, done):
    done(ask("marriage_out", person="周小", destination="外县"))

    assert families.person(home, "周小").ending == "married"
    assert history.at(families.person(home, "周小"), date(2026, 4, 30)).relation == "child"


def test_somebody_moves_in(home, ask, done):
    done(ask("move_in", name="周弟", relation="sibling"))

    assert present(home)["周弟"] == "sibling"


def test_a_whole_household_moves_out_and_comes_back_into_another_village(cast, home, ask, done):
    done(ask("move_out", whole=True))
    home.refresh_from_db()
    assert (home.ending, home.members, present(home)) == ("moved", 0, {})

    done(ask("move_in", at=home, by=cast.laohe, whole=True, area=people.NEIGHBOUR))

    home.refresh_from_db()
    assert (home.ended_on, home.members, home.area_code) == (None, 3, people.NEIGHBOUR)
    assert len(present(home)) == 3


def test_a_household_splits(home, ask, done):
    done(ask("split", persons=["周小"], head="周小", group_name="二组"))

    new = Household.objects.exclude(pk=home.pk).get()
    assert (new.head_name, new.members, new.group_name, new.origin) == ("周小", 1, "二组", "lifted")
    assert present(new) == {"周小": "head"}
    assert (present(home), Household.objects.get(pk=home.pk).members) == (
        {"周大": "head", "李二": "spouse"},
        2,
    )


def test_not_everybody_can_split_off(ask):
    with pytest.raises(Refused, match="有人分出、有人留下"):
        ask("split", persons=["周大", "李二", "周小"], head="周小")


def test_two_households_merge(cast, home, ask, done):
    other = families.settle(cast.linjie, code="7", family=({"name": "周弟", "relation": "head"},))
    code = other.persons.get().person_id

    done(ask("merge", household="7", relations={code: "sibling"}))

    other.refresh_from_db()
    assert (other.ending, other.members) == ("merged", 0)
    assert (present(home)["周弟"], Household.objects.get(pk=home.pk).members) == ("sibling", 4)


def test_another_becomes_head(home, ask, done):
    done(ask("head", person="周小"))

    assert present(home) == {"周小": "head", "周大": "parent", "李二": "parent"}
    assert Household.objects.get(pk=home.pk).head_name == "周小"


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

    assert [each.new_text for each in shown if each.field == "id_number"] == ["430921********1059"]


def test_answers_are_sealed(home, ask):
    change = ask("id", person="周小", id_number="430921198808081059")

    raw = Change.objects.raw("SELECT id, answers || '' AS stored FROM registry_change")[0]
    assert "430921198808081059" not in raw.stored
    assert changes.answers(change)["id_number"] == "430921198808081059"


def test_a_death_needs_a_paper_and_must_have_happened(cast, home):
    code = families.person(home, "周小").person_id
    change = changes.draft(home, "death", {"person": code}, happens_on=families.JUNE_1, by=cast.achun, on=ON)

    with pytest.raises(Refused) as caught:
        changes.submit(change, by=cast.achun, on=ON)

    assert caught.value.why == "发生日期还没有到；这类变更须附佐证材料"


def test_nobody_decides_on_the_own_request(cast, ask):
    change = ask("birth", by=cast.laohe, name="周新", sex="male", relation="grandchild")
    changes.submit(change, by=cast.laohe, on=ON)

    with pytest.raises(Refused, match="自己的申请"):
        changes.approve(change, by=cast.laohe, on=ON)


def test_the_data_base_does_not_take_it_either(cast, ask):
    change = ask("birth", name="周新", sex="male", relation="grandchild")
    change.decided_by = cast.achun

    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()


@pytest.mark.parametrize("who", ["achun", "xiaoman", "luozhen", "laozhou", "shenji", "xiaochen"])
def test_only_the_county_approves(cast, ask, who):
    change = ask("birth", name="周新", sex="male", relation="grandchild")
    changes.submit(change, by=cast.achun, on=ON)

    with pytest.raises(Refused):
        changes.approve(change, by=getattr(cast, who), on=ON)


def test_a_household_that_changed_meanwhile_has_to_be_looked_at(cast, home, ask):
    change = ask("birth", name="周新", sex="male", relation="grandchild")
    changes.submit(change, by=cast.achun, on=ON)
    home = households.Household.objects.get(pk=home.pk)
    households.amend(home, {"house_grade": "C"}, seen_version=home.version, by=cast.xiaoman, on=ON)

    with pytest.raises(Stale) as caught:
        changes.approve(change, by=cast.linjie, on=ON)
    assert [each.field for each in caught.value.differences] == ["house_grade"]

    changes.approve(change, by=cast.linjie, on=ON, confirmed_version=caught.value.version)
    assert Household.objects.get(pk=home.pk).members == 4


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("death", {"person": "周小"}), ("marriage_out", {"person": "周小"})),
        (("head", {"person": "周小"}), ("head", {"person": "李二"})),
        (("move_out", {"whole": True}), ("birth", {"name": "周新", "sex": "male", "relation": "grandchild"})),
        (("facts", {"values": {"origin": "ordinary"}}), ("facts", {"values": {"origin": "registered_poor"}})),
    ],
)
def test_two_requests_that_contradict_are_refused(cast, ask, first, second):
    changes.submit(ask(first[0], **first[1]), by=cast.achun, on=ON)

    with pytest.raises(Refused, match="矛盾"):
        changes.submit(ask(second[0], **second[1]), by=cast.achun, on=ON)


def test_requests_about_different_things_go_side_by_side(cast, ask):
    changes.submit(ask("death", person="周小"), by=cast.achun, on=ON)
    changes.submit(ask("facts", values={"origin": "ordinary"}), by=cast.achun, on=ON)

    assert Change.objects.filter(state="submitted").count() == 2


def test_a_request_about_somebody_who_left_is_refused(cast, home, ask, done):
    stale = ask("marriage_out", person="周小")
    done(ask("death", person="周小"))

    with pytest.raises(Refused, match="已不在"):
        changes.submit(stale, by=cast.achun, on=ON)


def test_returned_revised_submitted_again_and_approved(cast, ask):
    change = ask("birth", name="周新", sex="male", relation="grandchild")
    changes.submit(change, by=cast.achun, on=ON)
    changes.send_back(change, reason="名字有误", by=cast.linjie, on=ON)
    assert (change.state, change.decision) == ("returned", "名字有误")

    changes.revise(
        change, {"name": "周辛", "sex": "male", "relation": "grandchild"}, happens_on=ON, by=cast.achun
    )
    changes.submit(change, by=cast.achun, on=ON)
    changes.approve(change, by=cast.linjie, on=ON)

    assert Person.objects.filter(name="周辛").exists()


def test_a_withdrawn_request_does_nothing_any_more(cast, ask):
    change = ask("birth", name="周新", sex="male", relation="grandchild")
    changes.withdraw(change, by=cast.achun, on=ON)

    with pytest.raises(Refused):
        changes.submit(change, by=cast.achun, on=ON)


def test_others_do_not_touch_my_request(cast, ask):
    change = ask("birth", name="周新", sex="male", relation="grandchild")

    with pytest.raises(Refused, match="不是您的申请"):
        changes.withdraw(change, by=cast.xiaoman, on=ON)


def test_missing_answers_are_all_named(ask):
    with pytest.raises(Refused, match="请填写“姓名”；请填写“性别”"):
        ask("birth", relation="child")


def test_every_state_but_the_last_two_has_a_way_on():
    assert {step.source for step in CHANGE} == {"draft", "submitted", "returned"}


def test_a_decision_costs_a_fixed_number_of_queries(cast, ask, django_assert_max_num_queries):
    change = ask("birth", name="周新", sex="male", relation="grandchild")
    changes.submit(change, by=cast.achun, on=ON)

    with django_assert_max_num_queries(60):
        changes.approve(change, by=cast.linjie, on=ON)


def test_a_request_to_a_household_that_a_waiting_merger_would_end_is_a_contradiction(cast, home, ask):
    other = families.settle(cast.linjie, code="2", family=({"name": "王", "relation": "head"},))
    changes.submit(ask("merge", household="2"), by=cast.achun, on=ON)

    for kind, answers in (
        ("birth", {"name": "王小", "sex": "male", "relation": "child"}),
        ("merge", {"household": home.household_id}),
    ):
        with pytest.raises(Refused, match="并户"):
            changes.submit(ask(kind, at=other, **answers), by=cast.achun, on=ON)


def test_who_took_over_the_work_of_who_asked_does_not_decide_on_it(cast, home, ask):
    change = ask("birth", by=cast.linjie, name="周新", sex="female", relation="grandchild")
    changes.submit(change, by=cast.linjie, on=ON)
    post = cast.linjie.appointments_now[0]
    appointments.end(cast.laohe.appointments_now[0], by=None, on=clock.today())
    appointments.hand_over(post, to=cast.laohe, by=None, on=clock.today())

    assert not queries.to_decide(cast.laohe).exists()
    with pytest.raises(Refused, match="自己的申请"):
        changes.approve(change, by=cast.laohe, on=ON)


def test_what_is_approved_is_the_request_as_it_is_now(cast, home, ask, done):
    opened = ask("birth", name="周新", sex="female", relation="grandchild")
    changes.revise(
        Change.objects.get(pk=opened.pk),
        {"name": "周心", "sex": "female", "relation": "grandchild"},
        happens_on=ON,
        by=cast.achun,
    )

    done(opened)

    assert "周心" in present(home)
