"""Sessions end: by time, by number, by hand."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from shouwang.office.accounts import sessions
from shouwang.office.accounts.models import OpenSession
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

ACCOUNT = "/accounts/me/"


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def moved_back(field: str, by: timedelta) -> None:
    OpenSession.objects.update(**{field: clock.now() - by})


def test_only_so_many_at_once_and_the_oldest_gives_way(cast, as_, settings):
    settings.SESSIONS_PER_USER = 2
    first, second, third = as_(cast.achun), as_(cast.achun), as_(cast.achun)

    assert is_in(first) and is_in(second) and is_in(third)

    assert not is_in(first)
    assert is_in(second) and is_in(third)
    assert Entry.objects.filter(action="session.ended", ident="achun").count() == 1


def test_whoever_does_nothing_for_long_is_signed_out_and_told(cast, as_, settings):
    client = as_(cast.achun)
    assert is_in(client)
    moved_back("seen_at", timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))

    response = client.get(ACCOUNT, follow=True)

    assert "没有操作" in response.content.decode() and not OpenSession.objects.exists()
    assert Entry.objects.get(action="session.ended").actor == "achun"


def test_whoever_goes_on_working_stays(cast, as_, settings):
    client = as_(cast.achun)
    for _page in range(3):
        assert is_in(client)
        moved_back("seen_at", timedelta(seconds=settings.SESSION_IDLE_SECONDS - 5))

    assert is_in(client)


def test_no_session_lasts_for_ever(cast, as_, settings):
    client = as_(cast.achun)
    assert is_in(client)
    moved_back("started_at", timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))

    assert not is_in(client)


def test_one_ends_the_others_by_hand(cast, as_):
    here, there, stranger = as_(cast.achun), as_(cast.achun), as_(cast.laobai)
    assert is_in(here) and is_in(there) and is_in(stranger)
    other = OpenSession.objects.filter(user=cast.achun).latest("pk")

    assert stranger.post(reverse("accounts:session-end", args=[other.pk])).status_code == 404
    here.post(reverse("accounts:session-end", args=[other.pk]))

    assert is_in(here) and not is_in(there) and is_in(stranger)


def test_all_others_end_at_once_and_with_a_new_password(cast, as_):
    here, there = as_(cast.achun), as_(cast.achun)
    assert is_in(here) and is_in(there)

    here.post(reverse("accounts:sessions-end"))

    assert is_in(here) and not is_in(there)


def test_a_part_of_a_page_is_not_replaced_by_the_page_for_signing_in(cast, as_):
    client = as_(cast.achun)
    assert is_in(client)
    OpenSession.objects.all().delete()

    response = client.get(
        ACCOUNT, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/areas/?o=1"}
    )

    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/sign-in/?next=%2Fareas%2F%3Fo%3D1"


def test_a_page_costs_one_question_more(cast, as_, django_assert_max_num_queries):
    client = as_(cast.achun)
    assert is_in(client)

    with django_assert_max_num_queries(4):
        # session, user, open session – and whatever the page asks: here, the appointments
        client.get("/accounts/unappointed/")


@pytest.mark.parametrize(
    "address", ["/accounts/me/", "/accounts/users/", "/areas/", "/accounts/users/-/roles/"]
)
def test_visitors_get_no_further(cast, address):
    assert Client().get(address)["Location"].startswith("/accounts/sign-in/")


def test_closed_browsers_do_not_push_out_those_in_use(cast, as_, settings):
    settings.SESSIONS_PER_USER = 2
    closed, here = as_(cast.achun), as_(cast.achun)
    assert is_in(closed)
    moved_back("seen_at", timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))
    assert is_in(here) and is_in(as_(cast.achun))

    assert is_in(here) and OpenSession.objects.count() == 2


def test_what_has_ended_is_swept_away_once_a_day(cast, as_, types):
    client = as_(cast.achun)
    assert is_in(client)
    types(Client(), "my-secret-typed-here", "wrong")

    sessions.sweep(clock.today())
    assert OpenSession.objects.count() == 1 and AccessAttempt.objects.count() == 1

    sessions.sweep(clock.today() + timedelta(days=9))
    assert not (OpenSession.objects.exists() or AccessAttempt.objects.exists() or Session.objects.exists())
