"""Pages about areas: the tree within reach, changes, and a list with its preview."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office.cast import CITY, COUNTY, FAR, NEIGHBOUR, TOWNSHIP, VILLAGE

from shouwang.office.areas import changes
from shouwang.office.areas.models import Area

EMPTY, MAY = "430921104209", date(2026, 5, 1)
LIST = "区划代码,名称,级别\n430921104201,新青山村,村\n430921104205,五村,村\n"


def url(name: str, *args: str) -> str:
    return reverse(f"areas:{name}", args=args)


def body(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_tree_begins_where_somebody_works(cast, as_):
    client = as_(cast.linjie)

    page = body(client.get(url("areas"), follow=True))

    assert "南县" in page and "青山镇" in page and "桃江县" not in page
    township = body(client.get(url("area", TOWNSHIP)))
    assert "青山村" in township and "白云村" in township


def test_the_tree_asks_no_question_per_row(cast, as_, django_assert_max_num_queries):
    client = as_(cast.linjie)
    client.get(url("area", TOWNSHIP))

    with django_assert_max_num_queries(12):
        client.get(url("area", TOWNSHIP))


@pytest.mark.parametrize("code", [FAR, CITY, "430921104299", "x"])
def test_what_is_out_of_reach_is_not_there(cast, as_, code):
    client = as_(cast.linjie)

    for name in ("area", "rename", "kind", "merge", "end"):
        assert client.get(url(name, code)).status_code == 404


@pytest.mark.parametrize("name", ["achun", "xiaoman", "shenji", "ducha", "xiaochen"])
def test_nobody_else_finds_the_pages(cast, as_, name):
    client = as_(getattr(cast, name))

    for address in (
        url("areas"),
        url("area", VILLAGE),
        url("upload"),
        url("preview"),
        url("rename", VILLAGE),
    ):
        assert client.get(address).status_code == 404


def test_an_area_is_renamed_recast_and_merged(cast, as_):
    client = as_(cast.linjie)
    day = {"on": "2026-06-01"}

    assert body(client.get(url("rename", VILLAGE)))
    assert client.post(url("rename", VILLAGE), {"name": "<i>新村</i>", **day}).status_code == 302
    assert client.post(url("kind", VILLAGE), {"kind": "key_village", **day}).status_code == 302
    page = body(client.get(url("area", VILLAGE)))
    assert "叫“青山村”" in page and "&lt;i&gt;新村" in page and "<i>新村" not in page and "重点帮扶村" in page
    assert "白云村" in body(client.get(url("merge", VILLAGE)))
    assert client.post(url("merge", VILLAGE), {"into": FAR, **day}).status_code == 422
    assert client.post(url("merge", VILLAGE), {"into": NEIGHBOUR, **day}).status_code == 302
    assert "并入" in body(client.get(url("area", NEIGHBOUR)))
    assert "已停用" in body(client.get(url("area", VILLAGE)))


@pytest.mark.parametrize(
    ("name", "first", "second", "told"),
    [
        ("rename", {"name": "新青山村"}, {"name": "青山新村"}, "别人已把名称改为“新青山村”"),
        ("kind", {"kind": "key_village"}, {"kind": "site"}, "别人已把类型改为“重点帮扶村”"),
    ],
)
def test_the_second_of_two_sees_what_the_first_made_of_it(cast, as_, name, first, second, told):
    client, day = as_(cast.linjie), {"on": "2026-06-01"}
    seen = {"seen": client.get(url(name, VILLAGE)).context["form"]["seen"].value()}
    assert client.post(url(name, VILLAGE), {**first, **seen, **day}).status_code == 302

    page = client.post(url(name, VILLAGE), {**second, **seen, **day})

    assert page.status_code == 409 and told in page.text
    (field,) = first
    assert getattr(Area.objects.get(pk=VILLAGE), field) == first[field]
    again = {"seen": page.context["form"]["seen"].value()}
    assert client.post(url(name, VILLAGE), {**second, **again, **day}).status_code == 302
    assert getattr(Area.objects.get(pk=VILLAGE), field) == second[field]


def test_what_lies_ahead_and_what_cannot_be_are_told(cast, as_):
    client = as_(cast.linjie)

    assert client.post(url("end", VILLAGE), {"on": "2999-01-01"}).status_code == 422
    assert client.post(url("end", TOWNSHIP), {"on": "2026-06-01"}).status_code == 409
    refused = client.post(url("end", NEIGHBOUR), {"on": "2026-06-01"})
    assert refused.status_code == 409 and "任职 1 项" in refused.content.decode()


@pytest.mark.parametrize("name", ["rename", "kind", "merge", "end"])
def test_an_area_that_ended_opens_no_form_and_says_why(cast, as_, somebody, name):
    area = Area(code=EMPTY, name="空村", level="village", valid_from=date(2026, 1, 1))
    area.save(force_insert=True)
    changes.end(area, on=MAY)

    page = as_(cast.linjie).get(url(name, EMPTY), follow=True)

    assert page.redirect_chain == [(url("area", EMPTY), 302)]
    assert "停用的区划不再变更" in body(page)


def test_a_name_keeps_no_sign_that_turns_the_direction_of_writing(cast, as_):
    as_(cast.linjie).post(url("rename", VILLAGE), {"name": "青\u202e山新村\u2066", "on": "2026-05-01"})

    assert Area.objects.get(pk=VILLAGE).name == "青山新村"


def test_an_end_by_mistake_is_taken_back(cast, as_, somebody):
    Area(code=EMPTY, name="空村", level="village", valid_from=MAY).save(force_insert=True)
    client = as_(cast.linjie)

    assert client.post(url("end", EMPTY), {"on": "2026-06-01"}).status_code == 302
    page = body(client.get(url("area", EMPTY)))
    assert "已停用" in page and url("reopen", EMPTY) in page
    assert "误停用" in body(client.get(url("reopen", EMPTY)))
    assert client.post(url("reopen", EMPTY)).status_code == 302
    page = body(client.get(url("area", EMPTY)))
    assert "已停用" not in page and url("reopen", EMPTY) not in page


def test_a_list_is_previewed_before_it_is_loaded(cast, as_):
    client = as_(cast.linjie)
    assert client.get(url("preview"))["Location"] == url("upload")
    assert body(client.get(url("upload")))

    file = SimpleUploadedFile("../../etc/名单.csv", LIST.encode("gbk"))
    assert client.post(url("upload"), {"file": file, "on": "2026-06-01"})["Location"] == url("preview")
    page = body(client.get(url("preview")))
    assert "五村" in page and "新青山村" in page
    assert not Area.objects.filter(name="五村").exists()
    assert client.post(url("preview")).status_code == 302
    assert Area.objects.get(pk="430921104205").name == "五村"
    assert client.post(url("preview"))["Location"] == url("upload")


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.exe"])
def test_what_is_no_list_ends_in_a_sentence(cast, as_, name):
    file = SimpleUploadedFile(name, b"\x00\x01 nonsense")

    response = as_(cast.linjie).post(url("upload"), {"file": file, "on": "2026-06-01"})

    assert response.status_code in (409, 422)


def test_villages_of_another_county_are_refused(cast, as_):
    file = SimpleUploadedFile("a.csv", "区划代码,名称,级别\n430922100209,外村,村\n".encode())

    response = as_(cast.linjie).post(url("upload"), {"file": file, "on": "2026-06-01"})

    assert response.status_code == 409 and "不在您的辖区" in response.content.decode()
    assert COUNTY == "430921000000"
