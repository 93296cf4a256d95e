"""The way of a request: who may, what has to be there, and that what is approved is what was read."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.office.registry import drafts, families
from tests.office.registry.drafts import BIRTH, ON

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments
from shouwang.office.journal import clauses
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry import queries
from shouwang.office.registry.care import links
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Change, Household, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.past.differences import Stale
from shouwang.office.registry.requests import changes
from shouwang.office.registry.requests.flow import CHANGE

pytestmark = pytest.mark.django_db


def test_answers_are_sealed(ask):
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
    change = drafts.submit(ask("birth", by=cast.laohe, **BIRTH))

    for decide in (drafts.approve, drafts.send_back):
        with pytest.raises(Refused, match="自己的申请"):
            decide(change, cast.laohe)


def test_the_data_base_does_not_take_it_either(cast, ask):
    change = ask("birth", **BIRTH)
    change.decided_by = cast.achun

    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()


@pytest.mark.parametrize("who", ["achun", "xiaoman", "luozhen", "laozhou", "shenji", "xiaochen"])
def test_only_the_county_approves(cast, ask, who):
    change = drafts.submit(ask("birth", **BIRTH))

    with pytest.raises(Refused):
        drafts.approve(change, getattr(cast, who))


def test_a_household_that_changed_after_it_was_read_has_to_be_looked_at(cast, home, ask):
    change = drafts.submit(ask("birth", **BIRTH))
    read = changes.mark(change, by=cast.linjie)
    home.refresh_from_db()
    households.amend(home, {"house_grade": "C"}, seen_version=home.version, by=cast.xiaoman, on=ON)

    with pytest.raises(Stale) as caught:
        changes.approve(change, by=cast.linjie, on=ON, read=read)
    assert [each.field for each in caught.value.differences] == ["house_grade"]

    drafts.approve(Change.objects.get(pk=change.pk), cast.linjie)
    assert Household.objects.get(pk=home.pk).members == 4


def test_a_member_who_changed_after_it_was_read_has_to_be_looked_at_too(cast, home, ask):
    change = drafts.submit(ask("id", person="周小", id_number="430921198808081059"))
    read = changes.mark(change, by=cast.linjie)
    history.amend(families.person(home, "周小"), {"birth_date": date(1991, 1, 1)}, on=ON, source="import:1")

    with pytest.raises(Refused, match="批准的结果与您看到的不同"):
        changes.approve(change, by=cast.linjie, on=ON, read=read)

    assert families.person(home, "周小").id_number is None
    assert Change.objects.get(pk=change.pk).state == "submitted"


def test_what_does_not_bear_on_a_request_does_not_hold_it_up(cast, home, ask):
    change = drafts.submit(ask("birth", **BIRTH))
    read = changes.mark(change, by=cast.linjie)
    person = families.person(home, "周小")
    persons.amend(person, {"works": True}, seen_version=person.version, by=cast.achun, on=ON)

    changes.approve(change, by=cast.linjie, on=ON, read=read)

    assert Person.objects.filter(name="周新").exists()


@pytest.mark.parametrize("read", ["", "1", "1.x.y", "²." + "0" * 32 + "." + "0" * 32, "9" * 5000])
def test_without_a_mark_of_what_was_read_nothing_is_decided(cast, ask, read):
    change = drafts.submit(ask("birth", **BIRTH))

    for decide, said in ((changes.approve, {}), (changes.send_back, {"reason": "名字有误"})):
        with pytest.raises(Refused, match="看过的是哪一稿") as caught:
            decide(change, by=cast.linjie, on=ON, read=read, **said)
        assert caught.value.remedy
    assert Change.objects.get(pk=change.pk).state == "submitted"


def rewritten(change, cast):
    """Sent back by one of the county, written anew with another name and submitted again."""
    read = changes.mark(change, by=cast.linjie)
    drafts.send_back(change, cast.laohe)
    changes.revise(change, {**BIRTH, "name": "周辛"}, happens_on=ON, by=cast.achun, reason="如实更正")
    drafts.submit(change)
    return read


def test_a_request_that_was_written_anew_is_not_decided_on_by_who_read_the_old_one(cast, ask):
    change = drafts.submit(ask("birth", **BIRTH))
    read = rewritten(change, cast)

    for decide, said in ((changes.approve, {}), (changes.send_back, {"reason": "名字有误"})):
        with pytest.raises(Refused, match="改写过"):
            decide(change, by=cast.linjie, on=ON, read=read, **said)

    assert not Person.objects.filter(name__in=("周新", "周辛")).exists()


def test_the_mark_of_another_request_is_none_of_this_one(cast, ask):
    one, other = (drafts.submit(ask("birth", **{**BIRTH, "name": name})) for name in ("周甲", "周乙"))

    with pytest.raises(Refused, match="改写过"):
        changes.approve(other, by=cast.linjie, on=ON, read=changes.mark(one, by=cast.linjie))


def test_returned_revised_submitted_again_and_approved(cast, ask):
    change = drafts.submit(ask("birth", **BIRTH))
    drafts.send_back(change, cast.linjie)
    assert (change.state, change.decision) == ("returned", "名字有误")

    changes.revise(change, {**BIRTH, "name": "周辛"}, happens_on=ON, by=cast.achun)
    drafts.approve(drafts.submit(change), cast.linjie)

    assert Person.objects.filter(name="周辛").exists()


def test_what_is_approved_is_the_request_as_it_is_now(ask, done, cast, home):
    opened = ask("birth", **BIRTH)
    changes.revise(Change.objects.get(pk=opened.pk), {**BIRTH, "name": "周心"}, happens_on=ON, by=cast.achun)

    done(Change.objects.get(pk=opened.pk))

    assert "周心" in drafts.present(home)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("death", {"person": "周小"}), ("marriage_out", {"person": "周小"})),
        (("head", {"person": "周小"}), ("head", {"person": "李二"})),
        (("move_out", {"whole": True}), ("birth", BIRTH)),
        (("facts", {"values": {"origin": "ordinary"}}), ("facts", {"values": {"origin": "registered_poor"}})),
    ],
)
def test_two_requests_that_contradict_are_refused(ask, first, second):
    drafts.submit(ask(first[0], **first[1]))

    with pytest.raises(Refused, match="矛盾"):
        drafts.submit(ask(second[0], **second[1]))


def test_requests_about_different_things_go_side_by_side(ask):
    drafts.submit(ask("death", person="周小"))
    drafts.submit(ask("facts", values={"origin": "ordinary"}))

    assert Change.objects.filter(state="submitted").count() == 2


def test_a_request_to_a_household_that_a_waiting_merger_would_end_is_a_contradiction(cast, home, ask):
    other = families.settle(cast.linjie, code="2", family=({"name": "王", "relation": "head"},))
    drafts.submit(ask("merge", household="2"))

    for kind, answers in (("birth", BIRTH), ("merge", {"household": home.household_id})):
        with pytest.raises(Refused, match="并户"):
            drafts.submit(ask(kind, at=other, **answers))


def test_a_request_about_somebody_who_left_is_refused(ask, done):
    stale = ask("marriage_out", person="周小")
    done(ask("death", person="周小"))

    with pytest.raises(Refused, match="已不在"):
        drafts.submit(stale)


def test_a_withdrawn_request_does_nothing_any_more(cast, ask):
    change = ask("birth", **BIRTH)
    changes.withdraw(change, by=cast.achun, on=ON)

    with pytest.raises(Refused):
        drafts.submit(change)


def test_others_do_not_touch_my_request(cast, ask):
    change = ask("birth", **BIRTH)

    with pytest.raises(Refused, match="不是您的申请"):
        changes.withdraw(change, by=cast.xiaoman, on=ON)


def test_every_state_but_the_last_two_has_a_way_on():
    assert {step.source for step in CHANGE} == {"draft", "submitted", "returned"}


def test_a_decision_costs_a_fixed_number_of_queries(cast, ask, django_assert_max_num_queries):
    change = drafts.submit(ask("birth", **BIRTH))
    read = changes.mark(change, by=cast.linjie)

    with django_assert_max_num_queries(60):
        changes.approve(change, by=cast.linjie, on=ON, read=read)


def test_who_took_over_the_work_of_who_asked_does_not_decide_on_it(cast, home, ask):
    change = drafts.submit(ask("birth", by=cast.linjie, **BIRTH))
    post = cast.linjie.appointments_now[0]
    appointments.end(cast.laohe.appointments_now[0], by=None, on=clock.today())
    appointments.hand_over(post, to=cast.laohe, by=None, on=clock.today())

    assert not queries.to_decide(cast.laohe).exists()
    with pytest.raises(Refused, match="自己的申请"):
        drafts.approve(change, cast.laohe)


def test_of_two_posts_in_a_village_the_one_that_reaches_the_household_hands_the_request_on(cast, home, ask):
    older = appointments.appoint(
        cast.xiaochen, role="helper", area_code=home.area_code, since=families.BEGAN, by=None
    )
    post = appointments.appoint(
        cast.xiaochen, role="village_cadre", area_code=home.area_code, since=families.BEGAN, by=None
    )
    change = ask("birth", by=cast.xiaochen, **BIRTH)
    assert change.line == post.line

    appointments.hand_over(post, to=cast.laobai, by=None, on=clock.today())
    changes.submit(change, by=cast.laobai, on=ON)

    links.link(home, "helper", since=families.BEGAN, by=cast.linjie, line=older.line)
    assert ask("death", by=cast.xiaochen, person="周小").line == older.line


def test_the_journal_says_on_which_request_and_which_papers_a_change_rests_and_from_which_day(
    home, ask, done
):
    change = ask("birth", **BIRTH, happens_on=date(2026, 4, 20))
    done(change)

    told = {one.action: one for one in Entry.objects.order_by("pk") if one.clause.startswith("change:")}
    wanted = {"person.created", "household.changed", "change.submit", "change.approve", "change.changed"}
    assert wanted <= set(told)
    assert {one.clause for name, one in told.items() if name in wanted} == {
        f"change:{change.pk}:birth; papers:1; reason"
    }
    assert told["person.created"].day == told["household.changed"].day == date(2026, 4, 20)
    assert (
        clauses.shown(told["person.created"].clause)
        == f"变更申请 {change.pk} 出生；佐证材料 1 份；写明了理由"
    )


def asked_anew(home, kind, by, on=ON, **given):
    return changes.draft(home, kind, given, happens_on=on, by=by, on=ON)


def test_who_is_in_the_household_already_does_not_come_again(cast, home, ask, done):
    first, again = ask("birth", **BIRTH), ask("birth", **BIRTH)
    done(first)

    with pytest.raises(Refused, match="已经有一位“周新”"):
        drafts.submit(again)
    with pytest.raises(Refused, match="已经有一位“周新”"):
        asked_anew(home, "birth", cast.achun, **BIRTH)
    with pytest.raises(Refused, match="已经有一位“李二”"):
        asked_anew(home, "move_in", cast.achun, name="李二", relation="other")


def test_two_of_one_name_are_told_apart_by_birth_or_number(cast, home, ask, done):
    done(ask("birth", **BIRTH))

    asked_anew(home, "birth", cast.achun, date(2026, 4, 29), **BIRTH)
    number = "430921198808081059"
    asked_anew(home, "move_in", cast.achun, name="周大", relation="other", id_number=number)
