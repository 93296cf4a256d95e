"""Closed by default."""

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area


def test_somebody_without_appointment_sees_nothing(cast):
    assert not Area.objects.visible_to(cast.xiaochen, Permission.HOUSEHOLD_VIEW).exists()


def test_a_village_cadre_sees_the_own_village_only(cast):
    seen = Area.objects.visible_to(cast.achun, Permission.HOUSEHOLD_VIEW)

    assert [area.name for area in seen] == ["青山村"]
