"""Deliveries reach a receiver, whatever it does, once or more often, always under the same id."""

import base64
import hmac
import json
from datetime import timedelta
from itertools import pairwise

import pytest
from tests.office.api.hooked import happens, opened
from tests.office.api.receiving import certificate, receiver

from shouwang.office.accounts import appointments
from shouwang.office.api import hooks, posting, sending, telling
from shouwang.office.api.models import Delivery
from shouwang.office.jobs import duties
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("somebody")]


class Time:
    """A clock that is put on by hand."""

    def __init__(self):
        self.at = clock.now()

    def __call__(self):
        return self.at

    def pass_(self, **time):
        self.at += timedelta(**time)


@pytest.fixture
def now():
    return Time()


@pytest.fixture
def there(settings):
    with receiver() as made:
        settings.HOOKS_TO = (made.host,)
        yield made


def hooked(cast, there, events=1):
    hook = opened(cast.linjie, address=there.address)
    for number in range(events):
        happens(ident=str(number))
    telling.follow_up(clock.today(), at=clock.now())
    return hook


def send(now):
    while sending.send_due(now=now):
        pass


def only():
    return Delivery.objects.get()


def test_it_arrives_signed_and_only_once(cast, there, now):
    hook = hooked(cast, there)
    now.pass_(seconds=1)

    send(now)
    send(now)

    ((headers, body),) = there.got
    assert json.loads(body)["type"] == "import.committed"
    assert headers["content-type"] == "application/json" and headers["host"] == there.host
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    own = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{own}"
    assert abs(int(headers["webhook-timestamp"]) - now().timestamp()) <= 1
    assert (only().state, only().status, only().tries) == ("delivered", 204, 1)


@pytest.mark.parametrize("answer", [500, 404, 302, 429])
def test_what_is_not_taken_is_sent_again_under_the_same_id(cast, there, now, answer):
    hooked(cast, there)
    there.answer = answer
    now.pass_(seconds=1)
    send(now)
    assert (only().state, only().status, only().fault) == ("waiting", answer, "answer")

    there.answer = 200
    now.pass_(seconds=59)
    send(now)
    assert len(there.got) == 1
    now.pass_(seconds=1)
    send(now)

    assert len(there.got) == 2 and len(set(there.ids)) == 1
    assert (only().state, only().fault, only().tries) == ("delivered", "", 2)


def test_a_redirect_is_not_followed(cast, there, now):
    hooked(cast, there)
    there.answer, there.headers = 301, {"Location": there.address}
    now.pass_(seconds=1)

    send(now)

    assert len(there.got) == 1 and "followed" not in there.ids
    assert only().status == 301


def test_a_receiver_that_is_down_gets_it_later(cast, there, now, settings):
    with receiver() as gone:
        pass
    settings.HOOKS_TO = (gone.host,)
    hooked(cast, gone)
    now.pass_(seconds=1)

    send(now)

    assert (only().state, only().fault, only().status) == ("waiting", "unreachable", None)
    assert only().next_at == now() + timedelta(minutes=1)


def test_a_receiver_without_an_end_is_cut_off(cast, there, now, monkeypatch):
    hooked(cast, there)
    there.drips = True
    monkeypatch.setattr(posting.post, "__kwdefaults__", {"seconds": 0.3})
    now.pass_(seconds=1)

    send(now)

    assert only().fault == "slow"


def test_a_receiver_that_is_no_tls_is_told_so(cast, there, now, settings):
    hook = hooked(cast, there)
    hook.address = there.address.replace("http:", "https:")
    hook.save(update_fields=["address"])
    now.pass_(seconds=1)

    send(now)

    assert only().fault == "tls" and there.got == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(cast, now, settings, tmp_path, monkeypatch):
    with receiver(certificate=certificate(tmp_path / "own.pem")) as there:
        settings.HOOKS_TO = (there.host,)
        hooked(cast, there)
        now.pass_(seconds=1)
        send(now)
        assert only().fault == "tls" and there.got == []

        # As the installation's own authority is made known.
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
        now.pass_(minutes=1)
        send(now)

        assert only().state == "delivered" and len(there.got) == 1


def test_pauses_grow_until_it_is_given_up(cast, there, now):
    hook = hooked(cast, there)
    there.answer = 500
    began, tried = now(), []
    now.pass_(seconds=1)
    while only().state == "waiting":
        send(now)
        tried.append(now() - began)
        hook.refresh_from_db()
        now.at = max(only().next_at, hook.rest_until)

    assert len(there.got) == len(sending.PAUSES) + 1 and len(set(there.ids)) == 1
    assert [later - earlier for earlier, later in pairwise(tried)] == list(sending.PAUSES)
    assert only().state == "given_up"


def test_gone_switches_the_hook_off(cast, there, now):
    hook = hooked(cast, there, events=3)
    there.answer = 410
    now.pass_(seconds=1)

    send(now)

    hook.refresh_from_db()
    assert (hook.is_on, hook.off_why) == (False, "gone") and len(there.got) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"given_up"}
    assert Entry.objects.filter(action="hook.changed", ident=str(hook.pk)).exists()


def test_after_five_days_of_failures_it_is_switched_off(cast, there, now):
    hook = hooked(cast, there)
    there.answer = 503
    while hook.is_on and now() - hook.made_at < timedelta(days=7):
        now.pass_(hours=6)
        happens(ident=str(now().timestamp())[:6])
        telling.follow_up(clock.today(), at=now())
        send(now)
        hook.refresh_from_db()

    assert hook.off_why == "failing"
    assert timedelta(days=5) <= now() - hook.failing_since < timedelta(days=5, hours=7)


def test_a_success_forgets_the_failures(cast, there, now):
    hook = hooked(cast, there)
    there.answer = 500
    now.pass_(seconds=1)
    send(now)
    there.answer = 200
    now.pass_(minutes=1)
    send(now)

    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.rest_until) == (0, None, None)


def test_while_a_receiver_is_down_one_delivery_tries_and_the_others_wait(cast, there, now):
    hooked(cast, there, events=20)
    there.answer = 500
    now.pass_(seconds=1)

    send(now)
    assert len(there.got) == 1
    now.pass_(minutes=1)
    send(now)
    assert len(there.got) == 2
    there.answer = 200
    now.pass_(minutes=5)
    send(now)

    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(set(there.ids)) == 20


def test_a_receiver_that_is_down_does_not_hold_up_another(cast, there, now, settings):
    with receiver() as gone:
        pass
    settings.HOOKS_TO = (there.host, gone.host)
    opened(cast.laohe, address=gone.address)
    hooked(cast, there)
    now.pass_(seconds=1)

    send(now)

    assert len(there.got) == 1


def test_killed_between_sending_and_noting_it_is_sent_again_under_the_same_id(cast, there, now, monkeypatch):
    hooked(cast, there)
    now.pass_(seconds=1)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(sending, "_noted", killed)
        sending.send_due(now=now)
    send(now)
    assert len(there.got) == 1
    now.pass_(minutes=2)
    send(now)

    assert len(there.got) == 2 and len(set(there.ids)) == 1
    assert only().state == "delivered"


def test_of_two_workers_one_sends(cast, there, now):
    hooked(cast, there)
    now.pass_(seconds=1)
    seen = sending.due(now()).get()

    assert sending._taken(seen, now()) is not None
    assert sending._taken(seen, now()) is None


def test_a_host_that_is_no_longer_open_gets_nothing(cast, there, now, settings):
    hooked(cast, there)
    settings.HOOKS_TO = ()
    now.pass_(seconds=1)

    send(now)

    assert there.got == [] and only().fault == "closed"


def test_after_the_appointment_nothing_is_sent(cast, there, now):
    hook = hooked(cast, there)
    appointments.end(hook.appointment, on=clock.today(), by=cast.guanli)
    now.pass_(seconds=1)

    send(now)

    assert there.got == []


def test_a_ping_goes_out_though_the_hook_rests(cast, there, now):
    hook = hooked(cast, there)
    there.answer = 500
    now.pass_(seconds=1)
    send(now)
    there.answer = 200

    one = hooks.ping(hook, by=cast.linjie, at=now())
    send(now)

    one.refresh_from_db()
    assert one.state == "delivered" and json.loads(there.got[-1][1]) == {
        "type": "ping",
        "timestamp": now().isoformat(),
        "data": {},
    }


def test_what_was_given_up_is_sent_once_more_by_hand(cast, there, now):
    hooked(cast, there)
    Delivery.objects.update(state="given_up", tries=9)

    hooks.retry(only(), by=cast.linjie, at=now())
    send(now)

    assert (only().state, only().tries) == ("delivered", 1)


def test_both_secrets_sign_after_a_rotation(cast, there, now):
    hook = hooked(cast, there)
    hooks.rotate(hook, by=cast.linjie, at=now())
    now.pass_(seconds=1)

    send(now)

    assert len(there.got[0][0]["webhook-signature"].split(" ")) == 2


def test_the_worker_does_both(cast, there, monkeypatch):
    opened(cast.linjie, address=there.address)
    happens()
    monkeypatch.setattr(duties, "WATCHES", {"api.hooks": duties.WATCHES["api.hooks"]})

    assert duties.look(clock.today()) == duties.SOON

    assert len(there.got) == 1


def test_a_look_does_not_take_for_ever(cast, there, now):
    hooked(cast, there, events=2)
    now.pass_(seconds=1)

    assert sending.send_due(now=now, budget=0) is True
    assert there.got == []


def test_deliveries_are_forgotten_after_a_month(cast, there, now):
    hooked(cast, there)
    now.pass_(days=29)
    sending.clean(now())
    assert Delivery.objects.exists()
    now.pass_(days=2)

    sending.clean(now())

    assert not Delivery.objects.exists()
