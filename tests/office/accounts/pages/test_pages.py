"""Pages about users: what an administrator can do there, and that nobody else finds them."""

import re
from base64 import b64decode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office.cast import VILLAGE

from shouwang.office.accounts import users
from shouwang.office.accounts.models import Appointment, SavedView, User
from shouwang.office.accounts.permission_labels import LABELS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal.models import Entry


def url(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


def body(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_list_shows_who_holds_what(cast, as_):
    page = body(as_(cast.guanli).get(url("users")))

    assert "阿春" in page and "青山村村干部" in page
    assert "老周" not in page and "小陈" not in page


def test_the_list_asks_no_question_per_row(cast, as_, django_assert_max_num_queries):
    client = as_(cast.guanli)
    client.get(url("users"))

    with django_assert_max_num_queries(14):
        client.get(url("users"))


def test_whoever_holds_nothing_today_can_be_looked_for(cast, somebody, as_):
    users.create(username="xinren", full_name="新人", by=cast.guanli)
    client = as_(cast.guanli)

    idle, busy = (body(client.get(url("users"), {"f_idle": said})) for said in "10")

    assert "新人" in idle and "没有岗位" in idle and "阿春" not in idle
    assert "新人" not in busy and "阿春" in busy


@pytest.mark.parametrize("username", ["laozhou", "xiaochen", "nobody", "<b>"])
def test_whom_one_may_not_see_is_not_there(cast, as_, username):
    client = as_(cast.guanli)

    assert client.get(url("user", username)).status_code == 404
    assert client.post(url("user-password", username)).status_code == 404
    assert client.get(url("appoint", username)).status_code == 404


@pytest.mark.parametrize("name", ["achun", "linjie", "shenji", "xiaochen"])
def test_nobody_but_administrators_finds_the_pages(cast, as_, name):
    client = as_(getattr(cast, name))

    for address in (url("users"), url("user-new"), url("user-import"), url("roles"), url("user", "achun")):
        assert client.get(address).status_code == 404
    held = Appointment.objects.get(user=cast.laobai)
    for address in (url("appointment-end", held.pk), url("appointment-hand-over", held.pk)):
        assert client.get(address).status_code == 404


def test_a_user_is_made_appointed_and_signs_in(cast, as_, types):
    admin = as_(cast.guanli)
    assert admin.get(url("user-new")).status_code == 200
    page = body(admin.post(url("user-new"), {"username": "aman", "full_name": "<b>阿满</b>"}))
    assert "&lt;b&gt;阿满" in page and "<b>阿满" not in page
    password = re.search(r"<code>([a-z0-9-]{14})</code>", page)

    form = body(admin.get(url("appoint", "aman")))
    assert "青山镇 · 青山村" in form and "远山村" not in form
    said = {"role": "village_cadre", "area_code": VILLAGE, "since": "2026-05-01"}
    assert admin.post(url("appoint", "aman"), said).status_code == 302
    assert "村干部" in body(admin.get(url("user", "aman")))
    assert types(admin, "aman", password[1]).status_code == 302


def test_an_area_outside_the_list_is_refused_by_the_form(cast, as_):
    said = {"role": "village_cadre", "area_code": "430922100201", "since": "2026-05-01"}

    assert as_(cast.guanli).post(url("appoint", "achun"), said).status_code == 422


def test_a_refusal_comes_back_to_the_form(cast, as_):
    said = {"role": "county_office", "area_code": "430921000000", "since": "2026-05-01"}

    response = as_(cast.guanli).post(url("appoint", "achun"), said)

    assert response.status_code == 409 and "同时担任" in response.content.decode()


def test_an_appointment_is_handed_over_and_ended(cast, as_):
    admin, held = as_(cast.guanli), Appointment.objects.get(user=cast.achun)

    assert "青山村" in body(admin.get(url("appointment-hand-over", held.pk)))
    assert (
        admin.post(url("appointment-hand-over", held.pk), {"to": "laozhou", "on": "2026-06-01"}).status_code
        == 422
    )
    assert (
        admin.post(url("appointment-hand-over", held.pk), {"to": "LaoBai", "on": "2026-06-01"}).status_code
        == 302
    )
    taken = Appointment.objects.get(user=cast.laobai, area_code=VILLAGE)
    assert taken.line == held.line
    assert body(admin.get(url("appointment-end", taken.pk)))
    assert admin.post(url("appointment-end", taken.pk), {"on": "2026-07-01"}).status_code == 302


def test_the_one_time_password_is_shown_once_and_not_kept_by_browsers(cast, as_):
    admin = as_(cast.guanli)

    response = admin.post(url("user-password", "achun"))

    assert "no-store" in response["Cache-Control"]
    assert User.objects.get(username="achun").must_change_password
    assert admin.get(url("user-password", "achun")).status_code == 404


def test_users_are_closed_and_opened(cast, as_):
    admin = as_(cast.guanli)

    admin.post(url("user-disable", "achun"))
    assert "已停用" in body(admin.get(url("user", "achun")))
    admin.post(url("user-enable", "achun"))
    assert User.objects.get(username="achun").is_active
    assert "做不到" in body(admin.post(url("user-disable", "guanli"), follow=True))


def test_a_list_is_uploaded_and_its_passwords_downloaded_once(cast, as_):
    admin = as_(cast.guanli)
    assert admin.get(url("user-import")).status_code == 200
    bad = SimpleUploadedFile("a.csv", "用户名,姓名,角色\na,某,村长\n".encode())
    assert "第 2 行" in admin.post(url("user-import"), {"file": bad}).content.decode()

    good = SimpleUploadedFile("../../a.csv", "用户名,姓名\naman,阿满\n".encode())
    response = admin.post(url("user-import"), {"file": good})

    page = body(response)
    packed = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="passwords.csv"', page)
    assert "已新建 1 个用户" in page and "aman,阿满," in b64decode(packed.group(1)).decode()
    assert "no-store" in response["Cache-Control"]
    assert "aman" in body(admin.get(url("users"))) and "data:text/csv" not in body(
        admin.get(url("user-import"))
    )


def test_the_roles_are_shown_as_they_are(cast, as_):
    page = body(as_(cast.guanli).get(url("roles")))

    assert set(LABELS) == set(Permission)
    assert "审批变更申请" in page and "驻村工作队员" in page


def test_my_account_shows_what_is_mine(cast, as_):
    page = body(as_(cast.achun).get(url("account")))

    assert "青山村" in page and "村干部" in page and "登录在哪里" in page


def test_views_are_saved_replaced_and_deleted_by_their_owner(cast, as_):
    client = as_(cast.guanli)
    said = {"page": "users", "label": "停用的", "query": "?f_is_active=0&o=-username"}
    client.post(url("view-save"), said, headers={"Referer": "https://evil.example/"})
    answer = client.post(url("view-save"), {**said, "next": url("users")})

    view = SavedView.objects.get()
    assert answer["Location"] == url("users")
    assert view.query == "f_is_active=0&o=-username"
    assert "停用的" in body(client.get(url("users")))
    assert as_(cast.achun).post(url("view-delete", view.pk)).status_code == 404
    client.post(url("view-delete", view.pk))
    assert not SavedView.objects.exists()


def test_everything_done_here_stands_in_the_journal(cast, as_):
    admin = as_(cast.guanli)
    admin.post(url("user-new"), {"username": "aman", "full_name": "阿满"})
    admin.post(url("user-password", "aman"))
    admin.post(url("user-disable", "aman"))

    noted = Entry.objects.filter(ident="aman", actor="guanli").values_list("action", flat=True)
    assert {"user.created", "password.reset", "user.disabled"} <= set(noted)
    assert set(Entry.objects.filter(ident="aman").values_list("area_code", flat=True)) == {"430921000000"}
