"""Finding somebody by what is in hand, within scope."""

import pytest
from tests.office import cast as people
from tests.office.registry import families

from shouwang.office.accounts.models import Appointment
from shouwang.office.registry.care import links
from shouwang.office.registry.homes import lookup, persons
from shouwang.office.registry.models import Ending

WIDE = {sign: sign + 0xFEE0 for sign in range(ord("!"), ord("~") + 1)}
"""Full-width, as a keyboard for Chinese writes letters and digits."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def names(hits):
    return [str(hit.person or hit.household) for hit in hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("430921104201000001", ["周大"]),
        (families.NUMBER, ["周大"]),
        (f" {families.NUMBER[:6]} {families.NUMBER[6:]} ", ["周大"]),
        ("138-0000-0001", ["周大"]),
        ("07371234567", ["周大"]),
        ("周", ["周大", "周小"]),
        ("周小", ["周小"]),
        ("周　小", ["周小"]),
        ("zd", ["周大"]),
        ("ZX", ["周小"]),
        ("z", []),
        ("大", []),
        ("", []),
        ("%", []),
        ("138", []),
        ("ｚｄ", ["周大"]),
        ("ＺＸ", ["周小"]),
        ("13800000001".translate(WIDE), ["周大"]),
        ("138-0000-0001".translate(WIDE), ["周大"]),
        (families.NUMBER.translate(WIDE), ["周大"]),
        ("430921104201000001".translate(WIDE), ["周大"]),
        ("+8613800000001", ["周大"]),
        ("+86 138 0000 0001", ["周大"]),
        ("(+86) 138-0000-0001", ["周大"]),
        ("+8613800000001".translate(WIDE), ["周大"]),
        ("008613800000001", ["周大"]),
        ("+86", []),
        ("+8607371234567", []),
    ],
)
def test_what_is_in_hand_finds_whom_it_names(cast, home, text, found):
    assert sorted(names(lookup.find(text, by=cast.achun))) == sorted(found)


@pytest.mark.parametrize("who", ["laobai", "laozhou", "shenji", "guanli", "xiaochen", "bangfu"])
def test_others_find_nobody(cast, home, who):
    for text in (families.NUMBER, "13800000001", "周", "zd", "430921104201000001"):
        assert lookup.find(text, by=getattr(cast, who)) == []


def test_a_helper_finds_the_linked_household_once(cast, home):
    line = Appointment.objects.get(user=cast.bangfu).line
    for kind in ("helper", "leader"):
        links.link(home, kind, line=line, since=families.BEGAN, by=cast.achun)

    assert names(lookup.find("周小", by=cast.bangfu)) == ["周小"]


@pytest.mark.parametrize(("text", "most"), [(families.NUMBER, 3), ("周", 3), ("zd", 3), ("13800000001", 4)])
def test_finding_takes_few_queries_and_unseals_nothing(cast, home, text, most, django_assert_max_num_queries):
    for number in range(2, 9):
        families.settle(
            cast.linjie,
            area=people.NEIGHBOUR,
            code=str(number),
            family=({"name": "周甲", "relation": "head"},),
        )
    cast.linjie.appointments_now  # noqa: B018  read once per request

    with django_assert_max_num_queries(most):
        hits = lookup.find(text, by=cast.linjie)

    assert hits
    assert all(not {"id_number", "phone"} & set(hit.person.__dict__) for hit in hits if hit.person)


def test_the_first_of_a_name_are_those_within_reach(cast, home):
    for number in range(1, 4):
        family = ({"name": f"周一{number}", "relation": "head"},)
        families.settle(cast.linjie, area=people.NEIGHBOUR, code=str(number), family=family)

    assert names(lookup.find("周", by=cast.achun, most=2)) == ["周大", "周小"]
    assert names(lookup.find("周", by=cast.linjie, most=4)) == ["周一1", "周一2", "周一3", "周大"]


def test_whoever_left_is_not_found_by_name(cast, home):
    persons.end(families.person(home, "周小"), ending=Ending.MOVED, on=families.MAY_1, source="form")

    assert names(lookup.find("周", by=cast.achun)) == ["周大"]
    assert names(lookup.find("zx", by=cast.achun)) == []
