"""The lists: what they show, to whom, and what they cost."""

import re
from datetime import date

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.registry import dwellings

from shouwang.engine.errors import Refused
from shouwang.engine.reading import read
from shouwang.office.areas import changes as area_changes
from shouwang.office.areas.models import Area
from shouwang.office.jobs import exporting, worker
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, files, lists
from shouwang.office.registry.care import guarantees, links
from shouwang.office.registry.homes import households, moves
from shouwang.office.registry.models import Household
from shouwang.office.registry.requests import changes

pytestmark = pytest.mark.usefixtures("somebody")
LISTS = ("households", "uncovered", "persons", "changes", "guarantees-due")


def heads(page) -> list[str]:
    """The first cell of each row: the only one with a link."""
    return [re.findall("<a [^>]*>([^<]*)</a>", row["html"])[0] for row in page.context["page"].rows]


@pytest.fixture
def village(cast):
    """Two households here, one in the village beside, one in the next county."""
    return [
        dwellings.home(cast, code="A-1", head="张三", monitoring_type="marginal", risk_state="active"),
        dwellings.home(cast, code="A-2", head="赵六", house_grade="D"),
        dwellings.home(cast, area=people.NEIGHBOUR, code="B-1", head="钱七"),
    ]


def test_a_cadre_sees_the_own_village_and_the_county_sees_all(village, cast, as_):
    address = reverse("registry:households")

    assert heads(as_(cast.achun).get(address)) == ["张三", "赵六"]
    assert heads(as_(cast.laobai).get(address)) == ["钱七"]
    assert heads(as_(cast.ducha).get(address)) == ["张三", "赵六", "钱七"]
    assert heads(as_(cast.laozhou).get(address)) == []


@pytest.mark.parametrize("name", LISTS)
def test_who_sees_no_household_has_no_list(cast, as_, name):
    for who in (cast.shenji, cast.guanli, cast.xiaochen):
        assert as_(who).get(reverse(f"registry:{name}")).status_code == 404
    assert as_(None).get(reverse(f"registry:{name}")).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"f_monitoring_type": "marginal"}, ["张三"]),
        ({"f_risk_state": "active"}, ["张三"]),
        ({"f_house_grade": "D"}, ["赵六"]),
        ({"f_head_name": "赵"}, ["赵六"]),
        ({"f_subsistence_allowance": "unknown"}, ["张三", "赵六"]),
        ({"area": people.NEIGHBOUR}, []),  # no choice of hers
        ({"f_house_grade": "Z"}, []),
        ({"area": people.VILLAGE, "f_origin": "lifted"}, ["张三", "赵六"]),
        ({"f_head_name": "' OR 1=1 --"}, []),
    ],
)
def test_filters_stay_within_scope(village, cast, as_, query, found):
    assert heads(as_(cast.achun).get(reverse("registry:households"), query)) == found


@pytest.mark.parametrize("wrong", ["area=430921104999", "f_house_grade=Z"])
def test_a_wrong_filter_shows_no_row_says_why_and_gives_no_file_and_no_print(village, cast, as_, wrong):
    client = as_(cast.xiaoman)
    address = reverse("registry:households")

    page = client.get(f"{address}?{wrong}")
    printed = client.get(f"{address}?{wrong}&print=1")

    assert heads(page) == heads(printed) == []
    assert "field-error" in page.text and "field-error" in printed.text
    with pytest.raises(Refused, match="筛选条件"):
        exporting.ask(exporting.found("households", cast.xiaoman, wrong), by=cast.xiaoman)
    assert not Entry.objects.filter(action="list.printed").exists()


def test_a_saved_view_of_a_merged_village_shows_where_it_went(village, cast, as_):
    here, there = Area.objects.get(pk=people.VILLAGE), Area.objects.get(pk=people.NEIGHBOUR)
    area_changes.merge([here], into=there, on=clock.today())
    here.refresh_from_db()
    moves.follow(here, by=cast.linjie, on=clock.today())

    page = as_(cast.xiaoman).get(reverse("registry:households"), {"area": people.VILLAGE})

    assert heads(page) == ["张三", "赵六", "钱七"]
    assert page.context["page"].filters.cleaned_data["area"] == people.NEIGHBOUR


def test_a_list_that_was_taken_away_is_read_again_as_what_it_was(village, cast, tmp_path):
    job = exporting.ask(exporting.found("households", cast.xiaoman, ""), by=cast.xiaoman)
    worker.work_off()
    job.refresh_from_db()

    with files.plain(job.result["file"], suffix=".xlsx") as path:
        reading = read.read([path])

    rows = reading.tables["households"].select(["household_id", "area_code", "head_name"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("A-1", people.VILLAGE, "张三"),
        ("A-2", people.VILLAGE, "赵六"),
        ("B-1", people.NEIGHBOUR, "钱七"),
    ]
    assert not [one for one in reading.problems if one.severity == "error" and "行政村" in one.message]


def test_places_to_choose_from_lie_within_reach(village, cast, as_):
    page = as_(cast.xiaoman).get(reverse("registry:households"))

    names = [label.strip() for _code, label in page.context["page"].filters.fields["area"].choices]
    assert names[1:] == ["青山镇", "青山村", "白云村"]


def test_a_number_cannot_be_put_together_from_its_mask_and_the_birth_date_beside_it(cast, as_):
    dwellings.home(cast)

    text = as_(cast.luozhen).get(reverse("registry:persons")).content.decode()

    assert "430921********" in text and "1980-01-01" in text
    assert "***0014" not in text and ">430921198001010014<" not in text


@pytest.mark.parametrize("name", LISTS)
def test_no_query_per_row(village, cast, as_, name, django_assert_max_num_queries):
    for number in range(4):
        dwellings.home(cast, code=f"C-{number}", head=f"孙{number}")
    for home in Household.objects.all():
        _check(home, cast)
        changes.draft(
            home,
            "head",
            {"person": _spouse(home)},
            happens_on=date(2026, 3, 1),
            by=cast.linjie,
            on=clock.today(),
        )
    client = as_(cast.ducha)
    client.get(reverse("desk"))

    with django_assert_max_num_queries(12):
        page = client.get(reverse(f"registry:{name}"))

    assert len(page.context["page"].rows) >= 7


def _spouse(home: Household) -> str:
    return str(home.persons.get(relation="spouse").person_id)


def _check(home: Household, cast, **more) -> None:
    guarantees.check(
        home,
        "water",
        "met",
        checked_on=date(2026, 2, 2),
        next_check_on=date(2026, 3, 1),
        by=cast.linjie,
        on=clock.today(),
        **more,
    )


def test_households_without_helper_are_those_that_should_have_one(village, cast, as_):
    dwellings.helped(village[0], cast)
    dwellings.home(cast, code="A-3", head="吴八", origin="ordinary")

    assert heads(as_(cast.achun).get(reverse("registry:uncovered"))) == ["赵六"]


def test_only_the_latest_check_is_due(village, cast, as_):
    _check(village[0], cast)
    _check(village[1], cast)
    guarantees.check(village[1], "water", "met", checked_on=clock.today(), by=cast.achun, on=clock.today())

    assert heads(as_(cast.achun).get(reverse("registry:guarantees-due"))) == ["张三"]


def test_a_household_that_left_is_in_no_list(village, cast, as_):
    households.end(village[0], ending="mistake", by=cast.linjie, on=clock.today())

    assert heads(as_(cast.achun).get(reverse("registry:households"))) == ["赵六"]
    assert len(as_(cast.achun).get(reverse("registry:persons")).context["page"].rows) == 3


def test_whoever_is_linked_twice_sees_the_household_once(village, cast, as_):
    dwellings.helped(village[0], cast)
    line = cast.bangfu.appointments_now[0].line
    links.link(village[0], "grid", since=dwellings.SPRING, by=cast.linjie, line=line)
    client = as_(cast.bangfu)

    assert heads(client.get(reverse("registry:households"))) == ["张三"]
    assert len(client.get(reverse("registry:persons")).context["page"].rows) == 3


def test_a_household_that_left_can_come_back_and_nothing_else(village, cast, as_):
    households.end(village[0], ending="moved", by=cast.linjie, on=clock.today())
    client = as_(cast.achun)

    page = client.get(reverse("registry:household", args=["A-1"])).content.decode()

    assert "重新迁入" in page and "登记一年" not in page and "登记事件" not in page
    assert client.get(reverse("registry:change-new", args=["A-1", "move_in"])).status_code == 200
    assert client.get(reverse("registry:change-new", args=["A-1", "birth"])).status_code == 404
    assert client.get(reverse("registry:income-new", args=["A-1"])).status_code == 404


def test_an_export_gives_every_column_masked_with_no_query_per_row(
    village, cast, as_, django_assert_max_num_queries
):
    request = as_(cast.ducha).get(reverse("registry:persons")).wsgi_request
    page = lists.for_user("persons", cast.ducha, "f_relation=head", request)
    columns = page.export_columns()

    with django_assert_max_num_queries(8):
        rows = list(page.export_rows(columns))

    names = [column.name for column in columns]
    assert names[:2] == ["household_id", "person_id"]
    assert {row[names.index("health")] for row in rows} == {"****"}
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("query", "title", "asked"),
    [
        ("", "变更申请", ["area", "f_kind", "f_state"]),
        ("?for=me&f_state=draft", "我的变更申请", ["area", "f_kind", "f_state", "for"]),
        ("?for=decision", "待我审批的变更申请", ["area", "f_kind", "for"]),
    ],
)
def test_a_list_of_requests_says_which_it_shows_and_stays_it_when_filtered(cast, as_, query, title, asked):
    page = as_(cast.linjie).get(reverse("registry:changes") + query).context["page"]

    sent = dict(part.split("=") for part in query[1:].split("&") if part)
    assert (str(page.title), list(page.filters.fields)) == (title, asked)
    assert {name: page.filters[name].value() for name in sent} == sent
    assert page.filters.has_changed() == ("f_state" in sent)


@pytest.mark.parametrize(
    ("name", "column", "offered"),
    [("changes", "kind", False), ("guarantees-due", "state", False), ("households", "house_grade", True)],
)
def test_unknown_is_offered_only_where_something_may_be_unknown(cast, as_, name, column, offered):
    page = as_(cast.linjie).get(reverse(f"registry:{name}")).context["page"]

    assert ("unknown" in dict(page.filters.fields[f"f_{column}"].choices)) == offered
