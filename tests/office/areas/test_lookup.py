"""Finding places by a code, a name or its initials."""

from datetime import date

import pytest
from tests.office import cast as people

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import changes, lookup
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry

JUNE = date(2026, 6, 1)
pytestmark = pytest.mark.usefixtures("somebody")


def found(text, by):
    areas = lookup.find(text, by=by, permission=Permission.HOUSEHOLD_VIEW, most=5)
    return [area.name for area in areas]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("青山", ["青山镇", "青山村"]),
        (" 青山村 ", ["青山村"]),
        ("qs", ["青山镇", "青山村"]),
        ("QSC", ["青山村"]),
        ("ｑｓ", ["青山镇", "青山村"]),
        ("４３０９２１１０４２０２", ["白云村"]),
        ("430921104202", ["白云村"]),
        ("430921", ["南县"]),
        ("430921104", ["青山镇"]),
        ("q", []),
        ("43092110", []),
        ("山", []),
        ("远山", []),
        ("桃江", []),
        ("430922100201", []),
        ("", []),
        ("%", []),
        ("0", []),
    ],
)
def test_a_code_a_beginning_or_initials_find_the_places_within_reach(cast, text, places):
    assert found(text, cast.linjie) == places


@pytest.mark.parametrize(("who", "places"), [("achun", ["青山村"]), ("laozhou", []), ("xiaochen", [])])
def test_places_elsewhere_do_not_exist(cast, who, places):
    assert found("qs", getattr(cast, who)) == places


def test_a_new_name_is_found_by_its_initials_which_the_journal_does_not_tell(cast):
    area = Area.objects.get(pk=people.VILLAGE)
    changes.rename(area, name="解放村", on=JUNE, by=cast.linjie)

    assert (found("jfc", cast.linjie), found("qsc", cast.linjie)) == (["解放村"], [])
    assert "qsc" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_place_that_is_no_more_is_not_found(cast):
    into = Area.objects.get(pk=people.NEIGHBOUR)
    changes.merge([Area.objects.get(pk=people.VILLAGE)], into=into, on=JUNE, by=cast.linjie)

    assert found("青山村", cast.linjie) == []
