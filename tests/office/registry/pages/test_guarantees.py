"""Two people at one line of the guarantee card: the second is told what the first one found."""

import pytest
from django.urls import reverse
from tests.office.registry import dwellings

from shouwang.office.kit import clock

pytestmark = pytest.mark.usefixtures("somebody")


@pytest.fixture
def home(cast):
    return dwellings.home(cast)


def address(home, kind: str = "housing") -> str:
    return reverse("registry:guarantee-check", args=[home.household_id, kind])


def opened(client, home, **said: str) -> dict[str, str]:
    """What the form sends of which somebody filled in the rest."""
    form = client.get(address(home)).context["form"]
    return {"seen": form["seen"].value(), "checked_on": clock.today().isoformat(), **said}


def states(home) -> list[str]:
    return list(home.guarantees.order_by("pk").values_list("state", flat=True))


def test_the_second_reads_what_the_first_one_found_and_may_save_once_more(cast, as_, home):
    village, township = as_(cast.achun), as_(cast.xiaoman)
    first = opened(village, home, state="met", evidence="看了<b>房</b>")
    second = opened(township, home, state="unmet", note="漏雨")

    saved = village.post(address(home), first)
    told = township.post(address(home), second)

    assert (saved.status_code, told.status_code) == (302, 409)
    assert "阿春已登记" in told.text and "有保障；看了&lt;b&gt;房" in told.text and "漏雨" in told.text
    assert states(home) == ["met"]
    again = {**second, "seen": told.context["form"]["seen"].value()}
    assert township.post(address(home), again).status_code == 302
    assert states(home) == ["met", "unmet"]


def test_whoever_saves_alone_is_not_stopped(cast, as_, home):
    client = as_(cast.achun)

    answers = [client.post(address(home), opened(client, home, state="met")) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert states(home) == ["met", "met"]


def test_another_kind_and_the_very_same_finding_stop_nobody(cast, as_, home):
    village, township = as_(cast.achun), as_(cast.xiaoman)
    first, second = opened(village, home, state="met"), opened(township, home, state="met")

    village.post(address(home, "water"), first)
    village.post(address(home), first)

    assert township.post(address(home), second).status_code == 302
    assert home.guarantees.count() == 3
