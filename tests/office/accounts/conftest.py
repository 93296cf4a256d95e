"""A browser at the page for signing in, and an authenticator app."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from tests.office.cast import PASSWORD

from shouwang.office.accounts.models import Authenticator


@pytest.fixture
def types() -> Callable[..., HttpResponse]:
    """Somebody types a name and a password."""

    def typed(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
        return client.post(reverse("accounts:sign-in"), {"username": username, "password": password, **more})

    return typed


@pytest.fixture
def app() -> Callable[..., str]:
    """What somebody's authenticator shows; `later`: so many half minutes from now."""

    def shown(username: str, *, later: int = 0) -> str:
        device = Authenticator.objects.get(user__username=username)
        return f"{TOTP(device.secret, drift=later).token():06}"

    return shown
