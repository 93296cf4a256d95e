"""Lists that are paged by number: behind the end stands the last page, never that the list has nobody."""

from datetime import timedelta

import pytest
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening.differences import comparing
from shouwang.office.screening.lists import listings, rolls
from shouwang.office.screening.places import outcomes

pytestmark = pytest.mark.django_db
LISTS = {
    "households": f"/situation/{COUNTY}/households/?run={{run}}&of=tier&key=must_enter",
    "persons": f"/situation/{COUNTY}/households/?run={{run}}&of=tier&key=must_enter&rows=persons",
    "by now": f"/situation/{COUNTY}/outcomes/households/?run={{run}}&since={{before}}&once=1",
    "what if": "/screening/runs/{run}/what-if/?p_monitoring_line=9000",
    "differences": "/screening/differences/?before={before}&after={run}&way=enters",
}


@pytest.fixture
def runs(office):
    before = screened(office)
    for home in Household.objects.filter(house_grade="A", origin="lifted").order_by("pk")[:5]:
        worse = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}
        history.amend(home, worse, on=ON, source="test")
    return {"before": before.pk, "run": screened(office, on=ON + timedelta(days=30)).pk}


@pytest.mark.parametrize("name", LISTS)
def test_behind_the_end_stands_the_last_page(runs, office, as_, monkeypatch, name):
    for kind in (comparing, listings, rolls, outcomes):
        monkeypatch.setattr(kind, "SIZE", 2)
    client, address = as_(office), LISTS[name].format(**runs)
    page, number = client.get(address), 1
    while page.context["next_url"]:
        number += 1
        page = client.get(f"{address}&page={number}")

    for behind in (number + 1, 999, 10**20):
        found = client.get(f"{address}&page={behind}")
        assert list(found.context["rows"]) == list(page.context["rows"]) != []
        assert found.context["next_url"] == ""
        assert f"page={number - 1}" in found.context["previous_url"]
