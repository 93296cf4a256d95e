"""Measures as a list, on a day; and who is watched and has none."""

from datetime import date

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.registry import dwellings
from tests.office.registry.pages.test_lists import heads

from shouwang.office.kit import lists
from shouwang.office.registry.stated import statements

pytestmark = pytest.mark.usefixtures("somebody")
WATCHED = {"monitoring_type": "marginal", "risk_state": "active"}


def helped(home, by, starts=date(2026, 3, 1), **more):
    given = {"kind": "industry", "starts_on": starts, "development": True, **more}
    return statements.add("measures", home, given, by=by)


@pytest.fixture
def village(cast):
    """Helped until June, taken back, never helped, no longer at risk; and one in the village beside."""
    made = [
        dwellings.home(cast, code="A-1", head="张三", **WATCHED),
        dwellings.home(cast, code="A-2", head="赵六", **WATCHED),
        dwellings.home(cast, code="A-3", head="吴八", monitoring_type="sudden_hardship"),
        dwellings.home(cast, code="A-4", head="郑十", monitoring_type="marginal", risk_state="eliminated"),
        dwellings.home(cast, area=people.NEIGHBOUR, code="B-1", head="钱七", **WATCHED),
    ]
    helped(made[0], cast.achun, ends_on=date(2026, 6, 30), amount="1200.50")
    statements.withdraw(helped(made[1], cast.achun), reason="录错了户", by=cast.achun)
    helped(made[4], cast.linjie)
    return made


def shown(client, **asked):
    return heads(client.get(reverse("registry:measures"), asked))


def test_measures_that_stand_by_place_and_within_reach(village, cast, as_):
    assert shown(as_(cast.achun)) == ["张三"]
    assert shown(as_(cast.linjie)) == ["张三", "钱七"]
    assert shown(as_(cast.linjie), area=people.NEIGHBOUR) == ["钱七"]
    assert as_(cast.shenji).get(reverse("registry:measures")).status_code == 404


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-02-28", []),
        ("2026-03-01", ["张三", "钱七"]),
        ("2026-06-30", ["张三", "钱七"]),
        ("2026-07-01", ["钱七"]),
        ("", ["张三", "钱七"]),
        ("2026-99-99", []),
    ],
)
def test_in_force_from_the_first_to_the_last_day(village, cast, as_, day, found):
    assert shown(as_(cast.linjie), on=day) == found


def test_a_day_that_is_none_is_said(village, cast, as_):
    assert as_(cast.linjie).get(reverse("registry:measures"), {"on": "abc"}).context["page"].filters.errors


def test_watched_households_without_a_measure_today(village, cast, as_):
    """In July the first one has none any more; whose risk is not told to be eliminated is watched."""
    assert heads(as_(cast.achun).get(reverse("registry:unaided"))) == ["张三", "赵六", "吴八"]


def test_of_watched_households_only_their_kinds_can_be_chosen_and_the_page_lies_below_the_measures(
    village, cast, as_
):
    page = as_(cast.achun).get(reverse("registry:unaided"))

    chosen = [code for code, _label in page.context["page"].filters.fields["f_monitoring_type"].choices]
    here = [entry["label"] for entry in page.context["menu"] if entry["active"]]
    assert chosen == ["", "unstable_lifted", "marginal", "sudden_hardship"]
    assert here == ["措施"]
    assert [one["url"] for one in page.context["page"].crumbs()] == [reverse("registry:measures"), ""]


def test_a_file_has_the_official_order_and_the_day_that_was_asked_for(village, cast, rf):
    request = rf.get("/")
    page = lists.for_user("measures", cast.linjie, "on=2026-07-01", request)

    columns = page.export_columns()
    rows = list(page.export_rows(columns))

    assert [column.name for column in columns][:4] == ["area_code", "household_id", "head_name", "kind"]
    assert [row[1] for row in rows] == ["B-1"] and rows[0][3] == "产业帮扶"
