"""A list of users: as people save it, all or nothing, every mistake with its line."""

import csv
from datetime import date
from io import StringIO

import pytest
from tests.office.cast import VILLAGE

from shouwang.engine.errors import Refused
from shouwang.office.accounts import user_lists
from shouwang.office.accounts.models import Appointment, User

pytestmark = pytest.mark.usefixtures("somebody")
TODAY = date(2026, 6, 1)
GOOD = """用户名,姓名,角色,区划代码,部门,任职起
aman,阿满,村干部,430921104201,,2026-05-01
aman,阿满,village_cadre,430921104202,,2026/5/1
yijia,易佳,行业部门人员,430921,医保,2026年5月1日
xinren,新人,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_lists_are_read_as_people_save_them(cast, encoding, separator):
    given = user_lists.load(GOOD.replace(",", separator).encode(encoding), by=cast.guanli, on=TODAY)

    assert [one.user.username for one in given] == ["aman", "yijia", "xinren"]
    assert Appointment.objects.filter(user__username="aman", since=date(2026, 5, 1)).count() == 2
    assert given[0].user.check_password(given[0].password)


def test_headers_have_synonyms_and_the_day_may_be_left_out(cast):
    data = f"账号*,真实姓名,岗位,行政区划代码,备注\nAman,阿满,村干部,{VILLAGE},无\n"

    user_lists.load(data.encode(), by=cast.guanli, on=TODAY)

    assert Appointment.objects.get(user__username="aman").since == TODAY


def test_all_mistakes_at_once_and_nothing_written(cast):
    data = """用户名,姓名,角色,区划代码,部门,任职起
aman,阿满,村干部,430921104201,,
achun,阿春,村干部,430921104201,,
b,短,,,,
yuanren,远人,村干部,430922100201,,
cuo,错,村长,430921104201,,
riqi,日期,村干部,430921104201,,2026-02-30
aman,另名,村干部,430921104202,,
bumen,部门,行业部门人员,430921,魔法,
"""
    before = User.objects.count()

    with pytest.raises(Refused) as caught:
        user_lists.load(data.encode(), by=cast.guanli, on=TODAY)

    for line in range(3, 10):
        assert f"第 {line} 行" in caught.value.why
    assert "第 2 行" not in caught.value.why and "7 处" in caught.value.why
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"\x00\xff\xfe\x81", b"PK\x03\x04", "用户名,姓名\n".encode(), "姓名\n某\n".encode(), b'a,"b\n',
     "用户名,账号,姓名\na,b,c\n".encode()],
)  # fmt: skip
def test_what_is_no_list_ends_in_a_sentence(cast, data):
    with pytest.raises(Refused):
        user_lists.load(data, by=cast.guanli, on=TODAY)


def test_passwords_are_for_a_spreadsheet(cast):
    given = user_lists.load(GOOD.encode(), by=cast.guanli, on=TODAY)

    text = user_lists.passwords_csv(given).decode("utf-8-sig")

    assert text.splitlines()[0] == "用户名,姓名,一次性密码"
    assert f"aman,阿满,{given[0].password}" in text


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example")', "+1+1", "-老王", "@SUM(1)"])
def test_a_name_that_begins_like_a_formula_is_none_in_the_list_of_passwords(cast, name):
    (given,) = user_lists.load(f"用户名,姓名\nyi1,{name!s}\n".encode(), by=cast.guanli, on=TODAY)

    _header, row = csv.reader(StringIO(user_lists.passwords_csv([given]).decode("utf-8-sig")))

    assert row == ["yi1", f"'{name}", given.password]


def test_the_installation_itself_makes_no_account_that_no_administrator_sees(cast):
    with pytest.raises(Refused, match="第 3 行：没有写角色和区划代码"):
        user_lists.load(
            f"姓名,账号,角色,区划代码\n阿满,aman,村干部,{VILLAGE}\n新人,xinren,,\n".encode(),
            by=None,
            on=TODAY,
        )

    assert not User.objects.filter(username__in=["aman", "xinren"]).exists()
