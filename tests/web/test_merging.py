"""Merging a village takes along everything that lies in it."""

import pytest
from django.urls import reverse
from tests.office.cast import NEIGHBOUR, START, VILLAGE
from tests.office.cast import assemble as assembled
from tests.office.registry.families import settle

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.imports.models import Batch, Habit
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import Household


@pytest.fixture
def cast(db):
    return assembled()


def test_households_and_work_go_along(cast, client):
    with acting(Actor("system:tests")):
        settle(cast.linjie)
    client.force_login(cast.linjie, backend="shouwang.office.accounts.backends.ByPassword")

    response = client.post(reverse("areas:merge", args=[VILLAGE]), {"into": NEIGHBOUR, "on": "2026-06-01"})

    assert response.status_code == 302
    assert Area.objects.get(pk=VILLAGE).successor_id == NEIGHBOUR
    assert Household.objects.get().area_code == NEIGHBOUR
    achun = User.objects.get(username="achun")
    assert Household.objects.visible_to(achun, Permission.HOUSEHOLD_VIEW).count() == 1
    lines = set(Appointment.objects.filter(user=achun).values_list("line", flat=True))
    assert lines == set(achun.lines) and len(lines) == 1


def test_imports_go_along(cast, client):
    with acting(Actor("system:tests")):
        for area in (VILLAGE, NEIGHBOUR):
            Batch(area_code=area, sender="村", reference_on=START, uploaded_by=cast.linjie).save()
        habit = {"sender": "村", "kind": "households", "header": "组别"}
        Habit(area_code=VILLAGE, **habit).save()
        Habit(area_code=VILLAGE, **habit | {"header": "电话"}).save()
        Habit(area_code=NEIGHBOUR, **habit).save()
    client.force_login(cast.linjie, backend="shouwang.office.accounts.backends.ByPassword")

    client.post(reverse("areas:merge", args=[VILLAGE]), {"into": NEIGHBOUR, "on": "2026-06-01"})

    assert set(Batch.objects.values_list("area_code", flat=True)) == {NEIGHBOUR}
    assert Habit.objects.filter(area_code=NEIGHBOUR).count() == 2


def test_key_areas_that_would_mean_others_end_and_it_is_said(cast, client):
    with acting(Actor("system:tests")):
        settle(cast.linjie)
        settle(cast.linjie, code="N", area=NEIGHBOUR, family=({"name": "邻", "relation": "head"},))
        place = Area.objects.get(pk=VILLAGE)
        keyareas.mark(place, "other", reason="受灾", since=START, by=cast.linjie)
    client.force_login(cast.linjie, backend="shouwang.office.accounts.backends.ByPassword")
    address = reverse("areas:merge", args=[VILLAGE])

    assert "请重新标记" in client.get(address).content.decode()
    page = client.post(address, {"into": NEIGHBOUR, "on": "2026-06-01"}, follow=True).content.decode()

    assert "1 处重点区域随撤并结束" in page


def test_a_merger_that_is_refused_moves_nothing(cast, client):
    with acting(Actor("system:tests")):
        settle(cast.linjie)
    client.force_login(cast.linjie, backend="shouwang.office.accounts.backends.ByPassword")

    response = client.post(reverse("areas:merge", args=[VILLAGE]), {"into": NEIGHBOUR, "on": "2025-06-01"})

    assert response.status_code == 409
    assert Household.objects.get().area_code == VILLAGE
    assert Area.objects.get(pk=VILLAGE).valid_to is None
