"""Accounts: made, seen, closed – by whoever looks after them, and by nobody else."""

from datetime import date

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from tests.office.cast import COUNTY, FAR, PROVINCE, START, VILLAGE

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments, users
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.usefixtures("somebody")
TODAY = date(2026, 6, 1)


def seen_by(user: User) -> set[str]:
    return set(User.objects.visible_to(user, Permission.USER_EDIT).values_list("username", flat=True))


def test_a_new_user_has_a_one_time_password(cast):
    given = users.create(username=" Ａman ", full_name="阿满", by=cast.guanli)

    assert given.user.username == "aman" and given.user.must_change_password
    assert check_password(given.password, User.objects.get(username="aman").password)
    assert not Entry.objects.filter(detail__contains=given.password).exists()


@pytest.mark.parametrize("name", ["achun", "ACHUN", "a b", "x", "..", "-a", "a/b", "..." * 20, "=1+1", "<b>"])
def test_odd_and_taken_names_are_refused(cast, name):
    with pytest.raises(Refused):
        users.create(username=name, full_name="某", by=cast.guanli)


def test_only_administrators_make_users(cast):
    with pytest.raises(Refused, match="权限"):
        users.create(username="aman", full_name="阿满", by=cast.linjie)


def test_administrators_see_their_area_and_the_unappointed_they_made(cast):
    users.create(username="aman", full_name="阿满", by=cast.guanli)

    seen = seen_by(cast.guanli)

    assert {"achun", "linjie", "shenji", "guanli", "aman"} <= seen
    assert not {"laozhou", "xiaochen"} & seen


def test_who_was_here_once_stays_visible(cast):
    appointments.end(Appointment.objects.get(user=cast.achun), by=None, on=TODAY)

    assert "achun" in seen_by(cast.guanli)


@pytest.mark.parametrize("name", ["achun", "linjie", "shenji", "xiaochen"])
def test_nobody_else_sees_any_user(cast, name):
    assert seen_by(getattr(cast, name)) == set()


def test_a_disabled_user_may_nothing(cast):
    users.disable(cast.achun, by=cast.guanli, on=TODAY)

    assert not User.objects.get(username="achun").may_anywhere(Permission.HOUSEHOLD_VIEW)
    with pytest.raises(Refused):
        users.disable(cast.achun, by=cast.guanli, on=TODAY)
    users.enable(cast.achun, by=cast.guanli, on=TODAY)
    assert User.objects.get(username="achun").may(Permission.HOUSEHOLD_VIEW, VILLAGE)


def test_whoever_works_above_or_elsewhere_too_is_not_in_reach(cast):
    appointments.appoint(cast.ducha, role="inspector", area_code=PROVINCE, since=START, by=None)
    appointments.appoint(cast.laobai, role="village_cadre", area_code=FAR, since=START, by=None)

    for user in (cast.ducha, cast.laobai, cast.laozhou, cast.guanli, cast.xiaochen):
        with pytest.raises(Refused):
            users.reset_password(user, by=cast.guanli, on=TODAY)


def test_a_reset_password_has_to_be_changed(cast):
    password = users.reset_password(cast.achun, by=cast.guanli, on=TODAY)

    fresh = User.objects.get(username="achun")
    assert fresh.must_change_password and fresh.check_password(password)
    assert Entry.objects.filter(action="password.reset", ident="achun", area_code__in=("", COUNTY)).exists()


@pytest.mark.parametrize("password", ["achun12345", "Achun-2026", "12345achun"])
def test_a_password_is_not_the_name_with_something_behind_it(cast, password):
    with pytest.raises(ValidationError):
        validate_password(password, cast.achun)
