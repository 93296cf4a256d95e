"""Who may be given what, where and when; work stays with the line when people change."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.cast import COUNTY, FAR, NEIGHBOUR, OTHER_COUNTY, START, TOWNSHIP, VILLAGE

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import changes
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.usefixtures("somebody")
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def held(user: User) -> Appointment:
    return Appointment.objects.get(user=user)


def refused(cast, **given) -> str:
    said = {"role": "village_cadre", "area_code": VILLAGE, "since": MAY, "by": cast.guanli, **given}
    with pytest.raises(Refused) as caught:
        appointments.appoint(said.pop("user", cast.xiaochen), **said)
    assert caught.value.remedy
    return caught.value.why


def test_an_administrator_appoints_in_the_own_area(cast):
    made = appointments.appoint(
        cast.xiaochen, role="village_cadre", area_code=VILLAGE, since=MAY, by=cast.guanli
    )

    assert cast.xiaochen.may(Permission.INCOME_EDIT, VILLAGE)
    assert not cast.xiaochen.may(Permission.INCOME_EDIT, NEIGHBOUR)
    assert made.line == made.pk


def test_nobody_gives_a_role_outside_the_own_area(cast):
    assert "不管这个地方" in refused(cast, area_code=FAR)


def test_only_administrators_appoint(cast):
    assert "没有这项权限" in refused(cast, by=cast.linjie)


def test_nobody_appoints_themselves(cast):
    assert "自己" in refused(cast, user=cast.guanli, role="auditor", area_code=COUNTY)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": "king"}, "没有“king”"),
        ({"area_code": COUNTY}, "级别"),
        ({"area_code": "430921104299"}, "没有区划代码"),
        ({"since": date(2025, 12, 31)}, "没有区划代码"),
        ({"until": MAY}, "不晚于"),
        ({"department": "health"}, "不分部门"),
        ({"role": "department_officer", "area_code": COUNTY}, "要写明部门"),
        ({"role": "department_officer", "area_code": COUNTY, "department": "magic"}, "要写明部门"),
    ],
)
def test_what_does_not_fit_is_refused(cast, given, said):
    assert said in refused(cast, **given)


def test_incompatible_roles_are_refused_also_in_the_future(cast):
    appointments.appoint(cast.xiaochen, role="helper", area_code=VILLAGE, since=JULY, by=cast.guanli)

    assert "同时担任" in refused(cast, role="county_office", area_code=COUNTY, since=MAY)
    appointments.appoint(
        cast.xiaochen, role="county_office", area_code=COUNTY, since=MAY, until=JULY, by=cast.guanli
    )


def test_the_same_is_not_held_twice(cast):
    assert "已经担任" in refused(cast, user=cast.achun)


def test_several_appointments_add_up(cast):
    appointments.appoint(cast.achun, role="village_cadre", area_code=NEIGHBOUR, since=MAY, by=cast.guanli)

    assert cast.achun.may(Permission.INCOME_EDIT, VILLAGE) and cast.achun.may(
        Permission.INCOME_EDIT, NEIGHBOUR
    )


def test_an_ended_appointment_gives_nothing(cast):
    appointments.end(held(cast.achun), by=cast.guanli, on=JUNE)

    assert not User.objects.get(pk=cast.achun.pk).may_anywhere(Permission.HOUSEHOLD_VIEW)
    with pytest.raises(Refused, match="已经在"):
        appointments.end(held(cast.achun), by=cast.guanli, on=JUNE)


def test_nobody_ends_the_appointments_of_another_county(cast):
    with pytest.raises(Refused, match="不管这个地方"):
        appointments.end(held(cast.laozhou), by=cast.guanli, on=JUNE)


def test_an_appointment_cannot_end_before_it_began(cast):
    with pytest.raises(Refused, match="早于"):
        appointments.end(held(cast.achun), by=cast.guanli, on=date(2025, 1, 1))


def test_handing_over_hands_over_the_line(cast):
    before = held(cast.achun)

    after = appointments.hand_over(before, to=cast.xiaochen, by=cast.guanli, on=JUNE)

    assert cast.xiaochen.lines == [before.line] and after.line == before.line
    assert held(cast.achun).until == JUNE == after.since
    assert User.objects.get(pk=cast.achun.pk).lines == []
    actions = Entry.objects.values_list("action", flat=True)
    assert {"appointment.created", "appointment.changed", "appointment.handed_over"} <= set(actions)


def test_work_left_behind_can_still_be_handed_over_and_only_once(cast):
    appointments.end(held(cast.achun), by=cast.guanli, on=MAY)

    made = appointments.hand_over(held(cast.achun), to=cast.xiaochen, by=cast.guanli, on=JULY)

    assert made.until is None and held(cast.achun).until == MAY
    with pytest.raises(Refused, match="已经交给"):
        appointments.hand_over(held(cast.achun), to=cast.laobai, by=cast.guanli, on=JULY)


def test_handing_over_obeys_the_rules_of_appointing(cast):
    with pytest.raises(Refused, match="同时担任"):
        appointments.hand_over(held(cast.achun), to=cast.shenji, by=cast.guanli, on=JUNE)
    with pytest.raises(Refused, match="同一个人"):
        appointments.hand_over(held(cast.achun), to=cast.achun, by=cast.guanli, on=JUNE)
    assert held(cast.achun).until is None


def test_after_a_merger_people_work_on_in_the_successor(cast):
    old, new = Area.objects.get(pk=VILLAGE), Area.objects.get(pk=NEIGHBOUR)
    changes.merge([old], into=new, on=JUNE, by=cast.linjie)

    moved = appointments.follow(old, by=cast.linjie, on=JUNE)

    assert moved == 3
    achun = User.objects.get(pk=cast.achun.pk)
    assert achun.may(Permission.INCOME_EDIT, NEIGHBOUR) and not achun.may(Permission.INCOME_EDIT, VILLAGE)
    assert achun.lines == [Appointment.objects.filter(user=achun).earliest("pk").line]
    assert appointments.follow(new, by=cast.linjie, on=JUNE) == 0


def test_the_installation_itself_may_appoint_anywhere(cast):
    appointments.appoint(cast.xiaochen, role="administrator", area_code=OTHER_COUNTY, since=START, by=None)

    assert cast.xiaochen.may(Permission.USER_EDIT, FAR) and not cast.xiaochen.may(
        Permission.USER_EDIT, TOWNSHIP
    )


DAYS = st.integers(0, 8).map(lambda number: date(2026, 5, 1) + timedelta(days=number))
PERIODS = st.tuples(DAYS, st.none() | DAYS).filter(lambda period: period[1] is None or period[0] <= period[1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=PERIODS, asked=PERIODS.filter(lambda period: period[0] != period[1]))
def test_two_periods_overlap_when_they_share_a_day(cast, held, asked):
    def days(period: tuple[date, date | None]) -> set[date]:
        since, until = period
        return {
            since + timedelta(days=n) for n in range(20) if until is None or since + timedelta(days=n) < until
        }

    with transaction.atomic():
        one = Appointment(user=cast.xiaochen, role="helper", area_code=VILLAGE, since=held[0], until=held[1])
        one.save()
        found = Appointment.objects.during(*asked).filter(pk=one.pk).exists()
        transaction.set_rollback(True)

    assert found is bool(days(held) & days(asked))
