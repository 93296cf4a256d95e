"""A form that is sent again is not done again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.office.registry import dwellings
from tests.office.registry.dwellings import birth, write

from shouwang.engine.errors import Refused
from shouwang.office.kit import clock, once
from shouwang.office.kit.models import Sent
from shouwang.office.registry.models import Change, Expense

pytestmark = pytest.mark.usefixtures("somebody")
SPENT = {"period": "2026", "kind": "medical", "amount": "800", "insurance_payout": "0", "evidence": "发票"}


@pytest.fixture
def home(cast):
    return dwellings.home(cast)


def spending(home):
    return reverse("registry:statement-new", args=[home.household_id, "expenses"])


def shown(client, address):
    """With the token of a form that was opened."""
    return {"once": re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())[1]}


def test_the_same_form_sent_again_adds_nothing_and_leads_to_what_was_made(cast, as_, home):
    client, address = as_(cast.achun), spending(home)
    token = shown(client, address)

    answers = [client.post(address, {**SPENT, **token}) for _time in range(3)]

    assert Expense.objects.count() == 1
    assert {answer["Location"] for answer in answers} == {answers[0]["Location"]}
    assert "没有重复办理" in client.get(answers[0]["Location"]).content.decode()


def test_a_form_opened_anew_or_written_anew_is_another(cast, as_, home):
    client, address = as_(cast.achun), spending(home)
    token = shown(client, address)
    for told in (token, {**token, "amount": "900"}, shown(client, address)):
        client.post(address, {**SPENT, **told})

    assert sorted(Expense.objects.values_list("amount", flat=True)) == [800, 800, 900]


def test_without_a_token_the_answers_alone_count_and_only_of_the_same_person(cast, as_, home):
    for who in (cast.achun, cast.achun, cast.xiaoman):
        as_(who).post(spending(home), SPENT)

    assert Expense.objects.count() == 2


def test_a_request_sent_again_leads_to_the_first(cast, as_, home):
    client = as_(cast.achun)
    first, again = (client.post(write(home, "birth"), birth(home)) for _time in range(2))

    assert (
        first["Location"] == again["Location"] == reverse("registry:change", args=[Change.objects.get().pk])
    )


def test_what_was_refused_leaves_no_mark(rf, cast):
    request = rf.post("/somewhere/", {"once": "a"})
    request.user = cast.achun

    def refuse():
        raise Refused("没有写。", "请重试。")

    with pytest.raises(Refused):
        once.do(request, refuse)

    assert once.answered(request) is None
    assert once.do(request, lambda: "/made/1/") == ("/made/1/", True)
    assert once.do(request, refuse) == ("/made/1/", False)


def test_marks_go_after_a_month(rf, cast):
    request = rf.post("/somewhere/", {"once": "a"})
    request.user = cast.achun
    Sent.objects.create(mark="old", answer="/", at=clock.now() - timedelta(days=31))

    once.do(request, lambda: "/made/1/")

    assert not Sent.objects.filter(mark="old").exists()
