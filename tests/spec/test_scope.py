"""Role × permission × place → allowed?  Every combination, against the tables in `scope.py`."""

from datetime import timedelta
from itertools import product

import pytest

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import ROLES, compatible
from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock
from tests.office import cast as people
from tests.spec import scope

PERMISSIONS, PLACES, LEVELS = map(scope.drawn, (scope.PERMISSIONS, scope.PLACES, scope.LEVELS))
CODES = {
    "province": people.PROVINCE,
    "city": people.CITY,
    "county": people.COUNTY,
    "township": people.TOWNSHIP,
    "village": people.VILLAGE,
    "neighbour": people.NEIGHBOUR,
    "other county": people.OTHER_COUNTY,
    "far village": people.FAR,
}
HELD = [(role, level) for role, levels in LEVELS.items() for level, can in levels.items() if can]


@pytest.fixture
def areas(db):
    with acting(Actor("system:tests")):
        for code, name, level in people.AREAS:
            Area(code=code, name=name, level=level, valid_from=people.START).save(force_insert=True)
        yield


def appointed(role: str, place: str, **times) -> User:
    user = User(username="aman", full_name="阿满")
    user.save()
    department = "health" if ROLES[role].department else ""
    dates = {"since": people.START, **times}
    Appointment(user=user, role=role, area_code=CODES[place], department=department, **dates).save()
    return user


def test_the_tables_name_every_role_and_permission():
    assert list(PERMISSIONS) == [one.value for one in Permission]
    assert all(list(row) == list(ROLES) for row in PERMISSIONS.values())
    assert list(LEVELS) == list(ROLES)


@pytest.mark.parametrize("role", LEVELS)
def test_roles_are_held_where_the_table_says(role):
    assert {level for level, can in LEVELS[role].items() if can} == set(ROLES[role].levels)


@pytest.mark.parametrize(("role", "held"), HELD)
def test_every_permission_reaches_what_the_table_says(areas, role, held):
    user = appointed(role, held)

    for permission, place in product(Permission, CODES):
        given = PERMISSIONS[permission.value][role]
        inside = PLACES[held][place] == "yes"
        said = (permission, place)
        assert user.may(permission, CODES[place]) is bool(given and inside), said
        assert (CODES[place] in user.reach(permission)) is (given == scope.ALL and inside), said


@pytest.mark.parametrize(("role", "held"), HELD)
def test_what_is_seen_is_what_may_be_touched(areas, role, held):
    user = appointed(role, held)

    for permission in Permission:
        seen = set(Area.objects.visible_to(user, permission).values_list("pk", flat=True))
        assert seen & set(CODES.values()) == {code for code in CODES.values() if user.may(permission, code)}


@pytest.mark.parametrize(("one", "other"), list(product(ROLES, ROLES)))
def test_roles_go_together_where_the_table_says(one, other):
    assert compatible(one, other) is (scope.drawn(scope.TOGETHER)[one][other] == "yes")


@pytest.mark.parametrize(("case", "row"), list(scope.drawn(scope.TIMES).items()))
def test_an_appointment_gives_something_only_while_it_is_in_force(areas, case, row):
    today, day = clock.today(), timedelta(days=1)
    times = {
        "since today": {"since": today},
        "since tomorrow": {"since": today + day},
        "until tomorrow": {"until": today + day},
        "until today": {"until": today},
    }
    user = appointed("village_cadre", "village", **times.get(case, {}))
    if case == "of a disabled user":
        user.is_active = False
    if case == "none":
        user = User(username="xinren", full_name="新人")
        user.save()

    assert user.may(Permission.HOUSEHOLD_VIEW, people.VILLAGE) is (row["gives"] == "yes")
