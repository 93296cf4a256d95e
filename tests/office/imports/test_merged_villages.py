"""A list that still names a village which was merged is taken for the one that followed it, and says so."""

from datetime import date

import pytest
from django.urls import reverse
from tests.office.cast import NEIGHBOUR, VILLAGE
from tests.office.imports.conftest import REFERENCE, TODAY, book
from tests.office.imports.drawn import home, tables

from shouwang.office.areas import changes
from shouwang.office.areas.models import Area
from shouwang.office.imports import batches, merged_villages
from shouwang.office.registry.homes import moves
from shouwang.office.registry.models import Household

MAY_1, JUNE_5 = date(2026, 5, 1), date(2026, 6, 5)


@pytest.fixture
def merged(cast, somebody):
    """The village went into its neighbour, of the same township."""
    old, into = (Area.objects.get(pk=code) for code in (VILLAGE, NEIGHBOUR))
    changes.merge([old], into=into, on=MAY_1)
    return old


def counts(batch):
    return batch.summary["counts"]["households"]


def test_rows_of_the_old_village_are_taken_for_the_new_one(cast, as_, merged, send, step, compared):
    batch = compared(send())

    assert (counts(batch)["new"], counts(batch)["refused"]) == (2, 0)
    page = as_(cast.xiaoman).get(reverse("imports:preview", args=[batch.pk])).content.decode()
    (said,) = merged_villages.sentences(batch)
    assert "并入" in said and "1 户" in said
    assert said.partition("：")[0] in page

    step(batch, batches.commit)
    assert set(Household.objects.values_list("area_code", flat=True)) == {NEIGHBOUR}


def test_a_household_that_moved_with_its_village_is_not_changed_by_it(cast, send, step, compared, somebody):
    step(compared(send()), batches.commit)
    old = Area.objects.get(pk=VILLAGE)
    changes.merge([old], into=Area.objects.get(pk=NEIGHBOUR), on=JUNE_5)
    old.refresh_from_db()
    moves.follow(old, by=cast.linjie, on=JUNE_5)

    batch = compared(send(book(name="again.xlsx")), reference_on=TODAY)

    assert (counts(batch)["same"], counts(batch)["changed"], counts(batch)["refused"]) == (2, 0, 0)


def test_a_list_of_a_day_before_the_merger_is_told_why_it_is_refused(merged, send, compared):
    batch = compared(send(), reference_on=date(2026, 4, 30))

    assert counts(batch)["refused"] == 1
    (said,) = merged_villages.sentences(batch)
    assert "才并入" in said and "数据截至日" in said


def test_a_successor_out_of_reach_takes_nothing(merged):
    given = tables(households=[home("H1")])

    told, followed = merged_villages.followed(given, {VILLAGE}, REFERENCE)

    assert followed == [] and told["households"] is given["households"]


def test_where_no_village_was_merged_nothing_is_said(cast, somebody, send, compared):
    assert merged_villages.sentences(compared(send())) == []
