"""The journal of a world in which everything was done once: nobody of the register stands in it by name or number."""

import re

import pytest
from django.urls import reverse
from tests.office import world as worlds

from shouwang.office.journal import actions
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.django_db
CLEAR = (
    worlds.HEAD,
    worlds.NUMBER,
    worlds.RIGHT,
    worlds.PHONE,
    worlds.ALONE,
    worlds.DOCTOR,
    worlds.PAPER,
    worlds.REASON,
    worlds.EVIDENCE,
    "甄小苗",
    "甄大喜",
    "甄进福",
    "甄写入",
)


@pytest.mark.parametrize("value", CLEAR)
def test_no_entry_holds_it(world, value):
    assert not Entry.objects.filter(detail__contains=value).exists()
    assert not Entry.objects.filter(ident__contains=value).exists()


TYPED = f"甄满仓 430921-{worlds.NUMBER[6:]} 电话 {worlds.PHONE}"


def post(client, name, key, **answers):
    assert client.post(reverse(f"registry:{name}", args=key), answers).status_code == 302
    return "".join(Entry.objects.order_by("-pk").values_list("detail", flat=True)[:6])


def test_whoever_takes_a_statement_back_may_name_somebody_in_the_reason(world, as_):
    told = post(as_(world["achun"]), "statement-withdraw", ("expenses", world.expense.pk), reason=TYPED)

    world.expense.refresh_from_db()
    assert world.expense.withdrawn_why == TYPED
    assert "withdrawn_why" in told and not [word for word in TYPED.split() if word in told]


def test_whoever_returns_a_request_may_name_somebody_in_the_opinion(world, as_):
    client, key = as_(world["linjie"]), [world.waiting.pk]
    page = client.get(reverse("registry:change", args=key)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    told = post(client, "change-decide", key, **hidden, verdict="return", decision=TYPED)

    world.waiting.refresh_from_db()
    assert world.waiting.decision == TYPED
    assert "decision" in told and not [word for word in TYPED.split() if word in told]


def test_whatever_it_tells_of_can_be_chosen(world):
    told = set(Entry.objects.exclude(kind="").values_list("kind", flat=True))
    deeds = set(Entry.objects.values_list("action", flat=True))

    assert {"household", "batch"} <= told and "import.committed" in deeds
    assert told | {"completion", "run"} <= dict(actions.kinds()).keys()
    assert sorted(deeds - dict(actions.choices()).keys()) == []
