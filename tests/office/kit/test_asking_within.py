"""Questions within somebody's reach: what `visible_to` gives, from SQL that is made once for reaches of one shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office.registry import families

from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import codes
from shouwang.office.kit.asking_within import Within
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.care import links
from shouwang.office.registry.models import Household

pytestmark = pytest.mark.django_db
VIEW = Permission.HOUSEHOLD_VIEW
HOMES = Within(
    lambda reach, head: Household.objects.filter(Household.reached(reach), head_name=head).values_list("pk"),
    head=str,
)
PLACES = [codes.span(code) for code in (people.VILLAGE, people.TOWNSHIP, people.COUNTY, people.NEIGHBOUR)]


@pytest.fixture
def homes(cast, somebody):
    found = [
        families.settle(cast.linjie),
        families.settle(cast.linjie, code="7", family=({"name": "周大", "relation": "head"},)),
    ]
    line = Appointment.objects.get(user=cast.bangfu).line
    links.link(found[0], "helper", line=line, since=families.BEGAN, by=cast.achun)
    return found


@pytest.mark.parametrize(
    "who", ["achun", "xiaoman", "linjie", "bangfu", "laobai", "laozhou", "shenji", "guanli", "xiaochen"]
)
def test_everybody_gets_what_is_visible_to_them(cast, homes, who):
    user = getattr(cast, who)
    visible = Household.objects.visible_to(user, VIEW).filter(head_name="周大")

    assert sorted(HOMES.rows(user.reach(VIEW), head="周大")) == sorted(visible.values_list("pk"))


def test_reaches_of_any_shape(cast, homes):
    lines = [*Appointment.objects.values_list("line", flat=True)[:3], 10**9]
    asked = set()

    @given(
        st.lists(st.sampled_from(PLACES), max_size=3),
        st.lists(st.tuples(st.sampled_from(lines), st.sampled_from(PLACES)), max_size=3),
    )
    def same(spans, linked):
        reach = Reach(tuple(spans), tuple(linked))
        direct = Household.objects.filter(Household.reached(reach), head_name="周大")
        asked.add((len(spans), len(linked)))
        assert sorted(HOMES.rows(reach, head="周大")) == sorted(direct.values_list("pk"))

    same()
    assert len(asked) > 8


def test_who_reaches_nothing_asks_nothing(homes, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert HOMES.rows(Reach(), head="周大") == []


def test_no_more_of_each_part_than_it_says(cast, homes):
    parts = Within(
        lambda reach, head: [
            Household.objects.filter(Household.reached(reach), head_name=head).values_list("pk")[:1]
            for _part in range(2)
        ],
        head=str,
    )

    assert len(parts.rows(cast.linjie.reach(VIEW), head="周大")) == 2
