"""Who may have events sent where, and what becomes of a hook."""

import json
from datetime import timedelta

import pytest
from tests.office import cast as people
from tests.office.api.hooked import ADDRESS, ALL, opened

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments
from shouwang.office.api import hooks
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

HOST = "https://receiver.example.cn/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("somebody")]


def made(by, **asked):
    given = {"label": "县民政", "address": ADDRESS, "kinds": ["run.done"], "by": by, "at": clock.now()}
    return hooks.open_(**{"appointment": by.appointments_now[0], **given, **asked})


def delivery(hook, state="waiting"):
    one = Delivery(
        hook=hook, message="msg_1", kind="ping", body="{}", happened_at=clock.now(), next_at=clock.now()
    )
    one.state = state
    one.save()
    return one


def test_the_secret_is_sealed_and_the_journal_has_only_a_digest(cast):
    secret = made(cast.linjie).secret

    assert Hook.objects.get().secret == secret
    told = Entry.objects.get(action="hook.created")
    assert secret not in told.detail and told.area_code == people.COUNTY


@pytest.mark.parametrize("rest", ["?key=letmein", "bot/letmein", "bot?access_token=letmein"])
def test_of_an_address_the_journal_has_the_host_and_a_digest(cast, rest):
    opened = made(cast.linjie, address=ADDRESS + rest)

    assert opened.hook.address.endswith("letmein")
    (told,) = Entry.objects.filter(action="hook.created").values_list("detail", flat=True)
    assert HOST in told and "letmein" not in told and "bot" not in told


def test_another_key_in_the_address_is_a_change_that_can_be_seen(cast):
    hook = made(cast.linjie, address=f"{ADDRESS}?key=one").hook
    hook.address = f"{ADDRESS}?key=two"
    hook.save()

    old, new = json.loads(Entry.objects.get(action="hook.changed").detail)["address"]

    assert old != new and old.startswith(HOST) and "key" not in old + new


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"label": " "}, "没有写推送的用途"),
        ({"kinds": []}, "没有选事件"),
        ({"kinds": ["run.done", "ping"]}, "没有选事件"),
        ({"address": "https://elsewhere.example/"}, "不在允许推送的名单里"),
        ({"address": "javascript:alert(1)"}, "接收地址写得不对"),
    ],
)
def test_what_cannot_be_is_refused(cast, asked, why):
    with pytest.raises(Refused, match=why):
        made(cast.linjie, **asked)

    assert not Hook.objects.exists()


def test_only_for_an_own_appointment(cast):
    with pytest.raises(Refused, match="自己在任的岗位"):
        made(cast.linjie, appointment=cast.laohe.appointments_now[0])


def test_who_may_know_what(cast):
    def offered(user):
        return [one.code for one in hooks.possible(user.appointments_now[0])]

    assert offered(cast.linjie) == list(ALL)
    assert offered(cast.achun) == ["run.done", "run.lost", "household.moved", "change.approved"]
    assert offered(cast.bangfu) == offered(cast.shenji) == offered(cast.guanli) == []


def test_an_appointment_is_offered_no_more_than_it_may_know(cast):
    with pytest.raises(Refused, match="不能知道"):
        made(cast.achun, kinds=["import.committed"])
    with pytest.raises(Refused) as refused:
        made(cast.bangfu, kinds=["household.moved"])

    assert "管整个辖区" in refused.value.remedy


def test_ten_are_enough(cast):
    for _time in range(hooks.MOST):
        opened(cast.linjie)

    with pytest.raises(Refused, match="已经有 10 个"):
        made(cast.linjie)


def test_after_a_rotation_both_secrets_sign_for_a_day(cast):
    hook, now = opened(cast.linjie), clock.now()
    before = hook.secret

    secret = hooks.rotate(hook, by=cast.linjie, at=now)

    hook.refresh_from_db()
    assert hook.secrets_on(now + timedelta(hours=23)) == [secret, before]
    assert hook.secrets_on(now + timedelta(hours=24)) == [secret]


def test_replaced_twice_in_a_row_the_one_that_the_receiver_knows_still_signs(cast):
    hook, now = opened(cast.linjie), clock.now()
    known = hook.secret

    for after in (0, 1):
        last = hooks.rotate(hook, by=cast.linjie, at=now + timedelta(seconds=after))

    fresh = Hook.objects.get()
    assert (fresh.secret, fresh.secret_before) == (last, known)


def test_asked_twice_one_ping_is_sent(cast):
    hook = opened(cast.linjie)

    assert hooks.ping(hook, by=cast.linjie, at=clock.now()) == hooks.ping(
        hook, by=cast.linjie, at=clock.now()
    )


def test_switched_off_what_waits_is_given_up_and_switched_on_it_begins_anew(cast):
    hook = opened(cast.linjie)
    one = delivery(hook)

    hooks.switch_off(hook, by=cast.linjie, at=clock.now())

    one.refresh_from_db()
    assert one.state == "given_up"
    with pytest.raises(Refused, match="已经停用"):
        hooks.retry(one, by=cast.linjie, at=clock.now())
    hooks.switch_on(hook, by=cast.linjie, at=clock.now())
    hook.refresh_from_db()
    assert hook.is_on and hook.off_why == "" and hook.off_at is None
    assert Entry.objects.filter(action="hook.changed").count() == 2


def test_nobody_touches_the_hook_of_somebody_else(cast):
    hook = opened(cast.linjie)
    one = delivery(hook, "given_up")

    for deed in (hooks.rotate, hooks.switch_off, hooks.switch_on, hooks.ping):
        with pytest.raises(Refused, match="不是您的推送"):
            deed(hook, by=cast.laohe, at=clock.now())
    with pytest.raises(Refused, match="不是您的推送"):
        hooks.retry(one, by=cast.laohe, at=clock.now())


def test_it_ends_with_its_appointment(cast):
    hook, today = opened(cast.achun), clock.today()
    appointments.end(hook.appointment, on=today, by=cast.guanli)
    cast.achun.forget_appointments()

    assert not Hook.objects.at_work(today).exists()
    with pytest.raises(Refused, match="岗位已经终止"):
        hooks.ping(hook, by=cast.achun, at=clock.now())


def test_what_has_arrived_is_not_sent_again(cast):
    one = delivery(opened(cast.linjie), "delivered")

    with pytest.raises(Refused, match="已经送达"):
        hooks.retry(one, by=cast.linjie, at=clock.now())


def test_a_host_that_was_closed_meanwhile_takes_no_ping(cast, settings):
    hook = opened(cast.linjie)
    settings.HOOKS_TO = ()

    with pytest.raises(Refused, match="名单"):
        hooks.ping(hook, by=cast.linjie, at=clock.now())
