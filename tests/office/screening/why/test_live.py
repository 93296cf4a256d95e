"""Before a form is saved: what saving it would change, exactly as it comes afterwards – and nothing stored."""

import pytest
from tests.office.screening.conftest import ON, screened

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.forms.facts import FACT, Facts
from shouwang.office.registry.framing import near
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Household, Income
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import incomes
from shouwang.office.screening.models import Finding
from shouwang.office.screening.why import live, reasons

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
LINES = {"line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0"}


@pytest.fixture
def run(office):
    return screened(office)


@pytest.fixture
def client(as_, office):
    return as_(office)


@pytest.fixture
def calm(run):
    silent = Household.objects.filter(house_grade="A", origin="lifted").exclude(findings__run=run)
    return silent.order_by("pk").first()


def url(household, query=""):
    return f"/households/{household.household_id}/check/{query}"


def sent(record, **given):
    """The form as a browser sends it, with some answers changed."""
    form = Facts(record, clock.today(), initial={"seen": record.version, "on": clock.today()})
    held = {name: form[name].value() for name in form.fields}
    answers = held | {f"{FACT}{name}": value for name, value in given.items()}
    return {name: "" if value is None else str(value) for name, value in answers.items()}


def asked(client, household, data, query=""):
    answer = client.post(url(household, query), data, headers=PART)
    assert answer.status_code == 200
    return answer.content.decode()


def state(household, run):
    found = reasons.now(household, run, on=clock.today())
    return found.row["tier"], [one.fired.reason for one in found.clauses]


UNSAFE = {"house_grade": "D", "house_self_fix": "false", "other_safe_house": "false"}


def test_the_household_s_form(client, run, calm):
    told = asked(client, calm, sent(calm, **UNSAFE))

    assert "应纳入" in told and "将触发" in told and "D" in told
    assert "<html" not in told


def test_what_it_says_comes_true(client, run, calm, office):
    before = near.household(calm.pk, clock.today())
    seen = live.outlook(before, live.with_facts(before, UNSAFE), run)

    households.amend(calm, UNSAFE, seen_version=calm.version, by=office, on=clock.today())

    assert state(calm, run) == (seen.after.row["tier"], [one.fired.reason for one in seen.after.clauses])
    assert seen.after.row == reasons.now(calm, run, on=clock.today()).row


@pytest.mark.parametrize(
    "given", [{"health": "serious"}, {"disability_grade": "1"}, {"chronic_card": "true"}]
)
def test_sealed_facts_of_a_person_come_true_too(run, office, given):
    poor = Finding.objects.filter(run=run).order_by("pk").first().household
    person = poor.persons.filter(ended_on=None).first()
    before = near.household(poor.pk, clock.today())
    seen = live.outlook(before, live.with_person(before, person.person_id, given), run)

    persons.amend(person, given, seen_version=person.version, by=office, on=clock.today())

    after = near.household(poor.pk, clock.today())
    assert seen.after.row == reasons.of(after, run).row
    assert seen.after.household.children["persons"] == after.children["persons"] or given


def test_a_person_s_form(client, run, calm):
    person = calm.persons.filter(ended_on=None).first()
    history.amend(calm, {"subsistence_allowance": "whole"}, on=ON, source="test")
    history.amend(person, {"medical_insured": True}, on=ON, source="test")

    told = asked(client, calm, sent(person, medical_insured="false"), f"?person={person.person_id}")

    assert "将触发" in told
    assert f"<b>有成员未参加基本医疗保险</b> {person.name}</li>" in told and "<a " not in told


def test_a_reason_that_rests_on_one_more_member_has_changed(run, calm):
    one, other = calm.persons.filter(ended_on=None)[:2]
    for each in calm.persons.filter(ended_on=None):
        history.amend(each, {"medical_insured": each.pk != one.pk}, on=ON, source="test")
    history.amend(calm, {"subsistence_allowance": "whole"}, on=ON, source="test")
    before = near.household(calm.pk, clock.today())

    seen = live.outlook(before, live.with_person(before, other.person_id, {"medical_insured": "false"}), run)

    (changed,) = seen.changes
    assert (changed.kind, changed.before.text) == ("other", changed.after.text)
    names = [
        {one.name for whom in each.whom for one in whom.members} for each in (changed.before, changed.after)
    ]
    assert names[1] - names[0] == {other.name} and one.name in names[0]


def test_the_income_sheet_comes_true(client, run, office):
    line = Income.objects.filter(period="2021", kind="wage").order_by("pk").first()
    household = line.household
    lines = [{"kind": "wage", "item": "", "amount": "10", "forecast": False, "how": "", "evidence": ""}]
    before = near.household(household.pk, clock.today())
    seen = live.outlook(before, live.with_incomes(before, "2021", lines), run)
    data = LINES | {"line-0-kind": "wage", "line-0-amount": "10", "line-0-forecast": "false"}
    told = asked(client, household, data, "?period=2021")

    incomes.state(household, "2021", lines, by=office, on=clock.today())

    assert seen.after.row == reasons.now(household, run, on=clock.today()).row
    assert seen.after.said.tier_label in told


def test_nothing_is_stored(client, run, calm, held):
    before = held()

    asked(client, calm, sent(calm, **UNSAFE))
    asked(client, calm, sent(calm, **UNSAFE))

    assert held() == before
    # It is a look at the household, noted once.
    assert Entry.objects.filter(action="household.read", ident=calm.household_id).count() == 1


@pytest.fixture
def held():
    def rows():
        models = (Household, Finding, Income)
        return [list(model._base_manager.order_by("pk").values_list()) for model in models]

    return rows


def test_a_form_that_is_not_right_yet_says_so(client, run, calm):
    assert "还没有填对" in asked(client, calm, sent(calm, house_grade="Z"))
    assert "还没有填对" in asked(
        client, calm, LINES | {"line-0-kind": "wage", "line-0-amount": "x"}, "?period=2021"
    )
    assert "period" not in asked(client, calm, LINES | {"line-0-amount": "1"}, "?period=zzzz")


def test_somebody_else_s_person_is_not_there(client, run, calm):
    stranger = Household.objects.exclude(pk=calm.pk).first().persons.first()

    assert client.post(url(calm, f"?person={stranger.person_id}"), sent(stranger)).status_code == 404


def test_without_scripts_it_is_a_page(client, run, calm):
    page = client.post(url(calm), sent(calm, **UNSAFE)).content.decode()

    assert "<html" in page and "什么也没有保存" in page and "应纳入" in page


def test_without_a_run_it_says_so(client, office):
    household = Household.objects.first()

    assert "还没有做过日常筛查" in asked(client, household, sent(household))


def test_it_costs_a_handful_of_queries(client, run, calm, django_assert_max_num_queries):
    data = sent(calm, **UNSAFE)
    asked(client, calm, data)

    # The session, what somebody may, the household and its tables: of all that nothing grows.
    with django_assert_max_num_queries(20):
        asked(client, calm, data)
