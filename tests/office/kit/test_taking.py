"""A list on paper: the journal tells of it, and more than the screen shows needs the right to export."""

import json

import pytest
from tests.office.cast import START
from tests.office.registry import dwellings

from shouwang.office.accounts.models import Appointment
from shouwang.office.journal.models import Entry
from shouwang.office.kit import lists
from shouwang.office.registry.pages.lists import Households

pytestmark = pytest.mark.usefixtures("somebody")
LIST = "/households/"


@pytest.fixture
def village(cast, monkeypatch):
    """Five households; two stand on a screen, four on a sheet of paper."""
    for number in range(5):
        dwellings.home(cast, code=f"A-{number}", head=f"周{number}")
    monkeypatch.setattr(Households, "per_page", 2)
    monkeypatch.setattr(lists, "PRINTED", 4)


def printed() -> list[dict]:
    return [json.loads(entry.detail) for entry in Entry.objects.filter(action="list.printed").order_by("pk")]


def rows(answer) -> int:
    return len(answer.context["page"].rows)


def test_a_cadre_prints_the_own_list_and_the_journal_says_so(village, cast, as_):
    answer = as_(cast.achun).get(LIST, {"print": 1, "f_head_name": "周", "columns": "head_name,phone"})

    assert rows(answer) == 4
    (entry,) = Entry.objects.filter(action="list.printed")
    assert (entry.actor, entry.area_code) == ("achun", "430921104201")
    said = printed()[0]
    assert (said["list"], said["rows"], said["columns"]) == ("households", 4, ["head_name", "phone"])
    assert "f_head_name=%23" in said["query"]


def test_the_next_sheet_is_noted_when_it_comes(village, cast, as_):
    client = as_(cast.achun)

    sheet = client.get(LIST, {"print": 1})
    assert rows(client.get(sheet.context["page"].next_url)) == 1

    assert [one["rows"] for one in printed()] == [4, 1]


def test_who_may_not_export_prints_the_page_that_the_screen_shows(village, cast, as_):
    client = as_(cast.duiyuan)
    second = client.get(client.get(LIST).context["page"].next_url)

    paper = client.get(second.context["page"].print_url)

    assert [row["html"] for row in paper.context["page"].rows] == [
        row["html"] for row in second.context["page"].rows
    ]
    assert [one["rows"] for one in printed()] == [2]


def test_where_the_right_to_export_does_not_reach_all_rows_paper_holds_no_more_than_the_screen(
    village, cast, as_
):
    Appointment(user=cast.achun, role="resident_member", area_code="430921104202", since=START).save()
    dwellings.home(cast, area="430921104202", code="B-1", head="钱七")
    client = as_(cast.achun)

    assert rows(client.get(LIST, {"print": 1})) == 2
    assert rows(client.get(LIST, {"print": 1, "area": "430921104201"})) == 4


def test_looking_at_a_list_is_not_printing_it(village, cast, as_):
    as_(cast.achun).get(LIST)

    assert not printed()
