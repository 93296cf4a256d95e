"""A zero byte, which PostgreSQL takes in no text: wherever a page reads it without a form, it breaks nothing."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.office.cast import Cast
from tests.office.registry import dwellings

from shouwang.office.accounts.models import User

As = Callable[[User | None], Client]
HOME = "{home}"
ADDRESSES = [
    ("achun", "/households/%00/"),
    ("achun", "/persons/x%00/"),
    ("achun", "/reveal/household/%00/phone/"),
    ("achun", f"/households/{HOME}/?on=%00"),
    ("achun", f"/households/{HOME}/change/facts/?person=%00"),
    ("achun", f"/households/{HOME}/change/merge/?household=%00"),
    ("achun", f"/households/{HOME}/change/%00/"),
    ("achun", "/households/?f_head_name=%00&o=%00&columns=%00&after=%00&area=%00"),
    ("achun", "/changes/?for=%00"),
    ("guanli", "/accounts/users/a%00b/"),
    ("guanli", "/areas/43%00/"),
    ("guanli", "/areas/choose/?q=%00&field=%00&value=%00&level=%00&parent=%00"),
    ("guanli", "/areas/?q=%00&within=%00&on=%00"),
    ("shenji", "/journal/?f_actor=%00&after=%00"),
    ("xiaoman", "/imports/?after=%00"),
]


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize(("who", "address"), ADDRESSES)
def test_in_an_address(cast: Cast, as_: As, who: str, address: str) -> None:
    client = as_(getattr(cast, who))
    client.raise_request_exception = False

    answer = client.get(address.replace(HOME, dwellings.home(cast).household_id))

    assert answer.status_code in (200, 302, 404)


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/find/", {"q": "a\0b"}),
        ("/find/", {"q": "430921199001\0"}),
        (f"/households/{HOME}/change/facts/", {"subject": "\0"}),
        (f"/households/{HOME}/change/merge/", {"household": "\0"}),
        ("/jobs/export/?list=%00&query=%00", {}),
        ("/jobs/export/?list=households&query=f_head_name%3D%2500%26after%3D%2500", {}),
        ("/accounts/views/save/", {"page": "\0", "label": "\0", "query": "a=%00"}),
        ("/accounts/views/save/", {"page": "households", "label": "x", "query": "a=%00"}),
        ("/accounts/sign-in/", {"username": "a\0", "password": "b\0", "next": "/\0"}),
        ("/language/setlang/", {"language": "\0", "next": "/\0"}),
    ],
)
def test_in_what_is_sent(cast: Cast, as_: As, address: str, sent: dict[str, str]) -> None:
    client = as_(cast.achun)
    client.raise_request_exception = False

    answer = client.post(address.replace(HOME, dwellings.home(cast).household_id), sent)

    assert answer.status_code < 500
