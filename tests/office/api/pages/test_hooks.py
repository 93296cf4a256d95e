"""Hooks on their pages: made, looked at, tried, switched."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.office.api.hooked import ADDRESS, opened

from shouwang.office.api import hooks
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("somebody")]
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def asked(**more):
    return {"label": "县民政", "address": ADDRESS, "kinds": ["run.done", "import.committed"], **more}


def text(answer):
    return answer.content.decode()


def test_the_secret_is_shown_once(cast, as_):
    client = as_(cast.linjie)

    page = client.post(reverse("hooks:hook-new"), asked())

    hook = Hook.objects.get()
    assert SECRET.search(text(page))[0] == hook.secret
    assert "no-store" in page.headers["Cache-Control"]
    for address in (reverse("hooks:hooks"), reverse("hooks:hook", args=[hook.pk])):
        assert not SECRET.search(text(client.get(address)))


def test_a_refusal_comes_back_to_the_form(cast, as_):
    page = as_(cast.linjie).post(reverse("hooks:hook-new"), asked(address="https://elsewhere.example/"))

    assert page.status_code == 409 and "SHOUWANG_HOOKS_TO" in text(page)
    assert "https://elsewhere.example/" in text(page)


@pytest.mark.parametrize("wrong", [{"label": ""}, {"kinds": []}, {"kinds": ["ping"]}, {"appointment": "x"}])
def test_what_is_lacking_is_said(cast, as_, wrong):
    page = as_(cast.linjie).post(reverse("hooks:hook-new"), asked(**wrong))

    assert page.status_code == 422 and not Hook.objects.exists()


def test_who_reaches_only_linked_households_is_told_why_there_are_none(cast, as_):
    client = as_(cast.bangfu)

    assert "只管结对的户" in text(client.get(reverse("hooks:hooks")))
    assert client.get(reverse("hooks:hook-new")).status_code == 404


def test_a_new_secret_is_shown_and_differs(cast, as_):
    hook = opened(cast.linjie)

    page = as_(cast.linjie).post(reverse("hooks:rotate", args=[hook.pk]))

    assert SECRET.search(text(page))[0] != hook.secret
    assert "旧密钥还会同时签名一天" in text(page)


def test_a_ping_waits_for_the_worker_and_leads_to_its_page(cast, as_):
    hook = opened(cast.linjie)

    page = as_(cast.linjie).post(reverse("hooks:ping", args=[hook.pk]), follow=True)

    assert page.redirect_chain[0][0] == reverse("hooks:delivery", args=[Delivery.objects.get().pk])
    assert "待送" in text(page) and "马上" in text(page)


def test_what_somebody_typed_is_shown_as_text(cast, as_):
    hook = opened(cast.linjie)
    hook.label = "<script>alert(1)</script>"
    hook.save()

    page = text(as_(cast.linjie).get(reverse("hooks:hook", args=[hook.pk])))

    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_why_it_is_off_is_said(cast, as_):
    hook = opened(cast.linjie)
    hooks.end(hook, Hook.Off.GONE, at=clock.now())

    page = text(as_(cast.linjie).get(reverse("hooks:hook", args=[hook.pk])))

    assert "对方答复 410" in page and "发送测试" not in page and "启用" in page


def test_many_hooks_and_deliveries_cost_no_more_queries(cast, as_):
    client, address = as_(cast.linjie), reverse("hooks:hooks")

    def cost(where):
        with CaptureQueriesContext(connection) as told:
            client.get(where)
        return len(told)

    hook = opened(cast.linjie)
    client.get(address)
    hooks.ping(hook, by=cast.linjie, at=clock.now())
    one, of_one = cost(address), cost(reverse("hooks:hook", args=[hook.pk]))
    for _time in range(6):
        hooks.ping(opened(cast.linjie), by=cast.linjie, at=clock.now())
        hooks.ping(hook, by=cast.linjie, at=clock.now())

    assert cost(address) == one
    assert cost(reverse("hooks:hook", args=[hook.pk])) == of_one
